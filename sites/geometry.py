"""Geometry on the ground: GeoJSON in degrees (WGS-84, longitude first), answers in metres.

A point is a pair (longitude, latitude). Distances are measured on a plane laid on the earth at that point, which is
exact to a few centimetres in a city (the 50 m rule of ENGINE 24) and knows nothing of the date line.
"""

import json
import math
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import shapely
from django.utils.translation import gettext_lazy as _
from shapely.geometry import shape as shape_of
from shapely.geometry.base import BaseGeometry

Point = tuple[float, float]
Box = tuple[float, float, float, float]

EQUATOR_M = 6378137.0  # WGS-84 semi-major axis
ECCENTRICITY2 = 0.00669437999014
AREAS = ("Polygon", "MultiPolygon")
LINES = ("LineString", "MultiLineString")
CHINA: Box = (73.0, 3.0, 136.0, 54.0)


class GeometryError(ValueError):
    """A shape that cannot be used; the message is a sentence for the person who drew or sent it."""


def metres_per_degree(lat: float) -> tuple[float, float]:
    """Length of one degree of longitude and of latitude at that latitude, in metres."""
    bulge = 1 - ECCENTRICITY2 * math.sin(math.radians(lat)) ** 2
    along_parallel = EQUATOR_M / math.sqrt(bulge) * math.cos(math.radians(lat))
    along_meridian = EQUATOR_M * (1 - ECCENTRICITY2) / bulge**1.5
    return math.radians(along_parallel), math.radians(along_meridian)


def degrees_of(metres: float, lat: float) -> float:
    """So many metres in degrees at that latitude, taken along the shorter degree (of longitude)."""
    return metres / metres_per_degree(lat)[0]


def distance_m(point: Point, other: Point | Mapping) -> float:
    """Metres from a point to another point or to the nearest spot of a GeoJSON shape; 0 inside an area."""
    if isinstance(other, Mapping):
        return float(_on_plane(to_shape(other), point).distance(shapely.Point(0, 0)))
    x, y = metres_per_degree((point[1] + other[1]) / 2)
    return math.hypot((other[0] - point[0]) * x, (other[1] - point[1]) * y)


def line_length_m(geometry: Mapping) -> float:
    """Length of a line, or of the edge of an area, in metres."""
    shape = to_shape(geometry)
    return float(_on_plane(shape, _middle(shape)).length)


def area_m2(geometry: Mapping) -> float:
    """Area in square metres."""
    shape = to_shape(geometry)
    return float(_on_plane(shape, _middle(shape)).area)


def point_in(point: Point, geometry: Mapping) -> bool:
    """Whether the point lies in the area; the edge belongs to it, a hole does not."""
    return bool(to_shape(geometry).intersects(shapely.Point(point)))


def around(point: Point, metres: float) -> Box:
    """The box (west, south, east, north) that holds everything within so many metres of the point."""
    x, y = metres_per_degree(min(abs(point[1]) + 0.01, 89.0))
    dx, dy = metres / x, metres / y * 1.001
    return point[0] - dx, point[1] - dy, point[0] + dx, point[1] + dy


def extent(geometry: Mapping | None, lon: float | None = None, lat: float | None = None) -> Box | None:
    """The box (west, south, east, north) around a GeoJSON shape and a point; None when there is neither."""
    spots = list(_positions(geometry["coordinates"])) if geometry else []
    if lon is not None and lat is not None:
        spots.append((float(lon), float(lat)))
    if not spots:
        return None
    lons, lats = [spot[0] for spot in spots], [spot[1] for spot in spots]
    return min(lons), min(lats), max(lons), max(lats)


def check_geometry(geometry: object, kinds: tuple[str, ...] = AREAS + LINES, box: Box = CHINA) -> None:
    """Raise GeometryError, with words a person can act on, unless the shape is valid and lies in the box."""
    if not isinstance(geometry, Mapping) or geometry.get("type") not in kinds:
        raise GeometryError(_("The shape must be one of: %(kinds)s.") % {"kinds": ", ".join(kinds)})
    try:
        spots = list(_positions(geometry["coordinates"]))
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise GeometryError(_("The coordinates of the shape cannot be read.")) from error
    if not spots:
        raise GeometryError(_("The shape has no points."))
    for spot in spots:
        check_point(spot, box)
    try:
        shape = to_shape(geometry)
    except (TypeError, ValueError, IndexError, AttributeError, shapely.errors.ShapelyError) as error:
        raise GeometryError(_("The coordinates of the shape cannot be read.")) from error
    if shape.length == 0:
        raise GeometryError(_("The line has no length: all its points are the same."))
    if not shape.is_valid:
        raise GeometryError(_why_invalid(shape))


def check_point(point: Point, box: Box = CHINA) -> None:
    """Raise GeometryError unless the point lies in the box (west, south, east, north)."""
    lon, lat = point[0], point[1]
    if not (math.isfinite(lon) and math.isfinite(lat)):
        raise GeometryError(_("A coordinate is not a number."))
    if _inside(lon, lat, box):
        return
    place = {"lon": f"{lon:.6f}", "lat": f"{lat:.6f}"}
    if _inside(lat, lon, box):
        raise GeometryError(_("Longitude and latitude seem to be swapped: %(lon)s, %(lat)s.") % place)
    raise GeometryError(_("The point %(lon)s, %(lat)s lies outside the city's map.") % place)


class Plane(NamedTuple):
    """A plane laid on the earth at a point: metres east and north of it, exact to centimetres within a city."""

    origin: Point

    @classmethod
    def at(cls, shape: BaseGeometry) -> "Plane":
        """The plane in the middle of a shape."""
        return cls(_middle(shape))

    def flat(self, shape: BaseGeometry) -> BaseGeometry:
        """Degrees -> metres."""
        return _on_plane(shape, self.origin)

    def back(self, shape: BaseGeometry) -> BaseGeometry:
        """Metres -> degrees."""
        scale = metres_per_degree(self.origin[1])
        return shapely.transform(shape, lambda spots: spots / scale + [self.origin[0], self.origin[1]])


class Ground(NamedTuple):
    """A shape made ready for many questions, and its size for choosing the smallest (square degrees)."""

    shape: BaseGeometry
    size: float

    def holds(self, point: Point) -> bool:
        """Whether the point lies in it, edge included."""
        return bool(self.shape.intersects(shapely.Point(point)))


@lru_cache(maxsize=4096)
def ground(text: str) -> Ground:
    """The shape of a GeoJSON text, parsed and prepared once per process; a changed zone is another text."""
    shape = shape_of(json.loads(text))
    shapely.prepare(shape)
    return Ground(shape, float(shape.area))


def to_shape(geometry: Any) -> BaseGeometry:
    """GeoJSON -> shapely."""
    return shape_of(dict(geometry))


def _middle(shape: BaseGeometry) -> Point:
    return shape.centroid.x, shape.centroid.y


def _on_plane(shape: BaseGeometry, origin: Point) -> BaseGeometry:
    """The shape in metres east and north of the origin."""
    scale = metres_per_degree(origin[1])
    return shapely.transform(shape, lambda spots: (spots - [origin[0], origin[1]]) * scale)


def _positions(nested: object) -> Iterator[Point]:
    """Every position of GeoJSON coordinates, however deeply nested; a height is left out."""
    if not isinstance(nested, list | tuple):
        raise TypeError("coordinates must be lists")
    if nested and not isinstance(nested[0], list | tuple):
        yield float(nested[0]), float(nested[1])
        return
    for part in nested:
        yield from _positions(part)


def _inside(lon: float, lat: float, box: Box) -> bool:
    return box[0] <= lon <= box[2] and box[1] <= lat <= box[3]


def _why_invalid(shape: BaseGeometry) -> str:
    """shapely's reason in our words, with the place."""
    reason = shapely.is_valid_reason(shape)
    words, _bracket, spot = reason.partition("[")
    place = " ".join(f"{round(float(part), 6)}" for part in spot.rstrip("]").split())
    if words.startswith(("Self-intersection", "Ring Self-intersection")):
        return _("The edge of the area crosses itself near %(place)s.") % {"place": place}
    if words.startswith("Hole lies outside"):
        return _("A hole lies outside its area near %(place)s.") % {"place": place}
    if words.startswith("Nested shells"):
        return _("One part of the area lies inside another part near %(place)s.") % {"place": place}
    return _("The shape is not valid: %(reason)s.") % {"reason": reason}
