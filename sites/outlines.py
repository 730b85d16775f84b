"""Outlines by date: how the zones of a day lie, and what the ground of some sites is called and who answers for it."""

import datetime
import uuid
from collections.abc import Iterable, Sequence

from django.db.models import F, Q

from sites.geometry import Box
from sites.models import Site, Unit, Zone, ZoneVersion
from sites.querysets import DatedQuerySet
from sites.vocabulary import ADMINISTRATIVE


def outlines_on(
    day: datetime.date, box: Box | None = None, layers: Sequence[str] | None = None
) -> DatedQuerySet[ZoneVersion]:
    """The versions that hold on a day of zones that exist on it, by code: those with a shape that touches the box
    (west, south, east, north in degrees), or all; of these layers, or of all. One query."""
    rows = ZoneVersion.objects.on(day).filter(alive(day, "zone__"))
    if box is not None:
        west, south, east, north = box
        rows = rows.filter(west__lte=east, east__gte=west, south__lte=north, north__gte=south)
    if layers is not None:
        rows = rows.filter(zone__layer__code__in=layers)
    return rows.select_related("zone__layer", "unit").order_by("zone__layer__order", "zone__layer__code", "zone__code")


def outline_of(zone: Zone, day: datetime.date) -> ZoneVersion | None:
    """How the zone lies on that day: one query."""
    return ZoneVersion.objects.on(day).filter(zone=zone).select_related("unit").first()


def units_of(zones: Iterable[uuid.UUID], day: datetime.date) -> dict[uuid.UUID, Unit]:
    """Zone -> the unit that answers for it on that day: one query."""
    rows = ZoneVersion.objects.on(day).filter(zone__in=list(zones), unit__isnull=False).select_related("unit")
    return {row.zone_id: row.unit for row in rows if row.unit}


def ground_names(sites: Iterable[Site], day: datetime.date) -> dict[uuid.UUID, str]:
    """Site -> the unit that answers for its administrative zone on that day, else the zone's name then: one query."""
    placed = Q(
        alive(day, "zone__site_rows__"),
        zone__site_rows__site__in=list(sites),
        zone__site_rows__main=True,
        zone__site_rows__layer__code=ADMINISTRATIVE,
    )
    rows = ZoneVersion.objects.on(day).filter(placed).annotate(site_id=F("zone__site_rows__site"))
    rows = rows.select_related("unit").defer("geometry")
    return {row.site_id: (row.unit or row).label for row in rows}


def alive(day: datetime.date, prefix: str = "") -> Q:
    """Dated rows at the end of a relation that hold on that day."""
    ends = Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gt": day})
    return ends & Q(**{f"{prefix}valid_from__lte": day})
