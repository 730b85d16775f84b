"""What a unit's or a team's counts are worth under a scheme: figures, points, total, rank. Pure and exact.

Sources: DOMAIN 5 (definitions and published formulas); docs/rankings.md says the same in plain words. Only schemes of
which `scheme_check.nonsense` says nothing are reckoned with.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Generic, NamedTuple, TypeVar

from scoring.exact import ONE, ZERO
from scoring.rates import LATE, OCCURRENCES, RATES, UNFIXED, Rate
from scoring.scheme import Component, Occurrences, Problems, Proportional, Scheme, Slopes
from scoring.tally import COUNTS, LEAD, Cell
from sites.vocabulary import Urgency

Key = TypeVar("Key", bound=Hashable)


class State(StrEnum):
    """Whether somebody takes part in the ranking."""

    RANKED = "ranked"
    TOO_FEW = "too_few"  # 样本不足: below the scheme's smallest sample; the total is reckoned but not ranked
    NOTHING = "nothing"  # no rate has anything to count: there is no total


ABSENT = "absent"  # the platform does not have this figure yet
NULL = "null"  # nothing to divide by for this unit; never 0 and never 100


class Given(NamedTuple):
    """A figure that duties do not give, from whoever reckons it: one over the other."""

    numerator: Fraction
    denominator: Fraction = ONE


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that was counted for a figure."""

    code: str  # of a rate, an occurrence, or the category of a problem
    numerator: Fraction | None  # weighted by role and source
    denominator: Fraction | None  # None too where something is counted and not divided
    value: Fraction | None  # the rate as it is called, 0..1; also of one that counts against
    minus: Fraction  # points it took away, of slopes and budgets, on the full mark as it weighs now
    reason: str = ""  # why there is no value


@dataclass(frozen=True, slots=True)
class Figure:
    """One component's line in a score."""

    code: str
    stated: Fraction  # the full mark of the scheme
    full: Fraction  # what it weighs now, after the marks of missing components were spread
    points: Fraction | None
    parts: tuple[Part, ...]
    reason: str = ""  # ABSENT or NULL: why it weighs nothing

    @property
    def codes(self) -> tuple[str, ...]:
        """What `formula_words.name_of` names it by."""
        codes = tuple(part.code for part in self.parts if part.code in RATES)
        return codes or (self.code,)

    @property
    def only(self) -> Part | None:
        """Its rate, where it is one rate's line."""
        return self.parts[0] if len(self.parts) == 1 else None

    @property
    def numerator(self) -> Fraction | None:
        return self.only.numerator if self.only else None

    @property
    def denominator(self) -> Fraction | None:
        return self.only.denominator if self.only else None

    @property
    def value(self) -> Fraction | None:
        return self.only.value if self.only else None


@dataclass(frozen=True, slots=True)
class Score:
    """A unit's or a team's result for one period."""

    figures: tuple[Figure, ...]
    given: Fraction  # bonus or malus as the office gave it
    bonus: Fraction  # what of it counts
    total: Fraction | None
    sample: int  # scored duties, unweighted
    state: State

    @property
    def spread(self) -> tuple[Figure, ...]:
        """The components whose marks were spread over the other rates."""
        return tuple(figure for figure in self.figures if figure.reason)


def score(
    scheme: Scheme,
    cells: Iterable[Cell],
    *,
    deductions: Mapping[str, Fraction] | None = None,
    bonus: Fraction = ZERO,
    elsewhere: Mapping[str, Given] | None = None,
) -> Score:
    """What the cells of one unit or team are worth.

    `deductions` are the city's points by category: a KeyError if a problem costs and its category has none.
    `elsewhere` holds figures by the codes of `RATES` and `OCCURRENCES` that duties do not give. A cell of a role that
    the scheme does not weigh is left out.
    """
    counted = _Counted(scheme, cells, elsewhere or {})
    readings = [tuple(counted.rate(code) for code in component.rates) for component in scheme.components]
    grown = _grown(scheme, readings)
    figures = tuple(
        _of_rates(component, parts, grown) if component.rates else _of_budget(component, counted, deductions or {})
        for component, parts in zip(scheme.components, readings, strict=True)
    )
    kept = min(max(bonus, -scheme.bonus), scheme.bonus)
    total = sum((figure.points for figure in figures if figure.points is not None), kept) if grown else None
    return Score(figures, bonus, kept, total, counted.sample, _state(total, counted.sample, scheme))


def _state(total: Fraction | None, sample: int, scheme: Scheme) -> State:
    if total is None:
        return State.NOTHING
    return State.TOO_FEW if sample < scheme.min_sample else State.RANKED


def _grown(scheme: Scheme, readings: list[tuple[Part, ...]]) -> Fraction:
    """By how much the marks of the rates that are there grow so as to take up those of the others; 0: none is there."""
    rates = [(c.full, parts) for c, parts in zip(scheme.components, readings, strict=True) if c.rates]
    there = sum((full for full, parts in rates if not _missing(parts)), ZERO)
    return sum((full for full, _parts in rates), ZERO) / there if there else ZERO


def _missing(parts: tuple[Part, ...]) -> str:
    """Why a component of these rates has no value; "" when at least one has."""
    reasons = {part.reason for part in parts}
    return "" if "" in reasons else NULL if NULL in reasons else ABSENT


def _of_rates(component: Component, parts: tuple[Part, ...], grown: Fraction) -> Figure:
    if reason := _missing(parts):
        return Figure(component.code, component.full, ZERO, None, parts, reason)
    full = component.full * grown
    match component:
        case Proportional(rate):
            earned = ONE - _value(parts[0]) if RATES[rate].against else _value(parts[0])
            points = full * earned
        case Slopes(terms=terms):
            # The slope is as steep for its mark as the scheme says: it grows with the mark.
            minus = {term.rate: grown * term.minus * 100 for term in terms}
            short = {term.rate: term.threshold for term in terms}
            parts = tuple(_sloped(part, short[part.code], minus[part.code]) for part in parts)
            points = max(ZERO, full - sum((part.minus for part in parts), ZERO))
    return Figure(component.code, component.full, full, points, parts)


def _value(part: Part) -> Fraction:
    return ZERO if part.value is None else part.value


def _sloped(part: Part, threshold: Fraction, minus: Fraction) -> Part:
    """The part with what it takes away; a rate without a value takes nothing."""
    if part.value is None:
        return part
    gap = part.value - threshold if RATES[part.code].against else threshold - part.value
    return Part(part.code, part.numerator, part.denominator, part.value, max(ZERO, gap) * minus)


def _of_budget(component: Component, counted: "_Counted", deductions: Mapping[str, Fraction]) -> Figure:
    match component:
        case Occurrences(amounts=amounts):
            parts = tuple(counted.occurrence(code, amount) for code, amount in sorted(amounts.items()))
        case Problems():
            parts = counted.problems(component, deductions)
    points = max(ZERO, component.full - sum((part.minus for part in parts), ZERO))
    return Figure(component.code, component.full, component.full, points, parts)


class _Counted:
    """The counts of one unit or team, added up before a fraction touches them: a city has many cells."""

    def __init__(self, scheme: Scheme, cells: Iterable[Cell], elsewhere: Mapping[str, Given]) -> None:
        self.scheme, self.elsewhere = scheme, elsewhere
        self.cells = [cell for cell in cells if cell.role in scheme.roles]
        self.sums: dict[tuple[str, str, str], dict[str, int]] = {}
        for cell in self.cells:
            sums = self.sums.setdefault((cell.role, cell.urgency, cell.source), dict.fromkeys(COUNTS, 0))
            for name, n in cell.counts.items():
                sums[name] += n
        # Rates look at weight, urgency A and the lead alone: few groups, so that few fractions are added.
        self.rated: dict[tuple[int, int, bool, bool], dict[str, int]] = {}
        self.sample = 0
        for (role, urgency, source), sums in self.sums.items():
            weight = scheme.rate_weight(role, source)
            alike = (*weight.as_integer_ratio(), urgency == Urgency.A, role == LEAD)
            group = self.rated.setdefault(alike, dict.fromkeys(COUNTS, 0))
            for name, n in sums.items():
                group[name] += n
            self.sample += sums["owed"] if weight else 0

    def weighed(self, name: str, rate: Rate) -> Fraction:
        """A count with each duty at its weight in rates, of the entries that the rate looks at."""
        looked_at = (
            Fraction(above * sums[name], below)
            for (above, below, urgent, lead), sums in self.rated.items()
            if (not rate.urgent or urgent) and (not rate.lead or lead)
        )
        return sum(looked_at, ZERO)

    def rate(self, code: str) -> Part:
        """A rate, at most 1; without a value where it is absent or there is nothing to divide by."""
        rate = RATES[code]
        if rate.counted:
            given = Given(*(self.weighed(name, rate) for name in (rate.above, rate.below)))
        elif code in self.elsewhere:
            given = self.elsewhere[code]
        else:
            return Part(code, None, None, None, ZERO, ABSENT)
        if not given.denominator:
            return Part(code, given.numerator, given.denominator, None, ZERO, NULL)
        return Part(code, *given, min(ONE, given.numerator / given.denominator), ZERO)

    def occurrence(self, code: str, amount: Fraction) -> Part:
        """How often something happened, each at the weight of its role and source, and what it cost."""
        if OCCURRENCES[code]:
            n = sum((self.share(role, source) * sums[code] for (role, _u, source), sums in self.sums.items()), ZERO)
        elif code in self.elsewhere:
            n = self.elsewhere[code].numerator
        else:
            return Part(code, None, None, None, ZERO, ABSENT)
        return Part(code, n, None, None, n * amount)

    def share(self, role: str, source: str) -> Fraction:
        """What an occurrence weighs."""
        return self.scheme.roles[role] * self.scheme.deduction_factor(source)

    def problems(self, component: Problems, deductions: Mapping[str, Fraction]) -> tuple[Part, ...]:
        """What the problems of each category cost, in the order of their codes; the number is weighed by role."""
        found: dict[str, list[Fraction]] = defaultdict(lambda: [ZERO, ZERO])
        for cell in self.cells:
            if n := _problems(cell, component.basis):
                cost = deductions[cell.category] * component.urgencies.get(cell.urgency, ONE)
                cost *= self.scheme.deduction_factor(cell.source)
                if component.each_at_most is not None:
                    cost = min(cost, component.each_at_most)
                share = self.scheme.roles[cell.role] * n
                found[cell.category][0] += share
                found[cell.category][1] += share * cost
        return tuple(Part(code, n, None, None, minus) for code, (n, minus) in sorted(found.items()))


def _problems(cell: Cell, basis: str) -> int:
    """How many problems of a cell cost points."""
    owed, without = cell.counts.get("owed", 0), {LATE: "on_time", UNFIXED: "fixed"}.get(basis)
    return owed - cell.counts.get(without, 0) if without else owed


def fixed_in_time(role: str, category: str, urgency: str, source: str) -> Cell:
    """The change of one late fix into one in time, for `what_if`."""
    return Cell(role, category, urgency, source, {"on_time": 1})


def what_if(
    scheme: Scheme,
    cells: Iterable[Cell],
    change: Cell,
    *,
    deductions: Mapping[str, Fraction] | None = None,
    bonus: Fraction = ZERO,
    elsewhere: Mapping[str, Given] | None = None,
) -> Score:
    """The score had the counts been other by `change`; a ValueError if they never could have been (no late fix)."""
    changed = [*cells, change]
    alike = [cell.counts for cell in changed if cell[:4] == change[:4]]
    owed, fixed, on_time = (sum(counts.get(name, 0) for counts in alike) for name in ("owed", "fixed", "on_time"))
    if not 0 <= on_time <= fixed <= owed:
        raise ValueError(f"Of {owed} owed, {fixed} cannot have been fixed, {on_time} of them in time.")
    return score(scheme, changed, deductions=deductions, bonus=bonus, elsewhere=elsewhere)


class Place(NamedTuple, Generic[Key]):
    """Where somebody stands."""

    key: Key
    rank: int
    total: Fraction


def ranked(scores: Mapping[Key, Score]) -> list[Place[Key]]:
    """Competition ranking (1, 2, 2, 4) of those who take part, best first; totals are compared exactly.

    Those who share a rank stand in the order of their keys' text, so that nothing depends on the order of input.
    """
    totals = [(found.total, key) for key, found in scores.items() if found.state is State.RANKED]
    order = sorted(((total, key) for total, key in totals if total is not None), key=lambda it: (-it[0], str(it[1])))
    places: list[Place[Key]] = []
    for number, (total, key) in enumerate(order, 1):
        tied = places and places[-1].total == total
        places.append(Place(key, places[-1].rank if tied else number, total))
    return places
