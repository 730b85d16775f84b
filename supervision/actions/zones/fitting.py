"""A drawn border among the zones of its day: laid onto its neighbours, and everything that is wrong with it."""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import ngettext
from shapely.geometry.base import BaseGeometry

from sites.borders import Fault, Surroundings, checked, geojson, snapped, strip, tidy
from sites.geometry import Box, GeometryError, around, to_shape
from sites.models import City, Zone, ZoneLayer, ZoneVersion
from sites.outlines import outline_of, outlines_on
from supervision.refusals import Refused

NEAR_M = 5.0  # neighbours are looked for a little beyond the tolerance


class Fit(NamedTuple):
    """The border as it would be kept (GeoJSON), and what is wrong with it."""

    geometry: dict[str, Any]
    faults: list[Fault]


class Unfit(Refused):
    """The border cannot be kept like this; `faults` say where and why."""

    def __init__(self, faults: list[Fault]) -> None:
        words = ngettext(
            "The border cannot be kept like this: %(first)s",
            "The border cannot be kept like this, for %(n)s reasons: %(first)s",
            len(faults),
        )
        super().__init__("unfit", words, n=len(faults), first=faults[0].words)
        self.faults = faults


def fitted(
    geometry: dict[str, Any],
    layer: ZoneLayer,
    *,
    on: date,
    zone: Zone | None = None,
    parent: Zone | None = None,
    without: Collection[UUID] = (),
) -> Fit:
    """The border laid onto its neighbours of that day, and its faults there: at most seven queries.

    `zone` is the one that is redrawn; the zones `without` will be gone that day.
    """
    city = City.objects.get()
    broken = checked(geometry, Surroundings(city.box))
    if broken:
        return Fit(geometry, broken)
    shape = to_shape(tidy(geometry))
    metres = float(layer.tolerance_m)
    gone = {*without, *([zone.pk] if zone else [])}
    near = [row for row in outlines_on(on, _widened(shape, metres), [layer.code]) if row.zone_id not in gone]
    above = outline_of(parent, on) if parent else None
    try:
        laid = snapped(shape, _shapes([*near, *([above] if above and above not in near else [])]), metres)
    except GeometryError as error:
        middle = shape.representative_point()
        return Fit(geojson(shape), [Fault(str(error), (middle.x, middle.y))])
    family = _family(zone, parent)
    around_it = Surroundings(
        box=city.box,
        tolerance_m=metres,
        above=_named(above),
        below=_below(zone, on, gone),
        apart=[] if layer.overlap else [found for row in near if row.zone_id not in family if (found := _named(row))],
    )
    return Fit(geojson(laid), checked(geojson(laid), around_it))


def shape_of_line(geometry: dict[str, Any], width: float | None) -> dict[str, Any]:
    """A strip so many metres wide where a line was drawn and a width was given, else the shape itself."""
    if not width or not geometry["type"].endswith("LineString"):
        return geometry
    return tidy(geojson(strip(to_shape(geometry), width)))


def _family(zone: Zone | None, parent: Zone | None) -> set[UUID]:
    """Those it may lie on: the zones above it and below it."""
    above = {parent.pk, *Zone.objects.ancestor_ids(parent.pk)} if parent else set()
    return above | (Zone.objects.subtree_ids([zone.pk]) if zone else set())


def _below(zone: Zone | None, on: date, gone: set[UUID]) -> list[tuple[str, BaseGeometry]]:
    if zone is None:
        return []
    rows = outlines_on(on).filter(zone__parent=zone).exclude(zone__in=gone)
    return [found for row in rows if (found := _named(row))]


def _named(row: ZoneVersion | None) -> tuple[str, BaseGeometry] | None:
    return (row.zone.label, to_shape(row.geometry)) if row and row.geometry else None


def _shapes(rows: list[ZoneVersion]) -> list[BaseGeometry]:
    return [to_shape(row.geometry) for row in rows if row.geometry]


def _widened(shape: BaseGeometry, metres: float) -> Box:
    west, south, east, north = shape.bounds
    low, high = around((west, south), metres + NEAR_M), around((east, north), metres + NEAR_M)
    return low[0], low[1], high[2], high[3]
