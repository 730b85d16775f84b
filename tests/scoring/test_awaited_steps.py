"""Whose step on a ranking is next finds it on the first page, a leader on the board as well."""

from datetime import timedelta

import pytest

from scoring.actions import rankings
from tests.scoring.test_fund_of_a_ranking import kept, of_streets
from tests.scoring.test_rankings_step_by_step import AFTER_APPEALS, NEXT_WEEK, counted, fixed

pytestmark = pytest.mark.django_db
PEOPLE = ("office", "city_leader", "discipline", "unit_head", "team_leader")


def awaited(hands) -> dict[str, list[tuple[str, str]]]:
    """By person, what the first page says of it."""
    found = {who: hands(who).get("/") for who in PEOPLE}
    rows = {who: [(one["words"], one["url"]) for one in page.context["steps"]] for who, page in found.items()}
    assert all(words in found[who].content.decode() for who, told in rows.items() for words, _url in told)
    return {who: told for who, told in rows.items() if told}


def on_board(hands) -> list[str]:
    """What the leader's board says of it."""
    page = hands("city_leader").get("/board/")
    told = [one["words"] for one in page.context["cases"]["also"]]
    assert all(words in page.content.decode() for words in told)
    return told


def test_each_step_waits_for_its_own_hand_until_it_is_taken(town, hands, stand):
    fixed(town)
    stand(NEXT_WEEK)
    ranking = counted(town)
    url = f"/rankings/{ranking.pk}/"
    assert awaited(hands) == {"office": [("1 份排名草稿可以公示", url)]}
    rankings.announce(ranking, by=town.posts["office"], now=NEXT_WEEK)
    assert awaited(hands) == {} and on_board(hands) == []  # units may still appeal
    stand(AFTER_APPEALS)
    assert awaited(hands) == {"city_leader": [("1 份排名待您审定", url)]}
    assert on_board(hands) == ["1 份排名待您审定"]
    rankings.approve(ranking, by=town.posts["city_leader"], now=AFTER_APPEALS)
    assert awaited(hands) == {"office": [("1 份已审定的排名可以发布", url)]}
    rankings.publish(ranking, by=town.posts["office"], now=AFTER_APPEALS)
    assert awaited(hands) == {} and on_board(hands) == []


def test_points_given_since_the_count_stand_in_the_way(town, hands, stand):
    fixed(town)
    stand(NEXT_WEEK + timedelta(minutes=10))
    ranking = counted(town)
    rankings.give_bonus(
        ranking, town.units["street_a"], 1, "表扬", by=town.posts["office"], now=NEXT_WEEK + timedelta(minutes=5)
    )
    assert awaited(hands) == {}


def test_a_share_out_waits_for_a_city_leader(town, hands, stand):
    ranking = of_streets(town)
    fund = kept(town, ranking)
    stand(ranking.published_at + timedelta(hours=1))
    assert awaited(hands) == {
        "city_leader": [("1 笔奖补资金分配方案待您确认", f"/rankings/{ranking.pk}/fund/{fund.pk}/")]
    }
    kept(town, ranking, fen=5000, why="另一笔")
    assert on_board(hands) == ["2 笔奖补资金分配方案待您确认"]
