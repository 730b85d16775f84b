"""The map as a table, for reading aloud and without a mouse: each zone with its holder, its sites and what is open."""

from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.http import QueryDict

from rectification.models import Sight
from rectification.pages.map_asked import Asked
from rectification.pages.map_entries import open_entries
from rectification.pages.map_holders import Holding, Plot, holding, kinds
from rectification.pages.map_page import zone_url
from rectification.pages.viewer import Viewer
from rectification.workflow import Status
from sites.models import SiteZone
from supervision.models import DutyState
from supervision.roles import KEEPS

MOST = 600
Sums = Mapping[UUID, int]


def table(viewer: Viewer, query: QueryDict) -> dict[str, Any]:
    """Zones of the kind that is asked for, those without a holder first: six queries."""
    asked = Asked.read(query, viewer)
    held = holding(asked, kinds(asked))
    sites, (opened, late) = site_sums(asked, held), entry_sums(viewer, held)
    keeps = viewer.actor.post.role in KEEPS
    rows = [row(held.plots[pk], held, sites, opened, late, keeps) for pk in held.due]
    rows.sort(key=lambda one: (bool(one["holder"]), -one["late"], -one["open"], one["label"]))
    return {"rows": rows[:MOST], "more": max(0, len(rows) - MOST)}


def row(plot: Plot, held: Holding, sites: Sums, opened: Sums, late: Sums, keeps: bool) -> dict[str, Any]:
    """One zone."""
    place = held.of.get(plot.id)
    who, unit = held.holders[place] if place is not None else ("", "")
    n, overdue = opened.get(plot.id, 0), late.get(plot.id, 0)
    return {
        "label": plot.label,
        "url": zone_url(plot.id, keeps),
        "holder": who,
        "unit": unit,
        "sites": sites.get(plot.id, 0),
        "open": n,
        "late": overdue,
    }


def site_sums(asked: Asked, held: Holding) -> Sums:
    """Sites in each zone and below it: one query."""
    rows = SiteZone.objects.on(asked.day).order_by().values("zone_id").annotate(n=Count("site"))
    return summed({row["zone_id"]: row["n"] for row in rows}, held)


def entry_sums(viewer: Viewer, held: Holding) -> tuple[Sums, Sums]:
    """Open entries in each zone and below it, and those past due, of what the reader may see: one query."""
    stands = Q(ticket__status=Status.SUSPENDED)
    stands |= Q(ticket__status=Status.REVIEWING, ticket__main_duty__due_at__gt=viewer.now)
    due = Q(ticket__main_duty__state=DutyState.RUNNING, ticket__main_duty__due_at__lte=viewer.now) & ~stands
    rows = Sight.objects.filter(key__startswith="z:", ticket__in=open_entries(viewer)).order_by().values("key")
    found = {UUID(r["key"][2:]): r for r in rows.annotate(n=Count("pk"), late=Count("pk", filter=due))}
    return (
        summed({pk: one["n"] for pk, one in found.items()}, held),
        summed({pk: one["late"] for pk, one in found.items()}, held),
    )


def summed(of: Mapping[UUID, int], held: Holding) -> Counter[UUID]:
    """With what lies in the zones inside each."""
    found: Counter[UUID] = Counter()
    for pk, n in of.items():
        at, steps = held.plots.get(pk), 0
        while at is not None and steps < 64:
            found[at.id] += n
            at, steps = held.plots.get(at.parent) if at.parent else None, steps + 1
    return found
