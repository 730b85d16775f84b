"""Worked deadlines of 2024-2026, written down by hand and counted twice (ENGINE 3, DOMAIN 3.2 and 10).

Offices: 08:30-12:00 and 14:00-17:30. Each row: started, limit, due, why.
"""

from datetime import date, time

import pytest

from supervision.limits import Limit, workdays
from supervision.workcalendar import Day, DayKind, OfficeHours, WorkCalendar

ORDINARY_WEEKS = [
    ("2024-03-04 Mon 09:00", "1 workday", "2024-03-05 Tue 17:30", "the day of start is not day one"),
    ("2024-03-04 Mon 17:30", "1 workday", "2024-03-05 Tue 17:30", "started at closing time"),
    ("2024-03-04 Mon 23:59", "1 workday", "2024-03-05 Tue 17:30", "started at the last minute of the day"),
    ("2024-03-05 Tue 00:00", "1 workday", "2024-03-06 Wed 17:30", "midnight opens the new day"),
    ("2024-03-08 Fri 10:00", "1 workday", "2024-03-11 Mon 17:30", "over the weekend"),
    ("2024-03-08 Fri 10:00", "2 workday", "2024-03-12 Tue 17:30", "over the weekend"),
    ("2024-03-09 Sat 10:00", "1 workday", "2024-03-11 Mon 17:30", "started on a day off"),
    ("2024-03-10 Sun 22:00", "2 workday", "2024-03-12 Tue 17:30", "started on a day off"),
    ("2024-03-04 Mon 09:00", "2 workhour", "2024-03-04 Mon 11:00", "within the morning"),
    ("2024-03-04 Mon 10:30", "2 workhour", "2024-03-04 Mon 14:30", "the lunch break does not count"),
    ("2024-03-04 Mon 08:30", "7 workhour", "2024-03-04 Mon 17:30", "used up at closing: due at closing"),
    ("2024-03-04 Mon 08:30", "8 workhour", "2024-03-05 Tue 09:30", "a whole office day and an hour"),
    ("2024-03-04 Mon 10:00", "2 workhour", "2024-03-04 Mon 12:00", "used up at noon: due at noon"),
    ("2024-03-04 Mon 12:00", "1 workhour", "2024-03-04 Mon 15:00", "started at noon"),
    ("2024-03-04 Mon 13:00", "2 workhour", "2024-03-04 Mon 16:00", "started in the lunch break"),
    ("2024-03-04 Mon 17:30", "1 workhour", "2024-03-05 Tue 09:30", "started at closing time"),
    ("2024-03-04 Mon 07:00", "2 workhour", "2024-03-04 Mon 10:30", "started before opening"),
    ("2024-03-04 Mon 20:00", "2 workhour", "2024-03-05 Tue 10:30", "started in the evening"),
    ("2024-03-08 Fri 17:00", "2 workhour", "2024-03-11 Mon 10:00", "half an hour on Friday, the rest on Monday"),
    ("2024-03-09 Sat 10:00", "4 workhour", "2024-03-11 Mon 14:30", "started on a day off"),
    ("2024-03-08 Fri 17:00", "24 hour", "2024-03-09 Sat 17:00", "round the clock, weekend or not"),
    ("2024-02-28 Wed 12:00", "36 hour", "2024-02-29 Thu 24:00", "leap year"),
    ("2024-03-04 Mon 09:00", "30 day", "2024-04-03 Wed 24:00", "calendar days end at 24:00"),
    ("2024-03-04 Mon 00:00", "1 day", "2024-03-05 Tue 24:00", "midnight opens the new day"),
    ("2024-01-31 Wed 15:00", "30 day", "2024-03-01 Fri 24:00", "over a February of 29 days"),
    ("2025-01-31 Fri 15:00", "30 day", "2025-03-02 Sun 24:00", "over a February of 28 days, ending on a Sunday"),
    ("2024-12-01 Sun 10:00", "60 day", "2025-01-30 Thu 24:00", "sixty days, ending in the Spring Festival"),
    ("2025-12-01 Mon 10:00", "60 day", "2026-01-30 Fri 24:00", "sixty days over the year's end"),
    ("2024-01-02 Tue 09:00", "60 workday", "2024-03-29 Fri 17:30", "sixty working days over the Spring Festival"),
]

IN_2024 = [
    ("2024-02-03 Sat 10:00", "1 workday", "2024-02-04 Sun 17:30", "make-up Sunday"),
    ("2024-02-04 Sun 10:00", "4 workhour", "2024-02-04 Sun 16:00", "make-up Sunday"),
    ("2024-02-08 Thu 10:00", "1 workday", "2024-02-09 Fri 17:30", "New Year's Eve is worked this year"),
    ("2024-02-09 Fri 16:30", "4 workhour", "2024-02-18 Sun 11:30", "New Year's Eve, on to the make-up Sunday"),
    ("2024-02-09 Fri 09:00", "1 workday", "2024-02-18 Sun 17:30", "New Year's Eve, on to the make-up Sunday"),
    ("2024-02-09 Fri 09:00", "2 workday", "2024-02-19 Mon 17:30", "over the Spring Festival"),
    ("2024-02-09 Fri 22:00", "3 hour", "2024-02-10 Sat 01:00", "urgent: into the first day of the year"),
    ("2024-02-09 Fri 15:00", "10 day", "2024-02-19 Mon 24:00", "calendar days know no festival"),
    ("2024-02-13 Tue 11:00", "2 workhour", "2024-02-18 Sun 10:30", "started within the festival"),
    ("2024-04-03 Wed 16:30", "2 workhour", "2024-04-07 Sun 09:30", "Qingming, on to the make-up Sunday"),
    ("2024-04-03 Wed 10:00", "3 workday", "2024-04-09 Tue 17:30", "Sunday, Monday, Tuesday"),
    ("2024-04-26 Fri 15:00", "2 workday", "2024-04-29 Mon 17:30", "the Sunday before May Day is worked"),
    ("2024-04-30 Tue 17:00", "1 workhour", "2024-05-06 Mon 09:00", "over May Day"),
    ("2024-05-01 Wed 10:00", "5 workday", "2024-05-10 Fri 17:30", "started on May Day"),
    ("2024-05-10 Fri 10:00", "1 workday", "2024-05-11 Sat 17:30", "make-up Saturday"),
    ("2024-06-07 Fri 11:30", "4 workhour", "2024-06-07 Fri 17:30", "used up at closing before the Dragon Boat weekend"),
    ("2024-06-07 Fri 14:30", "4 workhour", "2024-06-11 Tue 09:30", "over the Dragon Boat weekend"),
    ("2024-06-07 Fri 17:00", "1 workday", "2024-06-11 Tue 17:30", "over the Dragon Boat weekend"),
    ("2024-09-13 Fri 16:00", "3 workday", "2024-09-19 Thu 17:30", "make-up Saturday, then Mid-Autumn"),
    ("2024-09-14 Sat 17:00", "2 workhour", "2024-09-18 Wed 10:00", "from the make-up Saturday over Mid-Autumn"),
    ("2024-09-29 Sun 17:30", "2 workday", "2024-10-08 Tue 17:30", "from the make-up Sunday over National Day"),
    ("2024-09-30 Mon 16:00", "4 workhour", "2024-10-08 Tue 11:00", "over National Day"),
    ("2024-10-01 Tue 08:30", "5 workday", "2024-10-12 Sat 17:30", "ending on the make-up Saturday"),
    ("2024-10-11 Fri 09:00", "2 workday", "2024-10-14 Mon 17:30", "the Saturday counts, the Sunday does not"),
    ("2024-10-12 Sat 16:30", "2 workhour", "2024-10-14 Mon 09:30", "from the make-up Saturday"),
    ("2024-12-30 Mon 10:00", "3 workday", "2025-01-03 Fri 17:30", "over New Year's Day"),
    ("2024-12-31 Tue 10:00", "1 workday", "2025-01-02 Thu 17:30", "over New Year's Day"),
    ("2024-12-31 Tue 16:30", "2 workhour", "2025-01-02 Thu 09:30", "over New Year's Day"),
    ("2024-12-31 Tue 23:00", "6 hour", "2025-01-01 Wed 05:00", "urgent: over New Year's Day"),
]

IN_2025 = [
    ("2025-01-25 Sat 12:00", "1 workday", "2025-01-26 Sun 17:30", "make-up Sunday"),
    ("2025-01-26 Sun 17:00", "8 workhour", "2025-02-05 Wed 09:00", "half an hour, a day, and half an hour after"),
    ("2025-01-27 Mon 15:00", "2 workday", "2025-02-06 Thu 17:30", "over the Spring Festival"),
    ("2025-01-27 Mon 10:00", "15 workday", "2025-02-24 Mon 17:30", "festival and make-up Saturday"),
    ("2025-01-28 Tue 09:00", "2 workhour", "2025-02-05 Wed 10:30", "New Year's Eve is a day off this year"),
    ("2025-02-07 Fri 17:30", "1 workday", "2025-02-08 Sat 17:30", "make-up Saturday"),
    ("2025-04-03 Thu 17:00", "4 workhour", "2025-04-07 Mon 12:00", "over Qingming, used up at noon"),
    ("2025-04-25 Fri 09:00", "5 workday", "2025-05-06 Tue 17:30", "make-up Sunday, then May Day"),
    ("2025-05-30 Fri 16:00", "1 workday", "2025-06-03 Tue 17:30", "over the Dragon Boat weekend"),
    ("2025-09-27 Sat 23:00", "1 workday", "2025-09-28 Sun 17:30", "make-up Sunday"),
    ("2025-09-28 Sun 08:30", "7 workday", "2025-10-14 Tue 17:30", "eight days off and a make-up Saturday between"),
    ("2025-09-30 Tue 17:30", "4 workhour", "2025-10-09 Thu 14:30", "started at the last closing before the holiday"),
    ("2025-10-08 Wed 10:00", "24 hour", "2025-10-09 Thu 10:00", "urgent: on the last day off"),
    ("2025-12-31 Wed 10:00", "1 workday", "2026-01-04 Sun 17:30", "over New Year's Day to the make-up Sunday"),
    ("2025-12-31 Wed 15:30", "2 workhour", "2025-12-31 Wed 17:30", "used up at the last closing of the year"),
    ("2025-12-31 Wed 17:00", "1 workhour", "2026-01-04 Sun 09:00", "over New Year's Day to the make-up Sunday"),
]

IN_2026 = [
    ("2026-02-13 Fri 16:00", "1 workday", "2026-02-14 Sat 17:30", "make-up Saturday"),
    ("2026-02-14 Sat 14:00", "4 workhour", "2026-02-24 Tue 09:00", "over nine days off"),
    ("2026-02-14 Sat 16:00", "2 workday", "2026-02-25 Wed 17:30", "over nine days off"),
    ("2026-02-27 Fri 17:00", "8 workhour", "2026-03-02 Mon 09:00", "the make-up Saturday counts in full"),
    ("2026-04-03 Fri 15:00", "4 workhour", "2026-04-07 Tue 10:00", "over Qingming"),
    ("2026-04-30 Thu 12:00", "3 workday", "2026-05-08 Fri 17:30", "over May Day"),
    ("2026-04-30 Thu 12:00", "4 workday", "2026-05-09 Sat 17:30", "ending on the make-up Saturday"),
    ("2026-06-18 Thu 17:29", "1 workday", "2026-06-22 Mon 17:30", "over the Dragon Boat weekend"),
    ("2026-09-19 Sat 10:00", "4 workhour", "2026-09-20 Sun 14:30", "make-up Sunday"),
    ("2026-09-24 Thu 16:30", "2 workhour", "2026-09-28 Mon 09:30", "over Mid-Autumn"),
    ("2026-09-30 Wed 18:00", "5 workday", "2026-10-13 Tue 17:30", "over National Day, the Saturday counts"),
    ("2026-10-09 Fri 16:30", "2 workhour", "2026-10-10 Sat 09:30", "make-up Saturday"),
]

INTO_2027_WITHOUT_DATA = [
    ("2026-11-02 Mon 10:00", "60 day", "2027-01-01 Fri 24:00", "calendar days need no data"),
    ("2026-12-31 Thu 10:00", "1 workday", "2027-01-01 Fri 17:30", "Monday to Friday, New Year's Day among them"),
    ("2026-12-31 Thu 16:30", "2 workhour", "2027-01-01 Fri 09:30", "Monday to Friday, New Year's Day among them"),
    ("2026-12-30 Wed 09:00", "30 workday", "2027-02-10 Wed 17:30", "Monday to Friday"),
]

ALL = ORDINARY_WEEKS + IN_2024 + IN_2025 + IN_2026 + INTO_2027_WITHOUT_DATA


@pytest.mark.parametrize(("started", "limit", "due", "why"), ALL)
def test_a_limit_is_over_when_the_table_says(calendar, at, started, limit, due, why):
    """ENGINE 3."""
    assert calendar.add(at(started), Limit.parse(limit)) == at(due), why


@pytest.mark.parametrize(("started", "limit", "due", "why"), ALL)
def test_the_table_agrees_with_counting_minute_by_minute(naive, at, started, limit, due, why):
    number, unit = limit.split()
    assert naive.add(at(started), int(number), unit) == at(due), why


# Summer hours, and a day on which the offices close at noon
SUMMER = OfficeHours(date(2025, 6, 1), date(2025, 9, 30), ((time(8), time(12)), (time(15), time(18))))
INVENTORY = OfficeHours(date(2025, 6, 30), date(2025, 6, 30), ((time(8), time(12)),))
SEASONS = [
    ("2025-05-30 Fri 17:00", "1 workhour", "2025-06-03 Tue 08:30", "half an hour in May, half in June from 08:00"),
    ("2025-05-30 Fri 17:00", "1 workday", "2025-06-03 Tue 18:00", "the close of summer"),
    ("2025-06-03 Tue 12:00", "1 workhour", "2025-06-03 Tue 16:00", "the longer lunch break of summer"),
    ("2025-06-03 Tue 18:00", "7 workhour", "2025-06-04 Wed 18:00", "a whole office day of summer"),
    ("2025-06-27 Fri 10:00", "1 workday", "2025-06-30 Mon 12:00", "the day that closes at noon"),
    ("2025-06-30 Mon 10:00", "3 workhour", "2025-07-01 Tue 09:00", "the day that closes at noon"),
    ("2025-06-30 Mon 13:00", "1 workhour", "2025-07-01 Tue 09:00", "started after its noon"),
    ("2025-09-29 Mon 10:00", "1 workday", "2025-09-30 Tue 18:00", "the last day of summer"),
    ("2025-09-30 Tue 17:00", "2 workhour", "2025-10-09 Thu 09:30", "an hour of summer, an hour from 08:30"),
    ("2025-09-30 Tue 17:00", "1 workday", "2025-10-09 Thu 17:30", "the ordinary close again"),
]


@pytest.mark.parametrize(("started", "limit", "due", "why"), SEASONS)
@pytest.mark.parametrize("rows", [(SUMMER, INVENTORY), (INVENTORY, SUMMER)], ids=["in order", "in any order"])
def test_office_hours_follow_the_season(calendar, naive_with, at, rows, started, limit, due, why):
    seasonal = WorkCalendar(calendar.days, rows, known_years=calendar.known_years)
    assert seasonal.add(at(started), Limit.parse(limit)) == at(due), why

    def spans_of(day):
        if day == date(2025, 6, 30):
            return [(480, 720)]
        return [(480, 720), (900, 1080)] if day.month in range(6, 10) else [(510, 720), (840, 1050)]

    number, unit = limit.split()
    assert naive_with(spans_of).add(at(started), int(number), unit) == at(due), why


AFTER_A_DUE_TIME = [
    ("2026-03-04 Wed 17:30", "1 workday", "2026-03-05 Thu 17:30", "the day after"),
    ("2026-03-06 Fri 17:30", "1 workday", "2026-03-09 Mon 17:30", "over the weekend"),
    ("2026-03-07 Sat 02:00", "1 workday", "2026-03-09 Mon 17:30", "an urgent limit that ended on a Saturday"),
    ("2026-04-01 Wed 24:00", "1 workday", "2026-04-02 Thu 17:30", "24:00 belongs to the day it ends"),
    ("2026-04-01 Wed 24:00", "5 day", "2026-04-06 Mon 24:00", "24:00 belongs to the day it ends"),
    ("2026-04-01 Wed 24:00", "2 hour", "2026-04-02 Thu 02:00", "hours run on"),
    ("2026-04-01 Wed 24:00", "2 workhour", "2026-04-02 Thu 10:30", "office hours begin at the opening"),
]


@pytest.mark.parametrize(("due", "limit", "then", "why"), AFTER_A_DUE_TIME)
def test_a_limit_after_a_due_time_starts_on_the_day_that_was_due(calendar, at, due, limit, then, why):
    """ENGINE 3: "+N working days after due" is `workday` N from the due moment."""
    assert calendar.after_due(at(due), Limit.parse(limit)) == at(then), why


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        ("2025-12-31 Wed 10:00", "2026-01-04 Sun 17:30", []),
        ("2026-11-01 Sun 10:00", "2026-12-31 Thu 24:00", []),
        ("2026-12-31 Thu 10:00", "2027-01-01 Fri 17:30", [2027]),
        ("2026-12-31 Thu 10:00", "2028-02-01 Tue 17:30", [2027, 2028]),
        ("2023-12-29 Fri 10:00", "2024-01-02 Tue 17:30", [2023]),
        ("2027-01-01 Fri 00:00", "2027-01-01 Fri 00:00", [2027]),
    ],
)
def test_a_limit_that_touches_a_year_without_data_is_flagged(calendar, at, start, end, years):
    assert calendar.flagged(at(start), at(end)) == years


def test_a_typhoon_day_does_not_make_its_year_known(calendar, at):
    corrected = calendar.with_days({date(2027, 7, 12): Day(DayKind.OFF, "台风")})
    assert not corrected.known(2027)
    assert corrected.add(at("2027-07-09 Fri 10:00"), workdays(1)) == at("2027-07-13 Tue 17:30")
    assert corrected.with_days({date(2027, 7, 12): None}).days == calendar.days
