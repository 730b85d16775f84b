"""One step on many entries: which of the picked can take it, why the others cannot, and what became of each."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from rectification.pages.material import gather
from rectification.pages.reading import FULL, Reading, look
from rectification.pages.viewer import Viewer
from rectification.wording import ACTIONS, status
from rectification.workflow import Action, refusal
from supervision.roles import CHECKS, HANDLES, LEADS, Role

# Steps that make sense for many at once: the same words, the same unit or person for each of them.
FOR_OFFICE = (Action.REASSIGN, Action.RECLASSIFY, Action.SET_RUNG, Action.SUSPEND, Action.VOID)
MOST = 100


def offered(viewer: Viewer) -> list[dict[str, str]]:
    """Steps this post may take at all; whether an entry allows it is said for each."""
    role, found = viewer.actor.post.role, [Action.COMMENT]
    if role in HANDLES:
        found = [Action.RECEIVE, Action.HAND_OVER, *found]
    if role in CHECKS and role in LEADS:
        found = [Action.DEAL_OUT, *found]
    if role == Role.OFFICE:
        found = [Action.DISPATCH, *FOR_OFFICE, *found]
    elif role == Role.TEAM_LEADER:
        found = [Action.REASSIGN, Action.RECLASSIFY, *found]
    return [{"action": str(action), "label": str(ACTIONS[action])} for action in found]


@dataclass(frozen=True)
class Picked:
    """One picked entry as the reader stands to it, and why the step is not possible; "" when it is."""

    reading: Reading
    expected: int
    why: str


def picked_entries(viewer: Viewer, picks: list[tuple[UUID, int]], action: Action) -> list[Picked]:
    """The entries in the order they were ticked; what is out of sight is not among them."""
    rows = viewer.tickets().select_related(*FULL).in_bulk([pk for pk, _seq in picks[:MOST]])
    found = []
    for pk, expected in picks[:MOST]:
        if pk in rows:
            reading = Reading(viewer, rows[pk], look(rows[pk], viewer), viewer.until(rows[pk]))
            found.append(Picked(reading, expected, why_not(reading, action)))
    return found


def why_not(reading: Reading, action: Action) -> str:
    """The table's answer in words."""
    code = "wrong_party" if reading.until is not None else ""
    code = code or refusal(action, reading.ticket.status, reading.parties)
    if code == "wrong_status":
        words = _("Not possible while it is “%(status)s”.")
        return words % {"status": status(reading.ticket.status)["label"]}
    return _("This step is not yours to take.") if code else ""


def shown(entries: list[Picked], viewer: Viewer, results: dict[UUID, str] | None = None) -> list[dict[str, Any]]:
    """The entries as lines; `results` are the words of what became of each, empty for what went through."""
    material = gather([one.reading.ticket for one in entries], viewer)
    lines = []
    for one in entries:
        ticket = one.reading.ticket
        failed = one.why if results is None else results.get(ticket.pk, one.why)
        lines.append(
            {
                "pick": f"{ticket.pk}:{one.expected}",
                "url": reverse("entry", args=[ticket.number]),
                "number": ticket.number,
                "title": material.title(ticket),
                "place": material.place(ticket),
                "photo": material.thumb(ticket),
                "status": status(ticket.status),
                "why": failed,
                "possible": not one.why,
                "done": results is not None and not failed,
            }
        )
    return lines
