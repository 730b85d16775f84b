"""What is wrong with a drawn zone, sentence by sentence, each with the place it is about."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from sites.borders.shapes import MOST_POINTS, areas_of, check_count, geojson, many, point_of
from sites.borders.sizes import area_words, length_words
from sites.geometry import AREAS, CHINA, LINES, Box, GeometryError, Plane, Point, check_geometry, check_point, to_shape

MOST_FAULTS = 12  # more marks than that are no help
HAIR_M = 0.02  # what floating-point numbers leave between two borders that are the same

Named = tuple[str, BaseGeometry]


class Fault(NamedTuple):
    """One thing that is wrong: words, the place to mark, and the piece of ground or line it is about (GeoJSON)."""

    words: str
    place: Point | None = None
    piece: dict[str, Any] | None = None


@dataclass(frozen=True)
class Surroundings:
    """What a zone has to fit into: the city's box, the zone above, the zones below, those it must not overlap."""

    box: Box = CHINA
    tolerance_m: float = 0.0
    above: Named | None = None
    below: Sequence[Named] = ()
    apart: Sequence[Named] = ()


def checked(geometry: object, around: Surroundings) -> list[Fault]:
    """Everything that is wrong with the shape, the worst first; empty when it will do."""
    try:
        check_count(geometry)
        check_geometry(geometry, AREAS + LINES)
    except GeometryError as error:
        return [Fault(str(error), _spot_of(geometry))]
    assert isinstance(geometry, Mapping)
    for point in shapely.get_coordinates(to_shape(geometry)):
        try:
            check_point((point[0], point[1]), around.box)
        except GeometryError as error:
            return [Fault(str(error), (float(point[0]), float(point[1])))]
    plane = Plane.at(to_shape(geometry))
    ours = plane.flat(to_shape(geometry))
    found = [
        *_outside(ours, around, plane),
        *_left_out(ours, around, plane),
        *_overlaps(ours, around, plane),
    ]
    return found[:MOST_FAULTS]


def _outside(ours: BaseGeometry, around: Surroundings, plane: Plane) -> Iterable[Fault]:
    """Inside the zone above, where that is an area."""
    if around.above is None or not around.above[1].area:
        return
    name, above = around.above
    metres, spot, rest = _beyond(ours, plane.flat(above))
    if metres > max(around.tolerance_m, HAIR_M):
        words = _("It sticks out of %(zone)s by %(far)s.") % {"zone": name, "far": length_words(metres)}
        yield Fault(words, _back(spot, plane), geojson(plane.back(rest)))


def _left_out(ours: BaseGeometry, around: Surroundings, plane: Plane) -> Iterable[Fault]:
    """Around the zones below, where it is an area itself."""
    if not ours.area:
        return
    for name, below in around.below:
        metres, spot, rest = _beyond(plane.flat(below), ours)
        if metres > max(around.tolerance_m, HAIR_M):
            words = _("%(zone)s lies in it and would stick out by %(far)s.")
            yield Fault(
                words % {"zone": name, "far": length_words(metres)}, _back(spot, plane), geojson(plane.back(rest))
            )


def _overlaps(ours: BaseGeometry, around: Surroundings, plane: Plane) -> list[Fault]:
    """Apart from the others, the largest overlap first; a strip narrower than the tolerance is none."""
    found: list[tuple[float, Fault]] = []
    hair = max(around.tolerance_m, HAIR_M)
    for name, other in around.apart:
        theirs = plane.flat(other)
        if not ours.intersects(theirs):
            continue
        common = shapely.intersection(ours, theirs)
        if ours.area and theirs.area:
            found += _common_ground(name, common, hair, plane)
        elif common.length > hair:
            words = _("It shares %(far)s with %(zone)s.") % {"zone": name, "far": length_words(common.length)}
            middle = _longest(common).interpolate(0.5, normalized=True)
            found.append((common.length, Fault(words, _back(middle, plane), geojson(plane.back(common)))))
    return [fault for _size, fault in sorted(found, key=lambda pair: -pair[0])]


def _common_ground(name: str, common: BaseGeometry, hair: float, plane: Plane) -> Iterable[tuple[float, Fault]]:
    thick = areas_of(common.buffer(-hair / 2))
    if not thick:
        return
    ground = many([part for part in areas_of(common) if any(part.intersects(one) for one in thick)])
    words = _("It overlaps %(zone)s by %(area)s.") % {"zone": name, "area": area_words(max(ground.area, 1))}
    middle = max(thick, key=lambda part: part.area).representative_point()
    yield ground.area, Fault(words, _back(middle, plane), geojson(plane.back(ground)))


def _beyond(inner: BaseGeometry, outer: BaseGeometry) -> tuple[float, BaseGeometry, BaseGeometry]:
    """How far one reaches out of the other, where it does most, and the part outside."""
    rest = shapely.difference(inner, outer)
    spots = [shapely.Point(spot) for spot in shapely.get_coordinates(rest)]
    if not spots:
        return 0.0, shapely.Point(), rest
    worst = max(spots, key=outer.distance)
    return float(outer.distance(worst)), worst, rest


def _longest(lines: BaseGeometry) -> Any:
    return max(shapely.get_parts(lines), key=lambda part: part.length)


def _spot_of(geometry: object) -> Point | None:
    """Where a broken shape crosses itself, as far as that can be said."""
    try:
        reason = shapely.is_valid_reason(to_shape(geometry))
        lon, lat = (float(part) for part in reason.partition("[")[2].rstrip("]").split())
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, shapely.errors.ShapelyError):
        return None
    return (lon, lat) if math.isfinite(lon) and math.isfinite(lat) else None


def _back(spot: BaseGeometry, plane: Plane) -> Point:
    return point_of(plane.back(spot))


__all__ = ["MOST_POINTS", "Fault", "Surroundings", "checked"]
