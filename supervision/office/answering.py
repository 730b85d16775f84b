"""Who was answerable for a site on a day: its units, the zones it lay in, and whoever held that ground by contract.

Everything is read from rows that hold from one day or moment to another, so that a later hand-over, border or unit
never changes what is said of an earlier day; zones are called as on that day, and lie in what they lay in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from sites.models import Site, SiteManager, SiteZone, Unit, Zone, ZoneVersion
from sites.outlines import alive
from sites.vocabulary import ADMINISTRATIVE, TERRITORIAL_KINDS, Relation
from supervision.models import Contract

DAY = timedelta(days=1)


class Ground(NamedTuple):
    """A zone the site lay in: directly (depth 0; `main` where it lies in several of a layer) or further out; `label`
    is what it was called on the day."""

    zone: Zone
    label: str
    unit: Unit | None
    main: bool
    depth: int


class Held(NamedTuple):
    """A contract that held on the day, for the site itself (depth -1) or a zone; `since` and `until` cut to the day,
    None where it held before and after."""

    contract: Contract
    zone: Zone | None
    label: str  # of the zone on the day
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
    rows = list(SiteZone.objects.on(day).filter(site=site).values_list("zone_id", "layer_id", "main"))
    lying = ZoneVersion.objects.on(day).filter(alive(day, "zone__"))
    above: dict[UUID, UUID] = {}
    if rows:
        inside = lying.filter(zone__layer__in={layer for _zone, layer, _main in rows}, parent__isnull=False)
        above = dict(inside.values_list("zone_id", "parent_id"))
    chains = [(main, chain_of(zone, above)) for zone, _layer, main in rows]
    wanted = {zone for _main, chain in chains for zone in chain}
    versions = lying.filter(zone__in=wanted).select_related("zone__layer", "unit").defer("geometry")
    lies = {row.zone_id: row for row in versions}
    found: dict[UUID, Ground] = {}
    for main, chain in sorted(chains, key=lambda one: not one[0]):
        for depth, pk in enumerate(takewhile(lies.__contains__, chain)):
            if pk not in found or found[pk].depth > depth:
                row = lies[pk]
                found[pk] = Ground(row.zone, row.label, living(row.unit, day), main, depth)
    return sorted(found.values(), key=outwards)


def chain_of(zone: UUID, above: Mapping[UUID, UUID]) -> list[UUID]:
    """The zone and what it lies in, outwards; a damaged tree ends somewhere, too."""
    chain = [zone]
    while (step := above.get(chain[-1])) is not None and step not in chain:
        chain.append(step)
    return chain


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
        zone, label, depth = (ground.zone, ground.label, ground.depth) if ground else (None, "", -1)
        found.append(Held(row, zone, label, depth, since, until))
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
