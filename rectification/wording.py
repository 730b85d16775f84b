"""Steps, events and what a step does to the clock, in words: tables read by every page."""

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import pgettext_lazy as _p

from rectification.models.tickets import PetitionKind, StatusWords
from rectification.workflow import Action
from supervision.models import DutyKind

Word = str | Promise

ACTIONS: dict[str, Word] = {
    Action.JOIN: _p("step", "It is the same"),
    Action.ADMIT: _p("step", "Admit"),
    Action.DECLINE: _p("step", "Do not admit"),
    Action.DISPATCH: _p("step", "Send out"),
    Action.RECEIVE: _p("step", "Receive"),
    Action.SUB_ASSIGN: _p("step", "Give to a unit below"),
    Action.FINISH: _p("step", "Our part is done"),
    Action.CONFIRM_SUB: _p("step", "Confirm the work below"),
    Action.HAND_OVER: _p("step", "Hand over to a colleague"),
    Action.DEAL_OUT: _p("step", "Deal out the check"),
    Action.SUBMIT: _p("step", "Hand in the fix"),
    Action.RECALL: _p("step", "Take back"),
    Action.PASS: _p("step", "Pass, strike off"),
    Action.FAIL: _p("step", "Not passed"),
    Action.REASSIGN: _p("step", "Move to another unit"),
    Action.RECLASSIFY: _p("step", "Change the category"),
    Action.MERGE: _p("step", "Merge"),
    Action.ASK: _p("step", "Ask"),
    Action.WITHDRAW: _p("step", "Withdraw the petition"),
    Action.DECIDE: _p("step", "Decide"),
    Action.SUSPEND: _p("step", "Make it a long-term entry"),
    Action.RESUME: _p("step", "End the long term"),
    Action.NOTE: _p("step", "Write the monthly note"),
    Action.VOID: _p("step", "Void"),
    Action.SET_RUNG: _p("step", "Set a rung"),
    Action.CONFIRM_RUNG: _p("step", "Confirm a rung"),
    Action.REVOKE_RUNG: _p("step", "Take a rung back"),
    Action.STATE: _p("step", "State the unit's view"),
    Action.RECORD_TALK: _p("step", "Record the talk"),
    Action.COMMENT: _p("step", "Remark"),
    Action.MARK_RELAPSE: _p("step", "Mark as come back"),
    Action.MARK_FALSE: _p("step", "Mark the strike-off as false"),
    Action.ERASE: _p("step", "Erase words"),
}

ASKS: dict[str, Word] = {
    "return": _p("step", "Ask to return it"),
    "extension": _p("step", "Ask for more time"),
    "suspension": _p("step", "Ask for a long term"),
}

# What the step does, said above its form.
SAYS: dict[str, Word] = {
    Action.JOIN: _p("says", "Your photos and words are added to this entry; nothing new is written."),
    Action.ADMIT: _p("says", "It is routed at once; the unit's clock starts now."),
    Action.DECLINE: _p("says", "It leaves the ledger without being owed by anybody. The reason stays readable."),
    Action.DISPATCH: _p("says", "The unit's clock starts now, with the time limit of the category."),
    Action.SUB_ASSIGN: _p("says", "The unit below does the work; yours stays answerable."),
    Action.FINISH: _p("says", "The leading unit hears of it."),
    Action.CONFIRM_SUB: _p("says", "Confirmed work ends; otherwise the unit below goes on."),
    Action.HAND_OVER: _p("says", "The same entry, the same time: only the person changes."),
    Action.DEAL_OUT: _p("says", "The same check, the same time: only the person changes."),
    Action.SUBMIT: _p("says", "Your clock stops; the check is owed by somebody else from now on."),
    Action.PASS: _p("says", "The entry is struck off. This is final."),
    Action.FAIL: _p("says", "The unit's clock runs again; it does not pay for the time of the check."),
    Action.REASSIGN: _p("says", "The first unit's duty ends; the next one's starts with a clock of its own."),
    Action.RECLASSIFY: _p("says", "The time limit is reckoned again, as if the category had been so from the start."),
    Action.MERGE: _p("says", "This entry is voided; the other one stays and shows that it was seen twice."),
    Action.ASK: _p("says", "It counts from now on; until it is decided your clock goes on."),
    Action.WITHDRAW: _p("says", "The petition is taken back; nothing else changes."),
    Action.DECIDE: _p("says", "The decision counts from the moment it was asked for."),
    Action.SUSPEND: _p("says", "The clock stands until the target date; a note is owed each month."),
    Action.RESUME: _p("says", "The clock runs again from now on."),
    Action.NOTE: _p("says", "Say how far it has come; the next note is owed next month."),
    Action.VOID: _p("says", "Nothing is owed any more. The entry and the reason stay readable."),
    Action.SET_RUNG: _p("says", "Set by hand; the rungs that come by time go their own way."),
    Action.CONFIRM_RUNG: _p("says", "The rung counts from now on."),
    Action.REVOKE_RUNG: _p("says", "The rung stays visible as taken back and does not count any more."),
    Action.STATE: _p("says", "The office reads it before it decides, and it stays in the file."),
    Action.RECORD_TALK: _p(
        "says", "The promise and its day are shown on the entry; the time limit and the ranking stay as they are."
    ),
    Action.COMMENT: _p("says", "Everybody who may read the entry reads it."),
    Action.MARK_RELAPSE: _p("says", "The struck-off entry and this one are linked; it counts in the chain."),
    Action.MARK_FALSE: _p("says", "A finding against whoever checked. The entry stays struck off."),
    Action.ERASE: _p("says", "The words are gone for good; that they were there, and when, stays provable."),
}

# The field for words, where it is not simply a reason.
WORDS_LABELS: dict[str, Word] = {
    Action.SUBMIT: _p("words", "What was done"),
    Action.FINISH: _p("words", "What was done"),
    Action.NOTE: _p("words", "How far it has come"),
    Action.COMMENT: _p("words", "Your remark"),
    Action.JOIN: _p("words", "What you see"),
    Action.PASS: _p("words", "Your words"),
    Action.DECIDE: _p("words", "Grounds of the decision"),
    Action.FAIL: _p("words", "What is still wrong"),
    Action.STATE: _p("words", "The unit's view"),
    Action.RECORD_TALK: _p("words", "What was promised"),
    Action.CONFIRM_RUNG: _p("words", "Words of the office"),
}

# What is done at once, without a form.
AT_ONCE = frozenset({Action.RECEIVE, Action.RECALL, Action.ADMIT, Action.RESUME})

EVENTS: dict[str, Word] = {
    Action.FILE: _p("event", "Written into the ledger"),
    Action.JOIN: _p("event", "Seen by somebody else, too"),
    Action.ADMIT: _p("event", "Admitted"),
    Action.DECLINE: _p("event", "Not admitted"),
    Action.DISPATCH: _p("event", "Sent out"),
    Action.RECEIVE: _p("event", "Received"),
    Action.SUB_ASSIGN: _p("event", "Given to a unit below"),
    Action.FINISH: _p("event", "A part is done"),
    Action.CONFIRM_SUB: _p("event", "Work below judged"),
    Action.HAND_OVER: _p("event", "Handed over"),
    Action.DEAL_OUT: _p("event", "Check dealt out"),
    Action.SUBMIT: _p("event", "Fix handed in"),
    Action.RECALL: _p("event", "Taken back"),
    Action.PASS: _p("event", "Struck off"),
    Action.FAIL: _p("event", "Not passed"),
    Action.REASSIGN: _p("event", "Moved to another unit"),
    Action.RECLASSIFY: _p("event", "Category changed"),
    Action.MERGE: _p("event", "Merged"),
    Action.ASK: _p("event", "Petition"),
    Action.WITHDRAW: _p("event", "Petition withdrawn"),
    Action.DECIDE: _p("event", "Petition decided"),
    Action.SUSPEND: _p("event", "Made a long-term entry"),
    Action.RESUME: _p("event", "Long term ended"),
    Action.NOTE: _p("event", "Monthly note"),
    Action.VOID: _p("event", "Voided"),
    Action.SET_RUNG: _p("event", "Rung set by hand"),
    Action.CONFIRM_RUNG: _p("event", "Rung confirmed"),
    Action.REVOKE_RUNG: _p("event", "Rung taken back"),
    Action.STATE: _p("event", "Statement of the unit"),
    Action.RECORD_TALK: _p("event", "Talk held"),
    Action.CORRECT: _p("event", "Time limit corrected"),
    Action.COMMENT: _p("event", "Remark"),
    Action.MARK_RELAPSE: _p("event", "Marked as come back"),
    Action.MARK_FALSE: _p("event", "Strike-off found false"),
    Action.ERASE: _p("event", "Words erased"),
    "revoke": _p("event", "Rung revoked"),
}

FORMER = _p("status", "no longer with you")

OUTCOMES: dict[str, Word] = {
    "recalled": _p("outcome", "taken back"),
    "reassigned": _p("outcome", "moved on"),
    "returned": _p("outcome", "not theirs"),
    "merged": _p("outcome", "merged"),
    "voided": _p("outcome", "voided"),
    "lapsed": _p("outcome", "lapsed"),
    "closed": _p("outcome", "ended with the entry"),
    "declined": _p("outcome", "not admitted"),
    "withdrawn": _p("outcome", "withdrawn"),
    "resumed": _p("outcome", "long term ended"),
}


def status(code: str) -> dict[str, str]:
    """A status for components/status.html."""
    return {"code": code, "label": str(StatusWords(code).label)}


def ask_label(petition: str) -> str:
    """The step that asks for something."""
    return str(ASKS.get(petition, ACTIONS[Action.ASK]))


def duty(kind: str) -> str:
    """What is owed, as a heading."""
    return capfirst(str(DutyKind(kind).label))


def petition(kind: str) -> str:
    """What was asked for."""
    return str(PetitionKind(kind).label)
