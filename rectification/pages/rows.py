"""Entries as rows of the ledger."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from rectification.models import Ticket
from rectification.pages.material import Material
from rectification.pages.viewer import Viewer
from rectification.wording import FORMER, status
from rectification.workflow import ENDED, Status
from supervision.countdowns import countdown, stopped
from supervision.wording import moment, rung, time_left


def row(ticket: Ticket, material: Material, prefix: str = "") -> dict[str, Any]:
    """One row for a reader of the present state."""
    lead = ticket.lead_duty or ticket.main_duty
    return {
        **frame(ticket, material, prefix),
        "urgency": ticket.urgency,
        "unit": lead.unit.label if lead else "",
        "person": str(lead.user or "") if lead else "",
        "status": status(ticket.status),
        "note": note(ticket, material.viewer),
        "rung": rung(ticket.lead_duty.highest_rung if ticket.lead_duty else -1),
        "count": time_of(ticket, material.viewer),
    }


def former_row(ticket: Ticket, material: Material, prefix: str = "") -> dict[str, Any]:
    """One row for a unit whose part in it is over: which entry it was, and nothing of how it stands now."""
    left = {"status": {"code": "voided", "label": str(FORMER)}, "rung": rung(-1), "count": None}
    return {**frame(ticket, material, prefix), "urgency": "", "unit": "", "person": "", "note": "", **left}


def frame(ticket: Ticket, material: Material, prefix: str) -> dict[str, Any]:
    """What every row shows."""
    return {
        "id": ticket.pk,
        "seq": material.seqs.get(ticket.pk, 0),
        "url": reverse("entry", args=[ticket.number]),
        "number": ticket.number,
        "tail": ticket.number.removeprefix(prefix) if prefix else ticket.number,
        "title": material.title(ticket),
        "place": material.place(ticket),
        "photo": material.thumb(ticket),
    }


def time_of(ticket: Ticket, viewer: Viewer) -> dict[str, Any] | None:
    """How dark the row is: the unit's own time; a check that is late itself shows as late."""
    main, lead, now = ticket.main_duty, ticket.lead_duty, viewer.now
    if main is None:
        return None
    if ticket.status == Status.REVIEWING and main.due_at > now and lead is not None and lead.stopped_at:
        waited = time_left(now - lead.stopped_at)
        return stopped(pgettext("countdown", "clock stands"), _("waiting %(time)s") % {"time": waited})
    return countdown(main, now, viewer.calendar)


def note(ticket: Ticket, viewer: Viewer) -> str:
    """The line under the status."""
    now, main = viewer.now, ticket.main_duty
    if ticket.status == Status.REVIEWING and main is not None:
        return _("%(who)s checks") % {"who": main.user or main.unit.label}
    if ticket.status == Status.SUSPENDED and ticket.suspended_until:
        return _("until %(day)s") % {"day": moment(ticket.suspended_until, now, clock=False)}
    if ticket.status == Status.CLOSED and ticket.closed_at:
        return moment(ticket.closed_at, now)
    if ticket.rework_count and ticket.status not in ENDED:
        return ngettext("failed %(n)s time", "failed %(n)s times", ticket.rework_count) % {"n": ticket.rework_count}
    if ticket.status == Status.ASSIGNED and main is not None:
        return _("sent %(moment)s") % {"moment": moment(main.started_at, now)}
    return ""
