"""Zones cut along a line, put together, moved as a whole, and strips made from lines."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import shapely
from django.utils.translation import gettext_lazy as _
from shapely.geometry.base import BaseGeometry
from shapely.ops import linemerge
from shapely.ops import split as cut

from sites.borders.shapes import areas_of, many, point_of, single
from sites.borders.snapping import snapped
from sites.geometry import GeometryError, Plane

LEAST_M2, LEAST_M = 1.0, 1.0  # a piece smaller than this was not meant
WIDEST_M = 500.0


def split(shape: BaseGeometry, line: BaseGeometry) -> list[BaseGeometry]:
    """The pieces on either side of a line drawn across the shape, the largest first; holes stay holes.

    Parts of the shape that the line does not cross stay with the piece nearest to them. GeometryError when the line
    does not cross it from edge to edge.
    """
    plane = Plane.at(shape)
    ours, knife = plane.flat(shape), plane.flat(line)
    if knife.length == 0 or not knife.is_simple:
        raise GeometryError(_("Draw the line across the zone without crossing itself."))
    least = LEAST_M2 if ours.area else LEAST_M
    pieces: list[BaseGeometry] = []
    whole: list[BaseGeometry] = []
    for part in shapely.get_parts(ours):
        parts = [one for one in cut(part, knife).geoms if _size(one) > 0] if part.intersects(knife) else [part]
        pieces += parts if len(parts) > 1 else []
        whole += parts if len(parts) == 1 else []
    if len(pieces) < 2:
        raise GeometryError(_("The line does not cross the zone from edge to edge."))
    if any(_size(piece) < least for piece in pieces):
        raise GeometryError(_("The line cuts off a piece smaller than a square metre; draw it further inside."))
    joined = _with_the_rest(pieces, whole)
    return [plane.back(one) for one in sorted(joined, key=_size, reverse=True)]


def merged(shapes: Sequence[BaseGeometry], metres: float = 0.0) -> BaseGeometry:
    """One shape of several that touch along a border, gaps up to so many metres closed; else GeometryError."""
    if len(shapes) < 2:
        raise GeometryError(_("Choose at least two zones to merge."))
    if len({bool(one.area) for one in shapes}) > 1:
        raise GeometryError(_("An area and a line cannot be merged."))
    fitted = [shapes[0]]
    for one in shapes[1:]:
        fitted.append(snapped(one, fitted, metres))
    plane = Plane.at(fitted[0])
    flat = [plane.flat(one) for one in fitted]
    if not _hang_together(flat):
        raise GeometryError(_("The zones must touch along a border to be merged."))
    if flat[0].area:
        return plane.back(single(shapely.union_all(flat)))
    lines: Any = many([line for one in flat for line in shapely.get_parts(one)])
    return plane.back(single(linemerge(lines)))


def moved(shape: BaseGeometry, east: float, north: float) -> BaseGeometry:
    """The shape so many metres further east and north, as large as it was."""
    plane = Plane.at(shape)
    return Plane(point_of(plane.back(shapely.Point(east, north)))).back(plane.flat(shape))


def strip(line: BaseGeometry, width: float) -> BaseGeometry:
    """A strip so many metres wide along a line, for roads and lanes; GeometryError for a width that cannot be."""
    if not 0 < width <= WIDEST_M:
        raise GeometryError(_("The width of a strip is more than 0 and at most %(most)s m.") % {"most": int(WIDEST_M)})
    if line.area or line.length == 0:
        raise GeometryError(_("A strip is made along a line."))
    plane = Plane.at(line)
    found = plane.flat(line).buffer(width / 2, cap_style="flat", join_style="mitre", mitre_limit=2.0)
    return plane.back(found)


def _with_the_rest(pieces: list[BaseGeometry], whole: list[BaseGeometry]) -> list[BaseGeometry]:
    """Every part that was not cut goes to the piece nearest to it."""
    groups = [[piece] for piece in pieces]
    for part in whole:
        nearest = min(range(len(pieces)), key=lambda n: pieces[n].distance(part))
        groups[nearest].append(part)
    return [group[0] if len(group) == 1 else many(group) for group in groups]


def _hang_together(shapes: Sequence[BaseGeometry]) -> bool:
    """Whether one can walk from each to each: areas along a border, lines at a point."""
    group = list(range(len(shapes)))
    for one, other in combinations(range(len(shapes)), 2):
        common = shapely.intersection(shapes[one], shapes[other])
        if common.is_empty or (shapes[one].area and not common.length and not areas_of(common)):
            continue
        old, new = group[other], group[one]
        group = [new if mark == old else mark for mark in group]
    return len(set(group)) == 1


def _size(shape: BaseGeometry) -> float:
    return float(shape.area or shape.length)
