"""Shapes of the board: sparklines, the bars of the ladder, the city's ground as paths. Pure."""

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

import shapely

SPARK = (120.0, 36.0)  # width and height a sparkline is drawn in
EDGE = 5.0
MAP = (560.0, 372.0)
MARGIN = 8.0
SHADES = 4  # from the palest ground to the darkest that is not yet the worst
Point = tuple[float, float]


class Spark(NamedTuple):
    """A line, and where it ends."""

    points: str
    x: float
    y: float


class Plot(NamedTuple):
    """A piece of ground: its outline, where its name goes, and how wide it is there."""

    path: str
    x: float
    y: float
    wide: float


def spark(values: Sequence[float | None]) -> Spark | None:
    """The last periods as a line; periods without a figure are left out, fewer than two are no line."""
    known = [(at, value) for at, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return None
    wide, tall = SPARK
    low, high = min(value for _at, value in known), max(value for _at, value in known)
    step = (wide - 2 * EDGE) / (len(values) - 1)

    def spot(at: int, value: float) -> Point:
        up = (value - low) / (high - low) if high > low else 0.5
        return round(EDGE + at * step, 1), round(tall - EDGE - up * (tall - 2 * EDGE), 1)

    line = [spot(at, value) for at, value in known]
    return Spark(" ".join(f"{x},{y}" for x, y in line), *line[-1])


def root_share(n: int, most: int) -> float:
    """How long a bar is, 0 to 1, by the square root: one beside four hundred is still seen."""
    return math.sqrt(n / most) if most > 0 and n > 0 else 0.0


def shade(n: int, most: int) -> int:
    """How dark a piece of ground is: 0 for none, up to `SHADES` for the most."""
    return min(SHADES, math.ceil(n * SHADES / most)) if most > 0 and n > 0 else 0


def drawn(shapes: Mapping[UUID, str]) -> dict[UUID, Plot]:
    """GeoJSON texts in degrees (WGS-84) as paths in `MAP`, north up, to the same scale both ways."""
    read = {pk: shape for pk, text in shapes.items() if not (shape := outline(text)).is_empty}
    if not read:
        return {}
    west, south, east, north = shapely.total_bounds(list(read.values())).tolist()
    flat = math.cos(math.radians((south + north) / 2))
    wide, tall = (side - 2 * MARGIN for side in MAP)
    scale = min(wide / max((east - west) * flat, 1e-9), tall / max(north - south, 1e-9))
    left = (MAP[0] - (east - west) * flat * scale) / 2
    top = (MAP[1] - (north - south) * scale) / 2

    def place(lon: float, lat: float) -> Point:
        return round(left + (lon - west) * flat * scale, 1), round(top + (north - lat) * scale, 1)

    found = {}
    for pk, shape in read.items():
        spot = middle(shape)
        across = shapely.box(west, spot.y, east, spot.y + 1e-9).intersection(shape)
        found[pk] = Plot(path(shape, place), *place(spot.x, spot.y), round(across.length / 2 * flat * scale, 1))
    return found


@lru_cache(maxsize=512)
def outline(text: str) -> Any:
    """A shape no finer than it can be seen; a changed border is another text."""
    shape = shapely.from_geojson(text)
    west, south, east, north = shape.bounds or (0, 0, 0, 0)
    return shapely.simplify(shape, max(east - west, north - south) / 400, preserve_topology=True)


def middle(shape: Any) -> Any:
    """Where a name goes: in the middle, else somewhere inside."""
    spot = shapely.maximum_inscribed_circle(shape).coords[0] if shape.area else shape.centroid.coords[0]
    return shapely.Point(spot)


def path(shape: Any, place: Any) -> str:
    """An area, or a line, as the data of a path."""
    parts = []
    for part in shapely.get_parts(shape):
        rings = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
        for ring in rings:
            spots = [place(lon, lat) for lon, lat in shapely.get_coordinates(ring)]
            parts.append("M" + "L".join(f"{x} {y}" for x, y in spots) + ("Z" if part.geom_type == "Polygon" else ""))
    return "".join(parts)
