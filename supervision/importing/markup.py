"""The people's own workbook once more: what they wrote, with the cells that are wrong in colour and the reasons beside.

It is written anew, values only: no formula of theirs can run in it, and no macro or link comes along.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any, BinaryIO

from django.utils.translation import get_language
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from supervision.importing.columns import REMARKS
from supervision.importing.tables import Row, Table, Tables
from supervision.importing.workbook import ExcelError, Formula, RawBook, RawSheet, Value

WRONG = PatternFill("solid", fgColor="F8CBAD")
MENDED = PatternFill("solid", fgColor="FFF2CC")
BOLD = Font(bold=True)
LONGEST = 32_000  # Excel's own limit of a cell is a little more
WIDTH = 18
Marks = dict[tuple[int, int], list[tuple[bool, str]]]  # (row, column) -> (stops, sentence)


def write_marked(book: RawBook, tables: Tables, target: BinaryIO) -> None:
    """Writes the copy; sheets that are none of the four come along unmarked."""
    english = (get_language() or "").startswith("en")
    out = Workbook(write_only=True)
    known = {table.title: table for table in tables.tables.values() if table.title}
    for sheet in book.sheets:
        write_sheet(out, sheet, known.get(sheet.title), REMARKS[english])
    out.save(target)


def write_sheet(out: Workbook, raw: RawSheet, table: Table | None, remarks: str) -> None:
    """One sheet with a column of remarks behind its last one."""
    target: Any = out.create_sheet(raw.title)
    width = max((len(row.cells) for row in raw.rows), default=0)
    own = old_remarks(raw, table)
    last = own or width + 1
    for place in range(1, last + 1):
        target.column_dimensions[get_column_letter(place)].width = 60 if place == last and table else WIDTH
    rows = {row.number: row for row in table.rows} if table else {}
    number = 0
    for source in raw.rows:
        for _gap in range(min(source.number - number - 1, 1000)):
            target.append([])
        number = source.number
        row = rows.get(source.number)
        heading = table is not None and source.number == table.heading
        cells = [*source.cells, *[None] * (last - len(source.cells))]
        if table:
            cells[last - 1] = remarks if heading else reasons_of(table, row)
        target.append(list(marked(target, cells, table, row, heading)))


def old_remarks(raw: RawSheet, table: Table | None) -> int:
    """Where a marked-up copy that comes back has its remarks already; 0 when it is none."""
    if table is None:
        return 0
    heading = next((row.cells for row in raw.rows if row.number == table.heading), [])
    return next((place for place, cell in enumerate(heading, 1) if cell in REMARKS), 0)


def marked(target: Any, values: Iterable[Value], table: Table | None, row: Row | None, heading: bool) -> Iterable[Any]:
    """The cells of a row, those with a problem in colour and with the reason as a comment."""
    found: dict[int, list[Any]] = defaultdict(list)
    if table and row:
        for problem in row.problems:
            found[table.places.get(problem.column, 0)].append(problem)
    for place, value in enumerate(values, 1):
        cell = plain_cell(target, value)
        if heading:
            cell.font = BOLD
        if found.get(place):
            cell.fill = WRONG if any(problem.stops for problem in found[place]) else MENDED
            cell.comment = Comment("\n".join(problem.words for problem in found[place])[:2000], "Taizhang")
        yield cell


def reasons_of(table: Table, row: Row | None) -> str | None:
    """All reasons of a row, each after the column it stands in."""
    if row is None or not row.problems:
        return None
    english = (get_language() or "").startswith("en")
    lines = []
    for problem in row.problems:
        column = next((c for c in table.sheet.columns if c.key == problem.column), None)
        lines.append(f"{(column.en if english else column.zh) + ': ' if column else ''}{problem.words}")
    return "; ".join(lines)


def plain_cell(target: Any, value: Value) -> Any:
    """A cell that is only what it shows: a formula, or a text that begins like one, stays a text."""
    if isinstance(value, Formula | ExcelError):
        value = value.text
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST]
    if not isinstance(value, str | int | float | bool | date | datetime | time | None):
        value = str(value)
    cell: Any = WriteOnlyCell(target, value=value)  # type: ignore[arg-type]
    if isinstance(value, str):
        cell.data_type = "s"
        if value.startswith(("=", "+", "-", "@", "\t", "\r")):
            cell.quotePrefix = True
    return cell
