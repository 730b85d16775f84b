"""`verify_ranking`: a published ranking comes out of the events again, or what was altered is named."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from rectification.models import Ticket
from rectification.workflow import Action
from scoring.actions import rankings
from scoring.models import Line, LineOf, Ranking, Score
from scoring.periods import Kind, Period
from supervision.actions.contracts import make_contract
from supervision.actions.jobs import run_waiting
from tests.town import FRIDAY, HERE, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, at, file_ticket, take

pytestmark = pytest.mark.django_db
WEEK = Period(Kind.WEEK, "2026-W10")
COUNT = at(MONDAY + timedelta(days=9), "18:00")


def hand_in(town, ticket, when):
    take(town, Action.SUBMIT, ticket, "street_clerk", when, photos=1)


@pytest.fixture
def week(town):
    """A week with everything that can happen to a duty."""
    office, leader = town.posts["office"], town.people["unit_head"]
    zone = town.sites["S001"].zone_rows.get().zone_id
    make_contract("area_chief", town.units["street_a"].pk, leader, "zone", str(zone), now=at(MONDAY, "08:00"))
    good, late, failed, waits, moved, suspended, open_one, void = (
        file_ticket(town, now=at(MONDAY, "09:00"), anyway="另一处") for _ in range(8)
    )
    for ticket, hour in ((good, "10:00"), (late, "16:00"), (failed, "10:00")):
        hand_in(town, ticket, at(MONDAY, hour))
    take(town, Action.FAIL, failed, "inspector", at(MONDAY, "11:00"), words="未清")
    hand_in(town, failed, at(MONDAY, "14:00"))
    for ticket in (good, late, failed):
        take(town, Action.PASS, ticket, "inspector", at(TUESDAY, "10:00"), photos=1, place=HERE)
    take(town, Action.REASSIGN, moved, "office", at(MONDAY, "10:30"), unit="market_reg", words="属市场监管")
    take(town, Action.SUSPEND, suspended, "office", at(MONDAY, "10:30"), words="雨季", until=at(FRIDAY, "17:30"))
    take(town, Action.VOID, void, "office", at(MONDAY, "10:30"), words="重复登记")
    relapse = file_ticket(town, now=at(THURSDAY, "09:00"), anyway="又来")
    hand_in(town, relapse, at(THURSDAY, "09:30"))
    take(town, Action.MARK_FALSE, good, "discipline", at(WEDNESDAY, "10:00"), words="旧照片")
    hand_in(town, waits, at(FRIDAY, "16:00"))
    assert open_one.status == "assigned"
    ranking = rankings.begin(WEEK, by=office, now=COUNT)
    run_waiting(lambda: COUNT)
    rankings.announce(ranking, by=office, now=COUNT)
    rankings.approve(ranking, by=town.posts["city_leader"], now=COUNT + timedelta(days=5))
    rankings.publish(ranking, by=office, now=COUNT + timedelta(days=5))
    return Ranking.objects.get(pk=ranking.pk)


def said() -> str:
    out = StringIO()
    call_command("verify_ranking", "1", stdout=out, stderr=StringIO())
    return out.getvalue()


def test_it_comes_out_exactly_as_it_was_published(week):
    assert "1" in said()
    outs = set(Line.objects.filter(ranking=week).values_list("out", flat=True))
    assert {"", "moved", "void", "waiting"} <= outs
    assert Score.objects.filter(ranking=week, subject="holder").exists()


def test_it_comes_out_exactly_after_the_entries_went_on(town, week):
    ticket = file_ticket(town, now=COUNT + timedelta(days=6), anyway="后来的")
    for line in Line.objects.filter(ranking=week, out="waiting", role="lead"):
        waiting = Ticket.objects.get(pk=line.ticket_id)
        take(town, Action.FAIL, waiting, "inspector", COUNT + timedelta(days=6), words="不行")
    assert ticket.pk and said()


@pytest.mark.parametrize("column", ["on_time", "unit_id", "out"])
def test_an_altered_line_is_named(town, week, column):
    line = Line.objects.filter(ranking=week, role="lead", out="").first()
    value = {"on_time": 1 - line.on_time, "unit_id": town.units["street_b"].pk, "out": "void"}[column]
    Line.objects.filter(pk=line.pk).update(**{column: value})
    with pytest.raises(CommandError):
        said()


def test_a_rank_exchanged_by_hand_is_named(week):
    Score.objects.filter(ranking=week, subject="unit", rank=None).update(rank=1)
    with pytest.raises(CommandError):
        said()


def test_a_line_taken_out_is_named(week):
    line = Line.objects.filter(ranking=week, role="lead", out="").first()
    LineOf.objects.filter(line=line).delete()
    line.delete()
    with pytest.raises(CommandError):
        said()


def test_a_number_nobody_published_is_said_so(town):
    with pytest.raises(CommandError, match="7"):
        call_command("verify_ranking", "7")
