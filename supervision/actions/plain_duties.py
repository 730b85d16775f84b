"""The engine of subjects whose duties have one holder each and no status of their own.

An upper floor hands in what it calls them; rungs, calendars and the play of a ladder come from here, as for entries.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from supervision.actions import duties as clocks
from supervision.actions.book import Book, open_book, open_books, write
from supervision.actions.calendars import load_calendar
from supervision.actions.climb import Told, earliest, revoke, settle_book, tell
from supervision.actions.relations import INSTANT, Relations
from supervision.canonical import moment_text
from supervision.failpoints import reach
from supervision.kinds import SubjectKind
from supervision.ladder import Rung
from supervision.models import Duty, DutyState

Facts = Mapping[UUID, dict[str, Any]]
Near = Mapping[UUID, Mapping[str, Sequence[Told]]]


def nobody(ids: Sequence[UUID]) -> Near:
    """No subject of the kind has people of its own."""
    return {}


class People:
    """Who hears of a rung of some subjects: by the unit that owes it, but where the subject names its own people."""

    def __init__(self, units: Iterable[UUID], near: Near, now: datetime) -> None:
        self.around = Relations(units, now)
        self.near = near

    def told(self, duty: Duty, rung: Rung, at: datetime) -> list[Told]:
        """Everybody the rung's rule names, as posts were just before it fell due; nobody's word is waited for."""
        rule = self.around.rule(duty, rung)
        return self.known_as(rule.recipients if rule else (), duty, at - INSTANT)

    def known_as(self, relations: Iterable[str], duty: Duty, at: datetime) -> list[Told]:
        """Everybody in these relations at the moment, each person once."""
        own = self.near.get(duty.subject_id, {})
        found: dict[UUID, Told] = {}
        for name in relations:
            for person in own[name] if name in own else self.around.told(name, duty, at):
                found.setdefault(person.user_id, person)
        return list(found.values())


@dataclass(frozen=True)
class Engine:
    """One kind of subject. `facts(ids)` is what every notice about each is made of: `called`, its name for people,
    with `about` and `about_en`, or `category` and `catalogue`. `near(ids)` gives by relation the people whom the
    subject itself names, such as the leader who waits for an answer."""

    facts: Callable[[Sequence[UUID]], Facts]
    near: Callable[[Sequence[UUID]], Near] = nobody

    def settle(self, ids: Sequence[UUID], now: datetime) -> int:
        """The bulk door for the sweep: locks what nobody else holds, settles and writes it; returns how many."""
        books = open_books(ids, skip_locked=True)
        reach("sweep_locked")
        due = {pk: rows for pk, rows in live(books).items() if earliest(rows, now) is not None}
        if due:
            people, facts = self.people(due, now), self.facts(list(due))
            for pk, rows in due.items():
                climb(books[pk], rows, now, people, facts[pk])
            write([books[pk] for pk in due])
        return len(due)

    def settle_one(self, book: Book, duties: list[Duty], now: datetime) -> int:
        """Everything due on one locked subject; a step calls this before it acts (ENGINE 10)."""
        pk = book.head.id
        if earliest(duties, now) is None:
            return 0
        return climb(book, duties, now, self.people({pk: duties}, now), self.facts([pk])[pk])

    def people(self, due: Mapping[UUID, Iterable[Duty]], now: datetime) -> People:
        """Everybody who may hear of the duties of some subjects."""
        return People({duty.unit_id for rows in due.values() for duty in rows}, self.near(list(due)), now)

    def would_hear(self, asked: Sequence[tuple[Duty, tuple[str, ...], datetime]], now: datetime) -> list[list[UUID]]:
        """For each (duty, relations, moment) who would have been told, as posts were then. Only reads."""
        subjects: dict[UUID, list[Duty]] = defaultdict(list)
        for duty, _who, _at in asked:
            subjects[duty.subject_id].append(duty)
        people = self.people(subjects, now)
        return [[one.user_id for one in people.known_as(who, duty, at - INSTANT)] for duty, who, at in asked]

    def correct(self, pk: UUID, now: datetime, key: str) -> None:
        """A calendar edit reaches the subject: its clocks are reckoned again, by the platform itself (ENGINE 6)."""
        with transaction.atomic():
            book = open_book(pk)
            at, rows = book.at(now), live([pk])[pk]
            settled = self.settle_one(book, rows, at)
            if self.moved(book, rows, at, now) or settled:
                write([book])

    def moved(self, book: Book, duties: list[Duty], at: datetime, now: datetime) -> bool:
        """Reckons running and standing clocks; one event says which moved, and whoever owes or was told hears of it."""
        calendar, moved = load_calendar(), []
        pk = book.head.id
        changed: list[tuple[Duty, list[Rung], bool]] = []
        for duty in duties:
            before, times = duty.due_at, (duty.due_at, duty.score_due_at, duty.schedule)
            gone = clocks.correct(book, duty, at, calendar)
            if (duty.due_at, duty.score_due_at, duty.schedule) != times:
                moved.append([duty.id, before, duty.due_at])
                changed.append((duty, gone, duty.due_at != before and duty.state == DutyState.RUNNING))
        if not moved:
            return False
        facts, people = self.facts([pk])[pk], self.people({pk: duties}, at)
        event = book.append("correct", at=at, recorded_at=now, facts={"moved": moved})
        for duty, gone, later in changed:
            about = {**facts, "kind": duty.kind, "due_at": moment_text(duty.due_at)}
            about |= {"rungs": [rung.code for rung in gone]} if gone else {}
            owing = people.known_as(("handler",), duty, at) if later else []
            tell(book, event, "corrected", owing, about)
            fall(book, duty, gone, owing, about, at, now)
        return True


def fall(
    book: Book, duty: Duty, gone: list[Rung], spared: list[Told], about: dict[str, Any], at: datetime, now: datetime
) -> None:
    """Rungs that became premature do not stand; whoever was told of one hears so, once."""
    found = revoke(book, duty, gone, at=at, now=now, status="", why="correct")
    if found is not None:
        event, told = found
        known = {one.user_id for one in spared}
        tell(book, event, "rung_fallen", [one for one in told if one.user_id not in known], about)


def live(ids: Iterable[UUID]) -> dict[UUID, list[Duty]]:
    """What is owed on these subjects, in order, by subject: one query."""
    found: dict[UUID, list[Duty]] = {pk: [] for pk in ids}
    for duty in Duty.objects.filter(subject_id__among=list(found)).exclude(state=DutyState.DONE).order_by("ordinal"):
        found[duty.subject_id].append(duty)
    return found


def climb(book: Book, duties: list[Duty], now: datetime, people: People, facts: dict[str, Any]) -> int:
    """The rungs and resumptions due on one subject, in order; returns how many.

    No rung of such a duty has a file, and none waits for the office's word: whatever the ladder says, it stands.
    """

    def resume(duty: Duty, at: datetime) -> None:
        clocks.resume(book, duty, at)
        event = book.append("resume", at=at, recorded_at=now, facts={"duty": duty.id})
        tell(book, event, "resumed", people.known_as(("handler", "unit_head"), duty, at - INSTANT), facts)

    return settle_book(
        book,
        duties,
        now,
        status=lambda: "",
        told=people.told,
        asks=lambda duty, rung: False,
        propose=lambda duty, rung, at: None,
        facts=lambda: facts,
        resume=resume,
    )


def plain_kind(name: str, tables: dict[str, Any], engine: Engine, **more: Any) -> SubjectKind:
    """A kind of subject with this engine: `register(plain_kind("appeal", {"appeal": Appeal}, ENGINE, named=named))`."""
    run: dict[str, Any] = {"settle": engine.settle, "correct": engine.correct, "would_hear": engine.would_hear}
    return SubjectKind(name, tables, **run, **more)
