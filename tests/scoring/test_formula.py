"""What counts are worth: rates, slopes, budgets, what is missing, and who is ranked. Tables of cases."""

from fractions import Fraction

import pytest

from scoring.builtin import DEFAULT, JINHUA, TEAMS
from scoring.exact import HALF, ONE, shown
from scoring.formula import ABSENT, NULL, Given, State, fixed_in_time, ranked, score, what_if
from scoring.rates import TEAMS as OF_TEAMS
from scoring.scheme import DEDUCTIONS as ON_DEDUCTIONS
from scoring.scheme import RATES as ON_RATES
from scoring.scheme import Occurrences, Problems, Proportional, Slopes, Term
from scoring.tally import ASSIST, CHECK, LEAD, SUB
from tests.scoring.marks import DEDUCTIONS, cell, scheme

FIX = Proportional("fix_rate", Fraction(60))
ON_TIME = Proportional("on_time_rate", Fraction(40))


def figure(result, code):
    return next(each for each in result.figures if each.code == code)


def value(result, code):
    return figure(result, code).value


# Every rate of a unit: its counts, and what it is.
OF_UNITS = [
    ("fix_rate", {"owed": 1032, "fixed": 963}, Fraction(963, 1032)),
    ("on_time_rate", {"owed": 178, "fixed": 121, "on_time": 120}, Fraction(120, 178)),
    ("fix_rate", {"owed": 178, "fixed": 121, "on_time": 120}, Fraction(121, 178)),
    ("relapse_rate", {"owed": 9, "fixed": 8, "relapsed": 2}, Fraction(1, 4)),
    ("relapse_rate", {"owed": 9, "fixed": 2, "relapsed": 5}, ONE),  # more came back than was fixed: capped
    ("first_pass_rate", {"owed": 9, "checked": 6, "first_pass": 4}, Fraction(2, 3)),
    ("extension_rate", {"owed": 9, "extended": 3}, Fraction(1, 3)),
    ("receive_rate", {"owed": 9, "receivable": 4, "received_on_time": 3}, Fraction(3, 4)),
    ("onsite_rate", {"owed": 9, "fixed": 8, "onsite": 6}, Fraction(3, 4)),
]


@pytest.mark.parametrize(("code", "counts", "rate"), OF_UNITS)
def test_each_rate_is_one_count_over_another(code, counts, rate):
    """DOMAIN 5: 963/1032 = 93.31 %, 120/178 = 67.42 % on time, 121/178 = 67.98 % closed."""
    assert value(score(scheme(Proportional(code, Fraction(100))), [cell(**counts)]), code) == rate


def test_the_published_percentages_come_out():
    result = score(scheme(FIX, ON_TIME), [cell(owed=178, fixed=121, on_time=120)])
    assert [str(shown(line.value * 100)) for line in result.figures] == ["67.98", "67.42"]


def test_urgent_rates_look_at_urgent_problems_only():
    rules = scheme(Proportional("urgent_fix_rate", Fraction(50)), Proportional("urgent_on_time_rate", Fraction(50)))
    result = score(
        rules, [cell(urgency="A", owed=4, fixed=3, on_time=1), cell(urgency="B", owed=90), cell(urgency="C", owed=5)]
    )
    assert (value(result, "urgent_fix_rate"), value(result, "urgent_on_time_rate")) == (Fraction(3, 4), Fraction(1, 4))


def test_what_only_the_lead_unit_can_be_given_is_measured_by_what_it_led():
    """Or every fix a unit assisted in would lower its share of checks on the spot and hide its relapses."""
    rules = scheme(Proportional("onsite_rate", Fraction(50)), Proportional("relapse_rate", Fraction(50)))
    cells = [cell(owed=4, fixed=4, onsite=2, relapsed=1), cell(SUB, owed=3, fixed=3), cell(ASSIST, owed=9, fixed=9)]
    result = score(rules, cells)
    assert (value(result, "onsite_rate"), value(result, "relapse_rate")) == (HALF, Fraction(1, 4))


def test_of_what_counts_against_the_rest_earns_the_points():
    result = score(scheme(Proportional("relapse_rate", Fraction(10))), [cell(owed=8, fixed=8, relapsed=2)])
    assert result.total == Fraction(15, 2)


# Rate in per cent, threshold, points a percentage point, full mark: points
SLOPES = [
    (100, 70, 1, 50, 50),
    (70, 70, 1, 50, 50),  # just reached
    (69, 70, 1, 50, 49),
    (20, 70, 1, 50, 0),  # used up
    (0, 70, 1, 50, 0),  # never below nought
    (98, 100, HALF, 10, 9),
]


@pytest.mark.parametrize(("rate", "threshold", "minus", "full", "points"), SLOPES)
def test_a_slope_leaves_all_points_from_its_threshold_on(rate, threshold, minus, full, points):
    term = Term("fix_rate", Fraction(threshold, 100), Fraction(minus))
    assert score(scheme(Slopes(Fraction(full), (term,))), [cell(owed=100, fixed=rate)]).total == points


def test_the_slope_of_a_rate_that_counts_against_goes_the_other_way():
    rules = scheme(Slopes(Fraction(10), (Term("relapse_rate", Fraction(2, 100), ONE),)))
    assert score(rules, [cell(owed=100, fixed=100, relapsed=2)]).total == 10
    assert score(rules, [cell(owed=100, fixed=100, relapsed=5)]).total == 7


# 金华, counts of one unit: points for on time (50), closed (20), urgent (10), conduct (5).
JINHUA_CASES = [
    ("all well", {"owed": 100, "fixed": 100, "on_time": 100}, {}, (50, 20, 10, 5)),
    ("at both thresholds", {"owed": 100, "fixed": 90, "on_time": 70}, {}, (50, 20, 10, 5)),
    ("a point under each", {"owed": 100, "fixed": 89, "on_time": 69}, {}, (49, 19, 10, 5)),
    ("the published city", {"owed": 178, "fixed": 121, "on_time": 120}, {}, ("47.42", 0, 10, 5)),
    ("urgent: 98 % closed, 94 % on time", {"owed": 1}, {"owed": 100, "fixed": 98, "on_time": 94}, (None, None, 8.5, 5)),
    ("urgent: none closed", {"owed": 1}, {"owed": 10}, (None, None, 0, 5)),
    ("two reworks, one found false", {"owed": 9, "fixed": 9, "on_time": 9, "reworks": 2, "false": 1}, {},
     (50, 20, 10, "3.6")),
    ("failed thrice costs more than its three reworks", {"owed": 9, "fixed": 9, "on_time": 9, "reworks": 3,
     "failed_thrice": 1}, {}, (50, 20, 10, "3.9")),
    ("thirty reworks use the five points up", {"owed": 99, "fixed": 99, "on_time": 99, "reworks": 30}, {},
     (50, 20, 10, 0)),
]  # fmt: skip


@pytest.mark.parametrize(("what", "counts", "urgent", "points"), JINHUA_CASES, ids=[case[0] for case in JINHUA_CASES])
def test_jinhua(what, counts, urgent, points):
    """With two urgent entries closed on time where the case has none, or the marks of that line would be spread."""
    urgent = urgent or {"owed": 2, "fixed": 2, "on_time": 2}
    ordinary = score(JINHUA, [cell(**counts), cell(urgency="A", **urgent)])
    # The first two lines are about all entries: they are looked at without the urgent ones, on their own marks.
    plain = score(scheme(*JINHUA.components[:2]), [cell(**counts)])
    lines = [*plain.figures, *ordinary.figures[2:]]
    for line, expected in zip(lines, points, strict=True):
        if expected is not None:
            assert str(shown(line.points)) == f"{float(expected):.2f}"


def test_jinhua_counts_what_a_leader_or_the_press_found_twice():
    result = score(
        JINHUA,
        [cell(owed=2, fixed=2, on_time=2), cell(source="leader", owed=1, reworks=1), cell(source="media", owed=1)],
    )
    line = figure(result, "on_time_rate")
    assert (line.numerator, line.denominator) == (2, 6)
    assert figure(result, "occurrences").points == Fraction(46, 10)  # one rework of 0.2, twice
    assert result.sample == 4  # the sample counts each once


def test_jinhua_says_that_nobody_counts_refusals_and_takes_them_when_they_are_handed_in():
    cells = [cell(owed=9, fixed=9, on_time=9)]
    conduct = figure(score(JINHUA, cells), "occurrences")
    assert {part.code: part.reason for part in conduct.parts}["refused"] == ABSENT
    told = figure(score(JINHUA, cells, elsewhere={"refused": Given(Fraction(2))}), "occurrences")
    assert (conduct.points, told.points) == (5, 3)


def test_factors_of_sources_reach_what_they_are_for():
    cells = [cell(owed=1, fixed=1), cell(source="media", owed=1, reworks=1)]
    parts = (Proportional("fix_rate", Fraction(90)), Occurrences(Fraction(10), {"reworks": ONE}))
    two = {"media": Fraction(2)}
    cases = [
        ((), HALF, 9),
        ((ON_RATES,), Fraction(1, 3), 9),
        ((ON_DEDUCTIONS,), HALF, 8),
        ((ON_RATES, ON_DEDUCTIONS), Fraction(1, 3), 8),
    ]
    for applied, rate, left in cases:
        result = score(scheme(*parts, sources=two, sources_apply=applied), cells)
        assert (value(result, "fix_rate"), figure(result, "occurrences").points) == (rate, left)


def test_whoever_is_given_a_part_or_assists_shares_by_the_scheme():
    cells = [cell(LEAD, owed=3, fixed=3), cell(SUB, owed=2), cell(ASSIST, owed=2, fixed=2, reworks=4)]
    roles = {LEAD: ONE, SUB: HALF, ASSIST: HALF}
    result = score(scheme(FIX, Occurrences(Fraction(5), {"reworks": Fraction(1, 5)}), roles=roles), cells)
    assert (figure(result, "fix_rate").numerator, figure(result, "fix_rate").denominator) == (4, 5)
    assert figure(result, "occurrences").points == Fraction(46, 10)
    assert result.sample == 7


def test_a_role_that_weighs_nothing_is_not_in_the_sample():
    roles = {LEAD: ONE, SUB: ONE, ASSIST: Fraction(0)}
    result = score(scheme(FIX, roles=roles, min_sample=3), [cell(owed=2, fixed=2), cell(ASSIST, owed=50)])
    assert (result.sample, result.state, value(result, "fix_rate")) == (2, State.TOO_FEW, 1)


def test_checks_that_a_unit_made_are_no_part_of_its_own_score():
    result = score(scheme(FIX), [cell(owed=2, fixed=1), cell(CHECK, owed=100, fixed=100)])
    assert (result.sample, value(result, "fix_rate")) == (2, HALF)


# Which problems cost, urgency factors, cap of one: what is left of 20
PROBLEM_CASES = [
    ("each", {}, None, 20 - (4 * 1 + 2 * 2 * 2)),
    ("late", {}, None, 20 - (3 * 1 + 1 * 2 * 2)),
    ("unfixed", {}, None, 20 - (1 * 1 + 0)),
    ("each", {"A": Fraction(2)}, None, 20 - (4 * 1 + 2 * 2 * 2 * 2)),
    ("each", {"A": Fraction(2)}, Fraction(3), 20 - (4 * 1 + 2 * 3)),
    ("each", {"A": Fraction(10)}, None, 0),
]


@pytest.mark.parametrize(("basis", "urgencies", "most", "left"), PROBLEM_CASES)
def test_a_problem_costs_its_category_times_urgency_times_source_up_to_a_cap(basis, urgencies, most, left):
    """ENV-03 costs 1, FIR-02 costs 2, and what the press found counts twice."""
    rules = scheme(
        FIX,
        Problems(Fraction(20), basis, urgencies, most),
        sources={"media": Fraction(2)},
        sources_apply=(ON_DEDUCTIONS,),
    )
    cells = [
        cell(owed=4, fixed=3, on_time=1),
        cell(category="FIR-02", urgency="A", source="media", owed=2, fixed=2, on_time=1),
    ]
    result = score(rules, cells, deductions=DEDUCTIONS)
    assert figure(result, "problems").points == left


def test_the_figure_says_which_categories_cost_how_much():
    rules = scheme(FIX, Problems(Fraction(20), "each"))
    result = score(rules, [cell(owed=3), cell(category="FIR-02", owed=1)], deductions=DEDUCTIONS)
    parts = figure(result, "problems").parts
    assert [(part.code, part.numerator, part.minus) for part in parts] == [("ENV-03", 3, 3), ("FIR-02", 1, 2)]


def test_a_problem_of_a_category_without_a_deduction_is_not_passed_over_in_silence():
    with pytest.raises(KeyError, match="NEW-01"):
        score(scheme(FIX, Problems(Fraction(20), "each")), [cell(category="NEW-01", owed=1)], deductions=DEDUCTIONS)


def test_marks_of_what_the_platform_does_not_have_are_spread_in_proportion():
    """The platform's own scheme today: 20 + 15 + 10 of 45 stand for 100."""
    result = score(DEFAULT, [cell(owed=20, fixed=18, on_time=16, relapsed=0)])
    assert [(line.code, line.reason, str(shown(line.full))) for line in result.figures] == [
        ("site_score_rate", ABSENT, "0.00"),
        ("fix_rate", "", "44.44"),
        ("on_time_rate", "", "33.33"),
        ("relapse_rate", "", "22.22"),
        ("online_rate", ABSENT, "0.00"),
    ]
    assert sum(line.full for line in result.figures) == 100
    assert [line.code for line in result.spread] == ["site_score_rate", "online_rate"]
    assert result.total == (20 * Fraction(9, 10) + 15 * Fraction(8, 10) + 10) * Fraction(100, 45)


def test_they_weigh_what_the_scheme_says_as_soon_as_somebody_hands_them_in():
    handed_in = {
        "site_score_rate": Given(Fraction(701, 10), Fraction(100)),
        "online_rate": Given(Fraction(9), Fraction(9)),
    }
    result = score(DEFAULT, [cell(owed=20, fixed=18, on_time=16)], elsewhere=handed_in)
    assert not result.spread
    assert result.total == Fraction(701, 20) + 18 + 12 + 10 + 5


def test_a_rate_with_nothing_to_divide_by_is_neither_nought_nor_all():
    rules = scheme(FIX, Proportional("receive_rate", Fraction(40)), Occurrences(Fraction(10), {"reworks": ONE}))
    result = score(rules, [cell(owed=4, fixed=1, receivable=0)])
    missing = figure(result, "receive_rate")
    assert (missing.value, missing.points, missing.full, missing.stated, missing.reason) == (None, None, 0, 40, NULL)
    assert (figure(result, "fix_rate").full, figure(result, "fix_rate").points) == (100, 25)
    assert figure(result, "occurrences").full == 10  # a budget is no rate: its mark stays what it is


def test_a_slope_grows_with_its_mark():
    """A unit without urgent entries under 金华: 80 points of rates on 70, each slope steeper by 80/70."""
    result = score(JINHUA, [cell(owed=100, fixed=100, on_time=63)])
    line = figure(result, "on_time_rate")
    assert (line.full, line.points) == (Fraction(50 * 80, 70), (50 - 7) * Fraction(80, 70))
    assert line.full - line.parts[0].minus == line.points


def test_of_two_rates_in_one_line_the_one_without_a_value_takes_nothing():
    terms = (Term("fix_rate", ONE, ONE), Term("coverage_rate", ONE, ONE))
    result = score(scheme(Slopes(Fraction(20), terms)), [cell(owed=100, fixed=95)])
    assert (result.total, result.figures[0].reason) == (15, "")
    assert [part.reason for part in result.figures[0].parts] == ["", ABSENT]


@pytest.mark.parametrize(
    ("given", "counted"), [(0, 0), (3, 3), (5, 5), (8, 5), (-3, -3), (-8, -5), (Fraction(5, 2), Fraction(5, 2))]
)
def test_bonus_and_malus_count_up_to_the_cap(given, counted):
    result = score(scheme(FIX, bonus=Fraction(5)), [cell(owed=2, fixed=1)], bonus=Fraction(given))
    assert (result.given, result.bonus, result.total) == (given, counted, 30 + counted)


# Owed, smallest sample: state, whether there is a total
STATES = [
    ([], 5, State.NOTHING, False),
    ([cell(owed=0)], 1, State.NOTHING, False),
    ([cell(owed=4, fixed=4)], 5, State.TOO_FEW, True),
    ([cell(owed=5)], 5, State.RANKED, True),
    ([cell(owed=3), cell(ASSIST, owed=2)], 5, State.RANKED, True),
]


@pytest.mark.parametrize(("cells", "least", "state", "has_total"), STATES)
def test_who_has_too_little_is_not_ranked(cells, least, state, has_total):
    result = score(scheme(FIX, min_sample=least), cells)
    assert (result.state, result.total is not None) == (state, has_total)


def test_nothing_counted_is_no_score_even_with_a_bonus_and_a_full_budget():
    rules = scheme(FIX, Occurrences(Fraction(10), {"reworks": ONE}), bonus=Fraction(5))
    assert score(rules, [], bonus=Fraction(5)).total is None


def test_ties_share_a_rank_and_the_next_one_is_skipped():
    def unit(fixed, owed=10):
        return score(scheme(FIX, min_sample=5), [cell(owed=owed, fixed=fixed)])

    scores = {
        "丙街道": unit(8),
        "甲街道": unit(9),
        "乙街道": unit(9),
        "丁街道": unit(18, 20),
        "戊街道": unit(4, 4),
        "己街道": score(scheme(FIX), []),
        "庚街道": unit(0),
    }
    assert [(place.key, place.rank) for place in ranked(scores)] == [
        ("丁街道", 1), ("乙街道", 1), ("甲街道", 1), ("丙街道", 4), ("庚街道", 5),
    ]  # fmt: skip
    assert ranked(dict(reversed(scores.items()))) == ranked(scores)
    assert ranked({}) == []


def test_what_looks_alike_when_rounded_is_still_ranked_exactly():
    rules = scheme(Proportional("fix_rate", Fraction(100)))
    better = score(rules, [cell(owed=100_000, fixed=93_314)])
    worse = score(rules, [cell(owed=100_000, fixed=93_313)])
    assert shown(better.total) == shown(worse.total)
    assert [place.rank for place in ranked({"a": worse, "b": better})] == [1, 2]


def test_what_one_late_fix_would_have_brought_had_it_been_in_time():
    cells = [cell(owed=10, fixed=8, on_time=6), cell(source="media", owed=2, fixed=2, on_time=1)]
    rules = scheme(FIX, ON_TIME, sources={"media": Fraction(2)}, sources_apply=(ON_RATES,))
    before = score(rules, cells)
    ordinary = what_if(rules, cells, fixed_in_time(LEAD, "ENV-03", "B", "team"))
    exposed = what_if(rules, cells, fixed_in_time(LEAD, "ENV-03", "B", "media"))
    assert ordinary.total - before.total == Fraction(40, 14)
    assert exposed.total - before.total == Fraction(80, 14)


def test_an_open_problem_can_be_asked_about_as_well():
    fixed = cell(fixed=1, on_time=1, checked=1, first_pass=1)
    rules, cells = scheme(FIX, ON_TIME), [cell(owed=10, fixed=5, on_time=5)]
    assert what_if(rules, cells, fixed).total - score(rules, cells).total == 10


@pytest.mark.parametrize(
    "change",
    [
        fixed_in_time(LEAD, "FIR-02", "B", "team"),  # nothing of this category was owed
        fixed_in_time(ASSIST, "ENV-03", "B", "team"),  # the unit only led
        fixed_in_time(LEAD, "ENV-03", "A", "team"),  # both urgent fixes were in time already
        cell(owed=0, fixed=4),
        cell(on_time=-3),
    ],
)
def test_a_fix_that_never_was_late_cannot_be_asked_about(change):
    cells = [cell(owed=6, fixed=3, on_time=2), cell(urgency="A", owed=2, fixed=2, on_time=2)]
    with pytest.raises(ValueError, match="cannot have been fixed"):
        what_if(scheme(FIX), cells, change)


def test_a_team_is_scored_by_its_checks():
    cells = [cell(CHECK, owed=10, fixed=10, on_time=8, passed=8, onsite=6, false=2)]
    result = score(TEAMS, cells)
    assert [(line.code, line.value, line.points) for line in result.figures] == [
        ("check_on_time_rate", Fraction(8, 10), 40),
        ("check_onsite_rate", Fraction(6, 8), Fraction(45, 2)),
        ("check_false_rate", Fraction(2, 8), 15),
    ]
    assert (result.total, result.state) == (Fraction(155, 2), State.RANKED)


def test_a_team_that_passed_nothing_is_scored_by_its_speed_alone():
    rules = scheme(*TEAMS.components, of=OF_TEAMS)
    result = score(rules, [cell(CHECK, owed=4, fixed=4, on_time=3)])
    assert (result.total, [line.code for line in result.spread]) == (75, ["check_onsite_rate", "check_false_rate"])
