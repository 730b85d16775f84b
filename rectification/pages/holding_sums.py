"""What is open on somebody's ground, counted: by piece of ground, by site, and what each unit owes there."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q

from rectification.held import Held, on_ground
from rectification.pages.viewer import Viewer
from rectification.querysets import TicketQuerySet
from rectification.workflow import ENDED, Status
from sites.models import SiteZone, Unit
from sites.outlines import alive
from supervision.models import DutyState


class Open(NamedTuple):
    """One open entry, as far as it is counted."""

    pk: UUID
    site: UUID | None
    status: str
    duty: UUID
    state: str
    due: datetime
    unit: UUID | None  # who has the lead
    rung: int | None

    def late(self, now: datetime) -> bool:
        """Past due as the ledger counts it: a clock that stands is never late."""
        return self.state == DutyState.RUNNING and self.due <= now and self.status != Status.SUSPENDED

    def order(self, now: datetime) -> tuple[bool, datetime, UUID]:
        """By time left; what stands comes last."""
        stands = self.status == Status.SUSPENDED or (self.status == Status.REVIEWING and self.due > now)
        return stands or self.state != DutyState.RUNNING, self.due, self.pk


COLUMNS = (
    "pk", "site_id", "status", "main_duty_id", "main_duty__state", "main_duty__due_at", "lead_duty__unit_id",
    "lead_duty__highest_rung",
)  # fmt: skip


@dataclass(frozen=True)
class Sum:
    """So many, and of them so many past due."""

    n: int = 0
    late: int = 0


@dataclass
class Sums:
    """The open entries on some ground that the viewer may read; two queries, and two more for the units."""

    viewer: Viewer
    held: Held
    of: dict[UUID, set[UUID]]  # piece of ground, a zone or a site by itself -> the open entries on it
    entries: dict[UUID, Open]

    @classmethod
    def of_ground(cls, viewer: Viewer, held: Held) -> "Sums":
        """Counts what is open there."""
        entries = {row[0]: Open(*row) for row in open_on(viewer, held).values_list(*COLUMNS)}
        running = viewer.present().exclude(status__in=list(ENDED))
        sights = held.sights().filter(ticket__in=running.order_by().values("pk"))
        of: dict[UUID, set[UUID]] = defaultdict(set)
        for ticket, key in sights.values_list("ticket_id", "key"):
            for zone in held.given_above(UUID(key[2:])) if ticket in entries else ():
                of[zone].add(ticket)
        for pk, entry in entries.items():
            if entry.site in held.sites and entry.site is not None:
                of[entry.site].add(pk)
        return cls(viewer, held, of, entries)

    def sum(self, pks: Iterable[UUID]) -> Sum:
        """How many of some entries are open, and past due."""
        found = [self.entries[pk] for pk in pks if pk in self.entries]
        return Sum(len(found), sum(entry.late(self.viewer.now) for entry in found))

    @cached_property
    def whole(self) -> Sum:
        """All of them."""
        return self.sum(self.entries)

    def first(self, count: int) -> list[UUID]:
        """The duties of those with the least time left."""
        now = self.viewer.now
        return [entry.duty for entry in sorted(self.entries.values(), key=lambda one: one.order(now))[:count]]

    def by_site(self) -> dict[UUID, Sum]:
        """Site -> what is open there."""
        found: dict[UUID, list[UUID]] = defaultdict(list)
        for entry in self.entries.values():
            if entry.site is not None:
                found[entry.site].append(entry.pk)
        return {site: self.sum(pks) for site, pks in found.items()}

    def by_unit(self) -> list[dict[str, Any]]:
        """Each unit with what it and the units below it owe here, as the ledger lists it; the latest first."""
        leads = {entry.unit for entry in self.entries.values() if entry.unit}
        parents: dict[UUID, UUID | None] = dict(Unit.objects.order_by().values_list("pk", "parent_id"))
        units = Unit.objects.in_bulk(leads)
        owed: dict[UUID, list[Open]] = defaultdict(list)
        for entry in self.entries.values():
            for unit in lineage(entry.unit, parents):
                if unit in leads:
                    owed[unit].append(entry)
        rows = [
            {
                "unit": units[pk],
                **vars(self.sum(entry.pk for entry in found)),
                "rung": max((entry.rung if entry.rung is not None else -1) for entry in found),
                "with_below": any(entry.unit != pk for entry in found),
            }
            for pk, found in owed.items()
        ]
        return sorted(rows, key=lambda row: (-row["late"], -row["n"], row["unit"].code))

    def nobody(self) -> int:
        """How many have no unit yet."""
        return sum(entry.unit is None for entry in self.entries.values())


def open_on(viewer: Viewer, held: Held) -> TicketQuerySet:
    """What is still owed on some ground, of what the viewer may read."""
    return on_ground(viewer.present().exclude(status__in=list(ENDED)), held)


def lineage(unit: UUID | None, parents: dict[UUID, UUID | None]) -> list[UUID]:
    """A unit and those above it."""
    found: list[UUID] = []
    while unit is not None and unit not in found:
        found.append(unit)
        unit = parents.get(unit)
    return found


def sites_in(held: Held, today: date) -> dict[UUID, set[UUID]]:
    """Piece of ground -> the sites in it on the day, main zone or not: one query."""
    rows = SiteZone.objects.on(today).filter(alive(today, "site__"), zone__in=list(held.parents))
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for zone, site in rows.order_by().values_list("zone_id", "site_id"):
        for given in held.given_above(zone):
            found[given].add(site)
    for site in held.sites:
        found[site].add(site)
    return found


def placed_on(held: Held, today: date) -> Q:
    """Sites on some ground, as a condition."""
    rows = SiteZone.objects.on(today).filter(zone__in=list(held.parents))
    return Q(pk__in=rows.values("site_id")) | Q(pk__in=list(held.sites))
