"""An incentive fund shared out by rank or points: to the fen, nothing lost, nobody better off by standing worse."""

import random
from fractions import Fraction

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from scoring.criteria import Standing
from scoring.shares import ByPoints, ByRank, EqualAmong, Fund, nonsense, share_out
from tests.scoring.standing import group


def by_rank(*shares: int) -> ByRank:
    return ByRank(tuple(map(Fraction, shares)))


@pytest.mark.parametrize(
    ("fen", "rule", "towns", "given_out"),
    [
        (300, EqualAmong(3), "a 90, b 80, c 70, d 60", "a 100, b 100, c 100, d 0"),
        (100, EqualAmong(3), "a 90, b 80, c 70", "a 34, b 33, c 33"),  # the fen over goes to the better rank
        (101, EqualAmong(3), "a 90, b 80, c 70", "a 34, b 34, c 33"),
        (300, EqualAmong(3), "a 90, b 80", "a 150, b 150"),  # fewer than k: they share it all
        (300, EqualAmong(2), "a 90, b 80, c 80", "a 150, b 75, c 75"),  # second and third place together get one share
        (1000, by_rank(5, 3, 2), "a 90, b 80, c 70, d 60", "a 500, b 300, c 200, d 0"),
        (1000, by_rank(5, 3, 2), "a 90, b 90, c 70", "a 400, b 400, c 200"),
        (1000, by_rank(5, 3, 2), "a 90, b 80, c 80, d 80", "a 500, b 167, c 167, d 166"),  # (3 + 2 + 0) / 3 each
        (800, by_rank(5, 3, 2), "a 90, b 80", "a 500, b 300"),
        (1000, ByPoints(Fraction(80)), "a 95, b 85, c 80, d 70", "a 750, b 250, c 0, d 0"),
        (100, ByPoints(Fraction(0)), "a 90, b 90, c 90", "a 34, b 33, c 33"),  # all equal: the smaller code
        (2, ByPoints(Fraction(0)), "a 50, b 30, c 20", "a 1, b 1, c 0"),  # due 1, 0.6, 0.4: most was lost by b
        (0, EqualAmong(3), "a 90, b 80", "a 0, b 0"),
        (100, EqualAmong(3), "a 90, b -", "a 100"),  # who is not ranked takes no part
    ],
)
def test_who_gets_what(fen, rule, towns, given_out):
    found = share_out(fen, rule, group(towns))
    assert ", ".join(f"{key} {amount}" for key, amount in found.fen.items()) == given_out
    assert found.left == 0


@pytest.mark.parametrize(
    ("rule", "towns"),
    [(ByPoints(Fraction(95)), "a 90, b 80"), (EqualAmong(3), "a -, b -"), (by_rank(0), "a 90")],
)
def test_where_nobody_is_due_anything_the_whole_fund_is_left(rule, towns):
    found = share_out(650_000_000, rule, group(towns))
    assert found.left == 650_000_000
    assert not any(found.fen.values())


@pytest.mark.parametrize(
    ("standings", "words"),
    [
        ([*group("a 90"), *group("b 90", "street")], "one group"),
        ([*group("a 90"), *group("a 90")], "twice"),
        ([Standing("a", "town", 1, Fraction(80)), Standing("b", "town", 2, Fraction(90))], "agree"),
        ([Standing("a", "town", 1, Fraction(90)), Standing("b", "town", 2, Fraction(90))], "agree"),
        ([Standing("a", "town", 1, Fraction(90)), Standing("b", "town", 3, Fraction(80))], "agree"),
    ],
)
def test_a_ranking_that_is_none_is_a_mistake(standings, words):
    with pytest.raises(ValueError, match=words):
        share_out(100, EqualAmong(1), standings)


@pytest.mark.parametrize("fen", [-1, 10**13 + 1])
def test_a_sum_that_nobody_means_is_a_mistake(fen):
    with pytest.raises(ValueError, match="fund"):
        share_out(fen, EqualAmong(1), group("a 90"))


share_rules = st.one_of(
    st.builds(EqualAmong, st.integers(1, 12)),
    st.lists(st.fractions(0, 10, max_denominator=60), min_size=1, max_size=8).map(
        lambda shares: ByRank(tuple(sorted(shares, reverse=True)))
    ),
    st.builds(ByPoints, st.fractions(0, 100, max_denominator=60)),
)


@st.composite
def towns(draw):
    """A group with ties and with some that are not ranked."""
    points = draw(st.lists(st.one_of(st.none(), st.fractions(60, 100, max_denominator=12)), max_size=12))
    ranked = [total for total in points if total is not None]
    return [
        Standing(f"u{n:02}", "town", None if total is None else 1 + sum(other > total for other in ranked), total)
        for n, total in enumerate(points)
    ]


@given(st.integers(0, 10**13), share_rules, towns(), st.randoms(use_true_random=False))
def test_what_holds_for_every_fund(fen, rule, standings, shuffle: random.Random):
    found = share_out(fen, rule, standings)
    assert sum(found.fen.values()) + found.left == fen
    assert found.left in (0, fen)
    ranked = [one for one in standings if one.rank is not None]
    assert set(found.fen) == {one.key for one in ranked}
    assert all(isinstance(amount, int) and amount >= 0 for amount in found.fen.values())
    for one in ranked:
        for other in ranked:
            if (one.rank or 0) < (other.rank or 0):
                assert found.fen[one.key] >= found.fen[other.key]
            elif one.rank == other.rank:
                assert abs(found.fen[one.key] - found.fen[other.key]) <= 1
    assert share_out(fen, rule, shuffle.sample(standings, len(standings))) == found


@given(st.integers(0, 10**9), share_rules, towns())
def test_nobody_is_more_than_a_fen_away_from_what_is_due(fen, rule, standings):
    """Twice the fund, twice the share, but for the fen."""
    once, twice = share_out(fen, rule, standings), share_out(2 * fen, rule, standings)
    assert all(abs(twice.fen[key] - 2 * amount) <= 2 for key, amount in once.fen.items())


def test_nonsense_is_said():
    fund = Fund("towns", "town", 100, by_rank(3, 5))
    with override("en"):
        assert nonsense([fund]) == ["Fund towns: a better rank must not get less than a worse one."]
        assert nonsense([Fund("none", "town", 1, by_rank(0, 0)), Fund("empty", "town", 1, by_rank())]) == [
            "Fund none: at least one rank has to get a share.",
            "Fund empty: at least one rank has to get a share.",
        ]
        assert nonsense([Fund("a", "town", 1, EqualAmong(1)), Fund("a", "street", 1, EqualAmong(1))]) == [
            "Two funds have the code a."
        ]
