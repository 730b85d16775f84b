"""Short transactions, one after another: nobody waits for an import, and a killed one goes on where it stopped."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from django.db import connection, transaction

from supervision.actions.sweep import SHORT, fitting, uncollected

T = TypeVar("T")
FIRST, MOST, ON_SQLITE = 20, 500, 100
GROWTH = 2  # a batch is seldom like the one before: it grows carefully and shrinks at once


def in_batches(
    rows: Sequence[T], work: Callable[[Sequence[T], Any], None], ready: Callable[[Sequence[T]], Any] = lambda part: None
) -> Iterator[int]:
    """Works on the rows batch by batch, each in a transaction of its own; yields how many are done after each.

    What can be made ready is made before the transaction begins: `work` gets what `ready` has made. On SQLite there is
    one writer: the size follows what the last batch took, and between two batches others get their turn. PostgreSQL
    has rows locked that nobody else knows yet: there a batch grows to its most.
    """
    alone = not connection.features.has_select_for_update
    size, done = FIRST, 0
    while done < len(rows):
        part = rows[done : done + size]
        made = ready(part)
        with uncollected(), transaction.atomic():
            began = time.monotonic()
            work(part, made)
        took = time.monotonic() - began
        done += len(part)
        size = min(size * GROWTH, fitting(size, took, ON_SQLITE) if alone else MOST)
        if alone:
            time.sleep(min(took, SHORT / 2))
        yield done
