"""Which duties are behind a figure, and what each of them weighs in it. Pure.

Whoever opens a figure is shown these; their weights add up to the numerator or denominator that was published.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from scoring.exact import ONE, ZERO
from scoring.lines import THRICE
from scoring.rates import LATE, OCCURRENCES, RATES, UNFIXED
from scoring.scheme import Occurrences, Problems, Scheme
from scoring.tally import LEAD
from sites.vocabulary import Urgency

NUMERATOR, DENOMINATOR, MISSING = "numerator", "denominator", "missing"
PARTS = (NUMERATOR, DENOMINATOR, MISSING)
# Beside rates and occurrences: problems that cost points, by category; all that counted; what did not.
PROBLEMS, SAMPLE, OUT = "problems", "sample", "out"
Weigh = Callable[[Scheme, str, str], Fraction]


@dataclass(frozen=True, slots=True)
class Behind:
    """Duties by what they were."""

    roles: tuple[str, ...]
    weigh: Weigh
    has: tuple[tuple[str, int], ...] = ()  # counts of at least so many
    lacks: str = ""  # a count that is nothing
    urgency: str = ""
    category: str = ""
    out: str = ""  # why it is left out; "" of those that count
    times: str = ""  # a count of which each one weighs; "": the duty once

    def holds(self, line: Any) -> bool:
        """Whether a line is one of them; `LineQuerySet.behind` says the same to the database."""
        return (
            line.role in self.roles
            and line.out == self.out
            and all(getattr(line, name) >= least for name, least in self.has)
            and not (self.lacks and getattr(line, self.lacks))
            and self.urgency in ("", line.urgency)
            and self.category in ("", line.category)
        )

    def weight(self, scheme: Scheme, role: str, source: str, times: int) -> Fraction:
        """What some of them weigh together that have the same role and source; `times` is what `times_of` adds up."""
        return self.weigh(scheme, role, source) * times

    def times_of(self, line: Any) -> int:
        """How often a line weighs."""
        return getattr(line, self.times) if self.times else 1


def of_rates(scheme: Scheme, role: str, source: str) -> Fraction:
    """In rates: by role, and by source where the scheme says so."""
    return scheme.rate_weight(role, source)


def of_deductions(scheme: Scheme, role: str, source: str) -> Fraction:
    """Where each time costs."""
    return scheme.roles[role] * scheme.deduction_factor(source)


def of_role(scheme: Scheme, role: str, _source: str) -> Fraction:
    """Where each problem costs what its category, urgency and source say: the share of it that is borne."""
    return scheme.roles[role]


def alike(_scheme: Scheme, _role: str, _source: str) -> Fraction:
    """Where duties are told, not weighed."""
    return ONE


def once(scheme: Scheme, role: str, source: str) -> Fraction:
    """Each once, however little it weighs in rates, unless it weighs nothing."""
    return ONE if scheme.rate_weight(role, source) else ZERO


def behind(scheme: Scheme, figure: str, part: str) -> Behind | None:
    """The duties that a part of a figure was counted from; None for what this scheme does not count.

    `part` is one of `PARTS` for rates, NUMERATOR for occurrences, a category or "" for problems, a reason for OUT.
    """
    roles = tuple(scheme.roles)
    if figure == OUT:
        return Behind(roles, alike, out=part) if part else None
    if figure == SAMPLE:
        return Behind(roles, once)
    if figure in RATES and any(figure in component.rates for component in scheme.components):
        return _of_rate(figure, part, roles)
    if figure in OCCURRENCES and part == NUMERATOR and any(figure in amounts for amounts in _amounts(scheme)):
        return _of_occurrence(figure, roles)
    basis = next((component.basis for component in scheme.components if isinstance(component, Problems)), "")
    if figure == PROBLEMS and basis:
        return Behind(roles, of_role, lacks={LATE: "on_time", UNFIXED: "fixed"}.get(basis, ""), category=part)
    return None


def _amounts(scheme: Scheme) -> list[Mapping[str, Fraction]]:
    return [component.amounts for component in scheme.components if isinstance(component, Occurrences)]


def _of_rate(code: str, part: str, roles: tuple[str, ...]) -> Behind | None:
    """What is above, what is below, and what is below and not above."""
    rate = RATES[code]
    if not rate.counted or part not in PARTS:
        return None
    above, below = _at_least_one(rate.above), _at_least_one(rate.below)
    return Behind(
        roles=tuple(role for role in roles if role == LEAD or not rate.lead),
        weigh=of_rates,
        has=above if part == NUMERATOR else below,
        lacks=rate.above if part == MISSING else "",
        urgency=str(Urgency.A) if rate.urgent else "",
    )


def _at_least_one(name: str) -> tuple[tuple[str, int], ...]:
    """Every line that counts is owed."""
    return () if name == "owed" else ((name, 1),)


def _of_occurrence(code: str, roles: tuple[str, ...]) -> Behind | None:
    """Each failed check weighs; three or more of one entry weigh once."""
    if not OCCURRENCES[code]:
        return None
    if code == "failed_thrice":
        return Behind(roles, of_deductions, has=(("reworks", THRICE),))
    return Behind(roles, of_deductions, has=((code, 1),), times=code if code == "reworks" else "")
