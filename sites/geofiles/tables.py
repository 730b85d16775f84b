"""The table of a Shapefile (.dbf): rows of fixed width, in UTF-8 or GBK, whatever the program wrote it."""

import codecs
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from sites.geofiles.geojson import too_many
from sites.geofiles.rows import MAX_ZONES, GeoFileError

MAX_FIELDS = 255
NUMBERS = b"NF"
GBK_MARK = 0x4D  # the language driver of code page 936
CODE_PAGES = {
    "utf8": "utf-8", "65001": "utf-8", "gbk": "gb18030", "cp936": "gb18030", "936": "gb18030", "ansi936": "gb18030",
    "gb2312": "gb18030", "gb18030": "gb18030", "54936": "gb18030", "big5": "big5", "950": "big5",
}  # fmt: skip


@dataclass
class Table:
    """The rows as texts by heading; None for one that is marked as deleted."""

    headings: list[str]
    rows: list[dict[str, str] | None]
    encoding: str
    cut: bool = False
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Column:
    """A field: its name as bytes, its kind, where it stands in a row."""

    name: bytes
    kind: int
    start: int
    width: int


def read_table(data: bytes, code_page: str) -> Table:
    """All rows; GeoFileError when it is no .dbf. `code_page` is what the .cpg says."""
    if len(data) < 33:
        raise no_table()
    count, head, width = struct.unpack("<LHH", data[4:12])
    columns = columns_of(data, head, width)
    whole = max(0, len(data) - head) // width
    if min(count, whole) > MAX_ZONES:
        raise too_many(min(count, whole))
    records = [data[head + n * width : head + (n + 1) * width] for n in range(min(count, whole))]
    encoding = encoding_of(columns, records, code_page, data[29])
    headings = [column.name.decode(encoding, "ignore").strip() for column in columns]
    rows = [row_of(record, columns, headings, encoding) for record in records]
    return Table(headings, rows, encoding, cut=whole < count)


def columns_of(data: bytes, head: int, width: int) -> list[Column]:
    """The fields, which must fit into a row."""
    if not 33 <= head <= len(data) or width < 2:
        raise no_table()
    found, start, place = [], 1, 32
    while place + 32 <= head and data[place] != 0x0D:
        name, kind, size = struct.unpack("<11sB4xB15x", data[place : place + 32])
        found.append(Column(name.partition(b"\0")[0], kind, start, size))
        start, place = start + size, place + 32
    if not found or start > width or len(found) > MAX_FIELDS:
        raise no_table()
    return found


def encoding_of(columns: Sequence[Column], records: Sequence[bytes], code_page: str, mark: int) -> str:
    """What the .cpg says where that can be, then the table's own mark, UTF-8, GBK: the first that reads everything."""
    said = CODE_PAGES.get("".join(c for c in code_page.casefold() if c.isalnum()))
    marked = "gb18030" if mark == GBK_MARK else None
    texts = [column.name for column in columns]
    texts += [cell_of(record, column) for record in records for column in columns if column.kind not in NUMBERS]
    for encoding in dict.fromkeys(filter(None, (said, marked, "utf-8", "gb18030"))):
        if all(reads(text, encoding) for text in texts):
            return encoding
    return said or "utf-8"


def reads(text: bytes, encoding: str) -> bool:
    """Whether the bytes are a text of that encoding; programs cut headings and cells amid a character."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(text)
    except UnicodeDecodeError:
        return False
    return True


def cell_of(record: bytes, column: Column) -> bytes:
    """The bytes of a cell without what fills it up."""
    return record[column.start : column.start + column.width].partition(b"\0")[0].strip(b" ")


def row_of(record: bytes, columns: Sequence[Column], headings: Sequence[str], encoding: str) -> dict[str, str] | None:
    """One row; a number loses the zeros behind its point, stars mean nothing."""
    if record[:1] == b"*":
        return None
    found: dict[str, str] = {}
    for column, heading in zip(columns, headings, strict=True):
        text = cell_of(record, column).decode(encoding, "replace")
        if column.kind in NUMBERS:
            text = text.strip("*")
            text = text.rstrip("0").rstrip(".") if "." in text and "e" not in text.casefold() else text
        found.setdefault(heading, text)
    return found


def no_table() -> GeoFileError:
    """The .dbf is broken."""
    return GeoFileError(_("The table of the Shapefile (.dbf) is damaged."))
