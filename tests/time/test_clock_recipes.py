"""What checks, extensions, suspensions, reclassifications and corrections do to a due time (ENGINE 3 to 6).

March 2026 has no holiday. Each row: what happened, start, limit, adjustments, due, scored due time.
"""

import json
from datetime import date, timedelta

import pytest

from supervision.canonical import canonical
from supervision.clocks import Clock, Extend, Pause, Relimit, Rework, Times, Wait, read_adjustments, reckon
from supervision.limits import Limit, days, hours, workdays
from supervision.workcalendar import Day, DayKind

MONDAY = "2026-03-02 Mon 10:00"
OFF, WORK = Day(DayKind.OFF, "台风"), Day(DayKind.WORK, "调休")

CHECKS = [
    ("nothing", MONDAY, "2 workday", [], "2026-03-04 Wed 17:30", "2026-03-04 Wed 17:30"),
    (
        "the check took one office day: only the scored time moves",
        MONDAY,
        "2 workday",
        [("wait", "2026-03-03 Tue 10:00", "2026-03-04 Wed 10:00")],
        "2026-03-04 Wed 17:30",
        "2026-03-05 Thu 17:30",
    ),
    (
        "a failed check: the rework limit ends with the moved scored time",
        MONDAY,
        "2 workday",
        [("wait", "2026-03-03 Tue 10:00", "2026-03-04 Wed 10:00"), ("rework", "2026-03-04 Wed 10:00", "1 workday")],
        "2026-03-05 Thu 17:30",
        "2026-03-05 Thu 17:30",
    ),
    (
        "a slow check: the moved scored time is the later",
        MONDAY,
        "5 workday",
        [("wait", "2026-03-03 Tue 10:00", "2026-03-10 Tue 10:00"), ("rework", "2026-03-10 Tue 10:00", "3 workday")],
        "2026-03-16 Mon 17:30",
        "2026-03-16 Mon 17:30",
    ),
    (
        "a quick check early on: the first due time stays",
        MONDAY,
        "10 workday",
        [("wait", "2026-03-03 Tue 10:00", "2026-03-03 Tue 11:00"), ("rework", "2026-03-03 Tue 11:00", "5 workday")],
        "2026-03-17 Tue 09:30",
        "2026-03-17 Tue 09:30",
    ),
    (
        "submitted half an hour before due, failed: half an hour is left for the score, a day for the ladder",
        MONDAY,
        "2 workday",
        [("wait", "2026-03-04 Wed 17:00", "2026-03-05 Thu 16:30"), ("rework", "2026-03-05 Thu 16:30", "1 workday")],
        "2026-03-06 Fri 17:30",
        "2026-03-05 Thu 17:00",
    ),
    (
        "submitted an hour late, failed: still an hour late for the score",
        MONDAY,
        "2 workday",
        [("wait", "2026-03-05 Thu 09:30", "2026-03-06 Fri 09:30"), ("rework", "2026-03-06 Fri 09:30", "1 workday")],
        "2026-03-09 Mon 17:30",
        "2026-03-05 Thu 17:30",
    ),
    (
        "failed twice: each check is given back",
        MONDAY,
        "2 workday",
        [
            ("wait", "2026-03-03 Tue 10:00", "2026-03-04 Wed 10:00"),
            ("rework", "2026-03-04 Wed 10:00", "1 workday"),
            ("wait", "2026-03-05 Thu 10:00", "2026-03-06 Fri 15:00"),
            ("rework", "2026-03-06 Fri 15:00", "1 workday"),
        ],
        "2026-03-09 Mon 17:30",
        "2026-03-09 Mon 11:30",
    ),
    (
        "checked over the weekend: no office time has passed",
        MONDAY,
        "5 workday",
        [("wait", "2026-03-07 Sat 09:00", "2026-03-08 Sun 20:00")],
        "2026-03-09 Mon 17:30",
        "2026-03-09 Mon 17:30",
    ),
    (
        "an urgent limit counts the night of the check",
        "2026-03-02 Mon 20:00",
        "8 hour",
        [("wait", "2026-03-02 Mon 23:00", "2026-03-03 Tue 01:00"), ("rework", "2026-03-03 Tue 01:00", "4 hour")],
        "2026-03-03 Tue 06:00",
        "2026-03-03 Tue 06:00",
    ),
    (
        "a limit in office hours",
        "2026-03-02 Mon 09:00",
        "4 workhour",
        [("wait", "2026-03-02 Mon 14:00", "2026-03-02 Mon 16:30"), ("rework", "2026-03-02 Mon 16:30", "2 workhour")],
        "2026-03-03 Tue 09:30",
        "2026-03-02 Mon 17:30",
    ),
]

EXTENSIONS = [
    ("by two working days, scored time stays", MONDAY, "2 workday", [("extend", "2 workday", False)],
     "2026-03-06 Fri 17:30", "2026-03-04 Wed 17:30"),
    ("by two working days, scored time too", MONDAY, "2 workday", [("extend", "2 workday", True)],
     "2026-03-06 Fri 17:30", "2026-03-06 Fri 17:30"),
    ("to a moment", MONDAY, "2 workday", [("extend", "2026-03-13 Fri 12:00", True)],
     "2026-03-13 Fri 12:00", "2026-03-13 Fri 12:00"),
    ("to an earlier moment: never earlier", MONDAY, "2 workday", [("extend", "2026-03-03 Tue 12:00", True)],
     "2026-03-04 Wed 17:30", "2026-03-04 Wed 17:30"),
    ("calendar days by calendar days", MONDAY, "30 day", [("extend", "5 day", True)],
     "2026-04-06 Mon 24:00", "2026-04-06 Mon 24:00"),
    ("calendar days by a working day", MONDAY, "30 day", [("extend", "1 workday", False)],
     "2026-04-02 Thu 17:30", "2026-04-01 Wed 24:00"),
    ("an extension outlives a failed check", MONDAY, "2 workday",
     [
         ("extend", "2026-03-20 Fri 17:30", False),
         ("wait", "2026-03-03 Tue 10:00", "2026-03-04 Wed 10:00"), ("rework", "2026-03-04 Wed 10:00", "1 workday"),
     ],
     "2026-03-20 Fri 17:30", "2026-03-05 Thu 17:30"),
]  # fmt: skip

SUSPENSIONS = [
    ("12.5 office hours were left and are left", MONDAY, "2 workday",
     [("pause", "2026-03-03 Tue 10:00", "2026-03-16 Mon 09:00")],
     "2026-03-17 Tue 16:30", "2026-03-17 Tue 16:30"),
    ("3 office hours were left in the evening", "2026-03-02 Mon 16:30", "4 workhour",
     [("pause", "2026-03-02 Mon 20:00", "2026-03-07 Sat 12:00")],
     "2026-03-09 Mon 11:30", "2026-03-09 Mon 11:30"),
    ("14 hours round the clock were left", MONDAY, "24 hour",
     [("pause", "2026-03-02 Mon 20:00", "2026-03-05 Thu 08:00")],
     "2026-03-05 Thu 22:00", "2026-03-05 Thu 22:00"),
    ("ten days of calendar time", MONDAY, "30 day",
     [("pause", "2026-03-12 Thu 00:00", "2026-03-22 Sun 00:00")],
     "2026-04-11 Sat 24:00", "2026-04-11 Sat 24:00"),
    ("what was late stays late", MONDAY, "1 workday",
     [("pause", "2026-03-04 Wed 09:00", "2026-03-20 Fri 09:00")],
     "2026-03-03 Tue 17:30", "2026-03-03 Tue 17:30"),
    ("late for the score, not yet for the ladder", MONDAY, "1 workday",
     [("extend", "2 workday", False), ("pause", "2026-03-04 Wed 14:00", "2026-03-09 Mon 14:00")],
     "2026-03-10 Tue 17:30", "2026-03-03 Tue 17:30"),
    ("paused twice", MONDAY, "2 workday",
     [
         ("pause", "2026-03-03 Tue 10:00", "2026-03-16 Mon 09:00"),
         ("pause", "2026-03-17 Tue 11:30", "2026-03-18 Wed 11:30"),
     ],
     "2026-03-18 Wed 16:30", "2026-03-18 Wed 16:30"),
    ("suspended at the very moment it was due: nothing was left", MONDAY, "1 workday",
     [("pause", "2026-03-03 Tue 17:30", "2026-03-09 Mon 09:00")],
     "2026-03-03 Tue 17:30", "2026-03-03 Tue 17:30"),
    ("within the evening it was due", MONDAY, "1 workday",
     [("extend", "2026-03-04 Wed 20:00", True), ("pause", "2026-03-04 Wed 19:00", "2026-03-04 Wed 19:30")],
     "2026-03-04 Wed 20:00", "2026-03-04 Wed 20:00"),
    ("a pause of no office time changes nothing", MONDAY, "5 workday",
     [("pause", "2026-03-07 Sat 09:00", "2026-03-08 Sun 09:00")],
     "2026-03-09 Mon 17:30", "2026-03-09 Mon 17:30"),
]  # fmt: skip

RECLASSIFICATIONS = [
    ("a shorter limit, from the start", MONDAY, "5 workday", [("relimit", "2 workday")],
     "2026-03-04 Wed 17:30", "2026-03-04 Wed 17:30"),
    ("the last one counts", MONDAY, "5 workday", [("relimit", "2 workday"), ("relimit", "3 workday")],
     "2026-03-05 Thu 17:30", "2026-03-05 Thu 17:30"),
    ("an earlier suspension is not lost", MONDAY, "5 workday",
     [("pause", "2026-03-03 Tue 10:00", "2026-03-16 Mon 09:00"), ("relimit", "2 workday")],
     "2026-03-17 Tue 16:30", "2026-03-17 Tue 16:30"),
    ("a later extension applies to the new limit", MONDAY, "5 workday",
     [("relimit", "2 workday"), ("extend", "1 workday", True)],
     "2026-03-05 Thu 17:30", "2026-03-05 Thu 17:30"),
    ("from working days to hours: the check is measured by the clock", MONDAY, "2 workday",
     [("wait", "2026-03-03 Tue 09:00", "2026-03-03 Tue 20:00"), ("relimit", "24 hour")],
     "2026-03-03 Tue 10:00", "2026-03-03 Tue 21:00"),
]  # fmt: skip

ALL = CHECKS + EXTENSIONS + SUSPENSIONS + RECLASSIFICATIONS


def build(at, started, limit, steps):
    """A clock from a row of the tables."""

    def limit_or_moment(text):
        return at(text) if ":" in text else Limit.parse(text)

    makers = {
        "wait": lambda since, until: Wait(at(since), at(until)),
        "rework": lambda moment, again: Rework(at(moment), Limit.parse(again)),
        "extend": lambda to, score: Extend(limit_or_moment(to), score),
        "pause": lambda since, until: Pause(at(since), at(until)),
        "relimit": lambda other: Relimit(Limit.parse(other)),
    }
    return Clock(at(started), Limit.parse(limit)).adjusted(*(makers[kind](*rest) for kind, *rest in steps))


@pytest.mark.parametrize(("what", "started", "limit", "steps", "due", "score_due"), ALL)
def test_a_recipe_comes_to_the_times_of_the_table(calendar, at, what, started, limit, steps, due, score_due):
    """ENGINE 4, 5, 6."""
    assert reckon(build(at, started, limit, steps), calendar) == Times(at(due), at(score_due)), what


@pytest.mark.parametrize(("what", "started", "limit", "steps", "due", "score_due"), ALL)
def test_a_recipe_survives_the_ledger(at, what, started, limit, steps, due, score_due):
    """ENGINE 15: through canonical text and back."""
    clock = build(at, started, limit, steps)
    assert Clock.from_json(json.loads(canonical(clock.to_json()))) == clock


# A typhoon closes the offices on Tuesday 21 July 2026; a make-up Saturday is called for on the 25th.
MONDAY_IN_JULY = "2026-07-20 Mon 10:00"
TYPHOON = {date(2026, 7, 21): OFF}
CORRECTIONS = [
    ("working days move by one", TYPHOON, MONDAY_IN_JULY, "2 workday", [],
     "2026-07-22 Wed 17:30", "2026-07-23 Thu 17:30"),
    ("office hours pass it over", TYPHOON, "2026-07-20 Mon 16:30", "4 workhour", [],
     "2026-07-21 Tue 11:30", "2026-07-22 Wed 11:30"),
    ("urgent work goes on", TYPHOON, MONDAY_IN_JULY, "24 hour", [], "2026-07-21 Tue 10:00", "2026-07-21 Tue 10:00"),
    ("calendar days go on", TYPHOON, MONDAY_IN_JULY, "3 day", [], "2026-07-23 Thu 24:00", "2026-07-23 Thu 24:00"),
    ("what started after it stays", TYPHOON, "2026-07-22 Wed 10:00", "2 workday", [],
     "2026-07-24 Fri 17:30", "2026-07-24 Fri 17:30"),
    ("what started on that very day stays", TYPHOON, "2026-07-21 Tue 10:00", "2 workday", [],
     "2026-07-23 Thu 17:30", "2026-07-23 Thu 17:30"),
    ("what was due before it stays", TYPHOON, "2026-07-16 Thu 10:00", "2 workday", [],
     "2026-07-20 Mon 17:30", "2026-07-20 Mon 17:30"),
    ("an extension counted in working days moves with it", TYPHOON, "2026-07-16 Thu 10:00", "2 workday",
     [("extend", "1 workday", True)], "2026-07-21 Tue 17:30", "2026-07-22 Wed 17:30"),
    ("an extension to a date stays", TYPHOON, MONDAY_IN_JULY, "1 workday", [("extend", "2026-07-31 Fri 17:30", True)],
     "2026-07-31 Fri 17:30", "2026-07-31 Fri 17:30"),
    ("a rework limit moves with it", TYPHOON, "2026-07-16 Thu 10:00", "1 workday",
     [("rework", "2026-07-20 Mon 16:00", "2 workday")], "2026-07-22 Wed 17:30", "2026-07-23 Thu 17:30"),
    ("within a suspension nothing ran, and nothing is given", TYPHOON, MONDAY_IN_JULY, "2 workday",
     [("pause", "2026-07-20 Mon 14:00", "2026-07-27 Mon 14:00")], "2026-07-29 Wed 17:30", "2026-07-29 Wed 17:30"),
    ("before a suspension it leaves more to give back", TYPHOON, MONDAY_IN_JULY, "2 workday",
     [("pause", "2026-07-22 Wed 10:00", "2026-07-29 Wed 10:00")], "2026-07-29 Wed 17:30", "2026-07-30 Thu 17:30"),
    ("a make-up Saturday makes it due earlier", {date(2026, 7, 25): WORK}, "2026-07-24 Fri 10:00", "1 workday", [],
     "2026-07-27 Mon 17:30", "2026-07-25 Sat 17:30"),
    ("day off and make-up day together", {**TYPHOON, date(2026, 7, 25): WORK}, MONDAY_IN_JULY, "5 workday", [],
     "2026-07-27 Mon 17:30", "2026-07-27 Mon 17:30"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "days", "started", "limit", "steps", "before", "after"), CORRECTIONS)
def test_a_corrected_calendar_reckons_every_clock_again(calendar, at, what, days, started, limit, steps, before, after):
    """ENGINE 6: the calendar is not frozen."""
    clock = build(at, started, limit, steps)
    assert reckon(clock, calendar).due_at == at(before), what
    assert reckon(clock, calendar.with_days(days)).due_at == at(after), what


def test_a_correction_taken_back_leaves_no_trace(calendar, at):
    clock = build(at, MONDAY_IN_JULY, "2 workday", [])
    corrected = calendar.with_days(TYPHOON)
    assert reckon(clock, corrected.with_days({date(2026, 7, 21): None})) == reckon(clock, calendar)


def test_the_limit_in_force_is_the_last_one_given(at):
    clock = Clock(at(MONDAY), workdays(5))
    assert clock.current_limit == workdays(5)
    assert clock.adjusted(Relimit(workdays(2)), Relimit(hours(24))).current_limit == hours(24)


@pytest.mark.parametrize("kind", [Wait, Pause])
def test_a_wait_or_pause_cannot_end_before_it_begins(at, kind):
    with pytest.raises(ValueError, match="before it begins"):
        kind(at(MONDAY), at(MONDAY) - timedelta(minutes=1))


@pytest.mark.parametrize(
    "row",
    [
        ["wait", "2026-03-02T02:00:00.000000Z"],
        ["extend", "by", "2 workday", "neither"],
        ["extend", "to", "2 workday", "both"],
        ["relimit", "soon"],
        ["forgive"],
        [],
    ],
)
def test_an_adjustment_that_was_never_written_is_refused(row):
    with pytest.raises(ValueError):
        read_adjustments([row])


def test_a_pause_over_the_end_of_a_calendar_day_limit_keeps_its_minutes(calendar, at):
    """An odd 95 minutes are left, and 95 minutes it is."""
    clock = Clock(at("2026-03-02 Mon 10:00"), days(1), (Pause(at("2026-03-03 Tue 22:25"), at("2026-03-09 Mon 11:11")),))
    assert reckon(clock, calendar).due_at == at("2026-03-09 Mon 12:46")
