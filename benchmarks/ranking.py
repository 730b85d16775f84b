"""Parts on rankings: the snapshot of a month, its recount, its page once published, the running month, the board."""

import resource
import statistics
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import Resolver404, resolve

from benchmarks import by_hand
from benchmarks.finding import statements
from benchmarks.kit import Cost, Part, cost, timed
from benchmarks.watching import Watch
from benchmarks.year import MONTH, NEXT, TODAY, YEAR, begin_year, copy, known_town, moved
from scoring import counting, periods, reckoning
from scoring.actions import freezing, rankings
from scoring.models import Line, LineOf, Ranking, Score, Subject
from scoring.periods import Kind
from scoring.querysets import ScoreReader
from scoring.reckoning import Counts
from scoring.tally import COUNTS, Cell, added
from supervision import clock
from supervision.actions import jobs
from supervision.actions.calendars import load_calendar
from supervision.models import Job, Post, User

RANKED = periods.of(Kind.MONTH, MONTH)
TIMES = 25
AGAIN = timedelta(days=3)  # after the first count: the office counts once more before it announces


def fill(part: Part, count: int, only: bool = False) -> None:
    """A year up to the end of the ranked month, or that month only."""
    first = MONTH if only else YEAR
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    begin_year()
    days = (NEXT - first).days
    part.figure(f"filling N={count}", "s", timed(lambda: copy(first.date(), days, count)))


def so_far(part: Part, count: int) -> None:
    """The running month so far, as full as the others."""
    days = (TODAY - NEXT).days
    so_far = count * days // 365
    copy(NEXT.date(), days, so_far, since=count)
    part.figure(f"running month, N={count}, entries", "", so_far)


def cutoff() -> datetime:
    """When the ranked month's figures are taken."""
    return periods.cut_off(RANKED, load_calendar())


def office() -> Post:
    """Who does all this."""
    return Post.objects.select_related("user", "unit").get(user__username="office")


def snapshot(part: Part, count: int) -> None:
    """The job that counts the month, from its begin to the draft, by its parts; progress and memory on the way."""
    now = cutoff() + rankings.IN_FLIGHT + timedelta(minutes=1)
    ranking = Ranking.objects.first() or rankings.begin(RANKED, by=office(), now=now)
    counted(part, f"snapshot N={count}", now, lambda: Line.objects.filter(ranking=ranking).count())
    part.figure("lines of zones and holders", "", LineOf.objects.filter(ranking=ranking).count())


def again(part: Part, count: int, move: int) -> None:
    """Counted once more three days later, when some have moved."""
    now = cutoff() + AGAIN
    moved(known_town(), move, now - timedelta(hours=1))
    ranking = Ranking.objects.get()
    rankings.recount(ranking, by=office(), now=now)
    counted(part, f"counted again, {move} moved since the cut-off, N={count}", now, ranking.lines.count)


def counted(part: Part, name: str, now: datetime, lines: Callable[[], int]) -> None:
    """The waiting job, worked as the worker does."""
    watch = Watch()
    watch.on(rankings, "sweep", "freeze", "frozen_counts", "everybody", "reckon", "inputs_digest", "result_digest")
    watch.on(freezing, "forget", "write_lines", "insert", "replace_moved", "fold", "leave_out_counted")
    watch.on(freezing, "windows_of", "obey_appeals", "count_for_others", "places_of")
    watch.on(jobs, "progress")
    told, beats = jobs.progress, []

    def beat(job: Job, done: int, total: int, now: datetime) -> bool:
        beats.append((clock_seconds(), done, total))
        return told(job, done, total, now)

    jobs.progress = beat
    before = peak()
    beats.append((clock_seconds(), 0, 0))
    found = cost(lambda: jobs.run_waiting(lambda: now) and lines())
    beats.append((clock_seconds(), 0, 0))
    job = Job.objects.latest("asked_at")
    if job.state != Job.State.DONE:
        raise AssertionError(f"the job ended as {job.state}: {job.result}")
    part.figure(f"{name}, lines", "", found.count)
    part.costs(f"{name}, a line", [found])
    part.figure(f"{name}, all of it", "s", found.wall)
    for inside, seconds in sorted(watch.seconds.items(), key=lambda pair: -pair[1]):
        if seconds > found.wall / 200:
            part.figure(f"  of that, {inside}", "s", seconds)
    part.figure(f"{name}, growth of memory", "MiB", peak() - before)
    part.figure(f"{name}, signs of life", "", len(beats) - 2)
    silences = [later[0] - sooner[0] for sooner, later in pairwise(beats)]
    part.judge(f"{name}: longest silence of the job, s", max(silences), jobs.SILENT_AFTER.total_seconds())


def recount(part: Part, count: int, plans: str = "") -> None:
    """The ranked month once more from the tables, beside one statement by hand; and equal to what is stored."""
    ranking = Ranking.objects.get()
    asked = {"starts": ranking.starts, "ends": ranking.ends, "at": ranking.cutoff_at}
    window = (ranking.starts, ranking.ends, ranking.cutoff_at)
    by_hand_now = partial(answer, by_hand.AGGREGATE, asked)
    known = [(subject, one) for subject, one in reckoning.everybody(ranking, nobody(ranking)) if subject in OF_UNITS]
    live = counting.live_cells(*window)
    same_counts(live, by_hand_now())
    found = reckoning.reckon(ranking, Counts(live, EMPTY), known)
    works = {
        "one statement by hand": lambda: len(by_hand_now()),
        "cells of the month": lambda: len(counting.live_cells(*window)),
        "recount": lambda: len(reckoning.reckon(ranking, Counts(counting.live_cells(*window), EMPTY), known)),
    }
    for helpers, how in ((2, "by the clock"), (0, "by processor time, of one process each")):
        answer("SELECT set_config('max_parallel_workers_per_gather', %(n)s, false)", {"n": str(helpers)})
        turns = [{name: cost(work) for name, work in works.items()} for _ in range(9)]
        took = {name: [turn[name] for turn in turns] for name in works}
        for name, found_costs in took.items():
            part.costs(f"{name}, {helpers} helpers, N={count}, a unit", found_costs)
        whole = {name: statistics.median(map(SPENT[helpers], costs)) for name, costs in took.items()}
        for name in list(works)[1:]:
            times = whole[name] / whole["one statement by hand"]
            part.judge(f"{name} against the statement by hand, {how}, N={count}", times, 2)
    part.judge(f"results that differ from the stored ones, of {len(found)}, N={count}", differing(ranking, found), 0)
    if plans:
        told = [explained(by_hand.AGGREGATE, asked), explained(counting.OF_PERIOD, list(window))]
        Path(plans).write_text("\n\n".join(told) + "\n")


EMPTY: dict[str, Any] = {Subject.ZONE: {}, Subject.HOLDER: {}}
OF_UNITS = (Subject.UNIT, Subject.TEAM)


def nobody(ranking: Ranking) -> Counts:
    """No counts: whoever takes part besides, of units and teams."""
    return Counts(counting.frozen_cells(ranking), EMPTY)


def answer(statement: str, values: Any) -> list[dict[str, Any]]:
    """The rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def same_counts(live: dict[UUID, list[Cell]], by_statement: list[dict[str, Any]]) -> None:
    """Both count the same, or there is nothing to compare."""
    ours = {unit: added(cells) for unit, cells in live.items()}
    theirs = {row["unit_id"]: {name: int(row[name]) for name in COUNTS} for row in by_statement}
    if ours != theirs:
        other = next(unit for unit in ours.keys() | theirs.keys() if ours.get(unit) != theirs.get(unit))
        raise AssertionError(f"{other}: {ours.get(other)} against {theirs.get(other)} by hand")


def differing(ranking: Ranking, found: list[reckoning.Reckoned]) -> int:
    """How many results are not those that are stored, to the last fraction."""
    columns = ("subject", "group", "key", "rank", "total", "figures", "lists")
    stored = {tuple(row[:3]): row[3:] for row in ranking.scores.filter(subject__in=OF_UNITS).values_list(*columns)}
    rows = [each.as_row(ranking) for each in found]
    again = {(row.subject, row.group, row.key): (row.rank, row.total, row.figures, row.lists) for row in rows}
    return sum(stored.get(key) != again.get(key) for key in stored.keys() | again.keys())


# What counts: the clock where the server has helpers, whose processor time nobody sees; else the processor time.
SPENT: dict[int, Callable[[Cost], float]] = {2: lambda one: one.wall, 0: lambda one: one.python + one.server}


def explained(statement: str, values: Any) -> str:
    """How the database goes about it."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {statement}", values)
        return "\n".join(row[0] for row in cursor.fetchall())


def publish(part: Part, count: int) -> None:
    """Announced, approved, published; and the tables a rollup would have."""
    ranking = Ranking.objects.get()
    leader = Post.objects.get(user__username="city_leader")
    when = cutoff() + AGAIN + timedelta(hours=1)
    later = when + timedelta(days=7)
    part.figure(f"announced, N={count}", "s", timed(lambda: rankings.announce(ranking, by=office(), now=when)))
    rankings.approve(ranking, by=leader, now=later)
    part.figure(f"published, N={count}", "s", timed(lambda: rankings.publish(ranking, by=office(), now=later)))
    with connection.cursor() as cursor:
        for statement in by_hand.ROLLUP:
            cursor.execute(statement)


def page(part: Part, count: int) -> None:
    """What is published, as stored rows and as a whole page, beside a month of the rollup."""
    clock.now = lambda: TODAY
    ranking = Ranking.objects.get()
    asked = {"first": MONTH.date(), "after": NEXT.date()}
    reader = ScoreReader(sees_all=False)
    rows = Score.objects.visible_to(reader).filter(ranking=ranking, subject=Subject.UNIT).order_by("group", "rank")
    work: dict[str, Callable[[], Any]] = {
        "month of the rollup": lambda: answer(by_hand.OF_MONTH, asked),
        "stored results of the month": lambda: list(rows.values_list("group", "rank", "name", "total", "state")),
    }
    shown = opened("office", f"/rankings/{ranking.pk}/")
    if shown:
        work["ranking page"] = shown
    found = {name: costs(part, f"{name}, N={count}", asks) for name, asks in work.items()}
    for name in list(work)[1:]:
        times = found[name] / found["month of the rollup"]
        part.judge(f"{name} against the rollup, N={count}", times, 3)


def costs(part: Part, name: str, asks: Callable[[], Any]) -> float:
    """Milliseconds, and how many queries."""
    asks()
    part.figure(f"{name}, queries", "", len(statements(asks)))
    return part.figure(name, "ms", *(timed(asks) * 1e3 for _ in range(TIMES))).median


def opened(username: str, address: str) -> Callable[[], Any] | None:
    """A whole request with middleware; none where the platform has no such page."""
    client = Client(HTTP_HOST="localhost", HTTP_ACCEPT_LANGUAGE="zh-hans")
    client.force_login(User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    try:
        resolve(address)
    except Resolver404:
        print(f"  no page at {address}", flush=True)
        return None
    got = client.get(address)
    if got.status_code != 200:
        raise AssertionError(f"{address}: {got.status_code}")
    return lambda: client.get(address)


def running(part: Part, count: int, plans: str = "") -> None:
    """The month that runs: what it costs for each of its own duties, whatever else the ledger holds."""
    month = periods.of(Kind.MONTH, TODAY)
    window = (month.starts, month.ends, TODAY)
    duties = answer(OWN_DUTIES, {"starts": month.starts, "ends": month.ends})[0]["n"]
    counting.live_cells(*window)
    found = [cost(lambda: duties if counting.live_cells(*window) else 0) for _ in range(9)]
    part.figure(f"running month, N={count}, duties", "", duties)
    part.costs(f"running month, N={count}, a duty", found)
    part.figure(f"running month, N={count}", "ms", *(one.wall * 1e3 for one in found))
    plan = explained(counting.OF_PERIOD, list(window))
    if plans:
        Path(plans).write_text(plan + "\n")
    if count >= 100_000:
        part.judge(f"running month, N={count}: tables read from end to end", plan.count("Seq Scan on"), 0)


OWN_DUTIES = """SELECT count(*) AS n FROM supervision_duty WHERE kind IN ('rectify', 'assist', 'review')
 AND score_due_at >= %(starts)s AND score_due_at < %(ends)s"""


def board(part: Part, count: int) -> None:
    """The leaders' board and the wall: with nothing kept, as once a minute, and with everything kept."""
    clock.now = lambda: TODAY
    for address in ("/board/", "/board/wall/", "/rankings/now/"):
        asks = opened("city_leader", address)
        if asks is None:
            continue
        cache.clear()
        part.figure(f"{address}, N={count}, cold, queries", "", len(statements(asks)))
        for name, most, before in (("cold", 150, cache.clear), ("warm", 30, nothing)):
            asks()
            samples = sorted(timed_after(before, asks) * 1e3 for _ in range(2 * TIMES))
            part.figure(f"{address}, N={count}, {name}", "ms", *samples)
            part.judge(f"{address}, N={count}, {name}, p95, ms", samples[int(len(samples) * 0.95)], most)


def timed_after(before: Callable[[], Any], asks: Callable[[], Any]) -> float:
    """Seconds of a request alone, after what comes before it: that everything kept is forgotten, or nothing."""
    before()
    return timed(asks)


def nothing() -> None:
    """What is kept stays."""


def clock_seconds() -> float:
    """A clock that only goes on."""
    return time.perf_counter()


def peak() -> float:
    """MiB this process came to need."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
