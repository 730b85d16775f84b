"""How long somebody has: the four units of time, a limit in one of them, and how limits and moments are read back.

Sources: DOMAIN 3.2 (工作时, 工作日, 紧急工作时), ENGINE 3 and 4. What a limit comes to on a given day is for
`workcalendar` to say; this module only knows the words.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from supervision.canonical import moment_text

MAX_VALUE = 9999  # forty years of working days: anything longer is a typing error
NOMINAL_HOURS = {"workday": 7, "day": 24}  # only to turn a floor in hours into started days


class Unit(StrEnum):
    """What a limit is counted in."""

    HOUR = "hour"  # round the clock, nights and holidays included
    WORKHOUR = "workhour"  # office minutes only
    WORKDAY = "workday"  # ends at the close of office of the Nth working day after the day of start
    DAY = "day"  # ends at 24:00 of the Nth calendar day after the day of start

    @property
    def in_office_time(self) -> bool:
        """Whether shares and pauses of such a limit are measured in office minutes (ENGINE 3)."""
        return self.startswith("work")


@dataclass(frozen=True, slots=True)
class Limit:
    """A number of units, at least one: `Limit(2, "workday")`, written "2 workday"."""

    value: int
    unit: Unit

    def __post_init__(self) -> None:
        if isinstance(self.value, bool) or not isinstance(self.value, int) or not 1 <= self.value <= MAX_VALUE:
            raise ValueError(f"A limit is a whole number from 1 to {MAX_VALUE}, not {self.value!r}.")
        object.__setattr__(self, "unit", Unit(self.unit))

    def __str__(self) -> str:
        return f"{self.value} {self.unit}"

    @classmethod
    def parse(cls, text: str) -> "Limit":
        """Read "2 workday"; anything else is a ValueError that repeats the text."""
        number, _, unit = text.partition(" ")
        if not (number.isascii() and number.isdigit()) or unit not in tuple(Unit):
            raise ValueError(f'A limit is written like "2 workday", not {text!r}.')
        return cls(int(number), Unit(unit))


def hours(value: int) -> Limit:
    """`value` hours round the clock."""
    return Limit(value, Unit.HOUR)


def workhours(value: int) -> Limit:
    """`value` hours of office time."""
    return Limit(value, Unit.WORKHOUR)


def workdays(value: int) -> Limit:
    """`value` working days, ending at close of office."""
    return Limit(value, Unit.WORKDAY)


def days(value: int) -> Limit:
    """`value` calendar days, ending at 24:00."""
    return Limit(value, Unit.DAY)


def half(limit: Limit, at_least: Limit = Limit(2, Unit.WORKHOUR)) -> Limit:
    """The default time to do work again: half the limit in its own unit, rounded up, and not under a floor (ENGINE 4).

    The floor is given in hours and read in the limit's own way: two hours of office time for `workhour`, two hours
    round the clock for `hour`; for `workday` and `day` as many started days (of 7 and 24 hours) as hold it, so the
    usual floor never matters there. A floor in days is a ValueError.
    """
    if at_least.unit in (Unit.WORKDAY, Unit.DAY):
        raise ValueError(f"The least time for work done again is given in hours, not as {str(at_least)!r}.")
    floor = _rounded_up(at_least.value, NOMINAL_HOURS.get(limit.unit, 1))
    return Limit(max(_rounded_up(limit.value, 2), floor), limit.unit)


def _rounded_up(value: int, divisor: int) -> int:
    return -(-value // divisor)


def read_moment(text: str) -> datetime:
    """The moment that `canonical.moment_text` wrote; any other spelling is a ValueError."""
    moment = datetime.fromisoformat(text)
    if moment_text(moment) != text:
        raise ValueError(f"A moment is written like 2026-03-02T01:00:00.000000Z, not {text!r}.")
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)
