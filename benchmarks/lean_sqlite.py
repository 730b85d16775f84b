"""The limit of SQLite: the leanest deadline sweep it can do, a statement a row and a commit a batch."""

from django.db import connection, transaction

DDL = (
    "DROP TABLE IF EXISTS limit_event",
    "DROP TABLE IF EXISTS limit_ticket",
    "CREATE TABLE limit_ticket (id integer PRIMARY KEY, code text UNIQUE, title text, body text, unit_id int, "
    "status int, priority int, level int, created_at text, due_at text, closed_at text)",
    "CREATE INDEX limit_due ON limit_ticket (due_at) WHERE status = 0",
    "CREATE INDEX limit_unit ON limit_ticket (unit_id, created_at)",
    "CREATE TABLE limit_event (id integer PRIMARY KEY, ticket_id int, kind int, from_level int, to_level int, at text)",
    "CREATE INDEX limit_event_ticket ON limit_event (ticket_id)",
)
BODY = "Blocked fire lane beside the gate. " * 8


def fill(count: int) -> None:
    """So many open tickets, none of them due."""
    rows = [(f"T{i:012}", f"Ticket {i}", BODY, i % 200, 0, 3, 0, "2026-11-01", "2099-01-01") for i in range(count)]
    with connection.cursor() as cursor:
        for statement in DDL:
            cursor.execute(statement)
        with transaction.atomic():
            cursor.executemany(
                "INSERT INTO limit_ticket (code, title, body, unit_id, status, priority, level, created_at, due_at) "
                "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
                rows,
            )
        cursor.execute("ANALYZE")


def arm(count: int, due: int) -> None:
    """So many of them fell due, spread over the whole table."""
    step = count // due
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM limit_event")
        cursor.execute(
            "UPDATE limit_ticket SET due_at = '2025-01-01', level = 0 WHERE id %% %s = 0 AND id <= %s",
            [step, step * due],
        )


def sweep(batch: int = 500) -> int:
    """All that is due; how many. Straight on the driver, as the leanest code would."""
    connection.ensure_connection()
    base, total = connection.connection, 0
    while True:
        base.execute("BEGIN IMMEDIATE")
        due = base.execute(
            "SELECT id, level FROM limit_ticket WHERE status = 0 AND due_at <= '2026-01-01' ORDER BY due_at LIMIT ?",
            [batch],
        ).fetchall()
        base.executemany(
            "UPDATE limit_ticket SET level = level + 1, due_at = '2099-01-01' WHERE id = ?", ((pk,) for pk, _ in due)
        )
        base.executemany(
            "INSERT INTO limit_event (ticket_id, kind, from_level, to_level) VALUES (?, 1, ?, ?)",
            ((pk, level, level + 1) for pk, level in due),
        )
        base.execute("COMMIT")
        total += len(due)
        if len(due) < batch:
            return total
