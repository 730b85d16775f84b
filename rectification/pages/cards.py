"""Entries as cards: what is owed on them, the one thing to do next, and how much time is left."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy
from django.utils.translation import pgettext_lazy as _p

from rectification.models import Petition, Ticket
from rectification.models.tickets import Source
from rectification.pages.material import JOINS, Material, gather, who_owes
from rectification.pages.viewer import Viewer
from rectification.wording import AT_ONCE, petition, status
from rectification.wording import duty as duty_words
from rectification.workflow import WITH_UNIT, Action, Party, Status, refusal
from supervision.actions.words import read as read_words
from supervision.countdowns import countdown
from supervision.kinds import kind_of
from supervision.models import Duty, DutyKind, DutyState, Event
from supervision.wording import moment, time_left

# Duty and status -> the next step on the card, and the capacity in which its holder takes it.
NEXT: dict[tuple[str, str], tuple[Action, Party]] = {
    (DutyKind.RECTIFY, Status.ASSIGNED): (Action.RECEIVE, Party.UNIT),
    (DutyKind.RECTIFY, Status.RECTIFYING): (Action.SUBMIT, Party.UNIT),
    (DutyKind.RECTIFY, Status.REVIEWING): (Action.RECALL, Party.UNIT),
    (DutyKind.NOTE, Status.SUSPENDED): (Action.NOTE, Party.UNIT),
    (DutyKind.DISPATCH, Status.DISPATCHING): (Action.DISPATCH, Party.OFFICE),
    **{(DutyKind.DECIDE, status): (Action.DECIDE, Party.DECIDER) for status in WITH_UNIT},
    **{(DutyKind.ASSIST, status): (Action.FINISH, Party.ASSISTANT) for status in Status},
}
LABELS: dict[str, str | Promise] = {
    Action.RECEIVE: _p("card", "Receive"),
    Action.SUBMIT: _p("card", "Go and fix"),
    Action.RECALL: _p("card", "Take back"),
    Action.NOTE: _p("card", "Write the note"),
    Action.DISPATCH: _p("card", "Send out"),
    Action.DECIDE: _p("card", "Decide"),
    Action.FINISH: _p("card", "Our part is done"),
}
CHECK, SCREEN, OPEN = pgettext_lazy("card", "Check"), pgettext_lazy("card", "Screen"), pgettext_lazy("card", "Open")
TICKET = "ticket"  # the kind of subject that an entry is


@dataclass(frozen=True)
class Named:
    """What a duty hangs on where that is no entry: its name for people and its address."""

    name: str
    url: str


@dataclass(frozen=True)
class Stack:
    """Duties with their entries, or whatever else they hang on, and what is told about them."""

    pairs: list[tuple[Duty, Ticket | Named]]
    material: Material
    asked: dict[UUID, Petition]
    failed: dict[UUID, str]

    @property
    def viewer(self) -> Viewer:
        """Who looks."""
        return self.material.viewer

    @property
    def entries(self) -> list[tuple[Duty, Ticket]]:
        """Those that hang on an entry."""
        return [(duty, subject) for duty, subject in self.pairs if isinstance(subject, Ticket)]


def stack(duties: Iterable[Duty], viewer: Viewer) -> Stack:
    """The entries of some duties, as far as the viewer may know them: nine queries however many there are.

    What hangs on no entry is named by its own floor, a query for each kind; whoever owes a duty may know its subject.
    """
    wanted = list(duties)
    others = named(wanted)
    tickets = viewer.tickets().select_related(*JOINS).in_bulk([duty.subject_id for duty in wanted])
    decides = [duty.id for duty in wanted if duty.kind == DutyKind.DECIDE]
    asked = {row.decide_duty_id: row for row in Petition.objects.filter(decide_duty__in=decides)}
    again = [t.id for t in tickets.values() if t.rework_count and t.status in WITH_UNIT]
    known: dict[UUID, Ticket | Named] = {**tickets, **others}
    pairs = [(duty, known[duty.subject_id]) for duty in wanted if duty.subject_id in known]
    return Stack(pairs, gather(tickets.values(), viewer), asked, failures(again))


def named(duties: Iterable[Duty]) -> dict[UUID, Named]:
    """The subjects of those duties that hang on no entry: a query for each kind there is."""
    ids: dict[str, list[UUID]] = defaultdict(list)
    for duty in duties:
        if duty.subject_kind != TICKET:
            ids[duty.subject_kind].append(duty.subject_id)
    found: dict[UUID, Named] = {}
    for kind, subjects in ids.items():
        naming = kind_of(kind).named
        found |= {pk: Named(*said) for pk, said in (naming(subjects) if naming else {}).items()}
    return found


def failures(ids: list[UUID]) -> dict[UUID, str]:
    """Why the last check of these entries failed: two queries."""
    rows = Event.objects.filter(stream_id__in=ids, action=Action.FAIL).order_by("seq")
    kept = {row.stream_id: (row.facts.get("words") or {}).get("id") for row in rows}
    words = read_words([pk for pk in kept.values() if pk])
    return {pk: words[word].text for pk, word in kept.items() if word in words}


def cards(shown: Stack, *, own: bool = True) -> list[dict[str, Any]]:
    """Every pair as components/card.html; of somebody else's duty only who owes it is said, and nothing is offered."""
    return [
        plain_card(duty, subject, shown.viewer) if isinstance(subject, Named) else card(duty, subject, shown, own=own)
        for duty, subject in shown.pairs
    ]


def plain_card(duty: Duty, subject: Named, viewer: Viewer) -> dict[str, Any]:
    """One duty that hangs on no entry: what it is, on what, and the way there."""
    count = countdown(duty, viewer.now, viewer.calendar, long=True)
    strong = duty.state == DutyState.RUNNING and count["level"] in ("late", "today")
    if duty.state == DutyState.STOPPED:
        count["moment"] = _("waiting %(time)s") % {"time": time_left(viewer.now - (duty.stopped_at or viewer.now))}
    return {
        "url": subject.url,
        "number": "",
        "title": duty_words(duty.kind),
        "place": subject.name,
        "urgency": "",
        "photo": None,
        "plain": True,
        "count": count,
        "todo": "",
        "step": {"label": OPEN, "url": subject.url, "strong": strong},
    }


def card(duty: Duty, ticket: Ticket, shown: Stack, *, own: bool) -> dict[str, Any]:
    """One duty on one entry."""
    viewer, material = shown.viewer, shown.material
    count = countdown(duty, viewer.now, viewer.calendar, long=True)
    if count["level"] == "stop" and ticket.main_duty_id != duty.id:
        count["moment"] = _("waiting %(time)s") % {"time": time_left(viewer.now - (duty.stopped_at or viewer.now))}
    strong = count["level"] in ("late", "today")
    return {
        "url": reverse("entry", args=[ticket.number]),
        "number": ticket.number,
        "title": material.title(ticket),
        "place": material.place(ticket),
        "urgency": ticket.urgency,
        "photo": material.thumb(ticket),
        "count": count,
        "status": None if own else status(ticket.status),
        "todo": todo(duty, ticket, shown) if own else who_owes(duty),
        "step": next_step(duty, ticket, material.seqs.get(ticket.id), strong=strong) if own else None,
    }


def next_step(duty: Duty, ticket: Ticket, seq: int | None, *, strong: bool) -> dict[str, Any] | None:
    """The button of a card: what the table offers the duty's holder now."""
    if duty.kind == DutyKind.REVIEW:
        return {"label": CHECK, "url": reverse("review_one", args=[ticket.number]), "strong": strong}
    if duty.kind == DutyKind.SCREEN:
        return {"label": SCREEN, "url": reverse("entry", args=[ticket.number]), "strong": strong}
    action, party = NEXT.get((duty.kind, ticket.status), (None, None))
    if duty.parent_id and duty.kind == DutyKind.RECTIFY:
        action, party = Action.FINISH, Party.SUB_UNIT
    if action is None or party is None or refusal(action, ticket.status, frozenset({party})):
        return None
    url = reverse("step", args=[ticket.number, action])
    step: dict[str, Any] = {"label": LABELS[action], "url": url, "strong": strong or action == Action.RECEIVE}
    if action in AT_ONCE:
        step |= {"post": True, "expected": seq, "key": uuid4().hex}
    return step


def todo(duty: Duty, ticket: Ticket, shown: Stack) -> str:
    """One line: how it stands, from the point of view of whoever owes this duty."""
    now = shown.viewer.now
    if duty.kind == DutyKind.DECIDE and duty.id in shown.asked:
        return asked_line(shown.asked[duty.id], ticket, shown)
    if duty.kind == DutyKind.REVIEW and ticket.lead_duty is not None:
        return handed_in(ticket, shown)
    if duty.kind == DutyKind.RECTIFY and ticket.status == Status.REVIEWING and ticket.main_duty is not None:
        when, checker = moment(duty.stopped_at or now, now), who_owes(ticket.main_duty)
        return format_html(_("Handed in {when}, <b>{who}</b> checks it"), when=when, who=checker)
    if duty.kind == DutyKind.RECTIFY and duty.parent_id is None:
        return fixing_line(ticket, duty, shown)
    if duty.kind in (DutyKind.ASSIST, DutyKind.RECTIFY) and ticket.lead_duty is not None:
        return format_html(_("<b>{who}</b> leads, your part is owed"), who=who_owes(ticket.lead_duty))
    if duty.kind == DutyKind.NOTE:
        until = ticket.suspended_until
        return _("Long term until %(day)s") % {"day": moment(until, now, clock=False)} if until else ""
    if duty.kind == DutyKind.SCREEN:
        return _("From outside: %(source)s") % {"source": Source(ticket.source).label}
    return _("No unit has it yet")


def fixing_line(ticket: Ticket, duty: Duty, shown: Stack) -> str:
    """How far the fix has come."""
    now = shown.viewer.now
    if ticket.status == Status.ASSIGNED:
        since = time_left(now - duty.started_at)
        return format_html(_("Sent to you {since} ago, <b>not yet received</b>"), since=since)
    if ticket.status == Status.SUSPENDED:
        return _("Long term: the clock stands, a note is owed each month")
    if ticket.id in shown.failed:
        words = ngettext("Failed %(n)s time", "Failed %(n)s times", ticket.rework_count) % {"n": ticket.rework_count}
        return format_html(_("{failed}: <b>{why}</b>"), failed=words, why=shown.failed[ticket.id])
    return _("Being fixed; a photo after the fix is needed")


def handed_in(ticket: Ticket, shown: Stack) -> str:
    """Who says it is fixed, since when, and for the how manieth time."""
    lead, now = ticket.lead_duty, shown.viewer.now
    if lead is None:
        return ""
    words = _("<b>{who}</b> handed it in {when}")
    if ticket.rework_count:
        words = _("<b>{who}</b> handed it in {when}, after {n} failed checks")
    return format_html(words, who=who_owes(lead), when=moment(lead.stopped_at or now, now), n=ticket.rework_count)


def asked_line(row: Petition, ticket: Ticket, shown: Stack) -> str:
    """What was asked for, by whom, until when."""
    now = shown.viewer.now
    unit = who_owes(ticket.lead_duty) if ticket.lead_duty else ""
    if row.until:
        words = _("<b>{who}</b> asks for {what} until {until}")
        return format_html(words, who=unit, what=petition(row.kind), until=moment(row.until, now, clock=False))
    return format_html(_("<b>{who}</b> asks for {what}"), who=unit, what=petition(row.kind))
