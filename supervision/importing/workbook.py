"""Opens a stranger's workbook with care: bounded before it is unpacked, nothing in it is followed, run or expanded."""

import re
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from supervision.importing.reasons import BadFile, Problem

MAX_BYTES = 15 * 1000 * 1000  # of the file
MAX_UNPACKED = 300 * 1000 * 1000  # of all its parts together
MAX_SHARED = 60 * 1000 * 1000  # of the texts that are held in memory
MAX_PARTS = 2000
MAX_ROWS = 20_000  # with content, of a sheet
MAX_COLUMNS = 60
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}[0-9]{1,7}(?::[A-Z]{1,3}[0-9]{1,7})?)"')
BROKEN = (
    ParseError,
    DefusedXmlException,
    InvalidFileException,
    zipfile.BadZipFile,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,  # a part with a password of its own
)


@dataclass(frozen=True)
class Formula:
    """A cell that is reckoned, not written."""

    text: str


@dataclass(frozen=True)
class ExcelError:
    """#REF! and the like."""

    text: str


Value = str | int | float | bool | date | datetime | time | Formula | ExcelError | None


@dataclass
class RawRow:
    """One row that has content: its number as the spreadsheet shows it, and its cells."""

    number: int
    cells: list[Value]


@dataclass
class RawSheet:
    """One sheet: its rows with content, the merged areas, what is hidden."""

    title: str
    rows: list[RawRow]
    merged: list[str] = field(default_factory=list)
    hidden: bool = False
    empty_rows: int = 0


@dataclass
class RawBook:
    """What was in the file, and what is worth saying about the whole of it."""

    sheets: list[RawSheet]
    remarks: list[Problem] = field(default_factory=list)


def read_workbook(file: BinaryIO) -> RawBook:
    """Every sheet with its content; BadFile with a sentence where the file is no plain workbook."""
    names = check_package(file)
    file.seek(0)
    try:
        book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
        try:
            archive = book._archive  # type: ignore[attr-defined]
            sheets = [read_sheet(sheet, archive) for sheet in book.worksheets]
        finally:
            book.close()
    except BadFile:
        raise
    except (MemoryError, RecursionError, *BROKEN) as error:
        raise BadFile("damaged") from error
    remarks = [Problem("links")] if any(name.startswith("xl/externalLinks/") for name in names) else []
    return RawBook(sheets, remarks)


def check_package(file: BinaryIO) -> list[str]:
    """The names of the parts, after a look at their sizes alone; zipfile reads no more of a part than it declares."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    if size > MAX_BYTES:
        raise BadFile("too_big", megabytes=MAX_BYTES // 1_000_000)
    head = file.read(8)
    if head == OLE:
        raise BadFile("password" if ENCRYPTED in head + file.read() else "old_xls")
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise BadFile("damaged" if head[:2] == b"PK" else "not_xlsx") from error
    names = [part.filename for part in parts]
    if "xl/vbaProject.bin" in names:
        raise BadFile("macros")
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise BadFile("not_xlsx")
    shared = sum(part.file_size for part in parts if part.filename.endswith(("sharedStrings.xml", "styles.xml")))
    whole = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or whole > MAX_UNPACKED or shared > MAX_SHARED:
        raise BadFile("bomb", megabytes=(MAX_SHARED if shared > MAX_SHARED else MAX_UNPACKED) // 1_000_000)
    return names


def read_sheet(sheet: Any, archive: zipfile.ZipFile) -> RawSheet:
    """The rows with content; a million empty ones below them are only counted."""
    sheet.reset_dimensions()  # what the file says of its own size is not asked
    rows: list[RawRow] = []
    empty = 0
    for number, cells in enumerate(sheet.iter_rows(), 1):
        values = [value_of(cell) for cell in cells]
        while values and values[-1] is None:
            values.pop()
        if not values:
            empty += 1
            continue
        if len(values) > MAX_COLUMNS:
            raise BadFile("too_many_columns", sheet=sheet.title, most=MAX_COLUMNS)
        if len(rows) >= MAX_ROWS:
            raise BadFile("too_many_rows", sheet=sheet.title, most=MAX_ROWS)
        rows.append(RawRow(number, values))
    path = str(sheet._worksheet_path)
    return RawSheet(sheet.title, rows, merged_areas(archive, path), sheet.sheet_state != "visible", empty)


def value_of(cell: Any) -> Value:
    """A cell's content with what it is; blanks are nothing."""
    kind, value = cell.data_type, cell.value
    if value is None:
        return None
    if kind == "f":
        return Formula(str(getattr(value, "text", None) or value))
    if kind == "e":
        return ExcelError(str(value))
    if isinstance(value, str):
        return value if value.strip() else None
    return value


def merged_areas(archive: zipfile.ZipFile, path: str) -> list[str]:
    """The merged areas, which the streaming reader leaves out; they stand behind the rows."""
    found: list[str] = []
    rest = b""
    with archive.open(path) as part:
        while piece := part.read(1 << 20):
            text = rest + piece
            found += [match.group(1).decode() for match in MERGED.finditer(text)]
            rest = text[text.rfind(b"<") :][-400:]
            if len(found) > MAX_ROWS:
                break
    return found


def merged_by_cell(areas: list[str]) -> dict[tuple[int, int], str]:
    """(row, column) -> the merged area it belongs to; wide areas only as far as rows and columns are read."""
    cells: dict[tuple[int, int], str] = {}
    for area in areas:
        left, top, right, bottom = (int(side or 1) for side in range_boundaries(area))
        for row in range(top, min(bottom, top + MAX_ROWS) + 1):
            for column in range(left, min(right, MAX_COLUMNS) + 1):
                cells[row, column] = area
            if len(cells) > MAX_ROWS * 4:
                return cells
    return cells


def cell_name(row: int, column: int) -> str:
    """B7."""
    return f"{get_column_letter(column)}{row}"


def is_workbook_name(name: str) -> bool:
    """Whether a file is called like a workbook."""
    return Path(name).suffix.lower() == ".xlsx"
