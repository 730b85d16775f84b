"""One line of the yearly appraisal (年终绩效) from the rankings of a year: a weighted mean, exactly. Pure.

Weights are per cent: rankings by month 100, or by week 15, by month 25 and the year itself 60, or four quarters that
weigh 10, 20, 30 and 40. A period without a total is null, not 0: its weight is spread over the others of its part in
proportion, that of a part without any over the other parts.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from scoring import exact, reading
from scoring.exact import ZERO
from scoring.lists import read_kind
from scoring.lists_words import KINDS
from scoring.periods import Kind, Period, within

HUNDRED = Fraction(100)
COUNTED = {Kind.MONTH: 12, Kind.QUARTER: 4, Kind.YEAR: 1}  # a year has 52 or 53 weeks, so weeks weigh the same


@dataclass(frozen=True, slots=True)
class Part:
    """The rankings of one kind of period, and what they weigh together."""

    period: Kind
    weight: Fraction  # per cent
    each: tuple[Fraction, ...] = ()  # what each period of the year weighs beside the others, in order; empty: the same


@dataclass(frozen=True, slots=True)
class Appraisal:
    """How a year becomes one figure."""

    parts: tuple[Part, ...]


EQUAL_MONTHS = Appraisal((Part(Kind.MONTH, HUNDRED),))
WEEKS_MONTHS_YEAR = Appraisal(
    (Part(Kind.WEEK, Fraction(15)), Part(Kind.MONTH, Fraction(25)), Part(Kind.YEAR, Fraction(60)))
)


@dataclass(frozen=True, slots=True)
class Item:
    """One period in the sum: what it weighs now, of 1; 0 where it has no total."""

    period: Period
    total: Fraction | None
    weight: Fraction


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody's figure of a year and the sum it comes from; None where no period has a total."""

    year: int
    value: Fraction | None
    items: tuple[Item, ...]

    @property
    def missing(self) -> tuple[Period, ...]:
        """The periods whose weight was spread over others."""
        return tuple(item.period for item in self.items if item.total is None)


def line(appraisal: Appraisal, year: int, totals: Mapping[Period, Fraction | None]) -> Line:
    """One figure from the totals of a year's periods; periods of other years and kinds do not count."""
    parts = [(part, list(_weighed(part, year, totals))) for part in appraisal.parts]
    there = sum((part.weight for part, found in parts if any(weight for _period, weight in found)), ZERO)
    items = []
    for part, found in parts:
        inside = sum((weight for _period, weight in found), ZERO)
        for period, weight in found:
            share = part.weight / there * weight / inside if weight and there else ZERO
            items.append(Item(period, totals.get(period), share))
    # Adding as many fractions as a year has weeks is exact, however long they get.
    value = sum((item.weight * item.total for item in items if item.total is not None), ZERO)
    return Line(year, value if there else None, tuple(items))


def _weighed(part: Part, year: int, totals: Mapping[Period, Fraction | None]) -> Iterator[tuple[Period, Fraction]]:
    """Each period of the year with what it weighs beside the others; 0 without a total."""
    periods = within(part.period, year)
    each: Sequence[Fraction] = part.each or [exact.ONE] * len(periods)
    for period, weight in zip(periods, each, strict=True):
        yield period, ZERO if totals.get(period) is None else weight


def nonsense(appraisal: Appraisal) -> list[str]:
    """What is wrong with it, in the user's words; nothing when it can be used."""
    return list(dict.fromkeys(_faults(appraisal)))


def _faults(appraisal: Appraisal) -> Iterator[str]:
    if sum((part.weight for part in appraisal.parts), ZERO) != HUNDRED:
        yield _("The weights of the yearly appraisal have to add up to 100 %.")
    for kind, times in Counter(part.period for part in appraisal.parts).items():
        if times > 1:
            yield _("The yearly appraisal weighs the same kind of period twice: %(kind)s.") % {"kind": KINDS[kind]}
    for part in appraisal.parts:
        if not part.weight:
            yield _("The yearly appraisal: a part without weight can be left out.")
        if part.each and part.period not in COUNTED:
            yield _("The yearly appraisal: a year has 52 or 53 weeks, so they all weigh the same.")
        elif part.each and len(part.each) != COUNTED[part.period]:
            yield _("The yearly appraisal: %(given)s weights for %(n)s periods of a year.") % {
                "given": len(part.each),
                "n": COUNTED[part.period],
            }
        elif part.each and not any(part.each):
            yield _("The yearly appraisal: at least one of the periods has to weigh something.")


def write(appraisal: Appraisal) -> dict[str, Any]:
    """Plain values."""
    return {
        "parts": [
            {
                "period": str(part.period),
                "weight": exact.write(part.weight),
                "each": [exact.write(weight) for weight in part.each],
            }
            for part in appraisal.parts
        ]
    }


def read(written: object, place: str) -> Appraisal:
    """What `write` wrote; `reading.Unreadable` for anything else."""
    keys = reading.keys(written, place, "parts")
    return Appraisal(reading.items(keys["parts"], f"{place}.parts", _read_part, len(Kind)))


def _read_part(written: object, place: str) -> Part:
    keys = reading.keys(written, place, "period weight each")
    return Part(
        read_kind(keys["period"], f"{place}.period"),
        reading.fraction(keys["weight"], f"{place}.weight", 0, 100),
        reading.items(keys["each"], f"{place}.each", lambda it, at: reading.fraction(it, at, 0, 1000), 53),
    )
