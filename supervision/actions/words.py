"""Free words: kept in an erasable row, proven by a salted digest in the event (ENGINE 16)."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from supervision.actions.book import Book
from supervision.canonical import clean_text
from supervision.models import Words


def digest(salt: str, text: str) -> str:
    """What the event keeps of the words."""
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def keep(book: Book, text: str) -> dict[str, str] | None:
    """Writes the words down beside the book; returns the facts for the event, or none for no words."""
    text = clean_text(text).strip()
    if not text:
        return None
    row = Words(stream_id=book.head.id, salt=secrets.token_hex(16), text=text)
    book.words.append(row)
    return {"id": str(row.id), "digest": digest(row.salt, text)}


def read(ids: Iterable[str | UUID]) -> dict[str, Words]:
    """The words rows by id, one query."""
    return {str(row.id): row for row in Words.objects.filter(pk__in={str(i) for i in ids})}


def erase(ids: Iterable[str | UUID], now: datetime) -> int:
    """Blanks the words and their salt; the digests in the events stay and prove nothing any more."""
    return Words.objects.filter(pk__in=list(ids), erased_at__isnull=True).update(text="", salt="", erased_at=now)


class Claims:
    """What events say of words: the digest of each, where it was said, and what was erased by an event since."""

    def __init__(self) -> None:
        self.said: dict[str, tuple[str, int, str]] = {}
        self.erased: set[str] = set()

    def hear(self, stream: str, seq: int, facts: dict[str, Any]) -> None:
        """One event's facts."""
        for fact in facts.values():
            if isinstance(fact, dict) and fact.keys() == {"id", "digest"}:
                self.said[fact["id"]] = (stream, seq, fact["digest"])
        self.erased.update(facts.get("erased", ()))

    def broken(self) -> Iterator[tuple[str, str, str]]:
        """Kind, stream and detail of each claim that the rows do not bear out; then it begins anew."""
        rows = read(self.said)
        for pk, (stream, seq, said) in self.said.items():
            row = rows.get(pk)
            if row is None:
                yield "removed", stream, f"the words of event {seq}"
            elif pk in self.erased:
                if row.text:
                    yield "altered", stream, f"the words of event {seq} were erased and are back"
            elif digest(row.salt, row.text) != said:
                yield "altered", stream, f"the words of event {seq}"
        self.said, self.erased = {}, set()
