"""The book: one locked stream. What a step changes is collected here and written together with its event.

Live code and `rebuild_projection` read the same patches, so the tables can be nothing but a fold of the events.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models

from supervision.actions import rows
from supervision.actions.outbox import put_aside
from supervision.canonical import GENESIS, SCHEMA, chained, id_text, json_text, moment_text, plain
from supervision.failpoints import reach
from supervision.ids import new_id
from supervision.kinds import table_name, tables
from supervision.models import Event, Notice, StreamHead, Words
from supervision.refusals import Conflict

M = TypeVar("M", bound=models.Model)
Key = tuple[str, str]  # the table's name in events, the row's id
LOCKED = ("id", "kind", "seq", "hash", "last_at")


class Book:
    """A stream open for writing. Between two appends, `add` and `change` collect the patches of the next event."""

    def __init__(self, head: StreamHead) -> None:
        self.head = head
        self.events: list[Event] = []
        self.notices: list[Notice] = []
        self.words: list[Words] = []
        self._patches: dict[Key, dict[str, Any]] = {}
        self._added: dict[Key, models.Model] = {}
        self._changed: dict[Key, tuple[models.Model, set[str]]] = {}

    @property
    def seq(self) -> int:
        """Sequence of the last event."""
        return self.head.seq

    def at(self, now: datetime) -> datetime:
        """No stream takes a `now` before its last event: who waited for the lock comes after (ENGINE 10)."""
        return max(now, self.head.last_at) if self.head.seq else now

    def add(self, row: models.Model) -> Any:
        """A new projected row."""
        columns = {f.attname: plain(getattr(row, f.attname)) for f in row._meta.concrete_fields if not f.primary_key}
        key = (table_name(type(row)), str(row.pk))
        self._patches[key] = {"t": key[0], "id": key[1], "new": True, "c": columns}
        self._added[key] = row
        return row

    def fresh(self, model: type[M]) -> list[M]:
        """The rows of a table that the book will insert."""
        return [row for row in self._added.values() if isinstance(row, model)]

    def change(self, row: models.Model, **columns: Any) -> None:
        """New values of some columns; those that stay the same leave no trace."""
        fresh = {name: value for name, value in columns.items() if getattr(row, name) != value}
        if not fresh:
            return
        for name, value in fresh.items():
            setattr(row, name, value)
        key = (table_name(type(row)), str(plain(row.pk)))
        self._patches.setdefault(key, {"t": key[0], "id": key[1], "c": {}})["c"].update(plain(fresh))
        if key not in self._added:
            self._changed.setdefault(key, (row, set()))[1].update(fresh)

    def append(
        self,
        action: str,
        *,
        at: datetime,
        recorded_at: datetime,
        actor_id: UUID | None = None,
        post_id: UUID | None = None,
        before: str = "",
        after: str = "",
        facts: dict[str, Any] | None = None,
        once: str | None = None,
    ) -> Event:
        """The next event of the stream, chained to the last; carries the patches collected since."""
        head, event_id = self.head, new_id()
        head.seq += 1
        head.last_at = at
        content = {
            "v": SCHEMA,
            "id": id_text(event_id),
            "stream": [head.kind, id_text(head.id), head.seq],
            "occurs_at": moment_text(at),
            "recorded_at": moment_text(recorded_at),
            "actor": plain(actor_id),
            "post": plain(post_id),
            "action": plain(action),
            "status": [plain(before), plain(after)],
            "once": once,
            "facts": plain(facts or {}),
            "rows": list(self._patches.values()),
        }
        text, previous = json_text(content), head.hash or GENESIS
        head.hash = chained(previous, text)
        self._patches = {}
        event = rows.made(
            Event,
            {
                "id": event_id,
                "stream_kind": head.kind,
                "stream_id": head.id,
                "seq": head.seq,
                "occurs_at": at,
                "recorded_at": recorded_at,
                "actor_id": actor_id,
                "post_id": post_id,
                "action": action,
                "before": before,
                "after": after,
                "once": once,
                "text": text,
                "previous": previous,
                "hash": head.hash,
            },
        )
        self.events.append(event)
        return event


def new_book(kind: str, stream_id: UUID, at: datetime) -> Book:
    """A stream that begins; its head is inserted at once and so locked until the end of the transaction."""
    head = StreamHead(id=stream_id, kind=kind, last_at=at)
    rows.insert([head])
    return Book(head)


def unwritten_books(kind: str, ids: Sequence[UUID], at: datetime) -> list[Book]:
    """Streams that will begin together; everything about them can be made ready before the transaction."""
    return [Book(rows.new(StreamHead, id=pk, kind=kind, last_at=at)) for pk in ids]


def write_new(books: Sequence[Book]) -> None:
    """Heads and events of streams that begin, and nothing else: `new_book` and `write` for many without patches."""
    rows.insert([book.head for book in books])
    rows.insert([event for book in books for event in book.events])
    put_aside([event for book in books for event in book.events])
    for book in books:
        book.events = []


def open_or_new_books(kind: str, ids: Sequence[UUID], at: datetime) -> dict[UUID, Book]:
    """Streams that may not have begun yet, locked: `open_or_new` for many."""
    rows.insert([StreamHead(id=pk, kind=kind, last_at=at) for pk in ids], ignore_conflicts=True)
    return open_books(ids)


def open_books(ids: Iterable[UUID], *, skip_locked: bool = False) -> dict[UUID, Book]:
    """Locks the heads in id order and opens them; with `skip_locked`, those that others hold are left out."""
    heads = StreamHead.objects.filter(id__among=list(ids)).order_by("pk")
    if connection.features.has_select_for_update:
        skip = skip_locked and connection.features.has_select_for_update_skip_locked
        heads = heads.select_for_update(skip_locked=skip)
    return {head.id: Book(head) for head in rows.lean(heads, *LOCKED)}


def open_book(stream_id: UUID, expected: int | None = None) -> Book:
    """One stream, locked. `expected` is the sequence the person has seen; another one means somebody was faster."""
    books = open_books([stream_id])
    if stream_id not in books:
        raise StreamHead.DoesNotExist(f"no stream {stream_id}")
    book = books[stream_id]
    if expected is not None and expected != book.seq:
        raise Conflict("somebody_faster", seq=book.seq)
    return book


def open_or_new(kind: str, stream_id: UUID, at: datetime) -> Book:
    """A stream that may not have begun yet (calendar, ladder, a person's permissions)."""
    rows.insert([StreamHead(id=stream_id, kind=kind, last_at=at)], ignore_conflicts=True)
    return open_book(stream_id)


def write(books: Sequence[Book]) -> None:
    """Everything the books collected, in a number of statements that does not grow with the books."""
    added: dict[type[models.Model], list[models.Model]] = defaultdict(list)
    changed: dict[tuple[type[models.Model], frozenset[str]], list[models.Model]] = defaultdict(list)
    for book in books:
        for row in book._added.values():
            added[type(row)].append(row)
        for row, columns in book._changed.values():
            changed[type(row), frozenset(columns)].append(row)
    rows.insert([row for book in books for row in book.words])
    rows.insert([row for book in books for row in book.events])
    put_aside([row for book in books for row in book.events])
    reach("between_event_and_rows")
    for model in sorted(added, key=_insert_order):
        rows.insert(added[model])
    for (_, names), found in changed.items():
        rows.update(found, sorted(names))
    rows.update([book.head for book in books], ("hash", "last_at", "seq"))
    rows.insert([row for book in books for row in book.notices])
    for book in books:
        book.events, book.notices, book.words, book._added, book._changed = [], [], [], {}, {}


def _insert_order(model: type[models.Model]) -> int:
    """Tables are registered parents first."""
    return list(tables().values()).index(model)
