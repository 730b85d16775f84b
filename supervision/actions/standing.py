"""What every change of standing data has in common: one locked stream, nobody overwritten unseen, who and why kept."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from supervision.actions.book import Book, open_or_new, write
from supervision.actions.people import reason, record
from supervision.ids import fixed_id
from supervision.models import Event, Post, StreamHead, User
from supervision.refusals import Conflict

CITY_STREAM = fixed_id("city")


def begin(kind: str, stream_id: UUID, now: datetime, expected: int | None) -> Book:
    """The stream, locked; a Conflict that names who was faster when it is no longer as the person has seen it."""
    book = open_or_new(kind, stream_id, now)
    if expected is not None and expected != book.seq:
        raise faster([stream_id])
    return book


def faster(streams: Iterable[UUID]) -> Conflict:
    """Two people at once: the second is told who the first was."""
    last = Event.objects.filter(stream_id__in=list(streams)).order_by("-recorded_at").first()
    person = User.objects.filter(pk=last.actor_id).first() if last and last.actor_id else None
    if person is None:
        return Conflict("somebody_faster", _("This has changed meanwhile. What you wrote is kept; look at it again."))
    return Conflict(
        "somebody_faster",
        _("%(person)s has changed this meanwhile. What you wrote is kept; look at it again."),
        person=str(person),
    )


def enter(book: Book, action: str, facts: dict[str, Any], why: str, *, now: datetime, by: Post | None) -> Event:
    """The event of the change, with the reason as erasable words; written at once."""
    event = record(book, action, now, by, {**facts, **reason(book, why)})
    write([book])
    return event


def seq_of(*streams: UUID) -> int:
    """How far these streams have come together: what a page has seen, and a later change no longer fits."""
    return sum(StreamHead.objects.filter(pk__in=streams).values_list("seq", flat=True))
