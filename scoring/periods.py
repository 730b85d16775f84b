"""The periods a ranking is made for: week, month, quarter and year in the city's time, half-open. Pure.

A week begins on Monday and belongs to the year that ISO 8601 gives it, so 2026-W53 ends on 3 January 2027. An end is
the first moment of the next period, so that no moment lies in two and none in between.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import takewhile

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import pgettext
from django.utils.translation import pgettext_lazy as _p

from supervision.limits import workdays
from supervision.workcalendar import WorkCalendar

CUT_OFF_WORKDAYS = 2  # by then the checks of the last days are decided: a check has one working day (ENGINE 7)
YEARS = range(2000, 2200)  # what an address may ask for


class Kind(StrEnum):
    """How long a period is, from short to long."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


# [0-9], because \d knows the digits of every script; always used with fullmatch, because $ allows a line end.
WRITTEN = {
    Kind.WEEK: re.compile(r"([0-9]{4})-W([0-9]{2})"),
    Kind.MONTH: re.compile(r"([0-9]{4})-([0-9]{2})"),
    Kind.QUARTER: re.compile(r"([0-9]{4})-Q([1-4])"),
    Kind.YEAR: re.compile(r"([0-9]{4})"),
}
FIRST_DAY: dict[Kind, Callable[[int, int], date]] = {
    Kind.WEEK: lambda year, no: date.fromisocalendar(year, no, 1),
    Kind.MONTH: lambda year, no: date(year, no, 1),
    Kind.QUARTER: lambda year, no: date(year, 3 * no - 2, 1),
    Kind.YEAR: lambda year, _no: date(year, 1, 1),
}
MONTHS = {Kind.MONTH: 1, Kind.QUARTER: 3, Kind.YEAR: 12}
QUARTERS = (
    _p("period", "Quarter 1"),
    _p("period", "Quarter 2"),
    _p("period", "Quarter 3"),
    _p("period", "Quarter 4"),
)


@dataclass(frozen=True, slots=True)
class Period:
    """One period by its kind and its code: 2026-W47, 2026-11, 2026-Q4 or 2026; any other spelling is a ValueError."""

    kind: Kind
    code: str
    first: date = field(init=False, repr=False, compare=False)  # its first day

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", Kind(self.kind))
        object.__setattr__(self, "first", FIRST_DAY[self.kind](self.year, self.no))

    @property
    def year(self) -> int:
        """The year it is counted in; of a week the ISO year."""
        return self._figures[0]

    @property
    def no(self) -> int:
        """Which week, month or quarter of the year; 1 of a year itself."""
        return self._figures[1]

    @property
    def _figures(self) -> tuple[int, int]:
        found = WRITTEN[self.kind].fullmatch(self.code)
        if not found:
            raise ValueError(f"A {self.kind} is not written {self.code!r:.40}.")
        return int(found[1]), int(found[2]) if found.lastindex == 2 else 1

    @property
    def last(self) -> date:
        """Its last day."""
        return self._after - timedelta(days=1)

    @property
    def _after(self) -> date:
        if self.kind is Kind.WEEK:
            return self.first + timedelta(days=7)
        months = 12 * self.first.year + self.first.month - 1 + MONTHS[self.kind]
        return date(months // 12, months % 12 + 1, 1)

    @property
    def starts(self) -> datetime:
        """Its first moment."""
        return _midnight(self.first)

    @property
    def ends(self) -> datetime:
        """The first moment of the next one."""
        return _midnight(self._after)

    @property
    def next(self) -> "Period":
        """The one that begins when this one ends."""
        return on(self.kind, self._after)

    @property
    def previous(self) -> "Period":
        """The one that ends when this one begins."""
        return on(self.kind, self.first - timedelta(days=1))

    def __contains__(self, moment: datetime) -> bool:
        return self.starts <= moment < self.ends


def on(kind: Kind, day: date) -> Period:
    """The period of a kind that a day of the city's calendar lies in."""
    match kind:
        case Kind.WEEK:
            year, week, _weekday = day.isocalendar()
            return Period(kind, f"{year:04}-W{week:02}")
        case Kind.MONTH:
            return Period(kind, f"{day.year:04}-{day.month:02}")
        case Kind.QUARTER:
            return Period(kind, f"{day.year:04}-Q{(day.month + 2) // 3}")
        case Kind.YEAR:
            return Period(kind, f"{day.year:04}")


def of(kind: Kind, moment: datetime) -> Period:
    """The period of a kind that a moment lies in."""
    return on(kind, timezone.localtime(moment, timezone.get_default_timezone()).date())


def parse(kind: str, code: str) -> Period:
    """What an address names; a ValueError for everything that is no period of the years 2000 to 2199."""
    period = Period(Kind(kind), code)
    if period.year not in YEARS:
        raise ValueError(f"There is no ranking of {code!r:.40}.")
    return period


def within(kind: Kind, year: int) -> tuple[Period, ...]:
    """All periods of a kind that are counted in a year, in order: 52 or 53 weeks, 12 months, 4 quarters, itself."""
    first = on(kind, date(year, 1, 4))  # which lies in the first of every kind
    return tuple(takewhile(lambda period: period.year == year, _onward(first)))


def _onward(period: Period) -> Iterator[Period]:
    while True:
        yield period
        period = period.next


def cut_off(period: Period, calendar: WorkCalendar, after: int = CUT_OFF_WORKDAYS) -> datetime:
    """When a period's figures are taken: close of office of the N-th working day after its end."""
    return calendar.after_due(period.ends, workdays(after))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), timezone.get_default_timezone())


# In words


def words(period: Period) -> str:
    """The period beside others of its year: "Week 47 · 16-22 Nov", "November", "Quarter 4"; a year by its number."""
    match period.kind:
        case Kind.WEEK:
            return pgettext("period", "Week %(no)s · %(days)s") % {"no": period.no, "days": _days(period)}
        case Kind.MONTH:
            return date_format(period.first, pgettext("date format of a period", "F"))
        case Kind.QUARTER:
            return str(QUARTERS[period.no - 1])
        case Kind.YEAR:
            return full_words(period)


def full_words(period: Period) -> str:
    """The period with its year, as papers name it."""
    match period.kind:
        case Kind.WEEK:
            values = {"no": period.no, "year": period.year, "days": _days(period)}
            return pgettext("period", "Week %(no)s of %(year)s · %(days)s") % values
        case Kind.MONTH:
            return date_format(period.first, pgettext("date format of a period", "F Y"))
        case Kind.QUARTER:
            return pgettext("period", "%(quarter)s of %(year)s") % {"quarter": words(period), "year": period.year}
        case Kind.YEAR:
            return pgettext("period", "%(year)s") % {"year": period.year}


def named(period: Period) -> str:
    """The period with its year but without its days, where several stand in a row."""
    if period.kind is Kind.WEEK:
        return pgettext("period", "Week %(no)s of %(year)s") % {"no": period.no, "year": period.year}
    return full_words(period)


def days_words(period: Period) -> str:
    """The days of a week, for a line of their own; the others say theirs with their name."""
    return _days(period) if period.kind is Kind.WEEK else ""


def _days(period: Period) -> str:
    """From its first day to its last; a month that is the same for both is said once."""
    first, last = period.first, period.last
    if first.month == last.month:
        begins = date_format(first, pgettext("date format, first day of a range within a month", "j"))
        ends = date_format(last, pgettext("date format, last day of a range within a month", "j M"))
        return pgettext("days", "%(first)s–%(last)s") % {"first": begins, "last": ends}
    day = pgettext("date format of a range", "j M")
    return pgettext("days of two months", "%(first)s – %(last)s") % {
        "first": date_format(first, day),
        "last": date_format(last, day),
    }
