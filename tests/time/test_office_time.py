"""What the working calendar says about days, closings and spans of office time (ENGINE 3 and 7)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from supervision.limits import Unit, hours, workdays, workhours
from supervision.workcalendar import Day, DayKind, OfficeHours, WorkCalendar


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2024, 2, 9), True),  # New Year's Eve, worked in 2024
        (date(2024, 2, 18), True),  # make-up Sunday
        (date(2024, 2, 17), False),
        (date(2025, 1, 26), True),  # make-up Sunday
        (date(2025, 1, 28), False),  # New Year's Eve, off in 2025
        (date(2025, 10, 8), False),
        (date(2026, 9, 20), True),  # make-up Sunday
        (date(2026, 9, 25), False),
        (date(2027, 1, 1), True),  # no data: Monday to Friday
        (date(2027, 1, 2), False),
    ],
)
def test_the_offices_work_when_the_notice_says(calendar, day, worked):
    assert calendar.is_workday(day) is worked
    assert bool(calendar.spans_on(day)) is worked


@pytest.mark.parametrize(("year", "count"), [(2024, 251), (2025, 248), (2026, 248)])
def test_a_published_year_has_its_number_of_working_days(calendar, year, count):
    """DOMAIN 10."""
    first = date(year, 1, 1)
    days = (first + timedelta(n) for n in range(366))
    assert sum(calendar.is_workday(day) for day in days if day.year == year) == count


def test_a_working_day_opens_and_closes_twice(calendar, at):
    assert calendar.spans_on(date(2024, 2, 18)) == [
        (at("2024-02-18 Sun 08:30"), at("2024-02-18 Sun 12:00")),
        (at("2024-02-18 Sun 14:00"), at("2024-02-18 Sun 17:30")),
    ]


def test_a_year_is_known_by_its_rows_unless_the_known_years_are_listed():
    rows = {date(2027, 7, 12): Day(DayKind.OFF, "台风")}
    assert WorkCalendar(rows).known(2027)
    assert not WorkCalendar(rows, known_years=()).known(2027)
    assert WorkCalendar(known_years=[2030]).known(2030)


@pytest.mark.parametrize(
    ("moment", "close"),
    [
        ("2024-03-04 Mon 07:00", "2024-03-04 Mon 17:30"),
        ("2024-03-04 Mon 12:00", "2024-03-04 Mon 17:30"),  # noon is no close of office
        ("2024-03-04 Mon 17:30", "2024-03-04 Mon 17:30"),
        ("2024-03-04 Mon 17:30:01", "2024-03-05 Tue 17:30"),
        ("2024-02-09 Fri 18:00", "2024-02-18 Sun 17:30"),
        ("2025-12-31 Wed 18:00", "2026-01-04 Sun 17:30"),
    ],
)
def test_the_next_close_of_office(calendar, at, moment, close):
    assert calendar.next_close(at(moment)) == at(close)


@pytest.mark.parametrize(
    ("moment", "close"),
    [
        ("2024-02-01 Thu 09:00", "2024-02-29 Thu 17:30"),
        ("2024-09-01 Sun 09:00", "2024-09-30 Mon 17:30"),
        ("2025-01-02 Thu 09:00", "2025-01-27 Mon 17:30"),  # the festival takes the end of the month
        ("2025-01-27 Mon 17:30", "2025-01-27 Mon 17:30"),
        ("2025-01-27 Mon 17:31", "2025-02-28 Fri 17:30"),
        ("2025-01-31 Fri 09:00", "2025-02-28 Fri 17:30"),
        ("2025-08-30 Sat 09:00", "2025-09-30 Tue 17:30"),  # the last working day was the 29th
        ("2025-12-31 Wed 20:00", "2026-01-30 Fri 17:30"),
        ("2026-02-24 Tue 09:00", "2026-02-28 Sat 17:30"),  # make-up Saturday
    ],
)
def test_the_monthly_note_is_due_on_the_last_working_day(calendar, at, moment, close):
    """ENGINE 7."""
    assert calendar.month_close(at(moment)) == at(close)


def test_a_month_without_a_working_day_is_passed_over(at):
    closed = WorkCalendar({date(2025, 2, day): Day(DayKind.OFF) for day in range(1, 29)})
    assert closed.month_close(at("2025-02-03 Mon 09:00")) == at("2025-03-31 Mon 17:30")


ELAPSED = [
    ("2024-03-04 Mon 09:00", "2024-03-04 Mon 11:00", "2:00", "2:00"),
    ("2024-03-04 Mon 11:00", "2024-03-04 Mon 15:00", "2:00", "4:00"),
    ("2024-03-04 Mon 12:00", "2024-03-04 Mon 14:00", "0:00", "2:00"),
    ("2024-03-04 Mon 08:30", "2024-03-05 Tue 08:30", "7:00", "24:00"),
    ("2024-03-08 Fri 17:00", "2024-03-11 Mon 09:00", "1:00", "64:00"),
    ("2024-02-09 Fri 16:30", "2024-02-18 Sun 11:30", "4:00", "211:00"),
    ("2024-12-31 Tue 17:00", "2025-01-02 Thu 09:30", "1:30", "40:30"),
    ("2025-12-31 Wed 12:00", "2026-01-04 Sun 14:30", "7:30", "98:30"),
]


def duration(text):
    whole, minutes = text.split(":")
    return timedelta(hours=int(whole), minutes=int(minutes))


@pytest.mark.parametrize(("start", "end", "office", "wall"), ELAPSED)
def test_time_is_measured_in_the_way_of_the_unit(calendar, naive, at, start, end, office, wall):
    """ENGINE 3: office minutes for workhour and workday, minutes otherwise."""
    for unit, expected in (("workhour", office), ("workday", office), ("hour", wall), ("day", wall)):
        assert calendar.elapsed(at(start), at(end), unit) == duration(expected)
        assert calendar.elapsed(at(end), at(start), unit) == -duration(expected)
    assert naive.minutes_between(at(start), at(end)) * timedelta(minutes=1) == duration(office)


def test_whole_years_lie_between(calendar, at):
    worked = calendar.elapsed(at("2024-01-01 Mon 00:00"), at("2026-12-31 Thu 24:00"), "workhour")
    assert worked == timedelta(hours=7 * (251 + 248 + 248))


BACK = [
    ("2024-03-04 Mon 10:30", "2:00", "2024-03-04 Mon 08:30", "to the opening itself, not last week's closing"),
    ("2024-03-04 Mon 17:30", "3:30", "2024-03-04 Mon 14:00", "to the end of the lunch break"),
    ("2024-03-04 Mon 15:00", "2:00", "2024-03-04 Mon 11:00", "over the lunch break"),
    ("2024-03-05 Tue 09:30", "2:00", "2024-03-04 Mon 16:30", "over night"),
    ("2024-03-04 Mon 20:00", "1:00", "2024-03-04 Mon 16:30", "from the evening"),
    ("2024-02-18 Sun 11:30", "4:00", "2024-02-09 Fri 16:30", "over the Spring Festival"),
    ("2026-01-04 Sun 09:00", "1:00", "2025-12-31 Wed 17:00", "over New Year's Day"),
]


@pytest.mark.parametrize(("moment", "span", "before", "why"), BACK)
def test_office_time_counts_backwards_too(calendar, naive, at, moment, span, before, why):
    assert calendar.subtract_span(at(moment), duration(span), "workday") == at(before), why
    assert naive.subtract_minutes(at(moment), duration(span) // timedelta(minutes=1)) == at(before)


def test_an_empty_span_changes_nothing_and_a_negative_one_is_refused(calendar, at):
    night = at("2024-03-04 Mon 23:00")
    for unit in Unit:
        assert calendar.add_span(night, timedelta(0), unit) == night
        assert calendar.subtract_span(night, timedelta(0), unit) == night
        with pytest.raises(ValueError, match="negative"):
            calendar.add_span(night, timedelta(seconds=-1), unit)


def test_moments_come_in_from_any_zone_and_go_out_in_utc(calendar, at):
    start = at("2024-02-09 Fri 16:30")
    for zone in (UTC, ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")):
        for limit in (hours(4), workhours(4), workdays(2)):
            due = calendar.add(start.astimezone(zone), limit)
            assert due == calendar.add(start, limit)
            assert due.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(calendar):
    for limit in (hours(4), workhours(4), workdays(2)):
        with pytest.raises(ValueError, match="time zone"):
            calendar.add(datetime(2024, 2, 9, 16, 30), limit)


def test_a_city_elsewhere_keeps_its_own_clock_when_the_clocks_change():
    """Round-the-clock hours are true hours; calendar days end at the city's midnight."""
    berlin = WorkCalendar(tz=ZoneInfo("Europe/Berlin"))
    evening = datetime(2025, 3, 29, 20, tzinfo=ZoneInfo("Europe/Berlin"))  # the clocks go forward that night
    assert berlin.add(evening, hours(8)) == datetime(2025, 3, 30, 5, tzinfo=ZoneInfo("Europe/Berlin"))
    assert berlin.elapsed(evening, berlin.add(evening, hours(8)), "hour") == timedelta(hours=8)
    assert berlin.add(evening, workdays(1)) == datetime(2025, 3, 31, 17, 30, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    "spans",
    [
        (),
        ((time(9), time(9)),),
        ((time(12), time(9)),),
        ((time(14), time(17)), (time(8), time(12))),
        ((time(8), time(13)), (time(12), time(17))),
    ],
)
def test_office_hours_that_make_no_sense_are_refused(spans):
    with pytest.raises(ValueError, match="spans"):
        OfficeHours(None, None, spans)


def test_office_hours_cannot_end_before_they_begin():
    with pytest.raises(ValueError, match="before they begin"):
        OfficeHours(date(2025, 6, 2), date(2025, 6, 1), ((time(8), time(12)),))


def test_a_calendar_is_a_value_of_its_own():
    rows = {date(2025, 7, 21): Day(DayKind.OFF)}
    calendar = WorkCalendar(rows)
    rows.clear()
    assert not calendar.is_workday(date(2025, 7, 21))
    with pytest.raises(TypeError):
        calendar.days[date(2025, 7, 21)] = Day(DayKind.WORK)


def test_many_threads_may_ask_a_fresh_calendar(calendar, at):
    fresh = calendar.with_days({})
    starts = [at("2024-01-02 Tue 09:00") + timedelta(days=n) for n in range(0, 1000, 7)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda start: fresh.add(start, workdays(30)), starts))
    assert answers == [calendar.add(start, workdays(30)) for start in starts]
