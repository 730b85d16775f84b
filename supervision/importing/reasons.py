"""What can be wrong with a cell, a row, a sheet or a file, each as a sentence; stored by code, read in any language."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

# What stops a row.
ERRORS: dict[str, str | Promise] = {
    "empty": _("%(column)s is missing."),
    "too_long": _("%(column)s may have %(most)s characters; this has %(n)s."),
    "formula": _("This is a formula (%(shown)s). Copy it and paste its value instead."),
    "runs": _("A text that begins with “%(sign)s” can run as a formula elsewhere; remove the sign."),
    "excel_error": _("Excel shows an error here: %(shown)s."),
    "unprintable": _("There is a line break or an invisible character in it."),
    "merged": _("This cell belongs to the merged cells %(area)s. Unmerge them and fill in every row."),
    "bad_code": _("A code is made of letters, digits and the signs - _ . without spaces: “%(value)s”."),
    "bad_username": _("A sign-in name is made of letters, digits and the signs @ . + - _: “%(value)s”."),
    "no_username": _("Give a sign-in name or a phone number; one of them is what the person signs in with."),
    "bad_choice": _("“%(value)s” is none of: %(choices)s."),
    "unknown_type": _("There is no kind of site “%(value)s”.%(near)s"),
    "unknown_layer": _("There is no layer “%(value)s”; there are: %(choices)s."),
    "unknown_function": _("There is no function “%(value)s”.%(near)s"),
    "function_twice": _("The function “%(value)s” is given to another unit in row %(row)s already."),
    "unknown_unit": _("There is no unit “%(value)s”, neither here nor in the sheet of units.%(near)s"),
    "ended_unit": _("The unit “%(value)s” has ended."),
    "many_units": _("Several units are called “%(value)s”; write the code."),
    "unit_row_bad": _("The unit “%(value)s” has a mistake of its own in row %(row)s of the sheet of units."),
    "unknown_zone": _("There is no zone “%(value)s”, neither here nor in the sheet of zones."),
    "many_zones": _("Several zones are called “%(value)s”; write the code."),
    "zone_row_bad": _("The zone “%(value)s” has a mistake of its own in row %(row)s of the sheet of zones."),
    "flat_layer": _("Zones of this layer do not lie inside one another."),
    "circle": _("The units above lead back to this one: %(way)s."),
    "zone_circle": _("The zones above lead back to this one: %(way)s."),
    "twice": _("This code is in row %(row)s already."),
    "post_twice": _("This person has the same post in row %(row)s already."),
    "other_person": _("The sign-in name %(value)s belongs to somebody else in row %(row)s."),
    "phone_twice": _("The phone number %(value)s belongs to somebody else in row %(row)s."),
    "phone_taken": _("The phone number %(value)s already belongs to %(name)s (%(username)s)."),
    "bad_phone": _("This is no phone number: %(value)s."),
    "bad_date": _("This is no date: %(value)s. Write it like 2026-03-02."),
    "impossible_date": _("There is no such day: %(value)s."),
    "far_date": _("The year of this date cannot be right: %(value)s."),
    "bad_number": _("This is no number: %(value)s."),
    "bad_whole": _("This must be a whole number from 0 to 9999: %(value)s."),
    "swapped": _("Longitude and latitude seem to be swapped: %(lon)s, %(lat)s."),
    "outside": _("The point %(lon)s, %(lat)s lies outside the city's map."),
    "bad_shape": _("The line or area cannot be used: %(why)s"),
    "overlap": _("The area overlaps the zone %(zone)s."),
    "special_kind": _("A city and its office are founded once; they cannot be brought in."),
    "fixed_kind": _("What %(unit)s is cannot be changed from %(old)s to %(new)s."),
    "wrong_role": _("The role %(role)s does not fit a unit that is %(kind)s."),
    "above_itself": _("A unit cannot be its own parent."),
    "changed_since": _("It was changed while the import was under way: %(why)s"),
}
# What is mended or worth knowing; the row is taken.
WARNINGS: dict[str, str | Promise] = {
    "trimmed": _("Spaces around or inside it were taken away."),
    "half_width": _("Full-width characters were turned into ordinary ones."),
    "number_from_text": _("A number stored as text; taken as %(value)s."),
    "text_from_number": _(
        "Stored as a number; taken as the text %(value)s. Leading zeros, if there were any, are lost."
    ),
    "date_from_text": _("A date stored as text; taken as %(value)s."),
    "nothing": _("“%(value)s” was taken as empty."),
    "converted": _("Converted from %(system)s to WGS-84; the point moved by %(metres)s m."),
    "shape_converted": _("Converted from %(system)s to WGS-84."),
    "no_ground": _("The point lies in no administrative zone: problems there find no sub-district by themselves."),
    "past": _("Posts are not back-dated: it begins with the import."),
    "moves": _("The function “%(value)s” moves here from %(unit)s."),
    "other_name": _("The sign-in name exists: %(name)s. Make sure that it is the same person."),
    "revived": _("It had ended; the import brings it back."),
    "example": _("An example row; it was left out."),
    "phone_as_name": _("Without a sign-in name; the phone number is taken."),
}
# What concerns a sheet or the whole file: the first group stops the import.
FAULTS: dict[str, str | Promise] = {
    "not_xlsx": _("This is not an Excel workbook (.xlsx)."),
    "old_xls": _("This is a workbook of the old kind (.xls). Open it and save it as .xlsx."),
    "password": _("The workbook is protected by a password. Save it without one."),
    "macros": _("The workbook holds macros. Save it as .xlsx, which cannot hold any."),
    "damaged": _(
        "The workbook is damaged or was not written by a spreadsheet program. "
        "Open it, save it again, and try once more."
    ),
    "too_big": _("The workbook is larger than %(megabytes)s MB."),
    "bomb": _(
        "Unpacked, the workbook would be larger than %(megabytes)s MB. "
        "Delete empty rows and columns below and beside the data, and pictures, and save it again."
    ),
    "too_many_rows": _("The sheet %(sheet)s has more than %(most)s rows with content. Bring it in in parts."),
    "too_many_columns": _("The sheet %(sheet)s has more than %(most)s columns."),
    "no_sheet": _("No sheet is called %(names)s; there are: %(found)s. Use the template."),
    "two_sheets": _("Two sheets mean the same: %(one)s and %(other)s."),
    "no_headings": _(
        "The sheet %(sheet)s has no row with headings; a column %(column)s was looked for in the first ten rows."
    ),
    "missing_column": _("The sheet %(sheet)s lacks the column %(column)s."),
    "two_columns": _("The sheet %(sheet)s has two columns %(column)s."),
    "empty_file": _("There is no row with content in any of the sheets."),
    "no_city": _("There is no city yet; found it first."),
}
REMARKS: dict[str, str | Promise] = {
    "unknown_sheet": _("The sheet %(sheet)s is none of the four; it was left out."),
    "unknown_column": _("The column %(column)s of the sheet %(sheet)s is not known; it was left out."),
    "links": _("The workbook refers to other files; they were not opened."),
    "empty_rows": _("The sheet %(sheet)s has %(n)s empty rows between or below the others; they were left out."),
    "hidden": _("The sheet %(sheet)s is hidden; it was read all the same."),
}
NEAR = _(" Perhaps “%(word)s”?")
ALL = {**ERRORS, **WARNINGS, **FAULTS, **REMARKS}


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong or was mended, at a column of a row, or at a row as a whole."""

    code: str
    column: str = ""
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def stops(self) -> bool:
        """Whether the row, or the file, cannot be taken so."""
        return self.code in ERRORS or self.code in FAULTS

    @property
    def words(self) -> str:
        """The sentence in the reader's language."""
        return say(self.code, self.params)

    def content(self) -> dict[str, Any]:
        """Fit for JSON."""
        return {"code": self.code, "column": self.column, "params": self.params}


def say(code: str, params: dict[str, Any]) -> str:
    """The sentence of a code; a value that is a pair is a phrase in Chinese and in English."""
    english = (get_language() or "").startswith("en")
    shown = {key: value[english] if isinstance(value, list | tuple) else value for key, value in params.items()}
    near = str(NEAR) % {"word": shown["like"]} if shown.get("like") else ""
    return str(ALL[code]) % {**shown, "near": near}


class BadFile(Exception):
    """The file as a whole cannot be read; `problem` says why."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.problem = Problem(code, "", params)
