"""The CSV tables as records in the shape of the database's tables, keyed by what people call them (pure).

A column such as `parent__code` names another record by its code, so that two states of the catalogue can be compared
without looking at row numbers. The order of COLUMNS is the order in which tables can be filled.
"""

import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from sites.catalogue_files import Row, Tables
from sites.catalogue_rules.book import Book
from sites.vocabulary import ENGINE_FUNCTIONS

Record = dict[str, Any]
Records = dict[str, dict[str, Record]]  # table -> key -> record

COLUMNS = {
    "SiteType": "code name name_en group sector sampling_note demo12_group",
    "Function": "code name name_en duties needed",
    "AssessmentSystem": "code name name_en level valid_from valid_to",
    "Dimension": "code system__code name name_en source",
    "Content": "code dimension__code name name_en",
    "Standard": (
        "code content__code text text_en methods site_types max_score scoring department_hint source source_ref"
    ),
    "Category": (
        "code parent__code name name_en urgency limit_value limit_unit deduction photo_min verify typical_site_types"
        " department_hint source source_ref initials"
    ),
    "ChecklistItem": (
        "code heading name name_en check_point check_point_en category__code deduction source source_ref"
    ),
    "SiteTypeItem": "site_type_id item__code position",
    "StandardItem": "standard__code item__code site_type_id weight_note",
    "CategoryStandard": "category__code standard__code site_type_id primary",
    "Route": "category__code site_group priority resolver resolver_arg assisting",
}
KEYS = {
    "SiteTypeItem": 2,
    "StandardItem": 3,
    "CategoryStandard": 3,
    "Route": 3,
}  # how many of the first columns tell two records apart; one where nothing is said


def key_of(table: str, record: Record) -> str:
    """What a record is called within its table, such as `ENV-01 / road / 2`."""
    parts = [record[column] for column in COLUMNS[table].split()[: KEYS.get(table, 1)]]
    return " / ".join("*" if part in (None, "") else str(part) for part in parts)


def records_of(tables: Tables) -> Records:
    """All records of a catalogue whose rules hold."""
    book = Book(tables)
    made = {
        "SiteType": _site_types(book),
        "Function": _functions(book),
        "AssessmentSystem": _systems(book),
        "Dimension": _dimensions(book),
        "Content": _contents(book),
        "Standard": _standards(book),
        "Category": _categories(book),
        "ChecklistItem": _items(book),
        "SiteTypeItem": _site_type_items(book),
        "StandardItem": _standard_items(book),
        "CategoryStandard": _category_standards(book),
        "Route": _routes(book),
    }
    return {table: keyed(table, rows) for table, rows in made.items()}


def keyed(table: str, rows: Iterable[Record]) -> dict[str, Record]:
    """Records by key, in the order of their keys."""
    return dict(sorted((key_of(table, row), row) for row in rows))


def digest_of(records: Records) -> str:
    """One hash over the whole content."""
    text = json.dumps(records, sort_keys=True, ensure_ascii=False, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, Decimal | datetime.date):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in a catalogue")


def _named(row: Row) -> Record:
    return {"code": row["code"], "name": row["name_zh"], "name_en": row["name_en"]}


def _amount(text: str) -> Decimal | None:
    return Decimal(text).quantize(Decimal("0.01")) if text else None


def _number(text: str) -> int | None:
    return int(text) if text else None


def _date(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _sources(row: Row) -> Record:
    return {"source": row["source"], "source_ref": row["source_ref"]}


def _site_types(book: Book) -> Iterator[Record]:
    for row in book.tables["site_types"]:
        yield {
            **_named(row),
            "group": row["group"],
            "sector": row["sector_department"],
            "sampling_note": row["sampling_note"],
            "demo12_group": row["demo12_group"],
        }


def _functions(book: Book) -> Iterator[Record]:
    needed = {*ENGINE_FUNCTIONS, *(row["resolver_arg"] for row in book.tables["routing"])}
    needed |= {row["sector_department"] for row in book.tables["site_types"]}
    for row in book.functions.values():
        yield {**_named(row), "duties": row["duties"], "needed": row["code"] in needed}


def _systems(book: Book) -> Iterator[Record]:
    for row in book.tables["assessment_systems"]:
        yield {
            **_named(row),
            "level": row["level"],
            "valid_from": _date(row["valid_from"]),
            "valid_to": _date(row["valid_to"]),
        }


def _dimensions(book: Book) -> Iterator[Record]:
    system = book.tables["assessment_systems"][0]["code"]
    for code, row in {row["dimension_code"]: row for row in book.standards.values()}.items():
        names = {"code": code, "name": row["dimension"], "name_en": row["dimension_en"]}
        yield {**names, "system__code": system, "source": row["dimension_source"]}


def _contents(book: Book) -> Iterator[Record]:
    for code, row in {row["content_code"]: row for row in book.standards.values()}.items():
        names = {"code": code, "name": row["content"], "name_en": row["content_en"]}
        yield {**names, "dimension__code": row["dimension_code"]}


def _standards(book: Book) -> Iterator[Record]:
    for row in book.standards.values():
        yield {
            "code": row["code"],
            "content__code": row["content_code"],
            "text": row["standard"],
            "text_en": row["standard_en"],
            "methods": row.list("method"),
            "site_types": row.list("site_types"),
            "max_score": _amount(row["max_score"]),
            "scoring": row["scoring"],
            "department_hint": row["responsible_department_hint"],
            **_sources(row),
        }


def _categories(book: Book) -> Iterator[Record]:
    for row in book.categories.values():
        yield {
            **_named(row),
            "parent__code": row["parent"] or None,
            "urgency": row["default_level"],
            "limit_value": _number(row["time_limit_value"]),
            "limit_unit": row["time_limit_unit"],
            "deduction": _amount(row["deduction_points"]),
            "photo_min": _number(row["photo_min"]),
            "verify": row["verify"],
            "typical_site_types": row.list("typical_site_types"),
            "department_hint": row["lead_department_hint"],
            "initials": row["name_pinyin_initials"],
            **_sources(row),
        }


def _items(book: Book) -> Iterator[Record]:
    for row in book.items.values():
        yield {
            **_named(row),
            "heading": row["category"],
            "check_point": row["check_point"],
            "check_point_en": row["check_point_en"],
            "category__code": row["issue_category"],
            "deduction": _amount(row["deduction_points"]),
            **_sources(row),
        }


def _site_type_items(book: Book) -> Iterator[Record]:
    for code, row in book.site_types.items():
        for position, item in enumerate(row.list("checklist_items"), 1):
            yield {"site_type_id": code, "item__code": item, "position": position}


def _standard_items(book: Book) -> Iterator[Record]:
    for row in book.tables["standard_items"]:
        yield {
            "standard__code": row["standard_code"],
            "item__code": row["checklist_item_code"],
            "site_type_id": row["site_type_code"] or None,
            "weight_note": row["weight_note"],
        }


def _category_standards(book: Book) -> Iterator[Record]:
    for row in book.tables["category_standards"]:
        yield {
            "category__code": row["issue_category_code"],
            "standard__code": row["standard_code"],
            "site_type_id": row["site_type_code"] or None,
            "primary": row["primary"] == "1",
        }


def _routes(book: Book) -> Iterator[Record]:
    for row in book.tables["routing"]:
        yield {
            "category__code": row["issue_category_code"],
            "site_group": row["site_group"],
            "priority": int(row["priority"]),
            "resolver": row["resolver"],
            "resolver_arg": row["resolver_arg"],
            "assisting": row["assisting"] == "1",
        }
