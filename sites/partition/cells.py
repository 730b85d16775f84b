"""An area cut into small cells, at least one site in each, and which cells border on which.

The cells are the Voronoi cells of the sites, cut off at the edge of the area. Lines are noded once, together, so that
neighbouring cells share their vertices to the last bit: whatever is joined from them has neither gaps nor overlaps.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from sites.geometry import AREAS, GeometryError, Point, check_geometry, metres_per_degree, to_shape

DECIMALS = 7  # about a centimetre: sites nearer to each other share a cell
Floats = NDArray[np.float64]


class PartitionError(ValueError):
    """A split that cannot be made; the message is a sentence for whoever asked for it."""


@dataclass(frozen=True)
class Cells:
    """What is given out: `links[a][b]` is the length in metres of the border between the cells a and b.

    `rims` is each cell's share of the edge of the area in metres, `areas` square metres, `weights` what is balanced.
    `homes[i]` is the cell of the site i, None for a site outside the area. Parts of an area that do not touch are
    linked across the narrowest gap; such a link has no length and is counted in `bridges`.
    """

    shapes: list[BaseGeometry]
    links: list[dict[int, float]]
    rims: list[float]
    areas: list[float]
    homes: list[int | None]
    bridges: int = 0
    weights: list[float] = field(default_factory=list)

    def weighed(self, weights: Sequence[float]) -> "Cells":
        """The same cells, each as heavy as the sites in it together; one weight for each site."""
        heavy = [0.0] * len(self.shapes)
        for home, weight in zip(self.homes, weights, strict=True):
            if home is not None:
                heavy[home] += weight
        return replace(self, weights=heavy)

    def weighed_by_area(self) -> "Cells":
        """The same cells, each as heavy as its square metres."""
        return replace(self, weights=self.areas)


def cells_of(points: Sequence[Point], outline: Mapping[str, Any]) -> Cells:
    """Cells for the sites (longitude, latitude) within an area (GeoJSON).

    GeometryError for a shape that will not do, PartitionError when no site lies in it.
    """
    check_geometry(outline, AREAS)
    area = to_shape(outline)
    spots = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    if not np.isfinite(spots).all():
        raise GeometryError(_("A coordinate is not a number."))
    scale = np.array(metres_per_degree(area.centroid.y))
    inside = np.asarray(shapely.intersects(area, shapely.points(spots)))
    if not inside.any():
        raise PartitionError(_("No site lies in this area: there is nothing to give out."))
    faces = _faces(area, np.unique(spots[inside].round(DECIMALS), axis=0), scale)
    owners = _owners(faces, spots, inside)
    links, rims = _borders(faces, scale)
    bridges = _bridge(faces, links, scale)
    return _joined(faces, links, rims, owners, bridges, scale)


def _faces(area: BaseGeometry, seeds: Floats, scale: Floats) -> NDArray[np.object_]:
    """The pieces into which the borders halfway between the sites cut the area."""
    lines = [area.boundary]
    if len(seeds) > 1:
        west, south, east, north = area.bounds
        reach = max(east - west, north - south)
        frame = shapely.box(west - reach, south - reach, east + reach, north + reach)
        on_plane = shapely.multipoints(seeds * scale)
        halfway = shapely.voronoi_polygons(
            on_plane, extend_to=shapely.transform(frame, lambda spots: spots * scale), only_edges=True
        )
        halfway = shapely.transform(halfway, lambda spots: (spots / scale).round(DECIMALS))
        lines.append(halfway)  # not cut off first: a line that ends a hair before the edge would part nothing
    found = shapely.get_parts(shapely.polygonize([shapely.union_all(lines)]))
    return found[shapely.contains(area, shapely.point_on_surface(found))]


def _owners(faces: NDArray[np.object_], spots: Floats, inside: NDArray[np.bool_]) -> list[int | None]:
    """The face of each site; one on a border belongs to the first of its faces."""
    tree = shapely.STRtree(faces)
    owners: list[int | None] = [None] * len(spots)
    which = np.flatnonzero(inside)
    sites, hits = tree.query(shapely.points(spots[which]), predicate="intersects")
    for site, face in sorted(zip(sites.tolist(), hits.tolist(), strict=True), reverse=True):
        owners[which[site]] = face
    for site in which:  # a site on the very edge may miss every face by the last bit
        if owners[site] is None:
            owners[site] = int(tree.nearest(shapely.Point(spots[site])))
    return owners


def _borders(faces: NDArray[np.object_], scale: Floats) -> tuple[list[dict[int, float]], list[float]]:
    """Links and rims of the faces: neighbours have the same segment, vertex for vertex."""
    rings, ring_face = shapely.get_rings(faces, return_index=True)
    spots, spot_ring = shapely.get_coordinates(rings, return_index=True)
    _vertices, numbers = np.unique(spots[:, 0] + 1j * spots[:, 1], return_inverse=True)
    same = spot_ring[:-1] == spot_ring[1:]
    start, end = numbers[:-1][same], numbers[1:][same]
    face = ring_face[spot_ring[:-1][same]]
    length = np.hypot(*((spots[1:] - spots[:-1])[same] * scale).T)
    keys = np.minimum(start, end) * (len(spots) + 1) + np.maximum(start, end)
    order = np.lexsort((face, keys))
    links: list[dict[int, float]] = [{} for _face in faces]
    rims = [0.0] * len(faces)
    before: tuple[int, int, float] | None = None  # a segment whose other side has not come yet
    for key, one, metres in zip(keys[order].tolist(), face[order].tolist(), length[order].tolist(), strict=True):
        if before is not None and before[0] == key:
            other = before[1]
            links[one][other] = links[other][one] = links[one].get(other, 0.0) + metres
            before = None
            continue
        if before is not None:
            rims[before[1]] += before[2]
        before = key, one, metres
    if before is not None:
        rims[before[1]] += before[2]
    return links, rims


def _bridge(faces: NDArray[np.object_], links: list[dict[int, float]], scale: Floats) -> int:
    """Links parts that do not touch, each across the narrowest gap to the ground linked already; returns how many."""
    parts = _parts(links)
    flat = shapely.transform(faces, lambda spots: spots * scale)
    joined = max(parts, key=len)
    rest = [part for part in parts if part is not joined]
    count = len(rest)
    while rest:
        ground = shapely.STRtree(flat[joined])
        gaps = []
        for part in rest:
            (tails, heads), metres = ground.query_nearest(flat[part], return_distance=True, all_matches=False)
            nearest = int(np.argmin(metres))
            gaps.append((float(metres[nearest]), part[int(tails[nearest])], joined[int(heads[nearest])]))
        which = min(range(len(rest)), key=lambda part: gaps[part])
        _metres, one, other = gaps[which]
        links[one][other] = links[other][one] = 0.0
        joined = joined + rest.pop(which)
    return count


def _parts(links: list[dict[int, float]]) -> list[list[int]]:
    """The connected parts, each a list of faces."""
    seen: set[int] = set()
    parts = []
    for first in range(len(links)):
        if first in seen:
            continue
        part, seen = [first], seen | {first}
        for one in part:
            fresh = [other for other in links[one] if other not in seen]
            part += fresh
            seen.update(fresh)
        parts.append(part)
    return parts


def _joined(
    faces: NDArray[np.object_],
    links: list[dict[int, float]],
    rims: list[float],
    owners: list[int | None],
    bridges: int,
    scale: Floats,
) -> Cells:
    """Cells made of faces: scraps without a site go to the neighbour with which they share the longest border."""
    heads = list(range(len(faces)))
    settled = {face for face in owners if face is not None}
    waiting = [face for face in range(len(faces)) if face not in settled]
    while waiting:
        still = []
        for face in waiting:
            ready = [(links[face][other], -other) for other in links[face] if other in settled]
            if ready:
                heads[face] = heads[-max(ready)[1]]
            else:
                still.append(face)
        settled.update(set(waiting) - set(still))
        waiting = still
    numbers = {head: number for number, head in enumerate(sorted(set(heads)))}
    cells = [numbers[head] for head in heads]
    members: list[list[int]] = [[] for _cell in numbers]
    for face, cell in enumerate(cells):
        members[cell].append(face)
    shapes = [faces[found[0]] if len(found) == 1 else shapely.coverage_union_all(faces[found]) for found in members]
    joined: list[dict[int, float]] = [{} for _cell in numbers]
    for face, bordering in enumerate(links):
        one = cells[face]
        for other, metres in bordering.items():
            if cells[other] != one:
                joined[one][cells[other]] = joined[one].get(cells[other], 0.0) + metres
    return Cells(
        shapes=shapes,
        links=joined,
        rims=[sum(rims[face] for face in found) for found in members],
        areas=[float(shape.area * scale[0] * scale[1]) for shape in shapes],
        homes=[None if face is None else cells[face] for face in owners],
        bridges=bridges,
    )
