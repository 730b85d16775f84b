"""What one duty is in a ranking, as it stood at a moment: read from its row and its entry's, both folded. Pure.

`scoring/counting.py` says the same in SQL for a whole period at once. The two are held against each other by tests and
by `manage.py verify_ranking`, which knows only this one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from scoring.tally import ASSIST, CHECK, LEAD, SUB

SCORED_KINDS = ("rectify", "assist", "review")
GONE = ("voided", "merged", "declined")  # outcomes with which the entry leaves the ledger unscored
DONE_WELL = ("passed", "confirmed", "done")
DECIDED = ("passed", "failed")  # a check that came to a verdict
ON_SITE = "onsite"
THRICE = 3


@dataclass(frozen=True)
class DutyLine:
    """One duty: whose, what about, why it is left out (or not), and what it was."""

    duty: UUID
    ticket: UUID
    unit: UUID
    role: str
    category: str
    urgency: str
    source: str
    score_due_at: datetime
    ended_at: datetime | None
    out: str
    fixed: int = 0
    on_time: int = 0
    relapsed: int = 0
    checked: int = 0
    first_pass: int = 0
    extended: int = 0
    receivable: int = 0
    received_on_time: int = 0
    onsite: int = 0
    passed: int = 0
    false: int = 0
    reworks: int = 0


def line_of(duty: Mapping[str, Any], ticket: Mapping[str, Any], at: datetime) -> DutyLine:
    """A duty's line as it stands at `at`; both rows are columns with typed values, as the events left them by then."""
    role = role_of(duty)
    out = why_out(duty, role, at)
    ended = duty["done_at"] if role in (ASSIST, CHECK) else duty["stopped_at"] or duty["done_at"]
    line = DutyLine(
        duty=duty["id"],
        ticket=ticket["id"],
        unit=duty["unit_id"],
        role=role,
        category=ticket["category"],
        urgency=ticket["urgency"],
        source=ticket["source"],
        score_due_at=duty["score_due_at"],
        ended_at=ended,
        out=out,
    )
    if out:
        return line
    counts: dict[str, Any] = checked(duty, ticket) if role == CHECK else fixed(duty, ticket, role, ended)
    return replace(line, **counts)


def role_of(duty: Mapping[str, Any]) -> str:
    """Which part the unit had."""
    if duty["kind"] == "review":
        return CHECK
    if duty["kind"] == "assist":
        return ASSIST
    return SUB if duty["parent_id"] else LEAD


def why_out(duty: Mapping[str, Any], role: str, at: datetime) -> str:
    """Empty when it is counted.

    Suspended duties and those that wait for their check leave the denominator; the first unit answers until its
    transfer: what it gave away in time it does not owe, what was late by then it does (ENGINE 5, 26).
    """
    done, outcome = duty["state"] == "done", duty["outcome"]
    if not duty["scored"]:
        return "not_theirs"
    if done and outcome in GONE:
        return "void"
    if duty["state"] == "paused":
        return "suspended"
    if duty["state"] == "stopped":
        return "waiting"
    ended_well = outcome in (DECIDED if role == CHECK else DONE_WELL)
    if done and not ended_well and duty["done_at"] <= duty["score_due_at"]:
        return "moved"
    return "not_due" if not done and duty["score_due_at"] > at else ""


def fixed(duty: Mapping[str, Any], ticket: Mapping[str, Any], role: str, ended: datetime | None) -> dict[str, int]:
    """What a duty to fix came to. A relapse, a check on the spot and a receipt are the answerable unit's alone."""
    well = duty["state"] == "done" and duty["outcome"] in DONE_WELL
    lead = role == LEAD
    received, by = duty["received_at"], duty["receive_by"]
    return {
        "fixed": int(well),
        "on_time": int(well and ended is not None and ended <= duty["score_due_at"]),
        "relapsed": int(lead and ticket["relapse_of_id"] is not None),
        "checked": int(lead and (well or duty["failed"] > 0)),
        "first_pass": int(lead and well and duty["failed"] == 0),
        "extended": int(duty["extended"] > 0),
        "receivable": int(lead and by is not None),
        "received_on_time": int(lead and by is not None and received is not None and received <= by),
        "onsite": int(lead and well and ticket["verified_how"] == ON_SITE),
        "false": int(lead and well and ticket["false_strike_off"]),
        "reworks": duty["failed"] if lead else 0,
    }


def checked(duty: Mapping[str, Any], ticket: Mapping[str, Any]) -> dict[str, int]:
    """What a duty to check came to; a strike-off found false is the verifier's (ENGINE 24)."""
    decided = duty["state"] == "done" and duty["outcome"] in DECIDED
    passed = decided and duty["outcome"] == "passed"
    return {
        "fixed": int(decided),
        "on_time": int(decided and duty["done_at"] <= duty["score_due_at"]),
        "passed": int(passed),
        "onsite": int(passed and ticket["verified_how"] == ON_SITE),
        "false": int(passed and ticket["false_strike_off"]),
    }
