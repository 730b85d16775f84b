"""The story of entries for programs: what happened when, by whom, in which words, with which photos."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from rectification.api.doors import ENTRY, FEW, PAGE, TicketDoor
from rectification.api.shapes import EventPage, StoryPage
from rectification.models import Sight, Ticket
from rectification.pages.viewer import Viewer
from supervision.actions.words import read as read_words
from supervision.api.queries import AfterQuery, Query, read_query
from supervision.api.schema import told
from supervision.models import Event, User, Words
from supervision.paging import capped_count

# What an event keeps of free words is a digest; programs read the words themselves while they are there.
WORDS_FACTS = ("words", "place_words", "anyway")
LONG_PAGE = 100


class StoryQuery(Query):
    """A part of one entry's story."""

    after = serializers.IntegerField(
        required=False, min_value=0, max_value=2**31 - 1, help_text=_("Only what came after this `seq`.")
    )


class StoryDoor(TicketDoor):
    """The story of one entry."""

    @told(
        "ticket_events",
        _("Story of an entry"),
        _("Its events, the oldest first, 100 a page. A former holder reads its own span."),
        query=StoryQuery,
        answer=StoryPage,
        more=ENTRY,
    )
    def get(self, request: Request, entry: str) -> Response:
        """Four queries."""
        wanted = read_query(StoryQuery, request.query_params)
        pk, _number = self.find(entry)
        self.note([pk])
        until = self.viewer.until(Ticket(pk=pk))
        rows = Event.objects.filter(stream_id=pk, seq__gt=wanted.get("after", 0))
        if until is not None:
            rows = rows.filter(seq__lte=until)
        found = list(rows.order_by("seq")[: LONG_PAGE + 1])
        after = found[LONG_PAGE - 1].seq if len(found) > LONG_PAGE else None
        return Response({"events": event_shapes(found[:LONG_PAGE]), "after": after})


class EventsDoor(TicketDoor):
    """What happened on all entries in sight."""

    @told(
        "events",
        _("Events"),
        _("What happened on the entries in sight, in the order it was written, the newest first, 25 a page."),
        query=AfterQuery,
        answer=EventPage,
    )
    def get(self, request: Request) -> Response:
        """The scope, a count where it is narrow, the rows, their entries, words and people."""
        after = read_query(AfterQuery, request.query_params).get("after")
        found = newest_events(self.viewer, after)
        shown = found[:PAGE]
        numbers = self.note({e.stream_id for e in shown})
        tickets = [{"ticket": {"id": e.stream_id, "number": numbers[e.stream_id]}} for e in shown]
        events = [{**shape, **ticket} for shape, ticket in zip(event_shapes(shown), tickets, strict=True)]
        return Response({"events": events, "after": shown[-1].pk if len(found) > PAGE else None})


def newest_events(viewer: Viewer, after: UUID | None) -> list[Event]:
    """One more than a page. Ids grow with time, so the order is theirs.

    Where the scope is narrow, walking along all events for those of a few entries could take the whole ledger: then
    the entries' own events are found, and sorted.
    """
    rows = Event.objects.filter(stream_kind="ticket")
    if after is not None:
        rows = rows.filter(pk__lt=after)
    if not viewer.reader.sees_all:
        rows = rows.filter(Exists(spans(viewer)))
        tickets = viewer.tickets()
        if capped_count(tickets, FEW) <= FEW:
            keys = rows.filter(stream_id__in=tickets.values("pk")).order_by().values_list("pk", flat=True)
            chosen = sorted(keys.iterator(chunk_size=2000), reverse=True)[: PAGE + 1]
            return list(Event.objects.filter(pk__in=chosen).order_by("-pk"))
    return list(rows.order_by("-pk")[: PAGE + 1])


def spans(viewer: Viewer) -> QuerySet[Sight]:
    """The rows of visibility that open an event: still the reader's, or up to its own span's end."""
    still = Q(until_seq=None) | Q(until_seq__gte=OuterRef("seq"))
    return Sight.objects.filter(still, ticket=OuterRef("stream_id"), key__in=sorted(viewer.reader.keys))


def event_shapes(events: list[Event]) -> list[dict[str, Any]]:
    """The events with their words and people: two queries however many there are."""
    kept = [event.facts.get(name) for event in events for name in WORDS_FACTS]
    words = read_words([fact["id"] for fact in kept if fact])
    people = User.objects.in_bulk({event.actor_id for event in events if event.actor_id})
    return [event_shape(event, words, people) for event in events]


def event_shape(event: Event, words: dict[str, Words], people: dict[Any, User]) -> dict[str, Any]:
    """One event; a rung has no actor, erased words are empty."""
    facts = event.facts
    said = {name: words[fact["id"]].text for name in WORDS_FACTS if (fact := facts.get(name)) and fact["id"] in words}
    actor = people.get(event.actor_id)
    return {
        "id": event.pk,
        "seq": event.seq,
        "action": event.action,
        "occurs_at": event.occurs_at,
        "before": event.before,
        "after": event.after,
        "actor": str(actor) if actor else None,
        "photos": [photo.partition(":")[0] for photo in facts.get("photos") or ()],
        **said,
    }
