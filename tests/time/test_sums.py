"""The sum written out day by day comes to what the calendar says, for every limit and start."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision.limits import Limit, Unit
from supervision.sums import lines
from tests.time.conftest import local

STARTS = st.datetimes(datetime(2025, 1, 2), datetime(2026, 11, 1)).map(lambda moment: moment.replace(tzinfo=UTC))
UNITS = st.sampled_from(Unit)


@given(start=STARTS, value=st.integers(1, 40), unit=UNITS)
def test_the_days_add_up_to_the_limit_and_end_on_its_day(calendar, start, value, unit):
    limit = Limit(value, unit)
    days = lines(start, limit, calendar)
    end = calendar.add(start, limit)
    assert days[0].day == local(start).date()
    assert days[-1].day == (local(end) - timedelta(microseconds=1)).date()
    assert [line.day for line in days] == [days[0].day + timedelta(days=n) for n in range(len(days))]
    if unit in (Unit.DAY, Unit.WORKDAY):
        assert [line.nth for line in days if line.nth] == list(range(1, value + 1))
    else:
        assert days[-1].total == timedelta(hours=value)
        assert sum((line.counted for line in days), timedelta(0)) == days[-1].total


# What -> start, limit, the day looked at, whether the offices work, whether the calendar says so, its name.
DAYS = [
    ("an ordinary day", "2026-03-02 Mon 09:00", "2 workday", 1, True, False, ""),
    ("a weekend", "2026-03-06 Fri 09:00", "1 workday", 1, False, False, ""),
    ("a holiday", "2026-09-30 Wed 09:00", "1 workday", 1, False, True, "国庆节"),
    ("a make-up working Saturday", "2026-02-13 Fri 09:00", "1 workday", 1, True, True, "春节"),
]


@pytest.mark.parametrize(("what", "start", "limit", "nth", "works", "special", "name"), DAYS, ids=[d[0] for d in DAYS])
def test_what_kind_of_day_it_is(calendar, at, what, start, limit, nth, works, special, name):
    line = lines(at(start), Limit.parse(limit), calendar)[nth]
    assert (line.works, line.special) == (works, special)
    assert name in line.name
