"""Django's SQLite, whose writers come in one after the other, in the order in which they came (ENGINE 27).

SQLite has no queue: a writer who finds the database taken sleeps up to 100 ms and looks again, so that whoever comes at
the right moment goes first, and under load somebody waits for seconds. Here only the first in the queue looks; the
others stand in the kernel's queue for a file lock. The lock is held while a transaction begins, never during it: should
it fail, SQLite's own lock still decides.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that queues before it begins to write."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.execute_wrappers.append(self._queue_for_a_write)

    def _start_transaction_under_autocommit(self) -> None:
        with self._turn():
            super()._start_transaction_under_autocommit()  # type: ignore[misc] # the stubs leave it out

    def _queue_for_a_write(self, execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """A statement outside a transaction is a transaction of its own."""
        if self.in_atomic_block or not sql.lstrip().upper().startswith(WRITES):
            return execute(sql, params, many, context)
        with self._turn():
            return execute(sql, params, many, context)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if self.is_in_memory_db():
            yield
            return
        with Path(f"{self.settings_dict['NAME']}-queue").open("ab") as queue:
            fcntl.flock(queue, fcntl.LOCK_EX)
            yield
