"""How a limit comes to its moment, day by day: the same sum the calendar does by bisection, written out (pure)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from supervision.limits import Limit, Unit
from supervision.workcalendar import DayKind, WorkCalendar

ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One day on the way: what kind of day, what of it counts, and how much has been used up after it.

    `counted` and `total` are office time or clock time; of limits in days `nth` says which day of the limit it is.
    """

    day: date
    works: bool
    special: bool  # a row of the calendar made it so: a holiday, or a make-up working day
    name: str
    counted: timedelta
    total: timedelta
    nth: int | None = None


def lines(start: datetime, limit: Limit, calendar: WorkCalendar) -> list[Line]:
    """Every day from the start to the moment `calendar.add` gives."""
    end = calendar.add(start, limit)
    walk = _days if limit.unit in (Unit.DAY, Unit.WORKDAY) else _hours
    return list(walk(start.astimezone(calendar.tz), end.astimezone(calendar.tz), limit.unit, calendar))


def stretch(start: datetime, end: datetime, unit: Unit, calendar: WorkCalendar) -> list[Line]:
    """Every day between two moments, with what of it counts in the time the unit is measured in (ENGINE 3)."""
    measure = Unit.WORKHOUR if unit.in_office_time else Unit.HOUR
    return list(_hours(start.astimezone(calendar.tz), end.astimezone(calendar.tz), measure, calendar))


def _dates(start: datetime, end: datetime) -> Iterator[date]:
    """Every date touched; 24:00 belongs to the day it ends."""
    day, last = start.date(), (end - timedelta(microseconds=1)).date()
    while day <= last:
        yield day
        day += ONE


def _days(start: datetime, end: datetime, unit: Unit, calendar: WorkCalendar) -> Iterator[Line]:
    """Limits in days: the day of start is not counted."""
    nth = 0
    for day in _dates(start, end):
        works = calendar.is_workday(day)
        counts = day > start.date() and (works or unit is Unit.DAY)
        nth += counts
        yield _line(day, works, calendar, timedelta(0), timedelta(0), nth if counts else None)


def _hours(start: datetime, end: datetime, unit: Unit, calendar: WorkCalendar) -> Iterator[Line]:
    """Limits in hours: of office time what of each day lies between start and end, else every hour."""
    total = timedelta(0)
    for day in _dates(start, end):
        if unit.in_office_time:
            spans = calendar.spans_on(day)
        else:
            midnight = datetime(day.year, day.month, day.day, tzinfo=calendar.tz)
            spans = [(midnight, midnight + ONE)]
        counted = sum((_overlap(begin, close, start, end) for begin, close in spans), timedelta(0))
        total += counted
        yield _line(day, calendar.is_workday(day), calendar, counted, total)


def _overlap(begin: datetime, close: datetime, start: datetime, end: datetime) -> timedelta:
    return max(timedelta(0), min(close, end) - max(begin, start))


def _line(
    day: date, works: bool, calendar: WorkCalendar, counted: timedelta, total: timedelta, nth: int | None = None
) -> Line:
    row = calendar.days.get(day)
    special = row is not None and (row.kind is DayKind.OFF or day.isoweekday() >= 6)
    return Line(day, works, special, row.name if row else "", counted, total, nth)
