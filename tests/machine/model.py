"""The second opinion on ENGINE.md: what every move must come to, told without the engine's table, steps or clocks.

Each rule is a generator: what must be true stands before its `yield`, what then happens stands after it. `why_not`
runs the first half only, `play` both. A rule that does not hold raises No with the kind of refusal. The rules stand
in `finding` (filing, routing), `working` (the steps) and `asking` (petitions); clocks are reckoned in `owed`, on the
naive calendar of `days`.
"""

from datetime import datetime

from tests.machine.asking import Asking
from tests.machine.days import Days
from tests.machine.entry import Entry, No, Rule, Seen, demand
from tests.machine.ground import CATEGORIES
from tests.machine.moves import Move, content
from tests.machine.owed import NAMES_LEADER
from tests.machine.people import CHECKERS, FINDERS, HANDLERS, READ_ALL, People, Seat
from tests.machine.table import TABLE


class Model(Asking):
    """The town as it should be."""

    def __init__(self, people: People, days: Days) -> None:
        self.people, self.days = people, days
        self.entries: list[Entry] = []
        self.keys: dict[tuple[str, str, str], tuple] = {}
        self.documents: set[tuple[str, str]] = set()
        self.waiting_jobs = 0
        self.now = datetime.min

    # Moves

    def why_not(self, move: Move) -> str:
        """The kind of refusal the move will meet; empty when it is legal. Nothing changes."""
        try:
            next(self._rule(move))
        except No as no:
            return no.kind
        return ""

    def play(self, move: Move) -> str:
        """The move happens, or is refused; returns as `why_not`."""
        self.now = move.now
        rule = self._rule(move)
        try:
            next(rule)
        except No as no:
            return no.kind
        next(rule, None)
        return ""

    def _rule(self, move: Move) -> Rule:
        if move.key:
            return self._keyed(move)
        return getattr(self, f"on_{move.kind}")(move)

    def _keyed(self, move: Move) -> Rule:
        """The same request key and content get the first answer again; another content is a conflict (ENGINE 20)."""
        said = (move.action, move.entry, content(move))
        key = (move.user, move.kind, move.key)
        first = self.keys.get(key)
        if move.kind == "file":
            seat = self.people.seats[move.seat]
            demand(seat.role in FINDERS and seat.there(move.now), "not_allowed")
        if first is not None:
            demand(first == said, "conflict")
            yield
            return
        yield from getattr(self, f"on_{move.kind}")(move)
        self.keys[key] = said

    # Time

    def settle(self, e: Entry, now: datetime) -> None:
        """Everything that has fallen due by now happens, in order; of a tie the older duty first (ENGINE 10)."""
        while due := [(o.next_moment(), o.ordinal) for o in e.live if (o.next_moment() or datetime.max) <= now]:
            at, ordinal = min(due)
            owed = e.owed[ordinal - 1]
            if owed.state == "paused":
                self._run_again(e, at)
            else:
                rung = owed.sound()
                self.write(e, "rung", at, e.status, about=rung)

    def _run_again(self, e: Entry, at: datetime) -> None:
        """The target date of a suspension has come, for each part of the work too."""
        for owed in [o for o in e.live if o.state == "paused"]:
            owed.state, owed.runs_from = "running", at
        self._end([o for o in e.live if o.kind == "note"])
        e.status, e.suspended_until = "rectifying", None
        self.write(e, "resume", at, "suspended")

    def settle_all(self, now: datetime) -> None:
        """The worker looks at everything."""
        for e in self.entries:
            self.settle(e, now)

    def count_up(self, e: Entry, at: datetime) -> None:
        """The third failed check and the second relapse bring it to the board, each once, whoever has it (ENGINE 8)."""
        for what, reached in (("fails", e.fails >= 3), ("relapses", e.relapses >= 2)):
            if reached and what not in e.counted and e.lead and e.lead.live:
                e.counted.add(what)
                e.lead.reach("listed", at)
                self.write(e, "rung", at, e.status, about="listed")

    def write(
        self, e: Entry, action: str, at: datetime, before: str, move: Move | None = None, about: str = ""
    ) -> None:
        """The next event of the entry."""
        user, seat = (move.user, move.seat) if move else (None, None)
        name = f"{action} {about}".strip()
        e.events.append(Seen(name, at, before, e.status, user, seat, e.view()))

    # People, units, calendar

    def on_wait(self, move: Move) -> Rule:
        yield

    def on_appoint(self, move: Move) -> Rule:
        """A person holds a post from now on; the same open post twice is refused."""
        held = [(s.user, s.unit, s.role) for s in self.people.seats.values() if s.until is None]
        demand((move.person, move.unit, move.role) not in held)
        yield
        key = f"post{len(self.people.seats)}"
        self.people.seats[key] = Seat(key, move.person, move.unit, move.role, 100 + len(self.people.seats), move.now)

    def on_end(self, move: Move) -> Rule:
        """A post ends at once; what it holds stays with the unit."""
        seat = self.people.seats[move.person]
        demand(seat.until is None or seat.until > move.now)
        yield
        seat.until = move.now

    def on_stand_in(self, move: Move) -> Rule:
        """Somebody (`user`) answers for a post until a moment."""
        demand(move.until > move.now)
        yield
        seat = self.people.seats[move.person]
        seat.stand_ins += ((move.user, move.now, move.until),)

    def on_hang(self, move: Move) -> Rule:
        """A unit is hung under another one, never under itself; what fell due before was settled under the old one."""
        demand(move.person not in self.people.below(move.unit))
        yield
        self.settle_all(move.now)
        self.people.parents[move.unit] = move.person

    def on_day(self, move: Move) -> Rule:
        """The office edits the calendar; running clocks hear of it by a job."""
        yield
        self.days.edit(move.until.date(), move.day_kind)
        self.waiting_jobs += 1

    def on_reckon(self, move: Move) -> Rule:
        """The job reckons every clock of every open entry anew: a step of its own on each (ENGINE 6)."""
        yield
        for _ in range(self.waiting_jobs):
            for e in self.entries:
                if e.live:
                    self._correct(e, move)
        self.waiting_jobs = 0

    def _correct(self, e: Entry, move: Move) -> None:
        """Where nothing moves, nothing is written."""
        self.settle(e, move.now)
        before = [(o.due, o.score_due, o.moments) for o in e.live]
        gone = [o.correct(self.days, move.now) for o in e.live]
        if before != [(o.due, o.score_due, o.moments) for o in e.live]:
            self.write(e, "correct", move.now, e.status)
            for rungs in gone:
                self._revoked(e, rungs, move.now)

    def _revoked(self, e: Entry, rungs: list[str], at: datetime) -> None:
        if rungs:
            self.write(e, "revoke", at, e.status)

    # Steps

    def sees(self, e: Entry, seat_key: str, now: datetime) -> bool:
        """Whether the post may know that the entry exists; one that has ended knows nothing more."""
        seat = self.people.seats[seat_key]
        if not seat.there(now):
            return False
        keys = {f"seat {seat.key}"} | {f"unit {unit}" for unit in self.people.below(seat.unit)}
        return seat.role in READ_ALL or bool(keys & e.sights)

    def parties(self, e: Entry, move: Move) -> set[str]:
        """In which capacities somebody stands to the entry."""
        seat = self.people.seats[move.seat]
        found = {"reader"}
        review = next((o for o in e.live if o.kind == "review"), None)
        if seat.role in FINDERS:
            found.add("finder")
        if seat.role in ("office", "discipline", "city_leader"):
            found.add(seat.role)
        if seat.role == "city_leader" and e.lead and any(row[1] in NAMES_LEADER for row in e.lead.rungs):
            found.add("confirmer")
        if seat.role in HANDLERS:
            found |= {"unit"} if e.lead and e.lead.unit == seat.unit else set()
            mine = [o for o in e.live if o.unit == seat.unit and o.state in ("running", "paused")]
            found |= {"assistant"} if any(o.kind == "assist" for o in mine) else set()
            found |= {"sub_unit"} if any(o.kind == "rectify" and o.parent for o in mine) else set()
        if seat.unit == e.team:
            found.add("team")
        if seat.role == "team_leader" and seat.unit in (e.team, review and review.unit):
            found.add("leader")
        if review and seat.role in CHECKERS and seat.unit == review.unit and move.user not in self.hands(e):
            found.add("verifier")
        deciding = [e.owed[p.decide - 1].unit for p in e.petitions if p.state == "open"]
        if seat.role in ("team_leader", "office") and seat.unit in deciding:
            found.add("decider")
        return found

    def on_step(self, move: Move) -> Rule:
        """A step is taken by somebody who sees the entry."""
        e = self.entries[move.entry]
        demand(self.sees(e, move.seat, move.now), "unseen")
        yield from self._take(e, move)

    def _take(self, e: Entry, move: Move) -> Rule:
        """Be up to date, settle, ask the table, bring what it needs; then the step's own rule."""
        line = TABLE[move.action]
        if move.action == "merge" and move.target is not None:
            demand(move.target != move.entry and self.sees(self.entries[move.target], move.seat, move.now))
        demand(move.expected != "missed", "conflict")
        self.settle(e, move.now)
        if move.action == "merge" and move.target is not None:
            self.settle(self.entries[move.target], move.now)
        demand(e.status in line.before, "wrong_status")
        demand(line.who & self.parties(e, move), "not_allowed")
        for need in line.needs:
            demand(self._brought(need, e, move))
        rule, before = getattr(self, f"do_{move.action}")(e, move), e.status
        next(rule)
        yield
        gone = []
        try:
            next(rule)
        except StopIteration as end:
            gone = end.value or []
        self.write(e, move.action, move.now, before, move)
        for rungs in gone if gone and isinstance(gone[0], list) else [gone]:  # of several clocks, or of one
            self._revoked(e, rungs, move.now)
        self.count_up(e, move.now)
        if move.action == "merge":
            target = self.entries[move.target]
            self._show(target, move)
            self.write(target, "join", move.now, target.status, move)
            self.count_up(target, move.now)

    def _brought(self, need: str, e: Entry, move: Move) -> bool:
        if need == "onsite":
            return CATEGORIES[e.category].verify == "photo_ok" or (move.photos > 0 and move.place)
        if need == "something":
            return bool(move.words or move.photos)
        given = getattr(move, need)
        if need in ("target", "verdict"):  # the first entry is #0, and a refusal is a verdict
            return given is not None
        return bool(given)
