"""Contracts are given and handed over: all of them or none, under the lock of their kind, each with its event.

The stream of a kind is the lock: two people who give the same ground at once take turns, and the second is told who
holds it; and a kind's rules stay as they are while somebody gives by them. The database holds the last line: one open
row where a kind has one holder.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from supervision.actions.book import Book, open_books, open_or_new_books, write
from supervision.actions.contracts.facts import Facts, Wanted
from supervision.actions.contracts.kinds import lock_kinds
from supervision.actions.contracts.planning import Line, plan
from supervision.actions.contracts.telling import GIVEN, OVER, Said, tell_holders
from supervision.actions.people import reason, record
from supervision.actions.standing import faster
from supervision.actions.words import keep
from supervision.canonical import moment_text
from supervision.doorbell import ring
from supervision.ids import new_id
from supervision.models import Contract, Post, User
from supervision.refusals import Conflict, Refused

SHOWN = 5  # sentences of a refusal that says all of them


class Rows(Refused):
    """Some of several contracts cannot be given, and so none was; `lines` are all of them with their problems."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = list(lines)
        found = [problem for line in lines for problem in line.problems]
        self.sentences = list(dict.fromkeys(problem.words for problem in found))
        if any(isinstance(problem, Conflict) for problem in found):
            self.status = Conflict.status
        super().__init__(found[0].code, " ".join(self.sentences[:SHOWN]))


def assign(
    wanted: Sequence[Wanted], why: str = "", *, now: datetime, by: Post | None, note: str = "", replaces: bool = False
) -> list[Contract]:
    """Gives all of them in one transaction, or raises `Rows` and gives none; returns the new contracts.

    With `replaces`, whoever alone holds a subject then hands it over; what is held so already is left as it is.
    `note` is for whoever takes over.
    """
    with transaction.atomic():
        lock_kinds({one.kind for one in wanted}, now)
        lines, facts = plan(wanted, now=now, replaces=replaces)
        if any(line.bad for line in lines):
            raise Rows(lines)
        made = give([line for line in lines if not line.same], facts, why, note, now=now, by=by)
    if made:
        ring()
        if replaces and any(row.follows_id for row in made):
            ring("supervision.tasks.hand_on_duties")
    return made


def give(lines: Sequence[Line], facts: Facts, why: str, note: str, *, now: datetime, by: Post | None) -> list[Contract]:
    """Writes what was planned: first the ends, so that no moment of the transaction has two open rows."""
    ends = {line.before.pk: line.before for line in lines if line.before is not None}
    old = open_books(ends)
    rows = [contract(line, facts) for line in lines]
    fresh = open_or_new_books("contract", [row.pk for row in rows], now)
    said: list[Said] = []
    for line, row in zip(lines, rows, strict=True):
        if line.before is not None:
            said.append(hand_from(old[line.before.pk], line, row, facts, why, now, by))
    write(list(old.values()))
    for line, row in zip(lines, rows, strict=True):
        said.append(hand_to(fresh[row.pk], line, row, facts, why, note, now, by))
    tell_holders(said, facts, now)
    write([*fresh.values(), *old.values()])
    return rows


def contract(line: Line, facts: Facts) -> Contract:
    """The new row."""
    one = line.wanted
    return Contract(
        id=new_id(),
        kind_id=one.kind,
        unit_id=one.unit,
        user_id=one.user,
        subject_kind=one.subject[0],
        subject_key=one.subject[1],
        valid_from=line.since,
        valid_to=one.until,
        follows=line.before,
        alone=not facts.kinds[one.kind].many,
    )


def hand_from(book: Book, line: Line, row: Contract, facts: Facts, why: str, now: datetime, by: Post | None) -> Said:
    """The predecessor ends exactly when the successor begins."""
    before = line.before
    if before is None:
        raise LookupError("nobody hands this over")
    book.change(before, valid_to=line.since)
    about = {"to": row.unit_id, **named(row), "contract": row.pk, "begins": moment_text(line.since)}
    event = record(book, "hand_over", now, by, {**about, **reason(book, why)})
    return Said(OVER, book, event, before, facts.holder(row.unit_id, row.user_id))


def hand_to(
    book: Book, line: Line, row: Contract, facts: Facts, why: str, note: str, now: datetime, by: Post | None
) -> Said:
    """The contract begins, with the note of whoever had it."""
    kept = keep(book, note)
    row.note = UUID(kept["id"]) if kept else None
    book.add(row)
    about = {
        "kind": row.kind_id,
        "unit": row.unit_id,
        **named(row),
        "subject": list(row.subject),
        "begins": moment_text(row.valid_from),
        "ends": moment_text(row.valid_to) if row.valid_to else None,
        "follows": row.follows_id,
    }
    event = record(book, "contract", now, by, {**about, **({"note": kept} if kept else {}), **reason(book, why)})
    before = facts.holder(line.before.unit_id, line.before.user_id) if line.before else ""
    return Said(GIVEN, book, event, row, before, row.note)


def named(row: Contract) -> dict[str, UUID]:
    """The person who holds it, where there is one."""
    return {"user": row.user_id} if row.user_id else {}


def make_contract(
    kind: str,
    unit_id: UUID,
    user: User | None,
    subject_kind: str,
    subject_key: object,
    *,
    now: datetime,
    by: Post | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    why: str = "",
) -> Contract:
    """One contract, from now or from later on; Refused with the first thing that is wrong."""
    user_id = user.pk if user else None
    return one_of(Wanted(kind, unit_id, user_id, (subject_kind, str(subject_key)), since, until), why, now=now, by=by)


def hand_over(
    row: Contract,
    unit_id: UUID,
    user: User | None,
    *,
    now: datetime,
    by: Post | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    note: str = "",
    why: str = "",
    expected: int | None = None,
) -> Contract:
    """A successor takes over, now or later: the one ends exactly when the other begins; Conflict if it has changed."""
    with transaction.atomic():
        lock_kinds([row.kind_id], now)
        if expected is not None and open_books([row.pk])[row.pk].seq != expected:
            raise faster([row.pk])
        user_id = user.pk if user else None
        wanted = Wanted(row.kind_id, unit_id, user_id, row.subject, since, until, row.pk)
        return one_of(wanted, why, now=now, by=by, note=note)


def one_of(wanted: Wanted, why: str, *, now: datetime, by: Post | None, note: str = "") -> Contract:
    """One alone: its own refusal instead of that of several."""
    try:
        return assign([wanted], why, now=now, by=by, note=note)[0]
    except Rows as refused:
        raise refused.lines[0].problems[0] from None
