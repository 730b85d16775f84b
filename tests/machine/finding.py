"""The model's rules of finding: filing, what is the same problem, who owes it, and since when."""

from dataclasses import replace
from datetime import datetime, timedelta

from tests.machine.days import Days, Limit
from tests.machine.entry import Entry, Rule, demand
from tests.machine.ground import CATEGORIES, NEAR, SPOTS
from tests.machine.moves import Move
from tests.machine.owed import Owed
from tests.machine.people import FINDERS, HANDLERS, People
from tests.machine.table import OVER

OUTSIDE = ("public", "hotline", "media")
SCREEN, DISPATCH, ASSIST = (1, "workday"), (4, "workhour"), (3, "workday")
RELAPSE = timedelta(days=30)


class Finding:
    """Problems are found and given to somebody."""

    people: People
    days: Days
    entries: list[Entry]

    def on_file(self, move: Move) -> Rule:
        """Found, written down, and owed by somebody from this second on."""
        kind, seat = CATEGORIES[move.category], self.people.seats[move.seat]
        demand(seat.role in FINDERS and seat.there(move.now), "not_allowed")
        demand(move.photos >= kind.photos)
        demand(move.anyway or not self.same_problem(move.category, move.spot), "duplicate")
        yield
        team = seat.unit if self.people.kinds[seat.unit] == "team" else None
        e = Entry(len(self.entries), move.category, move.spot, move.source, team, move.now)
        e.sights |= {f"seat {seat.key}"} | ({f"unit {team}"} if team else set())
        old = self.old_problem(move.category, move.spot, move.now)
        e.relapse_of = old.number if old else None
        e.relapses = old.relapses + 1 if old else 0
        if move.source in OUTSIDE:
            holder = self.people.first("office", ("office",), move.now)
            e.main = self.owe(e, "screen", "office", holder, SCREEN, move.now)
            e.status = "reported"
        else:
            self.route(e, move.now)
        self.entries.append(e)
        self.write(e, "file", move.now, "", move)
        self.count_up(e, move.now)

    def on_meet(self, move: Move) -> Rule:
        """Told at filing that the entry may be there already, a finder joins it, also one of another team."""
        seat, e = self.people.seats[move.seat], self.entries[move.entry]
        demand(seat.role in FINDERS and seat.there(move.now), "not_allowed")
        demand(e in self.same_problem(move.category, move.spot), "unseen")
        yield from self._take(e, replace(move, action="join"))

    def same_problem(self, category: str, spot: str) -> list[Entry]:
        """Open entries of the category at the same site or within 50 m."""
        return [e for e in self.entries if e.category == category and e.status not in OVER and near(e.spot, spot)]

    def old_problem(self, category: str, spot: str, now: datetime) -> Entry | None:
        """The last one struck off there within 30 days (ENGINE 24)."""
        found = [e for e in self.entries if e.category == category and e.status == "closed" and near(e.spot, spot)]
        return max((e for e in found if e.closed >= now - RELAPSE), key=lambda e: (e.closed, e.number), default=None)

    def route(self, e: Entry, now: datetime) -> None:
        """The first unit the category names that is there at the place; without its handler the office dispatches."""
        kind, spot = CATEGORIES[e.category], SPOTS[e.spot]
        named = {"manager": spot.manager, "territory": spot.territory}
        lead = next((unit for way in kind.ways if (unit := named.get(way, way))), None)
        if lead is None or not self.handler(lead, now)[0]:
            self.pool(e, now)
            return
        self.assign(e, lead, now)
        for unit in kind.assisting:
            if unit != lead and self.handler(unit, now)[0]:
                self.owe(e, "assist", unit, self.handler(unit, now), ASSIST, now)

    def handler(self, unit: str, now: datetime) -> tuple[str | None, str | None]:
        """Who answers for a unit."""
        return self.people.first(unit, HANDLERS, now)

    def owe(self, e: Entry, kind: str, unit: str, holder: tuple, limit: Limit, now: datetime, **more) -> Owed:
        """Somebody owes something from now on, and may see the entry."""
        owed = Owed(len(e.owed) + 1, kind, unit, *holder, limit, now, **more)
        owed.begin(self.days)
        e.owed.append(owed)
        e.sights.add(f"unit {unit}")
        if kind in ("rectify", "assist"):
            e.held.append((unit, now))
        return owed

    def assign(self, e: Entry, unit: str, now: datetime) -> None:
        """The unit owes the fix, with a clock of its own."""
        e.lead = e.main = self.owe(e, "rectify", unit, self.handler(unit, now), CATEGORIES[e.category].limit, now)
        e.status = "assigned"

    def pool(self, e: Entry, now: datetime) -> None:
        """Nobody owns it yet: the office must dispatch it."""
        e.lead = None
        e.main = self.owe(e, "dispatch", "office", self.people.first("office", ("office",), now), DISPATCH, now)
        e.status = "dispatching"

    def hands(self, e: Entry) -> set[str]:
        """Whoever had a hand in the fix: four eyes (ENGINE 23)."""
        since: dict[str, datetime] = {}
        for unit, at in e.held:
            since[unit] = min(at, since.get(unit, at))
        return self.people.had_a_hand(since)

    def _show(self, e: Entry, move: Move) -> None:
        seat = self.people.seats[move.seat]
        e.sights |= {f"seat {seat.key}"} | ({f"unit {seat.unit}"} if self.people.kinds[seat.unit] == "team" else set())

    def _end(self, owed: list[Owed]) -> None:
        for one in owed:
            one.state = "done"

    def _lapse(self, e: Entry) -> None:
        """Open petitions fall away, and the duty to decide them."""
        for p in e.petitions:
            if p.state == "open":
                p.state = "lapsed"
                self._end([o for o in e.live if o.ordinal == p.decide])

    def _release(self, e: Entry) -> None:
        self._lapse(e)
        self._end(e.live)
        e.suspended_until = None

    def _finished(self, e: Entry, status: str) -> None:
        self._release(e)
        e.main, e.status = None, status
        e.lead = e.lead if status == "closed" else None

    def check_unit(self, unit: str, now: datetime) -> None:
        """No team is given a problem, and no unit without a handler (责任到人)."""
        demand(self.people.kinds[unit] != "team")
        demand(self.handler(unit, now)[0])


def near(one: str, other: str) -> bool:
    """The same site, or within 50 m."""
    return one == other or {one, other} in NEAR
