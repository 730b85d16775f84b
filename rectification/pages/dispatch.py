"""The dispatch pool: what is not admitted yet and what nobody owes, each with what to do about it."""

from typing import Any
from uuid import uuid4

from django.urls import reverse

from rectification.models import PhotoKind, Ticket
from rectification.models.tickets import Source
from rectification.pages.candidates import Choices
from rectification.pages.cards import Stack, stack
from rectification.pages.pulse import list_live
from rectification.pages.viewer import Viewer
from rectification.residents import note_reads
from rectification.workflow import ENDED, Action, Status
from sites.vocabulary import UnitKind
from supervision.actions.words import read as read_words
from supervision.countdowns import countdown
from supervision.models import Duty, DutyKind, DutyState
from supervision.owed import owed_by, whole_unit
from supervision.wording import moment

MOST = 30
SHOWN_TWINS = 2


def pool(viewer: Viewer) -> dict[str, Any]:
    """The whole page: the same number of queries however full the pool is."""
    post = viewer.actor.post
    rows = owed_by(post, viewer.now, whole=whole_unit(post)).filter(state=DutyState.RUNNING)
    rows = rows.filter(kind__in=[DutyKind.SCREEN, DutyKind.DISPATCH]).select_related("unit", "user")
    duties = list(rows.order_by("due_at", "id")[: MOST + 1])
    shown = stack(duties[:MOST], viewer)
    choices = Choices(viewer, [ticket for _duty, ticket in shown.entries])
    told, near = said(shown), twins(viewer, [ticket for _duty, ticket in shown.entries])
    entries = [entry(duty, ticket, shown, choices, told, near) for duty, ticket in shown.entries]
    return {
        "live": list_live(viewer),
        "screening": [one for one in entries if one["screening"]],
        "waiting": [one for one in entries if not one["screening"]],
        "more": rows.count() - MOST if len(duties) > MOST else 0,
        "late": sum(one["count"]["level"] == "late" for one in entries),
        "units": unit_groups(choices) if entries else [],
    }


def entry(
    duty: Duty, ticket: Ticket, shown: Stack, choices: Choices, told: dict[str, str], near: dict[Any, list[Ticket]]
) -> dict[str, Any]:
    """One entry with its way on."""
    viewer, material = shown.viewer, shown.material
    screening = ticket.status == Status.REPORTED
    return {
        **choices.of(ticket),
        "screening": screening,
        "url": reverse("entry", args=[ticket.number]),
        "number": ticket.number,
        "title": material.title(ticket),
        "place": material.place(ticket),
        "urgency": ticket.urgency,
        "photos": material.shots(ticket, PhotoKind.BEFORE)[:3],
        "words": told.get(str(ticket.words), ""),
        "source": Source(ticket.source).label,
        "filed": moment(ticket.filed_at, viewer.now),
        "count": countdown(duty, viewer.now, viewer.calendar, long=True),
        "expected": material.seqs.get(ticket.pk, 0),
        "key": uuid4().hex,
        "twins": [twin(row) for row in near.get(ticket.pk, [])],
        "steps": {action: reverse("step", args=[ticket.number, action]) for action in offered(screening)},
    }


def offered(screening: bool) -> list[str]:
    """The steps of the table that a card leads to."""
    first = [Action.ADMIT, Action.DECLINE] if screening else [Action.DISPATCH]
    return [str(action) for action in (*first, Action.RECLASSIFY, Action.MERGE, Action.VOID)]


def said(shown: Stack) -> dict[str, str]:
    """What was written with the entries: one query, and one where residents are among those who wrote."""
    note_reads([ticket for _duty, ticket in shown.entries], shown.viewer.actor, shown.viewer.now)
    ids = [ticket.words for _duty, ticket in shown.entries if ticket.words]
    return {pk: row.text for pk, row in read_words(ids).items()}


def twins(viewer: Viewer, tickets: list[Ticket]) -> dict[Any, list[Ticket]]:
    """Open entries of the same kind at the same site that may be the same problem: one query."""
    placed = [ticket for ticket in tickets if ticket.site_id]
    rows = viewer.present().filter(
        site__in={ticket.site_id for ticket in placed}, category__in={ticket.category for ticket in placed}
    )
    open_rows = list(rows.exclude(status__in=list(ENDED)).order_by("filed_at", "number")) if placed else []
    found = {}
    for ticket in placed:
        same = (ticket.site_id, ticket.category)
        others = [row for row in open_rows if (row.site_id, row.category) == same and row.pk != ticket.pk]
        found[ticket.pk] = others[:SHOWN_TWINS]
    return found


def twin(row: Ticket) -> dict[str, str]:
    """Its number and address."""
    return {"number": row.number, "url": reverse("entry", args=[row.number])}


def unit_groups(choices: Choices) -> list[dict[str, Any]]:
    """Every unit that can be given something, by kind, for whoever knows better than the candidates."""
    rows = sorted(choices.units.values(), key=lambda unit: (unit.kind, unit.code))
    found: dict[str, list[dict[str, str]]] = {}
    for unit in rows:
        found.setdefault(unit.kind, []).append({"id": str(unit.pk), "name": unit.label})
    return [{"name": UnitKind(kind).label, "units": units} for kind, units in found.items()]
