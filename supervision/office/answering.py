"""Who was answerable for a site on a day: its units, the zones it lay in, and whoever held that ground by contract.

Everything is read from rows that hold from one day or moment to another, so that a later hand-over, border or unit
never changes what is said of an earlier day; names are those of the rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from sites.models import Site, SiteManager, SiteZone, Unit, Zone, ZoneVersion
from sites.vocabulary import ADMINISTRATIVE, TERRITORIAL_KINDS, Relation
from supervision.models import Contract

DAY = timedelta(days=1)


class Ground(NamedTuple):
    """A zone the site lay in: directly (depth 0; `main` where it lies in several of a layer) or further out."""

    zone: Zone
    unit: Unit | None
    main: bool
    depth: int


class Held(NamedTuple):
    """A contract that held on the day, for the site itself (depth -1) or a zone; `since` and `until` cut to the day,
    None where it held before and after."""

    contract: Contract
    zone: Zone | None
    depth: int
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True)
class Answer:
    """Everybody who answered for a site on a day."""

    site: Site
    day: date
    manager: Unit | None
    owner: Unit | None
    territorial: Unit | None
    grounds: list[Ground]
    held: list[Held]


def answer(site: Site, day: date) -> Answer:
    """Five queries."""
    units = {row.relation: row.unit for row in SiteManager.objects.on(day).filter(site=site).select_related("unit")}
    grounds = grounds_of(site, day)
    return Answer(
        site,
        day,
        living(units.get(Relation.MANAGER), day),
        living(units.get(Relation.OWNER), day),
        territorial(grounds),
        grounds,
        held_on(site, grounds, day),
    )


def living(unit: Unit | None, day: date) -> Unit | None:
    """A unit that was dissolved answers for nothing."""
    return unit if unit and unit.holds_on(day) else None


def grounds_of(site: Site, day: date) -> list[Ground]:
    """The zones of the day from the inside out, main ones first: three queries."""
    rows = list(SiteZone.objects.on(day).filter(site=site).values_list("zone_id", "main"))
    chain = Zone.objects.lineage([zone for zone, _main in rows]).select_related("layer") if rows else []
    zones = {zone.pk: zone for zone in chain if zone.holds_on(day)}
    versions = ZoneVersion.objects.on(day).filter(zone__in=zones).select_related("unit").defer("geometry")
    units = {row.zone_id: living(row.unit, day) for row in versions}
    found: dict[UUID, Ground] = {}
    for start, main in sorted(rows, key=lambda row: not row[1]):
        step: UUID | None = start
        depth = 0
        while step in zones and (step not in found or found[step].depth > depth):
            zone = zones[step]
            found[step] = Ground(zone, units.get(step), main, depth)
            step, depth = zone.parent_id, depth + 1
    return sorted(found.values(), key=outwards)


def outwards(one: Ground) -> tuple[Any, ...]:
    """Layer by layer, in each the main ground first, and from the inside out."""
    return one.zone.layer.order, one.zone.layer.code, not one.main, one.depth, one.zone.code


def territorial(grounds: Iterable[Ground]) -> Unit | None:
    """属地: of the main administrative zone outwards, the first sub-district, town or district."""
    rows = [one for one in grounds if one.zone.layer.code == ADMINISTRATIVE and one.main]
    found = (one.unit for one in sorted(rows, key=lambda one: one.depth) if one.unit)
    return next((unit for unit in found if unit.kind in TERRITORIAL_KINDS), None)


def bounds(day: date) -> tuple[datetime, datetime]:
    """The day's first moment and the next day's."""
    start = timezone.make_aware(datetime.combine(day, time.min))
    return start, timezone.make_aware(datetime.combine(day + DAY, time.min))


def held_on(site: Site, grounds: Iterable[Ground], day: date) -> list[Held]:
    """Contracts in force at any moment of the day, the nearest ground first: one query."""
    start, end = bounds(day)
    zones = {str(one.zone.pk): one for one in grounds}
    subjects = Q(subject_kind=Contract.Subject.SITE, subject_key=str(site.pk))
    subjects |= Q(subject_kind=Contract.Subject.ZONE, subject_key__in=list(zones))
    rows = Contract.objects.meeting(start, end).filter(subjects).select_related("kind", "unit", "user")
    found = []
    for row in rows:
        ground = zones.get(row.subject_key)
        since = row.valid_from if row.valid_from > start else None
        until = row.valid_to if row.valid_to and row.valid_to < end else None
        found.append(Held(row, ground.zone if ground else None, ground.depth if ground else -1, since, until))
    return sorted(found, key=lambda h: (h.depth, h.contract.kind.order, h.contract.valid_from, h.contract.pk))


def days_of_change(site: Site, grounds: Iterable[Ground]) -> list[date]:
    """The days on which something of this changed, the last first: five queries."""
    lies = SiteZone.objects.filter(site=site)
    zones = {*lies.values_list("zone_id", flat=True), *(one.zone.pk for one in grounds)}
    found = set[date | None]()
    for rows in (lies, SiteManager.objects.filter(site=site), ZoneVersion.objects.filter(zone__in=zones)):
        for span in rows.values_list("valid_from", "valid_to"):
            found |= set(span)
    subjects = Q(subject_kind=Contract.Subject.SITE, subject_key=str(site.pk))
    subjects |= Q(subject_kind=Contract.Subject.ZONE, subject_key__in=[str(pk) for pk in zones])
    for moments in Contract.objects.filter(subjects).values_list("valid_from", "valid_to"):
        found |= {timezone.localtime(at).date() for at in moments if at}
    return sorted((day for day in found if day), reverse=True)
