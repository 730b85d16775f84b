"""The one table of what can be done with a ranking: action, from, to, whose. Pure; pages and actions ask it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from supervision.roles import KEEPS, SEES_ALL, Role


class Action(StrEnum):
    """Every step there is."""

    BEGIN = "begin"
    COUNTED = "counted"
    RECOUNT = "recount"
    GIVE_BONUS = "give_bonus"
    TAKE_BONUS = "take_bonus"
    ANNOUNCE = "announce"
    APPROVE = "approve"
    PUBLISH = "publish"
    DROP = "drop"


COUNTING, DRAFT, ANNOUNCED = "counting", "draft", "announced"
APPROVED, PUBLISHED, DROPPED = "approved", "published", "dropped"
LEADS = frozenset({Role.CITY_LEADER})
WORKER: frozenset[Role] = frozenset()  # the platform itself


@dataclass(frozen=True)
class Step:
    """One row: from which states, to which (None: it stays), by whom, and whether a reason must come with it."""

    before: frozenset[str]
    after: str | None
    roles: frozenset[Role]
    reason: bool = False


STEPS: Mapping[Action, Step] = {
    Action.BEGIN: Step(frozenset({""}), COUNTING, KEEPS),
    Action.COUNTED: Step(frozenset({COUNTING}), None, WORKER),
    # Also of one whose count was stopped or has failed; while it is being counted nobody begins a second count.
    Action.RECOUNT: Step(frozenset({COUNTING, DRAFT, ANNOUNCED}), COUNTING, KEEPS),
    # While it is announced, too: an appeal against a whole figure is met by points.
    Action.GIVE_BONUS: Step(frozenset({DRAFT, ANNOUNCED}), None, KEEPS, reason=True),
    Action.TAKE_BONUS: Step(frozenset({DRAFT, ANNOUNCED}), None, KEEPS, reason=True),
    Action.ANNOUNCE: Step(frozenset({DRAFT}), ANNOUNCED, KEEPS),
    Action.APPROVE: Step(frozenset({ANNOUNCED}), APPROVED, LEADS),
    Action.PUBLISH: Step(frozenset({APPROVED}), PUBLISHED, KEEPS),
    Action.DROP: Step(frozenset({COUNTING, DRAFT, ANNOUNCED, APPROVED}), DROPPED, KEEPS, reason=True),
}
READS_ALL = SEES_ALL  # drafts, and everybody's figures down to the entries


def offered(state: str, role: str) -> list[Action]:
    """What somebody in a role may do with a ranking in this state, in the order of the table."""
    return [action for action, step in STEPS.items() if state in step.before and role in step.roles]
