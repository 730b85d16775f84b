"""Parts on the sweep: the very function the worker calls, beside the pure SQL sweep of the same number of rows."""

import resource
import time
from datetime import datetime

from django.core.management import call_command
from django.db import connection

from benchmarks import lean_sqlite
from benchmarks import limits as lean_postgres
from benchmarks.ground import found_and_fill
from benchmarks.kit import Cost, Part, cost, timed
from benchmarks.schedule import QUIET, early, moments
from supervision.actions.rebuild import rebuild
from supervision.actions.sweep import sweep
from supervision.actions.verify import verify
from supervision.models import Event

RUNGS = ("warning", "reminder", "supervision")
limits = lean_postgres if connection.vendor == "postgresql" else lean_sqlite


def fill(part: Part, count: int, groups: list[int]) -> None:
    """A database with so many running duties, and the table of the limit with as many rows."""
    call_command("migrate", verbosity=0)
    part.figure(f"filling N={count}", "s", timed(lambda: found_and_fill(count, groups)))
    limits.fill(count)


def climb(part: Part, count: int, group: int, due: int) -> None:
    """Three rungs of a group, the SQL sweep before, between and after them; exactly `due` rungs each time."""
    warm_up(group)
    ours: list[Cost] = []
    pure = [pure_sql(count, due)]
    for moment in moments(group):
        ours.append(swept(moment, due))
        pure.append(pure_sql(count, due))
    at = f"N={count} K={due}"
    limit = part.costs(f"pure SQL sweep {at}", pure)
    for name, one in zip(RUNGS, ours, strict=True):
        part.costs(f"sweep {at}, {name}", [one])
    figure = part.costs(f"sweep {at}", ours)
    part.judge(f"sweep per due duty against pure SQL, {at}", figure.median / limit.median, 5)
    work = [sum(one.per()[1:]) for one in ours], [sum(one.per()[1:]) for one in pure]
    part.figure(f"ratio by processor time {at}", "x", sorted(work[0])[1] / sorted(work[1])[len(pure) // 2])


def beside(part: Part, due: int) -> None:
    """The first group's three rungs, without a limit between them: what is set beside a peer's escalation."""
    warm_up(1)
    part.costs("sweep, each due", [swept(moment, due) for moment in moments(1)])


def warm_up(group: int) -> None:
    """A worker has been running for a while: it has swept everything that fell due before."""
    sweep(early(group))


def pure_sql(count: int, due: int) -> Cost:
    """The limit, in batches as large as ours."""
    limits.arm(count, due)
    return cost(limits.sweep)


def swept(moment: datetime, due: int) -> Cost:
    """One sweep; every due duty climbs exactly one rung."""
    before = Event.objects.count()
    found = cost(lambda: sweep(moment))
    written = Event.objects.count() - before
    if found.count != due or written != due:
        raise AssertionError(f"{due} were due, {found.count} were touched, {written} events were written")
    return found


def prove(part: Part, count: int) -> None:
    """The ledger is whole and the tables are the fold of its events."""
    faults: list = []
    part.figure(f"verify N={count}", "s", timed(lambda: faults.extend(verify())))
    differing: dict = {}
    part.figure(f"rebuild and compare N={count}", "s", timed(lambda: differing.update(rebuild())))
    if faults or differing:
        raise AssertionError(f"the ledger is not whole: {faults[:3]} {list(differing)[:3]}")


def idle(part: Part, count: int) -> None:
    """A tick with nothing due beside the SQL tick with nothing due, turn by turn.

    What a sweep leaves behind in the index is cleared away before, as the limit's is; in earnest autovacuum does it.
    """
    sweep(QUIET)
    if connection.vendor == "postgresql":
        lean_postgres.execute("VACUUM supervision_duty")
    limits.sweep()
    turns = [(timed(limits.sweep) * 1e3, timed(lambda: sweep(QUIET)) * 1e3) for _ in range(200)]
    pure, ours = zip(*turns, strict=True)
    limit = part.figure(f"SQL tick, nothing due, N={count}", "ms", *pure)
    figure = part.figure(f"tick, nothing due, N={count}", "ms", *ours)
    part.judge(f"tick with nothing due over the SQL tick, N={count}, ms", figure.median - limit.median, 2.5)


def sweeper(part: Part, moment: str, begins: float = 0) -> None:
    """A process that only sweeps; how many it touched, how long it took and how much memory it came to need."""
    connection.ensure_connection()
    time.sleep(max(0.0, begins - time.monotonic()))
    found = cost(lambda: sweep(datetime.fromisoformat(moment)))
    part.figure("touched", "", found.count)
    part.figure("wall", "s", found.wall)
    part.figure("peak memory", "MiB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def count_events(part: Part) -> None:
    """How many rungs there are."""
    part.figure("rungs", "", Event.objects.filter(action="rung").count())
