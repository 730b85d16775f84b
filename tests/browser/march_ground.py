"""Run as a program: an empty data folder becomes the town in March 2026, with one ranking published and one announced.

In the first week of March the west was late and left one problem lying; the week is published. Of February the east
had one late fix; that month is announced since Monday evening, the 16th.
"""

import json
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from rectification.models import Ticket
    from scoring.models import Ranking
    from scoring.periods import Period
    from tests.town import Town

IN_TIME = ("10:00", "10:10", "10:20", "10:30", "10:40")  # due by 15:00
ONE_LATE = (*IN_TIME[:4], "16:00")
MOSTLY_LATE = (*IN_TIME[:2], "16:00", "16:10")
BELOW = Fraction(85)
MARKET_CATEGORY = "ENV-03"  # as the town has it; its module wants Django set up first
OVERFLOW = "ENV-02"  # of February: another category than March's, or those would be old problems come back


def main() -> None:
    django.setup()
    from django.core.management import call_command

    from supervision import clock
    from supervision.actions.pictures import finish_pictures
    from tests.browser.ground import session
    from tests.town import found_town

    call_command("prepare", static_only=True)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    town = found_town()
    entries = happened(town)
    while finish_pictures(clock.now()):
        pass
    found = {
        "slip": "",
        "sessions": {name: session(town, name) for name in town.people},
        "sites": {code: str(site.id) for code, site in town.sites.items()},
        "entries": entries,
    }
    json.dump(found, sys.stdout)


def happened(town: "Town") -> dict[str, str]:
    """February, the first week of March and the two rankings, in the order of time."""
    from scoring.periods import Kind, Period
    from supervision.actions.sweep import sweep
    from tests.town import FOUNDED, FRIDAY, MONDAY, at

    black_below_85(town)
    tuesday = FOUNDED + timedelta(days=1)
    (late,) = fixed(town, "S001", tuesday, ONE_LATE, OVERFLOW)[4:]
    fixed(town, "S003", tuesday, IN_TIME, OVERFLOW)
    fixed(town, "S001", MONDAY, IN_TIME)
    west = fixed(town, "S003", MONDAY, MOSTLY_LATE)
    left = written(town, "S003", MONDAY)
    sweep(at(FRIDAY, "09:30"))  # three working days late: proposed for the public board
    count = at(MONDAY + timedelta(days=9), "09:00")
    over = at(MONDAY + timedelta(days=14), "18:00")  # nobody has appealed against the week
    month = counted(town, Period(Kind.MONTH, "2026-02"), count)
    week = counted(town, Period(Kind.WEEK, "2026-W10"), count)
    publish(town, week, count + timedelta(hours=1), over)
    announce(town, month, over + timedelta(minutes=20))
    return {
        "late": late.number,
        "left": left.number,
        "west": " ".join(ticket.number for ticket in west[2:]),
        "month": str(month.pk),
        "week": str(week.pk),
    }


def black_below_85(town: "Town") -> None:
    """The city's own rule: whoever has less than 85 points in a week is on the black list, however few are ranked."""
    from scoring.actions.schemes import change_scheme, scheme_of
    from scoring.criteria import Below
    from scoring.lists import List, Rule, write_lists
    from scoring.periods import Kind
    from tests.town import FOUNDED

    rule = Rule("low", List.BLACK_LIST, Below(BELOW), (Kind.WEEK,), minimum=1)
    scheme = replace(scheme_of("units", 1), lists=write_lists((rule,)))
    change_scheme("units", scheme, "低于 85 分进黑榜", by=town.posts["office"], now=FOUNDED)


def fixed(
    town: "Town", site: str, day: datetime, hours: Iterable[str], category: str = MARKET_CATEGORY
) -> list["Ticket"]:
    """Problems of a morning, handed in at these hours and struck off the next day."""
    from tests.town import at, take

    clerk, checks = {"S001": ("street_clerk", "inspector"), "S003": ("west_clerk", "second_inspector")}[site]
    found = [written(town, site, day, category) for _ in hours]
    for ticket, hour in zip(found, hours, strict=True):
        take(town, "submit", ticket, clerk, at(day, hour), photos=1)
    for ticket in found:
        take(town, "pass", ticket, checks, at(day + timedelta(days=1), "10:00"))
    return found


def written(town: "Town", site: str, day: datetime, category: str = MARKET_CATEGORY) -> "Ticket":
    """A problem of nine in the morning."""
    from tests.town import at, file_ticket

    by = {"S001": "inspector", "S003": "second_inspector"}[site]
    return file_ticket(town, by, site=site, category=category, now=at(day, "09:00"), anyway="另一处")


def counted(town: "Town", period: "Period", now: datetime) -> "Ranking":
    """A draft."""
    from scoring.actions import rankings
    from supervision.actions.jobs import run_waiting

    ranking = rankings.begin(period, by=town.posts["office"], now=now)
    run_waiting(lambda: now)
    ranking.refresh_from_db()
    return ranking


def announce(town: "Town", ranking: "Ranking", now: datetime) -> None:
    """For three working days."""
    from scoring.actions import rankings

    rankings.announce(ranking, by=town.posts["office"], now=now)


def publish(town: "Town", ranking: "Ranking", announced: datetime, now: datetime) -> None:
    """Announced, and published when nobody has appealed."""
    from scoring.actions import rankings

    announce(town, ranking, announced)
    rankings.approve(ranking, by=town.posts["city_leader"], now=now)
    rankings.publish(ranking, by=town.posts["office"], now=now)


if __name__ == "__main__":
    main()
