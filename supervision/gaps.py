"""Gaps (责任空白): ground, sites, zones and units that nobody answers for, today or in a fortnight.

What hangs on outlines and points takes a second in a large city. It is reckoned when the list is opened; for those who
only count it is remembered until an outline or a layer's rule changes, and at most ten minutes, as sites may move, too.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy as _p

from sites.gaps import areas_on, bare_ground, doubled, outside
from sites.models import Site, Unit, Zone, ZoneLayer, ZoneVersion
from sites.vocabulary import UnitKind
from supervision.models import Contract, ContractKind, Post
from supervision.roles import HANDLES

REMEMBERED = 600  # seconds
TOOK, LONG = (
    "gaps:took",
    1.0,
)  # where it is kept how long the outlines took, and from when on the page says that it works
# Kinds of unit that problems are sent to.
OWING = (UnitKind.DEPARTMENT, UnitKind.STREET, UnitKind.TOWN, UnitKind.COMMUNITY, UnitKind.ENTERPRISE)
Line = dict[str, Any]


@dataclass
class Gaps:
    """Everything that is missing at a moment; each kind costs a fixed number of queries when it is asked for."""

    now: datetime

    @cached_property
    def today(self) -> date:
        """The day in the city."""
        return timezone.localtime(self.now).date()

    @cached_property
    def outlined(self) -> dict[str, list[Line]]:
        """What hangs on outlines and points alone, remembered for a state of both."""
        key = key_of(self.today)
        found: dict[str, list[Line]] | None = cache.get(key)
        if found is None:
            found = reckoned(self.today)
            cache.set(key, found, REMEMBERED)
        return found

    @cached_property
    def required(self) -> list[ZoneLayer]:
        """Layers that all ground must lie in."""
        return list(ZoneLayer.objects.filter(required=True))

    @cached_property
    def unheld(self) -> list[tuple[ContractKind, UUID]]:
        """Kind and zone: nobody holds the zone, one it lies in, or all of those that lie in it."""
        found = []
        for kind in ContractKind.objects.filter(required=True, retired=False).exclude(layer=""):
            zones = Zone.objects.on(self.today).filter(layer__code=kind.layer).order_by("code")
            parents = dict(zones.values_list("pk", "parent_id"))
            rows = Contract.objects.at(self.now).filter(kind=kind, subject_kind=Contract.Subject.ZONE)
            held = {UUID(key) for key in rows.values_list("subject_key", flat=True)}
            found += [(kind, zone) for zone in without_holder(parents, held)]
        return found

    def vacant(self) -> QuerySet[Contract]:
        """Contracts of people who hold no post any more."""
        posts = Post.objects.at(self.now).filter(user=OuterRef("user"))
        rows = Contract.objects.at(self.now).filter(user__isnull=False).exclude(Exists(posts))
        return rows.select_related("kind", "user", "unit").order_by("kind__order", "valid_from", "id")

    def ending(self) -> QuerySet[Contract]:
        """Contracts that end in a fortnight with nobody to follow."""
        rows = Contract.objects.ending(self.now).select_related("kind", "user", "unit")
        return rows.order_by("valid_to", "id")

    def outside(self) -> list[tuple[ZoneLayer, QuerySet[Site]]]:
        """Sites in no zone of a required layer that has zones at all."""
        lying = set(Zone.objects.on(self.today).values_list("layer_id", flat=True).distinct())
        return [(layer, outside(self.today, layer)) for layer in self.required if layer.pk in lying]

    def counts(self) -> dict[str, int]:
        """Kind of gap -> how many: what the home page and the morning's letter say."""
        found = {
            "ground": len(self.outlined["ground"]),
            "outside": sum(rows.count() for _layer, rows in self.outside()),
            "double": len(self.outlined["double"]),
            "unheld": len(self.unheld),
            "vacant": self.vacant().count(),
            "ending": self.ending().count(),
            "alone": without_handler(self.now).count(),
        }
        return {code: n for code, n in found.items() if n}


TITLES: Mapping[str, str | Promise] = {
    "ground": _p("gap", "Ground in no zone"),
    "outside": _p("gap", "Sites in no zone"),
    "double": _p("gap", "Sites in two zones"),
    "unheld": _p("gap", "Zones without a holder"),
    "vacant": _p("gap", "Holders without a post"),
    "ending": _p("gap", "Contracts ending within 14 days"),
    "alone": _p("gap", "Units without a handler"),
}


def without_handler(now: datetime) -> QuerySet[Unit]:
    """Units problems are sent to in which nobody would have them."""
    handlers = Post.objects.at(now).filter(unit=OuterRef("pk"), role__in=HANDLES)
    today = timezone.localtime(now).date()
    return Unit.objects.on(today).filter(kind__in=OWING).exclude(Exists(handlers))


def without_holder(parents: Mapping[UUID, UUID | None], held: set[UUID]) -> list[UUID]:
    """The zones of a tree that nobody holds: not themselves, not from above, and not in all their parts."""
    below: dict[UUID, list[UUID]] = {}
    for zone, parent in parents.items():
        if parent is not None and parent in parents:
            below.setdefault(parent, []).append(zone)
    covered: dict[UUID, bool] = {}

    def walk(zone: UUID, from_above: bool) -> bool:
        own = from_above or zone in held
        parts = [walk(part, own) for part in below.get(zone, ())]
        covered[zone] = own or (bool(parts) and all(parts))
        return covered[zone]

    for zone, parent in parents.items():
        if parent is None or parent not in parents:
            walk(zone, False)
    return [zone for zone in parents if not covered.get(zone, False)]


def reckoned(day: date) -> dict[str, list[Line]]:
    """Bare ground and sites in two zones, as plain rows: three queries."""
    layers = areas_on(day)
    bare = bare_ground(layers)
    twice = doubled(day, layers)
    pairs = [{"layer": gap.layer.pk, "site": str(gap.site_id), "zones": [str(z) for z in gap.zones]} for gap in twice]
    return {
        "ground": [{"layer": gap.layer.pk, "shape": gap.geometry, "m2": round(gap.area_m2)} for gap in bare],
        "double": pairs,
    }


def looked_at(gaps: Gaps) -> Gaps:
    """The same with the outlines reckoned now: whoever opens the page sees what is, and so does the home page then."""
    begun = time.monotonic()
    gaps.outlined = reckoned(gaps.today)
    cache.set(key_of(gaps.today), gaps.outlined, REMEMBERED)
    cache.set(TOOK, time.monotonic() - begun, None)
    return gaps


def takes_long() -> bool:
    """Whether the outlines took longer the last time than anybody waits for without a word."""
    return (cache.get(TOOK) or 0) > LONG


def key_of(day: date) -> str:
    """Where a day's outlines are remembered as they are now: two queries."""
    versions = ZoneVersion.objects.aggregate(n=Count("id"), last=Max("id"), open=Count("id", filter=Q(valid_to=None)))
    rules = ZoneLayer.objects.values_list("code", "required", "overlap", "tolerance_m").order_by("code")
    state = sha256(repr((versions, list(rules))).encode()).hexdigest()[:16]
    return f"gaps:{day.isoformat()}:{state}"
