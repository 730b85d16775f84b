"""What other systems are told of the events of entries: no words and no person, as both may have to be forgotten."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import pgettext_lazy as _p

from rectification.models import Sight, Ticket
from rectification.wording import EVENTS
from supervision.canonical import moment_text
from supervision.kinds import Followed
from supervision.models import Event

UNIT = "u:"
COLUMNS = ("pk", "number", "lead_duty__due_at", "main_duty__due_at")


def steps() -> dict[str, Any]:
    """Everything that can happen to an entry, in words."""
    return {**EVENTS, "rung": _p("event", "A rung of the ladder")}


def followed(events: Sequence[Event]) -> dict[UUID, Followed]:
    """The entry, by when it is owed and which rungs it is about; two queries however many there are."""
    ids = {event.stream_id for event in events}
    tickets = {row[0]: row for row in Ticket.objects.filter(pk__in=ids).values_list(*COLUMNS)}
    sights: dict[UUID, list[tuple[str, int | None]]] = defaultdict(list)
    keys = Sight.objects.filter(ticket__in=ids, key__startswith=UNIT)
    for ticket, key, until in keys.values_list("ticket_id", "key", "until_seq"):
        sights[ticket].append((key, until))
    return {
        event.id: Followed(says(event, *tickets[event.stream_id][1:]), units(event, sights[event.stream_id]))
        for event in events
        if event.stream_id in tickets
    }


def says(event: Event, number: str, lead_due: Any, main_due: Any) -> dict[str, Any]:
    """What the message adds to the event itself."""
    due = lead_due or main_due
    return {
        "number": number,
        "ticket": str(event.stream_id),
        "due_at": moment_text(due) if due else None,
        "rungs": rungs(event.facts),
        "proposed": event.facts.get("state") == "proposed",
        "url": reverse("api_ticket", args=[number]),
    }


def rungs(facts: Mapping[str, Any]) -> list[str]:
    """The rungs an event is about: mostly none or one, several where a correction takes them back."""
    return list(facts["rungs"]) if facts.get("rungs") else [facts["rung"]] if facts.get("rung") else []


def units(event: Event, sights: Sequence[tuple[str, int | None]]) -> frozenset[UUID]:
    """The units that have the entry, and those that had it when this happened."""
    return frozenset(UUID(key.removeprefix(UNIT)) for key, until in sights if until is None or event.seq <= until)
