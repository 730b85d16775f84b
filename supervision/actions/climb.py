"""Fires what is due on a duty: rungs and the end of a pause, each at the moment it fell due (ENGINE 8-10)."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from supervision.actions import rows
from supervision.actions.book import Book
from supervision.actions.duties import next_action, standing_rungs
from supervision.canonical import id_text, moment_text
from supervision.ids import new_id
from supervision.ladder import FILED_FROM, Rung
from supervision.models import Duty, DutyState, Event, Notice

RUNG = "rung"
FIRED, PROPOSED, CONFIRMED = "fired", "proposed", "confirmed"  # states in which a rung can begin
OF_RUNGS = ("rung.", "proposal.", "hearing.")  # how the keys of notices about a rung begin
KEYS = {FIRED: "rung", CONFIRMED: "rung", PROPOSED: "proposal"}  # what the notice is about


class Told(NamedTuple):
    """Somebody who hears of a rung, and in which relation."""

    user_id: UUID
    post_id: UUID | None
    relation: str


def earliest(duties: Iterable[Duty], now: datetime) -> tuple[datetime, Duty] | None:
    """The duty that must be looked at first, and since when; a tie goes to the older duty."""
    found: tuple[datetime, Duty] | None = None
    for duty in duties:
        at = duty.next_action_at
        if at is None or at > now:
            continue
        if found is None or (at, duty.ordinal) < (found[0], found[1].ordinal):
            found = at, duty
    return found


def next_rung(duty: Duty) -> Rung:
    """The rung that the duty's `next_action_at` stands for."""
    return next(rung for code, _ in duty.schedule if (rung := Rung.of(code)) > duty.clock_rung)


def fire(
    book: Book,
    duty: Duty,
    rung: Rung,
    at: datetime,
    *,
    now: datetime,
    status: str,
    told: list[Told],
    facts: dict[str, Any],
    state: str = FIRED,
    count: tuple[str, int] | None = None,
) -> Event:
    """One rung, once for ever: its event, the duty's next moment, and a notice to each recipient.

    `state` is `reached(...)`: a rung that needs a person's word is proposed and does not stand yet. `count` names what
    was counted where it was not time that brought it; the clock's own rungs then go their own way.
    """
    clock, due_at, own = duty.clock_no, moment_text(duty.due_at), id_text(duty.id)
    rungs = [*duty.rungs, [clock, rung.code, state, moment_text(at)]]
    book.change(duty, rungs=rungs, highest_rung=standing_rungs(rungs))
    if count is None:
        book.change(duty, clock_rung=int(rung), next_action_at=next_action(duty, after=rung))
    about = {"duty": own, "kind": duty.kind, "rung": rung.code, "clock": clock, "due_at": due_at, "ladder": duty.ladder}
    about |= {"state": state} if state != FIRED else {}
    about |= {"count": list(count)} if count else {}
    event = book.append(
        RUNG,
        at=at,
        recorded_at=now,
        before=status,
        after=status,
        facts={**about, "told": told},
        once=f"{own}:{clock}:{rung.code}" if count is None else counted(duty.subject_id, rung, *count),
    )
    tell(book, event, f"{KEYS[state]}.{rung.code}", told, {**facts, "kind": duty.kind, "due_at": due_at})
    return event


def reached(duty: Duty, rung: Rung, *, asks: bool) -> str:
    """The state in which a rung begins: proposed where it asks for a person's word, unless that was given already.

    What has a file and is in force is not begun anew either, whether or not it asks.
    """
    given = any(code == rung.code and state == CONFIRMED for _clock, code, state, _at in duty.rungs)
    if given and (asks or rung >= FILED_FROM):
        return CONFIRMED
    return PROPOSED if asks else FIRED


def has_file(rung: Rung, state: str) -> bool:
    """Whether a file is opened: for what waits for a word, and for what must be given its number afterwards."""
    return state == PROPOSED or (state == FIRED and rung >= FILED_FROM)


def counted(subject: UUID, rung: Rung, kind: str, n: int) -> str:
    """What makes a counted rung unique (ENGINE 9)."""
    return f"{id_text(subject)}:{rung.code}:{kind}:{n}"


def tell(book: Book, event: Event, key: str, told: Iterable[Told], facts: dict[str, Any]) -> None:
    """A notice row for each person, once, in however many capacities the event concerns them."""
    seen = {notice.user_id for notice in book.notices if notice.event_id == event.id and notice.key == key}
    for person in told:
        if person.user_id in seen:
            continue
        seen.add(person.user_id)
        book.notices.append(
            rows.made(
                Notice,
                {
                    "id": new_id(),
                    "user_id": person.user_id,
                    "post_id": person.post_id,
                    "event_id": event.id,
                    "subject_kind": event.stream_kind,
                    "subject_id": event.stream_id,
                    "key": key,
                    "facts": facts,
                    "created_at": event.recorded_at,
                    "delivered_at": None,
                    "seen_at": None,
                    "taken_back_at": None,
                },
            )
        )


def revoke(
    book: Book, duty: Duty, rungs: Iterable[Rung], *, at: datetime, now: datetime, status: str, why: str
) -> tuple[Event, list[Told]] | None:
    """Rungs that a correction made premature are revoked by event, never deleted. The duty is already retimed.

    Returns the event and everybody who had been told of one; None when none fell.
    """
    gone, clock = [rung.code for rung in rungs], duty.clock_no - 1
    if not gone:
        return None
    about = {"duty": str(duty.id), "clock": clock, "rungs": gone, "why": why}
    event = book.append("revoke", at=at, recorded_at=now, before=status, after=status, facts=about)
    return event, take_back(book, duty, {(clock, code) for code in gone}, now)


def take_back(book: Book, duty: Duty, fallen: set[tuple[int, str]], now: datetime) -> list[Told]:
    """Whoever was told of these rungs (clock, code) of the duty, and their notices say from now on that it fell."""
    earlier = Event.objects.filter(stream_id=duty.subject_id).only("id", "text")
    about = {event.id for event in (*earlier, *book.events) if is_about(event.facts, duty, fallen)}
    stored = Notice.objects.filter(event_id__in=about)
    found = [row for row in (*stored, *book.notices) if row.event_id in about and row.key.startswith(OF_RUNGS)]
    for row in found:
        row.taken_back_at = now
    stored.filter(pk__in=[row.pk for row in found]).update(taken_back_at=now)
    return list({row.user_id: Told(row.user_id, row.post_id, "told") for row in found}.values())


def is_about(facts: dict[str, Any], duty: Duty, fallen: set[tuple[int, str]]) -> bool:
    """Whether an event reached, set or confirmed one of these rungs of the duty."""
    return facts.get("duty") == id_text(duty.id) and (facts.get("clock"), facts.get("rung")) in fallen


def settle_book(
    book: Book,
    duties: list[Duty],
    now: datetime,
    *,
    status: Callable[[], str],
    told: Callable[[Duty, Rung, datetime], list[Told]],
    asks: Callable[[Duty, Rung], bool],
    propose: Callable[[Duty, Rung, datetime], None],
    facts: Callable[[], dict[str, Any]],
    resume: Callable[[Duty, datetime], None],
) -> int:
    """Everything due by now on one subject, in order of the moments; returns how many things happened."""
    count = 0
    while (first := earliest(duties, now)) is not None:
        at, duty = first
        if duty.state == DutyState.PAUSED:
            resume(duty, at)
        else:
            rung = next_rung(duty)
            state = reached(duty, rung, asks=asks(duty, rung))
            if has_file(rung, state):
                propose(duty, rung, at)
            heard = [] if state == CONFIRMED else told(duty, rung, at)
            fire(book, duty, rung, at, now=now, status=status(), told=heard, facts=facts(), state=state)
        count += 1
    return count


__all__ = [
    "PROPOSED",
    "RUNG",
    "Told",
    "counted",
    "earliest",
    "fire",
    "has_file",
    "next_rung",
    "reached",
    "revoke",
    "settle_book",
    "standing_rungs",
    "take_back",
    "tell",
]
