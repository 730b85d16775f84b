"""Parts on pictures: what the worker does with a phone's photo beside the shortest pipeline Pillow can do."""

import io
import random
import tempfile
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter

from benchmarks.kit import Part, timed
from supervision.pictures import make_derivatives

SIZE = (4032, 3024)
TURNED = 6  # EXIF orientation of a phone held upright
RUNS = 9


def synthetic() -> bytes:
    """A 12-megapixel JPEG of about 3 MB: soft shapes and the noise of a sensor, lying on its side, with a place."""
    chance = random.Random(7)
    small = Image.frombytes("RGB", (168, 126), chance.randbytes(168 * 126 * 3)).filter(ImageFilter.GaussianBlur(2))
    picture = small.resize(SIZE, Image.Resampling.BICUBIC)
    grain = Image.frombytes("L", (1008, 756), chance.randbytes(1008 * 756)).point(lambda level: level // 8)
    tiled = Image.new("L", SIZE)
    for left in range(0, SIZE[0], 1008):
        for top in range(0, SIZE[1], 756):
            tiled.paste(grain, (left, top))
    picture = ImageChops.add(picture, Image.merge("RGB", (tiled, tiled, tiled)))
    exif = Image.Exif()
    exif[0x0112] = TURNED
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=92, subsampling=2, exif=exif)
    return out.getvalue()


def shortest(data: bytes) -> list[bytes]:
    """Draft, shrink, rotate: the limit."""
    picture = Image.open(io.BytesIO(data))
    ratio = 1600 / max(picture.size)
    box = round(picture.width * ratio), round(picture.height * ratio)
    picture.draft("RGB", box)
    large = picture.resize(box, Image.Resampling.BICUBIC).transpose(Image.Transpose.ROTATE_270)
    small = large.resize((large.width // 5, large.height // 5), Image.Resampling.BICUBIC)
    written = []
    for made in (large, small):
        out = io.BytesIO()
        made.save(out, "JPEG", quality=82)
        written.append(out.getvalue())
    return written


def measure(part: Part) -> None:
    """Both in turn, on the same bytes; ours also proves its file, writes it whole and syncs it to the disk."""
    data = synthetic()
    with tempfile.TemporaryDirectory(prefix="taizhang-photo-") as folder:
        source, small, large = (Path(folder) / name for name in ("photo.jpg", "320.jpg", "1600.jpg"))
        source.write_bytes(data)
        turns = []
        for _ in range(RUNS + 1):
            shortest_time = timed(lambda: shortest(data)) * 1e3
            turns.append((shortest_time, timed(lambda: make_derivatives(source, small, large)) * 1e3))
        with Image.open(large) as upright, Image.open(small) as little:
            if max(upright.size) != 1600 or max(little.size) != 320 or upright.width > upright.height:
                raise AssertionError("the small copies are not what they ought to be")
            if upright.getexif() or little.getexif():
                raise AssertionError("a small copy carries EXIF")
    pure, ours = zip(*turns[1:], strict=True)
    limit = part.figure(f"draft, shrink, rotate, {len(data) / 1e6:.1f} MB JPEG of 12 megapixels", "ms", *pure)
    figure = part.figure("small copies of a photo", "ms", *ours)
    part.judge("12-megapixel photo against draft + shrink + rotate", figure.median / limit.median, 1.15)
