"""When the offices are open, and what a limit therefore comes to: the working calendar as an immutable value.

Sources: ENGINE 3, DOMAIN 3.2 and 10. Datetimes come in aware, in any zone, and go out in UTC. Years are tabulated when
first asked for (cumulative office time and working days), so that every question is a bisection, never a walk by days.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import accumulate
from types import MappingProxyType
from zoneinfo import ZoneInfo

from supervision.limits import Limit, Unit

SHANGHAI = ZoneInfo("Asia/Shanghai")
MICROSECOND = timedelta(microseconds=1)
SECOND = 1_000_000
SATURDAY = 6


class DayKind(StrEnum):
    """What a row of the calendar says about its date."""

    OFF = "off"
    WORK = "work"


@dataclass(frozen=True, slots=True)
class Day:
    """An exception to Monday-to-Friday: a day off, or a make-up working day (调休), with the holiday's name."""

    kind: DayKind
    name: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", DayKind(self.kind))


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """Office hours for the dates from `valid_from` to `valid_to`, both included; None is open-ended.

    Of several rows that cover a date the one that began last wins (of equals, the later in the list), so a season
    overrides the general rule and a half day is a row for a single date.
    """

    valid_from: date | None
    valid_to: date | None
    spans: tuple[tuple[time, time], ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "spans", tuple((start, end) for start, end in self.spans))
        edges = [edge for span in self.spans for edge in span]
        if not edges or edges != sorted(edges) or any(start == end for start, end in self.spans):
            raise ValueError("Office hours are one or more spans of the same day, in order and not overlapping.")
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError(f"Office hours cannot end ({self.valid_to}) before they begin ({self.valid_from}).")

    def cover(self, day: date) -> bool:
        """Whether `day` lies within the validity of this row."""
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)


DEFAULT_HOURS = OfficeHours(None, None, ((time(8, 30), time(12)), (time(14), time(17, 30))))

Spans = tuple[tuple[int, int], ...]  # microseconds after midnight


@dataclass(frozen=True, slots=True)
class _Year:
    """One year in figures; entry i of the cumulative lists is what lies before its day i."""

    first: int  # ordinal of 1 January
    spans: list[Spans]
    office: list[int]  # microseconds
    workdays: list[int]

    @classmethod
    def of(cls, spans: list[Spans], first: int) -> "_Year":
        lengths = (sum(end - start for start, end in day) for day in spans)
        return cls(first, spans, [0, *accumulate(lengths)], [0, *accumulate(1 if day else 0 for day in spans)])


@dataclass(frozen=True, eq=False)
class WorkCalendar:
    """Days off, make-up days and office hours of one city. Safe to share between threads.

    `known_years` names the years whose holidays have been published; left out, every year with a row counts as known.
    A year without data counts Monday to Friday and is reported by `flagged`.
    """

    days: Mapping[date, Day] = field(default_factory=dict)
    hours: Sequence[OfficeHours] = ()
    tz: ZoneInfo = SHANGHAI
    known_years: Collection[int] | None = None
    _years: dict[int, _Year] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        years = {day.year for day in self.days} if self.known_years is None else self.known_years
        object.__setattr__(self, "days", MappingProxyType(dict(self.days)))
        object.__setattr__(self, "known_years", frozenset(years))
        object.__setattr__(self, "hours", tuple(sorted(self.hours, key=lambda row: row.valid_from or date.min)))

    def with_days(self, changes: Mapping[date, Day | None]) -> "WorkCalendar":
        """The calendar after a correction: `None` takes a row out. The known years stay what they were."""
        rows = {day: row for day, row in {**self.days, **changes}.items() if row is not None}
        return WorkCalendar(rows, self.hours, self.tz, self.known_years)

    def with_hours(self, row: OfficeHours) -> "WorkCalendar":
        """The calendar with one more season of office hours."""
        return WorkCalendar(self.days, [*self.hours, row], self.tz, self.known_years)

    # What kind of day

    def is_workday(self, day: date) -> bool:
        """Whether the offices work on `day`."""
        row = self.days.get(day)
        return day.isoweekday() < SATURDAY if row is None else row.kind is DayKind.WORK

    def spans_on(self, day: date) -> list[tuple[datetime, datetime]]:
        """Opening and closing moments of `day`, in order; empty on a day off."""
        ordinal = day.toordinal()
        return [(self._moment(ordinal, start), self._moment(ordinal, end)) for start, end in self._spans(day)]

    def known(self, year: int) -> bool:
        """Whether the holidays of `year` are on record."""
        return year in (self.known_years or ())

    def flagged(self, moment_from: datetime, moment_to: datetime) -> list[int]:
        """Years touched on the way from one moment to the other whose holidays are not on record."""
        last = moment_to - MICROSECOND if moment_to > moment_from else moment_to  # 24:00 belongs to the old year
        years = range(self._local(moment_from).year, self._local(last).year + 1)
        return [year for year in years if not self.known(year)]

    def next_close(self, moment: datetime) -> datetime:
        """The end of office, at or after `moment`, of today or the next working day; the lunch break is no end."""
        ordinal, clock = _split(self._local(moment))
        year, index = self._place(ordinal)
        if year.spans[index] and clock <= year.spans[index][-1][1]:
            return self._moment(ordinal, year.spans[index][-1][1])
        return self._close_of_workday(ordinal, 1)

    def month_close(self, moment: datetime) -> datetime:
        """The end of office on the last working day of a month, the first such one at or after `moment` (ENGINE 7)."""
        local = self._local(moment)
        for first, last in _months(local.year, local.month):
            year, index = self._place(last)
            count = year.workdays[index + 1] - year.workdays[first - year.first]
            if count:
                closing = self._close_of_workday(first - 1, count)
                if closing >= moment:
                    return closing
        raise OverflowError("The calendar ends in the year 9999.")

    # Limits

    def add(self, moment: datetime, limit: Limit) -> datetime:
        """When `limit`, started at `moment`, is over (ENGINE 3).

        The day of start is never counted by `workday` and `day`. Office hours started while the offices are closed
        begin at the next opening; used up exactly at a closing they end there, not at the next opening.
        """
        if limit.unit is Unit.WORKDAY:
            return self._close_of_workday(self._local(moment).toordinal(), limit.value)
        if limit.unit is Unit.DAY:
            return self._moment(self._local(moment).toordinal() + limit.value + 1, 0)
        return self.add_span(moment, timedelta(hours=limit.value), limit.unit)

    def after_due(self, due: datetime, limit: Limit) -> datetime:
        """`limit` counted on from a due time: a due time of 00:00 is the 24:00 of the day it ends, and that day starts
        the count ("+1 working day" after Monday 24:00 is Tuesday's close)."""
        if limit.unit in (Unit.WORKDAY, Unit.DAY):
            due -= MICROSECOND
        return self.add(due, limit)

    # Spans of time

    def elapsed(self, moment_from: datetime, moment_to: datetime, unit: Unit | str) -> timedelta:
        """Time between two moments in the measure of `unit`: office time for `workhour` and `workday`, otherwise by
        the clock; negative when the second comes first."""
        start, end = self._local(moment_from), self._local(moment_to)
        if not Unit(unit).in_office_time:
            return end.astimezone(UTC) - start.astimezone(UTC)
        amount = self._position(end)[1] - self._position(start)[1]
        amount += sum(self._year(year).office[-1] for year in range(start.year, end.year))
        amount -= sum(self._year(year).office[-1] for year in range(end.year, start.year))
        return timedelta(microseconds=amount)

    def add_span(self, moment: datetime, span: timedelta, unit: Unit | str) -> datetime:
        """The earliest moment `span` after `moment` in the measure of `unit`; an empty span changes nothing."""
        wanted, local = _microseconds(span), self._local(moment)
        if not wanted or not Unit(unit).in_office_time:
            return local.astimezone(UTC) + span
        number, position = self._position(local)
        wanted += position
        while wanted > self._year(number).office[-1]:
            wanted -= self._year(number).office[-1]
            number += 1
        year = self._year(number)
        index = bisect_left(year.office, wanted) - 1
        wanted -= year.office[index]
        for start, end in year.spans[index]:
            if wanted <= end - start:
                break
            wanted -= end - start
        return self._moment(year.first + index, start + wanted)

    def subtract_span(self, moment: datetime, span: timedelta, unit: Unit | str) -> datetime:
        """The latest moment from which `span` leads to `moment`: two office hours before 10:30 is 08:30 that day."""
        wanted, local = _microseconds(span), self._local(moment)
        if not wanted or not Unit(unit).in_office_time:
            return local.astimezone(UTC) - span
        number, position = self._position(local)
        wanted = position - wanted
        while wanted < 0:
            number -= 1
            wanted += self._year(number).office[-1]
        year = self._year(number)
        index = bisect_right(year.office, wanted) - 1
        wanted -= year.office[index]
        for start, end in year.spans[index]:
            if wanted < end - start:
                break
            wanted -= end - start
        return self._moment(year.first + index, start + wanted)

    # The tables

    def _year(self, number: int) -> _Year:
        year = self._years.get(number)
        if year is None:  # two threads may both build it; they build the same
            first, after = date(number, 1, 1).toordinal(), date(number, 12, 31).toordinal() + 1
            year = _Year.of([self._spans(date.fromordinal(day)) for day in range(first, after)], first)
            self._years[number] = year
        return year

    def _spans(self, day: date) -> Spans:
        if not self.is_workday(day):
            return ()
        row = next((row for row in reversed(self.hours) if row.cover(day)), DEFAULT_HOURS)
        return tuple((_clock(start), _clock(end)) for start, end in row.spans)

    def _place(self, ordinal: int) -> tuple[_Year, int]:
        year = self._year(date.fromordinal(ordinal).year)
        return year, ordinal - year.first

    def _position(self, local: datetime) -> tuple[int, int]:
        """The year and the office time in it before `local`."""
        ordinal, clock = _split(local)
        year = self._year(local.year)
        position = year.office[ordinal - year.first]
        for start, end in year.spans[ordinal - year.first]:
            if clock > start:
                position += min(clock, end) - start
        return local.year, position

    def _close_of_workday(self, ordinal: int, count: int) -> datetime:
        """End of office on the `count`th working day after the day `ordinal`."""
        number = date.fromordinal(ordinal).year
        year = self._year(number)
        count += year.workdays[ordinal - year.first + 1]
        while count > year.workdays[-1]:
            count -= year.workdays[-1]
            number += 1
            year = self._year(number)
        index = bisect_left(year.workdays, count) - 1
        return self._moment(year.first + index, year.spans[index][-1][1])

    def _local(self, moment: datetime) -> datetime:
        if moment.tzinfo is None:
            raise ValueError(f"A moment needs its time zone: {moment!r}.")
        return moment.astimezone(self.tz)

    def _moment(self, ordinal: int, clock: int) -> datetime:
        seconds, micros = divmod(clock, SECOND)
        local = datetime.fromordinal(ordinal) + timedelta(0, seconds, micros)
        return local.replace(tzinfo=self.tz).astimezone(UTC)


def _clock(moment: time | datetime) -> int:
    return ((moment.hour * 60 + moment.minute) * 60 + moment.second) * SECOND + moment.microsecond


def _split(local: datetime) -> tuple[int, int]:
    return local.toordinal(), _clock(local)


def _microseconds(span: timedelta) -> int:
    if span.days < 0:
        raise ValueError(f"A span of time cannot be negative: {span!r}.")
    return (span.days * 86_400 + span.seconds) * SECOND + span.microseconds


def _months(year: int, month: int) -> Iterator[tuple[int, int]]:
    """First and last day, as ordinals, of this month and the ones after it."""
    while year < date.max.year:
        following = (year + 1, 1) if month == 12 else (year, month + 1)
        yield date(year, month, 1).toordinal(), date(*following, 1).toordinal() - 1
        year, month = following
