"""What is counted of duties, before anybody has weighed it: plain counts in cells. Pure.

A cell is one combination of role, category, urgency and source; the formula decides what each is worth. A duty adds
one to `owed` when it is scored at all, and to the other counts what it was (docs/rankings.md says each in words).
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

# Of duties to fix: lead, sub-assigned, assisting.
LEAD, SUB, ASSIST = "lead", "sub", "assist"
# Of duties to check: the supervision team's own.
CHECK = "check"
ROLES = (LEAD, SUB, ASSIST, CHECK)

COUNTS = (
    "owed",  # scored duties of the period; of a team: checks it owed
    "fixed",  # struck off by the cut-off (a part: confirmed, an assist: done); of a team: checks decided
    "on_time",  # the submission that passed came before `score_due_at`; of a team: decided before `due_at`
    "relapsed",  # the entry is an old problem that has come back
    "checked",  # at least one verdict on the fix
    "first_pass",  # passed, and no check had failed
    "extended",  # more time was granted at least once
    "receivable",  # a moment was set by which the unit had to receive it
    "received_on_time",  # it was received by then
    "onsite",  # struck off after a check on the spot; of a team: passed on the spot
    "passed",  # a check ended in a strike-off (of a team)
    "false",  # the strike-off was found false; of a team: it had passed it
    "reworks",  # failed checks, each one
    "failed_thrice",  # three or more failed checks
)


class Cell(NamedTuple):
    """Counts of all duties that are alike in what a formula may weigh."""

    role: str
    category: str
    urgency: str
    source: str
    counts: Mapping[str, int]


def added(cells: Iterable[Cell]) -> dict[str, int]:
    """All counts of all cells, unweighted."""
    sums = dict.fromkeys(COUNTS, 0)
    for cell in cells:
        for name, n in cell.counts.items():
            sums[name] += n
    return sums
