"""How lives begin: a problem that fits, found by whoever looks after the place, filed at the right moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from rectification.catalogue import limit_of
from rectification.demo.casting import TEAM_OF, Casting, Wish, days_of
from rectification.demo.people import TEAMS
from rectification.demo.play import Life, Play, Problem
from sites.models import Category
from supervision.limits import Unit as LimitUnit

WEEKS = timedelta(days=35)
FINDERS = {team: tuple(f"{team}.{who}" for who in ("first", "second", "third", "leader")) for team in TEAMS}
FINDERS["team_1"] = "team_1.first", *FINDERS["team_1"]
Body = Callable[[Play, Problem], Life]
FiledAt = Callable[[Category], datetime]


@dataclass
class Plan:
    """Begins the lives of the play."""

    play: Play
    casting: Casting

    def problem(self, filed_at: FiledAt, *, finder: str = "", source: str = "team", **wanted: Any) -> Problem:
        """A problem that fits, found by one of the team of the place unless somebody else is named."""
        row, site, place = self.casting.find(Wish(**wanted))
        found = FINDERS[TEAM_OF[self.play.ground.streets[site.code]]] if site else ("office.second",)
        by = finder or self.play.chance.choice(found)
        return Problem(row, site, place, by, filed_at(row), source)

    def live(self, problem: Problem, body: Body) -> Problem:
        """The problem's life begins when it is filed."""
        self.play.begin(problem.filed_at, lambda: body(self.play, problem))
        return problem

    def sometime(self, days: float) -> datetime:
        """A moment within the five weeks that leaves so many office days until today."""
        moments, play = self.play.moments, self.play
        start = play.until - WEEKS
        latest = moments.earlier(play.until, 7 * days + 3)
        hours = moments.calendar.elapsed(start, latest, "workhour").total_seconds() / 3600
        return moments.later(start, max(0.1, play.chance.uniform(0.1, hours)))

    def ago(self, hours: float) -> datetime:
        """So many office hours ago."""
        return self.play.moments.earlier(self.play.until, hours)

    # When to file so that it falls due as wanted.

    def due_in(self, days: int) -> FiledAt:
        """Filed so that it falls due at today's close, or that of so many office days later; never in the future."""

        def filed_at(row: Category) -> datetime:
            limit = limit_of(row)
            most = max(0, limit.value - 1) if limit.unit == LimitUnit.WORKDAY else days
            return self.filed_for(self.play.moments.close(self.play.until, min(days, most)), row)

        return filed_at

    def filed_for(self, due: datetime, row: Category) -> datetime:
        """When it was filed, to be due then."""
        filed = self.play.moments.filing_for(due, limit_of(row), self.play.chance)
        return min(filed, self.ago(0.4))

    def submitted_ago(self, hours: float) -> FiledAt:
        """Filed so that it was submitted so many office hours ago, after seven tenths of its limit."""
        return lambda row: self.play.moments.earlier(self.ago(hours), 0.7 * 7 * days_of(row))

    def filed_ago(self, hours: float) -> FiledAt:
        """Filed so many office hours ago."""
        return lambda row: self.ago(hours)

    def filed_sometime(self, days: float) -> FiledAt:
        """Filed some time ago, at least so many office days."""
        return lambda row: self.sometime(days)
