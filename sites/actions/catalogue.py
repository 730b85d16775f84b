"""Loading the catalogue: a new version when the content differs, nothing at all when it does not."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, cast

from django.apps import apps
from django.db import models, transaction
from django.utils.translation import gettext as _

from sites.catalogue_files import Tables
from sites.catalogue_records import COLUMNS, Record, Records, digest_of, key_of, keyed, records_of
from sites.catalogue_rules import Problem, problems
from sites.models import CatalogueVersion, CategoryEdit, SiteType

# What a city may decide about a category itself, and how a kept value becomes the column's.
EDITABLE: dict[str, Callable[[Any], Any]] = {
    "limit_value": int,
    "limit_unit": str,
    "urgency": str,
    "verify": str,
    "photo_min": int,
    "deduction": lambda value: Decimal(value).quantize(Decimal("0.01")),
}
Ids = dict[type[models.Model], dict[str, int]]  # table -> code -> row number


class BrokenCatalogueError(ValueError):
    """The files break a rule; `problems` says which, where. Nothing was written."""

    def __init__(self, found: list[Problem]):
        super().__init__("\n".join(str(problem) for problem in found))
        self.problems = found


@dataclass(frozen=True)
class Change:
    """One record that differs from the version before; `before` or `after` is empty when it came or went."""

    table: str
    key: str
    before: Record = field(default_factory=dict)
    after: Record = field(default_factory=dict)

    def __str__(self) -> str:
        name = str(_model(self.table)._meta.verbose_name)
        words = {"table": name, "key": self.key}
        if not self.before:
            return _("added %(table)s %(key)s") % words
        if not self.after:
            return _("removed %(table)s %(key)s") % words
        cells = [
            f"{column.split('__')[0]}: {_shown(self.before[column])} → {_shown(self.after[column])}"
            for column in self.after
            if self.before[column] != self.after[column]
        ]
        return _("changed %(table)s %(key)s: %(cells)s") % {**words, "cells": "; ".join(cells)}


@dataclass(frozen=True)
class Loaded:
    """What a load did: the version that counts now, whether it is new, and how it differs from the one before."""

    version: CatalogueVersion
    is_new: bool
    changes: list[Change]
    counts: dict[str, int]


def load_catalogue(tables: Tables, *, now: datetime.datetime) -> Loaded:
    """Make the tables the current catalogue, in one transaction; BrokenCatalogueError when they break a rule."""
    found = problems(tables)
    if found:
        raise BrokenCatalogueError(found)
    new = records_of(tables)
    if found := list(_too_long(new)):
        raise BrokenCatalogueError(found)
    with transaction.atomic():
        return become(with_edits(new, CategoryEdit.objects.order_by("code")), now=now)


def become(new: Records, *, now: datetime.datetime) -> Loaded:
    """These records are the catalogue from now on: the next version, unless nothing differs. In a transaction."""
    counts = {table: len(rows) for table, rows in new.items()}
    current = CatalogueVersion.objects.select_for_update().current()
    old = read_records(current) if current else {}
    if current and old == new:
        return Loaded(current, False, [], counts)
    number = current.number + 1 if current else 1
    version = CatalogueVersion.objects.create(number=number, digest=digest_of(new), loaded_at=now)
    _write_site_types(new["SiteType"])
    _write_version(version, new)
    return Loaded(version, True, list(compare(old, new)), counts)


def with_edits(records: Records, edits: Iterable[CategoryEdit]) -> Records:
    """The records with the city's own limits and routing lists; of a category that is gone its edits wait."""
    made: Records = {table: dict(rows) for table, rows in records.items()}
    for edit in edits:
        if edit.code not in made["Category"]:
            continue
        changed = {name: EDITABLE[name](value) for name, value in edit.changed.items()}
        made["Category"][edit.code] = {**made["Category"][edit.code], **changed}
        for group, rows in edit.routes.items():
            _replace_list(made, edit.code, group, rows)
    return {table: keyed(table, rows.values()) for table, rows in made.items()}


def _replace_list(records: Records, code: str, group: str, rows: list[list[Any]]) -> None:
    """One routing list anew; functions it names are needed from now on."""
    routes = records["Route"]
    for key in [key for key, row in routes.items() if (row["category__code"], row["site_group"]) == (code, group)]:
        del routes[key]
    for priority, (resolver, function, assisting) in enumerate(rows, 1):
        row = {"category__code": code, "site_group": group, "priority": priority, "resolver": resolver}
        row |= {"resolver_arg": function, "assisting": assisting}
        routes[key_of("Route", row)] = row
        if function:
            records["Function"][function] = {**records["Function"][function], "needed": True}


def read_records(version: CatalogueVersion) -> Records:
    """A version as it stands in the database, in the shape of the files' records."""
    found: Records = {}
    for table, columns in COLUMNS.items():
        model = _model(table)
        every = model._default_manager
        rows = every.filter(retired=False) if model is SiteType else every.filter(version=version)
        found[table] = keyed(table, rows.order_by().values(*columns.split()))
    return found


def compare(old: Records, new: Records) -> Iterator[Change]:
    """Every difference between two states, table by table."""
    for table in COLUMNS:
        before, after = old.get(table, {}), new.get(table, {})
        for key in sorted(before.keys() | after.keys()):
            if before.get(key) != after.get(key):
                yield Change(table, key, before.get(key, {}), after.get(key, {}))


def _write_site_types(rows: dict[str, Record]) -> None:
    """Kinds of site have one row each for all versions; a kind that left the files is retired, never removed."""
    SiteType.objects.exclude(code__in=rows).update(retired=True)
    columns = [column for column in COLUMNS["SiteType"].split() if column != "code"]
    SiteType.objects.bulk_create(
        [SiteType(**row, retired=False) for row in rows.values()],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[*columns, "retired"],
    )


def _write_version(version: CatalogueVersion, records: Records) -> None:
    """Fill the version's tables in an order in which every reference is already there."""
    ids: Ids = {}
    for table, columns in COLUMNS.items():
        model = _model(table)
        if model is SiteType:
            continue
        rows = list(records[table].values())
        tops = [row for row in rows if row.get("parent__code") is None]
        below = [row for row in rows if row.get("parent__code") is not None]
        for batch in (tops, below):
            new = [model(version=version, **_resolved(model, row, ids)) for row in batch]
            made = model._default_manager.bulk_create(new)
            if "code" in columns.split():
                ids.setdefault(model, {}).update((row.code, row.pk) for row in cast(list[Any], made))


def _resolved(model: type[models.Model], record: Record, ids: Ids) -> Record:
    """The record with codes of other records replaced by their rows' ids."""
    values: Record = {}
    for column, value in record.items():
        name, _by, code = column.partition("__")
        if code:
            values[f"{name}_id"] = None if value is None else ids[_field(model, name).related_model][value]
        else:
            values[name] = value
    return values


def _too_long(records: Records) -> Iterator[Problem]:
    """Texts that do not fit their column; SQLite would take them and PostgreSQL would not."""
    for table, rows in records.items():
        limits = {
            column: _field(_model(table), column).max_length
            for column in COLUMNS[table].split()
            if "__" not in column and not column.endswith("_id")
        }
        for key, row in rows.items():
            for column, limit in limits.items():
                if limit and isinstance(row[column], str) and len(row[column]) > limit:
                    words = {"key": key, "column": column, "limit": limit}
                    yield Problem(table, 0, _("%(key)s: %(column)s is longer than %(limit)d characters") % words)


def _model(table: str) -> type[models.Model]:
    return apps.get_model("sites", table)


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)


def _shown(value: Any) -> str:
    if value in (None, ""):
        return "-"
    return ";".join(value) if isinstance(value, list) else str(value)
