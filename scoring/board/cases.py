"""What waits for the reader's own word: each case with its photo, why it is proposed, and the tap that settles it."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from rectification.models import Measure, UnitMeasure
from rectification.pages.material import Material, gather
from rectification.pages.measures import Row, awaited, card, waiting_card
from rectification.pages.viewer import Viewer
from rectification.waiting import too_long
from scoring.pages.awaited import steps_awaited
from supervision.ladder import Rung
from supervision.limits import workdays
from supervision.roles import Role
from supervision.wording import moment, time_left

SHOWN = 3
# How long a leader who confirms with one tap gives the unit; another date is given on the form.
TARGET = workdays(5)


def cases(viewer: Viewer) -> dict[str, Any]:
    """The oldest first: a fixed number of queries, none for whoever has no word to give."""
    since, shown = awaited(viewer, SHOWN)
    material = gather([row.ticket for row in shown if isinstance(row, Measure)], viewer)
    return {
        "n": len(since),
        "late": too_long(since, viewer.now),
        "rows": [case(row, viewer, material) for row in shown],
        "more": max(0, len(since) - SHOWN),
        "url": reverse("measures"),
        "also": steps_awaited(viewer),
    }


def case(row: Row, viewer: Viewer, material: Material) -> dict[str, Any]:
    """One case."""
    shown = waiting_card(row, viewer, material) if isinstance(row, Measure) else card(row, viewer, material)
    return {
        "key": f"{row.pk}",
        "rung": shown["rung"],
        "where": row.ticket.site.label if isinstance(row, Measure) and row.ticket.site else shown["title"],
        "why": why(row, shown, viewer.now),
        "unit": row.duty.unit.label if isinstance(row, Measure) else row.unit.label,
        "stated": shown["stated"],
        "photo": material.thumb(row.ticket) if isinstance(row, Measure) else None,
        "url": shown["url"],
        "form_url": shown["confirm_url"],
        "tap": tap(row, viewer, material),
    }


def why(row: Row, shown: dict[str, Any], now: datetime) -> str:
    """In a line: what it is, how late, how often it failed; of a unit what is proposed of it as a whole."""
    if isinstance(row, UnitMeasure):
        return pgettext("list", ", ").join(shown["about"])
    ticket, found = row.ticket, [shown["title"]]
    if row.duty.due_at <= now:
        found.append(_("late %(time)s") % {"time": time_left(now - row.duty.due_at, late=True)})
    if n := ticket.rework_count:
        found.append(ngettext("failed %(n)s check", "failed %(n)s checks", n) % {"n": n})
    if n := ticket.relapse_count:
        found.append(ngettext("came back %(n)s time", "came back %(n)s times", n) % {"n": n})
    return pgettext("list", ", ").join(found)


def tap(row: Row, viewer: Viewer, material: Material) -> dict[str, Any] | None:
    """What one tap sends: a city leader takes a listing upon himself. All else needs a form: a document, or a name."""
    if not isinstance(row, Measure) or row.rung != Rung.LISTED.code or viewer.actor.post.role != Role.CITY_LEADER:
        return None
    until = viewer.calendar.add(viewer.now, TARGET)
    return {
        "url": reverse("board_lead", args=[row.ticket.number]),
        "until": timezone.localtime(until).date().isoformat(),
        "by": moment(until, viewer.now, clock=False),
        "expected": material.seqs.get(row.ticket_id),
    }
