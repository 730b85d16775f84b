"""Contracts as the office sees them: the list by kind and state, and one contract with those before and after it."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sites.models import Site, Zone
from supervision.actions.contracts.facts import Thing, things
from supervision.actions.contracts.moving import owed_by
from supervision.actions.standing import seq_of
from supervision.actions.words import read
from supervision.models import Contract, ContractKind, Post
from supervision.office.history import history
from supervision.paging import Behind, read_mark, write_mark
from supervision.roles import SEES_ALL
from supervision.wording import full_day

STATES = ("now", "ahead", "soon", "over")
PAGE = 40
CHAIN = 30  # holders of the same ground that a page names
FOUND = 300  # places and people a search looks through


@dataclass(frozen=True)
class Asked:
    """What the address asks for."""

    q: str = ""
    kind: str = ""
    state: str = "now"
    unit: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> "Asked":
        """Anything unknown is left out."""
        state = query.get("state", "")
        state = state if state in STATES else "now"
        return cls(query.get("q", "").strip()[:60], query.get("kind", "")[:40], state, query.get("unit", "")[:36])

    def url(self, **changes: Any) -> str:
        """The same list with something changed."""
        found = replace(self, **changes)
        return "?" + urlencode({f.name: getattr(found, f.name) for f in fields(self) if getattr(found, f.name)})


def of_state(state: str, now: datetime) -> QuerySet[Contract]:
    """Contracts that run, are to come, end within a fortnight, or have ended."""
    rows = Contract.objects.all()
    return {"now": rows.at, "ahead": rows.ahead, "soon": rows.ending, "over": rows.over}[state](now)


def searched(rows: QuerySet[Contract], q: str) -> QuerySet[Contract]:
    """By the holder's name or initials, the unit, and the name of what was given."""
    letters = q.lower().replace(" ", "")
    who = Q(user__display_name__icontains=q) | Q(user__initials__startswith=letters) | Q(unit__name__contains=q)
    who |= Q(unit__name_en__icontains=q) | Q(unit__initials__startswith=letters)
    where = Q(name__contains=q) | Q(name_en__icontains=q) | Q(code__iexact=q)
    zones = Zone.objects.filter(where).values_list("pk", flat=True)[:FOUND]
    sites = Site.objects.filter(where | Q(initials__startswith=letters)).values_list("pk", flat=True)[:FOUND]
    keys = [str(pk) for pk in (*zones, *sites)]
    return rows.filter(
        who | Q(subject_key__in=keys) | Q(subject_kind__in=("line", "unit_group"), subject_key__contains=q)
    )


def listed(query: QueryDict, now: datetime) -> dict[str, Any]:
    """One page of the list, the latest beginning first: a fixed number of queries."""
    asked = Asked.read(query)
    rows = of_state(asked.state, now)
    rows = rows.filter(kind=asked.kind) if asked.kind else rows
    rows = searched(rows, asked.q) if asked.q else rows
    total, mark = rows.count(), read_mark(query.get("after", ""))
    rows = rows.filter(Behind("valid_from", mark, falling=True)) if mark else rows
    found = list(rows.select_related("kind", "unit", "user").order_by("-valid_from", "-id")[: PAGE + 1])
    shown = found[:PAGE]
    more = f"{asked.url()}&after={write_mark(shown[-1].valid_from, shown[-1].pk)}" if len(found) > PAGE else None
    kinds = list(ContractKind.objects.all())
    soon = of_state("soon", now).count()
    return {
        "contracts": lines(shown, now),
        "asked": asked,
        "total": total,
        "soon": soon,
        "states": [
            {
                "label": label,
                "url": asked.url(state=state),
                "on": asked.state == state,
                "n": soon if state == "soon" else 0,
            }
            for state, label in state_words()
        ],
        "kinds": [{"code": kind.code, "label": kind.label, "on": kind.code == asked.kind} for kind in kinds],
        "page": {"next_url": more, "prev_url": asked.url() if mark else None},
    }


def state_words() -> list[tuple[str, str]]:
    """The states of a contract."""
    return [
        ("now", _("In force")),
        ("soon", _("Ending within 14 days")),
        ("ahead", _("To come")),
        ("over", pgettext("contract", "Ended")),
    ]


def lines(rows: Iterable[Contract], now: datetime) -> list[dict[str, Any]]:
    """Contracts as rows of a list: three queries for the names of what was given."""
    found = list(rows)
    names = things(row.subject for row in found)
    return [line(row, names.get(row.subject), now) for row in found]


def line(row: Contract, thing: Thing | None, now: datetime) -> dict[str, Any]:
    """One row."""
    return {
        "pk": row.pk,
        "url": reverse("contract", args=[row.pk]),
        "kind": row.kind.label,
        "place": thing.label if thing else row.subject_key,
        "name": str(row.user) if row.user else row.unit.label,
        "unit": row.unit.label if row.user else _("the unit as a whole"),
        "span": span(row),
        "state": state_of(row, now),
        "word": dict(state_words())[state_of(row, now)],
    }


def state_of(row: Contract, now: datetime) -> str:
    """Which of the lists it stands in; who follows is not looked at."""
    if row.valid_to == row.valid_from or (row.valid_to and row.valid_to <= now):
        return "over"
    if row.valid_from > now:
        return "ahead"
    return "soon" if row.valid_to and row.valid_to <= now + timedelta(days=14) else "now"


def span(row: Contract) -> str:
    """From its first day to its last."""
    first = full_day(timezone.localtime(row.valid_from).date())
    if row.valid_to is None:
        return _("%(first)s — for good") % {"first": first}
    if row.valid_to == row.valid_from:
        return _("taken back before %(first)s") % {"first": first}
    return f"{first} — {full_day(last_day(row.valid_to))}"


def last_day(end: datetime) -> Any:
    """The last day of which some part is before the end."""
    return timezone.localtime(end - timedelta(microseconds=1)).date()


def visible_to(post: Post) -> QuerySet[Contract]:
    """Contracts this post may know: all for those who read everything, else those of its unit and its person's own,
    with the ones they took over and handed over."""
    rows = Contract.objects.all()
    if post.role in SEES_ALL:
        return rows
    ours = Contract.objects.filter(Q(unit_id=post.unit_id) | Q(user_id=post.user_id))
    return rows.filter(
        Q(pk__in=ours.values("pk")) | Q(pk__in=ours.values("follows")) | Q(follows__in=ours.values("pk"))
    )


def contract(row: Contract, now: datetime, *, keeps: bool) -> dict[str, Any]:
    """The page of one: a fixed number of queries. `keeps`: the office, which may change it."""
    chain = all_of(row)
    names = things([row.subject])
    thing = names.get(row.subject)
    note = read([row.note]).get(str(row.note)) if row.note else None
    state = state_of(row, now)
    live = state != "over"
    successor = next((one for one in chain if one.follows_id == row.pk and one.valid_to != one.valid_from), None)
    left = owed_by(row.follows, now) if keeps and row.follows and state in ("now", "soon") else None
    return {
        "row": row,
        "line": line(row, thing, now),
        "what": row.get_subject_kind_display(),
        "place_url": place_url(row, keeps=keeps),
        "duties": row.kind.duty_lines,
        "note": note.text if note else "",
        "state": state,
        "chain": [{**line(one, thing, now), "me": one.pk == row.pk} for one in chain] if len(chain) > 1 else [],
        "keeps": keeps,
        "may": keeps and live and successor is None,
        "successor": {
            "name": str(successor.user or successor.unit.label),
            "url": reverse("contract", args=[successor.pk]),
        }
        if successor and live
        else None,
        "left": staying(row, left, now) if left and left.n else None,
        "expected": seq_of(row.pk),
        "history": history([row.pk], now) if keeps else None,
    }


def staying(row: Contract, left: Any, now: datetime) -> dict[str, Any]:
    """What the predecessor still owes there, and whether it can go to the successor."""
    before_it = row.follows
    same = before_it is not None and before_it.unit_id == row.unit_id and row.user_id is not None
    return {
        "n": left.n,
        "url": left.url,
        "name": str(before_it.user) if before_it and before_it.user else "",
        "moves": same and row.kind.moves_duties and row.holds_at(now),
        "other_unit": not same,
    }


def place_url(row: Contract, *, keeps: bool) -> str:
    """The page of what was given, where the reader has one: who answers for a site, everybody may ask."""
    if row.subject_kind == Contract.Subject.SITE:
        return reverse("office_site" if keeps else "answers", args=[row.subject_key])
    return reverse("office_zone", args=[row.subject_key]) if keeps and row.subject_kind == Contract.Subject.ZONE else ""


def all_of(row: Contract) -> list[Contract]:
    """Everybody to whom the same was given as this kind, the latest of them, in order: one query."""
    rows = Contract.objects.filter(kind=row.kind_id, subject_kind=row.subject_kind, subject_key=row.subject_key)
    found = list(rows.select_related("kind", "unit", "user").order_by("-valid_from", "-id")[:CHAIN])
    return found[::-1]
