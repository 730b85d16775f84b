"""Draws histories: what may happen next is asked of the model, which of it happens is drawn, rare things more often."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import strategies as st

from tests.machine.changes import CHANGES, TIMES, reckon
from tests.machine.entry import Entry
from tests.machine.finding import near
from tests.machine.ground import CATEGORIES, SPOTS
from tests.machine.model import Model
from tests.machine.moves import Move
from tests.machine.table import OVER, STATUSES, TABLE
from tests.machine.ways import WAYS
from tests.machine.weights import Weights

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WEIGHED = ("ask", "decide", "set_rung", "confirm_rung")  # by what they lead to
STARTS = tuple(
    datetime.fromisoformat(text)
    for text in (
        "2026-03-02T09:00",  # an ordinary Monday
        "2026-02-13T16:00",  # before Spring Festival, the next day made up for
        "2026-04-30T11:50",  # before Labour Day
        "2026-03-27T15:00",  # the last working days of a month
        "2026-09-24T10:00",  # before Mid-autumn and National Day
        "2026-12-30T17:00",  # into a year without data
    )
)
WHOLE = 1 << 16
FILING = (60, 22, 9, 4, 2, 1)  # weight of filing by how many entries are open
_number = st.integers(0, WHOLE - 1)


class History:
    """What was drawn, and what the model says each move comes to."""

    def __init__(self, moves: Iterable[Move]) -> None:
        from tests.machine.stage import new_model

        self.moves, self.model = tuple(moves), new_model()
        self.verdicts = [self.model.play(move) for move in self.moves]
        self.model.settle_all(self.end)

    @property
    def end(self) -> datetime:
        """A day after the last move, when everybody looks at what has come of it."""
        return self.moves[-1].now + DAY

    def __repr__(self) -> str:
        moves = zip(self.moves, self.verdicts, strict=True)
        return "\n".join(["History:", *(f"{i:3} {move}  -> {why or 'done'}" for i, (move, why) in enumerate(moves))])


class Pen:
    """Writes one history, asking the model what is possible."""

    def __init__(self, draw: Callable[[], int], weights: Weights) -> None:
        self.draw, self.weights, self.drawn = draw, weights, 0
        self.now = self.pick(STARTS)
        self.categories = tuple({self.pick(CATEGORIES): None for _ in range(3)})[:2]
        self.asked = 0

    def number(self) -> int:
        """The next drawn number, stirred: the history of nothing but noughts is as lively as any other."""
        self.drawn += 1
        return (self.draw() + self.drawn * 40503) * 30011 % WHOLE

    def pick(self, options: Iterable, weights: Iterable[float] | None = None):
        """One of the options."""
        options = tuple(options)
        number = self.number()
        if weights is None:
            return options[number * len(options) // WHOLE]
        weights = tuple(weights)
        mark = number * sum(weights) / WHOLE
        for option, weight in zip(options, weights, strict=True):
            mark -= weight
            if mark < 0:
                return option
        return options[-1]

    def chance(self, percent: int) -> bool:
        """Whether it happens."""
        return self.number() * 100 // WHOLE >= 100 - percent

    # Time

    def pass_time(self, model: Model) -> None:
        """Often no time at all; sometimes exactly to the moment at which something falls due."""
        way = self.pick(TIMES, (weight for _, weight in TIMES))[0]
        self.now = max(self.now, way(self, model, self.now))

    # Moves

    def move(self, model: Model) -> Move:
        """The next move."""
        self.pass_time(model)
        model.settle_all(self.now)
        still_open = sum(e.status not in OVER for e in model.entries)
        weights = (72, FILING[min(still_open, 5)], 6, 9)
        kind = self.pick((self.legal_step, self.filing, self.any_step, self.change), weights)
        if not model.entries:
            kind = self.filing
        elif model.waiting_jobs and self.chance(30):
            return reckon(self, model)
        move = kind(model)
        sweep = self.pick((None, 1.0, 0.5))
        return replace(move, sweep=sweep)

    def filing(self, model: Model) -> Move:
        """Somebody files; usually something that is not in the ledger yet."""
        actors = model.people.actors(self.now)
        finders = [a for a in actors if model.people.seats[a[1]].role in ("inspector", "team_leader", "office")]
        user, seat = self.pick(finders or actors)
        category, spot = self.pick(self.categories), self.pick(SPOTS)
        closed = [e for e in model.entries if e.status == "closed"]
        if closed and self.chance(70):  # the same kind of problem elsewhere, which may be marked a relapse by hand
            old = self.pick(closed)
            category, spot = old.category, self.pick([name for name in SPOTS if not near(name, old.spot)])
        source = self.pick(("team", "public", "media"), (8, 2, 1))
        same = model.same_problem(category, spot)
        if same and self.chance(35):
            met = self.pick(model.entries) if self.chance(15) else self.pick(same)
            return Move("meet", self.now, user, seat, entry=met.number, category=category, spot=spot, photos=1)
        photos, anyway = (0, False) if self.chance(3) else (2, self.chance(60))
        key = self.key(model, user)
        said = {"category": category, "spot": spot, "source": source, "photos": photos, "anyway": anyway}
        return Move("file", self.now, user, seat, key=key, **said)

    def legal_step(self, model: Model) -> Move:
        """A step that the model allows; kinds that have been rare so far are tried first."""
        where: dict[str, list[Entry]] = {}
        for e in model.entries:
            where.setdefault(e.status, []).append(e)
        steps = [(action, line.before) for action, line in TABLE.items() if action != "correct"]
        names = [f"{action} {status}" for status in STATUSES if status in where for action, at in steps if status in at]
        for _ in range(4):
            action, status = self.pick(names, map(self.weights.of, names)).split(" ")
            found = [m for e in where[status] for m in self.possible(model, e, action)]
            if found:
                ways = {way_of(m): m for m in found}
                weigh = self.weights.of_result if action in WEIGHED else lambda move, status: 1
                way = self.pick(ways, [weigh(m, status) for m in ways.values()])
                return self.dressed(model, self.pick([m for m in found if way_of(m) == way]))
        return self.filing(model)

    def possible(self, model: Model, e: Entry, action: str) -> list[Move]:
        """Every legal way to take the step on the entry now."""
        found = []
        for user, seat in model.people.actors(self.now):
            move = Move("step", self.now, user, seat, action, e.number)
            if TABLE[action].who & model.parties(e, move) and model.sees(e, seat, self.now):
                ways = (replace(move, **more) for more in WAYS[action](model, e, self.now))
                found += [way for way in ways if not model.why_not(way)]
        return found

    def any_step(self, model: Model) -> Move:
        """Anybody tries anything, with or without what it needs; former holders and stale readers too."""
        e = self.pick(model.entries)
        action = self.pick([name for name in TABLE if name != "correct"])
        actors = model.people.actors(self.now)
        gone = [(s.user, s.key) for s in model.people.seats.values() if not s.there(self.now)]
        user, seat = self.pick(gone) if gone and self.chance(20) else self.pick(actors)
        ways = list(WAYS[action](model, e, self.now)) or [{}]
        move = Move("step", self.now, user, seat, action, e.number, **self.pick(ways))
        if self.chance(25):
            blank = self.pick(("words", "photos", "unit", "person", "until", "verdict", "petition"))
            move = replace(move, **{blank: Move.__dataclass_fields__[blank].default})
        return replace(move, expected=self.pick((None, "seen", "missed"), (6, 1, 3)))

    def dressed(self, model: Model, move: Move) -> Move:
        """Sometimes with a request key, or with what the person has seen; sometimes said twice."""
        if self.chance(4):
            return replace(move, expected=self.pick(("seen", "missed"), (3, 1)))
        return replace(move, key=self.key(model, move.user))

    def key(self, model: Model, user: str) -> str | None:
        """A new request key, or one that the person has used."""
        if not self.chance(10):
            return None
        self.asked += 1
        used = [key for name, _, key in model.keys if name == user]
        return self.pick(used) if used and self.chance(40) else f"key{self.asked}"

    def change(self, model: Model) -> Move:
        """Something changes among people, units or days."""
        return self.pick(CHANGES.values(), map(self.weights.of, CHANGES))(self, model)


def way_of(move: Move) -> tuple:
    """Moves that differ only in whom or which day they name are of one sort."""
    return move.petition, move.verdict, move.unit is None, move.rung, move.until is None, move.duty


@st.composite
def histories(draw: Callable, weights: Weights, most: int) -> History:
    """A history of so many moves."""
    return write_history(lambda: draw(_number), weights, most)


def write_history(draw: Callable[[], int], weights: Weights, most: int) -> History:
    """A history, from numbers below WHOLE."""
    from tests.machine.stage import new_model

    model, pen = new_model(), Pen(draw, weights)
    moves: list[Move] = []
    for _ in range(most):
        moves.append(pen.move(model))
        model.play(moves[-1])
    return History(moves)
