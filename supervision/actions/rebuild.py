"""Rebuilds the projection from the events alone into shadow tables, and compares it column by column (ENGINE 17)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models, transaction

from supervision.kinds import recomputed, tables
from supervision.models import Event
from supervision.snapshots import one_snapshot

BATCH = 500


def rebuild(*, replace: bool = False) -> dict[str, list[str]]:
    """Folds every event into shadow tables and returns, by table, the ids of rows that differ from the live ones.

    With `replace`, the live rows are then exchanged for the rebuilt ones in the same transaction. A comparison keeps
    nobody waiting: it sees one moment. An exchange holds all writers off, or what they add meanwhile would be lost.
    """
    with writers_held() if replace else one_snapshot():
        for model in tables().values():
            make_shadow(model)
        try:
            for rows in folded():
                fill(rows)
            differing = {name: compare(name, model) for name, model in tables().items()}
            if replace:
                exchange()
        finally:
            for model in tables().values():
                execute(f"DROP TABLE {shadow(model)}")
    return {name: ids for name, ids in differing.items() if ids}


@contextmanager
def writers_held() -> Iterator[None]:
    """Nobody appends an event meanwhile; SQLite's transactions hold writers off by themselves."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            execute(f"LOCK TABLE {quote(Event._meta.db_table)} IN SHARE MODE")
            execute("SET CONSTRAINTS ALL DEFERRED")
        yield


def folded() -> Iterator[dict[tuple[str, str], dict[str, Any]]]:
    """Rows as the events say they are, a batch of streams at a time; a stream's rows are only in its own events."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    stream, streams = None, 0
    for event in Event.objects.order_by("stream_id", "seq").only("stream_id", "seq", "text").iterator(chunk_size=2000):
        if event.stream_id != stream:
            stream, streams = event.stream_id, streams + 1
            if streams % BATCH == 0:
                yield rows
                rows = {}
        for patch in event.patches:
            rows.setdefault((patch["t"], patch["id"]), {}).update(patch["c"])
    yield rows


def fill(rows: dict[tuple[str, str], dict[str, Any]]) -> None:
    """Writes folded rows into the shadow tables."""
    known = tables()
    by_table: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for (table, pk), columns in rows.items():
        by_table.setdefault(table, []).append((pk, columns))
    for table, found in by_table.items():
        model = known[table]
        fields = model._meta.concrete_fields
        names = ", ".join(quote(f.column) for f in fields)
        marks = ", ".join(["%s"] * len(fields))
        statement = f"INSERT INTO {shadow(model)} ({names}) VALUES ({marks})"  # noqa: S608 - names are our own
        values = [[prepared(f, pk if f.primary_key else said(f, columns)) for f in fields] for pk, columns in found]
        with connection.cursor() as cursor:
            cursor.executemany(statement, values)


def said(field: models.Field, columns: dict[str, Any]) -> Any:
    """What the events say of a column; one that is younger than the row's events has its default."""
    return columns[field.attname] if field.attname in columns else field.get_default()


def prepared(field: models.Field, value: Any) -> Any:
    """A plain value as the database driver wants it for this column."""
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return target.get_db_prep_save(target.to_python(value), connection)


def compare(name: str, model: type[models.Model]) -> list[str]:
    """Ids of rows that are in one of the two tables only, or differ in a column that comes from events."""
    left_out = recomputed(name)
    columns = ", ".join(quote(f.column) for f in model._meta.concrete_fields if f.attname not in left_out)
    pk = quote(model._meta.pk.column)
    live, built = quote(model._meta.db_table), shadow(model)
    found: set[str] = set()
    for one, other in ((live, built), (built, live)):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {pk} FROM (SELECT {columns} FROM {one} EXCEPT SELECT {columns} FROM {other}) AS d"  # noqa: S608
            )
            found |= {str(model._meta.pk.to_python(row[0])) for row in cursor.fetchall()}
    return sorted(found)


def exchange() -> None:
    """The rebuilt rows take the place of the live ones; children go first, parents come first."""
    models_in_order = list(tables().values())
    for model in reversed(models_in_order):
        execute(f"DELETE FROM {quote(model._meta.db_table)}")  # noqa: S608 - names are our own
    for model in models_in_order:
        columns = ", ".join(quote(f.column) for f in model._meta.concrete_fields)
        live = quote(model._meta.db_table)
        execute(f"INSERT INTO {live} ({columns}) SELECT {columns} FROM {shadow(model)}")  # noqa: S608


def make_shadow(model: type[models.Model]) -> None:
    """An empty table of the same shape."""
    execute(f"CREATE TEMPORARY TABLE {shadow(model)} AS SELECT * FROM {quote(model._meta.db_table)} WHERE 1 = 0")  # noqa: S608


def shadow(model: type[models.Model]) -> str:
    """The name of a table's shadow."""
    return quote(f"shadow_{model._meta.db_table}")


def quote(name: str | None) -> str:
    """A name, quoted for this database."""
    return connection.ops.quote_name(str(name))


def execute(statement: str) -> None:
    """One statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
