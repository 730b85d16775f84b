"""A workbook while it is written: rows go to disk as they come, cells are safe, dates are dates."""

import re
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils import timezone
from PIL import Image

SHEET_MOST = 1_048_575  # rows below the head: Excel has no more
CELL_MOST = 32_000
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
PICTURE = {"width": 80, "height": 60}


class Sheets:
    """Sheets of the same columns, a new one where Excel's rows end; each with a bold head that stays in sight.

    Of a sheet only the row under way is in memory; the rest lies in `folder` until `close` makes the file of it.
    """

    def __init__(self, path: Path, name: str, heads: Iterable[tuple[str, int]]) -> None:
        options = {"constant_memory": True, "tmpdir": str(path.parent), "strings_to_formulas": False}
        self.book = xlsxwriter.Workbook(str(path), options)
        self.name, self.heads = name, list(heads)
        self.bold = self.book.add_format({"bold": True})
        self.moment = self.book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self.sheet: Any = None
        self.rows = self.on_sheet = self.sheets = 0

    def add(self, values: Iterable[Any], picture: bytes | None = None) -> None:
        """One row, with a small picture at its end."""
        if self.sheet is None or self.on_sheet >= SHEET_MOST:
            self.begin()
        self.rows, self.on_sheet = self.rows + 1, self.on_sheet + 1
        if picture is not None:
            self.sheet.set_row_pixels(self.on_sheet, PICTURE["height"] + 4)
        column = -1
        for column, value in enumerate(values):
            self.write(column, value)
        if picture is not None:
            self.show(column + 1, picture)

    def begin(self) -> None:
        """The next sheet with its head."""
        self.sheets += 1
        self.sheet = self.book.add_worksheet(f"{self.name} {self.sheets}" if self.sheets > 1 else self.name)
        self.sheet.freeze_panes(1, 0)
        for place, (label, width) in enumerate(self.heads):
            self.sheet.set_column(place, place, width)
            self.sheet.write_string(0, place, label, self.bold)
        self.on_sheet = 0

    def write(self, column: int, value: Any) -> None:
        """A safe cell: what people wrote is text and never a formula or a link, a moment a date of the city's clock."""
        row = self.on_sheet
        if isinstance(value, datetime):
            local = timezone.localtime(value).replace(tzinfo=None, microsecond=0)
            self.sheet.write_datetime(row, column, local, self.moment)
        elif isinstance(value, int | float | Decimal):
            self.sheet.write_number(row, column, value)
        elif value is not None and (text := ILLEGAL.sub("", str(value))[:CELL_MOST]):
            self.sheet.write_string(row, column, text)

    def show(self, column: int, picture: bytes) -> None:
        """A picture in its cell, moving with it."""
        place = {"image_data": BytesIO(picture), "object_position": 1}
        self.sheet.insert_image(self.on_sheet, column, "photo.jpg", place | scale(picture))

    def close(self) -> None:
        """The file is whole; one without rows has its head all the same."""
        if self.sheet is None:
            self.begin()
        self.book.close()


def scale(picture: bytes) -> dict[str, float]:
    """How much smaller it stands in its cell."""
    with Image.open(BytesIO(picture)) as opened:
        wide, high = opened.size
    return {"x_scale": PICTURE["width"] / wide, "y_scale": PICTURE["height"] / high}
