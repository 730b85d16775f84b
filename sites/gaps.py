"""Gaps on the ground of a day: ground in no zone of a layer that all ground must lie in, sites in no zone of it, and
sites in two zones of a layer whose zones keep apart.

The city's ground is everything that any such layer covers, so that each layer is held against the others.
"""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from sites.geometry import area_m2, degrees_of, to_shape
from sites.models import Site, SiteZone, Zone, ZoneLayer
from sites.outlines import outlines_on

LEAST_M2 = 100.0  # smaller pieces are a matter of drawing, not of responsibility


class Bare(NamedTuple):
    """A piece of ground in no zone of the layer."""

    layer: ZoneLayer
    geometry: dict  # a GeoJSON polygon
    area_m2: float


class Doubled(NamedTuple):
    """A site in two zones of the layer that do not lie inside one another."""

    layer: ZoneLayer
    site_id: uuid.UUID
    zones: tuple[uuid.UUID, uuid.UUID]


@dataclass
class Areas:
    """The areas of one layer on a day."""

    layer: ZoneLayer
    zones: list[uuid.UUID] = field(default_factory=list)
    parents: list[uuid.UUID | None] = field(default_factory=list)
    shapes: list[BaseGeometry] = field(default_factory=list)

    def above(self, at: int) -> set[uuid.UUID]:
        """The zones a zone lies in."""
        up, found = dict(zip(self.zones, self.parents, strict=True)), set[uuid.UUID]()
        step = self.parents[at]
        while step is not None and step not in found:
            found.add(step)
            step = up.get(step)
        return found


def areas_on(day: datetime.date) -> list[Areas]:
    """Layers with areas, in their order: one query."""
    found: dict[int, Areas] = {}
    for row in outlines_on(day):
        shape = to_shape(row.geometry) if row.geometry else None
        if shape is None or not shape.area:
            continue
        areas = found.setdefault(row.zone.layer_id, Areas(row.zone.layer))
        areas.zones.append(row.zone_id)
        areas.parents.append(row.zone.parent_id)
        areas.shapes.append(shape)
    return list(found.values())


def bare_ground(layers: Sequence[Areas]) -> list[Bare]:
    """Ground that one required layer covers and another does not, the largest piece first; strips narrower than the
    layer's tolerance are where two hands have drawn the same border."""
    covers = [(areas.layer, shapely.union_all(areas.shapes)) for areas in layers if areas.layer.required]
    city = shapely.union_all([cover for _layer, cover in covers])
    found = []
    for layer, cover in covers:
        rest = without_strips(shapely.difference(city, cover), float(layer.tolerance_m))
        pieces = [mapping(part) for part in shapely.get_parts(rest) if part.area]
        found += [Bare(layer, piece, size) for piece in pieces if (size := area_m2(piece)) >= LEAST_M2]
    return sorted(found, key=lambda bare: -bare.area_m2)


def without_strips(shape: BaseGeometry, metres: float) -> BaseGeometry:
    """What is left of an area where it is wider than so many metres."""
    if shape.is_empty:
        return shape
    half = degrees_of(metres / 2, shape.centroid.y)
    opened = shape.buffer(-half, join_style="mitre").buffer(half, join_style="mitre")
    return shapely.intersection(shape, opened)


def outside(day: datetime.date, layer: ZoneLayer) -> Any:
    """Sites of the day that lie in no zone of the layer, as a query."""
    placed = SiteZone.objects.on(day).filter(layer=layer)
    return Site.objects.on(day).exclude(pk__in=placed.values("site"))


def doubled(day: datetime.date, layers: Sequence[Areas]) -> list[Doubled]:
    """Sites whose point lies in two zones of a layer without overlap, unless one lies inside the other: one query."""
    apart = [areas for areas in layers if not areas.layer.overlap]
    sites = list(Site.objects.on(day).order_by("code").values_list("pk", "lon", "lat")) if apart else []
    points = shapely.points([site[1] for site in sites], [site[2] for site in sites]) if sites else np.empty(0)
    found = []
    for areas in apart:
        for at, zones in held_twice(points, areas).items():
            found.append(Doubled(areas.layer, sites[at][0], zones))
    return found


def held_twice(points: Any, areas: Areas) -> dict[int, tuple[uuid.UUID, uuid.UUID]]:
    """Index of the point -> two unrelated zones that hold it inside, not on the edge they share."""
    if not len(points):
        return {}
    where, holding = shapely.STRtree(areas.shapes).query(points, predicate="within")
    by_point: dict[int, list[int]] = defaultdict(list)
    for at, zone in zip(where.tolist(), holding.tolist(), strict=True):
        by_point[at].append(zone)
    found = {}
    for at, held in by_point.items():
        pair = unrelated(held, areas) if len(held) > 1 else None
        if pair:
            found[at] = pair
    return found


def unrelated(held: list[int], areas: Areas) -> tuple[uuid.UUID, uuid.UUID] | None:
    """The first two of these zones of which neither lies in the other."""
    for n, one in enumerate(held):
        for other in held[n + 1 :]:
            a, b = areas.zones[one], areas.zones[other]
            if a not in areas.above(other) and b not in areas.above(one):
                return a, b
    return None


def zone_names(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Zone -> its name: one query."""
    return {zone.pk: zone.label for zone in Zone.objects.filter(pk__in=ids)}
