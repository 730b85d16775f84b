"""The file while it is written: sheets one after the other, safe cells, formulas with their values, names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils import timezone

from rectification.sheets import CELL_MOST, ILLEGAL, SHEET_MOST

Cell = Any
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))  # what a sheet may not be called
NAME_MOST = 31


@dataclass(frozen=True)
class Formula:
    """A formula and what it comes to: programs that do not reckon show the value."""

    text: str
    value: Fraction | None
    look: str = "plain"


@dataclass(frozen=True)
class Styled:
    """A value with a look."""

    value: Any
    look: str


def letter(column: int) -> str:
    """The name of a column: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


class Book:
    """A workbook. Of each sheet only the row under way is in memory, so sheets are written one after the other."""

    def __init__(self, path: Path) -> None:
        options = {"constant_memory": True, "tmpdir": str(path.parent), "strings_to_formulas": False}
        self.book = xlsxwriter.Workbook(str(path), options)
        self.looks = {
            "head": self.book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
            "strong": self.book.add_format({"bold": True}),
            "moment": self.book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            "percent": self.book.add_format({"num_format": "0.00%"}),
            "points": self.book.add_format({"num_format": "0.00"}),
            "money": self.book.add_format({"num_format": "#,##0.00"}),
            "total": self.book.add_format({"num_format": "0.00", "bold": True}),
            "wrap": self.book.add_format({"text_wrap": True, "valign": "top"}),
        }
        self.taken: set[str] = set()

    def sheet(self, name: str, heads: Iterable[tuple[str, int]] = (), freeze: int = 0) -> "Sheet":
        """The next sheet; with heads its first row stays in sight."""
        return Sheet(self, self.free(name), list(heads), freeze)

    def free(self, name: str) -> str:
        """A name that a sheet may have and no other has."""
        base = ILLEGAL.sub("", name).translate(FORBIDDEN).strip() or "Sheet"
        found, n = base[:NAME_MOST], 1
        while found.casefold() in self.taken:
            n += 1
            found = f"{base[: NAME_MOST - len(str(n)) - 1]} {n}"
        self.taken.add(found.casefold())
        return found

    def call(self, name: str, sheet: "Sheet", row: int, column: int) -> None:
        """Gives a cell a name that formulas use."""
        self.book.define_name(name, f"={quoted(sheet.name)}!${letter(column)}${row + 1}")

    def close(self) -> None:
        """The file is whole."""
        self.book.close()


def quoted(name: str) -> str:
    """A sheet's name in a formula."""
    return f"'{name}'"


class Sheet:
    """One sheet, written from the top to the bottom."""

    def __init__(self, book: Book, name: str, heads: list[tuple[str, int]], freeze: int) -> None:
        self.book, self.name, self.heads, self.freeze = book, name, heads, freeze
        self.row = 0
        self.begin()

    def begin(self) -> None:
        """The sheet itself, with its head."""
        self.page = self.book.book.add_worksheet(self.name)
        self.row = 0
        for column, (_label, width) in enumerate(self.heads):
            self.page.set_column(column, column, width)
        if self.heads:
            self.page.freeze_panes(1, self.freeze)
            self.add([Styled(label, "head") for label, _width in self.heads])

    def add(self, values: Iterable[Cell]) -> int:
        """One row; its number from 0. Where Excel's rows end another sheet goes on."""
        if self.row > SHEET_MOST:
            self.name = self.book.free(self.name)
            self.begin()
        for column, value in enumerate(values):
            self.put(column, value, None)
        self.row += 1
        return self.row - 1

    def put(self, column: int, value: Cell, look: str | None) -> None:
        """A safe cell: what people wrote is text and never a formula or a link."""
        form = self.book.looks[look] if look else None
        match value:
            case Styled(inner, own):
                self.put(column, inner, own)
            case Formula(text, result, own):
                form = self.book.looks.get(own)
                self.page.write_formula(self.row, column, text, form, "" if result is None else float(result))
            case datetime():
                local = timezone.localtime(value).replace(tzinfo=None, microsecond=0)
                self.page.write_datetime(self.row, column, local, self.book.looks["moment"])
            case Fraction():
                self.page.write_number(self.row, column, float(value), form)
            case int() | Decimal():
                self.page.write_number(self.row, column, value, form)
            case None:
                pass
            case _:
                if text := ILLEGAL.sub("", str(value))[:CELL_MOST]:
                    self.page.write_string(self.row, column, text, form)

    def facts(self, pairs: Mapping[str, Cell]) -> None:
        """Labels with what they say, a row each."""
        for label, value in pairs.items():
            self.add([Styled(label, "strong"), value])
