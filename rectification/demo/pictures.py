"""Photos for the demo city: drawn scenes, each time from another standpoint, in another light, on another grain."""

import io
import random
import struct
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from math import cos, radians, sin

from PIL import Image, ImageChops

from rectification.demo.files import PICTURES

SIZE = (800, 600)
QUALITY = 68
FILMS = 4
CLEAR = 56  # levels apart that are more than other light
DRAWN = 1000  # pixels of a drawing that one photo shows across, about
KEPT = 96  # pictures held decoded, at most 1.6 MB each
Place = tuple[float, float]
Plates = tuple[Image.Image, Image.Image, Image.Image]  # light, and the two colours at half the size
Corners = list[tuple[float, float]]


class Camera:
    """Takes photos of the scenes in `pictures/`.

    What a photo shows follows from the seed and what was asked for alone: the same question gives the same photo in
    any process and any order, asked a second time the next one, and no two questions give the same pixels.
    """

    def __init__(self, size: tuple[int, int] = SIZE, seed: int = 0) -> None:
        self.size = size
        self.seed = seed
        self.taken: Counter[str] = Counter()
        self.parts = next(parts for parts in (8, 4, 2, 1) if size[0] * parts <= DRAWN or parts == 1)
        self.films = [film(size, chance_of(f"film/{n}")) for n in range(FILMS)]

    def take(self, scene: str, moment: datetime, place: Place | None, standpoint: str = "") -> io.BytesIO:
        """The next photo of a scene such as `bins-before`, with the time and place a phone writes into it.

        Photos with one standpoint, say those of one entry, are taken from nearly the same spot whatever the moment, so
        that before and after can be laid over each other; further photos of one moment step closer.
        """
        asked = f"{self.seed}/{scene}/{standpoint}/{moment.isoformat()}/{place}"
        self.taken[asked] += 1
        chance = chance_of(f"{asked}/{self.taken[asked]}")
        drawn = scene.rpartition("-")[0]
        stand = chance_of(f"{self.seed}/{drawn}/{standpoint}") if standpoint else chance
        corners = view(stand, chance, focus_of(drawn), closer=self.taken[asked] > 1)
        return io.BytesIO(with_exif(self._develop(scene, corners, moment, chance), moment, place))

    def close(self) -> None:
        """The scenes are let go."""
        plates_of.cache_clear()

    def _develop(self, scene: str, corners: Corners, moment: datetime, chance: random.Random) -> bytes:
        """Cut out, lit and grained. Light and colour go separately, colour at half the size, as JPEG keeps them."""
        light, blue, red = plates_of(scene, self.parts)
        half = (max(1, self.size[0] // 2), max(1, self.size[1] // 2))
        bright, warm = daylight(moment, chance)
        light = cut(light, corners, self.size, Image.Resampling.BILINEAR).point(
            curve(bright, chance.uniform(0.86, 1.1))
        )
        light = ImageChops.add(light, self._grain(chance), 1, -128)
        tint = chance.uniform(-3, 3)
        colours = [
            cut(plate, corners, half, Image.Resampling.NEAREST)
            .point(shifted(round(by)))
            .resize(self.size, Image.Resampling.NEAREST)
            for plate, by in ((blue, -warm - tint), (red, warm - tint))
        ]
        out = io.BytesIO()
        Image.merge("YCbCr", (light, *colours)).save(out, "JPEG", quality=QUALITY)
        return out.getvalue()

    def _grain(self, chance: random.Random) -> Image.Image:
        """A piece of one of the films, never the same."""
        whole = chance.choice(self.films)
        left = chance.randrange(whole.width - self.size[0] + 1)
        top = chance.randrange(whole.height - self.size[1] + 1)
        return whole.crop((left, top, left + self.size[0], top + self.size[1]))


@contextmanager
def camera(size: tuple[int, int] = SIZE, seed: int = 0) -> Iterator[Camera]:
    """A camera that is put away afterwards."""
    one = Camera(size, seed)
    try:
        yield one
    finally:
        one.close()


def chance_of(name: str) -> random.Random:
    """The same name always gives the same chances."""
    return random.Random(name)  # noqa: S311 - a play, not a secret


@lru_cache(maxsize=KEPT)
def plates_of(scene: str, parts: int) -> Plates:
    """The drawn picture, decoded into light and colours; for small photos at a half, a quarter or an eighth."""
    with Image.open(PICTURES / f"{scene}.jpg") as file:
        file.draft("YCbCr", (file.width // parts, file.height // parts))
        light, blue, red = file.convert("YCbCr").split()
    return light, blue.reduce(2), red.reduce(2)


@lru_cache(maxsize=KEPT)
def focus_of(drawn: str) -> tuple[float, float]:
    """What the photos of a scene are about: the middle of what differs between before and after."""
    pair = []
    for moment in ("before", "after"):
        with Image.open(PICTURES / f"{drawn}-{moment}.jpg") as file:
            file.draft("L", (file.width // 8, file.height // 8))
            pair.append(file.convert("L"))
    apart = ImageChops.difference(*pair).point([0] * CLEAR + [255] * (256 - CLEAR))
    return middle(apart.resize((32, 1), Image.Resampling.BOX)), middle(apart.resize((1, 24), Image.Resampling.BOX))


def middle(line: Image.Image) -> float:
    """Where the weight of a line of pixels lies, in parts of its length."""
    weights = line.tobytes()
    return sum((at + 0.5) * weight for at, weight in enumerate(weights)) / (sum(weights) or 1) / len(weights)


def view(
    stand: random.Random, chance: random.Random, focus: tuple[float, float] = (0.5, 0.6), *, closer: bool
) -> Corners:
    """Corners (upper left, lower left, lower right, upper right) of what is seen, in parts of the whole picture.

    `stand` chooses the standpoint, `chance` how the hand moves on it.
    """
    width = stand.uniform(0.68, 0.94) * chance.uniform(0.985, 1.015)
    aims = [max(-0.5, min(0.5, (part - 0.5) * 1.5 + stand.uniform(-0.4, 0.4))) for part in focus]
    x, y = (0.5 + (1 - width) * aim + chance.uniform(-0.01, 0.01) for aim in aims)
    tilt = radians(stand.uniform(-2.2, 2.2) + chance.uniform(-0.4, 0.4))
    aside, above = (stand.uniform(-0.055, 0.055) + chance.uniform(-0.006, 0.006) for _ in range(2))
    if closer:
        width *= chance.uniform(0.55, 0.72)
        x, y = (part + chance.uniform(-0.1, 0.1) for part in focus)
    found = []
    for right, down in ((-1, -1), (-1, 1), (1, 1), (1, -1)):
        across = right * width / 2 * (1 + down * above)
        along = down * width / 2 * (1 + right * aside)
        found.append((across * cos(tilt) - along * sin(tilt), across * sin(tilt) + along * cos(tilt)))
    return inside(found, x, y)


def inside(corners: Corners, x: float, y: float) -> Corners:
    """Corners around 0, 0 brought to `x`, `y` or as near as the picture's edges allow, shrunk where it is small."""
    shrink = min(1.0, 0.498 / max(abs(value) for corner in corners for value in corner))
    scaled = [(shrink * across, shrink * along) for across, along in corners]
    wide, high = (max(abs(corner[axis]) for corner in scaled) for axis in (0, 1))
    x, y = min(max(x, wide), 1 - wide), min(max(y, high), 1 - high)
    return [(x + across, y + along) for across, along in scaled]


def cut(plate: Image.Image, corners: Corners, size: tuple[int, int], how: Image.Resampling) -> Image.Image:
    """The part of a plate between four corners, made a rectangle of this size."""
    (x0, y0), (x3, y3), (x2, y2), (x1, y1) = ((x * plate.width, y * plate.height) for x, y in corners)
    # The mapping of the unit square to a quadrilateral, after P. Heckbert (1989).
    ax, ay, bx, by, sx, sy = x1 - x2, y1 - y2, x3 - x2, y3 - y2, x0 - x1 + x2 - x3, y0 - y1 + y2 - y3
    across = (sx * by - bx * sy) / (ax * by - bx * ay)
    down = (ax * sy - sx * ay) / (ax * by - bx * ay)
    wide, high = size
    data = (
        *((x1 - x0 + across * x1) / wide, (x3 - x0 + down * x3) / high, x0),
        *((y1 - y0 + across * y1) / wide, (y3 - y0 + down * y3) / high, y0),
        *(across / wide, down / high),
    )
    return plate.transform(size, Image.Transform.PERSPECTIVE, data, how)


def daylight(moment: datetime, chance: random.Random) -> tuple[float, float]:
    """How bright and how warm it is at this hour: low sun is warm, dusk blue, and every day has its own weather."""
    weather = chance_of(f"weather/{moment:%Y-%m-%d}")
    bright, warm = weather.uniform(0.92, 1.06), weather.uniform(-3, 3)
    from_noon = abs(moment.hour + moment.minute / 60 - 12.5)
    if from_noon > 7:
        return bright * chance.uniform(0.6, 0.72), warm - 6
    if from_noon > 3.5:
        return bright * chance.uniform(0.86, 1.0), warm + (from_noon - 3) * chance.uniform(1.2, 2.6)
    return bright * chance.uniform(0.95, 1.12), warm + chance.uniform(-2, 2)


def curve(bright: float, contrast: float) -> list[int]:
    """Brightness and contrast as a table of 256 levels."""
    slope = bright * contrast
    base = 128 * (bright - slope)
    return [min(255, max(0, int(base + slope * value))) for value in range(256)]


@lru_cache(maxsize=64)
def shifted(by: int) -> list[int]:
    """A colour moved towards warm or cold."""
    return [level(value + by) for value in range(256)]


def level(value: float) -> int:
    """A whole level of 0 to 255."""
    return min(255, max(0, round(value)))


def film(size: tuple[int, int], chance: random.Random) -> Image.Image:
    """Grain around 128, larger than a photo, on light that falls off to one side."""
    wide, high = size[0] + size[0] // 4 + 8, size[1] + size[1] // 4 + 8
    first, second = (Image.frombytes("L", (wide, high), chance.randbytes(wide * high)) for _ in range(2))
    coarse = 0.03 + 0.04 * min(1.0, size[0] / SIZE[0])  # small photos are shown enlarged, grain and all
    grain = ImageChops.add(first, second, 2).point([level(128 + (value - 128) * coarse) for value in range(256)])
    turned = Image.linear_gradient("L").rotate(chance.uniform(0, 360), Image.Resampling.BILINEAR, expand=False)
    fall = turned.crop((48, 48, 208, 208)).resize((wide, high), Image.Resampling.BILINEAR)
    strength = chance.uniform(0.06, 0.16)
    return ImageChops.add(grain, fall.point([level(128 + (v - 128) * strength) for v in range(256)]), 1, -128)


def with_exif(jpeg: bytes, moment: datetime, place: Place | None) -> bytes:
    """The picture with capture time and place as its first segment, the way a phone writes them."""
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = moment.strftime("%Y:%m:%d %H:%M:%S")
    if place is not None:
        exif.get_ifd(0x8825).update({1: "N", 2: _degrees(place[1]), 3: "E", 4: _degrees(place[0])})
    block = exif.tobytes()
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + jpeg[2:]


def _degrees(value: float) -> tuple[float, float, float]:
    degrees, rest = divmod(value, 1)
    minutes, rest = divmod(rest * 60, 1)
    return degrees, minutes, round(rest * 60, 2)
