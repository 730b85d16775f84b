"""Starts, stops, moves and ends duties on an open book; every time here is reckoned, none is guessed (ENGINE 1-6)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from supervision.actions.book import Book
from supervision.actions.calendars import ladder, ladder_in_force
from supervision.clocks import Adjustment, Clock, read_adjustments, reckon, write_adjustments
from supervision.ids import new_id
from supervision.ladder import FILED_FROM, NO_RUNG, LadderRule, Rung, schedule, write_schedule
from supervision.limits import Limit, Unit, read_moment
from supervision.models import Duty, DutyState, Tenure
from supervision.roster import Holder
from supervision.workcalendar import WorkCalendar


def limit_of(duty: Duty) -> Limit:
    """The limit that was frozen when the clock started."""
    return Limit(duty.limit_value, Unit(duty.limit_unit))


def clock_of(duty: Duty) -> Clock:
    """The recipe of the duty's times."""
    return Clock(duty.started_at, limit_of(duty), read_adjustments(duty.adjustments))


def start(
    book: Book,
    kind: str,
    *,
    ordinal: int,
    unit_id: UUID,
    holder: Holder | None,
    limit: Limit,
    now: datetime,
    calendar: WorkCalendar,
    version: int,
    parent: Duty | None = None,
    adjustments: Iterable[Adjustment] = (),
    receive_within: Limit | None = None,
) -> Duty:
    """A new duty with its first holder; its clock runs from now. What is to be received is so before it is due."""
    duty = Duty(
        id=new_id(),
        subject_kind=book.head.kind,
        subject_id=book.head.id,
        ordinal=ordinal,
        kind=kind,
        parent=parent,
        unit_id=unit_id,
        post_id=holder.post_id if holder else None,
        user_id=holder.user_id if holder else None,
        state=DutyState.RUNNING,
        limit_value=limit.value,
        limit_unit=str(limit.unit),
        ladder=version,
        started_at=now,
        clock_started_at=now,
        running_since=now,
        clock_rung=NO_RUNG,
        highest_rung=NO_RUNG,
    )
    clock = Clock(now, limit, tuple(adjustments))
    for name, value in _times(duty, clock, now, calendar).items():
        setattr(duty, name, value)
    if receive_within is not None:
        duty.receive_by = min(calendar.add(now, receive_within), duty.due_at)
    duty.next_action_at = next_action(duty)
    book.add(duty)
    _hold(book, duty, now)
    return duty


def stop(book: Book, duty: Duty, now: datetime) -> None:
    """The work is handed in: the clock stands until somebody has looked."""
    book.change(duty, state=DutyState.STOPPED, stopped_at=now, next_action_at=None)


def receive(book: Book, duty: Duty, now: datetime) -> None:
    """The unit has taken it over, if it had not before."""
    book.change(duty, received_at=duty.received_at or now)


def take_back(book: Book, duty: Duty, now: datetime) -> None:
    """As if it had never been handed in: same due time, same rungs."""
    book.change(duty, state=DutyState.RUNNING, stopped_at=None, running_since=now)
    book.change(duty, next_action_at=next_action(duty))


def restart(
    book: Book, duty: Duty, now: datetime, calendar: WorkCalendar, *more: Adjustment, since: Any = None
) -> list:
    """The next clock of the same duty, with more adjustments. Returns the rungs that became premature.

    A rung is premature when it fired after `since` and its new moment still lies ahead (ENGINE 6); on a tie the rung
    came first (ENGINE 10).
    """
    return _retime(book, duty, clock_of(duty).adjusted(*more), now, calendar, since=since, new_clock=True)


def correct(book: Book, duty: Duty, now: datetime, calendar: WorkCalendar, *more: Adjustment) -> list[Rung]:
    """Reckons the times anew (calendar edited, entry reclassified); the clock's number rises only if a rung falls."""
    return _retime(book, duty, clock_of(duty).adjusted(*more), now, calendar, since=duty.started_at, new_clock=False)


def times_under(duty: Duty, calendar: WorkCalendar) -> dict[str, Any]:
    """The columns a correction would give the duty under a calendar; nothing is written."""
    return _times(duty, clock_of(duty), duty.clock_started_at, calendar)


def pause(book: Book, duty: Duty, more: Adjustment, until: datetime, now: datetime, calendar: WorkCalendar) -> list:
    """The clock stands until the target date; what follows that date is reckoned already (ENGINE 3)."""
    since = more.since  # type: ignore[union-attr]
    gone = _retime(
        book, duty, clock_of(duty).adjusted(more), now, calendar, since=since, new_clock=True, clock_start=until
    )
    book.change(duty, state=DutyState.PAUSED, paused_at=since, stopped_at=None, running_since=until)
    book.change(duty, next_action_at=until)
    return gone


def resume(book: Book, duty: Duty, now: datetime) -> None:
    """The target date of a pause has come: the clock runs, its times were reckoned when it was paused."""
    book.change(duty, state=DutyState.RUNNING, paused_at=None, running_since=now)
    book.change(duty, next_action_at=next_action(duty))


def resume_early(book: Book, duty: Duty, adjustments: list, now: datetime, calendar: WorkCalendar) -> list[Rung]:
    """The pause ends before its target date: its end is rewritten and the times reckoned again."""
    book.change(duty, state=DutyState.RUNNING, paused_at=None, running_since=now, adjustments=adjustments)
    return _retime(book, duty, clock_of(duty), now, calendar, since=None, new_clock=True)


def finish(book: Book, duty: Duty, outcome: str, now: datetime, tenures: Iterable[Tenure] = ()) -> None:
    """The duty ends; whoever held it until now held it to here."""
    book.change(duty, state=DutyState.DONE, outcome=outcome, done_at=now, next_action_at=None)
    for tenure in tenures:
        if tenure.duty_id == duty.id and tenure.valid_to is None:
            book.change(tenure, valid_to=now)


def hand_over(book: Book, duty: Duty, holder: Holder, now: datetime, tenures: Iterable[Tenure]) -> None:
    """Another person, the same unit, the same times (ENGINE 2)."""
    for tenure in tenures:
        if tenure.duty_id == duty.id and tenure.valid_to is None:
            book.change(tenure, valid_to=now)
    book.change(duty, post_id=holder.post_id, user_id=holder.user_id)
    _hold(book, duty, now)


def next_action(duty: Duty, after: int | None = None) -> datetime | None:
    """When the worker must look again: the next rung's moment, never before the clock last began to run."""
    after = duty.clock_rung if after is None else after
    for code, moment in duty.schedule:
        if Rung.of(code) > after:
            return max(read_moment(moment), duty.running_since)
    return None


def standing_rungs(rungs: list) -> int:
    """The highest rung that stands: not what was revoked, nor what waits for the office's word."""
    return max((int(Rung.of(code)) for _, code, state, _ in rungs if stands(Rung.of(code), state)), default=NO_RUNG)


def stands(rung: Rung, state: str) -> bool:
    """Whether a rung in this state counts."""
    return state not in ("revoked", "proposed") and not (state == "set" and rung >= FILED_FROM)


def own_rules(duty: Duty, rules: Iterable[LadderRule]) -> tuple[LadderRule, ...]:
    """The rules a duty climbs by: what needs a person's word, or has a file, is for whoever leads, not each part."""
    if not duty.parent_id:
        return tuple(rules)
    return tuple(rule for rule in rules if not rule.confirm and rule.rung < FILED_FROM)


def _hold(book: Book, duty: Duty, now: datetime) -> None:
    book.add(
        Tenure(id=new_id(), duty=duty, unit_id=duty.unit_id, post_id=duty.post_id, user_id=duty.user_id, valid_from=now)
    )


def _times(
    duty: Duty, clock: Clock, clock_start: datetime, calendar: WorkCalendar, version: int | None = None
) -> dict[str, Any]:
    """What follows from the recipe: due times and the moments of the rungs, frozen until the next clock."""
    version = version or duty.ladder
    times = reckon(clock, calendar)
    limit = clock.current_limit
    rules = own_rules(duty, ladder(version).rules_for(duty.kind))
    moments = schedule(rules, duty.kind, limit, clock_start, times.due_at, calendar)
    return {
        "limit_value": limit.value,
        "limit_unit": str(limit.unit),
        "ladder": version,
        "adjustments": write_adjustments(clock.adjustments),
        "due_at": times.due_at,
        "score_due_at": times.score_due_at,
        "schedule": write_schedule(moments),
    }


def _retime(
    book: Book,
    duty: Duty,
    clock: Clock,
    now: datetime,
    calendar: WorkCalendar,
    *,
    since: datetime | None,
    new_clock: bool,
    clock_start: datetime | None = None,
) -> list[Rung]:
    start_at = clock_start or (now if new_clock else duty.clock_started_at)
    columns = _times(duty, clock, start_at, calendar, ladder_in_force(now) if new_clock else None)
    ahead = {code for code, moment in columns["schedule"] if read_moment(moment) > now}
    gone = [] if since is None else _fired_since(duty, ahead, since)
    if gone or new_clock:
        columns |= {"clock_no": duty.clock_no + 1, "clock_started_at": start_at, "clock_rung": _sounded(duty, ahead)}
        columns["rungs"] = [
            [no, code, "revoked" if Rung.of(code) in gone and _by_time(duty, no, code, state) else state, at]
            for no, code, state, at in duty.rungs
        ]
        columns["highest_rung"] = standing_rungs(columns["rungs"])
    if not new_clock and duty.state == DutyState.RUNNING and columns["schedule"] != duty.schedule:
        columns["running_since"] = max(duty.running_since, now)  # what is due by the new times is due from now on
    if new_clock and duty.state != DutyState.DONE:
        columns |= {"state": DutyState.RUNNING, "stopped_at": None, "running_since": max(now, start_at)}
    book.change(duty, **columns)
    if duty.state == DutyState.RUNNING:
        book.change(duty, next_action_at=next_action(duty))
    return gone


def _fired_since(duty: Duty, ahead: set[str], since: datetime) -> list[Rung]:
    """Rungs this clock has reached by time after `since` although their new moment still lies ahead."""
    return [
        Rung.of(code)
        for no, code, state, at in duty.rungs
        if _by_time(duty, no, code, state) and code in ahead and read_moment(at) > since
    ]


def _by_time(duty: Duty, no: int, code: str, state: str) -> bool:
    """Whether time has brought the rung to this clock; what was set by hand or counted cannot be premature."""
    return no == duty.clock_no and state in ("fired", "proposed", "confirmed") and Rung.of(code) <= duty.clock_rung


def _sounded(duty: Duty, ahead: set[str]) -> int:
    """A rung that has sounded is not sounded again for a moment that is past (docs/duties.md)."""
    fired = [int(Rung.of(code)) for code, _ in duty.schedule if code not in ahead]
    return max((rung for rung in fired if rung <= duty.clock_rung), default=NO_RUNG)
