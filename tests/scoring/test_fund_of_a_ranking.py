"""An incentive fund: stated by the office, shared out by a rule, confirmed by a city leader, read by who is in it."""

from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.actions import funds
from scoring.fund_forms import read_number, read_yuan, yuan
from scoring.models import FundShare, IncentiveFund, Ranking
from scoring.shares import ByPoints, ByRank, EqualAmong
from supervision.models import Event, Notice
from supervision.refusals import Conflict, NotAllowed, Refused
from tests.calling import whole
from tests.scoring.weeks import W10, black_weeks, draft, fixed_in, one_is_enough, published
from tests.town import at

PROPORTION = ByRank((Fraction(5), Fraction(3)))
LATER = timedelta(minutes=30)


def of_streets(town) -> Ranking:
    """The east street first with 100 points, the west street behind it."""
    return black_weeks(town, 1, "street_b")[0]


def kept(town, ranking, fen=100_000_001, rule=PROPORTION, why="市级奖补资金", group="street", **more) -> IncentiveFund:
    """A proposal of the office."""
    now = ranking.published_at + LATER
    event = funds.keep(ranking, group, fen, rule, why, by=town.actor("office"), now=now, **more)
    return IncentiveFund.objects.get(pk=event.stream_id)


def shares(fund) -> dict[str, int]:
    """Fen by the unit's code, best rank first."""
    return dict(fund.shares.order_by("rank", "unit__code").values_list("unit__code", "fen"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (PROPORTION, {"street_a": 62_500_001, "street_b": 37_500_000}),
        (EqualAmong(1), {"street_a": 100_000_001, "street_b": 0}),
        (EqualAmong(5), {"street_a": 50_000_001, "street_b": 50_000_000}),
        (ByPoints(Fraction(50)), {"street_a": 100_000_001, "street_b": 0}),
    ],
)
def test_a_fund_is_shared_out_to_the_fen_and_kept_as_a_proposal(town, rule, expected):
    fund = kept(town, of_streets(town), rule=rule)
    assert shares(fund) == expected and sum(expected.values()) == fund.fen
    assert fund.state == "waits"
    told = Notice.objects.filter(key="fund.kept").values_list("user__username", flat=True)
    assert list(told) == ["city_leader"]
    whole()


@pytest.mark.django_db
def test_a_city_leader_confirms_it_and_the_units_hear_of_it(town):
    ranking = of_streets(town)
    fund = kept(town, ranking)
    funds.confirm(fund.pk, by=town.actor("city_leader"), now=ranking.published_at + 2 * LATER)
    fund.refresh_from_db()
    assert (fund.state, fund.decided_by) == ("confirmed", town.people["city_leader"])
    told = set(Notice.objects.filter(key="fund.confirmed").values_list("user__username", flat=True))
    assert told == {"office", "street_clerk", "colleague", "unit_head", "west_clerk"}
    actions = Event.objects.filter(stream_id=fund.pk).order_by("seq").values_list("action", flat=True)
    assert list(actions) == ["keep", "confirm"]
    whole()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("step", "who"),
    [
        ("confirm", "office"),
        ("confirm", "discipline"),
        ("confirm", "unit_head"),
        ("put_aside", "city_leader"),
        ("put_aside", "street_clerk"),
    ],
)
def test_each_word_is_somebodys_own(town, step, who):
    ranking = of_streets(town)
    fund = kept(town, ranking)
    words = {} if step == "confirm" else {"why": "不必"}
    with pytest.raises(NotAllowed, match="wrong_party"):
        getattr(funds, step)(fund.pk, **words, by=town.actor(who), now=ranking.published_at + 2 * LATER)
    with pytest.raises(NotAllowed, match="wrong_party"):
        funds.keep(ranking, "street", 1, PROPORTION, "奖", by=town.actor("city_leader"), now=ranking.published_at)
    assert IncentiveFund.objects.get().state == "waits"


@pytest.mark.django_db
def test_the_second_of_two_is_told_who_was_first(town):
    ranking = of_streets(town)
    fund, now = kept(town, ranking), ranking.published_at + 2 * LATER
    funds.put_aside(fund.pk, "金额有误", by=town.actor("office"), now=now)
    with pytest.raises(Conflict, match="decided_already") as refused:
        funds.confirm(fund.pk, by=town.actor("city_leader"), now=now)
    assert "陈伯言" in refused.value.words
    whole()


@pytest.mark.django_db
def test_a_repeated_request_keeps_one_and_confirms_once(town):
    ranking = of_streets(town)
    first, again = (kept(town, ranking, key="k1") for _ in range(2))
    assert first == again and FundShare.objects.count() == 2
    leader, now = town.actor("city_leader"), ranking.published_at + 2 * LATER
    one, two = (funds.confirm(first.pk, by=leader, now=now, key="k2") for _ in range(2))
    assert one.pk == two.pk
    with pytest.raises(Conflict, match="key_reused"):
        kept(town, ranking, fen=5, key="k1")


@pytest.mark.django_db
def test_money_follows_only_what_is_published_and_stands(town):
    ranking = of_streets(town)
    fund = kept(town, ranking)
    now = ranking.published_at + timedelta(days=1)
    second = published(town, W10, now=now, corrects=ranking, why="漏计一件")
    with pytest.raises(Refused, match="corrected_since"):
        funds.confirm(fund.pk, by=town.actor("city_leader"), now=second.published_at + LATER)
    with pytest.raises(Refused, match="corrected_since"):
        kept(town, ranking)
    assert kept(town, second).state == "waits"


@pytest.mark.django_db
def test_of_a_draft_nothing_is_shared_out(town):
    one_is_enough(town)
    fixed_in(town, W10)
    ranking = draft(town, W10, at(W10.ends + timedelta(days=2), "18:00"))
    with pytest.raises(Refused, match="corrected_since"):
        funds.keep(ranking, "street", 100, PROPORTION, "奖", by=town.actor("office"), now=ranking.counted_at)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("terms", "why"),
    [
        ({"fen": 0}, "bad_amount"),
        ({"fen": -1}, "bad_amount"),
        ({"fen": 10**13 + 1}, "bad_amount"),
        ({"group": "town"}, "nobody_ranked"),
        ({"group": "'; DROP TABLE"}, "nobody_ranked"),
        ({"rule": ByPoints(Fraction(1000))}, "nobody_gets"),
        ({"rule": ByRank((Fraction(1), Fraction(2)))}, "nonsense"),
        ({"rule": ByRank((Fraction(0),))}, "nonsense"),
        ({"why": "  "}, "needs_words"),
        ({"why": "零\x00字"}, "bad_text"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_kept(town, terms, why):
    ranking = of_streets(town)
    with pytest.raises(Refused, match=why):
        kept(town, ranking, **terms)
    assert IncentiveFund.objects.count() == FundShare.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("1250000", 125_000_000),
        ("1,250,000.50", 125_000_050),
        (" ¥ 12.3 元", 1_230),
        ("0.01", 1),
        ("１２", None),
        ("1e5", None),
        ("12.345", None),
        ("-3", None),
        ("NaN", None),
        ("", None),
        ("1.2.3", None),
        ("9" * 40, None),
        ("٣", None),
        ("=1+1", None),
    ],
)
def test_an_amount_is_read_to_the_fen_or_not_at_all(typed, fen):
    if fen is None:
        with pytest.raises(ValueError):
            read_yuan(typed)
    else:
        assert read_yuan(typed) == fen


@given(st.integers(0, 10**13))
def test_what_is_shown_of_an_amount_is_read_again_to_the_fen(fen):
    assert read_yuan(yuan(fen)) == fen


@given(st.integers(0, 999_999), st.integers(0, 9_999))
def test_a_number_of_a_rule_is_read_exactly(above, below):
    assert read_number(f"{above}.{below:04}") == above + Fraction(below, 10_000)
