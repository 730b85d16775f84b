"""A strike-off found false weeks later: the published ranking stays, the office hears, a correction counts it."""

from datetime import timedelta

import pytest

from rectification.workflow import Action
from scoring.actions import rankings
from scoring.actions.verifying import verify
from scoring.models import Line, Ranking, Score
from supervision.actions.jobs import run_waiting
from tests.scoring.test_rankings_step_by_step import AFTER_APPEALS, WEEK, fixed, published
from tests.town import take

pytestmark = pytest.mark.django_db
LATER = AFTER_APPEALS + timedelta(days=3)
HOURS = ("10:00", "10:10", "10:20", "10:30", "10:40")
WORDS = "1 件已计入的销号后来查实为虚假"


def found_out(town, ticket, now=LATER) -> None:
    """Discipline looks: the photo was an old one."""
    take(town, Action.MARK_FALSE, ticket, "discipline", now, words="照片是旧的")


def corrected(town, ranking, now=LATER + timedelta(hours=1)) -> Ranking:
    """A correction, counted."""
    fresh = rankings.begin(WEEK, by=town.posts["office"], now=now, why="查实虚假销号", corrects=ranking)
    run_waiting(lambda: now)
    return Ranking.objects.get(pk=fresh.pk)


def false_of(ranking, town, unit) -> int:
    """How many counted duties of a unit or a team were false."""
    return Line.objects.filter(ranking=ranking, unit=town.units[unit], out="", false=1).count()


def total(ranking, town, subject, unit) -> str:
    return Score.objects.get(ranking=ranking, subject=subject, key=town.units[unit].pk).total


def test_a_correction_counts_it_against_the_team_and_the_unit_and_is_proven(town, hands, stand):
    tickets = [fixed(town, handed_in=hour) for hour in HOURS]
    first = published(town)
    found_out(town, tickets[0])
    first_total = total(first, town, "team", "team_1")
    fresh = corrected(town, first)
    assert [false_of(first, town, unit) for unit in ("street_a", "team_1")] == [0, 0]  # stays as it was
    assert [false_of(fresh, town, unit) for unit in ("street_a", "team_1")] == [1, 1]
    assert (first_total, total(fresh, town, "team", "team_1")) == ("70", "66")  # one of five, of 20 points
    assert verify(first) == [] and verify(fresh) == []
    lists = Score.objects.get(ranking=fresh, subject="unit", key=town.units["street_a"].pk).lists
    assert "false_strike_off" in str(lists)


def test_what_is_found_after_the_correction_was_counted_is_not_in_it(town):
    tickets = [fixed(town, handed_in=hour) for hour in HOURS]
    first = published(town)
    found_out(town, tickets[0])
    fresh = corrected(town, first)
    found_out(town, tickets[1], LATER + timedelta(days=1))
    assert verify(fresh) == [] and false_of(fresh, town, "team_1") == 1
    rankings.recount(fresh, by=town.posts["office"], now=LATER + timedelta(days=2))
    run_waiting(lambda: LATER + timedelta(days=2))
    fresh.refresh_from_db()
    assert verify(fresh) == [] and false_of(fresh, town, "team_1") == 2


def test_the_first_edition_knows_what_was_known_at_its_cut_off_alone(town):
    ticket = fixed(town)
    found_out(town, ticket, AFTER_APPEALS - timedelta(days=4, hours=23))  # after the cut-off, before the count
    ranking = published(town)
    assert false_of(ranking, town, "team_1") == 0 and verify(ranking) == []


def test_the_office_is_told_on_the_page_of_the_published_ranking(town, hands, stand):
    tickets = [fixed(town, handed_in=hour) for hour in HOURS]
    first = published(town)
    url = f"/rankings/{first.pk}/"
    stand(LATER + timedelta(hours=2))
    assert WORDS not in hands("office").get(url).content.decode()
    found_out(town, tickets[0])
    stand(LATER + timedelta(hours=2, minutes=10))  # it is counted once in ten minutes
    assert WORDS in hands("office").get(url).content.decode()
    for who in ("city_leader", "team_leader", "unit_head"):
        assert WORDS not in hands(who).get(url).content.decode()
    corrected(town, first)
    assert WORDS not in hands("office").get(url).content.decode()  # it is on its way
