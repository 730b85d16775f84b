"""Rules of the joining tables: which checklist item and which category bears on which standard (pure)."""

from collections import Counter, defaultdict

from django.utils.translation import gettext as _

from sites.catalogue_files import Row
from sites.catalogue_rules.book import Book, Found, Problem
from sites.vocabulary import Method, Scoring, WeightNote


def standard_item_rules(book: Book) -> Found:
    """Rows refer to what exists and say something new; together they reach every standard and every item."""
    general = {
        (row["standard_code"], row["checklist_item_code"])
        for row in book.tables["standard_items"]
        if not row["site_type_code"]
    }
    seen: set[tuple] = set()
    for row in book.tables["standard_items"]:
        key = (row["standard_code"], row["checklist_item_code"], row["site_type_code"])
        if key in seen:
            yield _of(row, "standard_items", _("the row stands twice"))
        seen.add(key)
        if row["site_type_code"] and key[:2] in general:
            yield _of(row, "standard_items", _("a row for all site types covers this one"))
        yield from _standard_item(book, row)
    yield from _items_reach_standards(book)
    yield from _standards_have_items(book)


def _standard_item(book: Book, row: Row) -> Found:
    name = "standard_items"
    standard, item, site_type = row["standard_code"], row["checklist_item_code"], row["site_type_code"]
    if standard not in book.standards or item not in book.items or site_type not in {"", *book.site_types}:
        yield _of(row, name, _("the standard, the checklist item or the site type is unknown"))
        return
    if not {Method.ONSITE, Method.SURVEY} & set(book.standards[standard].list("method")):
        yield _of(row, name, _("the standard is checked online only"))
    if row["weight_note"] not in WeightNote.values:
        yield _of(row, name, _("unknown weight"))
    if site_type and site_type not in book.site_types_of_item[item]:
        yield _of(row, name, _("the site type's checklist lacks this item"))


def _items_reach_standards(book: Book) -> Found:
    reached = book.standards_by_item_and_type()
    for code, row in book.items.items():
        for site_type in sorted(book.site_types_of_item[code]):
            if not reached[code, site_type]:
                words = {"code": code, "type": site_type}
                yield Problem("checklist_items", row.line, _("%(code)s reaches no standard at %(type)s") % words)


def _standards_have_items(book: Book) -> Found:
    items_of: dict[tuple[str, str], set[str]] = defaultdict(set)
    for (item, site_type), standards in book.standards_by_item_and_type().items():
        for standard in standards:
            items_of[standard, site_type].add(item)
    notes: dict[str, set[str]] = defaultdict(set)
    for row in book.tables["standard_items"]:
        notes[row["standard_code"]].add(row["weight_note"])
    for row in book.onsite_standards():
        code = row["code"]
        if not notes[code] & {WeightNote.MAIN, WeightNote.VETO}:
            yield Problem("indicators", row.line, _("%(code)s has no main checklist item") % row)
        if row["scoring"] == Scoring.PASS_FAIL and WeightNote.VETO not in notes[code]:
            yield Problem("indicators", row.line, _("%(code)s is pass or fail and has no veto item") % row)
        for site_type in sorted(book.site_types_in(row, "site_types") & set(book.site_types)):
            if not items_of[code, site_type]:
                words = {"code": code, "type": site_type}
                yield Problem("indicators", row.line, _("%(code)s has no checklist item at %(type)s") % words)


def category_standard_rules(book: Book) -> Found:
    """Each child category has one general primary standard, at most one more for a site type, and its items agree."""
    name = "category_standards"
    primary: Counter[tuple[str, str]] = Counter()
    reaches: dict[tuple[str, str], set[str]] = defaultdict(set)
    seen: set[tuple] = set()
    for row in book.tables[name]:
        category, standard, site_type = row["issue_category_code"], row["standard_code"], row["site_type_code"]
        if (category, standard, site_type) in seen:
            yield _of(row, name, _("the row stands twice"))
        seen.add((category, standard, site_type))
        if category not in book.children or standard not in book.standards or site_type not in {"", *book.site_types}:
            yield _of(row, name, _("the category, the standard or the site type is unknown"))
        if row["primary"] not in ("0", "1"):
            yield _of(row, name, _("primary must be 0 or 1"))
        primary[category, site_type] += row["primary"] == "1"
        reaches[category, site_type].add(standard)
        if primary[category, site_type] > 1 and row["primary"] == "1":
            yield _of(row, name, _("a second primary standard for this category and site type"))
    for code, row in book.children.items():
        if not primary[code, ""]:
            yield Problem("issue_categories", row.line, _("%(code)s has no general primary standard") % row)
    yield from _items_agree_with_categories(book, reaches)


def _items_agree_with_categories(book: Book, reaches: dict[tuple[str, str], set[str]]) -> Found:
    reached = book.standards_by_item_and_type()
    for code, row in book.items.items():
        category = row["issue_category"]
        for site_type in sorted(book.site_types_of_item[code]):
            if not reached[code, site_type] & (reaches[category, ""] | reaches[category, site_type]):
                words = {**row, "type": site_type}
                message = _("%(code)s and its category %(issue_category)s share no standard at %(type)s") % words
                yield Problem("checklist_items", row.line, message)


def _of(row: Row, name: str, words: str) -> Problem:
    """A problem of a joining row, which has no code of its own: its cells name it."""
    return Problem(name, row.line, f"{' / '.join(cell for cell in row.values() if cell)}: {words}")
