"""When the rungs fall due, and who is told (ENGINE 8 and 9)."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from supervision.canonical import canonical
from supervision.ladder import (
    BUILT_IN,
    NO_RUNG,
    RELATIONS,
    AfterDue,
    AtDue,
    Count,
    DecisionOnly,
    LadderRule,
    LadderVersion,
    Rung,
    Share,
    due_rungs,
    next_rung_at,
    read_schedule,
    schedule,
    write_schedule,
)
from supervision.limits import Limit, Unit, workdays

KINDS = ("rectify", "review", "decide", "screen", "dispatch", "assist", "note", "instruct", "appeal")
W, R, S = Rung.WARNING, Rung.REMINDER, Rung.SUPERVISION

# Started, limit, warning (a quarter of the limit before due), reminder (at due), supervision (+1 working day)
FIRST_CLOCKS = [
    ("2026-03-02 Mon 10:00", "2 workday", "2026-03-04 Wed 10:37:30", "2026-03-04 Wed 17:30", "2026-03-05 Thu 17:30"),
    ("2026-03-02 Mon 17:30", "1 workday", "2026-03-03 Tue 15:45", "2026-03-03 Tue 17:30", "2026-03-04 Wed 17:30"),
    ("2026-03-02 Mon 09:00", "4 workhour", "2026-03-02 Mon 14:00", "2026-03-02 Mon 15:00", "2026-03-03 Tue 17:30"),
    ("2026-03-02 Mon 08:30", "8 workhour", "2026-03-02 Mon 16:30", "2026-03-03 Tue 09:30", "2026-03-04 Wed 17:30"),
    ("2026-03-06 Fri 16:30", "4 workhour", "2026-03-09 Mon 10:30", "2026-03-09 Mon 11:30", "2026-03-10 Tue 17:30"),
    ("2026-03-06 Fri 22:00", "4 hour", "2026-03-07 Sat 01:00", "2026-03-07 Sat 02:00", "2026-03-09 Mon 17:30"),
    ("2026-03-02 Mon 10:00", "24 hour", "2026-03-03 Tue 04:00", "2026-03-03 Tue 10:00", "2026-03-04 Wed 17:30"),
    ("2026-03-02 Mon 10:00", "30 day", "2026-03-25 Wed 08:30", "2026-04-01 Wed 24:00", "2026-04-02 Thu 17:30"),
    ("2024-02-09 Fri 16:30", "4 workhour", "2024-02-18 Sun 10:30", "2024-02-18 Sun 11:30", "2024-02-19 Mon 17:30"),
    ("2025-09-30 Tue 08:30", "1 workday", "2025-10-09 Thu 14:00", "2025-10-09 Thu 17:30", "2025-10-10 Fri 17:30"),
    ("2026-12-30 Wed 17:30", "1 workday", "2026-12-31 Thu 15:45", "2026-12-31 Thu 17:30", "2027-01-01 Fri 17:30"),
]


def rungs(at, *moments):
    return tuple(zip((W, R, S), map(at, moments), strict=True))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("started", "limit", "warning", "reminder", "supervision"), FIRST_CLOCKS)
def test_every_kind_of_duty_climbs_by_the_table(calendar, at, kind, started, limit, warning, reminder, supervision):
    """ENGINE 8."""
    limit, started = Limit.parse(limit), at(started)
    moments = schedule(BUILT_IN.rules, kind, limit, started, calendar.add(started, limit), calendar)
    assert moments[:3] == rungs(at, warning, reminder, supervision)
    assert [rung for rung, _ in moments[3:]] == ([Rung.LISTED, Rung.CIRCULAR] if kind == "rectify" else [])


# Clock started again (fail, extension, resume): start of this clock, limit, due, then the three rungs
LATER_CLOCKS = [
    ("extended by two days: a quarter of the limit before the new due time",
     "2026-03-04 Wed 10:00", "2 workday", "2026-03-06 Fri 17:30",
     "2026-03-06 Fri 10:37:30", "2026-03-06 Fri 17:30", "2026-03-09 Mon 17:30"),
    ("resumed with little left: the warning comes at once",
     "2026-03-04 Wed 16:00", "2 workday", "2026-03-04 Wed 17:30",
     "2026-03-04 Wed 16:00", "2026-03-04 Wed 17:30", "2026-03-05 Thu 17:30"),
    ("resumed when due: two at once, in order",
     "2026-03-05 Thu 09:00", "2 workday", "2026-03-04 Wed 17:30",
     "2026-03-05 Thu 09:00", "2026-03-05 Thu 09:00", "2026-03-05 Thu 17:30"),
    ("resumed long after: all at once, in order",
     "2026-03-20 Fri 09:00", "2 workday", "2026-03-04 Wed 17:30",
     "2026-03-20 Fri 09:00", "2026-03-20 Fri 09:00", "2026-03-20 Fri 09:00"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "started", "limit", "due", "warning", "reminder", "supervision"), LATER_CLOCKS)
def test_no_rung_lies_before_its_clock(calendar, at, what, started, limit, due, warning, reminder, supervision):
    """ENGINE 6."""
    moments = schedule(BUILT_IN.rules, "rectify", Limit.parse(limit), at(started), at(due), calendar)
    assert moments[:3] == rungs(at, warning, reminder, supervision), what


def test_the_share_can_be_measured_in_another_unit(calendar, at):
    start, due = at("2026-03-02 Mon 17:30"), at("2026-03-03 Tue 17:30")
    by_the_clock = schedule(BUILT_IN.rules, "rectify", workdays(1), start, due, calendar, Unit.HOUR)
    assert by_the_clock[0] == (W, at("2026-03-03 Tue 11:30"))  # a quarter of 24 hours


def test_the_whole_ladder_is_climbed_by_time(calendar, at):
    """ENGINE 8: listed at +3, criticised at +5 working days; the rest is counted or decided."""
    rules = BUILT_IN.rules
    start = at("2026-03-02 Mon 10:00")
    moments = schedule(rules, "rectify", workdays(2), start, at("2026-03-04 Wed 17:30"), calendar)
    assert moments[3:] == (
        (Rung.LISTED, at("2026-03-09 Mon 17:30")),
        (Rung.CIRCULAR, at("2026-03-11 Wed 17:30")),
    )
    assert len(schedule(rules, "review", workdays(2), start, at("2026-03-04 Wed 17:30"), calendar)) == 3


def test_a_fix_climbs_to_the_circular_everything_else_to_supervision():
    """ENGINE 8: what lies above supervision waits for a person's word; the circular stands and waits for its number."""
    for kind in KINDS:
        higher = [Rung.LISTED] * 3 + [Rung.CIRCULAR] if kind == "rectify" else []
        found = [rule.rung for rule in BUILT_IN.rules_for(kind) if rule.on == "duty"]
        assert found == [W, R, S, *higher]
    unconfirmed = {rule.rung for rule in BUILT_IN.rules if rule.active and not rule.confirm}
    assert unconfirmed == {W, R, S, Rung.CIRCULAR}
    off = [rule.moment for rule in BUILT_IN.rules if not rule.active]
    assert Count("black_lists_in_a_row", 2) in off  # rankings propose it by rules of their own
    listed = BUILT_IN.rule_for("rectify", Rung.LISTED)
    assert listed is not None and listed.hears == ("office",)
    assert BUILT_IN.rule_for("review", Rung.LISTED) is None
    assert BUILT_IN.rules_for("unheard_of") == ()


def test_the_built_in_ladder_holds_every_way_up():
    """ENGINE 8 and 9, rung by rung."""
    ways = {rung: [rule for rule in BUILT_IN.rules_for("rectify") if rule.rung is rung] for rung in (W, R, S)}
    ways |= {rung: [rule for rule in BUILT_IN.rules if rule.rung is rung] for rung in Rung if rung > S}
    assert {rung: [rule.moment for rule in rules] for rung, rules in ways.items()} == {
        Rung.WARNING: [Share(75)],
        Rung.REMINDER: [AtDue()],
        Rung.SUPERVISION: [AfterDue(workdays(1))],
        Rung.LISTED: [AfterDue(workdays(3)), Count("failed_check", 3), Count("relapse_in_chain", 2)],
        Rung.CIRCULAR: [AfterDue(workdays(5))],
        Rung.TALK: [Count("circulars_in_quarter", 2), Count("black_lists_in_a_row", 2), DecisionOnly()],
        Rung.ACCOUNTABILITY: [DecisionOnly()],
    }
    assert all(rule.confirm for rung in (Rung.LISTED, Rung.TALK, Rung.ACCOUNTABILITY) for rule in ways[rung])
    assert all(rule.on == "unit" for rung in (Rung.TALK, Rung.ACCOUNTABILITY) for rule in ways[rung])
    assert "superior" in ways[Rung.SUPERVISION][0].recipients
    assert "city_leader" in ways[Rung.LISTED][0].recipients
    assert {relation for rule in BUILT_IN.rules for relation in rule.recipients} == set(RELATIONS) - {
        "contract_leader"  # for a city that has contracts
    }


def test_a_ladder_survives_the_ledger():
    assert LadderVersion.from_json(json.loads(canonical(BUILT_IN.to_json()))) == BUILT_IN


def test_a_kind_of_duty_that_came_after_a_ladder_was_written_climbs_by_the_built_in_one():
    """A city that changed its ladder last year has no rule for instructions; they must not go unheard."""
    old = [replace(r, duty_kinds=tuple(k for k in r.duty_kinds if k != "instruct")) for r in BUILT_IN.rules]
    read = LadderVersion.from_json(LadderVersion(4, tuple(old)).to_json())
    assert read.number == 4
    for kind in KINDS:
        own, built_in = read.rules_for(kind), BUILT_IN.rules_for(kind)
        assert [(r.rung, r.moment, r.recipients) for r in own] == [(r.rung, r.moment, r.recipients) for r in built_in]


def test_a_ladder_of_an_unknown_shape_is_refused():
    with pytest.raises(ValueError, match="schema 2"):
        LadderVersion.from_json({**BUILT_IN.to_json(), "schema": 2})
    written = BUILT_IN.to_json()
    written["rules"][0]["moment"] = ["whenever"]
    with pytest.raises(ValueError, match="whenever"):
        LadderVersion.from_json(written)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [({"recipients": ("handler", "press")}, "press"), ({"on": "ticket"}, "ticket")],
)
def test_a_rule_that_reaches_nobody_is_refused(change, complaint):
    with pytest.raises(ValueError, match=complaint):
        replace(BUILT_IN.rules[0], **change)


@pytest.mark.parametrize("percent", [0, 100, -5, 250])
def test_a_share_lies_within_the_limit(percent):
    with pytest.raises(ValueError, match="per cent"):
        Share(percent)


# The rung reached so far, now, and what falls due
SINCE = [
    (NO_RUNG, "2026-03-04 Wed 10:37", []),
    (NO_RUNG, "2026-03-04 Wed 10:38", [W]),
    (None, "2026-03-04 Wed 10:38", [W]),
    (NO_RUNG, "2026-03-04 Wed 17:29", [W]),
    (NO_RUNG, "2026-03-04 Wed 17:30", [W, R]),  # at the very moment
    (W, "2026-03-04 Wed 17:30", [R]),
    (R, "2026-03-04 Wed 17:30", []),
    (W, "2026-03-20 Fri 09:00", [R, S, Rung.LISTED, Rung.CIRCULAR]),  # after a week's outage, in order
    (Rung.CIRCULAR, "2026-03-20 Fri 09:00", []),
]


@pytest.mark.parametrize(("reached", "now", "expected"), SINCE)
def test_what_is_due_by_now_comes_in_order_and_once(calendar, at, reached, now, expected):
    """ENGINE 9 and 10."""
    start = at("2026-03-02 Mon 10:00")
    moments = schedule(BUILT_IN.rules, "rectify", workdays(2), start, at("2026-03-04 Wed 17:30"), calendar)
    due = due_rungs(moments, reached, at(now))
    assert [rung for rung, _ in due] == expected
    assert set(due) <= set(moments)


def test_the_worker_looks_again_at_the_next_rung(calendar, at):
    start = at("2026-03-02 Mon 10:00")
    moments = schedule(BUILT_IN.rules, "rectify", workdays(2), start, at("2026-03-04 Wed 17:30"), calendar)
    assert next_rung_at(moments, None) == next_rung_at(moments, NO_RUNG) == at("2026-03-04 Wed 10:37:30")
    assert next_rung_at(moments, W) == at("2026-03-04 Wed 17:30")
    assert next_rung_at(moments, S) == at("2026-03-09 Mon 17:30")
    assert next_rung_at(moments, Rung.LISTED) == at("2026-03-11 Wed 17:30")
    assert next_rung_at(moments, Rung.CIRCULAR) is None


def test_a_schedule_survives_the_ledger(calendar, at):
    start = at("2026-03-02 Mon 10:00")
    moments = schedule(BUILT_IN.rules, "review", workdays(1), start, at("2026-03-03 Tue 17:30"), calendar)
    written = json.loads(canonical({"schedule": write_schedule(moments)}))["schedule"]
    assert written[1] == ["reminder", "2026-03-03T09:30:00.000000Z"]
    assert read_schedule(written) == moments
    with pytest.raises(ValueError, match="scolding"):
        read_schedule([["scolding", "2026-03-03T09:30:00.000000Z"]])


def test_a_rung_that_would_come_after_a_higher_one_is_left_out(calendar, at):
    """Or what fires would depend on when the worker looked."""
    upside_down = [
        LadderRule(Rung.LISTED, AtDue(), ("office",), False, ("rectify",)),
        LadderRule(Rung.SUPERVISION, AfterDue(workdays(1)), ("office",), False, ("rectify",)),
    ]
    start, due = at("2026-03-02 Mon 10:00"), at("2026-03-04 Wed 17:30")
    assert schedule(upside_down, "rectify", workdays(2), start, due, calendar) == ((Rung.LISTED, due),)


def test_of_two_timed_ways_to_a_rung_the_earlier_counts(calendar, at):
    twice = [LadderRule(Rung.SUPERVISION, AfterDue(workdays(n)), ("office",), False, ("rectify",)) for n in (3, 1, 2)]
    start, due = at("2026-03-02 Mon 10:00"), at("2026-03-04 Wed 17:30")
    expected = ((Rung.SUPERVISION, at("2026-03-05 Thu 17:30")),)
    assert schedule(twice, "rectify", workdays(2), start, due, calendar) == expected


def test_rungs_are_numbered_as_people_speak_of_them():
    """DOMAIN 12."""
    assert [rung.value for rung in Rung] == list(range(7))
    assert Rung.SUPERVISION == 2
    assert min(Rung) > NO_RUNG
    assert [Rung.of(rung.code) for rung in Rung] == list(Rung)


def test_the_worker_is_never_early(calendar, at):
    start = at("2026-03-02 Mon 10:00")
    moments = schedule(BUILT_IN.rules, "rectify", workdays(2), start, at("2026-03-04 Wed 17:30"), calendar)
    for rung, moment in moments:
        before = due_rungs(moments, NO_RUNG, moment - timedelta(microseconds=1))
        assert rung not in {earlier for earlier, _ in before}
