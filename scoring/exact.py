"""Exact numbers: fractions kept as text, shown rounded half up, and the middle of many. Pure.

A float never enters a figure: what was published has to come out the same to the last digit when it is reckoned again.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

ZERO, HALF, ONE = Fraction(0), Fraction(1, 2), Fraction(1)
LONGEST = 1000  # digits and signs of a written fraction; a total of many rates has long ones, but not that long
_WRITTEN = re.compile(r"-?[0-9]+(/[0-9]+)?")


def write(fraction: Fraction) -> str:
    """In lowest terms: "963/1032" is written "321/344", a whole number "5"."""
    return str(fraction)


def read(text: object) -> Fraction:
    """The fraction that `write` wrote; anything else (a float, a decimal, a zero below) is a ValueError."""
    if not isinstance(text, str) or len(text) > LONGEST or not _WRITTEN.fullmatch(text):
        raise ValueError(f"Not a written fraction: {text!r:.60}")
    above, _, below = text.partition("/")
    if below and not int(below):
        raise ValueError("A fraction has a zero below.")
    return Fraction(int(above), int(below or 1))


def shown(fraction: Fraction, places: int = 2) -> Decimal:
    """For people: rounded half up (half away from zero, as on school paper), with exactly so many places."""
    above, below = abs(fraction).as_integer_ratio()
    units = (2 * above * 10**places + below) // (2 * below)
    digits = tuple(int(digit) for digit in str(units))
    return Decimal((int(fraction < 0 and units > 0), digits, -places))


def percent(rate: Fraction, places: int = 2) -> Decimal:
    """A rate in per cent, rounded half up: 963/1032 is 93.31."""
    return shown(rate * 100, places)


def plain(fraction: Fraction) -> str:
    """A number of a rule as people write it: "0.2" or "50"; what no decimal can say stays a fraction, "1/3"."""
    for places in range(5):
        if (fraction * 10**places).denominator == 1:
            return str(shown(fraction, places))
    return write(fraction)


def median(values: Iterable[Fraction]) -> Fraction | None:
    """The middle one; of an even number half of the two in the middle; none of none."""
    ordered = sorted(values)
    if not ordered:
        return None
    half, odd = divmod(len(ordered), 2)
    return ordered[half] if odd else (ordered[half - 1] + ordered[half]) / 2
