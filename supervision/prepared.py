"""Statements that PostgreSQL keeps: read and planned once in a connection, for the few doors that ask all day.

Reading and planning a wide statement takes the database longer than running it.
"""

import hashlib
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings

_kept: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()  # by the driver's connection: it is what remembers


def prepared(connection: Any, text: str, count: int) -> str:
    """The text that runs a statement of so many values in this connection; where nothing is kept, the text as it is.

    A kept statement outlives a transaction that is rolled back, and ends with its connection.
    """
    if connection.vendor != "postgresql" or not settings.PREPARED_STATEMENTS:
        return text
    connection.ensure_connection()
    driver = connection.connection
    names = _kept.setdefault(driver, set())
    name, numbered, short = _forms(text, count)
    if name not in names:
        with connection.wrap_database_errors, driver.cursor() as cursor:
            cursor.execute(f"PREPARE {name} AS {numbered}")
        names.add(name)
    return short


@lru_cache(maxsize=256)
def _forms(text: str, count: int) -> tuple[str, str, str]:
    """Its name, its text with numbered places, and the text that runs it."""
    name = f"taizhang_{hashlib.sha256(text.encode()).hexdigest()[:24]}"
    numbered = text % tuple(f"${place}" for place in range(1, count + 1))
    return name, numbered, f"EXECUTE {name}" + (f" ({', '.join(['%s'] * count)})" if count else "")
