"""The database itself refuses to change the ledger: triggers on both engines, installed after every migrate."""

from typing import Any

from django.db import connection

GUARDED = ("supervision_event", "supervision_seal")

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION taizhang_ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the ledger is append-only: % on %', TG_OP, TG_TABLE_NAME;
END $$
"""


def install(**_: Any) -> None:
    """Puts the triggers on every guarded table that exists; harmless to repeat (SQLite drops them on a rebuild)."""
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRES_FUNCTION)
        for table in GUARDED:
            if table in existing:
                for statement in statements(table):
                    cursor.execute(statement)


def statements(table: str) -> list[str]:
    """The statements that guard one table on this engine."""
    return _postgres(table) if connection.vendor == "postgresql" else _sqlite(table)


def lift() -> None:
    """Takes the triggers away: for the teardown of tests and for the proofs that play a database superuser."""
    with connection.cursor() as cursor:
        for table in GUARDED:
            for name in names(table):
                where = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{where}")


def missing() -> list[str]:
    """Triggers that ought to stand and do not, or that do not fire for everybody."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        standing = {row[0] for row in cursor.fetchall()}
    return [name for table in GUARDED for name in names(table) if name not in standing]


def names(table: str) -> list[str]:
    """The names of a table's triggers on this engine."""
    if connection.vendor == "postgresql":
        return [f"{table}_no_change", f"{table}_no_truncate"]
    return [f"{table}_no_update", f"{table}_no_delete", f"{table}_no_replace"]


def _postgres(table: str) -> list[str]:
    change, truncate = names(table)
    call = "EXECUTE FUNCTION taizhang_ledger_is_append_only()"
    return [
        f"DROP TRIGGER IF EXISTS {change} ON {table}",
        f"CREATE TRIGGER {change} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {call}",
        f"DROP TRIGGER IF EXISTS {truncate} ON {table}",
        f"CREATE TRIGGER {truncate} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {call}",
    ]


def _sqlite(table: str) -> list[str]:
    update, delete, replace = names(table)
    refuse = "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
    key = "no" if table == "supervision_seal" else "id"
    same = f"SELECT 1 FROM {table} WHERE {key} = NEW.{key}"  # noqa: S608 - the names are our own
    if table == "supervision_event":
        same += f" UNION SELECT 1 FROM {table} WHERE stream_id = NEW.stream_id AND seq = NEW.seq"  # noqa: S608
        same += f" UNION SELECT 1 FROM {table} WHERE once = NEW.once"  # noqa: S608
    return [
        f"CREATE TRIGGER IF NOT EXISTS {update} BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER IF NOT EXISTS {delete} BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER IF NOT EXISTS {replace} BEFORE INSERT ON {table} WHEN EXISTS ({same}) {refuse}",
    ]
