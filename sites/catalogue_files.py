"""Reads the catalogue's CSV files into tables of text cells that remember their line (pure)."""

import csv
import io
from pathlib import Path

from django.utils.translation import gettext as _

PACKAGED = Path(__file__).resolve().parent / "catalogue_data"

COLUMNS = {
    "assessment_systems": "code name_zh name_en level valid_from valid_to",
    "departments": "code name_zh name_en ranking_group duties",
    "indicators": (
        "code dimension_code dimension dimension_en dimension_source content_code content content_en standard method"
        " site_types max_score scoring responsible_department_hint source source_ref standard_en"
    ),
    "site_types": (
        "code name_zh name_en group lead_department_hint sampling_note demo12_group checklist_items source source_ref"
        " sector_department"
    ),
    "issue_categories": (
        "code parent name_zh name_en typical_site_types default_level time_limit_value time_limit_unit"
        " lead_department_hint deduction_points source source_ref photo_min verify name_pinyin_initials"
    ),
    "checklist_items": (
        "code category name_zh name_en check_point issue_category deduction_points source source_ref check_point_en"
    ),
    "standard_items": "standard_code checklist_item_code site_type_code weight_note",
    "category_standards": "issue_category_code standard_code site_type_code primary",
    "routing": "issue_category_code site_group priority resolver resolver_arg assisting",
}


class Row(dict):
    """Cells by column name, and the line of the file they came from."""

    def __init__(self, cells: dict[str, str], line: int):
        super().__init__(cells)
        self.line = line

    def list(self, column: str) -> list[str]:
        """A cell that holds several values divided by semicolons."""
        return [part for part in self[column].split(";") if part]


Tables = dict[str, list[Row]]


class UnreadableError(ValueError):
    """A file that is missing or is not a table with the expected columns; the message names it."""


def read_tables(folder: Path = PACKAGED) -> Tables:
    """All files of a catalogue folder, or UnreadableError."""
    return {name: _read(Path(folder) / f"{name}.csv", columns.split()) for name, columns in COLUMNS.items()}


def _read(path: Path, columns: list[str]) -> list[Row]:
    """One file: header exactly as expected, as many cells in each line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UnreadableError(
            _("%(file)s cannot be opened: %(why)s") % {"file": path.name, "why": error.strerror}
        ) from error
    except UnicodeDecodeError as error:
        raise UnreadableError(_("%(file)s is not UTF-8 text.") % {"file": path.name}) from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        if next(reader, None) != columns:
            wanted = {"file": path.name, "columns": ",".join(columns)}
            raise UnreadableError(_("%(file)s line 1: the columns must be %(columns)s") % wanted)
        return [_row(path.name, reader.line_num, cells, columns) for cells in reader]
    except csv.Error as error:
        where = {"file": path.name, "line": reader.line_num, "why": error}
        raise UnreadableError(_("%(file)s line %(line)d: %(why)s") % where) from error


def _row(name: str, line: int, cells: list[str], columns: list[str]) -> Row:
    if len(cells) != len(columns):
        counts = {"file": name, "line": line, "found": len(cells), "wanted": len(columns)}
        raise UnreadableError(_("%(file)s line %(line)d: %(found)d cells instead of %(wanted)d") % counts)
    return Row(dict(zip(columns, cells, strict=True)), line)
