"""Where a problem lies, who owes it there, and what is already in the ledger at the same place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from rectification.catalogue import category
from rectification.facts import Place
from rectification.models import Ticket
from rectification.workflow import ENDED, Status
from sites.catalogue import route_rows
from sites.finding import site_facts
from sites.geometry import around, distance_m
from sites.models import Site, SiteType
from sites.routing import Resolution, SiteFacts, resolve
from supervision.models import Contract, Team
from supervision.rules import EngineRules

ROADS = "road"  # the group of site types that are lines by nature


@dataclass(frozen=True)
class Spot:
    """A place as the engine sees it."""

    site: Site | None
    place: Place | None

    @property
    def point(self) -> tuple[float, float] | None:
        """(lon, lat) of the place itself, else of the site."""
        if self.place is not None:
            return float(self.place[0]), float(self.place[1])
        return self.site.point if self.site is not None else None

    @property
    def is_line(self) -> bool:
        """A road or river bank: the same site is not yet the same place. A road may be on record as a mere point."""
        if self.site is None:
            return False
        return "LineString" in (self.site.geometry or {}).get("type", "") or self.site.type.group == ROADS

    def facts(self, on: date) -> SiteFacts:
        """What routing needs to know."""
        return site_facts(self.site, self.point if self.place is not None else None, on)


def load_site(pk: UUID | None, on: date) -> Site | None:
    """A site in use on that day."""
    return None if pk is None else Site.objects.on(on).select_related("type").get(pk=pk)


def site_type_of(site: Site | None) -> SiteType | None:
    """The kind of place."""
    return site.type if site is not None else None


def route(version: int, code: str, facts: SiteFacts, functions: dict[str, UUID], now: datetime) -> Resolution:
    """Which units the routing table names for a category at a place (ENGINE 22)."""
    return resolve(route_rows(category(version, code)), facts, functions, lambda: zone_holder(facts.zone_ids, now))


def zone_holder(zone_ids: Iterable[UUID], now: datetime) -> UUID | None:
    """The unit of whoever holds a contract for one of the zones, the nearest zone first."""
    keys = [str(pk) for pk in zone_ids]
    rows = Contract.objects.routing(now).filter(subject_key__in=keys)
    held = dict(rows.values_list("subject_key", "unit_id"))
    return next((held[key] for key in keys if key in held), None)


def teams_at(zone_ids: Iterable[UUID]) -> list[UUID]:
    """Teams whose ground holds one of the zones."""
    rows = Team.objects.filter(zones__in=list(zone_ids)).order_by("unit__code").distinct()
    return list(rows.values_list("unit_id", flat=True))


def duplicates(code: str, spot: Spot, rules: EngineRules) -> list[Ticket]:
    """Open entries of the same category at the same site or within 50 m, the oldest first."""
    rows = Ticket.objects.filter(category=code).exclude(status__in=list(ENDED))
    found = _near(rows, spot, rules.near_metres, same_site=True)
    return sorted(found, key=lambda t: (t.filed_at, t.number))


def relapse_of(code: str, spot: Spot, now: datetime, rules: EngineRules) -> Ticket | None:
    """The entry this problem is a relapse of: same category, same place, struck off within 30 days (ENGINE 24)."""
    since = now - timedelta(days=rules.relapse_days)
    rows = Ticket.objects.filter(category=code, status=Status.CLOSED, closed_at__gte=since)
    found = _near(rows, spot, rules.near_metres, same_site=not spot.is_line)
    return max(found, key=lambda t: (t.closed_at, t.number), default=None)


def _near(rows: QuerySet[Ticket], spot: Spot, metres: float, *, same_site: bool) -> list[Ticket]:
    """Rows at the same site (where that counts) or within so many metres."""
    where = Q()
    if spot.site is not None and same_site:
        where |= Q(site_id=spot.site.pk)
    if spot.point is not None:
        west, south, east, north = around(spot.point, metres)
        where |= Q(lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north)
    if not where:
        return []
    return [t for t in rows.filter(where) if _within(t, spot, metres, same_site)]


def metres_to(ticket: Ticket, place: Place) -> float | None:
    """How far a place is from the entry's own point or its site, whichever is nearer; None where neither is known."""
    here, found = (float(place[0]), float(place[1])), []
    if ticket.lon is not None and ticket.lat is not None:
        found.append(distance_m(here, (float(ticket.lon), float(ticket.lat))))
    if ticket.site is not None:
        found.append(distance_m(here, ticket.site.shape))
    return min(found, default=None)


def _within(ticket: Ticket, spot: Spot, metres: float, same_site: bool) -> bool:
    if same_site and spot.site is not None and ticket.site_id == spot.site.pk:
        return True
    if ticket.lon is None or ticket.lat is None or spot.point is None:
        return False
    return distance_m(spot.point, (float(ticket.lon), float(ticket.lat))) <= metres
