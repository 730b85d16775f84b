"""What holds for every start, limit and calendar, not only for the tables (ENGINE 3 and 4)."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import assume, example, given
from hypothesis import strategies as st

from supervision.clocks import Clock, Extend, Pause, Rework, Wait, reckon
from supervision.ladder import BUILT_IN, NO_RUNG, due_rungs, schedule
from supervision.limits import Limit, Unit, hours, workhours
from supervision.workcalendar import Day, DayKind

MINUTE = timedelta(minutes=1)
FIRST, LAST = datetime(2023, 12, 20), datetime(2027, 2, 1)
OFFICE_UNITS = st.sampled_from([Unit.WORKHOUR, Unit.WORKDAY])
UNITS = st.sampled_from(list(Unit))

whole_minutes = st.integers(0, int((LAST - FIRST) / MINUTE)).map(lambda n: FIRST.replace(tzinfo=UTC) + n * MINUTE)
moments = st.datetimes(FIRST, LAST, timezones=st.just(UTC))
spans = st.timedeltas(timedelta(0), timedelta(days=60))
limits = st.builds(Limit, st.integers(1, 90), UNITS)
corrections = st.dictionaries(
    st.dates(FIRST.date(), LAST.date() + timedelta(days=200)), st.sampled_from(list(DayKind)).map(Day), max_size=20
)
naive_limits = st.one_of(
    st.builds(Limit, st.integers(1, 60), st.sampled_from([Unit.WORKDAY, Unit.DAY, Unit.HOUR])),
    st.builds(Limit, st.integers(1, 24), st.just(Unit.WORKHOUR)),
)


@given(whole_minutes, naive_limits)
@example(datetime(2024, 2, 9, 8, 30, tzinfo=UTC), workhours(4))
def test_a_limit_ends_where_counting_minute_by_minute_ends(calendar, naive, start, limit):
    assert calendar.add(start, limit) == naive.add(start, limit.value, str(limit.unit))


@given(whole_minutes, naive_limits, corrections)
def test_it_does_so_under_any_corrected_calendar(calendar, naive_with, start, limit, changes):
    naive = naive_with(**{day.isoformat(): str(row.kind) for day, row in changes.items()})
    assert calendar.with_days(changes).add(start, limit) == naive.add(start, limit.value, str(limit.unit))


@given(whole_minutes, st.integers(0, 16 * 60), OFFICE_UNITS)
def test_spans_of_office_time_agree_with_counting(calendar, naive, moment, minutes, unit):
    assert calendar.add_span(moment, minutes * MINUTE, unit) == naive.add_minutes(moment, minutes)
    back = calendar.subtract_span(moment, minutes * MINUTE, unit)
    assert back == naive.subtract_minutes(moment, minutes)
    assert calendar.elapsed(back, moment, unit) == minutes * MINUTE
    assert naive.minutes_between(back, moment) == minutes


@given(moments, moments, limits)
def test_who_starts_later_is_not_due_earlier(calendar, one, other, limit):
    assert calendar.add(min(one, other), limit) <= calendar.add(max(one, other), limit)


@given(moments, limits, st.integers(1, 30))
def test_a_longer_limit_is_due_later_and_every_limit_after_its_start(calendar, start, limit, more):
    due = calendar.add(start, limit)
    assert start < due < calendar.add(start, Limit(limit.value + more, limit.unit))


@given(moments, spans, spans, UNITS)
def test_adding_in_two_parts_equals_adding_at_once(calendar, moment, one, other, unit):
    in_parts = calendar.add_span(calendar.add_span(moment, one, unit), other, unit)
    assert in_parts == calendar.add_span(moment, one + other, unit)


@given(moments, st.integers(1, 200), st.integers(1, 200), st.sampled_from([hours, workhours]))
def test_hours_in_two_parts_equal_hours_at_once(calendar, start, one, other, make):
    assert calendar.add(calendar.add(start, make(one)), make(other)) == calendar.add(start, make(one + other))


@given(moments, st.integers(1, 60), st.integers(1, 60), st.sampled_from([Unit.WORKDAY, Unit.DAY]))
def test_days_counted_on_from_a_due_time_equal_days_at_once(calendar, start, one, other, unit):
    in_parts = calendar.after_due(calendar.add(start, Limit(one, unit)), Limit(other, unit))
    assert in_parts == calendar.add(start, Limit(one + other, unit))


@given(moments, limits, st.dates(FIRST.date(), LAST.date() + timedelta(days=120)))
def test_a_day_off_never_makes_a_due_time_earlier(calendar, start, limit, day):
    closed = calendar.with_days({day: Day(DayKind.OFF)})
    assert closed.add(start, limit) >= calendar.add(start, limit)


@given(moments, limits, st.dates(FIRST.date(), LAST.date() + timedelta(days=120)))
def test_a_make_up_day_never_makes_a_due_time_later(calendar, start, limit, day):
    opened = calendar.with_days({day: Day(DayKind.WORK)})
    assert opened.add(start, limit) <= calendar.add(start, limit)


@given(moments, spans, UNITS)
def test_subtracting_undoes_adding(calendar, moment, span, unit):
    """To the office minute; the moment itself may lie at the closing before or the opening after."""
    there = calendar.add_span(moment, span, unit)
    assert calendar.elapsed(moment, there, unit) == span
    back = calendar.subtract_span(there, span, unit)
    assert calendar.elapsed(back, moment, unit) == timedelta(0)
    assert calendar.add_span(back, span, unit) == there
    assert back >= moment or not span


@given(moments, moments, moments, UNITS)
def test_elapsed_time_adds_up(calendar, one, two, three, unit):
    legs = calendar.elapsed(one, two, unit) + calendar.elapsed(two, three, unit)
    assert legs == calendar.elapsed(one, three, unit)
    assert calendar.elapsed(two, one, unit) == -calendar.elapsed(one, two, unit)


@given(moments, limits, spans, spans)
def test_a_pause_gives_back_exactly_what_was_left(calendar, start, limit, until_pause, paused):
    clock = Clock(start, limit)
    due = reckon(clock, calendar).due_at
    since = start + until_pause
    assume(since < due)
    until = since + paused
    resumed = reckon(clock.adjusted(Pause(since, until)), calendar)
    assert calendar.elapsed(until, resumed.due_at, limit.unit) == calendar.elapsed(since, due, limit.unit)
    assert resumed.score_due_at == resumed.due_at >= due


@given(moments, limits, spans, spans)
def test_a_pause_after_the_due_time_gives_nothing(calendar, start, limit, late, paused):
    clock = Clock(start, limit)
    since = reckon(clock, calendar).due_at + late
    assert reckon(clock.adjusted(Pause(since, since + paused)), calendar) == reckon(clock, calendar)


@given(moments, limits, spans, spans)
def test_a_failed_check_costs_the_unit_nothing_and_gains_it_nothing(calendar, start, limit, worked, checked):
    """ENGINE 4: exactly as much scored time is left after the check as at the submission."""
    clock = Clock(start, limit)
    due = reckon(clock, calendar).due_at
    submitted = start + worked
    failed = submitted + checked
    again = reckon(clock.adjusted(Wait(submitted, failed), Rework(failed, limit)), calendar)
    left = calendar.elapsed(submitted, due, limit.unit)
    assert calendar.elapsed(failed, again.score_due_at, limit.unit) == left
    assert again.due_at >= max(due, again.score_due_at, calendar.add(failed, limit))


steps = st.lists(
    st.one_of(
        st.builds(lambda since, length: Wait(since, since + length), moments, spans),
        st.builds(lambda since, length: Pause(since, since + length), moments, spans),
        st.builds(Rework, moments, limits),
        st.builds(Extend, st.one_of(moments, limits), st.booleans()),
    ),
    max_size=5,
)


@given(moments, limits, steps)
def test_no_adjustment_ever_makes_a_clock_due_earlier(calendar, start, limit, adjustments):
    clock = Clock(start, limit)
    times = reckon(clock, calendar)
    for adjustment in adjustments:
        clock = clock.adjusted(adjustment)
        later = reckon(clock, calendar)
        assert later.due_at >= times.due_at
        assert later.score_due_at >= times.score_due_at
        times = later


@given(moments, limits, steps)
def test_a_recipe_reads_back_as_it_was_written(start, limit, adjustments):
    clock = Clock(start, limit, tuple(adjustments))
    assert Clock.from_json(clock.to_json()) == clock


@given(moments, limits, st.lists(moments, min_size=1, max_size=6))
def test_the_worker_finds_the_same_rungs_however_often_it_looks(calendar, start, limit, looks):
    """Seldom or often, the rungs and their moments are the same (ENGINE 10)."""
    rungs = schedule(BUILT_IN.rules, "rectify", limit, start, calendar.add(start, limit), calendar)
    assert [moment for _, moment in rungs] == sorted(moment for _, moment in rungs)
    assert all(moment >= start for _, moment in rungs)
    reached, seen = NO_RUNG, []
    for now in sorted(looks):
        fired = due_rungs(rungs, reached, now)
        seen += fired
        reached = fired[-1][0] if fired else reached
    assert tuple(seen) == due_rungs(rungs, NO_RUNG, max(looks))


@given(st.dates(date(2023, 1, 1), date(2028, 12, 31)), corrections)
def test_a_day_is_open_exactly_when_it_is_worked(calendar, day, changes):
    corrected = calendar.with_days(changes)
    spans_of_day = corrected.spans_on(day)
    assert bool(spans_of_day) == corrected.is_workday(day)
    whole = sum((end - start for start, end in spans_of_day), timedelta(0))
    midnight = datetime(day.year, day.month, day.day, tzinfo=calendar.tz)
    assert corrected.elapsed(midnight, midnight + timedelta(days=1), Unit.WORKDAY) == whole
