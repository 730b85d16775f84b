"""A published week behind the doors: what it brought up, and money shared out by it."""

from datetime import datetime, timedelta
from fractions import Fraction
from uuid import UUID

from django.urls import reverse

from scoring.actions import consequences, funds, rankings
from scoring.actions.hindrances import JOB
from scoring.consequences import JIANGMEN, Proposal
from scoring.models import Consequence, IncentiveFund, Ranking
from scoring.periods import Kind, Period
from scoring.shares import ByRank
from supervision.actions.book import write
from supervision.models import Job
from tests.town import TZ, Town, at, file_ticket, take

WEEK = Period(Kind.WEEK, "2026-W06")
COUNTED = datetime(2026, 2, 11, 9, 0, tzinfo=TZ)
PUBLISHED = datetime(2026, 2, 25, 9, 0, tzinfo=TZ)  # after the holidays, when nobody may appeal any more
WASHING = "APP-07"  # of no category that the other entries are of, and led by the street, so that no other unit assists


def week_published(town: Town) -> Ranking:
    """The east street had five problems and is ranked; a talk is proposed, and two funds are shared out."""
    tuesday = WEEK.starts + timedelta(days=1)
    for _ in range(5):
        ticket = file_ticket(town, category=WASHING, now=at(tuesday, "09:30"), anyway="另一处")
        take(town, "submit", ticket, "street_clerk", at(tuesday, "10:00"), photos=1)
        take(town, "pass", ticket, "team_leader", at(tuesday, "10:30"))
    office = town.posts["office"]
    ranking = rankings.begin(WEEK, by=office, now=COUNTED)
    job = Job.objects.get(kind=JOB, facts__ranking=str(ranking.pk))
    Job.objects.filter(pk=job.pk).update(state=Job.State.DONE, result=rankings.count(job, lambda: COUNTED))
    rankings.announce(ranking, by=office, now=COUNTED)
    rankings.approve(ranking, by=town.posts["city_leader"], now=PUBLISHED)
    rankings.publish(ranking, by=office, now=PUBLISHED)
    ranking.refresh_from_db()
    street = str(town.units["street_a"].pk)
    # The platform's own rules ask for two weeks; those of another city for one.
    one = Proposal(street, "street", JIANGMEN[0].step, JIANGMEN[0], (WEEK,))
    write([consequences.suggest(ranking, one, PUBLISHED)])
    kept = [
        funds.keep(ranking, "street", fen, ByRank((Fraction(1),)), "奖补", by=town.actor("office"), now=PUBLISHED)
        for fen in (100, 200)
    ]
    funds.confirm(kept[0].stream_id, by=town.actor("city_leader"), now=PUBLISHED)
    return ranking


def sequel_address(door: str, argument: str, thing: str) -> str:
    """Where a row about what follows leads."""
    rest: list[UUID | str] = []
    if door.startswith("ranking_fund") and thing in ("confirmed", "waits"):
        rest.append(IncentiveFund.objects.get(state=thing).pk)
    if door.startswith("consequence") and door != "consequences":
        rest.append(Consequence.objects.get().pk)
    ranking = Ranking.objects.get(**({"state": thing} if thing == "draft" else {"code": WEEK.code}))
    return reverse(door, args=[ranking.pk, *rest, *([argument] if argument else [])])
