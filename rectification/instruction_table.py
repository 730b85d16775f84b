"""The steps on a leader's instruction: from which state, to which, whose it is, what must come along. Pure data.

Pages and engine ask this one table, as `workflow` is asked for entries.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where an instruction stands. Late is not a state."""

    OPEN = "open"  # the unit owes an answer
    ANSWERED = "answered"  # the leader's word is awaited, the unit's clock stands
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


ENDED = frozenset({State.ACCEPTED, State.WITHDRAWN})


class Act(StrEnum):
    """Everything people do with an instruction once it is written."""

    ANSWER = "answer"
    HAND_OVER = "hand_over"
    ACCEPT = "accept"
    SEND_BACK = "send_back"
    WITHDRAW = "withdraw"
    ERASE = "erase"


class Side(StrEnum):
    """In which capacity somebody stands to it."""

    UNIT = "unit"  # a post of the unit that owes the answer
    LEADER = "leader"  # the post that wrote it; once that has ended, any city leader's
    OFFICE = "office"


@dataclass(frozen=True)
class Step:
    """One arrow. `after` None: the state stays."""

    before: frozenset[State]
    after: State | None
    side: Side
    words: bool = True
    person: bool = False
    photos: bool = False


STEPS: dict[Act, Step] = {
    Act.ANSWER: Step(frozenset({State.OPEN}), State.ANSWERED, Side.UNIT, photos=True),
    Act.HAND_OVER: Step(frozenset({State.OPEN}), None, Side.UNIT, words=False, person=True),
    Act.ACCEPT: Step(frozenset({State.ANSWERED}), State.ACCEPTED, Side.LEADER, words=False),
    Act.SEND_BACK: Step(frozenset({State.ANSWERED}), State.OPEN, Side.LEADER),
    Act.WITHDRAW: Step(frozenset({State.OPEN, State.ANSWERED}), State.WITHDRAWN, Side.LEADER),
    Act.ERASE: Step(frozenset(State), None, Side.OFFICE),
}


def refusal(act: Act, state: str, sides: Iterable[Side]) -> str:
    """Why the step is not possible: "wrong_party", "wrong_status", or nothing."""
    step = STEPS[act]
    if step.side not in sides:
        return "wrong_party"
    return "" if state in step.before else "wrong_status"


def possible(state: str, sides: Iterable[Side]) -> list[Act]:
    """What may be done now, in the order in which it is offered."""
    known = list(sides)
    return [act for act in STEPS if not refusal(act, state, known)]
