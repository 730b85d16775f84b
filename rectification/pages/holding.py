"""A holder's page: their ground, its sites, what is open on it and who owes it, and whose it was and will be."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils import timezone

from rectification.filters import uuid as read_id
from rectification.held import Held, Holder, contracts_of, ground, holder_named
from rectification.pages.cards import cards, stack
from rectification.pages.holding_past import names_of, of_holder, past
from rectification.pages.holding_sums import Sum, Sums, placed_on, sites_in
from rectification.pages.instruct import address, may_instruct
from rectification.pages.viewer import Viewer
from sites.models import Site
from supervision.contract_kinds import SITE, ZONE
from supervision.models import Contract, Duty
from supervision.roles import KEEPS, Role
from supervision.wording import rung

CARDS, SITES, ALL_SITES = 6, 12, 1000
UNITS, PIECES, PAST = 6, 7, 8  # shown at once, the others when they are opened
OPENS_OTHERS = KEEPS | {Role.CITY_LEADER}  # who may look at somebody else's ground
BALANCES = OPENS_OTHERS | {Role.TEAM_LEADER}


@dataclass(frozen=True)
class Piece:
    """One piece of ground, held by one contract or several."""

    pk: UUID
    kind: str  # zone or site
    label: str
    called: tuple[str, ...]  # kinds of contract


@dataclass(frozen=True)
class Holding:
    """Whose page it is, their contracts, the pieces of ground that they hold now, and the one that is asked for."""

    viewer: Viewer
    holder: Holder
    own: bool
    rows: list[Contract]
    names: dict[tuple[str, str], str]
    pieces: list[Piece]
    shown: Piece | None
    held: Held

    @property
    def today(self) -> date:
        """The day in the city."""
        return timezone.localtime(self.viewer.now).date()

    def ledger(self, piece: Piece | None = None, **more: Any) -> str:
        """The ledger of the ground that is shown, or of one piece of it."""
        only = piece or self.shown or (self.pieces[0] if len(self.pieces) == 1 else None)
        asked = {only.kind: only.pk} if only else {"holder": self.holder.pk}
        return f"{reverse('ledger')}?{urlencode({**asked, **more})}"

    def url(self, name: str = "", **query: Any) -> str:
        """This page, or what belongs to it, with something else asked for."""
        asked = {key: value for key, value in query.items() if value}
        if name:
            asked = {**({} if self.own else {"holder": self.holder.pk}), **asked}
            url = reverse(name)
        else:
            url = reverse("ground") if self.own else reverse("holder", args=[self.holder.pk])
        return f"{url}?{urlencode(asked)}" if asked else url


def holding(viewer: Viewer, pk: UUID | None, query: QueryDict) -> Holding:
    """The ground of the acting post, or of the person or unit whose id is given; Http404 for whom it is not: at most
    nine queries."""
    own = pk is None
    if pk is not None and viewer.actor.post.role not in OPENS_OTHERS:
        raise Http404
    holder = holder_named(pk or viewer.actor.post.pk)
    if holder is None:
        raise Http404
    rows = of_holder(contracts_of(holder.pk))
    names = names_of(rows)
    pieces = pieces_of([row for row in rows if row.holds_at(viewer.now)], names)
    shown = next((one for one in pieces if one.pk == read_id(query.get("ground", ""))), None)
    wanted = [shown] if shown else pieces
    held = ground({one.pk for one in wanted if one.kind == ZONE}, {one.pk for one in wanted if one.kind == SITE})
    return Holding(viewer, holder, own, rows, names, pieces, shown, held)


def pieces_of(rows: list[Contract], names: dict[tuple[str, str], str]) -> list[Piece]:
    """What some contracts are about, each thing once; areas and roads before sites."""
    called: dict[tuple[str, str], list[str]] = {}
    for row in sorted(rows, key=lambda one: (one.kind.order, one.kind_id)):
        if row.subject_kind in (ZONE, SITE) and row.subject in names:
            called.setdefault(row.subject, []).append(row.kind.label)
    found = [Piece(UUID(key), kind, names[kind, key], tuple(dict.fromkeys(of))) for (kind, key), of in called.items()]
    return sorted(found, key=lambda one: one.kind == SITE)


def page(viewer: Viewer, pk: UUID | None, query: QueryDict) -> dict[str, Any]:
    """The whole page: the same number of queries however much ground it is."""
    shown = holding(viewer, pk, query)
    sums, sites = Sums.of_ground(viewer, shown.held), sites_in(shown.held, shown.today)
    parts, owing = pieces(shown, sums, sites), units(shown, sums)
    history = past(shown.rows, shown.names, viewer.now)
    return {
        "own": shown.own,
        "name": shown.holder.label,
        "unit": shown.holder.unit.label if shown.holder.unit and shown.holder.user else "",
        "holds": [one for one in history if one["state"] == "runs"],
        "lead": {"pieces": len(shown.pieces), "sites": count(sites), **vars(sums.whole)},
        "pieces": parts[:PIECES],
        "more_pieces": parts[PIECES:],
        "shown": shown.shown,
        "all_url": shown.url(),
        "map_url": shown.url("ground_map", ground=shown.shown.pk if shown.shown else ""),
        "entries": first(sums),
        "more": {"n": sums.whole.n - CARDS, "url": shown.ledger()} if sums.whole.n > CARDS else None,
        "late_url": shown.ledger(time="late"),
        "open_url": shown.ledger(),
        "units": owing[:UNITS],
        "more_units": owing[UNITS:],
        "nobody": sums.nobody(),
        "sites": listed_sites(shown, sums, query.get("sites") == "all"),
        "sites_n": count(sites),
        "sites_url": shown.url(ground=shown.shown.pk if shown.shown else "", sites="all") + "#sites",
        "past": history[:PAST],
        "more_past": history[PAST:],
        "balance_url": reverse("ground_balance") if viewer.actor.post.role in BALANCES else "",
        "instruct_url": instruct_url(shown),
    }


def instruct_url(shown: Holding) -> str:
    """Where a leader writes an instruction: on the zone that is looked at, else to the holder's unit."""
    if shown.own or not may_instruct(shown.viewer):
        return ""
    only = shown.shown or (shown.pieces[0] if len(shown.pieces) == 1 else None)
    if only is not None and only.kind == ZONE:
        return address(zone=only.pk)
    return address(unit=shown.holder.unit.pk) if shown.holder.unit else ""


def count(sites: dict[UUID, set[UUID]]) -> int:
    """Each site once, however many pieces it lies in."""
    return len(set().union(*sites.values())) if sites else 0


def pieces(shown: Holding, sums: Sums, sites: dict[UUID, set[UUID]]) -> list[dict[str, Any]]:
    """The pieces of ground with what is open on them, those with most late first, and the one shown at the head; while
    one is shown, the others without figures."""
    found = []
    for one in shown.pieces:
        known = shown.shown is None or shown.shown.pk == one.pk
        figures = vars(sums.sum(sums.of.get(one.pk, ()))) if known else {}
        found.append(
            {
                "label": one.label,
                "called": one.called,
                "on": shown.shown is not None and shown.shown.pk == one.pk,
                "url": shown.url(ground=one.pk),
                **figures,
            }
        )
    return sorted(found, key=lambda one: (not one["on"], -one.get("late", 0)))


def first(sums: Sums) -> list[dict[str, Any]]:
    """The entries with the least time left, as cards: ten queries."""
    wanted = sums.first(CARDS)
    duties = Duty.objects.select_related("unit", "user").in_bulk(wanted)
    return cards(stack([duties[pk] for pk in wanted if pk in duties], sums.viewer), own=False)


def units(shown: Holding, sums: Sums) -> list[dict[str, Any]]:
    """What each unit owes here: two queries."""
    rows = sums.by_unit()
    most = max((row["n"] for row in rows), default=1)
    return [
        {
            "label": row["unit"].label,
            "n": row["n"],
            "late": row["late"],
            "share": row["n"] * 100 / most,
            "late_share": row["late"] * 100 / most,
            "rung": rung(row["rung"]),
            "with_below": row["with_below"],
            "url": shown.ledger(unit=row["unit"].pk),
            "late_url": shown.ledger(unit=row["unit"].pk, time="late"),
        }
        for row in rows
    ]


def listed_sites(shown: Holding, sums: Sums, everything: bool) -> list[dict[str, Any]]:
    """Sites on the ground, those where most is late first: two queries."""
    open_at, most = sums.by_site(), ALL_SITES if everything else SITES
    there = Site.objects.on(shown.today).filter(placed_on(shown.held, shown.today)).select_related("type")
    busy = sorted(open_at, key=lambda pk: (-open_at[pk].late, -open_at[pk].n, pk))[:most]
    rows = list(there.filter(pk__in=busy))
    rows.sort(key=lambda site: (-open_at[site.pk].late, -open_at[site.pk].n, site.code))
    rows += list(there.exclude(pk__in=busy).order_by("code")[: most - len(rows)])
    keeps = shown.viewer.actor.post.role in KEEPS
    return [
        {
            "label": site.label,
            "code": site.code,
            "type": site.type.label,
            "url": reverse("office_site", args=[site.pk]) if keeps else site_ledger(site, state="all"),
            "open_url": site_ledger(site),
            **vars(open_at.get(site.pk, Sum())),
        }
        for site in rows
    ]


def site_ledger(site: Site, **more: str) -> str:
    """The entries at a site."""
    return f"{reverse('ledger')}?{urlencode({'site': site.pk, **more})}"
