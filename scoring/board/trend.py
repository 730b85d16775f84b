"""The city's rate of limits kept, week by week: of what was decided or missed, how much was struck off in time."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.db.models import Case, Count, Value, When
from django.utils import timezone

from rectification.filters import begins
from rectification.kept import kept, missed
from supervision.models import Duty, DutyKind

WEEKS = 12
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Week:
    """One week, Monday to Sunday in the city's time."""

    first: date
    kept: int
    missed: int

    @property
    def last(self) -> date:
        """Its Sunday."""
        return self.first + WEEK - timedelta(days=1)

    @property
    def owed(self) -> int:
        """What is decided, or missed already."""
        return self.kept + self.missed

    @property
    def rate(self) -> float | None:
        """Per cent; None where nothing was owed."""
        return self.kept * 100 / self.owed if self.owed else None


def mondays(now: datetime) -> list[date]:
    """The first days of the last weeks that are over, the oldest first."""
    today = timezone.localtime(now).date()
    this = today - timedelta(days=today.weekday())
    return [this - WEEK * n for n in range(WEEKS, 0, -1)]


def count(now: datetime) -> list[Week]:
    """One query, from the index of scored times alone: it asks for nothing that is not in it."""
    firsts = mondays(now)
    ends = [begins(first + WEEK) for first in firsts]
    rows = Duty.objects.filter(kind=DutyKind.RECTIFY, parent=None, scored=True)
    rows = rows.filter(score_due_at__gte=begins(firsts[0]), score_due_at__lt=ends[-1])
    week = Case(*(When(score_due_at__lt=end, then=Value(n)) for n, end in enumerate(ends)))
    counted = rows.order_by().annotate(week=week).values("week")
    sums = counted.annotate(kept=Count("score_due_at", filter=kept()), missed=Count("score_due_at", filter=missed(now)))
    found = {row["week"]: row for row in sums}
    return [
        Week(first, found[n]["kept"], found[n]["missed"]) if n in found else Week(first, 0, 0)
        for n, first in enumerate(firsts)
    ]


def streak(rates: list[float | None]) -> int:
    """How many weeks in a row it has risen (+) or fallen (-) up to the last one."""
    n = 0
    for sooner, later in reversed(list(pairwise(rates))):
        if sooner is None or later is None or sooner == later or (n and (later > sooner) != (n > 0)):
            break
        n += 1 if later > sooner else -1
    return n
