"""Which sites would lie in another zone: the same answer that `sites.placing.resettle` gives when it is written."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from sites.geometry import to_shape
from sites.models import Site, SiteZone, ZoneLayer
from sites.placing import NOWHERE, located
from supervision.actions.zone_files.fitting import lying
from supervision.actions.zone_files.steps import Step


def count_moves(steps: list[Step], zones: Mapping[str, Any], layer: ZoneLayer, day: date) -> None:
    """Sites that come into each zone and that leave it: two queries."""
    drawn = [step for step in steps if step.writes and step.shape is not None]
    pairs = [(area(step.was), area(step.shape)) for step in drawn]
    sites = on_changed_ground(pairs, day)
    if not sites:
        return
    state = lying(steps, zones)
    codes = [code for code, shape in state.shapes.items() if shape.area]
    there = located([s[1] for s in sites], [s[2] for s in sites], [state.shapes[code] for code in codes])
    ids = [site[0] for site in sites]
    lies: dict[UUID, UUID] = dict(
        SiteZone.objects.on(day).filter(site__in=ids, layer=layer, main=True).values_list("site", "zone")
    )
    known = {zone.pk: code for code, zone in zones.items()}
    comes, goes = Counter[str](), Counter[str]()
    for site, at in zip(ids, there, strict=True):
        before, after = known.get(lies.get(site), ""), codes[at] if at != NOWHERE else ""
        if before != after:
            goes[before] += 1
            comes[after] += 1
    for step in drawn:
        step.gains, step.loses = comes[step.code], goes[step.code]


def on_changed_ground(
    pairs: list[tuple[BaseGeometry | None, BaseGeometry | None]], day: date
) -> list[tuple[UUID, float, float]]:
    """Sites (id, longitude, latitude) that one border of a pair holds and the other does not."""
    shapes = [shape for pair in pairs for shape in pair if shape is not None]
    if not shapes:
        return []
    west, south, east, north = shapely.total_bounds(np.asarray(shapes, dtype=object))
    rows = Site.objects.on(day).filter(lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north)
    sites = list(rows.order_by("code").values_list("pk", "lon", "lat"))
    if not sites:
        return []
    tree = shapely.STRtree(shapely.points([site[1] for site in sites], [site[2] for site in sites]))
    changed: set[int] = set()
    for pair in pairs:
        old, new = (held(tree, shape) for shape in pair)
        changed |= old ^ new
    return [sites[place] for place in sorted(changed)]


def held(tree: shapely.STRtree, shape: BaseGeometry | None) -> set[int]:
    """The places of the points in the shape, edge included."""
    return set() if shape is None else set(tree.query(shape, predicate="intersects").tolist())


def area(geometry: dict | None) -> BaseGeometry | None:
    """An area; lines hold no points."""
    shape = to_shape(geometry) if geometry else None
    return shape if shape is not None and shape.area else None
