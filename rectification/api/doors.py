"""What the doors about entries have in common: who acts and reads, which entry an address means, a page of a list."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cached_property
from heapq import nlargest, nsmallest
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.response import Response

from rectification import filing
from rectification.desk import Actor
from rectification.models import Ticket
from rectification.pages.reading import Reading, open_entry
from rectification.pages.viewer import Viewer
from rectification.residents import note_reads
from supervision.actions.calendars import load_calendar
from supervision.api.door import Door
from supervision.api.errors import answer as answer_for
from supervision.api.queries import Query, no_such_mark
from supervision.api.schema import part
from supervision.paging import Behind, capped_count, read_mark, write_mark

PAGE = 25
FEW = 10_000  # up to so many are found and sorted, more are walked along
NUMBER = re.compile(r"[A-Z][A-Z0-9]{0,15}-[0-9]{1,10}", re.ASCII)
ENTRY: tuple[OpenApiParameter, ...] = (part("entry", _("Number or id of the entry")),)
Mark = tuple[datetime, UUID]


class MarkQuery(Query):
    """A list in pages by time."""

    after = serializers.CharField(
        required=False, max_length=100, help_text=_("`after` of the page before; without it the first page.")
    )


class TicketDoor(Door):
    """A door whose caller acts on entries."""

    @cached_property
    def actor(self) -> Actor:
        """The caller in their post."""
        return Actor(self.caller.user, self.caller.post)

    @cached_property
    def viewer(self) -> Viewer:
        """The same, reading; the calendar is asked for only where it is needed."""
        calendar: Any = SimpleLazyObject(load_calendar)
        return Viewer(self.actor, self.moment, calendar)

    def get_exception_handler(self) -> Callable[..., Response | None]:
        """A possible duplicate names the entries; those out of sight by number only."""
        return self.answer

    def answer(self, error: Exception, context: dict[str, Any]) -> Response | None:
        """As everywhere, and the candidates of a duplicate."""
        answer = answer_for(error, context)
        if isinstance(error, filing.Duplicate) and answer is not None:
            seen = set(self.viewer.tickets().filter(pk__in=[t.pk for t in error.tickets]).values_list("pk", flat=True))
            rows = [{"number": t.number, **({"id": t.pk} if t.pk in seen else {})} for t in error.tickets]
            answer.data["candidates"] = rows
        return answer

    def find(self, entry: str) -> tuple[UUID, str]:
        """Id and number of the entry in an address; 404 for whoever may not know that it exists."""
        found = self.viewer.tickets().filter(**named(entry)).values_list("pk", "number").first()
        if found is None:
            raise Http404
        return found

    def note(self, ids: Iterable[UUID]) -> dict[UUID, str]:
        """Numbers of entries whose story is read; reading what residents told is written down."""
        rows = list(Ticket.objects.filter(pk__in=ids).only("number", "source"))
        note_reads(rows, self.actor, self.moment)
        return {row.pk: row.number for row in rows}

    def open(self, entry: str) -> Reading:
        """The entry, opened for reading."""
        return open_entry(self.find(entry)[1], self.viewer)


def named(entry: str) -> dict[str, Any]:
    """The condition that an entry is this one, by number or by id."""
    if NUMBER.fullmatch(entry):
        return {"number": entry}
    try:
        return {"pk": UUID(entry)}
    except ValueError:
        raise Http404 from None


def read_cursor(text: str) -> Mark | None:
    """The place a cursor names; one that was not made here is refused."""
    mark = read_mark(text)
    if text and mark is None:
        raise no_such_mark()
    return mark


def page_by_time(
    rows: QuerySet[Any], column: str, cursor: str, *, falling: bool, walk: bool
) -> tuple[list[Any], str | None]:
    """One page in the order of a moment and an id, and the cursor of its last row where more follow; the rows may be
    plain values."""
    return cut(found_by_time(rows, column, cursor, falling=falling, walk=walk), column)


def found_by_time(rows: QuerySet[Any], column: str, cursor: str, *, falling: bool, walk: bool) -> list[Any]:
    """The rows of a page and, where more follow, one more.

    `walk` says that nearly every row fits, so that the database finds a page along the order. Otherwise it may walk
    through everything; so where few fit they are all found, and sorted here.
    """
    mark = read_cursor(cursor)
    every = rows
    if mark is not None:
        rows = rows.filter(Behind(column, mark, falling=falling))
    way = "-" if falling else ""
    if walk or capped_count(rows, FEW) > FEW:
        return list(rows.order_by(f"{way}{column}", f"{way}id")[: PAGE + 1])
    keys = rows.order_by().values_list(column, "id").iterator(chunk_size=2000)
    chosen = (nlargest if falling else nsmallest)(PAGE + 1, keys)
    here = every.filter(pk__in=[key[1] for key in chosen])
    return list(here.order_by(f"{way}{column}", f"{way}id"))


def cut(found: list[Any], column: str) -> tuple[list[Any], str | None]:
    """A page of the rows that were found for it and for one more, and the cursor behind it if there is one more."""
    if len(found) <= PAGE:
        return found, None
    last = found[PAGE - 1]
    at, pk = (last[column], last["id"]) if isinstance(last, dict) else (getattr(last, column), last.pk)
    return found[:PAGE], write_mark(at, pk)
