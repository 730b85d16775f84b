"""The nights of a unit's roster: whatever lies outside office days belongs to the shift of one day. Pure."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from supervision.workcalendar import WorkCalendar

DAY = timedelta(days=1)
LOOKED_AT = 30  # days in which an office surely opens once
USUAL = time(8, 30)


class Shift(NamedTuple):
    """From the close of a working day, or the opening hour of a day off, to the opening of the next day."""

    day: date
    begins: datetime
    ends: datetime


def shift_of(calendar: WorkCalendar, day: date) -> Shift:
    """The shift that begins on the day; the end is exclusive."""
    spans = calendar.spans_on(day)
    return Shift(day, spans[-1][1] if spans else _opens(calendar, day), _opens(calendar, day + DAY))


def shift_at(calendar: WorkCalendar, moment: datetime) -> Shift:
    """The shift the moment lies in; in office time the one that begins when the office closes."""
    today = moment.astimezone(calendar.tz).date()
    before = shift_of(calendar, today - DAY)
    return before if moment < before.ends else shift_of(calendar, today)


def _opens(calendar: WorkCalendar, day: date) -> datetime:
    """When the day begins for an office: on a day off at the hour of the next one that is worked."""
    near = (calendar.spans_on(day + n * DAY) for n in range(LOOKED_AT))
    spans = next((spans for spans in near if spans), None)
    clock = spans[0][0].astimezone(calendar.tz).time() if spans else USUAL
    return datetime.combine(day, clock, calendar.tz)
