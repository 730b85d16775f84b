"""The recipe of a clock: what is due when, as a pure function of start, limit, adjustments and calendar (ENGINE 3-6).

Nothing here is ever "moved": an adjustment is added to the recipe and the whole is reckoned again. That is why a
correction of the calendar, or of the category, gives every running clock the times it would have had from the start.
Two moments come out: `due_at` drives the ladder, `score_due_at` the rankings.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from supervision.canonical import moment_text
from supervision.limits import Limit, Unit, read_moment
from supervision.workcalendar import WorkCalendar


class Times(NamedTuple):
    """What a recipe comes to."""

    due_at: datetime
    score_due_at: datetime


@dataclass(frozen=True, slots=True)
class Wait:
    """The unit had submitted and waited for the checker: `score_due_at` moves by exactly that long (ENGINE 4)."""

    since: datetime
    until: datetime

    def __post_init__(self) -> None:
        _check_order(self.since, self.until)


@dataclass(frozen=True, slots=True)
class Rework:
    """The check failed at `at`: due is the later of what it was, of the scored time and of the time to do it again.

    The `Wait` for the check comes before it in the recipe, so that "the later of that and now + the rework limit"
    (ENGINE 4) reads the scored time already moved.
    """

    at: datetime
    limit: Limit


@dataclass(frozen=True, slots=True)
class Extend:
    """An extension to a moment, or by a limit counted from the due time; never to an earlier time (ENGINE 5)."""

    to: datetime | Limit
    score: bool  # whether the rankings follow, a setting of the formula version


@dataclass(frozen=True, slots=True)
class Pause:
    """A suspension: what was left at `since` is there again, exactly, from `until` on (ENGINE 3, 5).

    A time that had passed by `since` is past for good: a pause does not mend lateness.
    """

    since: datetime
    until: datetime

    def __post_init__(self) -> None:
        _check_order(self.since, self.until)


@dataclass(frozen=True, slots=True)
class Relimit:
    """Another category, another limit: counted from the start as if it had been so all along; every other adjustment,
    earlier or later, then applies to the new times (ENGINE 6). The last one counts."""

    limit: Limit


Adjustment = Wait | Rework | Extend | Pause | Relimit


@dataclass(frozen=True, slots=True)
class Clock:
    """A start, a limit and everything that has happened to them since, in order."""

    started_at: datetime
    limit: Limit
    adjustments: tuple[Adjustment, ...] = ()

    def adjusted(self, *more: Adjustment) -> "Clock":
        """The recipe with further adjustments at its end."""
        return Clock(self.started_at, self.limit, (*self.adjustments, *more))

    @property
    def current_limit(self) -> Limit:
        """The limit in force: the first one, unless a reclassification replaced it."""
        replaced = [one.limit for one in self.adjustments if isinstance(one, Relimit)]
        return replaced[-1] if replaced else self.limit

    def to_json(self) -> dict[str, Any]:
        """Strings and lists only, fit for canonical text."""
        return {
            "started_at": moment_text(self.started_at),
            "limit": str(self.limit),
            "adjustments": write_adjustments(self.adjustments),
        }

    @classmethod
    def from_json(cls, written: dict[str, Any]) -> "Clock":
        """The clock that `to_json` wrote."""
        adjustments = read_adjustments(written["adjustments"])
        return cls(read_moment(written["started_at"]), Limit.parse(written["limit"]), adjustments)


def reckon(clock: Clock, calendar: WorkCalendar) -> Times:
    """The times of a clock under a calendar; the same recipe and the same calendar always give the same times."""
    limit = clock.current_limit
    due = calendar.add(clock.started_at, limit)
    times = Times(due, due)
    for adjustment in clock.adjustments:
        times = _applied(adjustment, times, limit.unit, calendar)
    return times


def _applied(adjustment: Adjustment, times: Times, unit: Unit, calendar: WorkCalendar) -> Times:
    due, score_due = times
    match adjustment:
        case Wait(since, until):
            return Times(due, calendar.add_span(score_due, calendar.elapsed(since, until, unit), unit))
        case Rework(at, limit):
            return Times(max(due, score_due, calendar.add(at, limit)), score_due)
        case Extend(to, score):
            return Times(_extended(due, to, calendar), _extended(score_due, to, calendar) if score else score_due)
        case Pause():
            return Times(_resumed(due, adjustment, unit, calendar), _resumed(score_due, adjustment, unit, calendar))
        case Relimit():
            return times  # the clock's current limit has it already


def _extended(due: datetime, to: datetime | Limit, calendar: WorkCalendar) -> datetime:
    return max(due, calendar.after_due(due, to) if isinstance(to, Limit) else to)


def _resumed(due: datetime, pause: Pause, unit: Unit, calendar: WorkCalendar) -> datetime:
    if due <= pause.since:
        return due
    return max(due, calendar.add_span(pause.until, calendar.elapsed(pause.since, due, unit), unit))


def write_adjustments(adjustments: Iterable[Adjustment]) -> list[list[str]]:
    """One list of strings for each adjustment, the first of them its kind."""
    return [_written(adjustment) for adjustment in adjustments]


def read_adjustments(written: Iterable[Sequence[str]]) -> tuple[Adjustment, ...]:
    """The adjustments that `write_adjustments` wrote; an unknown kind or shape is a ValueError."""
    return tuple(_read(tuple(row)) for row in written)


def _written(adjustment: Adjustment) -> list[str]:
    match adjustment:
        case Wait(since, until):
            return ["wait", moment_text(since), moment_text(until)]
        case Rework(at, limit):
            return ["rework", moment_text(at), str(limit)]
        case Extend(Limit() as limit, score):
            return ["extend", "by", str(limit), "both" if score else "due"]
        case Extend(datetime() as moment, score):
            return ["extend", "to", moment_text(moment), "both" if score else "due"]
        case Pause(since, until):
            return ["pause", moment_text(since), moment_text(until)]
        case Relimit(limit):
            return ["relimit", str(limit)]
    raise TypeError(f"Not an adjustment of a clock: {adjustment!r}.")


def _read(row: tuple[str, ...]) -> Adjustment:
    match row:
        case "wait", since, until:
            return Wait(read_moment(since), read_moment(until))
        case "rework", at, limit:
            return Rework(read_moment(at), Limit.parse(limit))
        case "extend", "by", limit, ("both" | "due") as what:
            return Extend(Limit.parse(limit), score=what == "both")
        case "extend", "to", moment, ("both" | "due") as what:
            return Extend(read_moment(moment), score=what == "both")
        case "pause", since, until:
            return Pause(read_moment(since), read_moment(until))
        case "relimit", limit:
            return Relimit(Limit.parse(limit))
    raise ValueError(f"Not a written adjustment of a clock: {row!r}.")


def _check_order(since: datetime, until: datetime) -> None:
    if until < since:
        raise ValueError(f"It cannot end ({until}) before it begins ({since}).")
