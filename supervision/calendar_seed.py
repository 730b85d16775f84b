"""Reads the published holidays (date, kind, name, year; one row for each day off or make-up day) into calendar days."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from supervision.workcalendar import Day, DayKind

COLUMNS = {"date", "kind", "name", "year"}


@dataclass(frozen=True, slots=True)
class Holidays:
    """Days for a `WorkCalendar`, and the years whose notice they come from."""

    days: dict[date, Day]
    known_years: frozenset[int]


def read_holidays(path: Path | str) -> Holidays:
    """The holidays in a UTF-8 CSV file, with or without a byte order mark."""
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return parse_holidays(file)


def parse_holidays(lines: Iterable[str]) -> Holidays:
    """The holidays in CSV lines; what cannot be read is a ValueError that names the line.

    `year` is the year of the notice: 31 December may be a day off by next year's notice, and says nothing about the
    rest of its own year.
    """
    reader = csv.DictReader(lines)
    missing = COLUMNS - set(reader.fieldnames or ())
    if missing:
        raise ValueError(f"The holidays lack the columns {', '.join(sorted(missing))}.")
    days: dict[date, Day] = {}
    years: set[int] = set()
    for row in reader:
        try:
            when, year = date.fromisoformat(row["date"]), int(row["year"])
            day = Day(DayKind(row["kind"]), row["name"].strip())
        except (ValueError, TypeError, AttributeError) as error:
            raise ValueError(f"Line {reader.line_num} of the holidays cannot be read: {error}") from error
        if days.setdefault(when, day).kind != day.kind:
            raise ValueError(f"Line {reader.line_num} of the holidays: {when} is both a day off and a working day.")
        years.add(year)
    return Holidays(days, frozenset(years))
