"""The public board: what is listed, who leads it, by when, and how far it has come; and what waits to be listed."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from rectification.models import File, Measure, PhotoKind, Ticket
from rectification.pages.material import JOINS, Material, gather, who, who_owes
from rectification.pages.viewer import Viewer
from rectification.wording import EVENTS, status
from rectification.workflow import OWNED, Action
from supervision.actions.words import read as read_words
from supervision.countdowns import SOON, Bounds
from supervision.ladder import Rung
from supervision.models import DutyState, Event, User
from supervision.roles import Role
from supervision.wording import moment, time_left

MOST = 60
NOTES = 3
LATELY = timedelta(days=30)
SPEAKS = (Action.COMMENT, Action.SUBMIT, Action.FAIL, Action.NOTE)  # steps whose words say how far it has come


def listed(viewer: Viewer) -> dict[str, Any]:
    """The whole page: the same number of queries however much is listed."""
    rows = measures(viewer)
    stands = sorted((row for row in rows if row.stands), key=lambda row: (row.until, row.pk))
    waits = [row for row in rows if row.waits] if viewer.actor.post.role == Role.OFFICE else []
    gone = lifted(viewer)
    around = Around(viewer, [row.ticket for row in [*stands[:MOST], *waits[:MOST], *gone]], stands[:MOST])
    return {
        "n": len(stands),
        "late": sum(bool(row.until and row.until <= viewer.now) for row in stands),
        "entries": [around.card(row) for row in stands[:MOST]],
        "waits": [around.waiting(row) for row in waits[:MOST]],
        "lifted": [around.lifted(row) for row in gone],
        "more": max(0, len(stands) - MOST),
    }


def measures(viewer: Viewer) -> list[Measure]:
    """Listed, or waiting to be, among what the reader may see: one query."""
    rows = Measure.objects.live().filter(ticket__in=viewer.present(), ticket__status__in=list(OWNED))
    rows = rows.filter(rung=Rung.LISTED.code).select_related(
        "duty__unit", "duty__user", "post__user", "post__unit", *joins()
    )
    return list(rows.order_by("proposed_at", "id"))


def lifted(viewer: Viewer) -> list[Measure]:
    """Off the board within the last month, because the entry was struck off: one query."""
    rows = Measure.objects.filter(
        rung=Rung.LISTED.code, revoked_at=None, ticket__in=viewer.present(), until__isnull=False,
        duty__state=DutyState.DONE, duty__outcome="passed", duty__done_at__gte=viewer.now - LATELY,
    )  # fmt: skip
    rows = rows.select_related("duty__unit", "duty__user", "post__user", "post__unit", *joins()).order_by(
        "-duty__done_at"
    )
    return [row for row in rows[:MOST] if "confirmed" in row.states]


def joins() -> list[str]:
    """The entry with what every list of entries reads."""
    return ["ticket", *(f"ticket__{name}" for name in JOINS)]


class Around:
    """What surrounds the listed entries: titles, photos, and what was said of them since they were listed."""

    def __init__(self, viewer: Viewer, tickets: Iterable[Ticket], stands: list[Measure]) -> None:
        self.viewer = viewer
        self.material: Material = gather(tickets, viewer)
        since = {row.ticket_id: row.confirmed_at for row in stands if row.confirmed_at}
        rows = Event.objects.filter(stream_id__in=list(since), action__in=[str(action) for action in SPEAKS])
        spoken = [event for event in rows.order_by("-occurs_at", "-seq") if event.occurs_at >= since[event.stream_id]]
        self.notes: dict[UUID, list[Event]] = defaultdict(list)
        for event in spoken:
            if event.facts.get("words"):
                self.notes[event.stream_id].append(event)
        shown = [event for events in self.notes.values() for event in events[:NOTES]]
        self.words = read_words([event.facts["words"]["id"] for event in shown])
        self.people = User.objects.in_bulk({event.actor_id for event in shown if event.actor_id})

    def plain(self, row: Measure) -> dict[str, Any]:
        """What every row of the page says."""
        ticket = row.ticket
        return {
            "number": ticket.number,
            "url": reverse("entry", args=[ticket.number]),
            "title": self.material.title(ticket),
            "place": self.material.place(ticket),
            "urgency": ticket.urgency,
            "unit": who_owes(row.duty),
            "leader": who(row.post.unit, row.post.user) if row.post else "",
        }

    def card(self, row: Measure) -> dict[str, Any]:
        """One listed entry."""
        ticket, now = row.ticket, self.viewer.now
        notes = self.notes[ticket.pk]
        return {
            **self.plain(row),
            "photo": self.material.thumb(ticket, PhotoKind.BEFORE),
            "status": status(ticket.status),
            "since": moment(row.confirmed_at or now, now, clock=False),
            "count": countdown(row, self.viewer),
            "notes": [self.note(event) for event in notes[:NOTES]],
            "more": max(0, len(notes) - NOTES),
            "note_url": reverse("step", args=[ticket.number, Action.COMMENT]),
        }

    def note(self, event: Event) -> dict[str, str]:
        """Who said what, and when."""
        row = self.words.get(event.facts["words"]["id"])
        text = "" if row is None else (_("(words erased)") if row.erased_at else row.text)
        person = self.people.get(event.actor_id) if event.actor_id else None
        what = "" if event.action == Action.COMMENT else str(EVENTS[event.action])
        return {"who": str(person or ""), "what": what, "at": moment(event.occurs_at, self.viewer.now), "text": text}

    def waiting(self, row: Measure) -> dict[str, Any]:
        """One entry that waits for the office's word."""
        number = row.ticket.number
        return {
            **self.plain(row),
            "since": moment(row.proposed_at, self.viewer.now),
            "confirm_url": reverse("step", args=[number, Action.CONFIRM_RUNG]) + f"?rung={row.rung}",
            "revoke_url": reverse("step", args=[number, Action.REVOKE_RUNG]) + f"?rung={row.rung}",
        }

    def lifted(self, row: Measure) -> dict[str, Any]:
        """One entry that was struck off."""
        done = row.duty.done_at or self.viewer.now
        in_time = row.until is not None and (row.duty.stopped_at or done) <= row.until
        return {**self.plain(row), "at": moment(done, self.viewer.now), "in_time": in_time}


def countdown(row: File, viewer: Viewer, since: datetime | None = None) -> dict[str, Any]:
    """A measure's own clock, as components/countdown.html: from the listing, or the talk, to the target date."""
    now, until, since = viewer.now, row.until or viewer.now, since or row.confirmed_at or viewer.now
    whole = (until - since).total_seconds()
    used = 100 if whole <= 0 else max(0, min(100, int((now - since).total_seconds() * 100 / whole)))
    group = Bounds.at(now).group(until)
    late = group == "late"
    return {
        "level": "soon" if used >= SOON and group not in ("late", "today") else group,
        "word": time_left(until - now, late=late),
        "moment": moment(until, now, clock=False),
        "used": used,
        "due": until,
    }
