"""The limit of an entry's current clock, drawn to scale."""

from datetime import datetime
from typing import Any

from rectification.pages.reading import Reading
from rectification.workflow import Status
from supervision.drawings import Fuse
from supervision.ladder import Rung
from supervision.limits import Unit, read_moment
from supervision.models import Duty, DutyState
from supervision.wording import rung_word


def fuse_of(reading: Reading) -> dict[str, Any] | None:
    """The fuse of the rectifying unit's clock; none while nobody owes the fix, or where the clock stands for long."""
    ticket = reading.ticket
    if not reading.desk.has_lead or ticket.status not in (*SHOWN, Status.CLOSED):
        return None
    lead, now = reading.desk.lead, reading.viewer.now
    if lead.state == DutyState.PAUSED:
        return None
    return Fuse(
        start=lead.clock_started_at,
        due=lead.due_at,
        now=now,
        unit=Unit(lead.limit_unit),
        calendar=reading.viewer.calendar,
        stopped=lead.stopped_at,
        sealed=ticket.closed_at,
        warned=warned(lead),
        rungs=rungs(lead, now, open_=ticket.status != Status.CLOSED),
    ).draw()


SHOWN = (Status.ASSIGNED, Status.RECTIFYING, Status.REVIEWING)


def warned(lead: Duty) -> datetime | None:
    """When the warning of this clock fired."""
    return next((at for code, at in fired(lead) if code == Rung.WARNING.code), None)


def fired(lead: Duty) -> list[tuple[str, datetime]]:
    """Rungs of this clock that stand."""
    return [
        (code, read_moment(at))
        for clock_no, code, state, at in lead.rungs
        if clock_no == lead.clock_no and state not in ("revoked", "proposed")
    ]


def rungs(lead: Duty, now: datetime, *, open_: bool) -> list[tuple[str, datetime]]:
    """Rungs above the warning: those that fired, and once one has fired the next one to come."""
    found = [(code, at) for code, at in fired(lead) if code != Rung.WARNING.code]
    ahead = [(code, read_moment(at)) for code, at in lead.schedule if read_moment(at) > now]
    if open_ and found and ahead and lead.state == DutyState.RUNNING:
        found.append(ahead[0])
    return [(rung_word(code), at) for code, at in found]
