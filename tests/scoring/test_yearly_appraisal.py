"""One line of the yearly appraisal: weighted, exact, and nobody pays for a period that had no ranking."""

from fractions import Fraction

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from scoring.appraisal import EQUAL_MONTHS, WEEKS_MONTHS_YEAR, Appraisal, Part, line, nonsense
from scoring.consequences_words import appraisal_words
from scoring.periods import Kind, Period, within

QUARTERS = Appraisal((Part(Kind.QUARTER, Fraction(100), tuple(map(Fraction, (10, 20, 30, 40)))),))


def quarters(*totals: int | None) -> dict[Period, Fraction | None]:
    return {
        Period(Kind.QUARTER, f"2026-Q{n}"): None if total is None else Fraction(total)
        for n, total in enumerate(totals, 1)
    }


def months(**totals: int) -> dict[Period, Fraction]:
    return {Period(Kind.MONTH, f"2026-{name[1:]}"): Fraction(total) for name, total in totals.items()}


@pytest.mark.parametrize(
    ("totals", "value"),
    [
        ((80, 90, 100, 70), Fraction(84)),  # 8 + 18 + 30 + 28
        ((None, 90, 100, 70), Fraction(760, 9)),  # 20, 30, 40 of 90
        ((80, None, None, None), Fraction(80)),
        ((None, None, None, None), None),
        ((), None),
        ((0, 0, 0, 0), Fraction(0)),  # nought is a total, null is none
    ],
)
def test_quarters_weigh_what_the_rule_says(totals, value):
    found = line(QUARTERS, 2026, quarters(*totals))
    assert found.value == value
    assert len(found.missing) == 4 - sum(total is not None for total in totals)


def test_months_weigh_the_same():
    assert line(EQUAL_MONTHS, 2026, months(m01=90, m02=80, m12=70)).value == 80


def test_weeks_months_and_the_year_weigh_15_25_and_60():
    totals = {
        Period(Kind.WEEK, "2026-W01"): Fraction(80),
        Period(Kind.WEEK, "2026-W53"): Fraction(60),
        **months(m05=90),
        Period(Kind.YEAR, "2026"): Fraction(100),
    }
    assert line(WEEKS_MONTHS_YEAR, 2026, totals).value == Fraction(15 * 70 + 25 * 90 + 60 * 100, 100)
    del totals[Period(Kind.YEAR, "2026")]
    assert line(WEEKS_MONTHS_YEAR, 2026, totals).value == Fraction(15 * 70 + 25 * 90, 40)


def test_another_year_does_not_count():
    assert line(EQUAL_MONTHS, 2025, months(m01=90)).value is None


@given(
    st.sampled_from([EQUAL_MONTHS, WEEKS_MONTHS_YEAR, QUARTERS]),
    st.data(),
)
def test_the_line_is_the_sum_that_is_shown(appraisal, data):
    asked = [period for part in appraisal.parts for period in within(part.period, 2026)]
    amounts = st.one_of(st.none(), st.fractions(0, 105, max_denominator=1032))
    totals = dict(zip(asked, data.draw(st.lists(amounts, min_size=len(asked), max_size=len(asked))), strict=True))
    found = line(appraisal, 2026, totals)
    known = [total for total in totals.values() if total is not None]
    assert sum(item.weight for item in found.items) == (1 if known else 0)
    assert all(item.weight >= 0 and (item.total is not None or not item.weight) for item in found.items)
    if found.value is None:
        assert not known
    else:
        assert found.value == sum(item.weight * item.total for item in found.items if item.total is not None)
        assert min(known) <= found.value <= max(known)
    # One more point in one period never lowers the line.
    better = {period: None if total is None else total + 1 for period, total in totals.items()}
    assert (line(appraisal, 2026, better).value or 0) >= (found.value or 0)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ((Part(Kind.MONTH, Fraction(90)),), "The weights of the yearly appraisal have to add up to 100 %."),
        ((), "The weights of the yearly appraisal have to add up to 100 %."),
        (
            (Part(Kind.MONTH, Fraction(50)), Part(Kind.MONTH, Fraction(50))),
            "The yearly appraisal weighs the same kind of period twice: month.",
        ),
        (
            (Part(Kind.MONTH, Fraction(100)), Part(Kind.YEAR, Fraction(0))),
            "The yearly appraisal: a part without weight can be left out.",
        ),
        (
            (Part(Kind.WEEK, Fraction(100), (Fraction(1),) * 52),),
            "The yearly appraisal: a year has 52 or 53 weeks, so they all weigh the same.",
        ),
        (
            (Part(Kind.QUARTER, Fraction(100), (Fraction(1),) * 3),),
            "The yearly appraisal: 3 weights for 4 periods of a year.",
        ),
        (
            (Part(Kind.QUARTER, Fraction(100), (Fraction(0),) * 4),),
            "The yearly appraisal: at least one of the periods has to weigh something.",
        ),
    ],
)
def test_nonsense_is_said(parts, words):
    with override("en"):
        assert nonsense(Appraisal(parts)) == [words]


def test_the_rule_is_said():
    with override("en"):
        assert appraisal_words(QUARTERS) == "rankings by quarter 100 % (10 : 20 : 30 : 40)"
    with override("zh-hans"):
        assert appraisal_words(EQUAL_MONTHS) == "月排名 100 %"
    assert nonsense(EQUAL_MONTHS) == nonsense(WEEKS_MONTHS_YEAR) == nonsense(QUARTERS) == []
