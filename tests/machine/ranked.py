"""How well, beside what and by when: the same lines from tables and events, and a ranking that stays proven."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from tempfile import TemporaryDirectory
from uuid import UUID

from django.test import override_settings

from scoring import periods
from scoring.actions import rankings
from scoring.actions.verifying import verify
from scoring.counting import write_lines
from scoring.folding import fold
from scoring.lines import SCORED_KINDS
from scoring.models import Line, Ranking
from scoring.models.rankings import COUNTED
from scoring.periods import Kind, Period
from supervision.actions.calendars import load_calendar
from supervision.models import Duty, Job
from tests.machine.stage import Stage, rolled_back

BESIDE = ("ranking", "consequence")  # streams of which the model knows nothing; they stand in one town only
AROUND = timedelta(days=400)
SAID = ("unit_id", "role", "category", "urgency", "source", "score_due_at", "ended_at", "out", *COUNTED)


def same_read_twice(stage: Stage, at: datetime) -> int:
    """Every duty of the days around is the same line in the tables and in the events; returns how many there are."""
    starts, ends = at - AROUND, at + AROUND
    unwritten = Ranking(kind=Kind.WEEK, code="drawn", starts=starts, ends=ends, cutoff_at=ends, scheme=1, team_scheme=1)
    with rolled_back():
        unwritten.save(force_insert=True)
        write_lines(unwritten.pk, starts, ends, at)
        by_tables = {row.duty_id: {name: getattr(row, name) for name in SAID} for row in unwritten.lines.all()}
    by_events = {}
    for entry in fold(stage.entries, at).values():
        for line in map(asdict, entry.lines(starts, ends, at)):
            line["unit_id"] = line.pop("unit")
            del line["ticket"]
            by_events[line.pop("duty")] = line
    assert by_tables == by_events
    return len(by_tables)


@contextmanager
def seals_apart() -> Iterator[None]:
    """Publishing seals the ledger, and what is rolled back afterwards would stay in the file."""
    with TemporaryDirectory() as folder, override_settings(SEALS_DIR=folder):
        yield


def published(stage: Stage) -> UUID:
    """The week in which most was due, of those that can be counted: from the count to the number."""
    office, leader, now = stage.posts["office"], stage.posts["city_leader"], stage.clock
    ranking = rankings.begin(busiest(now), by=office, now=now)
    Job.objects.filter(kind="ranking").delete()  # the town's other jobs wait for a move of their own
    rankings.counted(ranking, lambda done, total: None, lambda: now)
    rankings.announce(ranking, by=office, now=now)
    ranking.refresh_from_db()
    rankings.approve(ranking, by=leader, now=ranking.appeals_until)
    rankings.publish(ranking, by=office, now=ranking.appeals_until)
    return ranking.pk


def busiest(now: datetime) -> Period:
    """The week with the most duties whose cut-off is over; the last such week when nothing was due in any."""
    calendar, week = load_calendar(), periods.of(Kind.WEEK, now)
    while periods.cut_off(week, calendar) + rankings.IN_FLIGHT > now:
        week = week.previous
    owed = Duty.objects.filter(kind__in=SCORED_KINDS, score_due_at__lt=week.ends)
    weeks = Counter(periods.of(Kind.WEEK, due).code for due in owed.values_list("score_due_at", flat=True))
    return Period(Kind.WEEK, weeks.most_common(1)[0][0]) if weeks else week


def proven(pk: UUID) -> int:
    """Whatever has happened since, the ranking comes out of the events again; returns how many lines it has."""
    assert verify(Ranking.objects.get(pk=pk)) == []
    return Line.objects.filter(ranking=pk, out="").count()
