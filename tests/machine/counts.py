"""What a run has seen: every arrow, every first rung of every kind of duty, every effect on a clock, and how often."""

import os
from collections import Counter
from collections.abc import Iterable

from tests.machine.entry import Seen
from tests.machine.owed import TIMED
from tests.machine.table import ARROWS

# How often everything has to occur. The histories are the same on both databases, and so is the code above them: where
# it is only a matter of the other engine's rows, a few of each will do.
ENOUGH = 3 if os.environ.get("TAIZHANG_DATABASE_URL") and not os.environ.get("TAIZHANG_SOAK") else 20
KINDS = ("screen", "dispatch", "rectify", "assist", "review", "decide", "note")
EFFECTS = (
    "starts", "stops", "is taken back", "starts again after a failed check", "is given back the time of the check",
    "is extended", "pauses", "resumes at its date", "resumes early", "has another limit", "is corrected to later",
    "is corrected to earlier", "ends", "has rungs revoked by correct", "has rungs revoked by reclassify",
    "has rungs revoked by decide", "rings before a step of the same instant",
)  # fmt: skip


def arrow(action: str, before: str, after: str) -> str:
    """The name of an arrow in the table of counts."""
    return f"{action} {before} -> {after}"


WANTED = [
    *(arrow(*one) for one in ARROWS),
    *(f"rung {kind} {rung}" for kind in KINDS for rung in TIMED),
    *(f"the clock {effect}" for effect in EFFECTS),
]


def count(told: Iterable[Seen]) -> Counter[str]:
    """What is to be seen in the events of one entry."""
    found: Counter[str] = Counter()
    before: Seen | None = None
    for event in told:
        if event.action.startswith("rung "):
            found[f"rung {_rung_of(before, event)} {event.action.removeprefix('rung ')}"] += 1
        elif event.action != "revoke":
            found[arrow(event.action, event.before, event.after)] += 1
        found.update(f"the clock {effect}" for effect in _effects(before, event))
        before = event
    return found


def _rung_of(before: Seen, event: Seen) -> str:
    """The kind of duty that has a rung more than before."""
    owed = event.view["owed"]
    return next(owed[n][0] for n in owed if len(owed[n][8]) > len(before.view["owed"][n][8]))


def _effects(before: Seen | None, event: Seen) -> Iterable[str]:
    """What has happened to the clock of the lead duty."""
    if event.action == "revoke":
        yield f"has rungs revoked by {before.action}"
    if before is not None and before.action.startswith("rung ") and event.user and before.at == event.at:
        yield "rings before a step of the same instant"
    old, new = (seen.view["lead"] if seen else None for seen in (before, event))
    if new is not None and new != old:
        yield "starts"
        return
    if old is None or before is None:
        return
    _, _, _, _, state, due, score, clock, _ = before.view["owed"][old]
    _, _, _, _, state_now, due_now, score_now, clock_now, _ = event.view["owed"][old]
    moves = {
        ("running", "stopped"): "stops",
        ("stopped", "running"): "starts again after a failed check" if clock_now > clock else "is taken back",
        ("running", "paused"): "pauses",
        ("paused", "running"): "resumes early" if clock_now > clock else "resumes at its date",
    }
    if (state, state_now) in moves:
        yield moves[state, state_now]
    if state != "done" and state_now == "done":
        yield "ends"
    if event.action == "fail" and score_now > score:
        yield "is given back the time of the check"
    if event.action == "decide" and due_now > due and state_now == "running":
        yield "is extended"
    if event.action == "reclassify" and due_now != due:
        yield "has another limit"
    if event.action == "correct" and due_now != due:
        yield "is corrected to later" if due_now > due else "is corrected to earlier"
