"""What of a scheme is refused, and in which words: shapes that cannot be read, and rules that make no sense."""

import copy
from dataclasses import replace
from fractions import Fraction

import pytest
from django.utils.translation import override

from rectification.models.tickets import Source
from scoring.builtin import DEFAULT, JINHUA, TEAMS
from scoring.exact import HALF, ONE
from scoring.formula import score
from scoring.formula_words import BASES, OCCURRENCES, RATES, REASONS, ROLES, name_of
from scoring.rates import BASES as KNOWN_BASES
from scoring.rates import OCCURRENCES as KNOWN_OCCURRENCES
from scoring.rates import RATES as KNOWN_RATES
from scoring.scheme import Occurrences, Problems, Proportional, Slopes, Term, Unreadable, read_scheme, write_scheme
from scoring.scheme_check import SOURCES, nonsense
from scoring.tally import COUNTS, LEAD
from scoring.tally import ROLES as KNOWN_ROLES
from tests.scoring.marks import cell, scheme

FIX = Proportional("fix_rate", Fraction(60))
FIXED_HALF = Term("fix_rate", HALF, ONE)
ALL = {"lead": ONE, "sub": HALF, "assist": HALF}
BARE = Fraction(10)

# A scheme, and the words somebody reads about it.
WRONG = [
    (replace(DEFAULT, name="  "), "The scheme needs a name."),
    (replace(DEFAULT, name="办" * 101), "The name is too long: 100 characters are the most."),
    (replace(DEFAULT, of="zone"), "A scheme is for units or for teams, not for “zone”."),
    (replace(DEFAULT, min_sample=0), "The smallest sample lies between 1 and 10000, not at 0."),
    (replace(DEFAULT, full_mark=Fraction(95)),
     "The full marks add up to 100, not to the 95 that the scheme states."),
    (replace(DEFAULT, bonus=Fraction(-5)), "Bonus: a number from 0 to 1000 is expected, not -5."),
    (scheme(FIX, Proportional("on_time_rate", Fraction(0))),
     "On-time rate: a number above 0 and up to 1000 is expected, not 0."),
    (scheme(Proportional("fix_rate", Fraction(1, 12345))), "Fix rate: four decimals are the most, not 1/12345."),
    (scheme(FIX, Slopes(BARE, (FIXED_HALF,))), "Fix rate is weighed twice."),
    (scheme(FIX, Occurrences(BARE, {"reworks": ONE}), Occurrences(BARE, {"false": ONE})),
     "Deductions for what happened stands there twice."),
    (scheme(Proportional("site_score_rate", BARE)),
     "At least one rate must come from what is counted of time limits, or nobody could be ranked."),
    (scheme(Occurrences(BARE, {"reworks": ONE})),
     "At least one rate must come from what is counted of time limits, or nobody could be ranked."),
    (scheme(FIX, Proportional("happiness", BARE)), "There is no rate “happiness”."),
    (scheme(FIX, Proportional("check_false_rate", BARE)),
     "Strike-offs found false does not belong to those whom this scheme scores."),
    (replace(TEAMS, components=(*TEAMS.components, Occurrences(BARE, {"reworks": ONE})), full_mark=Fraction(110)),
     "Deductions for what happened: only units lose points so, teams have rates."),
    (scheme(FIX, Slopes(BARE, ())), "A slope needs a rate."),
    (scheme(Slopes(BARE, (replace(FIXED_HALF, threshold=Fraction(70)),))),
     "Fix rate: the threshold lies between 0 and 100 %, not at 7000 %."),
    (scheme(Slopes(BARE, (replace(FIXED_HALF, threshold=Fraction(0)),))),
     "Fix rate: everybody reaches this threshold, so it would take nothing from anybody."),
    (scheme(Slopes(BARE, (Term("relapse_rate", ONE, ONE),))),
     "Relapse rate: everybody reaches this threshold, so it would take nothing from anybody."),
    (scheme(Slopes(BARE, (replace(FIXED_HALF, minus=Fraction(0)),))),
     "Fix rate: a number above 0 and up to 1000 is expected, not 0."),
    (scheme(FIX, Occurrences(BARE, {"sleeping": ONE})), "Nobody counts “sleeping”."),
    (scheme(FIX, Occurrences(BARE, {})), "Deductions for what happened: nothing costs any points."),
    (scheme(FIX, Occurrences(BARE, {"reworks": -ONE, "false": ONE})),
     "Deductions for what happened: a number from 0 to 1000 is expected, not -1."),
    (scheme(FIX, Problems(BARE, "on_time")),
     "Points are taken for every problem, the late or the unfixed ones, not for “on_time”."),
    (scheme(FIX, Problems(BARE, "late", {"D": ONE})), "There is nothing called “D” that could have a factor."),
    (scheme(FIX, Problems(BARE, "late", {"A": Fraction(11)})),
     "Factor: a number from 0 to 10 is expected, not 11."),
    (scheme(FIX, Problems(BARE, "late", {}, Fraction(0))),
     "Deductions for problems: a number above 0 and up to 1000 is expected, not 0."),
    (scheme(FIX, roles={"lead": ONE, "sub": HALF}), "It is not said what a duty of this role weighs: Assisting unit."),
    (scheme(FIX, roles={**ALL, "check": ONE}), "This scheme has no such role: Checking team."),
    (scheme(FIX, roles={**ALL, "lead": Fraction(0)}),
     "Lead unit: a number above 0 and up to 1 is expected, not 0."),
    (scheme(FIX, roles={"lead": HALF, "sub": ONE, "assist": HALF}),
     "Nobody's part may weigh more than the lead unit's."),
    (scheme(FIX, sources={"rumour": ONE}, sources_apply=("rates",)),
     "There is nothing called “rumour” that could have a factor."),
    (scheme(FIX, sources={"media": ONE}, sources_apply=("rates", "bonus")),
     "Factors of sources apply to rates or to deductions, not to “bonus”."),
    (scheme(FIX, sources={"media": ONE}, sources_apply=("rates", "rates")),
     "What the factors of sources apply to is said twice."),
    (scheme(FIX, sources={"media": ONE}),
     "The factors of sources apply to nothing: choose rates, deductions or both."),
    (scheme(FIX, sources_apply=("rates",)), "No source has a factor that could apply to anything."),
]  # fmt: skip


@pytest.mark.parametrize(("rules", "words"), WRONG, ids=[words[:40] for _, words in WRONG])
def test_each_fault_is_said_in_words_and_by_itself(rules, words):
    with override("en"):
        assert words in nonsense(rules)


@pytest.mark.parametrize(("rules", "words"), WRONG, ids=[words[:40] for _, words in WRONG])
def test_and_in_chinese_without_a_code_of_ours(rules, words):
    with override("zh-hans"):
        said = nonsense(rules)
    assert said and not any("rate" in line and "_rate" in line for line in said)
    assert words not in said


def test_everything_wrong_is_said_at_once():
    rules = replace(DEFAULT, name="", min_sample=0, full_mark=Fraction(1), sources={"media": ONE})
    assert len(nonsense(rules)) == 4


def _changed(place, value):
    """金华's rule as it is written, with one thing exchanged."""
    written = copy.deepcopy(write_scheme(JINHUA))
    *way, last = place
    inner = written
    for step in way:
        inner = inner[step]
    if value is KeyError:
        del inner[last]
    else:
        inner[last] = value
    return written


deep = []
for _ in range(2000):
    deep = [deep]

# What is exchanged for what, and the words; KeyError takes it away.
UNREADABLE = [
    (["schema"], 2, "scheme: this edition cannot be read here: 2"),
    (["schema"], True, "scheme: this edition cannot be read here: True"),
    (["name"], KeyError, "scheme: “name” is missing."),
    (["name"], None, "name: words are expected, not None"),
    (["name"], "a\x00b", "name: there is a character in it that cannot be kept."),
    (["name"], "\ud800", "name: there is a character in it that cannot be kept."),
    (["colour"], "red", "scheme: “colour” is not known here."),
    (["min_sample"], "5", "min_sample: a whole number is expected, not 5"),
    (["min_sample"], 5.0, "min_sample: a whole number is expected, not 5.0"),
    (["min_sample"], True, "min_sample: a whole number is expected, not True"),
    (["full_mark"], 85, "full_mark: a number written like 5 or 1/2 is expected, not 85"),
    (["full_mark"], "85.5", "full_mark: a number written like 5 or 1/2 is expected, not 85.5"),
    (["full_mark"], "1/0", "full_mark: a number written like 5 or 1/2 is expected, not 1/0"),
    (["full_mark"], "9" * 21, "full_mark: a number written like 5 or 1/2 is expected, not 999999999999999999999"),
    (["components"], {}, "components: a list is expected, not dict"),
    (["components"], [{}] * 41, "A scheme has at most 40 components."),
    (["components", 0], "x", "components[0]: there is no such way to points: None"),
    (["components", 0, "way"], "bell", "components[0]: there is no such way to points: bell"),
    (["components", 0, "way"], [], "components[0]: there is no such way to points: list"),
    (["components", 0, "terms"], "on_time_rate", "components[0].terms: a list is expected, not on_time_rate"),
    (["components", 0, "terms", 0, "rate"], 1, "components[0].terms[0].rate: words are expected, not 1"),
    (["components", 0, "terms", 0, "also"], 1, "components[0].terms[0]: “also” is not known here."),
    (["components", 3, "amounts"], [], "components[3].amounts: named values are expected, not list"),
    (["components", 3, "amounts", "false"], 0.5,
     "components[3].amounts.false: a number written like 5 or 1/2 is expected, not 0.5"),
    (["roles", "lead"], None, "roles.lead: a number written like 5 or 1/2 is expected, not None"),
    (["sources_apply"], "rates", "sources_apply: a list is expected, not rates"),
    (["lists"], {"threshold": 0.85}, "lists: this cannot be kept exactly: 0.85"),
    (["lists"], deep, "lists: this cannot be kept exactly: list"),
    (["consequences"], [{1: "x"}], "consequences: words are expected, not 1"),
]  # fmt: skip


@pytest.mark.parametrize(("place", "value", "words"), UNREADABLE, ids=[words[:50] for *_, words in UNREADABLE])
def test_what_is_no_scheme_is_refused_with_its_place(place, value, words):
    with override("en"), pytest.raises(Unreadable) as refused:
        read_scheme(_changed(place, value))
    assert str(refused.value) == words


@pytest.mark.parametrize("written", [None, [], "scheme", 1, {}])
def test_neither_is_anything_else(written):
    with pytest.raises(Unreadable):
        read_scheme(written)


def test_documents_of_other_modules_are_passed_through_and_need_not_be_there():
    written = write_scheme(DEFAULT) | {"lists": {"rules": [{"list": "黑榜", "n": 3}]}, "consequences": [1, None, True]}
    rules = read_scheme(written)
    assert (rules.lists, rules.consequences) == ({"rules": [{"list": "黑榜", "n": 3}]}, [1, None, True])
    assert write_scheme(rules) == written
    del written["lists"], written["consequences"]
    assert read_scheme(written) == DEFAULT


def test_sources_are_those_of_entries():
    assert set(SOURCES) == set(Source.values)


def test_rates_use_counts_that_are_kept_and_everything_has_a_name():
    used = {name for rate in KNOWN_RATES.values() for name in (rate.above, rate.below) if rate.counted}
    used |= {code for code, counted in KNOWN_OCCURRENCES.items() if counted}
    assert used <= set(COUNTS)
    assert set(RATES) == set(KNOWN_RATES)
    assert set(OCCURRENCES) == set(KNOWN_OCCURRENCES)
    assert set(BASES) == set(KNOWN_BASES)
    assert set(ROLES) == set(KNOWN_ROLES)
    assert set(REASONS) == {"absent", "null"}


def test_a_line_of_several_rates_is_called_by_all_of_them():
    lines = [line.codes for line in score(JINHUA, [cell(owed=3)]).figures]
    assert lines[2:] == [("urgent_fix_rate", "urgent_on_time_rate"), ("occurrences",)]
    with override("en"):
        assert name_of(*lines[2]) == "Fix rate of urgent problems, On-time rate of urgent problems"
        assert name_of(*lines[3]) == "Deductions for what happened"
    with override("zh-hans"):
        assert name_of(*lines[2]) == "紧急问题整改率、紧急问题按时率"


def test_the_lead_unit_carries_all_of_it_by_default_and_the_others_half():
    assert DEFAULT.roles == JINHUA.roles == ALL
    assert DEFAULT.rate_weight(LEAD, "media") == 1
    assert (JINHUA.rate_weight(LEAD, "media"), JINHUA.rate_weight("assist", "leader")) == (2, 1)
