"""The one table of arrows: action, from, to, who, what it needs, what it does to the clock. Pure data (DESIGN 3).

Pages, API, imports and the worker ask this table; `actions.take` is the only writer of status.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from supervision.ladder import NAMES_LEADER, Rung


class Status(StrEnum):
    """Where an entry stands. Late is not a status."""

    REPORTED = "reported"
    DISPATCHING = "dispatching"
    ASSIGNED = "assigned"
    RECTIFYING = "rectifying"
    REVIEWING = "reviewing"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    DECLINED = "declined"
    VOIDED = "voided"


ENDED = frozenset({Status.CLOSED, Status.DECLINED, Status.VOIDED})
OPEN = frozenset(Status) - ENDED
WITH_UNIT = frozenset({Status.ASSIGNED, Status.RECTIFYING})
OWNED = WITH_UNIT | {Status.REVIEWING, Status.SUSPENDED}


class Action(StrEnum):
    """Every step there is."""

    FILE = "file"
    JOIN = "join"
    ADMIT = "admit"
    DECLINE = "decline"
    DISPATCH = "dispatch"
    RECEIVE = "receive"
    SUB_ASSIGN = "sub_assign"
    FINISH = "finish"
    CONFIRM_SUB = "confirm_sub"
    HAND_OVER = "hand_over"
    DEAL_OUT = "deal_out"
    SUBMIT = "submit"
    RECALL = "recall"
    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    REASSIGN = "reassign"
    RECLASSIFY = "reclassify"
    MERGE = "merge"
    ASK = "ask"
    WITHDRAW = "withdraw"
    DECIDE = "decide"
    SUSPEND = "suspend"
    RESUME = "resume"
    NOTE = "note"
    VOID = "void"
    SET_RUNG = "set_rung"
    CONFIRM_RUNG = "confirm_rung"
    REVOKE_RUNG = "revoke_rung"
    STATE = "state"
    RECORD_TALK = "record_talk"
    CORRECT = "correct"
    COMMENT = "comment"
    MARK_RELAPSE = "mark_relapse"
    MARK_FALSE = "mark_false"
    ERASE = "erase"


class Party(StrEnum):
    """In which capacity somebody stands to an entry."""

    FINDER = "finder"  # may write entries into the ledger
    UNIT = "unit"  # a post in the unit that owes the rectification
    SUB_UNIT = "sub_unit"  # a post in a unit the work was sub-assigned to
    ASSISTANT = "assistant"  # a post in an assisting unit
    TEAM = "team"  # a post in the team that found it
    LEADER = "leader"  # leads the team that found it, or the one that checks
    VERIFIER = "verifier"  # may check this fix: four eyes
    DECIDER = "decider"  # owes the decision on a petition
    OFFICE = "office"
    DISCIPLINE = "discipline"
    CITY_LEADER = "city_leader"
    CONFIRMER = "confirmer"  # a city leader, where a rung whose file names one has come up
    READER = "reader"  # may see the entry
    WORKER = "worker"  # the platform itself


class Clock(StrEnum):
    """What a step does to the rectifying unit's clock."""

    KEEP = "keep"
    START = "start"
    STOP = "stop"
    BACK = "back"
    RESTART = "restart"
    PAUSE = "pause"
    RESUME = "resume"
    RECKON = "reckon"
    END = "end"


class Need(StrEnum):
    """What must come with a step."""

    REASON = "reason"
    WORDS = "words"
    SOMETHING = "something"  # words or a photo
    AFTER_PHOTO = "after_photo"
    ONSITE = "onsite"  # photo and place, where the category is checked on the spot
    UNIT = "unit"
    PERSON = "person"
    CATEGORY = "category"
    TARGET = "target"  # another entry
    DATE = "date"
    PETITION = "petition"
    VERDICT = "verdict"
    RUNG = "rung"
    DUTY = "duty"


@dataclass(frozen=True)
class Step:
    """One row of the table. `after` None means the status stays; of several the step's own facts choose."""

    before: frozenset[Status]
    after: Status | tuple[Status | None, ...] | None
    parties: frozenset[Party]
    needs: tuple[Need, ...] = ()
    clock: Clock = Clock.KEEP
    # A step that may be offered only while its own subject exists (an open petition, a duty of one's own ...).
    about: str = field(default="")

    def allows(self, before: str, after: str) -> bool:
        """Whether the table knows this arrow."""
        ways = self.after if isinstance(self.after, tuple) else (self.after,)
        return before in self.before and after in {before if way is None else way for way in ways}


def _step(
    before: Status | frozenset[Status],
    after: Status | tuple[Status | None, ...] | None,
    *parties: Party,
    needs: tuple[Need, ...] = (),
    clock: Clock = Clock.KEEP,
    about: str = "",
) -> Step:
    group = frozenset(before) if isinstance(before, frozenset) else frozenset({before})
    return Step(group, after, frozenset(parties), needs, clock, about)


S, P, N, C = Status, Party, Need, Clock
ROUTED = (S.ASSIGNED, S.DISPATCHING)

STEPS: dict[Action, Step] = {
    Action.JOIN: _step(OPEN, None, P.FINDER, needs=(N.SOMETHING,)),
    Action.ADMIT: _step(S.REPORTED, ROUTED, P.OFFICE, clock=C.START),
    Action.DECLINE: _step(S.REPORTED, S.DECLINED, P.OFFICE, needs=(N.REASON,)),
    Action.DISPATCH: _step(S.DISPATCHING, S.ASSIGNED, P.OFFICE, needs=(N.UNIT,), clock=C.START),
    Action.RECEIVE: _step(S.ASSIGNED, S.RECTIFYING, P.UNIT),
    Action.SUB_ASSIGN: _step(WITH_UNIT, S.RECTIFYING, P.UNIT, needs=(N.UNIT,)),
    Action.FINISH: _step(OWNED, None, P.SUB_UNIT, P.ASSISTANT, needs=(N.DUTY,), about="part"),
    Action.CONFIRM_SUB: _step(S.RECTIFYING, None, P.UNIT, needs=(N.DUTY, N.VERDICT), about="sub_done"),
    Action.HAND_OVER: _step(WITH_UNIT | {S.SUSPENDED}, None, P.UNIT, needs=(N.PERSON,)),
    Action.DEAL_OUT: _step(S.REVIEWING, None, P.LEADER, needs=(N.PERSON,)),
    Action.SUBMIT: _step(WITH_UNIT, S.REVIEWING, P.UNIT, needs=(N.AFTER_PHOTO,), clock=C.STOP),
    Action.RECALL: _step(S.REVIEWING, S.RECTIFYING, P.UNIT, clock=C.BACK),
    Action.PASS: _step(S.REVIEWING, S.CLOSED, P.VERIFIER, needs=(N.ONSITE,), clock=C.END),
    Action.FAIL: _step(S.REVIEWING, S.RECTIFYING, P.VERIFIER, needs=(N.REASON,), clock=C.RESTART),
    Action.REASSIGN: _step(OWNED, S.ASSIGNED, P.LEADER, P.OFFICE, needs=(N.UNIT, N.REASON), clock=C.START),
    Action.RECLASSIFY: _step(
        OPEN - frozenset({S.REVIEWING, S.SUSPENDED}),
        None,
        P.LEADER,
        P.OFFICE,
        needs=(N.CATEGORY, N.REASON),
        clock=C.RECKON,
    ),
    Action.MERGE: _step(OPEN, S.VOIDED, P.LEADER, P.OFFICE, needs=(N.TARGET, N.REASON), clock=C.END),
    Action.ASK: _step(WITH_UNIT, None, P.UNIT, needs=(N.PETITION, N.REASON)),
    Action.WITHDRAW: _step(WITH_UNIT, None, P.UNIT, needs=(N.PETITION,), about="petition"),
    Action.DECIDE: _step(
        WITH_UNIT,
        (None, S.ASSIGNED, S.DISPATCHING, S.SUSPENDED),
        P.DECIDER,
        needs=(N.PETITION, N.VERDICT, N.REASON),
        clock=C.RECKON,
        about="petition",
    ),
    Action.SUSPEND: _step(WITH_UNIT, S.SUSPENDED, P.OFFICE, needs=(N.REASON, N.DATE), clock=C.PAUSE),
    Action.RESUME: _step(S.SUSPENDED, S.RECTIFYING, P.UNIT, P.OFFICE, P.WORKER, clock=C.RESUME),
    Action.NOTE: _step(S.SUSPENDED, None, P.UNIT, needs=(N.WORDS,)),
    Action.VOID: _step(OPEN, S.VOIDED, P.OFFICE, needs=(N.REASON,), clock=C.END),
    Action.SET_RUNG: _step(OWNED, None, P.CITY_LEADER, P.OFFICE, needs=(N.RUNG, N.REASON), about="rung"),
    Action.CONFIRM_RUNG: _step(OWNED, None, P.OFFICE, P.CONFIRMER, needs=(N.RUNG,), about="proposed"),
    Action.REVOKE_RUNG: _step(OPEN, None, P.OFFICE, needs=(N.RUNG, N.REASON), about="fired"),
    Action.STATE: _step(OWNED, None, P.UNIT, needs=(N.RUNG, N.WORDS), about="waiting"),
    Action.RECORD_TALK: _step(OWNED, None, P.OFFICE, needs=(N.PERSON, N.WORDS, N.DATE), about="talk"),
    Action.CORRECT: _step(OPEN, None, P.WORKER, clock=C.RECKON),
    Action.COMMENT: _step(frozenset(Status), None, P.READER, needs=(N.WORDS,)),
    Action.MARK_RELAPSE: _step(OPEN, None, P.LEADER, P.OFFICE, P.DISCIPLINE, needs=(N.TARGET,)),
    Action.MARK_FALSE: _step(S.CLOSED, None, P.OFFICE, P.DISCIPLINE, needs=(N.REASON,), about="sound"),
    Action.ERASE: _step(frozenset(Status), None, P.OFFICE, needs=(N.REASON,)),
}

# What writes an entry: from outside sources it waits for screening, else it is routed at once.
FILED = (S.REPORTED, S.ASSIGNED, S.DISPATCHING)


def refusal(action: Action, status: str, parties: frozenset[Party]) -> str:
    """Why the table says no: 'wrong_status', 'wrong_party', or '' when it says yes."""
    step = STEPS[action]
    if status not in step.before:
        return "wrong_status"
    return "" if step.parties & parties else "wrong_party"


def open_steps(status: str, parties: frozenset[Party]) -> list[Action]:
    """Every step the table offers this person now."""
    return [action for action in STEPS if not refusal(action, status, parties)]


def gives_word(parties: frozenset[Party], rung: Rung) -> bool:
    """Whose word a waiting rung may have: the office's any, a city leader's those whose file names one."""
    return Party.OFFICE in parties or (Party.CONFIRMER in parties and rung in NAMES_LEADER)
