"""The workbook to fill in: headings, two example rows, drop-downs, and a sheet that says how."""

import io
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from supervision.importing.columns import LAYERS, LISTS, NOTES, PEOPLE, SHEETS, SITES, UNITS, ZONES, Column, Kind, Sheet
from supervision.importing.known import Known

LAST = 5000  # rows with drop-downs
HEAD = PatternFill("solid", fgColor="1F4E5F")
SHOWN = PatternFill("solid", fgColor="EDEDED")
WIDE = {Kind.SHAPE: 40, Kind.TEXT: 22, Kind.UNIT: 20, Kind.TYPE: 20, Kind.FUNCTIONS: 24}
EXAMPLES: dict[str, tuple[dict[str, str], ...]] = {
    UNITS: (
        {"code": "示例-dongmen", "name": "东门社区", "name_en": "Dongmen", "kind": "社区（村）", "parent": "东城街道"},
        {"code": "示例-team_1", "name": "督查一组", "kind": "督查组", "parent": "市文明办"},
    ),
    PEOPLE: (
        {"username": "示例-lizhiwei", "name": "李知微", "phone": "13800000001", "unit": "东城街道",
         "role": "单位经办人", "title": "综合执法办科员", "rank": "10"},
        {"username": "示例-sunliben", "name": "孙立本", "phone": "13800000002", "unit": "督查一组",
         "role": "督查组长", "title": "组长", "rank": "10"},
    ),
    ZONES: (
        {"code": "示例-dongcheng", "name": "东城街道", "layer": "行政区划", "unit": "东城街道",
         "shape": "117.44,29.91 117.46,29.93 117.47,29.95"},
        {"code": "示例-area_1", "name": "督查一片", "layer": "督查片区", "unit": "督查一组",
         "shape": "117.44,29.91 117.46,29.93 117.47,29.95"},
    ),
    SITES: (
        {"code": "示例-S001", "name": "东门菜市场", "type": "农贸（集贸）市场", "address": "东门街 12 号",
         "lon": "117.4469", "lat": "29.9244", "system": "WGS-84", "manager": "东城街道"},
        {"code": "示例-S002", "name": "文昌路", "type": "主干道", "lon": "117.4569", "lat": "29.9271",
         "system": "GCJ-02", "shape": "117.44,29.92 117.45,29.93 117.46,29.93"},
    ),
}  # fmt: skip
RULES = (
    _("Fill in the four sheets: units, people, zones, sites. A sheet without rows may stay empty or be deleted."),
    _("Columns with a star must be filled in. Their order does not matter; other columns are left out."),
    _("Rows whose code begins with “示例” only show how it is done. They are left out; you may delete them."),
    _("Units and zones may be named by code or by name; write the code where two have one name."),
    _("The same file may be imported again: the code tells what is there already, and only differences are written."),
    _("An empty cell leaves what the platform has. To end a unit or a site, use its page."),
    _("Type values, no formulas. Do not merge cells."),
    _("Longitude and latitude are in degrees. Say which system they come from: WGS-84 (GPS), GCJ-02 or BD-09."),
    _("Boundaries and lines are written as “longitude,latitude longitude,latitude …”; GeoJSON and WKT are read, too."),
    _("A site lies by itself in the zones whose boundary holds its point; name a zone only where that would be wrong."),
    _("People get no password here: print their activation slips after the import."),
    _("Without a sign-in name the phone number becomes the sign-in name. Posts are not back-dated."),
)


def template(known: Known | None) -> bytes:
    """The workbook in the reader's language; with a city its own kinds of site, functions and layers to choose from."""
    language = get_language() or "zh-hans"
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    choices = book.create_sheet(LISTS[language.startswith("en")])
    lists = Lists(choices)
    for sheet in SHEETS:
        write_sheet(book.create_sheet(sheet.titled(language)), sheet, language, known, lists)
    write_notes(book.create_sheet(NOTES[language.startswith("en")], 0))
    choices.sheet_state = "hidden"
    book.active = 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class Lists:
    """The hidden sheet with the words of the drop-downs, a column each."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        self.used: dict[tuple[str, ...], str] = {}

    def of(self, words: tuple[str, ...]) -> str:
        """The reference of a list."""
        if words not in self.used:
            column = len(self.used) + 1
            for row, word in enumerate(words, 1):
                self.sheet.cell(row, column, word)
            letter = get_column_letter(column)
            self.used[words] = f"'{self.sheet.title}'!${letter}$1:${letter}${len(words)}"
        return self.used[words]


def write_sheet(target: Any, sheet: Sheet, language: str, known: Known | None, lists: Lists) -> None:
    """Headings, examples and drop-downs of one sheet."""
    for place, column in enumerate(sheet.columns, 1):
        letter = get_column_letter(place)
        head = target.cell(1, place, column.titled(language))
        head.font, head.fill = Font(bold=True, color="FFFFFF"), HEAD
        head.alignment = Alignment(vertical="center", wrap_text=True)
        target.column_dimensions[letter].width = WIDE.get(column.kind, 15)
        if column.kind in (Kind.CODE, Kind.PHONE):
            for row in range(2, 400):
                target.cell(row, place).number_format = "@"  # as text: no zero in front is lost
        words = words_of(column, language, known)
        if words:
            drop = DataValidation("list", formula1=lists.of(words), allow_blank=True, showErrorMessage=False)
            drop.add(f"{letter}2:{letter}{LAST}")
            target.add_data_validation(drop)
        for row, example in enumerate(EXAMPLES[sheet.name], 2):
            cell = target.cell(row, place, example.get(column.key))
            cell.fill, cell.font = SHOWN, Font(italic=True, color="666666")
    target.freeze_panes = "C2"
    target.row_dimensions[1].height = 24


def words_of(column: Column, language: str, known: Known | None) -> tuple[str, ...]:
    """What may be chosen in a column."""
    english = language.startswith("en")
    if column.choices:
        return tuple(words[-1] if english and words[-1].isascii() else words[0] for words in column.choices.values())
    pairs: dict[str, tuple[str, str]] = {}
    if column.kind is Kind.LAYER:
        pairs = {layer.code: (layer.zh, layer.en) for layer in LAYERS.values()} | (known.layers if known else {})
    if column.kind is Kind.TYPE and known:
        pairs = known.types
    return tuple((en or zh) if english else zh for zh, en in pairs.values())


def write_notes(target: Any) -> None:
    """How it is filled in."""
    target.column_dimensions["A"].width = 4
    target.column_dimensions["B"].width = 110
    for row, rule in enumerate(RULES, 1):
        target.cell(row, 1, row)
        target.cell(row, 2, gettext(rule)).alignment = Alignment(wrap_text=True, vertical="top")
