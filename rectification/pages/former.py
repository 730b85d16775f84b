"""An entry for a unit that owes nothing on it any more: its own span, not a word of what came after (ENGINE 21)."""

import copy
from typing import Any

from django.utils.translation import gettext as _

from rectification.models import PhotoKind
from rectification.pages.entry import head
from rectification.pages.material import gather
from rectification.pages.pulse import entry_live
from rectification.pages.reading import KINDS, Reading
from rectification.pages.timeline import names_of, timeline
from supervision.models import Event
from supervision.wording import moment

# What of the entry's own row is shown, as it was at the end of the span.
THEN = ("category", "urgency", "standard")


def former_entry(reading: Reading) -> dict[str, Any]:
    """The page: what was seen, the photos and the story up to the last event of the span."""
    last = reading.events[-1]
    names = names_of(reading.events, reading)
    shown = as_it_was(reading)
    ticket = {**head(shown, names), "status": None, "closed": False, "false_strike_off": False}
    kept = kept_photos(reading.events)
    photos = {kind: [p for p in shown.material.of_kind(shown.ticket, kind) if str(p.id) in kept] for kind in KINDS}
    shown.material.photos[shown.ticket.id] = [photo for rows in photos.values() for photo in rows]
    return {
        "ticket": ticket,
        "before": shown.material.shots(shown.ticket, PhotoKind.BEFORE),
        "after": shown.material.shots(shown.ticket, PhotoKind.AFTER),
        "checks": shown.material.shots(shown.ticket, PhotoKind.CHECK),
        "proofs": shown.material.shots(shown.ticket, PhotoKind.PROOF),
        "live": entry_live(reading),
        "owes": {"say": "former", "at": moment(last.occurs_at, reading.viewer.now)},
        "steps": [],
        "refused": [],
        "duties": [],
        "events": timeline(shown),
        "events_note": _("up to %(moment)s") % {"moment": moment(last.occurs_at, reading.viewer.now)},
    }


def as_it_was(reading: Reading) -> Reading:
    """The reading with the entry's row as the span's last event left it."""
    ticket = copy.copy(reading.ticket)
    for event in reading.events:
        for patch in event.patches:
            if patch["t"] == "ticket":
                for column in THEN:
                    if column in patch["c"]:
                        setattr(ticket, column, patch["c"][column])
    then = Reading(reading.viewer, ticket, reading.desk, reading.until)
    then.__dict__["events"] = reading.events
    then.__dict__["material"] = gather([ticket], reading.viewer, KINDS)
    return then


def kept_photos(events: list[Event]) -> set[str]:
    """Ids of the photos that came with these events."""
    return {photo.partition(":")[0] for event in events for photo in event.facts.get("photos", ())}
