"""A border laid exactly onto its neighbours': corners onto corners, edges onto edges, no sliver and no gap between.

Works on the plane in metres. A point of ours that came near a neighbour's border takes the place of the neighbour's
nearest corner, else of the nearest spot of its edge; a neighbour's corner near an edge of ours becomes a corner of
ours. Repeated until nothing moves, so that a shape already laid onto its neighbours stays as it is.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext_lazy as _
from shapely.geometry.base import BaseGeometry

from sites.borders.shapes import many
from sites.geometry import GeometryError, Plane

Spot = tuple[float, float]
Change = Callable[[list[Spot], bool], list[Spot]]  # the points of a line or of an open ring, and whether it is a ring
SAME_M = 0.001  # closer than this two places are one
ROUNDS = 12
BEYOND = 2.0  # neighbours' corners further away than this many tolerances cannot matter


def snapped(shape: BaseGeometry, neighbours: Iterable[BaseGeometry], metres: float) -> BaseGeometry:
    """The shape with what lies within so many metres of a neighbour's border laid onto it; no tolerance, no change.

    GeometryError when the shape would then cross itself, as where it is thinner than the tolerance.
    """
    if metres <= 0 or shape.is_empty:
        return shape
    plane = Plane.at(shape)
    ours = plane.flat(shape)
    borders = Borders([plane.flat(one) for one in neighbours if not one.is_empty], ours, metres)
    if not borders:
        return shape
    found = _rebuilt(ours, lambda spots, ring: _laid(spots, borders, ring))
    if not found.is_valid or found.length == 0:
        raise GeometryError(
            _("Laid onto its neighbours within %(metres)s m the border would cross itself; draw it wider there.")
            % {"metres": f"{metres:g}"}
        )
    known = {**dict(_pairs(ours, shape)), **dict(borders.places(plane))}
    return _rebuilt(found, lambda spots, _ring: _degrees(spots, known, plane))


class Borders:
    """The neighbours' borders near a shape, found by place."""

    def __init__(self, neighbours: Sequence[BaseGeometry], ours: BaseGeometry, metres: float) -> None:
        self.metres = metres
        near = shapely.box(*ours.bounds).buffer(metres * BEYOND)
        corners: dict[Spot, None] = {}
        edges: list[tuple[Spot, Spot]] = []
        for line in (line for one in neighbours for line in _lines(one)):
            for start, end in pairwise(line):
                if start != end and _boxes_meet(start, end, near.bounds):
                    edges.append((start, end))
                    corners[start] = corners[end] = None
        self.corners = list(corners)
        self.edges = edges
        self.corner_tree = shapely.STRtree(shapely.points(self.corners) if self.corners else [])
        self.edge_shapes: Any = shapely.linestrings(edges) if edges else []
        self.edge_tree = shapely.STRtree(self.edge_shapes)

    def __bool__(self) -> bool:
        return bool(self.edges)

    def places(self, plane: Plane) -> Iterator[tuple[Spot, Spot]]:
        """Corner on the plane -> the same in degrees."""
        back = plane.back(shapely.MultiPoint(self.corners)) if self.corners else shapely.MultiPoint()
        return zip(self.corners, map(_spot, shapely.get_coordinates(back)), strict=True)

    def onto(self, spots: list[Spot]) -> list[Spot]:
        """Where the spots are laid: onto a corner, else onto an edge, else where they are."""
        found = self.cornered(spots)
        rest = [at for at, spot in enumerate(spots) if found[at] is None]
        if not rest:
            return [spot for spot in found if spot is not None]
        points = shapely.points([spots[at] for at in rest])
        hits, far = self.edge_tree.query_nearest(points, self.metres, return_distance=True, all_matches=False)
        off = far > SAME_M
        edges = self.edge_shapes[hits[1][off]]
        feet = shapely.line_interpolate_point(edges, shapely.line_locate_point(edges, points[hits[0][off]]))
        laid = [_spot(pair) for pair in shapely.get_coordinates(feet)]
        for at, foot, corner in zip(hits[0][off], laid, self.cornered(laid), strict=True):
            found[rest[at]] = corner or foot
        return [spots[at] if spot is None else spot for at, spot in enumerate(found)]

    def cornered(self, spots: list[Spot]) -> list[Spot | None]:
        """The neighbours' nearest corner within the tolerance of each spot."""
        found: list[Spot | None] = [None] * len(spots)
        if spots:
            hits = self.corner_tree.query_nearest(shapely.points(spots), self.metres, all_matches=False)
            for at, corner in hits.T:
                found[at] = self.corners[corner]
        return found

    def along(self, edges: list[tuple[Spot, Spot]]) -> dict[int, list[Spot]]:
        """Number of an edge of ours -> the neighbours' corners that lie by it between its ends, in its order."""
        lines: Any = shapely.linestrings(edges)
        ours, theirs = self.corner_tree.query(lines, predicate="dwithin", distance=self.metres)
        reach = shapely.line_locate_point(lines[ours], shapely.points(self.corners)[theirs])
        between = (reach > SAME_M) & (reach < shapely.length(lines[ours]) - SAME_M)
        found: dict[int, list[Spot]] = {}
        for _reach, edge, corner in sorted(zip(reach[between], ours[between], theirs[between], strict=True)):
            found.setdefault(int(edge), []).append(self.corners[corner])
        return found


def _laid(spots: list[Spot], borders: Borders, ring: bool) -> list[Spot]:
    """One ring or line laid onto the borders; a ring comes and goes without its closing point."""
    for _round in range(ROUNDS):
        moved = _without_repeats(borders.onto(spots), ring)
        if len(moved) < 2:
            return moved
        known = set(moved)
        edges = list(_edges(moved, ring))
        more, found = borders.along(edges), []
        for at, (start, _end) in enumerate(edges):
            fresh = [corner for corner in more.get(at, []) if corner not in known]
            known.update(fresh)
            found += [start, *fresh]
        found = _without_repeats(found if ring else [*found, moved[-1]], ring)
        if found == spots:
            break
        spots = found
    return spots


def _without_repeats(spots: list[Spot], ring: bool) -> list[Spot]:
    """No point twice in a row, and no way there and straight back."""
    found: list[Spot] = []
    for spot in spots:
        if found and _same(found[-1], spot):
            continue
        if len(found) > 1 and found[-2] == spot:
            found.pop()
            continue
        found.append(spot)
    if not ring:
        return found
    while len(found) > 2 and (_same(found[0], found[-1]) or found[1] == found[-1] or found[0] == found[-2]):
        if found[1] == found[-1]:
            found = found[1:]
        else:
            found.pop()
    return found


def _edges(spots: list[Spot], ring: bool) -> Iterator[tuple[Spot, Spot]]:
    ends = spots[1:] + spots[:1] if ring else spots[1:]
    return zip(spots, ends, strict=False)


def _rebuilt(shape: Any, change: Change) -> BaseGeometry:
    """The shape with every ring or line changed; a ring that falls together is left out."""
    if shape.geom_type in ("MultiPolygon", "MultiLineString"):
        parts = [_rebuilt(part, change) for part in shapely.get_parts(shape)]
        kept = [part for part in parts if not part.is_empty]
        return many(kept) if kept else shapely.Polygon()
    if shape.geom_type == "LineString":
        spots = change(_spots(shape), False)
        return shapely.LineString(spots) if len(spots) > 1 else shapely.LineString()
    rings = [change(_spots(ring)[:-1], True) for ring in (shape.exterior, *shape.interiors)]
    if len(rings[0]) < 3:
        return shapely.Polygon()
    return shapely.Polygon(rings[0], [ring for ring in rings[1:] if len(ring) > 2])


def _degrees(spots: list[Spot], known: dict[Spot, Spot], plane: Plane) -> list[Spot]:
    """Back to degrees; what was not moved, and a neighbour's corner, keeps the very numbers it had."""
    back = shapely.get_coordinates(plane.back(shapely.MultiPoint(spots)))
    return [known.get(spot) or _spot(there) for spot, there in zip(spots, back, strict=True)]


def _pairs(flat: BaseGeometry, degrees: BaseGeometry) -> Iterator[tuple[Spot, Spot]]:
    return zip(_spots(flat), _spots(degrees), strict=True)


def _lines(shape: BaseGeometry) -> Iterator[list[Spot]]:
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon":
            yield from (_spots(ring) for ring in (part.exterior, *part.interiors))
        elif part.geom_type == "LineString":
            yield _spots(part)


def _spots(line: BaseGeometry) -> list[Spot]:
    return [_spot(one) for one in shapely.get_coordinates(line)]


def _spot(pair: np.ndarray) -> Spot:
    return float(pair[0]), float(pair[1])


def _same(one: Spot, other: Spot) -> bool:
    return abs(one[0] - other[0]) <= SAME_M and abs(one[1] - other[1]) <= SAME_M


def _boxes_meet(start: Spot, end: Spot, box: tuple[float, float, float, float]) -> bool:
    west, south, east, north = box
    return (
        min(start[0], end[0]) <= east
        and max(start[0], end[0]) >= west
        and min(start[1], end[1]) <= north
        and max(start[1], end[1]) >= south
    )
