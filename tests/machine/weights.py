"""How often each kind of move is drawn, so that everything wanted is seen often enough."""

from collections.abc import Iterable, Mapping

from tests.machine.moves import Move
from tests.machine.table import GROUPS, STATUSES

OWNED, CALLED = GROUPS["owned"], ("record_talk", "confirm_rung", "set_rung")


class Weights:
    """How often each kind of move is drawn: what leads on, and most of all what has been seen too rarely so far.

    `lacking` says of every name of the table of counts how much of it is still lacking, from 1 to 0.
    """

    def __init__(self, lacking: Mapping[str, float] | None = None) -> None:
        self.lacking = lacking or {}
        self.of_move: dict[str, float] = {}
        self.of_status: dict[str, float] = dict.fromkeys(STATUSES, 1.0)
        for name, much in self.lacking.items():
            for move in HELPS.get(name, []) or [name.split(" -> ")[0]]:
                self.of_move[move] = max(self.of_move.get(move, 0.0), much)
            status = name.split(" -> ")[0].split(" ")[-1]
            if status in self.of_status:
                self.of_status[status] += much / 3

    def of(self, name: str) -> float:
        """The weight of a step in a status, or of another kind of move."""
        base, leads_to = LEADS_ON.get(name.split(" ")[0], (0.05, ""))
        return base * self.of_status.get(leads_to, 1.0) + 6 * self.of_move.get(name, 0.0)

    def of_result(self, move: Move, status: str) -> float:
        """The weight of one way to ask or decide, to set or confirm a rung, by what it leads to."""
        if move.rung:
            names = [name for name in self.lacking if name.startswith("record_talk ")] if move.rung == "talk" else []
            return 1 + 9 * max((self.lacking[name] for name in names), default=0.0)
        goes = {"return": "assigned" if move.unit else "dispatching", "suspension": "suspended"}
        if move.action == "ask":
            ends = ("assigned", "dispatching") if move.petition == "return" else ("suspended",)
            names = [f"decide {status} -> {end}" for end in ends]
        else:
            names = [f"decide {status} -> {goes.get(move.petition, status) if move.verdict else status}"]
        if move.petition == "extension" and move.verdict is not False:
            names = ["the clock is extended", "the clock has rungs revoked by decide"]
        return 0.1 + 9 * max(self.lacking.get(name, 0.0) for name in names)

    @classmethod
    def for_rare(cls, counts: Mapping[str, int], wanted: Iterable[str], enough: int) -> "Weights":
        """What is rare is lacking."""
        return cls({name: max(0.0, 1 - counts[name] / (enough + 2)) for name in wanted})


# Weight of what leads on, and the status to which it leads.
LEADS_ON = {
    "admit": (0.6, "assigned"), "dispatch": (0.6, "assigned"), "receive": (0.5, "rectifying"),
    "submit": (0.6, "reviewing"), "suspend": (0.4, "suspended"), "sub_assign": (0.3, "rectifying"),
    "pass": (0.2, "closed"), "fail": (0.2, "rectifying"), "ask": (0.1, ""), "decide": (4.0, ""), "finish": (0.2, ""),
    "day": (0.5, ""), "reckon": (0.5, ""),
    "appoint": (1, ""), "end": (0.8, ""), "stand_in": (0.8, ""), "hang": (0.6, ""),
}  # fmt: skip
# Which moves make a thing happen, where its name does not say so.
DAYS_EDITED = ["day", "reckon"]
HELPS = {
    "the clock is corrected to later": DAYS_EDITED,
    "the clock is corrected to earlier": DAYS_EDITED,
    "the clock has rungs revoked by correct": DAYS_EDITED,
    "the clock has rungs revoked by reclassify": ["reclassify assigned", "reclassify rectifying"],
    "the clock has rungs revoked by decide": ["ask rectifying", "decide rectifying", "ask assigned", "decide assigned"],
    "the clock is extended": ["ask rectifying", "decide rectifying", "ask assigned", "decide assigned"],
    "the clock resumes early": ["resume suspended"],
    "confirm_sub rectifying -> rectifying": [
        "confirm_sub rectifying", "finish rectifying", "sub_assign rectifying", "sub_assign assigned",
    ],
    **{f"correct {status} -> {status}": DAYS_EDITED for status in STATUSES},
    **{f"mark_relapse {status} -> {status}": [f"mark_relapse {status}", "pass reviewing"] for status in STATUSES},
    **{
        f"decide {status} -> {after}": [f"decide {status}", f"ask {status}"]
        for status in ("assigned", "rectifying")
        for after in ("assigned", "rectifying", "dispatching", "suspended")
    },
    **{
        f"decide rectifying -> {after}": ["decide rectifying", "ask rectifying", "receive assigned"]
        for after in ("assigned", "dispatching")
    },
    **{f"state {at} -> {at}": [f"state {at}", f"set_rung {at}"] for at in OWNED},
    **{f"record_talk {at} -> {at}": [f"{act} {at}" for act in CALLED] for at in OWNED},
    "mark_relapse reviewing -> reviewing": ["mark_relapse reviewing", "pass reviewing", "submit assigned"],
}  # fmt: skip
