"""From sheets to rows of the four tables: which sheet is which, where its headings are, every cell cleaned."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from supervision.importing.cells import clean, folded
from supervision.importing.columns import EXAMPLE, LISTS, NOTES, PEOPLE, REMARKS, SHEETS, Column, Sheet
from supervision.importing.reasons import BadFile, Problem
from supervision.importing.workbook import RawBook, RawRow, RawSheet, cell_name, merged_by_cell

HEADING_ROWS = 10
MANY_EMPTY = 1000


class Status(StrEnum):
    """What an import would do with a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    BAD = "bad"
    LEFT = "left"  # an example


@dataclass(frozen=True)
class Change:
    """One field that would get another value."""

    field: str
    before: Any
    after: Any


@dataclass
class Row:
    """One row of a table: what was given, what is wrong in it, and what it would change."""

    sheet: str
    number: int
    given: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)
    status: Status = Status.SAME
    changes: list[Change] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The code by which it is known."""
        return str(self.given.get("username" if self.sheet == PEOPLE else "code") or "")

    @property
    def bad(self) -> bool:
        """Whether it cannot be taken so."""
        return any(problem.stops for problem in self.problems)

    def say(self, code: str, column: str = "", /, **params: Any) -> None:
        """One more problem, each of a kind once a cell."""
        problem = Problem(code, column, params)
        if problem not in self.problems:
            self.problems.append(problem)


@dataclass
class Table:
    """The rows of one of the four sheets; `title` is what the file calls it, `places` the column of each key."""

    sheet: Sheet
    title: str
    rows: list[Row] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    heading: int = 1

    def cell(self, row: Row, column: str) -> str:
        """Where a problem stands: B7, or the row's number alone."""
        return cell_name(row.number, self.places[column]) if column in self.places else str(row.number)


@dataclass
class Tables:
    """All four, the missing ones empty, and what is to be said of the file."""

    tables: dict[str, Table]
    remarks: list[Problem] = field(default_factory=list)

    def rows(self, sheet: str) -> list[Row]:
        """The rows of a sheet."""
        return self.tables[sheet].rows

    def every(self) -> Iterator[Row]:
        """All rows."""
        for table in self.tables.values():
            yield from table.rows


def read_tables(book: RawBook) -> Tables:
    """The tables of a workbook; BadFile where a sheet or a column that is needed is not there."""
    found = Tables({sheet.name: Table(sheet, "") for sheet in SHEETS}, list(book.remarks))
    for raw in book.sheets:
        sheet = sheet_called(raw.title)
        if sheet is None:
            if folded(raw.title) not in map(folded, (*NOTES, *LISTS)):
                found.remarks.append(Problem("unknown_sheet", "", {"sheet": raw.title}))
            continue
        if found.tables[sheet.name].title:
            other = found.tables[sheet.name].title
            raise BadFile("two_sheets", one=other, other=raw.title)
        found.tables[sheet.name] = read_table(sheet, raw, found.remarks)
    if not any(table.title for table in found.tables.values()):
        names = ["、".join(sheet.zh for sheet in SHEETS), ", ".join(sheet.en for sheet in SHEETS)]
        raise BadFile("no_sheet", names=names, found=", ".join(raw.title for raw in book.sheets)[:200])
    if not any(True for _ in found.every()):
        raise BadFile("empty_file")
    return found


def sheet_called(title: str) -> Sheet | None:
    """Which of the four a sheet is, in either language."""
    asked = folded(title)
    for sheet in SHEETS:
        if asked in {folded(name) for name in (sheet.name, sheet.zh, sheet.en, *sheet.also)}:
            return sheet
    return None


def read_table(sheet: Sheet, raw: RawSheet, remarks: list[Problem]) -> Table:
    """One table; its examples are left out."""
    table = Table(sheet, raw.title)
    if raw.hidden:
        remarks.append(Problem("hidden", "", {"sheet": raw.title}))
    if raw.empty_rows > MANY_EMPTY:
        remarks.append(Problem("empty_rows", "", {"sheet": raw.title, "n": raw.empty_rows}))
    if not raw.rows:
        return table
    heading = heading_row(sheet, raw)
    table.heading, table.places = heading.number, places_of(sheet, raw.title, heading, remarks)
    merged = merged_by_cell(raw.merged)
    for row in raw.rows:
        if row.number > heading.number:
            read = read_row(table, row, merged)
            if read is not None:
                table.rows.append(read)
    return table


def heading_row(sheet: Sheet, raw: RawSheet) -> RawRow:
    """The first of the top rows with at least two headings of the sheet."""
    for row in raw.rows:
        if row.number > HEADING_ROWS:
            break
        hits = [cell for cell in row.cells if isinstance(cell, str) and column_called(sheet, cell)]
        if len(hits) >= 2:
            return row
    needed = next(column for column in sheet.columns if column.required)
    raise BadFile("no_headings", sheet=raw.title, column=[needed.zh, needed.en])


def places_of(sheet: Sheet, title: str, heading: RawRow, remarks: list[Problem]) -> dict[str, int]:
    """Column key -> its place, counted from 1."""
    places: dict[str, int] = {}
    for place, cell in enumerate(heading.cells, 1):
        if cell is None:
            continue
        column = column_called(sheet, str(cell))
        if column is None:
            if heading_word(str(cell)) not in map(folded, REMARKS):
                remarks.append(Problem("unknown_column", "", {"sheet": title, "column": str(cell)[:40]}))
        elif column.key in places:
            raise BadFile("two_columns", sheet=title, column=[column.zh, column.en])
        else:
            places[column.key] = place
    for column in sheet.columns:
        if column.required and column.key not in places:
            raise BadFile("missing_column", sheet=title, column=[column.zh, column.en])
    return places


def column_called(sheet: Sheet, heading: str) -> Column | None:
    """Which column a heading means, in either language, with or without a star and a remark in brackets."""
    asked = heading_word(heading)
    for column in sheet.columns:
        if asked in {folded(name) for name in (column.key, column.zh, column.en, *column.also)}:
            return column
    return None


def heading_word(text: str) -> str:
    """A heading without its star, and without what stands in brackets behind it."""
    return folded(re.sub(r"[(（\[【].*$", "", text.replace("*", "").replace("＊", "").strip(), flags=re.DOTALL))


def read_row(table: Table, raw: RawRow, merged: dict[tuple[int, int], str]) -> Row | None:
    """A row with its cells cleaned; None when none of the known columns holds anything."""
    row = Row(table.sheet.name, raw.number, {})
    empty = True
    for column in table.sheet.columns:
        place = table.places.get(column.key)
        if place is None:
            continue
        value = raw.cells[place - 1] if place <= len(raw.cells) else None
        empty = empty and value is None
        if place == min(table.places.values()) and isinstance(value, str) and value.strip().startswith(EXAMPLE):
            row.say("example", column.key)
            row.status = Status.LEFT
            return row
        if (area := merged.get((raw.number, place))) is not None:
            row.say("merged", column.key, area=area)
            continue
        row.given[column.key] = read_cell(row, column, value)
    return None if empty and not row.problems else row


def read_cell(row: Row, column: Column, value: Any) -> Any:
    """The cleaned value; a required cell that is empty, without another complaint, is one."""
    before = len(row.problems)
    found = clean(column, value, lambda code, **params: row.say(code, column.key, **params))
    if found is None and column.required and not any(problem.stops for problem in row.problems[before:]):
        row.say("empty", column.key, column=[column.zh, column.en])
    return found
