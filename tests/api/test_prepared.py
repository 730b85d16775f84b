"""A statement the database keeps: prepared once a connection, whole after a rollback, given up with the connection."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from supervision.prepared import prepared

pytestmark = pytest.mark.django_db(transaction=True)
ECHO = "SELECT CAST(%s AS varchar(20)) || '%%'"
on_postgresql = connection.vendor == "postgresql"


def kept() -> set[str]:
    """What the database itself remembers for this connection; SQLite keeps nothing."""
    if not on_postgresql:
        return set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements WHERE name LIKE 'taizhang%%'")
        return {name for (name,) in cursor.fetchall()}


def said(word: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(prepared(connection, ECHO, 1), [word])
        return cursor.fetchone()[0]


def elsewhere(look: Callable[[], None]) -> None:
    """In a thread, which has a connection of its own."""

    def looked() -> None:
        try:
            look()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(looked).result()


def test_a_kept_statement_answers_for_each_value():
    def look() -> None:
        for turn in range(8):  # the sixth run is the first that may use a plan for any value
            assert said(str(turn)) == f"{turn}%"
        assert len(kept()) == (1 if on_postgresql else 0)

    elsewhere(look)


def test_it_outlives_a_transaction_that_is_rolled_back():
    def look() -> None:
        with pytest.raises(RuntimeError), transaction.atomic():
            assert said("once") == "once%"
            raise RuntimeError
        known = kept()
        assert said("again") == "again%"
        assert kept() == known
        assert len(known) == (1 if on_postgresql else 0)

    elsewhere(look)


def test_a_new_connection_has_it_prepared_anew():
    def look() -> None:
        assert said("here") == "here%"
        connection.close()
        assert kept() == set()
        assert said("there") == "there%"
        assert len(kept()) == (1 if on_postgresql else 0)

    elsewhere(look)


def test_behind_a_pooler_nothing_is_kept(settings):
    settings.PREPARED_STATEMENTS = False

    def look() -> None:
        assert prepared(connection, ECHO, 1) == ECHO
        assert said("plain") == "plain%"
        assert kept() == set()

    elsewhere(look)
