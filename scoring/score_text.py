"""A score as plain values, fit for canonical text, and back: nothing is rounded on the way. Pure."""

from fractions import Fraction
from typing import Any

from scoring import exact
from scoring.formula import Figure, Part, Score, State

SCHEMA = 1


def write_score(score: Score) -> dict[str, Any]:
    """Strings, whole numbers, lists and maps; fractions as text."""
    return {
        "schema": SCHEMA,
        "figures": [_figure(figure) for figure in score.figures],
        "given": exact.write(score.given),
        "bonus": exact.write(score.bonus),
        "total": _maybe(score.total),
        "sample": score.sample,
        "state": str(score.state),
    }


def read_score(written: dict[str, Any]) -> Score:
    """The score that `write_score` wrote; another edition is a ValueError."""
    if written.get("schema") != SCHEMA:
        raise ValueError(f"A score of schema {written.get('schema')!r} cannot be read here.")
    return Score(
        figures=tuple(_read_figure(figure) for figure in written["figures"]),
        given=exact.read(written["given"]),
        bonus=exact.read(written["bonus"]),
        total=_read(written["total"]),
        sample=written["sample"],
        state=State(written["state"]),
    )


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "code": figure.code,
        "stated": exact.write(figure.stated),
        "full": exact.write(figure.full),
        "points": _maybe(figure.points),
        "parts": [_part(part) for part in figure.parts],
        "reason": figure.reason,
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "code": part.code,
        "numerator": _maybe(part.numerator),
        "denominator": _maybe(part.denominator),
        "value": _maybe(part.value),
        "minus": exact.write(part.minus),
        "reason": part.reason,
    }


def _read_figure(written: dict[str, Any]) -> Figure:
    return Figure(
        written["code"],
        exact.read(written["stated"]),
        exact.read(written["full"]),
        _read(written["points"]),
        tuple(_read_part(part) for part in written["parts"]),
        written["reason"],
    )


def _read_part(written: dict[str, Any]) -> Part:
    numerator, denominator, value = (_read(written[name]) for name in ("numerator", "denominator", "value"))
    return Part(written["code"], numerator, denominator, value, exact.read(written["minus"]), written["reason"])


def _maybe(fraction: Fraction | None) -> str | None:
    return None if fraction is None else exact.write(fraction)


def _read(text: str | None) -> Fraction | None:
    return None if text is None else exact.read(text)
