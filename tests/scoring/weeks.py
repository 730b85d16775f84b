"""Weeks in a row, each published all the way: who was on the black list of which, by points the office has taken."""

from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction

from rectification.workflow import Action
from scoring.actions import rankings
from scoring.actions.schemes import change_scheme, scheme_of
from scoring.criteria import Below
from scoring.lists import List, Rule, write_lists
from scoring.models import Consequence, Ranking
from scoring.periods import Kind, Period
from supervision.actions.jobs import run_waiting
from tests.town import FOUNDED, Town, at, file_ticket, take

W10, W11, W12 = (Period(Kind.WEEK, f"2026-W{no}") for no in (10, 11, 12))
FEW = timedelta(minutes=5)


BELOW_60 = (Rule("low", List.BLACK_LIST, Below(Fraction(60)), (Kind.WEEK,), minimum=1),)


def one_is_enough(town: Town, **more) -> None:
    """By this scheme a single problem is a sample, and whoever has less than 60 points is on the black list."""
    scheme = replace(scheme_of("units", 1), min_sample=1, bonus=Fraction(50), lists=write_lists(BELOW_60), **more)
    change_scheme("units", scheme, "样本从宽", by=town.posts["office"], now=FOUNDED)


def fixed_in(town: Town, period: Period, site: str = "S001", clerk: str = "street_clerk") -> None:
    """A problem of the week, fixed in time."""
    monday = period.starts
    ticket = file_ticket(town, site=site, now=at(monday, "09:00"), anyway="另一处")
    take(town, Action.SUBMIT, ticket, clerk, at(monday, "11:00"), photos=1)
    take(town, Action.PASS, ticket, "inspector", at(monday + timedelta(days=1), "10:00"))


def draft(town: Town, period: Period, now: datetime, **more) -> Ranking:
    """Counted."""
    ranking = rankings.begin(period, by=town.posts["office"], now=now, **more)
    run_waiting(lambda: now)
    ranking.refresh_from_db()
    return ranking


def published(
    town: Town, period: Period, *black: str, now: datetime | None = None, cleared: str = "", **more
) -> Ranking:
    """The week's ranking with these units on the black list, published five days after it was counted.

    `cleared` is a unit that gets back what an earlier edition took.
    """
    now = now or at(period.ends + timedelta(days=2), "18:00")
    office = town.posts["office"]
    ranking = draft(town, period, now, **more)
    given = [*((unit, -50, "媒体曝光") for unit in black), *([(cleared, 50, "曝光不实")] if cleared else [])]
    for unit, points, why in given:
        rankings.give_bonus(ranking, town.units[unit], points, why, by=office, now=now + FEW)
    if given:
        rankings.recount(ranking, by=office, now=now + 2 * FEW)
        run_waiting(lambda: now + 2 * FEW)
    later = now + timedelta(days=5)
    rankings.announce(ranking, by=office, now=now + 3 * FEW)
    rankings.approve(ranking, by=town.posts["city_leader"], now=later)
    rankings.publish(ranking, by=office, now=later)
    ranking.refresh_from_db()
    return ranking


def black_weeks(town: Town, n: int, *units: str) -> list[Ranking]:
    """So many weeks running these units are on the black list."""
    one_is_enough(town)
    found = []
    for period in (W10, W11, W12)[:n]:
        fixed_in(town, period)
        fixed_in(town, period, "S003", "west_clerk")
        found.append(published(town, period, *(units or ("street_a",))))
    return found


def proposed(town: Town, unit: str = "street_a") -> list[tuple[str, str, str]]:
    """What was proposed for a unit: by which week, what, and how it stands."""
    rows = Consequence.objects.filter(unit=town.units[unit]).select_related("ranking").order_by("proposed_at")
    return [(row.ranking.code, row.step, row.state) for row in rows]
