"""What an edit of the calendar would do to the clocks that are not done, reckoned as the edit will; nothing is kept."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from supervision.actions.duties import times_under
from supervision.kinds import kind_of
from supervision.models import Duty, DutyState
from supervision.wording import moment
from supervision.workcalendar import WorkCalendar

NAMED = 12  # entries shown as examples
CHUNK = 2000


@dataclass
class Moves:
    """Entries by what happens to them; an entry counts once, by the first of its clocks that moves."""

    checked: int = 0
    moved: set[UUID] = field(default_factory=set)
    earlier: set[UUID] = field(default_factory=set)
    later: set[UUID] = field(default_factory=set)
    now_late: set[UUID] = field(default_factory=set)
    no_longer_late: set[UUID] = field(default_factory=set)
    examples: list[tuple[str, UUID, datetime, datetime]] = field(default_factory=list)


def moves(calendar: WorkCalendar, now: datetime) -> Moves:
    """Every clock that is not done, under the calendar as it would be."""
    found = Moves()
    rows = Duty.objects.exclude(state=DutyState.DONE).defer("rungs").order_by("due_at", "id")
    subjects = set()
    for duty in rows.iterator(chunk_size=CHUNK):
        subjects.add(duty.subject_id)
        weigh(found, duty, times_under(duty, calendar), now)
    found.checked = len(subjects)
    return found


def weigh(found: Moves, duty: Duty, times: dict[str, Any], now: datetime) -> None:
    """One clock. A rung may move although the due time stays: the entry is corrected then, too."""
    pk, due = duty.subject_id, times["due_at"]
    same = due == duty.due_at and times["score_due_at"] == duty.score_due_at
    if same and times["schedule"] == duty.schedule:
        return
    found.moved.add(pk)
    if due == duty.due_at:
        return
    (found.earlier if due < duty.due_at else found.later).add(pk)
    looked = duty.stopped_at or duty.paused_at or now  # what was handed in in time stays so
    if duty.due_at > looked >= due:
        found.now_late.add(pk)
    elif duty.due_at <= looked < due:
        found.no_longer_late.add(pk)
    if len(found.examples) < NAMED and all(pk != shown[1] for shown in found.examples):
        found.examples.append((duty.subject_kind, pk, duty.due_at, due))


def shown(found: Moves, now: datetime) -> dict[str, Any]:
    """For the page."""
    kinds: dict[str, list[UUID]] = {}
    for kind, pk, _before, _after in found.examples:
        kinds.setdefault(kind, []).append(pk)
    named: dict[UUID, tuple[str, str]] = {}
    for kind, ids in kinds.items():
        naming = kind_of(kind).named
        named |= naming(ids) if naming else {}
    return {
        "n": len(found.moved),
        "checked": found.checked,
        "earlier": len(found.earlier),
        "later": len(found.later),
        "rungs": len(found.moved - found.earlier - found.later),
        "now_late": len(found.now_late),
        "no_longer_late": len(found.no_longer_late),
        "examples": [
            {
                "number": named.get(pk, ("", ""))[0],
                "url": named.get(pk, ("", ""))[1],
                "before": moment(before, now),
                "after": moment(after, now),
                "late": pk in found.now_late,
            }
            for _kind, pk, before, after in found.examples
        ],
    }
