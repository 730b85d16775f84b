"""Who looks at a page: the actor, the moment of the request, and what they may read."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Exists, OuterRef, QuerySet

from rectification.desk import Actor
from rectification.models import Sight, Ticket
from rectification.querysets import Reader, TicketQuerySet
from rectification.scope import reader_of
from supervision.acting import ActingRequest
from supervision.workcalendar import WorkCalendar


@dataclass(frozen=True)
class Viewer:
    """One person in one post at one moment."""

    actor: Actor
    now: datetime
    calendar: WorkCalendar

    @cached_property
    def reader(self) -> Reader:
        """The scope of the post: at most two queries, once."""
        return reader_of(self.actor.post, self.now)

    def tickets(self) -> TicketQuerySet:
        """Every entry the post may know exists; all reading starts here."""
        return Ticket.objects.visible_to(self.reader)

    def present(self) -> TicketQuerySet:
        """Those whose present state it may see: without the entries it only had a part in."""
        return Ticket.objects.visible_to(self.reader, until_seq=None)

    def former(self) -> TicketQuerySet:
        """Entries the post had a part in that is over: it reads its own span of them (ENGINE 21)."""
        if self.reader.sees_all:
            return Ticket.objects.none()
        return self.tickets().exclude(Exists(self._sights().filter(until_seq=None)))

    def _sights(self) -> QuerySet[Sight]:
        return Sight.objects.filter(ticket=OuterRef("pk"), key__in=sorted(self.reader.keys))

    def until(self, ticket: Ticket) -> int | None:
        """The last event a former holder may see; None for everybody else. One query, none for whoever sees all."""
        if self.reader.sees_all:
            return None
        rows = Sight.objects.filter(ticket=ticket, key__in=sorted(self.reader.keys))
        ends = list(rows.values_list("until_seq", flat=True))
        return None if not ends or None in ends else max(end for end in ends if end is not None)


def viewer_of(request: ActingRequest) -> Viewer:
    """The viewer of a request; raises NoPost for a person without a post."""
    acting = request.acting
    return Viewer(Actor(acting.user, acting.post), acting.now, acting.calendar)
