"""Of every month: one late fix in time never costs its unit anything, and the order of duties does not matter."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any, cast
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scoring import exact
from scoring.actions.freezing import as_row
from scoring.formula import State
from scoring.pages import score as page
from scoring.pages.opened import Opened, Standing
from scoring.periods import Kind, Period
from scoring.reckoning import Reckoned, result_digest
from tests.scoring.marks import DEDUCTIONS
from tests.scoring.months import UNITS, Month, months


@pytest.fixture(autouse=True, scope="module")
def categories_are_called_by_their_codes():
    """Their names stand in the database, which is not asked here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page, "category_names", lambda codes: {code: code for code in codes})
        yield


def said_of(month: Month, unit: UUID) -> dict[str, Any]:
    """What the page of a unit's result says of its late fixes."""
    found = month.by_unit()
    lines = [as_row(each.line) for each in month.owed if each.line.unit == unit]
    opened = Opened(
        viewer=cast(Any, None), subject=month.subject, group="street", key=unit, name="", by=month.rules, version=1,
        period=Period(Kind.MONTH, "2026-03"), result=found[unit].score, worth=DEDUCTIONS,
        lines=Standing(lines, tuple(month.rules.roles)),
    )  # fmt: skip
    ranked = [it for it in found.values() if it.score.state is State.RANKED]
    said = page.late(opened, {it.named.key: it.score.total for it in ranked if it.score.total is not None})
    assert said is not None
    return said


def came_out(it: Reckoned) -> tuple[str, int | None]:
    """Total and rank as the page writes them."""
    return "" if it.score.total is None else exact.write(it.score.total), it.rank


def told(row: dict[str, Any]) -> tuple[str, int | None]:
    """A row of the page."""
    return row["exact"], row["rank"]


def no_worse(before: Reckoned, after: Reckoned) -> bool:
    """As many points or more, as good a rank or better."""
    if before.score.total is None or after.score.total is None:
        return before.score.total is after.score.total
    if (after.rank is None) != (before.rank is None):
        return False
    return after.score.total >= before.score.total and (after.rank or 0) <= (before.rank or 0)


@st.composite
def late_months(draw) -> tuple[Month, int]:
    """A month and a late fix of it."""
    month = draw(months())
    assume(month.late)
    return month, draw(st.sampled_from(month.late))


@given(late_months())
def test_one_late_fix_in_time_lowers_neither_total_nor_rank_and_the_page_says_what_comes_out(case):
    month, which = case
    unit = month.owed[which].line.unit
    before, after = month.by_unit(), month.with_in_time(which).by_unit()
    assert replace(month.owed[which].in_time.line, on_time=0, ended_at=None) == replace(
        month.owed[which].line, ended_at=None
    )
    assert (after[unit].score.state, after[unit].score.sample) == (before[unit].score.state, before[unit].score.sample)
    assert no_worse(before[unit], after[unit])
    for other in before.keys() - {unit}:
        assert after[other].score == before[other].score
        assert (after[other].rank or 0) >= (before[other].rank or 0)
    said = said_of(month, unit)
    assert came_out(after[unit]) in [told(row) for row in said["rows"]]


@given(late_months())
def test_no_row_of_the_page_promises_less_than_there_is(case):
    month, which = case
    unit = month.owed[which].line.unit
    own, said = month.by_unit()[unit], said_of(month, unit)
    rows = [*said["rows"], *([said["all"]] if said["all"] else [])]
    of_its_own = sum(month.owed[n].line.unit == unit for n in month.late)
    assert said["n"] == sum(row["n"] for row in said["rows"]) == of_its_own
    for row in rows:
        if own.score.total is None:
            assert row["exact"] == row["gain"] == ""
        else:
            assert Fraction(row["exact"]) >= own.score.total and not row["gain"].startswith("−")
            assert (row["rank"] or 0) <= (own.rank or 0) and (row["rank"] is None) == (own.rank is None)


@given(late_months(), st.randoms(use_true_random=False))
def test_one_after_the_other_they_only_help_and_together_they_are_what_the_page_says(case, chance):
    month, which = case
    unit = month.owed[which].line.unit
    own = [n for n in month.late if month.owed[n].line.unit == unit]
    chance.shuffle(own)
    steps = [month.with_in_time(*own[:n]).by_unit()[unit] for n in range(len(own) + 1)]
    assert all(no_worse(before, after) for before, after in pairwise(steps))
    said = said_of(month, unit)
    assert came_out(steps[-1]) == told(said["all"] or said["rows"][0])


@given(months(), st.randoms(use_true_random=False))
def test_the_order_of_duties_and_of_those_who_are_ranked_does_not_matter(month, chance):
    shuffled, members = list(month.owed), list(UNITS)
    chance.shuffle(shuffled)
    chance.shuffle(members)
    found, again = month.results(), replace(month, owed=shuffled).results(members)
    assert [it.as_text for it in again] == [it.as_text for it in found]
    assert [it.score for it in again] == [it.score for it in found]
    assert result_digest(again) == result_digest(found)


def test_all_of_it_happens_in_the_months_drawn_here():
    """Or the properties above would hold of too little."""
    seen = set()

    @given(late_months())
    def look(case):
        month, which = case
        unit = month.owed[which].line.unit
        own, then = month.by_unit()[unit], month.with_in_time(which).by_unit()[unit]
        seen.add(own.score.state)
        if own.score.total is not None and then.score.total is not None:
            seen.add("more points" if then.score.total > own.score.total else "as many points")
        if own.rank and then.rank:
            seen.add("climbs" if then.rank < own.rank else "stays")
        seen.update(each.line.out for each in month.owed)
        seen.update(each.line.role for each in month.owed)
        rows = said_of(month, unit)["rows"]
        if len({row["exact"] for row in rows}) > 1:
            seen.add("fixes that help unequally")
        if any("×" in row["kinds"] for row in rows):
            seen.add("fixes that are alike")

    look()
    assert seen >= {*State, "more points", "as many points", "climbs", "stays"}
    assert seen >= {"fixes that help unequally", "fixes that are alike"}
    assert seen >= {"", "not_theirs", "void", "suspended", "waiting", "moved", "lead", "sub", "assist", "check"}
