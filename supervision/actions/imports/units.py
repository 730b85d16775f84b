"""Units of a workbook: new ones with their functions and teams, fields of known ones, and what hangs under what."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any
from uuid import UUID

from sites.actions.places import bind_function
from sites.models import Unit, UnitFunction
from sites.vocabulary import UnitKind
from supervision.actions.book import Book, new_book, open_or_new_books, write
from supervision.actions.imports.writing import Done, Pen, after_of, facts_of, given_of
from supervision.actions.units import hang
from supervision.importing.known import Known
from supervision.importing.tables import Row, Status
from supervision.models import Team

COLUMNS = {"name": "name", "name_en": "name_en", "kind": "kind", "group": "ranking_group"}


def in_order(rows: Sequence[Row], key: Callable[[Row], Hashable] = lambda row: row.key) -> list[Row]:
    """Parents before their children."""
    below: dict[Any, Any] = {key(row): row.given.get("parent") for row in rows}

    def depth(here: Any) -> int:
        steps = 0
        while here in below and steps < len(below):
            here, steps = below[here], steps + 1
        return steps

    return sorted(rows, key=lambda row: depth(key(row)))


def write_units(rows: Sequence[Row], known: Known, pen: Pen) -> list[Done]:
    """One batch of units."""
    named = {row.key for row in rows} | {row.given["parent"] for row in rows if row.given.get("parent")} | {known.root}
    there = {unit.code: unit for unit in Unit.objects.select_for_update().filter(code__in=named).order_by("pk")}
    done, books = [], []
    for row in rows:
        unit = there.get(row.key)
        if (unit is None) != (row.status is Status.NEW):
            done.append(Done(row, left=row.key))
        elif unit is None:
            found, book = found_unit(row, there, known, pen)
            there[row.key] = found
            done.append(Done(row, found.id, {"row": True, "functions": give(row, found)}))
            books.append(book)
        else:
            done.append(change_unit(row, unit, there, pen))
    write(books)
    return done


def found_unit(row: Row, there: dict[str, Unit], known: Known, pen: Pen) -> tuple[Unit, Book]:
    """A new unit; without a parent of its own it stands right below the city."""
    given = row.given
    unit = Unit.objects.create(
        code=row.key,
        name=given["name"],
        name_en=given.get("name_en") or "",
        kind=given["kind"],
        parent=there.get(given.get("parent") or known.root),
        ranking_group=given.get("group") or "",
    )
    if unit.kind == UnitKind.TEAM:
        Team.objects.create(unit=unit)
    book = new_book("unit", unit.id, pen.now)
    pen.record(book, "found", given_of(row, "code", "name", "name_en", "kind", "parent", "group", "functions"))
    return unit, book


def give(row: Row, unit: Unit) -> dict[str, str | None]:
    """The functions it gets -> who held each before."""
    codes = row.given.get("functions") or ()
    held = dict(UnitFunction.objects.filter(code__in=codes).values_list("code", "unit_id"))
    moved: dict[str, str | None] = {}
    for code in codes:
        if held.get(code) != unit.id:
            bind_function(code, unit)
            moved[code] = str(held[code]) if code in held else None
    return moved


def change_unit(row: Row, unit: Unit, there: dict[str, Unit], pen: Pen) -> Done:
    """New values of a known unit, if it still is as it was compared."""
    after = after_of(row)
    if any(getattr(unit, COLUMNS[c.field]) != c.before for c in row.changes if c.field in COLUMNS):
        return Done(row, left=unit.name)
    fresh: dict[str, Any] = {COLUMNS[name]: value for name, value in after.items() if name in COLUMNS}
    if "ended" in after:
        fresh["valid_to"] = None
    for column, value in fresh.items():
        setattr(unit, column, value)
    unit.save()
    if unit.kind == UnitKind.TEAM:
        Team.objects.get_or_create(unit=unit)
    functions = give(row, unit) if "functions" in after else {}
    book = open_or_new_books("unit", [unit.id], pen.now)[unit.id]
    pen.record(book, "change", facts_of(row))
    write([book])
    if "parent" in after:
        hang(unit, there[after["parent"]], now=pen.now, by=pen.by)
    return Done(row, unit.id, {"functions": functions})


def unit_ids(codes: Sequence[str]) -> dict[str, UUID]:
    """Ids of units by code."""
    return dict(Unit.objects.filter(code__in=set(codes)).values_list("code", "id"))
