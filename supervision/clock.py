"""The one clock (ENGINE 11): the database's on PostgreSQL, the machine's on SQLite; read once at each edge."""

from datetime import UTC, datetime

from django.db import connection


def now() -> datetime:
    """This moment, aware, UTC."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            return cursor.fetchone()[0].astimezone(UTC)
    return datetime.now(UTC)
