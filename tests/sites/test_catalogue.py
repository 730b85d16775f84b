"""The rules of the joined catalogue: the shipped files keep them all; each one, when broken, is named with its line."""

from collections import Counter
from decimal import Decimal

import pytest

from sites.catalogue_files import COLUMNS, PACKAGED, Row, UnreadableError, read_tables
from sites.catalogue_records import records_of
from sites.catalogue_rules import Book, problems


def test_the_shipped_catalogue_breaks_no_rule(tables):
    assert problems(tables) == []


def test_the_shipped_catalogue_has_the_size_it_is_known_for(tables):
    records = records_of(tables)
    assert {table: len(rows) for table, rows in records.items()} == {
        "SiteType": 58,
        "Function": 49,
        "AssessmentSystem": 1,
        "Dimension": 12,
        "Content": 90,
        "Standard": 188,
        "Category": 140,
        "ChecklistItem": 120,
        "SiteTypeItem": 1016,
        "StandardItem": 348,
        "CategoryStandard": 371,
        "Route": 1187,
    }
    assert sum(row["max_score"] for row in records["Standard"].values()) == Decimal(1000)
    assert sum(1 for row in records["Category"].values() if row["parent__code"] is None) == 17
    assert sum(1 for row in records["Function"].values() if row["needed"]) == 36  # the routing's 35, and discipline


def test_every_limit_that_was_published_has_its_unit_and_urgency(tables):
    limits = Counter((row["default_level"], row["time_limit_unit"]) for row in Book(tables).children.values())
    assert set(limits) == {
        ("A", "hour"), ("A", "workhour"), ("B", "hour"), ("B", "workhour"), ("C", "workday"), ("C", "day")
    }  # fmt: skip


# --- each rule, broken once -----------------------------------------------------------------------------------


def line(tables, name, **where) -> Row:
    """The first line of a file with those cells."""
    return next(row for row in tables[name] if all(row[column] == cell for column, cell in where.items()))


def edit(name, change, **where):
    """Change cells of one line."""
    return lambda tables: line(tables, name, **where).update(change)


def drop(name, **where):
    """Take every line with those cells out."""

    def change(tables):
        tables[name] = [row for row in tables[name] if not all(row[c] == cell for c, cell in where.items())]

    return change


def add(name, change=None, **where):
    """Repeat the first line with those cells at the end of the file, changed."""

    def change_tables(tables):
        tables[name].append(Row({**line(tables, name, **where), **(change or {})}, len(tables[name]) + 2))

    return change_tables


def shuffle_leads(tables):
    """An assisting row before a lead row."""
    chain = [row for row in tables["routing"] if row["issue_category_code"] == "ENV-01" and not row["site_group"]]
    for row, flag in zip(chain, "100", strict=True):
        row["assisting"] = flag


ITEM = {"code": "CK-ENV-01"}
TYPE = {"code": "road_main"}
STANDARD = {"code": "I01-C02-S1"}
CHILD = {"code": "ENV-01"}
ROUTE = {"issue_category_code": "ENV-01", "site_group": "", "priority": "1"}
LAST_ROUTE = {"issue_category_code": "ENV-01", "site_group": "", "priority": "3"}
ROAD_ROUTE = {"issue_category_code": "ENV-01", "site_group": "road", "priority": "1"}
JOIN = {"standard_code": "I01-C02-S1", "checklist_item_code": "CK-PSA-01", "site_type_code": "road_main"}
PRIMARY = {"issue_category_code": "ENV-01", "site_type_code": ""}

BROKEN = [
    # cells and codes
    ("a stray space", edit("routing", {"resolver": "sector "}, **ROUTE),
     "routing", "stray spaces in resolver"),
    ("a code twice", add("issue_categories", **CHILD), "issue_categories", "ENV-01 stands twice"),
    ("a site type twice", add("site_types", **TYPE), "site_types", "road_main stands twice"),
    ("a standard twice", add("indicators", **STANDARD), "indicators", "I01-C02-S1 stands twice"),
    ("an item twice", add("checklist_items", **ITEM), "checklist_items", "CK-ENV-01 stands twice"),
    ("a department twice", add("departments", code="fire"), "departments", "fire stands twice"),
    ("no code", edit("checklist_items", {"code": ""}, **ITEM), "checklist_items", "no code"),
    ("no English name", edit("site_types", {"name_en": ""}, **TYPE), "site_types", "no name in one"),
    ("no discipline", drop("departments", code="discipline"), "departments", "discipline is missing"),
    # the assessment system
    ("two systems", add("assessment_systems", {"code": "X"}), "assessment_systems", "exactly one"),
    ("a bad date", edit("assessment_systems", {"valid_from": "2024-1-1"}),
     "assessment_systems", "must be dates"),
    # checklist items
    ("a parent category", edit("checklist_items", {"issue_category": "ENV"}, **ITEM),
     "checklist_items", "not a child"),
    ("no English check", edit("checklist_items", {"check_point_en": ""}, **ITEM),
     "checklist_items", "what to check"),
    ("an unknown source", edit("checklist_items", {"source": "rumour"}, **ITEM),
     "checklist_items", "source rumour"),
    ("no deduction", edit("checklist_items", {"deduction_points": "x"}, **ITEM),
     "checklist_items", "not a deduction"),
    ("an item nobody looks at", edit("checklist_items", {"code": "CK-X"}, **ITEM),
     "checklist_items", "no site type"),
    # site types
    ("an item twice in a list", edit("site_types", {"checklist_items": "CK-ENV-01;CK-ENV-01"}, **TYPE), "site_types",
     "lists a checklist item twice"),
    ("an unknown item", edit("site_types", {"checklist_items": "CK-X"}, **TYPE), "site_types", "item CK-X"),
    ("no such sector", edit("site_types", {"sector_department": "x"}, **TYPE),
     "site_types", "x is not a function"),
    ("a street as sector", edit("site_types", {"sector_department": "street_a"}, **TYPE),
     "site_types", "not a function"),
    ("no group", edit("site_types", {"group": ""}, **TYPE), "site_types", "no group"),
    # standards
    ("no English text", edit("indicators", {"standard_en": ""}, **STANDARD), "indicators", "no text in one"),
    ("an unknown method", edit("indicators", {"method": "guess"}, **STANDARD), "indicators", "method guess"),
    ("an unknown scoring", edit("indicators", {"scoring": "dice"}, **STANDARD), "indicators", "scoring dice"),
    ("points of no number", edit("indicators", {"max_score": "-1"}, **STANDARD),
     "indicators", "number of points"),
    ("an unknown site type", edit("indicators", {"site_types": "moon"}, **STANDARD),
     "indicators", "site type moon"),
    ("a content named twice", edit("indicators", {"content": "别的"}, code="I01-C01-S2"),
     "indicators", "differently"),
    ("a dimension named twice", edit("indicators", {"dimension_en": "X"}, **STANDARD),
     "indicators", "differently"),
    # categories
    ("no initials", edit("issue_categories", {"name_pinyin_initials": ""}, **CHILD),
     "issue_categories", "initials"),
    ("no such parent", edit("issue_categories", {"parent": "X"}, **CHILD),
     "issue_categories", "not a parent"),
    ("a child as parent", edit("issue_categories", {"parent": "ENV-02"}, **CHILD),
     "issue_categories", "not a parent"),
    ("four photos", edit("issue_categories", {"photo_min": "4"}, **CHILD), "issue_categories", "photo_min"),
    ("no way of checking", edit("issue_categories", {"verify": ""}, **CHILD), "issue_categories", "verify"),
    ("no urgency", edit("issue_categories", {"default_level": "D"}, **CHILD),
     "issue_categories", "default_level"),
    ("an unknown unit", edit("issue_categories", {"time_limit_unit": "week"}, **CHILD),
     "issue_categories", "limit_unit"),
    ("no limit", edit("issue_categories", {"time_limit_value": "0"}, **CHILD),
     "issue_categories", "not a time limit"),
    ("a bad deduction", edit("issue_categories", {"deduction_points": ""}, **CHILD),
     "issue_categories", "deduction"),
    ("no site types", edit("issue_categories", {"typical_site_types": ""}, **CHILD),
     "issue_categories", "no site types"),
    ("a site type of no list", edit("issue_categories", {"typical_site_types": "moon"}, **CHILD), "issue_categories",
     "site type moon"),
    ("a parent with photos", edit("issue_categories", {"photo_min": "1"}, code="ENV"),
     "issue_categories", "is a parent"),
    # items and standards
    ("a join twice", add("standard_items", **JOIN), "standard_items", "stands twice"),
    ("a join to nothing", add("standard_items", {"standard_code": "X"}, **JOIN), "standard_items", "unknown"),
    ("a join at no site type", add("standard_items", {"site_type_code": "x"}, **JOIN),
     "standard_items", "unknown"),
    ("an online standard", add("standard_items", {"standard_code": "I01-C01-S1"}, **JOIN),
     "standard_items", "online"),
    ("an unknown weight", edit("standard_items", {"weight_note": "?"}, **JOIN),
     "standard_items", "unknown weight"),
    ("an item the type lacks", add("standard_items", {"checklist_item_code": "CK-FIR-01"}, **JOIN), "standard_items",
     "lacks this item"),
    ("a covered row", add("standard_items", {"site_type_code": ""}, **JOIN),
     "standard_items", "covers this one"),
    ("an item without standards", drop("standard_items", checklist_item_code="CK-ENV-01"), "checklist_items",
     "CK-ENV-01 reaches no standard at"),
    ("a standard without items", drop("standard_items", standard_code="I01-C02-S1"), "indicators",
     "I01-C02-S1 has no main"),
    ("a standard unseen at one type", drop("standard_items", standard_code="I01-C02-S1", site_type_code="park"),
     "indicators", "I01-C02-S1 has no checklist item at park"),
    ("pass or fail without veto", edit("indicators", {"scoring": "pass_fail"}, **STANDARD),
     "indicators", "no veto"),
    # categories and standards
    ("a row twice", add("category_standards", **PRIMARY), "category_standards", "stands twice"),
    ("a row to nothing", add("category_standards", {"standard_code": "X", "primary": "0"}, **PRIMARY),
     "category_standards", "unknown"),
    ("half a primary", edit("category_standards", {"primary": "yes"}, **PRIMARY),
     "category_standards", "0 or 1"),
    ("two primaries", add("category_standards", {"standard_code": "I01-C02-S1"}, **PRIMARY), "category_standards",
     "second primary"),
    ("two primaries at a type", add("category_standards", {"standard_code": "I01-C02-S1"}, issue_category_code="ENV-01",
     site_type_code="bus"), "category_standards", "second primary"),
    ("no primary", edit("category_standards", {"primary": "0"}, **PRIMARY),
     "issue_categories", "ENV-01 has no general"),
    ("nothing in common", drop("category_standards", issue_category_code="ENV-01"), "checklist_items",
     "share no standard"),
    # routing
    ("a route of no category", add("routing", {"issue_category_code": "X"}, **ROUTE),
     "routing", "X is not a child"),
    ("a route of no group", edit("routing", {"site_group": "moon"}, **ROAD_ROUTE),
     "routing", "moon is not a group"),
    ("no priority", edit("routing", {"priority": "0"}, **ROUTE), "routing", "not a priority"),
    ("a gap", edit("routing", {"priority": "7"}, **LAST_ROUTE), "routing", "1, 2, 3"),
    ("an unknown resolver", edit("routing", {"resolver": "luck"}, **ROUTE), "routing", "luck is not a way"),
    ("a unit without function", edit("routing", {"resolver_arg": ""}, **ROAD_ROUTE),
     "routing", "only with unit"),
    ("a function without unit", edit("routing", {"resolver_arg": "fire"}, **ROUTE),
     "routing", "only with unit"),
    ("no such function", edit("routing", {"resolver_arg": "x"}, **ROAD_ROUTE),
     "routing", "x is not a function"),
    ("a street by name", edit("routing", {"resolver_arg": "street_a"}, **ROAD_ROUTE),
     "routing", "not a function"),
    ("half assisting", edit("routing", {"assisting": ""}, **ROUTE), "routing", "assisting must be"),
    ("an assistant first", shuffle_leads, "routing", "lead rows must come first"),
    ("no lead at all", edit("routing", {"assisting": "1"}, **ROAD_ROUTE), "routing", "there must be one"),
    ("a lead that may fail", drop("routing", **LAST_ROUTE), "routing", "last lead row"),
    ("an end that may fail", edit("routing", {"resolver": "site_manager"}, issue_category_code="ENV-01",
     site_group="road", priority="2"), "routing", "last row of a list"),
    ("a lead never reached", edit("routing", {"resolver": "territorial"}, **ROUTE),
     "routing", "never be reached"),
    ("the same row twice", edit("routing", {"resolver": "sector"}, **ROUTE),
     "routing", "same row stands twice"),
    ("no general list", drop("routing", issue_category_code="ENV-01", site_group=""), "issue_categories",
     "ENV-01 has no general routing"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "spoil", "file", "words"), BROKEN, ids=[case[0] for case in BROKEN])
def test_a_broken_rule_is_named_with_its_file_and_line(tables, case, spoil, file, words):
    spoil(tables)
    found = [problem for problem in problems(tables) if problem.file == file and words in problem.message]
    assert found, case
    assert all(str(problem).startswith(f"{file}.csv:{problem.line}: ") for problem in found)
    lines = {row.line for row in tables[file]} | {1}
    assert {problem.line for problem in found} <= lines


def test_two_standards_with_one_english_text_are_told_apart_nowhere(tables):
    tables["indicators"][1]["standard_en"] = tables["indicators"][0]["standard_en"]
    assert [problem.line for problem in problems(tables) if "same English text" in problem.message] == [2, 3]


def test_the_line_is_the_one_a_person_would_open(tables):
    row = line(tables, "routing", **ROUTE)
    row["resolver"] = "luck"
    found = next(problem for problem in problems(tables) if "luck" in problem.message)
    text = (PACKAGED / "routing.csv").read_text(encoding="utf-8").splitlines()[found.line - 1]
    assert text.startswith("ENV-01,,1,")


# --- files ----------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    for name in COLUMNS:
        (tmp_path / f"{name}.csv").write_bytes((PACKAGED / f"{name}.csv").read_bytes())
    return tmp_path


def test_a_copy_of_the_files_reads_the_same_with_a_byte_order_mark_and_windows_lines(folder, tables):
    for path in folder.iterdir():
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_tables(folder) == tables


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda path: path.unlink(), "routing.csv cannot be opened"),
        (lambda path: path.write_text(""), "routing.csv line 1: the columns must be issue_category_code"),
        (lambda path: path.write_text("a,b\n1,2\n"), "routing.csv line 1: the columns"),
        (lambda path: path.write_bytes(path.read_bytes() + b"ENV-01,x\n"), "line 1189: 2 cells instead of 6"),
        (lambda path: path.write_bytes(path.read_bytes() + b"\xff\xfe\n"), "routing.csv is not UTF-8"),
        (lambda path: path.write_bytes(path.read_bytes() + b'ENV-01,"x\n'), "routing.csv line 1189"),
    ],
)
def test_a_file_that_is_no_table_is_refused_by_name(folder, spoil, words):
    spoil(folder / "routing.csv")
    with pytest.raises(UnreadableError, match=words):
        read_tables(folder)
