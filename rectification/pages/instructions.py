"""The list of instructions: what the reader has to answer, what waits for their word, what is open, what has ended."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy as _p

from rectification.instruction_table import ENDED, State
from rectification.models import Instruction
from rectification.models.instructions import InstructionQuerySet
from rectification.pages.instruct import may_instruct
from rectification.pages.instruction import JOINS, count, state
from rectification.pages.material import categories_of, who_owes
from rectification.pages.viewer import Viewer
from sites.models import Category
from supervision.actions.words import read as read_words
from supervision.models import Words
from supervision.paging import Behind, read_mark, write_mark
from supervision.roles import HANDLES
from supervision.wording import moment, rung

PAGE = 30
EXCERPT = 90
Categories = dict[tuple[int, str], Category]
TABS = {
    "answer": _p("instructions", "To answer"),
    "word": _p("instructions", "Wait for my word"),
    "own": _p("instructions", "Mine, open"),
    "open": _p("instructions", "All open"),
    "ended": _p("instructions", "Ended"),
}


def tabs_of(viewer: Viewer) -> dict[str, Q]:
    """The parts of the list that are anything to a post, each as its condition."""
    post, running = viewer.actor.post, ~Q(state__in=list(ENDED))
    found: dict[str, Q] = {}
    if post.role in HANDLES:
        found["answer"] = Q(state=State.OPEN, unit=post.unit_id)
    if may_instruct(viewer):
        found["word"] = Q(state=State.ANSWERED, post=post.pk)
        found["own"] = running & Q(post=post.pk)
    return {**found, "open": running, "ended": ~running}


def listed(viewer: Viewer, query: QueryDict) -> dict[str, Any]:
    """One page of one part: the same number of queries however many there are."""
    rows, parts = Instruction.objects.visible_to(viewer.reader), tabs_of(viewer)
    counts = rows.aggregate(
        **{name: Count("pk", filter=part) for name, part in parts.items()},
        late=Count("pk", filter=Q(state=State.OPEN, duty__due_at__lte=viewer.now)),
    )
    usual = next((name for name in parts if counts[name]), "open")
    on = query.get("show", "") if query.get("show") in parts else usual
    mark = query.get("after", "")
    found, after = page(rows.filter(parts[on]), mark, ended=on == "ended")
    return {
        "on": on,
        "open": counts["open"],
        "late": counts["late"],
        "parts": [{"label": TABS[name], "n": counts[name], "url": f"?show={name}", "on": name == on} for name in parts],
        "rows": cards(found, viewer),
        "first_url": f"?show={on}" if read_mark(mark) else None,
        "next_url": f"?{urlencode({'show': on, 'after': after})}" if after else None,
        "new_url": reverse("instruction_new") if may_instruct(viewer) else "",
    }


def page(rows: InstructionQuerySet, after: str, *, ended: bool) -> tuple[list[Instruction], str]:
    """What is due first before the rest, of what has ended the newest; and the mark of the next page."""
    column, keys = ("ended_at", ("-ended_at", "-id")) if ended else ("duty__due_at", ("duty__due_at", "duty__id"))
    mark = read_mark(after)
    if mark is not None:
        rows = rows.filter(Behind(column, mark, falling=ended))
    found = list(rows.select_related(*JOINS).order_by(*keys)[: PAGE + 1])
    if len(found) <= PAGE:
        return found, ""
    last = found[PAGE - 1]
    at, pk = (last.ended_at, last.pk) if ended else (last.duty.due_at, last.duty.pk)
    return found[:PAGE], write_mark(at or last.written_at, pk)


def cards(rows: list[Instruction], viewer: Viewer) -> list[dict[str, Any]]:
    """The rows with their first words and the kinds of problem they are about: two queries."""
    words = read_words([row.words for row in rows if row.words])
    categories = categories_of([row.ticket for row in rows if row.ticket is not None])
    return [card(row, words, categories, viewer) for row in rows]


def card(row: Instruction, words: dict[str, Words], categories: Categories, viewer: Viewer) -> dict[str, Any]:
    """One instruction."""
    said = words.get(str(row.words))
    text = "" if said is None else _("(words erased)") if said.erased_at else said.text
    over = len(text) > EXCERPT
    return {
        "number": row.number,
        "url": reverse("instruction", args=[row.pk]),
        "about": about(row, categories),
        "text": f"{text[:EXCERPT]}…" if over else text,
        "leader": str(row.user),
        "owes": who_owes(row.duty),
        "state": state(row),
        "rung": rung(row.duty.highest_rung) if row.state == State.OPEN and row.duty.highest_rung >= 0 else None,
        "count": count(row, viewer),
        "ended": moment(row.ended_at, viewer.now, clock=False) if row.ended_at else "",
        "late": row.state == State.OPEN and row.duty.due_at <= viewer.now,
    }


def about(row: Instruction, categories: Categories) -> str:
    """What it is about, without a word of what only readers of the entry know."""
    if row.ticket is not None:
        category = categories.get((row.ticket.catalogue, row.ticket.category))
        return f"{category.label if category else row.ticket.category} {row.ticket.number}"
    return row.zone.label if row.zone is not None else row.unit.label
