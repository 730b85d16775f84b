"""Months at random: duties of a few units as the rows of a ledger, and what a ranking makes of them. No database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from scoring.actions.verifying import counts_of
from scoring.lines import DutyLine, line_of
from scoring.reckoning import Named, Reckoned, scored
from scoring.scheme import Scheme
from scoring.tally import ASSIST, CHECK, SUB
from tests.scoring.marks import CATEGORIES, DEDUCTIONS, schemes
from tests.town import TZ

FIRST = datetime(2026, 3, 1, tzinfo=TZ)
CUT_OFF = datetime(2026, 4, 2, 17, 30, tzinfo=TZ)
HOUR = timedelta(hours=1)
UNITS = tuple(Named("street", UUID(int=n), name) for n, name in enumerate("东西南", 1))
KINDS = {CHECK: "review", ASSIST: "assist"}
# How a duty ended: its state and outcome; a fix and a check that ended well are the most of what there is.
DONE, CHECKED, OPEN, PAUSED, STOPPED = "done", "checked", "open", "paused", "stopped"
GIVEN_AWAY, VOID, RETURNED = "given_away", "void", "returned"
FATES = (DONE, DONE, DONE, DONE, DONE, OPEN, PAUSED, STOPPED, GIVEN_AWAY, VOID, RETURNED)


@dataclass(frozen=True)
class Owed:
    """A duty and its entry, as columns."""

    duty: Mapping[str, Any]
    ticket: Mapping[str, Any]

    @property
    def line(self) -> DutyLine:
        """What it is in the ranking."""
        return line_of(self.duty, self.ticket, CUT_OFF)

    @property
    def late(self) -> bool:
        """Counted, and fixed too late."""
        line = self.line
        return not line.out and bool(line.fixed) and not line.on_time

    @property
    def in_time(self) -> "Owed":
        """The same, handed in by an hour before it was due: nothing else is another."""
        before = self.duty["score_due_at"] - HOUR
        moments = {name: before for name in ("stopped_at", "done_at") if self.duty[name]}
        return replace(self, duty={**self.duty, **moments})

    def again(self, n: int) -> "Owed":
        """Another that went the same way."""
        return Owed({**self.duty, "id": UUID(int=1000 + n)}, {**self.ticket, "id": UUID(int=5000 + n)})


@dataclass(frozen=True)
class Month:
    """What was owed, under which scheme, and the office's points."""

    rules: Scheme
    owed: Sequence[Owed]
    bonus: Mapping[UUID, Fraction]

    @property
    def subject(self) -> str:
        """Who is ranked by a scheme of this kind."""
        return "team" if self.rules.of == "teams" else "unit"

    @property
    def late(self) -> list[int]:
        """Which were fixed too late."""
        return [n for n, each in enumerate(self.owed) if each.late]

    def with_in_time(self, *which: int) -> "Month":
        """The month in which these were in time."""
        owed = [each.in_time if n in which else each for n, each in enumerate(self.owed)]
        return replace(self, owed=owed)

    def results(self, members: Iterable[Named] = UNITS) -> list[Reckoned]:
        """Everybody's score and rank."""
        cells = counts_of((each.line, []) for each in self.owed).by_unit
        return scored(self.subject, members, cells, self.rules, DEDUCTIONS, self.bonus)

    def by_unit(self) -> dict[UUID, Reckoned]:
        """The same by whom they are of."""
        return {it.named.key: it for it in self.results()}


hours = st.integers(0, 30 * 24).map(lambda n: FIRST + n * HOUR)
late_by = st.sampled_from([-48, -4, -1, 0, 1, 2, 30, 72]).map(lambda n: n * HOUR)


@st.composite
def owed(draw, n: int, roles: Sequence[str]) -> Owed:
    """One duty of somebody."""
    role, fate, due = draw(st.sampled_from(roles)), draw(st.sampled_from(FATES)), draw(hours)
    ended = due + draw(late_by)
    well = {CHECK: draw(st.sampled_from(["passed", "failed"])), ASSIST: "done", SUB: "confirmed"}.get(role, "passed")
    outcome = {DONE: well, GIVEN_AWAY: "reassigned", VOID: "voided"}.get(fate, "")
    duty = {
        "id": UUID(int=1000 + n),
        "unit_id": draw(st.sampled_from(UNITS)).key,
        "kind": KINDS.get(role, "rectify"),
        "parent_id": UUID(int=1) if role == SUB else None,
        "scored": fate != RETURNED,
        "state": {PAUSED: PAUSED, STOPPED: STOPPED, OPEN: "running"}.get(fate, "done"),
        "outcome": outcome,
        "score_due_at": due,
        "stopped_at": ended if fate == DONE and KINDS.get(role) is None else None,
        "done_at": ended if fate in (DONE, GIVEN_AWAY, VOID, RETURNED) else None,
        "receive_by": due - 2 * HOUR,
        "received_at": draw(st.sampled_from([None, due - 3 * HOUR, due - HOUR])),
        "extended": draw(st.integers(0, 1)),
        "failed": draw(st.sampled_from([0, 0, 0, 1, 3])),
    }
    ticket = {
        "id": UUID(int=5000 + n),
        "category": draw(st.sampled_from(CATEGORIES)),
        "urgency": draw(st.sampled_from("ABC")),
        "source": draw(st.sampled_from(["team", "leader", "media"])),
        "relapse_of_id": draw(st.sampled_from([None, None, UUID(int=2)])),
        "verified_how": draw(st.sampled_from(["onsite", "photo"])),
        "false_strike_off": draw(st.sampled_from([False, False, True])),
    }
    return Owed(duty, ticket)


@st.composite
def months(draw) -> Month:
    """Up to twenty duties of three units, some of them alike, under any scheme that makes sense."""
    rules = replace(draw(schemes()), min_sample=draw(st.sampled_from([1, 1, 1, 3])))
    roles = sorted(rules.roles)
    found = [draw(owed(n, roles)) for n in range(draw(st.sampled_from([10, 7, 4, 1])))]
    found += [each.again(100 + n) for n, each in enumerate(found) if draw(st.booleans())]
    points = st.sampled_from([Fraction(0), Fraction(0), Fraction(-3, 2), Fraction(40)])
    bonus = {unit.key: draw(points) for unit in UNITS} if rules.of == "units" else {}
    return Month(rules, found, bonus)
