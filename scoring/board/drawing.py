"""Shapes of the board: sparklines, the bars of the ladder, the city's ground as paths. Pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

import numpy
import shapely

SPARK = (120.0, 36.0)  # width and height a sparkline is drawn in
EDGE = 5.0
MAP = (560.0, 372.0)
MARGIN = 8.0
ROOM = 84.0  # what a name of four characters needs
BENDS = (0.0, 0.3, 0.5, 0.7, 0.9)
STRETCH = 1.3  # how much wider than it is a bent city may be drawn
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


@dataclass(frozen=True)
class Sheet:
    """Districts as they are drawn, and whether the ground was bent to make room for the small ones."""

    plots: dict[UUID, Plot]
    bent: bool = False


def drawn(shapes: Mapping[UUID, str]) -> Sheet:
    """GeoJSON texts in degrees (WGS-84) as paths in `MAP`, north up.

    Where the middle of a city is too small for its names beside the country around it, the ground is bent, each way by
    itself and no more than needed: what touches still touches, what lies north still lies north.
    """
    read = {pk: shape for pk, text in shapes.items() if not (shape := outline(text)).is_empty}
    if not read:
        return Sheet({})
    plots: dict[UUID, Plot] = {}
    for bend in BENDS:
        plots = placed(flattened(read, bend))
        if all(plot.wide >= ROOM for plot in plots.values()):
            break
    return Sheet(plots, bend > 0)


def flattened(read: Mapping[UUID, Any], bend: float) -> dict[UUID, Any]:
    """Shapes in a plane from 0 to 1 each way, south at the bottom; then bent so much (0 to 1) toward even shares."""
    west, south, east, north = shapely.total_bounds(list(read.values())).tolist()
    size = numpy.array([max(east - west, 1e-9), max(north - south, 1e-9)])
    boxes = (shapely.bounds(list(read.values())) - (west, south, west, south)) / (*size, *size)
    axes = [roomy(boxes[:, [axis, axis + 2]].tolist()) for axis in (0, 1)]

    def bent(points: Any) -> Any:
        flat = (points - (west, south)) / size
        even = numpy.column_stack([numpy.interp(flat[:, axis], *axes[axis]) for axis in (0, 1)])
        return (1 - bend) * flat + bend * even

    fine = {pk: shapely.segmentize(shape, max(size) / 40) if bend else shape for pk, shape in read.items()}
    wide = size[0] * math.cos(math.radians((south + north) / 2)) / size[1]  # how wide the ground is for its height
    room = (MAP[0] - 2 * MARGIN) / (MAP[1] - 2 * MARGIN)
    wide = min(max(wide, room * min(1.0, wide * STRETCH / room)), wide * STRETCH) if bend else wide
    return {pk: shapely.transform(shape, lambda points: bent(points) * (wide, 1)) for pk, shape in fine.items()}


def roomy(spans: Sequence[Sequence[float]]) -> tuple[list[float], list[float]]:
    """Places along an axis, 0 to 1, and where each would lie if a span had the more room the shorter it is."""
    knots = sorted({0.0, 1.0, *(edge for span in spans for edge in span)})
    weights = [1 / max(ends - begins, 0.05) for begins, ends in spans]
    shares = [sum(w * passed(knot, *span) for w, span in zip(weights, spans, strict=True)) for knot in knots]
    return knots, [share / sum(weights) for share in shares]


def passed(at: float, begins: float, ends: float) -> float:
    """How much of a span lies behind a place, 0 to 1."""
    return min(1.0, max(0.0, (at - begins) / max(ends - begins, 1e-9)))


def placed(shapes: Mapping[UUID, Any]) -> dict[UUID, Plot]:
    """Shapes of a plane as paths in `MAP`, as large as they fit."""
    left, low, right, high = shapely.total_bounds(list(shapes.values())).tolist()
    scale = min((MAP[0] - 2 * MARGIN) / max(right - left, 1e-9), (MAP[1] - 2 * MARGIN) / max(high - low, 1e-9))
    west, top = (MAP[0] - (right - left) * scale) / 2, (MAP[1] - (high - low) * scale) / 2

    def place(x: float, y: float) -> Point:
        return round(west + (x - left) * scale, 1), round(top + (high - y) * scale, 1)

    found = {}
    for pk, shape in shapes.items():
        spot = middle(shape)
        across = shapely.LineString([(left - 1, spot.y), (right + 1, spot.y)]).intersection(shape)
        here = next((part for part in shapely.get_parts(across) if part.distance(spot) < 1e-6), across)
        found[pk] = Plot(path(shape, place), *place(spot.x, spot.y), round(here.length * scale, 1))
    return found


@lru_cache(maxsize=512)
def outline(text: str) -> Any:
    """A shape no finer than it can be seen; a changed border is another text."""
    shape = shapely.from_geojson(text)
    if shape.is_empty:
        return shape
    west, south, east, north = shape.bounds
    return shapely.simplify(shape, max(east - west, north - south) / 400, preserve_topology=True)


def middle(shape: Any) -> Any:
    """Where a name goes: in the middle, else somewhere inside."""
    return shapely.Point(shapely.maximum_inscribed_circle(shape).coords[0]) if shape.area else shape.centroid


def path(shape: Any, place: Any) -> str:
    """An area, or a line, as the data of a path."""
    parts = []
    for part in shapely.get_parts(shape):
        rings = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
        for ring in rings:
            spots = [place(lon, lat) for lon, lat in shapely.get_coordinates(ring)]
            parts.append("M" + "L".join(f"{x} {y}" for x, y in spots) + ("Z" if part.geom_type == "Polygon" else ""))
    return "".join(parts)
