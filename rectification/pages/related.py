"""Entries that belong to one another: what came back, what it came back from, others at the same place."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from rectification.models import Ticket
from rectification.pages.material import JOINS, gather
from rectification.pages.reading import Reading
from rectification.wording import status
from supervision.wording import moment

MOST = 5


def related(reading: Reading) -> dict[str, Any] | None:
    """For ticket.html, kin before neighbours and the newest first: as many queries however many there are."""
    ticket, viewer = reading.ticket, reading.viewer
    others = viewer.present().exclude(pk=ticket.pk).select_related(*JOINS).order_by("-filed_at", "-id")
    kin = Q(relapse_of=ticket.pk) | Q(pk=ticket.relapse_of_id) if ticket.relapse_of_id else Q(relapse_of=ticket.pk)
    rows = list(others.filter(kin)[: MOST + 1])
    if ticket.site_id is not None and len(rows) <= MOST:
        # A question of its own, so that the index of the place is read from its newest end.
        known = [row.pk for row in rows]
        rows += others.filter(site=ticket.site_id).exclude(pk__in=known)[: MOST + 1 - len(rows)]
    if not rows:
        return None
    shown = rows[:MOST]
    material = gather(shown, viewer)
    entries = [
        {
            "url": reverse("entry", args=[row.number]),
            "number": row.number,
            "title": material.title(row),
            "photo": material.thumb(row),
            "when": moment(row.filed_at, viewer.now),
            "status": status(row.status),
            "relation": relation(row, ticket),
        }
        for row in shown
    ]
    everything = f"{reverse('ledger')}?site={ticket.site_id}&state=all" if ticket.site_id else ""
    return {"entries": entries, "url": everything if len(rows) > MOST else ""}


def relation(row: Ticket, ticket: Ticket) -> str:
    """How it hangs together with the entry, beyond the place."""
    if row.relapse_of_id == ticket.pk:
        return _("this one come back")
    return _("come back as this one") if row.pk == ticket.relapse_of_id else ""
