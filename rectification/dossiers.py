"""The files of an entry's rungs: opened with the proposal, closed when it is taken back, found again for a step."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from rectification.desk import Desk
from rectification.models import Measure
from supervision.ids import fixed_id
from supervision.ladder import FILED_FROM, Rung
from supervision.models import Duty


def propose(desk: Desk, duty: Duty, rung: Rung, at: datetime) -> None:
    """A rung begins to wait for a person's word: its file is opened, unless an earlier clock has opened it."""
    if not any(code == rung.code for _clock, code, _state, _at in duty.rungs):
        begin(desk, duty, rung, at, 1)  # the sweep comes here: nothing is read
        return
    row = opened(desk, duty, rung)
    if row is not None and row.confirmed_at is None:
        return
    if row is not None:
        desk.book.change(row, revoked_at=at)
    begin(desk, duty, rung, at, 1 + len(of_rung(desk, duty, rung)))


def begin(desk: Desk, duty: Duty, rung: Rung, at: datetime, nth: int) -> Measure:
    """A new file; earlier ones of the same rung stay as they are."""
    row: Measure = desk.book.add(
        Measure(
            id=measure_id(duty, rung, nth), ticket_id=desk.ticket.id, duty=duty, rung=rung.code, nth=nth, proposed_at=at
        )
    )
    if "measures" in desk.__dict__:  # read already; else it will be read with this one
        desk.measures.append(row)
    return row


def of_rung(desk: Desk, duty: Duty, rung: Rung) -> list[Measure]:
    """Every file of the duty's rung, in order."""
    return [row for row in desk.measures if row.duty_id == duty.id and row.rung == rung.code]


def opened(desk: Desk, duty: Duty, rung: Rung) -> Measure | None:
    """The file that is open now."""
    return next((row for row in of_rung(desk, duty, rung) if row.revoked_at is None), None)


def file_of(desk: Desk, duty: Duty, rung: Rung) -> Measure | None:
    """The file in which a confirmation is written; of a rung from before files were kept it is opened now."""
    row = opened(desk, duty, rung)
    if row is not None or rung < FILED_FROM:
        return row
    return begin(desk, duty, rung, desk.now, 1 + len(of_rung(desk, duty, rung)))


def close(desk: Desk, duty: Duty, rung: Rung) -> None:
    """The rung was taken back; whatever was confirmed keeps its number."""
    row = opened(desk, duty, rung)
    if row is not None:
        desk.book.change(row, revoked_at=desk.now)
        if rung is Rung.CIRCULAR and row.confirmed_at is not None:
            desk.circulars.append(row)


def close_fallen(desk: Desk, duty: Duty, rungs: Iterable[Rung]) -> None:
    """Rungs that a correction has made premature; one that was set or counted as well still has its file."""
    left = {code for _clock, code, state, _at in duty.rungs if state != "revoked"}
    for rung in rungs:
        if rung.code not in left:
            close(desk, duty, rung)


def listing(desk: Desk) -> Measure | None:
    """What stands about the entry on the public board."""
    row = opened(desk, desk.lead, Rung.LISTED) if desk.has_lead else None
    return row if row is not None and row.stands and row.until else None


def measure_id(duty: Duty, rung: Rung, nth: int) -> UUID:
    """The nth file of a duty's rung."""
    return fixed_id("measure", duty.id, rung.code, *([nth] if nth > 1 else []))
