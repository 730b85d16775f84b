"""What holds for every scheme that makes sense and for all counts a ledger could give."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from django.utils.translation import override
from hypothesis import assume, given
from hypothesis import strategies as st

from scoring.builtin import BUILT_IN
from scoring.exact import ONE
from scoring.formula import Given, State, fixed_in_time, ranked, score, what_if
from scoring.rates import RATES
from scoring.scheme import Occurrences, Problems, Proportional, Slopes, Term, read_scheme, write_scheme
from scoring.scheme_check import SOURCES, nonsense
from scoring.score_text import read_score, write_score
from supervision.canonical import canonical
from tests.scoring.marks import DEDUCTIONS, FACTORS, cell, cells_of, scheme, schemes

elsewhere = st.dictionaries(
    st.sampled_from(["site_score_rate", "coverage_rate", "online_rate", "refused"]),
    st.builds(Given, st.integers(0, 9).map(Fraction), st.integers(0, 9).map(Fraction)),
)
bonuses = st.integers(-20, 20).map(lambda n: Fraction(n, 2))


@st.composite
def cases(draw):
    rules = draw(schemes())
    given = {"deductions": DEDUCTIONS, "bonus": draw(bonuses), "elsewhere": draw(elsewhere)}
    return rules, draw(cells_of(sorted(rules.roles))), given


@given(cases())
def test_the_schemes_drawn_here_make_sense(case):
    assert nonsense(case[0]) == []


@given(cases(), st.data())
def test_a_fix_in_time_instead_of_late_never_lowers_a_total(case, data):
    rules, cells, given = case
    late = [each for each in cells if each.counts["fixed"] > each.counts["on_time"]]
    assume(late)
    before, after = (
        score(rules, cells, **given),
        what_if(rules, cells, _in_time(data.draw(st.sampled_from(late))), **given),
    )
    assert (after.state, after.sample) == (before.state, before.sample)
    if before.total is not None:
        assert after.total >= before.total


def _in_time(late):
    return fixed_in_time(late.role, late.category, late.urgency, late.source)


# Rules that would break this if they were let in: each is refused, and each does break it.
PERVERSE = [
    ("a mark below nought", scheme(Proportional("on_time_rate", -ONE), Proportional("fix_rate", Fraction(60)))),
    ("a slope that rises", scheme(Slopes(Fraction(50), (Term("on_time_rate", ONE, Fraction(-1, 10)),)))),
    ("a weight below nought", scheme(Proportional("on_time_rate", Fraction(50)), roles={"lead": ONE, "sub": -ONE / 2,
     "assist": ONE})),
    ("a factor below nought", scheme(Proportional("on_time_rate", Fraction(50)), sources={"media": -ONE / 2},
     sources_apply=("rates",))),
    ("a reward for being late", scheme(Proportional("fix_rate", Fraction(50)), Problems(Fraction(50), "late",
     {"B": -ONE}))),
]  # fmt: skip


@pytest.mark.parametrize(("what", "rules"), PERVERSE, ids=[what for what, _ in PERVERSE])
def test_schemes_that_would_break_it_are_refused_and_would_indeed(what, rules):
    cells = [
        cell(owed=10, fixed=10, on_time=5),
        cell("sub", owed=4, fixed=4, on_time=1),
        cell(source="media", owed=2, fixed=2, on_time=0),
    ]
    before = score(rules, cells, deductions=DEDUCTIONS).total
    after = [what_if(rules, cells, _in_time(late), deductions=DEDUCTIONS).total for late in cells]
    assert min(after) < before
    with override("en"):
        assert any("is expected, not" in words for words in nonsense(rules))


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_cells_does_not_matter(case, chance):
    rules, cells, given = case
    shuffled = list(cells)
    chance.shuffle(shuffled)
    assert score(rules, shuffled, **given) == score(rules, cells, **given)


@given(cases())
def test_nor_does_it_matter_how_they_were_cut(case):
    """A cell counted in one piece or duty by duty is the same."""
    rules, cells, given = case
    pieces = [each._replace(counts={name: n}) for each in cells for name, n in each.counts.items()]
    whole, cut = score(rules, cells, **given), score(rules, pieces, **given)
    assert [(f.code, f.points, f.full) for f in cut.figures] == [
        (f.code, f.points, f.full) for f in whole.figures
    ] or any(isinstance(component, Problems) for component in rules.components)
    assert (cut.total, cut.sample, cut.state) == (whole.total, whole.sample, whole.state)


@given(cases())
def test_points_lie_between_nought_and_the_mark_and_marks_add_up_to_the_scheme(case):
    rules, cells, given = case
    result = score(rules, cells, **given)
    for figure in result.figures:
        assert figure.points is None or 0 <= figure.points <= figure.full
        assert (figure.points is None) == bool(figure.reason) == (figure.full == 0)
    if result.total is not None:
        assert sum(figure.full for figure in result.figures) == rules.full_mark
        assert -rules.bonus <= result.total <= rules.full_mark + rules.bonus
        assert result.total == sum(figure.points or 0 for figure in result.figures) + result.bonus


@given(cases(), FACTORS.filter(bool))
def test_doubling_everything_alike_changes_no_rate(case, factor):
    rules, cells, given = case
    evenly = replace(rules, sources=dict.fromkeys(SOURCES, factor), sources_apply=("rates",))
    plain = replace(rules, sources={}, sources_apply=())
    rates = [f.parts for f in score(plain, cells, **given).figures if f.code not in ("occurrences", "problems")]
    doubled = [f.parts for f in score(evenly, cells, **given).figures if f.code not in ("occurrences", "problems")]
    assert [[part.value for part in parts] for parts in doubled] == [[part.value for part in parts] for parts in rates]


@given(cases())
def test_what_was_published_comes_out_again_to_the_last_digit(case):
    rules, cells, given = case
    result = score(rules, cells, **given)
    kept = json.loads(canonical({"scheme": write_scheme(rules), "score": write_score(result)}))
    assert read_score(kept["score"]) == result
    assert score(read_scheme(kept["scheme"]), reversed(cells), **given) == result


@given(schemes())
def test_a_scheme_that_is_written_and_read_is_the_same(rules):
    written = json.loads(canonical(write_scheme(rules)))
    assert read_scheme(written) == rules
    assert write_scheme(read_scheme(written)) == written


@pytest.mark.parametrize("rules", BUILT_IN.values(), ids=list(BUILT_IN))
def test_so_are_those_built_in_and_nothing_is_wrong_with_them(rules):
    assert nonsense(rules) == []
    assert read_scheme(json.loads(canonical(write_scheme(rules)))) == rules


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(1, 12)), max_size=12))
def test_ranks_follow_totals_and_say_how_many_are_before_one(counts):
    rules = scheme(Proportional("fix_rate", Fraction(100)), min_sample=3)
    scores = {n: score(rules, [cell(owed=owed, fixed=min(fixed, owed))]) for n, (fixed, owed) in enumerate(counts)}
    places = ranked(scores)
    assert {place.key for place in places} == {n for n, found in scores.items() if found.state is State.RANKED}
    for place in places:
        assert place.rank == 1 + sum(other.total > place.total for other in places)


def test_every_rate_and_every_kind_of_component_is_drawn_here():
    """Or the properties above would hold of too little."""
    seen = set()

    @given(schemes())
    def look(rules):
        seen.update(type(component) for component in rules.components)
        seen.update(rate for component in rules.components for rate in component.rates)

    look()
    assert seen >= {Proportional, Slopes, Occurrences, Problems, *RATES}
