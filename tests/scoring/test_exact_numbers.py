"""Exact numbers: written, read, shown, and the middle of many."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import exact

fractions = st.fractions(max_denominator=10**9)

# Above, below, places, as it is shown. The first two are published (DOMAIN 5).
SHOWN = [
    (96300, 1032, 2, "93.31"),
    (12000, 178, 2, "67.42"),
    (12100, 178, 2, "67.98"),
    (1, 8, 2, "0.13"),  # half up, where a banker's half would stay at 0.12
    (5, 1000, 2, "0.01"),
    (4999, 10**6, 2, "0.00"),
    (-1, 8, 2, "-0.13"),
    (-1, 1000, 2, "0.00"),  # no minus before a nought
    (5, 2, 0, "3"),
    (100, 1, 1, "100.0"),
    (2, 3, 4, "0.6667"),
]


@pytest.mark.parametrize(("above", "below", "places", "text"), SHOWN)
def test_figures_are_rounded_half_up_with_all_their_places(above, below, places, text):
    assert str(exact.shown(Fraction(above, below), places)) == text


@given(fractions, st.integers(0, 6))
def test_what_is_shown_is_never_further_off_than_half_of_the_last_place(fraction, places):
    assert abs(Fraction(exact.shown(fraction, places)) - fraction) <= Fraction(1, 2 * 10**places)


@given(fractions)
def test_what_is_written_is_read_again(fraction):
    assert exact.read(exact.write(fraction)) == fraction


WRONG = ["", "0.5", 0.5, 5, None, True, "1/0", "1/-2", "+1", " 1", "1/2/3", "１", "nan", "1e5", "1_000", "9" * 2000, []]


@pytest.mark.parametrize("text", WRONG, ids=lambda text: repr(text)[:12])
def test_nothing_else_is_read(text):
    with pytest.raises(ValueError):
        exact.read(text)


@pytest.mark.parametrize(
    ("values", "middle"),
    [([], None), ([7], 7), ([1, 2], Fraction(3, 2)), ([9, 1, 5], 5), ([90, 80, 70, 60], 75), ([5, 5, 5, 100], 5)],
)
def test_the_median_is_the_middle_one_or_lies_between_two(values, middle):
    assert exact.median(map(Fraction, values)) == middle


@pytest.mark.parametrize(
    ("fraction", "text"),
    [(Fraction(1, 5), "0.2"), (Fraction(50), "50"), (Fraction(1, 3), "1/3"), (Fraction(-1, 16), "-0.0625")],
)
def test_numbers_of_a_rule_are_written_as_people_do(fraction, text):
    assert exact.plain(fraction) == text


def test_per_cent_are_of_a_hundred():
    assert exact.percent(Fraction(963, 1032)) == Decimal("93.31")
