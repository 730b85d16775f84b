"""The calendar of the published years, readable moments, and a slow second way to count that shares no code with it."""

import csv
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from supervision.calendar_seed import read_holidays
from supervision.workcalendar import WorkCalendar

CITY = ZoneInfo("Asia/Shanghai")
HOLIDAYS = Path(__file__).parents[2] / "sites" / "catalogue_data" / "holidays_cn.csv"
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
WRITTEN = re.compile(r"(\d{4}-\d\d-\d\d) (\w{3}) (\d\d):(\d\d)(?::(\d\d))?")


def read(text: str) -> datetime:
    """ "2024-02-09 Fri 16:30" in the city's time; the weekday must be right, and 24:00 is allowed."""
    found = WRITTEN.fullmatch(text)
    assert found, text
    day = date.fromisoformat(found[1])
    assert WEEKDAYS[day.weekday()] == found[2], f"{day} is a {WEEKDAYS[day.weekday()]}"
    local = datetime.combine(day, time(), CITY) + timedelta(
        hours=int(found[3]), minutes=int(found[4]), seconds=int(found[5] or 0)
    )
    return local.astimezone(UTC)


class Naive:
    """Counts minute by minute and day by day, on local times without a zone, from the CSV file alone."""

    def __init__(self, spans_of: Callable[[date], list[tuple[int, int]]] | None = None, **changes: str) -> None:
        with HOLIDAYS.open(encoding="utf-8") as file:
            self.kinds = {row["date"]: row["kind"] for row in csv.DictReader(file)}
        self.kinds.update(changes)
        self.spans_of = spans_of or (lambda day: [(8 * 60 + 30, 12 * 60), (14 * 60, 17 * 60 + 30)])

    def works(self, day: date) -> bool:
        kind = self.kinds.get(day.isoformat())
        return kind == "work" or (kind is None and day.weekday() in range(5))

    def open_during(self, minute: datetime) -> bool:
        """Whether the offices are open in the minute that begins here."""
        clock = minute.hour * 60 + minute.minute
        return self.works(minute.date()) and any(a <= clock < b for a, b in self.spans_of(minute.date()))

    def add(self, moment: datetime, value: int, unit: str) -> datetime:
        here = local(moment)
        if unit == "hour":
            for _ in range(value * 60):
                here += MINUTE
        elif unit == "workhour":
            return self.add_minutes(moment, value * 60)
        elif unit == "workday":
            day = here.date()
            while value:
                day += DAY
                value -= self.works(day)
            here = datetime.combine(day, time()) + self.spans_of(day)[-1][1] * MINUTE
        else:
            here = datetime.combine(here.date(), time())
            for _ in range(value + 1):
                here += DAY
        return universal(here)

    def add_minutes(self, moment: datetime, minutes: int) -> datetime:
        here = local(moment)
        while minutes:
            minutes -= self.open_during(here)
            here += MINUTE
        return universal(here)

    def subtract_minutes(self, moment: datetime, minutes: int) -> datetime:
        here = local(moment)
        while minutes:
            here -= MINUTE
            minutes -= self.open_during(here)
        return universal(here)

    def minutes_between(self, start: datetime, end: datetime) -> int:
        here, count = local(start), 0
        while here < local(end):
            count += self.open_during(here)
            here += MINUTE
        return count


def local(moment: datetime) -> datetime:
    return moment.astimezone(CITY).replace(tzinfo=None)


def universal(here: datetime) -> datetime:
    return here.replace(tzinfo=CITY).astimezone(UTC)


@pytest.fixture(scope="session")
def at() -> Callable[[str], datetime]:
    return read


@pytest.fixture(scope="session")
def calendar() -> WorkCalendar:
    """The published holidays of 2024 to 2026; 2027 has no data."""
    holidays = read_holidays(HOLIDAYS)
    return WorkCalendar(holidays.days, known_years=holidays.known_years)


@pytest.fixture(scope="session")
def naive() -> Naive:
    return Naive()


@pytest.fixture(scope="session")
def naive_with() -> type[Naive]:
    """The slow way to count, to be given other office hours or corrected days."""
    return Naive


@pytest.fixture(scope="session")
def holidays_file() -> Path:
    return HOLIDAYS
