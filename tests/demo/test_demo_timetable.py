"""When the demo city's rankings were made: in an order the office could have kept, whatever day it is loaded on."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rectification.demo.moments import Moments
from rectification.demo.problems import SPAN
from scoring import periods
from scoring.actions.rankings import IN_FLIGHT
from scoring.demo.courses import Course, Timetable
from scoring.periods import Kind
from scoring.steps import Action
from supervision.calendar_seed import read_holidays
from supervision.rules import EngineRules
from supervision.workcalendar import WorkCalendar

CITY = ZoneInfo("Asia/Shanghai")
HOLIDAYS = read_holidays(Path(__file__).parents[2] / "sites" / "catalogue_data" / "holidays_cn.csv")
MOMENTS = Moments(WorkCalendar(HOLIDAYS.days, known_years=HOLIDAYS.known_years), CITY)
KINDS = (Kind.WEEK, Kind.MONTH, Kind.QUARTER)
LOADED = st.datetimes(datetime(2025, 6, 1), datetime(2028, 1, 1), timezones=st.just(CITY))


def courses_of(until: datetime) -> list[Course]:
    """What was done by that moment."""
    return Timetable(MOMENTS, until - SPAN, until).courses()


def moments_of(course: Course, action: Action) -> list[datetime]:
    """When a step was taken."""
    return [step.at for step in course.steps if step.action == action]


@settings(max_examples=60, deadline=None)
@given(LOADED)
def test_no_step_is_taken_before_its_time_or_after_the_citys(until):
    calendar = MOMENTS.calendar
    for course in courses_of(until):
        times = [step.at for step in course.steps]
        assert times == sorted(times) and times[-1] <= until
        assert times[0] >= periods.cut_off(course.period, calendar) + IN_FLIGHT
        for announced, approved in zip(
            moments_of(course, Action.ANNOUNCE), moments_of(course, Action.APPROVE), strict=False
        ):
            assert approved >= calendar.add(announced, EngineRules().appeal_within)
            assert all(step.answered_at < approved for step in course.steps if step.answered_at)


@settings(max_examples=60, deadline=None)
@given(LOADED)
def test_periods_of_a_kind_come_one_after_the_other(until):
    for kind in KINDS:
        own = sorted(
            (course for course in courses_of(until) if course.period.kind is kind), key=lambda it: it.steps[0].at
        )
        for course, following in pairwise(own):
            assert moments_of(course, Action.PUBLISH)[0] < following.steps[0].at
            assert (course.period.starts, course.nth) < (following.period.starts, following.nth)


@settings(max_examples=60, deadline=None)
@given(LOADED)
def test_the_latest_week_is_announced_and_an_objection_waits_while_appeals_run(until):
    weeks = [course for course in courses_of(until) if course.period.kind is Kind.WEEK]
    *earlier, latest = weeks
    assert 6 <= len(earlier) <= 8
    assert all(moments_of(course, Action.PUBLISH) for course in earlier)
    (announced,) = moments_of(latest, Action.ANNOUNCE)
    assert MOMENTS.calendar.add(announced, EngineRules().appeal_within) > until
    (objected,) = [step for step in latest.steps if step.objection]
    assert announced < objected.at <= until and objected.answered_at is None
    assert timedelta(0) <= until - latest.period.ends < timedelta(days=24)


@pytest.mark.parametrize("day", [date(2026, 1, 12) + timedelta(days=7 * n) for n in range(50)], ids=str)
def test_two_months_are_published_and_one_of_them_twice(day):
    months = [course for course in courses_of(datetime(day.year, day.month, day.day, 10, tzinfo=CITY))
              if course.period.kind is Kind.MONTH]  # fmt: skip
    published = {course.period.code for course in months if moments_of(course, Action.PUBLISH)}
    assert len(published) >= 2
    (correction,) = [course for course in months if course.nth == 2]
    assert correction.why and moments_of(correction, Action.PUBLISH)
