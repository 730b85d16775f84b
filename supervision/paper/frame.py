"""Where on the sheet a place of the earth lies: a small piece of it as if it were flat, north up, to scale."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import shapely
from shapely.geometry import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from supervision.paper.canvas import Box, Point

METRES = 111_320.0  # of a degree of latitude
ROUND = (1, 2, 5)
NOTHING: tuple[float, float, float, float] = (119.99, 29.99, 120.01, 30.01)


@dataclass(frozen=True)
class View:
    """Degrees (WGS-84) -> millimetres."""

    west: float
    north: float
    across: float  # millimetres of a degree of longitude
    down: float
    left: float
    top: float

    def at(self, lon: float, lat: float) -> Point:
        """One point."""
        return self.left + (lon - self.west) * self.across, self.top + (self.north - lat) * self.down

    def shape(self, shape: BaseGeometry) -> BaseGeometry:
        """A shape on the sheet."""
        scale, origin = [self.across, -self.down], [self.west, self.north]
        return shapely.transform(shape, lambda spots: (spots - origin) * scale + [self.left, self.top])

    @property
    def metres(self) -> float:
        """Metres in a millimetre of the sheet."""
        return METRES / self.down


def view_of(bounds: Iterable[tuple[float, float, float, float]], frame: Box, edge: float) -> View:
    """Everything in sight, in the middle of the frame, with an edge around it."""
    found = [box for box in bounds if all(math.isfinite(side) for side in box)] or [NOTHING]
    west, south = min(box[0] for box in found), min(box[1] for box in found)
    east, north = max(box[2] for box in found), max(box[3] for box in found)
    narrow = math.cos(math.radians((south + north) / 2))
    least = 200 / METRES  # of a single place the ground around it is shown
    wide, high = max((east - west) * narrow, least), max(north - south, least)
    left, top, room, tall = frame
    down = min((room - 2 * edge) / wide, (tall - 2 * edge) / high)
    return View((west + east) / 2, (south + north) / 2, down * narrow, down, left + room / 2, top + tall / 2)


def bar(view: View, longest: float) -> tuple[float, float]:
    """A round number of metres whose bar is not longer than so many millimetres: (metres, millimetres)."""
    most = longest * view.metres
    power = 10.0 ** math.floor(math.log10(most))
    metres = max(step * power for step in ROUND if step * power <= most)
    return metres, metres / view.metres


def polygons(shape: BaseGeometry) -> list[Polygon]:
    """The areas of a shape."""
    if isinstance(shape, Polygon):
        return [shape]
    return list(shape.geoms) if isinstance(shape, MultiPolygon) else []


def ways(shape: BaseGeometry) -> list[list[Point]]:
    """The lines of a shape, or the edges of its areas."""
    if isinstance(shape, LineString):
        return [points(shape.coords)]
    if isinstance(shape, Polygon):
        return [points(ring.coords) for ring in (shape.exterior, *shape.interiors)]
    return [way for part in getattr(shape, "geoms", ()) for way in ways(part)]


def points(coords: Iterable[tuple[float, ...]]) -> list[Point]:
    """Without heights."""
    return [(spot[0], spot[1]) for spot in coords]


def filled(area: Polygon) -> list[Point]:
    """One ring that goes round an area and round its holes, each by a way in and out."""
    area = shapely.geometry.polygon.orient(area)
    ring = points(area.exterior.coords)
    for hole in area.interiors:
        round_it = points(hole.coords)
        near = min(range(len(ring)), key=lambda n: math.dist(ring[n], round_it[0]))
        ring[near + 1 : near + 1] = [*round_it, ring[near]]
    return ring


def stripes(area: BaseGeometry, apart: float) -> list[list[Point]]:
    """Slanting lines inside an area, so far apart."""
    left, top, right, foot = area.bounds
    tall = foot - top
    first, last = math.floor((left - tall) / apart), math.ceil(right / apart)
    slants = [LineString([(n * apart, foot), (n * apart + tall, top)]) for n in range(first, last + 1)]
    return ways(shapely.intersection(area, shapely.union_all(slants)) if slants else area)
