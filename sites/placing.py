"""Placing: which zone of a layer each of many points lies in, and what a changed border means for the sites there.

A zone with zones inside it counts where none of them holds the point: the smallest wins, as in `finding.zones_at`.
"""

import datetime
import uuid
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from sites.geometry import to_shape
from sites.models import Site, SiteZone, ZoneLayer
from sites.outlines import outlines_on

NOWHERE = -1
BATCH = 500
Change = tuple[dict | None, dict | None]  # a zone's shape before and after


class Moved(NamedTuple):
    """A site that lies in another zone now; None is no zone of the layer."""

    site_id: uuid.UUID
    before: uuid.UUID | None
    after: uuid.UUID | None


def located(lons: Sequence[float], lats: Sequence[float], shapes: Sequence[BaseGeometry]) -> Any:
    """For each point the index of the smallest shape that holds it, edge included, the first of equals; else NOWHERE.

    One array of integers, as long as the points.
    """
    found = np.full(len(lons), NOWHERE)
    if not len(shapes) or not len(lons):
        return found
    sizes = shapely.area(np.asarray(shapes, dtype=object))
    order = np.argsort(sizes, kind="stable")
    rank = np.empty(len(shapes), dtype=int)
    rank[order] = np.arange(len(shapes))
    points, holding = shapely.STRtree(shapes).query(shapely.points(lons, lats), predicate="intersects")
    best = np.full(len(lons), len(shapes))
    np.minimum.at(best, points, rank[holding])
    inside = best < len(shapes)
    found[inside] = order[best[inside]]
    return found


def resettle(layer: ZoneLayer, on: datetime.date, changes: Sequence[Change]) -> list[Moved]:
    """From that day on the sites on changed ground lie in the zone their point lies in then: four queries, and two for
    each 500 sites that move. Call it after the zones themselves were written, with their shapes before and after.

    A site stands on changed ground where one of the two shapes of a zone holds it and the other does not. Where
    somebody has placed a site otherwise than the map says, and its ground has not changed, it stays.
    """
    sites = _on_changed_ground(on, [(_area(old), _area(new)) for old, new in changes])
    if not sites:
        return []
    rows = [row for row in outlines_on(on, layers=[layer.code]) if row.geometry and _area(row.geometry)]
    there = located([s[1] for s in sites], [s[2] for s in sites], [to_shape(row.geometry) for row in rows])
    ids = [site[0] for site in sites]
    lies = SiteZone.objects.on(on).filter(site__in=ids, layer=layer, main=True).values_list("site", "zone")
    known = dict(lies)
    moved = []
    for site, at in zip(ids, there, strict=True):
        zone = rows[at].zone_id if at != NOWHERE else None
        if known.get(site) != zone:
            moved.append(Moved(site, known.get(site), zone))
    for start in range(0, len(moved), BATCH):
        _move(layer, on, moved[start : start + BATCH])
    return moved


def _area(geometry: dict | None) -> BaseGeometry | None:
    """An area; lines hold no points."""
    shape = to_shape(geometry) if geometry else None
    return shape if shape is not None and shape.area else None


def _on_changed_ground(
    on: datetime.date, changes: Sequence[tuple[BaseGeometry | None, BaseGeometry | None]]
) -> list[tuple[uuid.UUID, float, float]]:
    """Sites of the day (id, longitude, latitude) that one shape of a pair holds and the other does not: one query."""
    shapes = [shape for pair in changes for shape in pair if shape is not None]
    if not shapes:
        return []
    west, south, east, north = shapely.total_bounds(np.asarray(shapes, dtype=object))
    rows = Site.objects.on(on).filter(lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north)
    sites = list(rows.order_by("code").values_list("pk", "lon", "lat"))
    if not sites:
        return []
    points = shapely.points([site[1] for site in sites], [site[2] for site in sites])
    changed = np.zeros(len(sites), dtype=bool)
    for old, new in changes:
        changed |= _held(old, points) != _held(new, points)
    return [site for site, hit in zip(sites, changed, strict=True) if hit]


def _held(shape: BaseGeometry | None, points: Any) -> Any:
    """Which points the shape holds."""
    if shape is None:
        return np.zeros(len(points), dtype=bool)
    shapely.prepare(shape)
    return shapely.intersects(shape, points)


def _move(layer: ZoneLayer, on: datetime.date, moved: Sequence[Moved]) -> None:
    """The open rows end that day, those that began on it go; later ones stand in the way, as in `place_site`."""
    ids = [row.site_id for row in moved]
    list(Site.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    rows = SiteZone.objects.open().filter(site__in=ids, layer=layer)
    if not layer.exactly_one:
        rows = rows.filter(main=True) | rows.filter(zone__in={row.after for row in moved if row.after})
    if rows.filter(valid_from__gt=on).exists():
        raise ValidationError(_("A later change is already recorded; it must be taken back first."))
    rows.filter(valid_from=on).delete()
    rows.update(valid_to=on)
    fresh = [SiteZone(site_id=r.site_id, zone_id=r.after, layer=layer, valid_from=on) for r in moved if r.after]
    SiteZone.objects.bulk_create(fresh)
