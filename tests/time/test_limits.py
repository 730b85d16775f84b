"""Limits as words: reading, writing, and the time to do work again (ENGINE 4)."""

from datetime import UTC, datetime

import pytest

from supervision.canonical import moment_text
from supervision.limits import Limit, Unit, days, half, hours, read_moment, workdays, workhours


@pytest.mark.parametrize(
    ("limit", "text"),
    [(hours(3), "3 hour"), (workhours(4), "4 workhour"), (workdays(2), "2 workday"), (days(30), "30 day")],
)
def test_a_limit_is_written_and_read_back(limit, text):
    assert str(limit) == text
    assert Limit.parse(text) == limit


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2",
        "workday",
        "2  workday",
        "2 workdays",
        "2 Workday",
        " 2 day",
        "-1 day",
        "0 day",
        "1.5 hour",
        "２ day",
        "10000 day",
    ],
)
def test_what_is_not_a_limit_is_refused(text):
    with pytest.raises(ValueError, match="limit"):
        Limit.parse(text)


@pytest.mark.parametrize("value", [0, -1, 10_000, 1.5, True, "2"])
def test_a_limit_is_a_whole_number_of_units(value):
    with pytest.raises(ValueError, match="whole number"):
        Limit(value, Unit.DAY)


@pytest.mark.parametrize(
    ("limit", "again"),
    [
        ("8 workhour", "4 workhour"),
        ("5 workhour", "3 workhour"),
        ("4 workhour", "2 workhour"),
        ("2 workhour", "2 workhour"),  # never under two hours
        ("1 workhour", "2 workhour"),
        ("24 hour", "12 hour"),
        ("3 hour", "2 hour"),  # urgent work: two hours round the clock
        ("10 workday", "5 workday"),
        ("5 workday", "3 workday"),  # rounded up
        ("1 workday", "1 workday"),
        ("30 day", "15 day"),
        ("1 day", "1 day"),
    ],
)
def test_work_to_be_done_again_gets_half_the_limit_and_at_least_two_hours(limit, again):
    """ENGINE 4."""
    assert half(Limit.parse(limit)) == Limit.parse(again)


@pytest.mark.parametrize(
    ("limit", "floor", "again"),
    [
        ("4 workhour", "4 workhour", "4 workhour"),
        ("4 hour", "4 workhour", "4 hour"),
        ("2 workday", "7 workhour", "1 workday"),
        ("2 workday", "8 workhour", "2 workday"),  # more than one office day
        ("2 day", "30 hour", "2 day"),
    ],
)
def test_the_floor_is_a_setting(limit, floor, again):
    assert half(Limit.parse(limit), at_least=Limit.parse(floor)) == Limit.parse(again)


def test_a_floor_in_days_is_refused():
    with pytest.raises(ValueError, match="1 workday"):
        half(hours(4), at_least=workdays(1))


@pytest.mark.parametrize(
    "moment", [datetime(2026, 3, 2, 1, tzinfo=UTC), datetime(2024, 2, 29, 15, 59, 59, 999999, UTC)]
)
def test_a_moment_is_read_back_from_the_ledger(moment):
    assert read_moment(moment_text(moment)) == moment


@pytest.mark.parametrize(
    "text",
    ["2026-03-02", "2026-03-02T01:00:00Z", "2026-03-02T01:00:00.000000", "2026-03-02T09:00:00.000000+08:00", "soon"],
)
def test_any_other_spelling_of_a_moment_is_refused(text):
    with pytest.raises(ValueError):
        read_moment(text)
