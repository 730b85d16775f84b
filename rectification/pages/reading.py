"""One entry opened for reading: the entry, its desk without a lock, and in which capacities the reader stands to it."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet
from django.http import Http404

from rectification.desk import Desk
from rectification.models import Ticket
from rectification.pages.material import JOINS, Material, gather
from rectification.pages.viewer import Viewer
from rectification.parties import parties_of
from rectification.residents import note_reads
from rectification.workflow import Party
from supervision.actions.book import Book
from supervision.models import Duty, Event, StreamHead

KINDS = ("before", "after", "check", "proof")
FULL = (*JOINS, "site__type", "team", "filed_by", "filed_post__unit", "verified_by", "relapse_of", "merged_into")


@dataclass(frozen=True)
class Reading:
    """What a page about one entry stands on. `until` is set for a former holder: nothing after it is shown."""

    viewer: Viewer
    ticket: Ticket
    desk: Desk
    until: int | None

    @property
    def expected(self) -> int:
        """The sequence the reader sees; a step says it back."""
        return self.desk.book.seq

    @cached_property
    def parties(self) -> frozenset[Party]:
        """The reader's capacities; a former holder has none left."""
        return frozenset() if self.until is not None else parties_of(self.desk, self.viewer.actor)

    @cached_property
    def material(self) -> Material:
        """Category, place and photos."""
        return gather([self.ticket], self.viewer, KINDS)

    @cached_property
    def events(self) -> list[Event]:
        """The story as far as the reader may know it, oldest first; that a resident's is read is written down."""
        note_reads([self.ticket], self.viewer.actor, self.viewer.now)
        rows: QuerySet[Event] = Event.objects.filter(stream_id=self.ticket.id).order_by("seq")
        return list(rows if self.until is None else rows.filter(seq__lte=self.until))


def open_entry(number: str, viewer: Viewer) -> Reading:
    """The entry of this number; Http404 for whoever may not know that it exists."""
    ticket = viewer.tickets().select_related(*FULL).filter(number=number).first()
    if ticket is None:
        raise Http404
    return Reading(viewer, ticket, look(ticket, viewer), viewer.until(ticket))


def look(ticket: Ticket, viewer: Viewer) -> Desk:
    """The entry's desk for looking at: its head is read without a lock, and nothing is ever written from here."""
    head = StreamHead.objects.get(pk=ticket.pk)
    duties = Duty.objects.filter(subject_id=ticket.pk).select_related("unit", "user").order_by("ordinal")
    desk = Desk(Book(head), ticket, list(duties), viewer.now, viewer.actor)
    desk.__dict__["calendar"] = viewer.calendar
    return desk
