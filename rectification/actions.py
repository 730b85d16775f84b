"""The only writer of status: lock, settle, ask the table, change, append, tell - one transaction (DESIGN 3)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from structlog.contextvars import bind_contextvars

from rectification import dossiers, unit_files
from rectification.desk import Actor, Desk, Outcome, load_desks
from rectification.facts import StepData
from rectification.models import Ticket
from rectification.parties import parties_of
from rectification.scope import reader_of
from rectification.search import CHANGES, refresh
from rectification.settle import climb_by_count, notice_facts, settle_desk
from rectification.steps import HANDLERS, asking, climbing, fixing, measuring, moving, reviewing, talking  # noqa: F401
from rectification.workflow import STEPS, Action, Need, Status, refusal
from sites.vocabulary import Verify
from supervision.actions.book import Book, open_books, write
from supervision.actions.climb import revoke, tell
from supervision.actions.requests import Request
from supervision.actions.words import keep
from supervision.canonical import NotCanonical, clean_text, moment_text
from supervision.doorbell import ring
from supervision.failpoints import reach
from supervision.ladder import Rung
from supervision.models import Duty, Event, User
from supervision.refusals import Conflict, NotAllowed, Refused

# Steps whose words are kept by their own function, beside the row they belong to.
KEEPS_OWN_WORDS = {Action.ASK, Action.DECIDE}


def take(
    action: Action,
    ticket_id: UUID,
    *,
    by: Actor | None,
    now: datetime,
    data: StepData | None = None,
    key: str | None = None,
    expected: int | None = None,
    met: bool = False,
) -> Event:
    """Takes one step on a ticket and returns its event; a repeated request key returns the first one's.

    `expected` is the sequence of the last event the person has seen. `met` says that the person stands before the very
    problem (`filing.join`), so that the entry need not be in their sight. Raises Ticket.DoesNotExist when the ticket is
    out of sight, NotAllowed, Conflict, or Refused with words; then nothing was written.
    """
    action, data = Action(action), data or StepData()
    with transaction.atomic():
        request = Request(by.user.id if by else None, key, [action, ticket_id, data.as_content()], now)
        if request.first is not None:
            return request.first
        desk, others = open_desk(ticket_id, data.target if action == Action.MERGE else None, by, now, met)
        bind_contextvars(ticket=desk.ticket.number)  # what is logged from here on says of which entry
        check_expected(desk, expected)
        for each in (desk, *others):
            settle_desk(each, now)
        event = step(desk, action, data)
        for other in others:
            step(other, Action.JOIN, StepData(), facts={"merged": desk.ticket.id, "number": desk.ticket.number})
        write([desk.book, *(other.book for other in others)])
        unit_files.recount(desk.circulars, now)
        if action in CHANGES:
            refresh([ticket_id])
        request.answer(event)
        ring()
        reach("before_commit")
    return event


def follow_up(
    action: Action, ticket_id: UUID, *, by: Actor | None, now: datetime, data: StepData, facts: dict[str, Any]
) -> Event:
    """A step that follows from something decided elsewhere (`facts` name it): the status must fit, the party need not.

    Raises Refused with words when the entry has moved on meanwhile; then nothing was written.
    """
    with transaction.atomic():
        desk, _others = open_desk(ticket_id, None, by, now, met=True)
        settle_desk(desk, now)
        if desk.ticket.status not in STEPS[action].before:
            raise Refused("wrong_status", _("This step is not possible in the entry's present state."))
        event = step(desk, action, data, facts=facts)
        write([desk.book])
        unit_files.recount(desk.circulars, now)
        ring()
    return event


def open_desk(
    ticket_id: UUID, other_id: UUID | None, by: Actor | None, now: datetime, met: bool
) -> tuple[Desk, list[Desk]]:
    """Locks the ticket (and the other one of a merge, in id order) and checks that the actor may know it exists."""
    books = open_books({pk for pk in (ticket_id, other_id) if pk is not None})
    desks = load_desks(books, now)
    if ticket_id not in desks or not (met or may_see(desks[ticket_id], by, now)):
        raise Ticket.DoesNotExist
    if other_id is not None and (
        other_id == ticket_id or other_id not in desks or not may_see(desks[other_id], by, now)
    ):
        raise Refused("no_such_target", _("Choose another entry that is still open."))
    for desk in desks.values():
        desk.actor = by
    return desks[ticket_id], [desks[other_id]] if other_id is not None else []


def may_see(desk: Desk, by: Actor | None, now: datetime) -> bool:
    """Whether the entry is in the actor's scope."""
    if by is None:
        return True
    reader = reader_of(by.post, now)
    return reader.sees_all or any(key in reader.keys for key in desk.sights)


def check_expected(desk: Desk, expected: int | None) -> None:
    """Two people at once: one result, and one clear message that names the faster one (ENGINE 20).

    What the platform writes by itself (a rung, the end of a suspension, a correction) is not counted: whoever saw the
    entry before it has still seen all that people did, and the answer does not hang on when the worker looked.
    """
    if expected is None or expected == desk.book.seq:
        return
    rows = Event.objects.filter(stream_id=desk.ticket.id, seq__gt=expected, actor_id__isnull=False)
    faster = rows.order_by("-seq").first()
    if faster is not None:
        person = User.objects.filter(id__in=[faster.actor_id]).first()
        raise Conflict(
            "somebody_faster",
            _("%(person)s was faster: the entry has moved on. What you wrote is kept; look at it again."),
            person=person or "—",
            action=faster.action,
            at=faster.occurs_at.isoformat(),
        )


def step(desk: Desk, action: Action, data: StepData, facts: dict | None = None) -> Event:
    """One step on a settled desk: the table is asked, the step's own function works, the event is appended."""
    before = desk.ticket.status
    if facts is None:
        why = refusal(action, before, parties_of(desk, desk.actor))
        if why == "wrong_status":
            raise Refused("wrong_status", _("This step is not possible in the entry's present state."))
        if why:
            raise NotAllowed("wrong_party", _("This step is not yours to take."))
        check_needs(action, desk, data)
    words = keep_words(desk.book, action, data)
    outcome = HANDLERS[action](desk, data)
    if not STEPS[action].allows(before, outcome.after):
        raise AssertionError(f"{action}: the table knows no arrow from {before} to {outcome.after}")
    desk.put(status=Status(outcome.after))
    facts = {**outcome.facts, **({"words": words} if words else {}), **(facts or {})}
    event = append(desk, action, before, facts)
    notify(desk, event, outcome)
    for duty, rungs in outcome.revoked:
        fall(desk, duty, rungs, action, outcome)
    climb_by_count(desk)
    return event


def append(desk: Desk, action: str, before: str, facts: dict) -> Event:
    """The event of a step on the desk."""
    actor = desk.actor
    return desk.book.append(
        action,
        at=desk.now,
        recorded_at=desk.recorded_at,
        actor_id=actor.user.id if actor else None,
        post_id=actor.post.id if actor else None,
        before=before,
        after=desk.ticket.status,
        facts=facts,
    )


def notify(desk: Desk, event: Event, outcome: Outcome) -> None:
    """Everybody a step concerns hears of it, except whoever took it."""
    facts = notice_facts(desk.ticket) | outcome.says
    for key, told in outcome.told:
        others = [t for t in told if event.actor_id is None or t.user_id != event.actor_id]
        tell(desk.book, event, key, others, facts)


def fall(desk: Desk, duty: Duty, rungs: list[Rung], action: Action, outcome: Outcome) -> None:
    """Rungs that became premature: revoked by event, and whoever was told of one hears that it does not stand.

    Who hears of the step itself is not told twice.
    """
    dossiers.close_fallen(desk, duty, rungs)
    found = revoke(desk.book, duty, rungs, at=desk.now, now=desk.recorded_at, status=desk.ticket.status, why=action)
    if found is None:
        return
    event, told = found
    spared = {person.user_id for _key, people in outcome.told for person in people}
    spared |= {desk.actor.user.id} if desk.actor else set()
    facts = notice_facts(desk.ticket) | {"rungs": [rung.code for rung in rungs], "due_at": moment_text(duty.due_at)}
    tell(desk.book, event, "rung_fallen", [person for person in told if person.user_id not in spared], facts)


def keep_words(book: Book, action: Action, data: StepData) -> dict | None:
    """The step's words, in an erasable row; a text that cannot be kept is refused at the edge."""
    try:
        clean_text(data.words)
    except NotCanonical:
        raise Refused("bad_text", _("The text contains characters that cannot be kept.")) from None
    return None if action in KEEPS_OWN_WORDS else keep(book, data.words)


def check_needs(action: Action, desk: Desk, data: StepData) -> None:
    """What the table says must come with the step is there."""
    for need in STEPS[action].needs:
        refusal_ = MISSING[need](desk, data)
        if refusal_:
            raise Refused(f"needs_{need}", refusal_)


MISSING = {
    Need.REASON: lambda desk, data: "" if data.words.strip() else _("State the reason."),
    Need.WORDS: lambda desk, data: "" if data.words.strip() else _("Write something."),
    Need.SOMETHING: lambda desk, data: "" if data.words.strip() or data.photos else _("Add a photo or say something."),
    Need.AFTER_PHOTO: lambda desk, data: "" if data.photos else _("A photo taken after the fix is needed."),
    Need.ONSITE: lambda desk, data: (
        _("This kind of problem is checked on the spot: a photo of your own and your place.")
        if desk.ticket.verify == Verify.ONSITE and not (data.photos and data.place)
        else ""
    ),
    Need.UNIT: lambda desk, data: "" if data.unit else _("Choose a unit."),
    Need.PERSON: lambda desk, data: "" if data.person else _("Choose a person."),
    Need.CATEGORY: lambda desk, data: "" if data.category else _("Choose a category."),
    Need.TARGET: lambda desk, data: "" if data.target else _("Choose the other entry."),
    Need.DATE: lambda desk, data: "" if data.until else _("State a date."),
    Need.PETITION: lambda desk, data: "" if data.petition else _("Say what is asked for."),
    Need.VERDICT: lambda desk, data: "" if data.verdict is not None else _("Say yes or no."),
    Need.RUNG: lambda desk, data: "" if data.rung else _("Choose a rung."),
    Need.DUTY: lambda desk, data: "" if data.duty else _("Choose the part of the work."),
}
