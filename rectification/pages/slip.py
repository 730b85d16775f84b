"""The printed slip of an entry (整改交办单): what a unit is handed, with a code that leads back to the entry."""

from datetime import datetime
from typing import Any

import segno
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from rectification.pages.entry import fuse_note, head, owes
from rectification.pages.material import who_owes
from rectification.pages.reading import Reading
from rectification.pages.timeline import Names, names_of
from rectification.workflow import WITH_UNIT, Status
from sites.models import City

SHOWN = 2  # photos on the sheet


def slip(reading: Reading, address: str) -> dict[str, Any]:
    """One sheet: the sentence, what was seen, what the standard demands, room for the answer by hand."""
    ticket, material = reading.ticket, reading.material
    names = names_of(reading.events, reading)
    lead = reading.desk.lead if reading.desk.has_lead else None
    return {
        "ticket": head(reading, names),
        "owes": owed_on_paper(reading, names),
        "photos": material.shots(ticket, "before")[:SHOWN],
        "after": material.shots(ticket, "after")[:SHOWN] if ticket.status not in WITH_UNIT else [],
        "limit": fuse_note(reading),
        "due": on_paper(lead.due_at) if lead else "",
        "unit": who_owes(lead) if lead else "",
        "filed": on_paper(ticket.filed_at),
        "filed_by": str(ticket.filed_by or ""),
        "closed": ticket.status == Status.CLOSED,
        "city": City.objects.current(),
        "printed": on_paper(reading.viewer.now),
        "printed_by": str(reading.viewer.actor.user),
        "address": address,
        "code": code(address),
    }


def owed_on_paper(reading: Reading, names: Names) -> dict[str, Any]:
    """The sentence with the whole date: paper is read on another day, and nothing on it ever becomes late by itself."""
    said = owes(reading, names)
    if "by" in said:
        return {**said, "by": on_paper(reading.desk.main.due_at), "late": ""}
    return {**said, "at": on_paper(reading.ticket.closed_at or reading.viewer.now)} if "at" in said else said


def on_paper(at: datetime) -> str:
    """A moment with its year."""
    return timezone.localtime(at).strftime("%Y.%m.%d %H:%M")


def code(address: str) -> SafeString:
    """The address as a QR code: drawn from numbers alone, so nothing of the address gets into the page's markup."""
    return mark_safe(segno.make(address, micro=False, error="m").svg_inline(border=0, omitsize=True))  # noqa: S308
