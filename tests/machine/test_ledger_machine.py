"""Any people, any steps, any times: the ledger keeps its promises, and agrees with a second opinion (DESIGN 7)."""

import os
import random
from collections import Counter
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from supervision.actions.sweep import sweep
from tests.machine.counts import ENOUGH, WANTED, count
from tests.machine.entry import Seen
from tests.machine.histories import History, histories
from tests.machine.ledger import Ledger, rebuilt
from tests.machine.model import Model
from tests.machine.ranked import proven, published, same_read_twice, seals_apart
from tests.machine.shorter import shortest
from tests.machine.stage import Stage, Town, aware, found, rolled_back
from tests.machine.weights import Weights

pytestmark = pytest.mark.django_db
SOAK = bool(os.environ.get("TAIZHANG_SOAK"))
ROUNDS, EXAMPLES, MOVES = (100, 12, 90) if SOAK else (30, 6, 80)
LINES, PROVEN = "duties read twice", "duties of a published ranking"
PAIRS = (("sometimes", "never"), ("always", "sometimes"), ("never", "always"))


def test_any_history_keeps_the_promises_of_the_ledger():
    """Rounds of drawn histories; each round draws more often what the rounds before have seen too rarely."""
    town, seen = found(), Run()
    for number in range(ROUNDS):
        if SOAK or seen.missing():
            explore(town, seen, number)
    assert seen.legal >= 0.7, f"only {seen.legal:.0%} of the moves were legal"
    assert not seen.missing(), seen.table()
    assert seen.counts[LINES] >= 100 and seen.counts[PROVEN] >= 20, [seen.counts[what] for what in (LINES, PROVEN)]


class Run:
    """What all rounds together have seen."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.verdicts: Counter[bool] = Counter()

    @property
    def legal(self) -> float:
        """The share of moves that were not refused."""
        return self.verdicts[True] / self.verdicts.total()

    def missing(self) -> list[str]:
        """What has not been seen often enough."""
        return [name for name in WANTED if self.counts[name] < ENOUGH]

    def table(self) -> str:
        """Everything that is wanted and how often it was seen."""
        rows = [f"{self.counts[name]:6} {name}{'   <- too rare' if name in self.missing() else ''}" for name in WANTED]
        return "\n".join([f"{self.verdicts.total()} moves, {self.legal:.0%} legal", *rows])

    def weights(self) -> Weights:
        """Rare things more often: the fewer have been seen, the more."""
        return Weights.for_rare(self.counts, WANTED, ENOUGH)


def explore(town: Town, run: Run, number: int) -> None:
    """One round."""

    @seed(random.randrange(1 << 32) if SOAK else number)
    @settings(max_examples=EXAMPLES, phases=[Phase.generate], suppress_health_check=list(HealthCheck), deadline=None)
    @given(histories(run.weights(), MOVES))
    def check(history: History) -> None:
        counts = shortest(play_everywhere, town, history)
        run.counts += counts
        run.verdicts.update(not why for why in history.verdicts)

    check()


def play_everywhere(town: Town, history: History) -> Counter[str]:
    """The history in two towns (in a soak, in all three): one ledger must come of it, however the worker looks.

    The first town is looked at closely: it agrees with the model, keeps every promise, and can be rebuilt.
    """
    pair = PAIRS[sum(move.sweep is not None for move in history.moves) % len(PAIRS)]
    first, *others = dict.fromkeys([*pair, *(worker for each in PAIRS for worker in each if SOAK)])
    ledger = play(town, history, first, closely=True)
    for worker in others:
        same_lines(ledger.lines, play(town, history, worker).lines, f"{first} and {worker}")
    return ledger.counts


def play(town: Town, history: History, worker: str, *, closely: bool = False) -> Ledger:
    """The history in one town."""
    with seals_apart(), rolled_back():
        stage = Stage(town, worker)
        ranking: UUID | None = None
        for number, (move, expected) in enumerate(zip(history.moves, history.verdicts, strict=True)):
            why = stage.play(move)
            assert why == expected, (
                f"move {number}, {move}: the model says {expected or 'done'}, the engine {why or 'done'}"
            )
            if closely and number == len(history.moves) * 2 // 3:
                same_read_twice(stage, stage.clock)
                ranking = published(stage)
                assert rebuilt(replace=True) == {}, "the rebuilt tables differ"
        sweep(aware(history.end))
        ledger = Ledger(stage)
        if closely:
            agree(ledger, history.model)
            ledger.check()
            assert rebuilt() == {}, "the rebuilt tables differ"
            ledger.counts[LINES] += same_read_twice(stage, aware(history.end))
            ledger.counts[PROVEN] += proven(ranking) if ranking else 0
        return ledger


def same_lines(one: list[str], other: list[str], workers: str) -> None:
    """Two towns have the same ledger."""
    for mine, theirs in zip(one, other, strict=False):
        assert mine == theirs, f"the worker looks {workers}: not the same ledger\n{mine}\n{theirs}"
    assert len(one) == len(other), f"the worker looks {workers}: {len(one)} and {len(other)} events and notices"


def agree(ledger: Ledger, model: Model) -> None:
    """Every event, and how the entry stood after it, is what the model told."""
    for entry in model.entries:
        told = ledger.told(entry.number)
        ledger.counts += count(told)
        for number, (expected, got) in enumerate(zip(entry.events, told, strict=False), 1):
            if wrong := differences(expected, got):
                lines = [f"  {name}:\n    model  {mine}\n    ledger {theirs}" for name, (mine, theirs) in wrong.items()]
                raise AssertionError("\n".join([f"#{entry.number}, event {number}, {expected.action}:", *lines]))
        assert [e.action for e in told] == [e.action for e in entry.events], f"#{entry.number}"


def differences(expected: Seen, got: Seen) -> dict:
    """What the model and the ledger tell differently: name -> (model, ledger)."""
    pairs = {
        name: (getattr(expected, name), getattr(got, name))
        for name in ("action", "at", "before", "after", "user", "seat")
    }
    pairs |= {name: (expected.view[name], got.view[name]) for name in ("status", "main", "lead")}
    mine, theirs = expected.view["owed"], got.view["owed"]
    pairs |= {f"duty {n}": (mine.get(n), theirs.get(n)) for n in mine.keys() | theirs.keys()}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
