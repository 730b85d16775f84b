"""Red and black lists, red and yellow flags: who is on them, who is not, and why (DOMAIN 5)."""

import random
from fractions import Fraction

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from scoring.criteria import AtLeast, Below, Both, Bottom, Fact, Running, Standing, Top
from scoring.lists import BLAME, PRAISE, List, Rule, Why, outcome, read_reason, write_reason
from scoring.lists_builtin import BUILT_IN, DEFAULT, JIANGMEN, TAISHAN, WUHAN, XIANGSHAN
from scoring.lists_words import left_off_words, points, sentence, too_small_words
from scoring.periods import Kind
from tests.scoring.standing import group, numbered

TWELVE = (98, 97, 96, 95, 94, 90, 88, 86, 84, 82, 80, 78)


def on(found, what: str) -> list[str]:
    """Who is on a list."""
    return [one.key for one in found.listed if one.list == what]


def off(found, what: str, why: Why) -> list[str]:
    """Who was left off a list for a reason."""
    return [one.key for one in found.left_off if one.list == what and one.why is why]


def weekly(rules, standings, *before):
    return outcome(rules, standings, period=Kind.WEEK, before=before)


def monthly(rules, standings, *before):
    return outcome(rules, standings, period=Kind.MONTH, before=before)


# What cities have published


def test_jiangmen_lists_five_departments_and_the_last_three():
    found = weekly(JIANGMEN, numbered(*TWELVE))
    assert on(found, "red_list") == ["d01", "d02", "d03", "d04", "d05"]
    assert on(found, "black_list") == ["d10", "d11", "d12"]


def test_jiangmen_lists_one_sub_district_and_one_town_each_by_its_own_group():
    found = weekly(JIANGMEN, [*group("east 90, west 80, south 70", "street"), *group("lake 60, hill 50, mill 40")])
    assert on(found, "red_list") == ["east", "lake"]
    assert on(found, "black_list") == ["south", "mill"]


@pytest.mark.parametrize(
    ("points_of", "red", "black"),
    [
        # two at the fifth place: six are red; two at the tenth: they and the last are black
        ((98, 97, 96, 95, 94, 94, 88, 86, 84, 82, 80, 78), 6, 3),
        ((98, 97, 96, 95, 94, 90, 88, 86, 84, 80, 80, 78), 5, 3),
        ((98, 97, 96, 95, 94, 90, 88, 86, 84, 84, 84, 84), 5, 4),  # the last four tie
        ((98, 97, 96, 95, 94, 90, 88, 86, 80, 80, 80, 78), 5, 4),  # the second last three tie
        ((98, 98, 98, 98, 98, 98, 98, 86, 84, 82, 80, 78), 7, 3),
    ],
)
def test_who_ties_is_listed_together(points_of, red, black):
    found = weekly(JIANGMEN, numbered(*points_of))
    assert (len(on(found, "red_list")), len(on(found, "black_list"))) == (red, black)


def test_who_had_no_problem_that_week_is_not_ranked_and_not_listed():
    found = weekly(JIANGMEN, numbered(*TWELVE, "-", "-"))
    assert on(found, "black_list") == ["d10", "d11", "d12"]
    assert found.listed[0].reasons[0].ranked == 12


@pytest.mark.parametrize(
    ("last", "listed"), [("84.99", ["mill"]), ("85", []), ("91", [])], ids=["below", "exactly", "above"]
)
def test_taishan_lists_the_last_town_only_below_85(last, listed):
    assert on(monthly(TAISHAN, group(f"lake 96, hill 92, mill {last}")), "black_list") == listed


def communities(*last: str, exposed: str = "") -> list[Standing]:
    """Fourteen communities, a first; of the last three these are the names."""
    rows = [f"{name} {99 - n}" for n, name in enumerate((*"abcdefghijk", *last))]
    return group(", ".join(f"{row} +exposed" if row[0] == exposed else row for row in rows), "community")


def test_xiangshan_waits_for_a_second_week_among_the_last_three():
    found = weekly(XIANGSHAN, communities("x", "y", "z"), communities("x", "y", "k2"))
    assert on(found, "black_list") == ["x", "y"]
    assert on(weekly(XIANGSHAN, communities("x", "y", "z")), "black_list") == []
    assert len(on(found, "red_list")) == 10


def test_xiangshan_lists_at_once_who_was_exposed():
    assert on(weekly(XIANGSHAN, communities("x", "y", "z", exposed="k")), "black_list") == ["k"]


def test_wuhan_gives_each_group_a_red_and_a_yellow_flag():
    old_town = group("jiangan 93, wuchang 91, hanyang 88", "centre")
    found = monthly(WUHAN, [*old_town, *group("huangpi 85, xinzhou 84, jiangxia 84", "new")])
    assert on(found, "red_flag") == ["jiangan", "huangpi"]
    assert on(found, "yellow_flag") == ["hanyang", "jiangxia", "xinzhou"]
    assert monthly(JIANGMEN, numbered(*TWELVE)).listed == ()  # a weekly rule says nothing of a month


# The platform's own


def test_of_a_large_group_three_and_of_a_small_one_one():
    found = weekly(DEFAULT, [*numbered(*TWELVE), *group("lake 96, hill 92, mill 70")])
    assert on(found, "red_list") == ["d01", "d02", "d03", "lake"]
    assert on(found, "black_list") == ["d10", "d11", "d12", "mill"]


def test_first_with_few_points_is_not_red_and_last_with_many_not_black():
    assert weekly(DEFAULT, group("lake 89.99, hill 88, mill 85")).listed == ()


@pytest.mark.parametrize("fact", ["false_strike_off", "listed_relapse", "exposed", "office"])
def test_a_fact_keeps_off_the_red_list_and_nobody_moves_up(fact):
    found = weekly(DEFAULT, group(f"lake 96 +{fact}, hill 95, mill 94"))
    assert on(found, "red_list") == []
    assert off(found, "red_list", Why.FACT) == ["lake"]


@pytest.mark.parametrize(("fact", "black"), [("false_strike_off", True), ("office", True), ("exposed", False)])
def test_a_fact_that_is_a_rule_puts_on_the_black_list_whatever_the_points(fact, black):
    found = weekly(DEFAULT, group(f"lake 96, hill 95 +{fact}, mill 94"))
    assert on(found, "black_list") == (["hill"] if black else [])


def test_a_fact_counts_in_a_group_of_one_too():
    found = weekly(DEFAULT, group("lake 96 +office"))
    assert on(found, "black_list") == ["lake"]


def test_who_is_not_ranked_is_never_listed_but_the_office_sees_whom_a_fact_would_have_put_there():
    found = weekly(DEFAULT, group("lake 96, hill 95, mill 94, ford - +office"))
    assert "ford" not in [one.key for one in found.listed]
    assert off(found, "black_list", Why.NOT_RANKED) == ["ford"]


def test_with_too_few_ranked_a_group_has_no_list_and_it_is_said():
    found = weekly(DEFAULT, group("lake 96, hill 40, ford -"))
    assert found.listed == ()
    assert [(one.rule.code, one.ranked) for one in found.too_small] == [("red", 2), ("black", 2)]


# Praise and blame


def test_who_stands_at_both_ends_is_on_neither_list():
    rules = (Rule("top", List.RED_LIST, Top(2), (Kind.WEEK,)), Rule("bottom", List.BLACK_LIST, Bottom(2), (Kind.WEEK,)))
    found = weekly(rules, group("a 90, b 80, c 70"))
    assert on(found, "red_list") == ["a"]
    assert on(found, "black_list") == ["c"]
    assert off(found, "red_list", Why.BOTH_ENDS) == off(found, "black_list", Why.BOTH_ENDS) == ["b"]


def test_where_all_are_equal_nobody_is_first_or_last():
    found = monthly(WUHAN, group("a 100, b 100, c 100, d 100"))
    assert found.listed == ()
    assert off(found, "yellow_flag", Why.BOTH_ENDS) == ["a", "b", "c", "d"]


def test_among_equals_a_fact_that_keeps_off_the_red_list_does_not_blacken():
    rules = (
        Rule("top", List.RED_LIST, Top(1), (Kind.WEEK,), unless=("exposed",)),
        Rule("bottom", List.BLACK_LIST, Bottom(1), (Kind.WEEK,)),
    )
    found = weekly(rules, group("a 100, b 100 +exposed, c 100"))
    assert found.listed == ()
    assert off(found, "red_list", Why.FACT) == ["b"]


def test_a_fact_that_puts_on_the_black_list_takes_a_flag_away():
    rules = (
        Rule("flag", List.RED_FLAG, Top(1), (Kind.WEEK,)),
        Rule("fact", List.BLACK_LIST, Fact(("false_strike_off",)), (Kind.WEEK,), minimum=1),
    )
    found = weekly(rules, group("a 100 +false_strike_off, b 90, c 80"))
    assert [(one.list, one.key) for one in found.listed] == [("black_list", "a")]
    assert off(found, "red_flag", Why.FACT) == ["a"]


def test_who_is_kept_off_by_one_rule_and_listed_by_another_is_listed():
    rules = (
        Rule("clean", List.RED_LIST, Top(1), (Kind.WEEK,), unless=("exposed",)),
        Rule("good", List.RED_LIST, AtLeast(Fraction(95)), (Kind.WEEK,)),
    )
    found = weekly(rules, group("a 96 +exposed, b 90, c 80"))
    assert on(found, "red_list") == ["a"]
    assert found.left_off == ()


# Periods running

LAST = Rule("run", List.BLACK_LIST, Running(Bottom(1), 3), (Kind.WEEK,))
BAD, GOOD = group("a 90, b 80, x 10"), group("x 99, a 90, b 80")
ABSENT, NOBODY, FEW = group("a 90, b 80, c 70, x -"), group("a -, b -, x -"), group("a 90, x 10")


@pytest.mark.parametrize(
    ("before", "listed"),
    [
        ((BAD, BAD), True),
        ((BAD,), False),
        ((BAD, GOOD, BAD), False),
        ((BAD, ABSENT, BAD), False),  # the others were ranked: the row is broken
        ((BAD, NOBODY, BAD), True),  # nobody was ranked that week: it does not count
        ((BAD, FEW, BAD), True),  # too few for the rule: it does not count either
        ((BAD, [], BAD), True),
        ((NOBODY, NOBODY), False),
    ],
)
def test_running_counts_the_weeks_in_which_there_was_a_ranking(before, listed):
    assert on(weekly((LAST,), BAD, *before), "black_list") == (["x"] if listed else [])


def test_the_reason_says_how_long_it_has_been():
    found = weekly((LAST,), BAD, BAD, BAD, BAD, GOOD)
    assert found.listed[0].reasons[0].running == 4


def test_the_group_of_then_is_what_counts():
    elsewhere = [*group("a 90, b 80, c 70"), *group("p 90, q 80, x 10", "street")]
    assert on(weekly((LAST,), BAD, elsewhere, elsewhere), "black_list") == ["x"]
    towns_only = Rule("run", List.BLACK_LIST, Running(Bottom(1), 2), (Kind.WEEK,), groups=("town",))
    assert on(weekly((towns_only,), BAD, elsewhere), "black_list") == []


# Every reader, every order


def test_a_rule_speaks_of_its_subject_alone():
    rule = Rule("top", List.RED_LIST, Top(1), (Kind.WEEK,), subject="team")
    teams = group("one 90, two 80, three 70", "team")
    assert outcome([rule], teams, period=Kind.WEEK, subject="team").listed[0].key == "one"
    assert outcome([rule], teams, period=Kind.WEEK, subject="unit").listed == ()


def test_nobody_stands_twice_and_nobody_has_a_rank_without_points():
    with pytest.raises(ValueError, match="twice"):
        weekly(DEFAULT, [*group("a 90, b 80, c 70"), *group("a 90", "street")])
    with pytest.raises(ValueError, match="rank"):
        Standing("a", "town", 1, None)


totals = st.lists(st.one_of(st.none(), st.integers(60, 100).map(Fraction)), max_size=16)
facts = st.sets(st.sampled_from(["false_strike_off", "listed_relapse", "exposed", "office"]), max_size=2)


@st.composite
def periods_of_a_group(draw):
    """A group's standings over some weeks, latest first."""
    weeks = []
    for _week in range(draw(st.integers(1, 3))):
        given_points = draw(totals)
        ranked = [total for total in given_points if total is not None]
        weeks.append(
            [
                Standing(
                    f"u{n:02}",
                    "municipal",
                    None if total is None else 1 + sum(other > total for other in ranked),
                    total,
                    frozenset(draw(facts)) if draw(st.booleans()) else frozenset(),
                )
                for n, total in enumerate(given_points)
            ]
        )
    return weeks


every_rules = st.sampled_from([*(one.rules for one in BUILT_IN.values()), (*JIANGMEN, *DEFAULT), (*DEFAULT, *WUHAN)])


@given(periods_of_a_group(), every_rules, st.sampled_from(list(Kind)), st.randoms(use_true_random=False))
def test_what_holds_for_every_list(weeks, rules, kind, shuffle: random.Random):
    found = outcome(rules, weeks[0], period=kind, before=weeks[1:])
    praised = {one.key for one in found.listed if one.list in PRAISE}
    blamed = {one.key for one in found.listed if one.list in BLAME}
    ranked = {one.key: one for one in weeks[0] if one.rank is not None}
    assert not praised & blamed
    assert praised | blamed <= ranked.keys()
    for one in found.listed:
        assert one.reasons
        assert all(read_reason(write_reason(reason)) == reason for reason in one.reasons)
        for equal in ranked.values():  # ties, where no fact makes the difference
            twin = ranked[one.key]
            if len(weeks) == 1 and (equal.rank, equal.facts) == (twin.rank, twin.facts):
                assert equal.key in on(found, one.list)
    mixed = [shuffle.sample(week, len(week)) for week in weeks]
    assert outcome(rules, mixed[0], period=kind, before=mixed[1:]) == found


# In words


def said(found, language: str) -> list[str]:
    with override(language):
        return [sentence(one) for one in found.listed]


def test_a_reason_is_a_sentence_in_both_languages():
    found = weekly(JIANGMEN, group("lake 92.305, hill 80, mill 61.2"))
    assert said(found, "en") == [
        "Rank 1 of 3 with 92.31 points: first.",
        "Rank 3 of 3 with 61.2 points: last.",
    ]
    assert said(found, "zh-hans") == [
        "第 1 名（共 3 名），92.31 分：居首位。",
        "第 3 名（共 3 名），61.2 分：居末位。",
    ]


def test_several_reasons_are_one_sentence():
    found = weekly(DEFAULT, group("lake 96, hill 92, mill 70 +office +false_strike_off +exposed"))
    black = next(one for one in found.listed if one.list == "black_list")
    with override("zh-hans"):
        assert sentence(black) == "第 3 名（共 3 名），70 分：居末位且低于 85 分；虚假销号、一票否决。"
    with override("en"):
        assert sentence(black) == (
            "Rank 3 of 3 with 70 points: last and below 85 points; a strike-off found false and the office's veto."
        )


def test_the_first_of_a_large_group_is_said_once():
    with override("zh-hans"):
        assert (
            sentence(weekly(DEFAULT, numbered(*TWELVE)).listed[0])
            == "第 1 名（共 12 名），98 分：居前 3 名且不低于 90 分。"
        )


def test_running_is_said_with_its_length():
    rule = Rule("run", List.BLACK_LIST, Both((Running(Bottom(3), 2), Below(Fraction(85)))), (Kind.WEEK,))
    found = weekly((rule,), numbered(*TWELVE), numbered(*TWELVE), numbered(*TWELVE))
    with override("zh-hans"):
        assert sentence(found.listed[-1]) == "第 12 名（共 12 名），78 分：连续 3 周居末 3 名且低于 85 分。"
    with override("en"):
        assert sentence(found.listed[-1]) == (
            "Rank 12 of 12 with 78 points: among the last 3, 3 weeks running and below 85 points."
        )


@pytest.mark.parametrize(
    ("total", "limits", "shown"),
    [
        (Fraction(96300, 1032), (), "93.31"),  # 963/1032
        (Fraction(85), (), "85"),
        (Fraction(100), (), "100"),
        (Fraction(845, 10), (), "84.5"),
        (Fraction(84999, 1000), (), "85"),
        (Fraction(84999, 1000), (Fraction(85),), "84.999"),
        (Fraction(8499999999, 100000000), (Fraction(85),), "84.99999999"),
        (Fraction(90), (Fraction(90),), "90"),
        (Fraction(0), (), "0"),
    ],
)
def test_points_are_short_but_never_look_like_a_limit_they_do_not_reach(total, limits, shown):
    assert points(total, *limits) == shown


def test_who_was_left_off_and_why_is_said():
    rules = (*DEFAULT, *(Rule(f"w-{rule.code}", rule.list, rule.criterion, (Kind.WEEK,)) for rule in WUHAN))
    found = weekly(rules, [*group("a 96, b 96, c 96"), *group("d 96 +exposed, e 80, f 70, g - +office", "street")])
    with override("zh-hans"):
        words = [left_off_words(one) for one in found.left_off]
    assert "不列入黄旗：按名次和得分会同时受表扬和批评。" in words
    assert "不列入红榜：被曝光。" in words
    assert "不列入黑榜：样本不足，未参加排名（另有一票否决）。" in words


def test_why_a_group_has_no_list_is_said():
    found = weekly(DEFAULT, group("lake 96, ford -"))
    with override("en"):
        assert (
            too_small_words(found.too_small[0]) == "Red list: 1 is ranked in the group; the rule asks for 3 at least."
        )
    with override("zh-hans"):
        assert too_small_words(found.too_small[0]) == "红榜：本组参加排名的只有 1 个，不足规则要求的 3 个，不设榜。"


def test_at_least_means_that_many_are_enough():
    rule = Rule("good", List.RED_LIST, AtLeast(Fraction(90)), (Kind.WEEK,))
    assert on(weekly((rule,), group("a 90, b 89.99, c 95")), "red_list") == ["c", "a"]
