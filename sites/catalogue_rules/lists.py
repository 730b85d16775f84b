"""Rules of the plain lists: codes, vocabularies, numbers and references (pure)."""

import datetime
import re
from collections import Counter
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from sites.catalogue_files import Row
from sites.catalogue_rules.book import EVERY, Book, Found, Problem
from sites.vocabulary import ENGINE_FUNCTIONS, LimitUnit, Method, Scoring, Urgency, Verify

CODED = ("assessment_systems", "departments", "indicators", "site_types", "issue_categories", "checklist_items")
SOURCES = ("official-published", "illustrative")
OF_A_CHILD = (
    "typical_site_types",
    "default_level",
    "time_limit_value",
    "time_limit_unit",
    "deduction_points",
    "photo_min",
    "verify",
)


def list_rules(book: Book) -> Found:
    """All rules of this module."""
    yield from cell_rules(book)
    yield from system_rules(book)
    yield from function_rules(book)
    for code, row in book.items.items():
        yield from item_rules(book, code, row)
    for row in book.site_types.values():
        yield from site_type_rules(book, row)
    yield from standard_rules(book)
    for row in book.categories.values():
        yield from category_rules(book, row)


def cell_rules(book: Book) -> Found:
    """No stray spaces; a code once in a file; nothing nameless."""
    for name, rows in book.tables.items():
        for row in rows:
            for column, cell in row.items():
                if cell != cell.strip():
                    yield Problem(name, row.line, _("stray spaces in %(column)s") % {"column": column})
    for name in CODED:
        times = Counter(row["code"] for row in book.tables[name])
        for row in book.tables[name]:
            if not row["code"]:
                yield Problem(name, row.line, _("no code"))
            elif times[row["code"]] > 1:
                yield Problem(name, row.line, _("code %(code)s stands twice") % row)
            if not all(row.get(column, "x") for column in ("name_zh", "name_en")):
                yield Problem(name, row.line, _("%(code)s has no name in one of the languages") % row)


def system_rules(book: Book) -> Found:
    """One assessment system with its dates."""
    name = "assessment_systems"
    rows = book.tables[name]
    if len(rows) != 1:
        yield Problem(name, 1, _("there must be exactly one assessment system"))
    for row in rows:
        if not _is_date(row["valid_from"]) or (row["valid_to"] and not _is_date(row["valid_to"])):
            yield Problem(name, row.line, _("valid_from and valid_to must be dates such as 2024-01-31"))


def function_rules(book: Book) -> Found:
    """The engine's own functions are listed."""
    for code in ENGINE_FUNCTIONS:
        if code not in book.functions:
            yield Problem("departments", 1, _("the function %(code)s is missing") % {"code": code})


def item_rules(book: Book, code: str, row: Row) -> Found:
    """A checklist item names a child category and a deduction, in both languages."""
    name = "checklist_items"
    if row["issue_category"] not in book.children:
        yield Problem(name, row.line, _("%(code)s: %(issue_category)s is not a child category") % row)
    if not (row["check_point"] and row["check_point_en"]):
        yield Problem(name, row.line, _("%(code)s does not say what to check in both languages") % row)
    if row["source"] not in SOURCES:
        yield Problem(name, row.line, _("%(code)s: unknown source %(source)s") % row)
    if not _is_amount(row["deduction_points"]):
        yield Problem(name, row.line, _("%(code)s: %(deduction_points)s is not a deduction") % row)
    if not book.site_types_of_item[code]:
        yield Problem(name, row.line, _("%(code)s is on the checklist of no site type") % row)


def site_type_rules(book: Book, row: Row) -> Found:
    """A site type has a group, a department in charge and a checklist without repeats."""
    name = "site_types"
    items = row.list("checklist_items")
    if len(set(items)) != len(items):
        yield Problem(name, row.line, _("%(code)s lists a checklist item twice") % row)
    for item in sorted(set(items) - set(book.items)):
        yield Problem(name, row.line, _("%(code)s: unknown checklist item %(item)s") % {**row, "item": item})
    if row["sector_department"] not in book.functions:
        yield Problem(name, row.line, _("%(code)s: %(sector_department)s is not a function") % row)
    if not row["group"]:
        yield Problem(name, row.line, _("%(code)s has no group") % row)


def standard_rules(book: Book) -> Found:
    """Standards hang under one content of one dimension and are told apart in both languages."""
    name = "indicators"
    in_english = Counter(row["standard_en"] for row in book.standards.values())
    above: dict[tuple[str, str], tuple] = {}
    for row in book.standards.values():
        if not (row["standard"] and row["standard_en"]):
            yield Problem(name, row.line, _("%(code)s has no text in one of the languages") % row)
        elif in_english[row["standard_en"]] > 1:
            yield Problem(name, row.line, _("%(code)s: another standard has the same English text") % row)
        yield from _standard_values(book, row)
        for level, facts in (
            ("dimension", (row["dimension"], row["dimension_en"], row["dimension_source"])),
            ("content", (row["content"], row["content_en"], row["dimension_code"])),
        ):
            code = row[f"{level}_code"]
            if above.setdefault((level, code), facts) != facts or not code:
                words = {**row, "above": code}
                yield Problem(name, row.line, _("%(code)s: %(above)s is described differently on another line") % words)


def _standard_values(book: Book, row: Row) -> Found:
    name = "indicators"
    methods = row.list("method")
    if not methods or not set(methods) <= set(Method.values):
        yield Problem(name, row.line, _("%(code)s: unknown method %(method)s") % row)
    if row["scoring"] not in Scoring.values:
        yield Problem(name, row.line, _("%(code)s: unknown scoring %(scoring)s") % row)
    if not _is_amount(row["max_score"]):
        yield Problem(name, row.line, _("%(code)s: %(max_score)s is not a number of points") % row)
    for site_type in sorted(book.site_types_in(row, "site_types") - set(book.site_types)):
        yield Problem(name, row.line, _("%(code)s: unknown site type %(type)s") % {**row, "type": site_type})


def category_rules(book: Book, row: Row) -> Found:
    """A parent only groups; a child carries limit, deduction, photos, the way of checking and its site types."""
    name = "issue_categories"
    if not re.fullmatch(r"[a-z0-9]+", row["name_pinyin_initials"]):
        yield Problem(name, row.line, _("%(code)s has no pinyin initials") % row)
    if not row["parent"]:
        if any(row[column] for column in OF_A_CHILD):
            yield Problem(name, row.line, _("%(code)s is a parent: limit, photos and checking stay empty") % row)
        return
    above = book.categories.get(row["parent"])
    if above is None or above["parent"]:
        yield Problem(name, row.line, _("%(code)s: %(parent)s is not a parent category") % row)
    for column, allowed in (
        ("photo_min", ("1", "2", "3")),
        ("verify", Verify.values),
        ("default_level", Urgency.values),
        ("time_limit_unit", LimitUnit.values),
    ):
        if row[column] not in allowed:
            words = {"code": row["code"], "column": column, "allowed": ", ".join(allowed)}
            yield Problem(name, row.line, _("%(code)s: %(column)s must be one of %(allowed)s") % words)
    if not re.fullmatch(r"[1-9]\d{0,3}", row["time_limit_value"]):
        yield Problem(name, row.line, _("%(code)s: %(time_limit_value)s is not a time limit") % row)
    if not _is_amount(row["deduction_points"]):
        yield Problem(name, row.line, _("%(code)s: %(deduction_points)s is not a deduction") % row)
    if not row["typical_site_types"]:
        yield Problem(name, row.line, _("%(code)s names no site types") % row)
    for site_type in sorted(set(row.list("typical_site_types")) - {*book.site_types, EVERY}):
        yield Problem(name, row.line, _("%(code)s: unknown site type %(type)s") % {**row, "type": site_type})


def _is_amount(text: str) -> bool:
    """A number from 0 to 9999.99 with at most two decimals."""
    try:
        return bool(re.fullmatch(r"\d{1,4}(\.\d{1,2})?", text)) and Decimal(text) >= 0
    except InvalidOperation:
        return False


def _is_date(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
