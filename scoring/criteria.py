"""What puts somebody on a list: first, last, so many points, several at once, several periods running, or a fact.

Pure. Every criterion is asked of one `Standing` within its group; how it is read from and written to plain values
stands beside it. Sources: DOMAIN 5.
"""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from scoring import exact, reading

MOST_PLACES = 99
MOST_PERIODS = 53  # the weeks of a long year
MOST_POINTS = 1000
MOST_PARTS = 4
DEEPEST = 3  # bottom 3 and below 85, two weeks running, and exposed: nobody says more in a sentence

# What is known of somebody besides the points, by what it is called in a rule.
FALSE_STRIKE_OFF = "false_strike_off"  # a strike-off of the unit was found false
LISTED_RELAPSE = "listed_relapse"  # an entry under 挂牌督办 came back
EXPOSED = "exposed"  # exposed by the media, by the city or from above
OFFICE = "office"  # the office's veto, given with a reason
FACTS = (FALSE_STRIKE_OFF, LISTED_RELAPSE, EXPOSED, OFFICE)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands in a period; without rank and total: too small a sample (样本不足), or nothing counted."""

    key: str
    group: str
    rank: int | None = None  # competition ranking within the group: 1, 2, 2, 4
    total: Fraction | None = None
    facts: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        object.__setattr__(self, "facts", frozenset(self.facts))
        if (self.rank is None) != (self.total is None):
            raise ValueError(f"{self.key}: a rank comes with a total, and no rank without one.")


@dataclass(frozen=True)
class Group:
    """The standings of one group in one period; only who is ranked takes part."""

    standings: Sequence[Standing]

    @cached_property
    def ranks(self) -> list[int]:
        return sorted(one.rank for one in self.standings if one.rank is not None)

    @property
    def ranked(self) -> int:
        """How many take part."""
        return len(self.ranks)

    def behind(self, rank: int) -> int:
        """How many stand behind a rank; 0 for the last, and for everybody who shares the last rank."""
        return self.ranked - bisect_right(self.ranks, rank)


@dataclass(frozen=True, slots=True)
class Here:
    """Somebody who is ranked, in a group, in a period; `before` the same of the periods before, latest first.

    `before` holds only periods in which the group was ranked; None is one in which this one was not.
    """

    standing: Standing
    group: Group
    before: Sequence["Here | None"] = ()

    @property
    def rank(self) -> int:
        return self.standing.rank or 0

    @property
    def total(self) -> Fraction:
        return exact.ZERO if self.standing.total is None else self.standing.total


@dataclass(frozen=True, slots=True)
class Top:
    """Among the first n; who shares a rank is in together."""

    n: int

    def holds(self, here: Here) -> bool:
        return here.rank <= self.n


@dataclass(frozen=True, slots=True)
class Bottom:
    """Among the last n; who shares a rank is in together."""

    n: int

    def holds(self, here: Here) -> bool:
        return here.group.behind(here.rank) < self.n


@dataclass(frozen=True, slots=True)
class AtLeast:
    """So many points or more."""

    points: Fraction

    def holds(self, here: Here) -> bool:
        return here.total >= self.points


@dataclass(frozen=True, slots=True)
class Below:
    """Fewer points than that; exactly that many is not below."""

    points: Fraction

    def holds(self, here: Here) -> bool:
        return here.total < self.points


@dataclass(frozen=True, slots=True)
class Fact:
    """One of these facts is known of the period."""

    names: tuple[str, ...]

    def holds(self, here: Here) -> bool:
        return not here.standing.facts.isdisjoint(self.names)


@dataclass(frozen=True, slots=True)
class Both:
    """All of it at once: the last two, and below 85."""

    parts: tuple["Criterion", ...]

    def holds(self, here: Here) -> bool:
        return all(part.holds(here) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Running:
    """In this period and in those right before it, so many in all."""

    part: "Criterion"
    times: int

    def holds(self, here: Here) -> bool:
        return run(self.part, here) >= self.times


Criterion = Top | Bottom | AtLeast | Below | Fact | Both | Running


def run(criterion: Criterion, here: Here) -> int:
    """For how many periods in a row, this one included, something has held."""
    length = 0
    for then in (here, *here.before):
        if then is None or not criterion.holds(then):
            break
        length += 1
    return length


def every(criterion: Criterion) -> Iterator[Criterion]:
    """It and everything it is made of."""
    yield criterion
    match criterion:
        case Both(parts):
            for part in parts:
                yield from every(part)
        case Running(part):
            yield from every(part)


def asks(criterion: Criterion, kinds: type | tuple[type, ...]) -> bool:
    """Whether it asks, somewhere, for something of these kinds."""
    return any(isinstance(part, kinds) for part in every(criterion))


# To and from plain values


def write(criterion: Criterion) -> dict[str, Any]:
    """Plain values: `{"kind": "bottom", "n": 3}`; points as text, never a float."""
    match criterion:
        case Top(n):
            return {"kind": "top", "n": n}
        case Bottom(n):
            return {"kind": "bottom", "n": n}
        case AtLeast(points):
            return {"kind": "at_least", "points": exact.write(points)}
        case Below(points):
            return {"kind": "below", "points": exact.write(points)}
        case Fact(names):
            return {"kind": "fact", "names": list(names)}
        case Both(parts):
            return {"kind": "both", "parts": [write(part) for part in parts]}
        case Running(part, times):
            return {"kind": "running", "part": write(part), "times": times}


def read(written: object, place: str, depth: int = 1) -> Criterion:
    """What `write` wrote; `reading.Unreadable` for anything else, also for what is nested too deeply."""
    if depth > DEEPEST:
        raise reading.Unreadable(_("%(place)s: conditions lie too deep in each other.") % reading.at(place, ""))
    ways: dict[str, Callable[[dict[str, Any], str], Criterion]] = {
        "top": lambda it, at: Top(_n(it, at)),
        "bottom": lambda it, at: Bottom(_n(it, at)),
        "at_least": lambda it, at: AtLeast(_points(it, at)),
        "below": lambda it, at: Below(_points(it, at)),
        "fact": lambda it, at: Fact(facts(reading.keys(it, at, "kind names")["names"], f"{at}.names")),
        "both": lambda it, at: _both(it, at, depth),
        "running": lambda it, at: _running(it, at, depth),
    }
    return reading.tagged(written, place, "kind", ways)


def _both(written: dict[str, Any], place: str, depth: int) -> Criterion:
    parts = reading.keys(written, place, "kind parts")["parts"]
    return Both(reading.items(parts, f"{place}.parts", lambda it, at: read(it, at, depth + 1), MOST_PARTS))


def _running(written: dict[str, Any], place: str, depth: int) -> Criterion:
    keys = reading.keys(written, place, "kind part times")
    times = reading.whole(keys["times"], f"{place}.times", 1, MOST_PERIODS)
    return Running(read(keys["part"], f"{place}.part", depth + 1), times)


def facts(written: object, place: str) -> tuple[str, ...]:
    """Names of facts that are known."""
    return reading.items(written, place, lambda name, at: reading.one_of(name, at, FACTS), len(FACTS))


def known(names: Collection[str]) -> list[str]:
    """The facts among them, in the order in which they are always said."""
    return [name for name in FACTS if name in names]


def _n(written: dict[str, Any], place: str) -> int:
    return reading.whole(reading.keys(written, place, "kind n")["n"], f"{place}.n", 1, MOST_PLACES)


def _points(written: dict[str, Any], place: str) -> Fraction:
    return reading.fraction(reading.keys(written, place, "kind points")["points"], f"{place}.points", 0, MOST_POINTS)
