"""Figures of a score as cells of a table: exact underneath, rounded half up where they are shown."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from scoring import exact
from scoring.exact import ZERO
from scoring.formula import ABSENT, Figure, Part, Score
from scoring.formula_words import OCCURRENCES, RATES, REASONS, name_of
from scoring.rates import RATES as KNOWN
from scoring.scheme import Component, Problems, Scheme
from supervision.wording import listed

Cells = list[dict[str, Any]]


def columns(scheme: Scheme, scores: Iterable[Score]) -> list[dict[str, Any]]:
    """A column for each component that anybody has, with the mark the scheme states and what it weighs here."""
    absent = missing_everywhere(scheme, scores)
    grown = growth(scheme, absent)
    return [
        {
            "code": component.code,
            "name": name_of(*component.rates or (component.code,)),
            "stated": exact.plain(component.full),
            "weighs": number(component.full * grown) if component.rates and grown != 1 else "",
        }
        for component in scheme.components
        if component.code not in absent
    ]


def missing_everywhere(scheme: Scheme, scores: Iterable[Score]) -> set[str]:
    """Components that nobody has, because the platform does not have the figure yet."""
    found = {component.code for component in scheme.components if component.rates and not counted(component)}
    for score in scores:
        found &= {figure.code for figure in score.figures if figure.reason == ABSENT}
    return found


def counted(component: Component) -> bool:
    """Whether duties give any of its rates."""
    return any(KNOWN[rate].counted for rate in component.rates)


def growth(scheme: Scheme, absent: set[str]) -> Fraction:
    """By how much the marks of the other rates grow (docs/rankings.md, What is missing)."""
    rates = [component for component in scheme.components if component.rates]
    there = sum((component.full for component in rates if component.code not in absent), ZERO)
    return sum((component.full for component in rates), ZERO) / there if there else Fraction(1)


def spread_words(scheme: Scheme, absent: set[str]) -> dict[str, Any] | None:
    """The components whose mark is spread over the others, each with its mark."""
    found = [
        _("%(name)s (%(stated)s points)") % {"name": name_of(*one.rates), "stated": exact.plain(one.full)}
        for one in scheme.components
        if one.code in absent
    ]
    return {"n": len(found), "names": listed(found)} if found else None


def cells(score: Score, shown: Sequence[dict[str, Any]]) -> Cells:
    """The figures of one row under the columns of its table."""
    by_code = {figure.code: figure for figure in score.figures}
    return [cell(by_code[column["code"]], column) for column in shown]


def cell(figure: Figure, column: dict[str, Any]) -> dict[str, Any]:
    """One figure: its rates or counts, its points, and its mark where that is not the column's."""
    if figure.reason:
        return {"name": column["name"], "reason": str(REASONS[figure.reason]), "parts": []}
    full = number(figure.full)
    usual = column["weighs"] or number(Fraction(figure.stated))
    return {
        "name": column["name"],
        "reason": "",
        "parts": parts(figure),
        "points": number(figure.points) if figure.points is not None else "",
        "full": full if full != usual else "",
    }


def parts(figure: Figure) -> list[dict[str, str]]:
    """What a figure is made of: a rate with its counts, or how often something happened."""
    if figure.code == Problems.code:
        n = sum((part.numerator or ZERO for part in figure.parts), ZERO)
        minus = sum((part.minus for part in figure.parts), ZERO)
        return [{"name": "", "value": exact.plain(n), "of": f"−{number(minus)}" if minus else ""}]
    several = len(figure.parts) > 1
    return [part_words(part, several=several) for part in figure.parts if several is False or part.numerator]


def part_words(part: Part, *, several: bool) -> dict[str, str]:
    """One rate or one occurrence."""
    name = str(RATES.get(part.code) or OCCURRENCES.get(part.code, part.code)) if several else ""
    if part.value is not None and part.numerator is not None and part.denominator is not None:
        of = f"{exact.plain(part.numerator)}/{exact.plain(part.denominator)}"
        return {"name": name, "value": f"{exact.percent(part.value)}%", "of": of}
    if part.numerator is not None and part.denominator is None:
        return {
            "name": name,
            "value": exact.plain(part.numerator),
            "of": f"−{number(part.minus)}" if part.minus else "",
        }
    return {"name": name, "value": "—", "of": ""}


def number(value: Fraction, places: int = 2) -> str:
    """Rounded half up, with exactly so many places."""
    return str(exact.shown(value, places))
