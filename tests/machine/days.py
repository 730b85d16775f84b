"""A naive working calendar, the model's own: it walks day by day on local times without a zone (ENGINE 3)."""

import csv
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

HOLIDAYS = Path(__file__).parents[2] / "sites" / "catalogue_data" / "holidays_cn.csv"
DAY = timedelta(days=1)
MOMENT = timedelta(microseconds=1)
OFFICE = ((time(8, 30), time(12)), (time(14), time(17, 30)))
CLOSE = OFFICE[-1][-1]

Limit = tuple[int, str]  # (2, "workday")


class Days:
    """Which days are worked: Monday to Friday, but for the official days and what the office has edited."""

    def __init__(self) -> None:
        with HOLIDAYS.open(encoding="utf-8") as file:
            self.kinds = {date.fromisoformat(row["date"]): row["kind"] for row in csv.DictReader(file)}

    def edit(self, day: date, kind: str | None) -> None:
        """The day is off, worked, or an ordinary day again."""
        self.kinds.pop(day, None)
        if kind is not None:
            self.kinds[day] = kind

    def worked(self, day: date) -> bool:
        """Whether the offices are open on the day."""
        return self.kinds.get(day, "work" if day.isoweekday() <= 5 else "off") == "work"

    def _open(self, day: date) -> list[tuple[datetime, datetime]]:
        spans = [(datetime.combine(day, a), datetime.combine(day, b)) for a, b in OFFICE]
        return spans if self.worked(day) else []

    def _forward(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        day = moment.date()
        while True:
            yield from ((max(a, moment), b) for a, b in self._open(day) if b > moment)
            day += DAY

    def _backward(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        day = moment.date()
        while True:
            yield from ((a, min(b, moment)) for a, b in reversed(self._open(day)) if a < moment)
            day -= DAY

    def length(self, start: datetime, end: datetime, unit: str) -> timedelta:
        """Time from start to end: office time for `workhour` and `workday`, else by the clock."""
        if not unit.startswith("work"):
            return end - start
        if end < start:
            return -self.length(end, start, unit)
        total, day = timedelta(), start.date()
        while day <= end.date():
            total += sum((max(min(b, end) - max(a, start), timedelta()) for a, b in self._open(day)), timedelta())
            day += DAY
        return total

    def later(self, moment: datetime, span: timedelta, unit: str) -> datetime:
        """The earliest moment so much later."""
        if not span or not unit.startswith("work"):
            return moment + span
        for start, end in self._forward(moment):
            if span <= end - start:
                return start + span
            span -= end - start
        raise AssertionError

    def earlier(self, moment: datetime, span: timedelta, unit: str) -> datetime:
        """The latest moment so much earlier."""
        if not span or not unit.startswith("work"):
            return moment - span
        for start, end in self._backward(moment):
            if span <= end - start:
                return end - span
            span -= end - start
        raise AssertionError

    def add(self, start: datetime, limit: Limit) -> datetime:
        """When a limit is over; the day of start is never counted by `workday` and `day`."""
        count, unit = limit
        if unit == "day":
            return datetime.combine(start.date() + (count + 1) * DAY, time())
        if unit == "workday":
            day = start.date()
            while count:
                day += DAY
                count -= self.worked(day)
            return datetime.combine(day, CLOSE)
        return self.later(start, timedelta(hours=count), unit)

    def after_due(self, due: datetime, limit: Limit) -> datetime:
        """A limit counted from a due moment; midnight is the 24:00 of the day it ends."""
        return self.add(due - MOMENT if limit[1] in ("day", "workday") else due, limit)

    def month_close(self, month: date) -> datetime:
        """The close of office on the last working day of the month."""
        day = (month.replace(day=28) + 4 * DAY).replace(day=1) - DAY
        while not self.worked(day):
            day -= DAY
        return datetime.combine(day, CLOSE)


def next_month(day: date) -> date:
    """The first of the month after."""
    return (day.replace(day=28) + 4 * DAY).replace(day=1)
