"""Which notices leave the house, when, and how often it is tried. Pure: no database, no network.

In the app a notice is there at once. Outward - by mail, to another program, into a group's chat - it goes in office
time, an urgent one at once; what one person would get at about the same time comes as one message.
"""

import hashlib
from datetime import datetime, timedelta
from enum import StrEnum

from supervision.workcalendar import MICROSECOND, WorkCalendar

GATHER = timedelta(minutes=1)  # what one sweep tells a person in several rows is known by then
FOLD_OVER = 3  # more than so many for one person become one message
# How long it rests after the first, second ... try that failed; after the last it is a dead letter.
RESTS = tuple(timedelta(minutes=n) for n in (1, 5, 15, 60, 120, 240, 480))
TRIES = len(RESTS) + 1


class Group(StrEnum):
    """What people choose between: notices that ask the same of them."""

    WORK = "work"
    WARNING = "warning"
    REMINDER = "reminder"
    SUPERVISION = "supervision"
    OUTCOME = "outcome"
    CHANGE = "change"
    MORNING = "morning"


GROUPS: dict[str, Group] = {
    **dict.fromkeys(("assigned", "assist", "to_dispatch", "to_screen", "sub_assigned", "handed_over"), Group.WORK),
    **dict.fromkeys(("dealt_out", "submitted", "petition.asked", "stated", "sub_rejected", "failed"), Group.WORK),
    **dict.fromkeys(("contract.given", "ranking.announced", "ranking.approved"), Group.WORK),
    **dict.fromkeys(("appeal.asked", "fund.kept"), Group.WORK),
    **dict.fromkeys(("instruction.written", "instruction.answered", "instruction.sent_back"), Group.WORK),
    **dict.fromkeys(("ranking.published", "appeal.upheld", "appeal.refused", "fund.confirmed"), Group.OUTCOME),
    **dict.fromkeys(("instruction.accepted", "instruction.withdrawn"), Group.OUTCOME),
    **dict.fromkeys(("passed", "petition.granted", "petition.refused", "sub_confirmed", "part_done"), Group.OUTCOME),
    **dict.fromkeys(("suspended", "resumed", "noted"), Group.OUTCOME),
    "rung.warning": Group.WARNING,
    "rung.reminder": Group.REMINDER,
    "talked": Group.SUPERVISION,
    "morning": Group.MORNING,
}


def group_of(key: str) -> Group:
    """The group of a notice by its key; every higher rung is a supervision, on a proposed one somebody has to speak."""
    if key.startswith(("proposal.", "hearing.")):
        return Group.WORK
    return GROUPS.get(key) or (Group.SUPERVISION if key.startswith("rung.") else Group.CHANGE)


def opening(calendar: WorkCalendar, at: datetime) -> datetime:
    """The moment itself in office time, else the next opening."""
    return calendar.add_span(at, MICROSECOND, "workhour") - MICROSECOND


def is_open(calendar: WorkCalendar, at: datetime) -> bool:
    """Whether it is office time."""
    return opening(calendar, at) == at


def send_at(now: datetime, calendar: WorkCalendar, *, at_once: bool, quiet: bool) -> datetime:
    """When a notice that is known now leaves the house; `quiet`: the channel keeps to office time."""
    if at_once:
        return now
    ready = now + GATHER
    return opening(calendar, ready) if quiet else ready


def rest(tries: int, seed: str) -> timedelta:
    """How long after so many failed tries; a fifth more or less by the seed, or all would come back together."""
    dice = int.from_bytes(hashlib.sha256(f"{seed}/{tries}".encode()).digest()[:4], "big")
    return RESTS[min(tries, len(RESTS)) - 1] * (800 + dice % 401) / 1000
