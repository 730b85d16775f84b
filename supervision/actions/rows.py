"""Reads and writes many rows at once, column by column; docs/performance.md says what that buys over the ORM's way.

On PostgreSQL a batch goes in by COPY (4 to 6 times less per row than a multi-row INSERT), on SQLite by one prepared
statement. New values of many rows go in by one UPDATE ... FROM. The few rows of one step take the same way without the
ORM's compiler, which costs more than the statement.
"""

import io
import json
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import DatabaseError, connection, models
from django.db.models import Lookup
from django.db.models.base import ModelState

from supervision.canonical import KEPT, id_text, json_text, moment_text

M = TypeVar("M", bound=models.Model)
UNSIGNED = models.UUIDField, models.DateTimeField, models.IntegerField  # no letter of theirs is a sign to COPY
FEW = 20  # below this a plain statement is as fast as a COPY
ESCAPES = (("\\", r"\\"), ("\t", r"\t"), ("\n", r"\n"), ("\r", r"\r"))
Writers = dict[type[models.Field], Callable[[Any], Any]]
# As PostgreSQL reads a text, and as Django keeps a value in SQLite; any other column is written as it is.
ON_POSTGRES: Writers = {
    models.UUIDField: id_text,
    models.DateTimeField: moment_text,
    models.DateField: lambda value: value.isoformat(),
    models.JSONField: json_text,
    models.Field: str,
}
ON_SQLITE: Writers = {
    models.UUIDField: lambda value: value.hex if isinstance(value, UUID) else UUID(value).hex,
    models.DateTimeField: lru_cache(KEPT)(lambda value: connection.ops.adapt_datetimefield_value(value)),
    models.DateField: lambda value: value.isoformat(),
    models.DecimalField: lambda value: format(value, "f"),
    models.JSONField: json.dumps,
    models.Field: lambda value: value,
}


@models.UUIDField.register_lookup
class Among(Lookup):
    """Ids that are among many: one array instead of a parameter each, which costs more than finding the row."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """As PostgreSQL has it."""
        column, before = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::uuid[])", (*before, [id_text(value) for value in self.rhs])

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """SQLite reads an array as JSON; its ids have no dashes."""
        column, before = self.process_lhs(compiler, connection)
        hexes = json.dumps([value.hex for value in self.rhs])
        return f"{column} IN (SELECT value FROM json_each(%s))", (*before, hexes)  # noqa: S608 - our own column


def made(model: type[M], columns: dict[str, Any], *, stored: bool = False) -> M:
    """A row of a model without the model's own `__init__`, which costs ten times as much.

    A new row states all its columns; of a stored one, columns left out are read when they are asked for.
    """
    row = model.__new__(model)
    row.__dict__ = columns
    columns["_state"] = state = ModelState()
    state.adding = not stored
    return row


def new(model: type[M], **columns: Any) -> M:
    """A new row as `made` makes it, from columns by their attribute (`site_id`); the rest are the model's defaults."""
    plain, called = _defaults(model)
    return made(model, {**plain, **{name: make() for name, make in called}, **columns})


def lean(rows: models.QuerySet[M], *names: str) -> Iterator[M]:
    """Stored rows with these columns at hand, as `only` gives them."""
    for values in rows.values_list(*names):
        yield made(rows.model, dict(zip(names, values, strict=True)), stored=True)


def insert(rows: Sequence[models.Model], *, ignore_conflicts: bool = False) -> int:
    """New rows of one table; how many, which is fewer when conflicts are ignored."""
    if not rows:
        return 0
    if connection.vendor == "postgresql" and len(rows) >= FEW and not ignore_conflicts:
        written = _copy(rows)
    else:
        written = _insert(rows, "ON CONFLICT DO NOTHING" if ignore_conflicts else "")
    for row in rows:
        row._state.adding = False
    return written


def update(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """New values of the same columns in rows that are known to exist."""
    if not rows:
        return
    if len(rows) == 1:
        _update(rows, names)
    elif connection.vendor == "postgresql":
        _update_from_arrays(rows, names)
    else:
        _update_from_json(rows, names)


def _copy(rows: Sequence[models.Model]) -> int:
    meta = type(rows[0])._meta
    fields = _stored(meta)
    texts = (_lines(_column(rows, field, ON_POSTGRES), field) for field in fields)
    lines = "\n".join(map("\t".join, zip(*texts, strict=True)))
    columns = ", ".join(_quoted(field.column) for field in fields)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {_quoted(meta.db_table)} ({columns}) FROM STDIN", io.StringIO(lines + "\n"))
    return len(rows)


def _update_from_arrays(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    meta = type(rows[0])._meta
    fields = [meta.pk, *(_field(meta, name) for name in names)]
    types = ", ".join(f"%s::{field.db_type(connection)}[]" for field in fields)
    sets = ", ".join(f"{_quoted(field.column)} = v.{_quoted(field.column)}" for field in fields[1:])
    columns = ", ".join(_quoted(field.column) for field in fields)
    key = _quoted(meta.pk.column)
    statement = (
        f"UPDATE {_quoted(meta.db_table)} AS t SET {sets} "  # noqa: S608 - names come from the models
        f"FROM unnest({types}) AS v({columns}) WHERE t.{key} = v.{key}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [_column(rows, field, ON_POSTGRES) for field in fields])


def _insert(rows: Sequence[models.Model], conflicts: str) -> int:
    meta = type(rows[0])._meta
    fields = _stored(meta)
    columns = ", ".join(_quoted(field.column) for field in fields)
    marks = f"({', '.join('%s' for _ in fields)})"
    values = list(zip(*(_column(rows, field, _writers()) for field in fields), strict=True))
    into = f"INSERT INTO {_quoted(meta.db_table)} ({columns}) VALUES"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            every = ", ".join(marks for _ in rows)
            cursor.execute(f"{into} {every} {conflicts}", [value for row in values for value in row])
        else:
            cursor.executemany(f"{into} {marks} {conflicts}", values)
        return cursor.rowcount


def _update(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    meta = type(rows[0])._meta
    fields = [*(_field(meta, name) for name in names), meta.pk]
    sets = ", ".join(f"{_quoted(field.column)} = %s" for field in fields[:-1])
    values = [_column(rows, field, _writers())[0] for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {_quoted(meta.db_table)} SET {sets} WHERE {_quoted(meta.pk.column)} = %s", values)  # noqa: S608
        if cursor.rowcount != 1:
            raise DatabaseError(f"the row {values[-1]} of {meta.db_table} is not there")


def _stored(meta: Any) -> list[models.Field]:
    """The columns of a new row; a number the database counts is left to it (and is not told back)."""
    return [field for field in meta.concrete_fields if not isinstance(field, models.AutoField)]


def computed(rows: Sequence[M]) -> Sequence[M]:
    """New rows with the columns that are made from others (initials, edges), as `save` makes them."""
    for row in rows:
        for field in row._meta.concrete_fields:
            field.pre_save(row, True)
    return rows


@lru_cache
def _defaults(model: type[models.Model]) -> tuple[dict[str, Any], list[tuple[str, Callable[[], Any]]]]:
    """Attribute -> value of the columns that always begin alike, and the makers of the others."""
    fields = model._meta.concrete_fields
    called = [(field.attname, field.default) for field in fields if field.has_default() and callable(field.default)]
    named = {name for name, _make in called}
    return {field.attname: field.get_default() for field in fields if field.attname not in named}, called


def _writers() -> Writers:
    return ON_POSTGRES if connection.vendor == "postgresql" else ON_SQLITE


def _target(field: models.Field) -> models.Field:
    """What a column holds: a key of another table is kept as that table keeps it."""
    return field.target_field if isinstance(field, models.ForeignKey) else field


def _column(rows: Sequence[models.Model], field: models.Field, writers: Writers) -> list[Any]:
    """A column of the rows as the database takes it."""
    target = _target(field)
    write = next(write for kind, write in writers.items() if isinstance(target, kind))
    name = field.attname
    values = [row.__dict__[name] for row in rows]
    if isinstance(target, models.JSONField):  # one content is often that of many rows: an event's notices
        distinct = {id(value): value for value in values}
        texts = {no: None if value is None else write(value) for no, value in distinct.items()}
        return [texts[id(value)] for value in values]
    return [None if value is None else write(value) for value in values]


def _lines(texts: list[str | None], field: models.Field) -> list[str]:
    """A column as COPY reads it, in one pass over the whole of it: no text may hold a NUL, so that can part them."""
    if isinstance(_target(field), UNSIGNED):
        return [r"\N" if text is None else text for text in texts]
    whole = "\0".join([text or "" for text in texts])
    for letter, escape in ESCAPES:
        whole = whole.replace(letter, escape)
    return [r"\N" if text is None else written for text, written in zip(texts, whole.split("\0"), strict=True)]


def _update_from_json(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """SQLite's way: the new values travel as one JSON text, whatever their number."""
    meta = type(rows[0])._meta
    fields = [meta.pk, *(_field(meta, name) for name in names)]
    values = list(zip(*(_column(rows, field, ON_SQLITE) for field in fields), strict=True))
    picks = ", ".join(f"json_extract(value, '$[{n}]') AS {_quoted(field.column)}" for n, field in enumerate(fields))
    sets = ", ".join(f"{_quoted(field.column)} = v.{_quoted(field.column)}" for field in fields[1:])
    table, key = _quoted(meta.db_table), _quoted(meta.pk.column)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {sets} FROM (SELECT {picks} FROM json_each(%s)) AS v "  # noqa: S608
            f"WHERE {table}.{key} = v.{key}",
            [json.dumps(values)],
        )


def _field(meta: Any, name: str) -> models.Field:
    """A column by the name of its attribute (unit_id) or of its field (unit)."""
    return meta.get_field(name.removesuffix("_id") if name.endswith("_id") and name not in _names(meta) else name)


def _names(meta: Any) -> set[str]:
    return {field.name for field in meta.concrete_fields}


def _quoted(name: str | None) -> str:
    return connection.ops.quote_name(str(name))
