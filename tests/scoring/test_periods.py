"""The periods of rankings: where they begin and end, when their figures are taken, how they are read and said."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from scoring import periods
from scoring.periods import Kind, Period, cut_off, full_words, named, of, parse, within, words
from supervision.calendar_seed import read_holidays
from supervision.workcalendar import WorkCalendar

CITY = ZoneInfo("Asia/Shanghai")


def city(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CITY)


@pytest.mark.parametrize(
    ("kind", "code", "starts", "ends", "previous", "following"),
    [
        ("week", "2026-W47", "2026-11-16", "2026-11-23", "2026-W46", "2026-W48"),
        ("week", "2026-W01", "2025-12-29", "2026-01-05", "2025-W52", "2026-W02"),
        ("week", "2026-W53", "2026-12-28", "2027-01-04", "2026-W52", "2027-W01"),
        ("month", "2026-11", "2026-11-01", "2026-12-01", "2026-10", "2026-12"),
        ("month", "2026-12", "2026-12-01", "2027-01-01", "2026-11", "2027-01"),
        ("month", "2028-02", "2028-02-01", "2028-03-01", "2028-01", "2028-03"),
        ("quarter", "2026-Q4", "2026-10-01", "2027-01-01", "2026-Q3", "2027-Q1"),
        ("quarter", "2026-Q1", "2026-01-01", "2026-04-01", "2025-Q4", "2026-Q2"),
        ("year", "2026", "2026-01-01", "2027-01-01", "2025", "2027"),
    ],
)
def test_a_period_runs_from_its_first_midnight_to_the_next_ones(kind, code, starts, ends, previous, following):
    period = parse(kind, code)
    assert (period.starts, period.ends) == (city(starts), city(ends))
    assert period.last == date.fromisoformat(ends) - timedelta(days=1)
    assert (period.previous.code, period.next.code) == (previous, following)


def test_its_end_is_not_part_of_it_and_the_city_s_clock_decides():
    week = parse("week", "2026-W47")
    assert week.starts in week
    assert week.ends not in week
    # 15:59 in Greenwich is a minute before the city's midnight.
    assert of(Kind.WEEK, datetime(2026, 11, 22, 15, 59, tzinfo=UTC)) == week
    assert of(Kind.WEEK, datetime(2026, 11, 22, 16, 0, tzinfo=UTC)) == week.next


@given(st.sampled_from(list(Kind)), st.datetimes(datetime(2000, 1, 8), datetime(2199, 12, 20), timezones=st.just(UTC)))
def test_every_moment_lies_in_one_period_and_the_periods_leave_no_gap(kind, moment):
    period = of(kind, moment)
    assert moment in period
    assert moment not in period.previous and moment not in period.next
    assert period.previous.ends == period.starts and period.ends == period.next.starts
    assert period.previous.next == period == period.next.previous
    assert parse(str(kind), period.code) == period


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("week", "2026-W00"), ("week", "2026-W54"), ("week", "2025-W53"), ("week", "2026-47"), ("week", "2026-w47"),
        ("week", "2026-W4７"), ("week", "２０２６-W47"), ("week", "2026-W47\n"), ("week", " 2026-W47"),
        ("month", "2026-00"), ("month", "2026-13"), ("month", "2026-1"), ("month", "2026-+1"), ("month", "-026-11"),
        ("quarter", "2026-Q0"), ("quarter", "2026-Q5"), ("quarter", "2026Q4"), ("year", "26"), ("year", "0000"),
        ("year", "1999"), ("year", "2200"), ("year", "9999"), ("year", "99999999999999999999"), ("year", ""),
        ("year", "2026\x00"), ("day", "2026-11-16"), ("", "2026"), ("WEEK", "2026-W47"),
    ],
)  # fmt: skip
def test_what_is_no_period_is_refused(kind, code):
    with pytest.raises(ValueError):
        parse(kind, code)


@given(st.sampled_from(list(Kind)), st.text("0123456789-WQ７ \n", max_size=9))
def test_whatever_is_read_is_written_the_same_way(kind, code):
    try:
        period = parse(kind, code)
    except ValueError:
        return
    assert of(kind, period.starts).code == code


def test_the_last_period_of_an_address_still_has_neighbours():
    assert parse("year", "2199").next.code == "2200"
    assert parse("week", "2000-W01").previous.code == "1999-W52"


@pytest.mark.parametrize(("year", "weeks"), [(2025, 52), (2026, 53), (2027, 52)])
def test_a_year_has_all_its_periods_in_order(year, weeks):
    assert len(within(Kind.WEEK, year)) == weeks
    assert [period.code for period in within(Kind.QUARTER, year)] == [f"{year}-Q{n}" for n in (1, 2, 3, 4)]
    assert [period.no for period in within(Kind.MONTH, year)] == list(range(1, 13))
    assert [period.code for period in within(Kind.YEAR, year)] == [str(year)]


HOLIDAYS = Path(periods.__file__).parents[1] / "sites" / "catalogue_data" / "holidays_cn.csv"


@pytest.mark.parametrize(
    ("kind", "code", "after", "taken"),
    [
        ("week", "2026-W47", 2, "2026-11-24 17:30"),  # ends with Sunday: Monday is the first working day
        ("week", "2026-W47", 1, "2026-11-23 17:30"),
        ("month", "2026-11", 2, "2026-12-02 17:30"),
        ("month", "2026-10", 2, "2026-11-03 17:30"),  # ends with a Saturday
        ("quarter", "2026-Q3", 2, "2026-10-09 17:30"),  # the first seven days of October are free
        ("year", "2025", 2, "2026-01-05 17:30"),  # 4 January 2026 is a make-up Sunday
    ],
)
def test_figures_are_taken_at_close_of_office_of_the_second_working_day(kind, code, after, taken):
    holidays = read_holidays(HOLIDAYS)
    calendar = WorkCalendar(holidays.days, known_years=holidays.known_years)
    assert cut_off(parse(kind, code), calendar, after) == city(taken)


@pytest.mark.parametrize(
    ("kind", "code", "chinese", "english"),
    [
        ("week", "2026-W47", "第 47 周 · 11月16日至22日", "Week 47 · 16–22 Nov"),
        ("week", "2026-W49", "第 49 周 · 11月30日至12月6日", "Week 49 · 30 Nov – 6 Dec"),
        ("week", "2026-W53", "第 53 周 · 12月28日至1月3日", "Week 53 · 28 Dec – 3 Jan"),
        ("month", "2026-11", "11 月", "November"),
        ("quarter", "2026-Q4", "第四季度", "Quarter 4"),
        ("year", "2026", "2026 年", "2026"),
    ],
)
def test_a_period_is_said_in_both_languages(kind, code, chinese, english):
    period = parse(kind, code)
    with override("zh-hans"):
        assert words(period) == chinese
    with override("en"):
        assert words(period) == english


def test_papers_name_the_year_too():
    with override("zh-hans"):
        assert full_words(parse("week", "2026-W47")) == "2026 年第 47 周 · 11月16日至22日"
        assert full_words(parse("month", "2026-11")) == "2026 年 11 月"
        assert full_words(parse("quarter", "2026-Q4")) == "2026 年第四季度"
        assert named(parse("week", "2026-W47")) == "2026 年第 47 周"
    with override("en"):
        assert full_words(parse("week", "2026-W47")) == "Week 47 of 2026 · 16–22 Nov"
        assert full_words(parse("month", "2026-11")) == "November 2026"
        assert full_words(parse("quarter", "2026-Q4")) == "Quarter 4 of 2026"
        assert named(parse("week", "2026-W47")) == "Week 47 of 2026"


def test_a_period_is_its_kind_and_code_whoever_wrote_it():
    assert Period(Kind.WEEK, "2026-W47") == parse("week", "2026-W47")
    assert len({parse("week", "2026-W47"), of(Kind.WEEK, city("2026-11-18 09:00")), parse("month", "2026-11")}) == 2
