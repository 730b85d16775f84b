"""The tables of a catalogue with the indexes that its rules look things up in (pure)."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from sites.catalogue_files import Row, Tables
from sites.vocabulary import Method

# Streets and towns stand in departments.csv as examples of places; a place is reached by `territorial`, never by name.
PLACES = ("street", "town")
EVERY = "*"


class Problem(NamedTuple):
    """One broken rule, where it was found, in words for the person who keeps the file."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}.csv:{self.line}: {self.message}"


Found = Iterator[Problem]


class Book:
    """Rows by code, and what hangs on what. Of two rows with one code the later counts; the rule reports them."""

    def __init__(self, tables: Tables):
        self.tables = tables
        self.functions = {row["code"]: row for row in tables["departments"] if row["ranking_group"] not in PLACES}
        self.site_types = self._by_code("site_types")
        self.standards = self._by_code("indicators")
        self.items = self._by_code("checklist_items")
        self.categories = self._by_code("issue_categories")
        self.children = {code: row for code, row in self.categories.items() if row["parent"]}
        self.groups = {row["group"] for row in self.site_types.values()}
        self.site_types_of_item: dict[str, set[str]] = defaultdict(set)
        for code, row in self.site_types.items():
            for item in row.list("checklist_items"):
                self.site_types_of_item[item].add(code)

    def _by_code(self, name: str) -> dict[str, Row]:
        return {row["code"]: row for row in self.tables[name]}

    def site_types_in(self, row: Row, column: str) -> set[str]:
        """Site types a cell names; `*` is all of them."""
        named = row.list(column)
        return set(self.site_types) if EVERY in named else set(named)

    def onsite_standards(self) -> Iterator[Row]:
        """Standards that are assessed by looking at places."""
        return (row for row in self.standards.values() if Method.ONSITE in row.list("method"))

    def standards_by_item_and_type(self) -> dict[tuple[str, str], set[str]]:
        """(item, site type) -> standards; a row with an empty site type counts wherever the item is looked at."""
        reached: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in self.tables["standard_items"]:
            item, site_type = row["checklist_item_code"], row["site_type_code"]
            for where in [site_type] if site_type else self.site_types_of_item[item]:
                reached[item, where].add(row["standard_code"])
        return reached
