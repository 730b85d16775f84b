"""What is decided about what follows from a published ranking: who may say what in which state. Pure.

Two tables beside that of the ranking itself: proposals of measures, and share-outs of an incentive fund.
"""

from collections.abc import Mapping
from enum import StrEnum

from scoring.steps import LEADS, Step
from supervision.roles import KEEPS

WAITS, CONFIRMED, PUT_ASIDE, WITHDRAWN = "waits", "confirmed", "put_aside", "withdrawn"


class Decision(StrEnum):
    """Every word that can be given."""

    KEEP = "keep"
    CONFIRM = "confirm"
    PUT_ASIDE = "put_aside"


# A proposal is made, and withdrawn when its ground falls, by the platform alone.
MEASURES: Mapping[Decision, Step] = {
    Decision.CONFIRM: Step(frozenset({WAITS}), CONFIRMED, KEEPS),
    Decision.PUT_ASIDE: Step(frozenset({WAITS}), PUT_ASIDE, KEEPS, reason=True),
}
# Money is the leader's word; the office may put its own proposal aside until then.
FUNDS: Mapping[Decision, Step] = {
    Decision.KEEP: Step(frozenset({""}), WAITS, KEEPS),
    Decision.CONFIRM: Step(frozenset({WAITS}), CONFIRMED, LEADS),
    Decision.PUT_ASIDE: Step(frozenset({WAITS}), PUT_ASIDE, KEEPS, reason=True),
}


def offered(table: Mapping[Decision, Step], state: str, role: str) -> list[Decision]:
    """What somebody in a role may decide in this state, in the order of the table."""
    return [decision for decision, step in table.items() if state in step.before and role in step.roles]
