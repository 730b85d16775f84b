"""What the writers of the four sheets share: who writes for which import, the events, and what was done with a row."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from supervision.actions.book import Book
from supervision.actions.people import record
from supervision.importing.tables import Row
from supervision.models import Import, Post

PERSONAL = ("name", "phone", "title")  # of people: their values can be erased, an event cannot


@dataclass(frozen=True)
class Pen:
    """Who writes, for which import, when, and on which day of the city."""

    owner: Import
    by: Post | None
    now: datetime
    today: date

    def record(self, book: Book, action: str, facts: dict[str, Any]) -> None:
        """One event that names the import."""
        record(book, action, self.now, self.by, {"import": self.owner.pk, **facts})


@dataclass
class Done:
    """What became of a row: which row of the city it is, and what was made beside it; or why it was left."""

    row: Row
    target: UUID | None = None
    made: dict[str, Any] = field(default_factory=dict)
    left: str = ""


def facts_of(row: Row) -> dict[str, Any]:
    """The fields of a row as an event keeps them, before and after: long shapes by their digest."""
    return {
        "columns": list(dict.fromkeys(change.field.partition(":")[0] for change in row.changes)),
        "before": {change.field: kept(change.before) for change in row.changes},
        "after": {change.field: kept(change.after) for change in row.changes},
    }


def kept(value: Any) -> Any:
    """A value of an event."""
    if isinstance(value, str) and len(value) > 200:
        return f"sha256:{hashlib.sha256(value.encode()).hexdigest()}"
    return value


def given_of(row: Row, *names: str) -> dict[str, Any]:
    """What a new row was given."""
    return {name: kept(row.given[name]) for name in names if row.given.get(name) is not None}


def after_of(row: Row) -> dict[str, Any]:
    """Field -> new value of a changed row."""
    return {change.field: change.after for change in row.changes}
