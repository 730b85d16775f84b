"""What follows for who stands last again and again: proposals, the rules they come from, and how they are said."""

import copy
import json
from dataclasses import replace
from fractions import Fraction

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from scoring import appraisal, reading, shares
from scoring.consequences import (
    DEFAULT,
    JIANGMEN,
    Consequences,
    Issue,
    Mark,
    Rule,
    Step,
    nonsense,
    proposals,
    read_consequences,
    write_consequences,
)
from scoring.consequences_words import appraisal_words, rule_words, sentence, share_words
from scoring.lists import List, outcome
from scoring.lists_builtin import DEFAULT as LISTS
from scoring.periods import Kind, Period
from supervision.canonical import json_text
from supervision.ladder import Rung
from tests.scoring.standing import group

LAST, MIDDLE = "lake 96, hill 92, mill 60", "lake 96, mill 92, hill 60"
ABSENT, NOBODY, FEW = "lake 96, hill 92, ford 90, mill -", "lake -, hill -, mill -", "lake 96, mill 60"


def weeks(*texts: str, first: str = "2026-W47") -> list[Issue]:
    """Issues week by week, latest first, with the lists of the platform's own rules; "" is a week without any."""
    issues, period, before = [], Period(Kind.WEEK, first), [group(text) if text else [] for text in texts]
    for n, standings in enumerate(before):
        listed = outcome(LISTS, standings, period=Kind.WEEK, before=before[n + 1 :]).listed
        issues.append(Issue(period, standings, listed))
        period = period.previous
    return issues


def steps(rules, issues) -> dict[str, tuple[str, int]]:
    """Who is proposed for what, and the how many-th time it is."""
    return {one.key: (str(one.step), one.nth) for one in proposals(rules, issues)}


@pytest.mark.parametrize(
    ("history", "proposed"),
    [
        ((LAST,), ("talk_in_charge", 1)),
        ((LAST, MIDDLE), ("talk_in_charge", 1)),
        ((LAST, LAST), ("talk_organization", 2)),
        ((LAST, LAST, MIDDLE, LAST), ("talk_organization", 2)),
        ((LAST, LAST, LAST), ("accountability", 3)),
        ((LAST, LAST, LAST, LAST), ("accountability", 4)),
        ((LAST, ABSENT, LAST), ("talk_in_charge", 1)),  # others were ranked: the row is broken
        ((LAST, NOBODY, LAST), ("talk_organization", 2)),  # nobody was: the week does not count
        ((LAST, FEW, LAST), ("talk_organization", 2)),  # two are too few for anybody to be last
        ((LAST, "", LAST), ("talk_organization", 2)),
    ],
)
def test_jiangmen_climbs_from_the_leader_in_charge_to_accountability(history, proposed):
    assert steps(JIANGMEN, weeks(*history))["mill"] == proposed


def test_only_who_stands_last_now_is_proposed():
    assert "mill" not in steps(JIANGMEN, weeks(MIDDLE, LAST, LAST))
    assert steps(JIANGMEN, weeks(NOBODY, LAST, LAST)) == {}
    assert steps(JIANGMEN, []) == {}


def test_who_shares_the_last_place_is_last_and_where_all_are_equal_nobody_is():
    assert set(steps(JIANGMEN, weeks("lake 96, hill 60, mill 60"))) == {"hill", "mill"}
    assert steps(JIANGMEN, weeks("lake 96, hill 96, mill 96")) == {}


def test_the_periods_are_named_and_the_rung_of_the_file():
    (found,) = proposals(JIANGMEN, weeks(LAST, NOBODY, LAST))
    assert [period.code for period in found.periods] == ["2026-W47", "2026-W45"]
    assert (found.group, found.step.rung, found.rule.code) == ("town", Rung.TALK, "second")
    assert {step: step.rung for step in Step}[Step.ACCOUNTABILITY] == Rung.ACCOUNTABILITY


def test_two_black_lists_in_a_row_bring_a_talk_three_accountability():
    issues = weeks(LAST, LAST, LAST)
    assert issues[0].listed[-1].list == List.BLACK_LIST
    assert steps(DEFAULT, issues) == {"mill": ("accountability", 3)}
    assert steps(DEFAULT, issues[:2]) == {"mill": ("talk_in_charge", 2)}
    assert steps(DEFAULT, issues[:1]) == {}


def test_a_black_list_by_a_fact_counts_in_a_group_too_small_for_ranks():
    issues = weeks("mill 90 +false_strike_off", "mill 90 +false_strike_off")
    assert steps(DEFAULT, issues) == {"mill": ("talk_in_charge", 2)}


@pytest.mark.parametrize(
    ("history", "proposed"),
    [
        ((LAST, MIDDLE, LAST, LAST), True),
        ((LAST, MIDDLE, LAST, MIDDLE), False),
        ((LAST, MIDDLE, LAST, MIDDLE, LAST), False),  # the third lies outside the last four
        ((LAST, NOBODY, MIDDLE, LAST, NOBODY, LAST), True),  # weeks without a ranking are none of the four
    ],
)
def test_so_many_times_within_so_many_weeks(history, proposed):
    rule = Rule("often", Mark.BOTTOM, Kind.WEEK, 3, Step.TALK_IN_CHARGE, within=4)
    assert ("mill" in steps([rule], weeks(*history))) is proposed


def test_the_strictest_step_is_the_only_one():
    rules = [*JIANGMEN, Rule("often", Mark.BOTTOM, Kind.WEEK, 2, Step.CIRCULAR, within=4)]
    assert steps(rules, weeks(LAST, MIDDLE, LAST)) == {"mill": ("talk_in_charge", 1)}
    assert steps(rules[3:], weeks(LAST, MIDDLE, LAST)) == {"mill": ("circular", 2)}


def test_a_rule_is_for_its_kind_of_period_and_subject():
    monthly = [replace(rule, period=Kind.MONTH) for rule in JIANGMEN]
    assert steps(monthly, weeks(LAST)) == {}
    assert proposals(JIANGMEN, weeks(LAST), "zone") == []


def test_issues_out_of_order_are_a_mistake():
    later, earlier = weeks(LAST, LAST)
    for issues in ([earlier, later], [later, later], [later, replace(earlier, period=Period(Kind.MONTH, "2026-10"))]):
        with pytest.raises(ValueError, match="does not come before"):
            proposals(JIANGMEN, issues)


histories = st.lists(st.sampled_from([LAST, MIDDLE, ABSENT, NOBODY, FEW]), min_size=1, max_size=6)


@given(histories)
def test_every_proposal_stands_on_periods_in_which_it_was_so(history):
    issues = weeks(*history)
    for found in proposals([*JIANGMEN, *DEFAULT], issues):
        assert found.periods[0] == issues[0].period
        assert found.nth >= found.rule.times
        by_period = {issue.period: issue for issue in issues}
        for period in found.periods:
            ranks = {one.key: one.rank for one in by_period[period].standings if one.rank}
            assert ranks[found.key] == max(ranks.values())


# Nonsense


ONE = JIANGMEN[0]


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        (JIANGMEN, None),
        (DEFAULT, None),
        ([ONE, replace(ONE, times=2)], "Two rules have the code first."),
        ([replace(ONE, within=3)], "first: once among several periods is once; leave the number of periods out."),
        (
            [replace(ONE, times=3, within=3)],
            "first: 3 times cannot be asked of 3 periods; in a row says the same.",
        ),
        ([replace(ONE, minimum=1)], "first: who is ranked alone is first and last; ask for 2 ranked at least."),
        ([ONE, replace(ONE, code="again")], "first and again both say what follows for the same count, 1."),
        (
            [replace(ONE, code="two", times=2, step=Step.CIRCULAR), ONE],
            "two is milder than first, although it takes more times.",
        ),
    ],
)
def test_nonsense_is_said(rules, words):
    with override("en"):
        assert nonsense(rules) == ([words] if words else [])


# The document


FULL = Consequences(
    (*JIANGMEN, Rule("often", Mark.BLACK_LIST, Kind.MONTH, 3, Step.TALK_IN_CHARGE, within=6)),
    appraisal.WEEKS_MONTHS_YEAR,
    (
        shares.Fund("towns", "town", 650_000_000, shares.EqualAmong(3)),
        shares.Fund("streets", "street", 50_000_000, shares.ByRank((Fraction(5), Fraction(5, 2)))),
        shares.Fund("departments", "municipal", 1, shares.ByPoints(Fraction(169, 2))),
    ),
)


@pytest.mark.parametrize("document", [Consequences(), FULL], ids=["empty", "full"])
def test_what_is_written_is_read_back_the_same(document):
    written = write_consequences(document)
    assert read_consequences(json.loads(json.dumps(written))) == document
    assert json_text(written)
    assert document.nonsense() == []


def put(path: str, value: object) -> dict:
    found: object = (changed := copy.deepcopy(write_consequences(FULL)))
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in way:
        found = found[step]
    found[last] = value
    return changed


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("schema", 2), ("schema", None), ("more", 1), ("rules", {}), ("rules", None), ("rules.0", "first"),
        ("rules.0.code", "First!"), ("rules.0.mark", "red_list"), ("rules.0.mark", []), ("rules.0.period", "day"),
        ("rules.0.times", 0), ("rules.0.times", 54), ("rules.0.times", True), ("rules.0.times", 1.0),
        ("rules.0.within", 0), ("rules.0.within", "3"), ("rules.0.step", "prison"), ("rules.0.step", None),
        ("rules.0.subject", "person"), ("rules.0.minimum", -1), ("appraisal", []), ("appraisal", {}),
        ("appraisal.parts", {}), ("appraisal.parts.0.weight", 15), ("appraisal.parts.0.weight", "-1"),
        ("appraisal.parts.0.weight", "101"), ("appraisal.parts.0.each", ["1"] * 54),
        ("appraisal.parts.0.each", [0.5]), ("appraisal.parts.0.period", "season"), ("funds", {}),
        ("funds.0.fen", -1), ("funds.0.fen", 1.5), ("funds.0.fen", True), ("funds.0.fen", "100"),
        ("funds.0.fen", 10**13 + 1), ("funds.0.group", ""), ("funds.0.rule", None), ("funds.0.rule", {"way": "luck"}),
        ("funds.0.rule.k", 0), ("funds.0.rule.k", 100), ("funds.0.rule.more", 1), ("funds.1.rule.shares", ["-1"]),
        ("funds.1.rule.shares", ["1/0"]), ("funds.1.rule.shares", "5"), ("funds.1.rule.shares", ["1"] * 100),
        ("funds.2.rule.floor", 85), ("funds.2.rule.floor", "1001"),
    ],
)  # fmt: skip
def test_what_has_not_the_shape_is_refused_with_words(path, value):
    with pytest.raises(reading.Unreadable) as refused:
        read_consequences(put(path, value))
    assert str(refused.value).startswith("consequences")


values = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=4), st.just([]), st.just({}))
PATHS = ["schema", "rules.0.code", "rules.0.mark", "rules.0.period", "rules.0.times", "rules.0.within", "rules.0.step",
         "rules.0.subject", "rules.0.minimum", "appraisal", "appraisal.parts", "appraisal.parts.0.weight",
         "appraisal.parts.1.each", "funds", "funds.0", "funds.0.group", "funds.0.fen", "funds.0.rule", "funds.0.rule.k",
         "funds.1.rule.shares", "funds.1.rule.shares.0", "funds.2.rule.floor"]  # fmt: skip


@given(st.sampled_from(PATHS), values)
def test_anything_anywhere_is_read_or_refused(path, value):
    try:
        found = read_consequences(put(path, value))
    except reading.Unreadable as refused:
        assert str(refused)
    else:
        assert read_consequences(write_consequences(found)) == found
        assert all(words.strip() for words in found.nonsense())


# In words


def test_a_proposal_is_a_sentence():
    (talk,) = proposals(JIANGMEN, weeks(LAST, LAST))
    with override("zh-hans"):
        assert sentence(talk) == "提请组织部门约谈：连续 2 周居本组末位（2026 年第 46 周、2026 年第 47 周）。"
    with override("en"):
        assert sentence(talk) == (
            "Proposed: a talk by the organization department, because it was last of its group, 2 weeks running "
            "(Week 46 of 2026 and Week 47 of 2026)."
        )
    (first,) = proposals(JIANGMEN, weeks(LAST))
    with override("zh-hans"):
        assert sentence(first) == "提请分管领导约谈：当周居本组末位（2026 年第 47 周）。"


def test_rules_are_said():
    with override("zh-hans"):
        assert [rule_words(rule) for rule in FULL.rules] == [
            "当周居本组末位：分管领导约谈",
            "连续 2 周居本组末位：组织部门约谈",
            "连续 3 周居本组末位：问责",
            "6 个月内 3 次上黑榜：分管领导约谈",
        ]
        assert appraisal_words(appraisal.WEEKS_MONTHS_YEAR) == "周排名 15 %、月排名 25 %、年排名 60 %"
        assert [share_words(fund.rule) for fund in FULL.funds] == [
            "前 3 名均分",
            "按名次 5 : 2.5",
            "按超出 84.5 分的部分成比例",
        ]
    with override("en"):
        assert rule_words(FULL.rules[1]) == "last of its group, 2 weeks running: a talk by the organization department"
        assert share_words(shares.EqualAmong(1)) == "all of it to the first"
