"""Finding in a full ledger: pages, filters, words, counts, for each reader, with the plans behind them."""

import re
import resource
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connection
from django.test import Client

from benchmarks.kit import Part, timed
from benchmarks.schedule import LATER
from rectification import export
from rectification.desk import Actor
from rectification.filters import Filter, order_of
from rectification.models import Ticket
from rectification.pages.ledger import chosen
from rectification.pages.viewer import Viewer
from supervision import clock
from supervision.actions.calendars import load_calendar
from supervision.models import Job, Post
from supervision.paging import Behind, write_mark

READERS = ("office", "team_leader", "clerk_00")
QUESTIONS = {
    "first page": "/ledger/",
    "three filters": "/ledger/?category=ENV&urgency=B&source=team&state=all",
    "words": "/ledger/?q=市场 垃圾",
    "counts": "/ledger/counts/?state=all",
}
TIMES = 25
MOMENT = LATER + timedelta(minutes=90)  # half an hour after the last filing, in office hours
SCANS = re.compile(r"Seq Scan on rectification_ticket\b")
MANY = re.compile(r"'\{[^}]{100,}\}'")  # the ids of a page
Asked = list[tuple[str, Any]]


def measure(part: Part, count: int, plans: str = "") -> None:
    """Every question by every reader: milliseconds, and how many statements read all tickets one by one."""
    clock.now = lambda: MOMENT
    told = []
    for reader in READERS:
        post = Post.objects.select_related("user", "unit").get(user__username=reader)
        client = Client(HTTP_HOST="localhost", HTTP_ACCEPT_LANGUAGE="zh-hans")
        client.force_login(post.user, backend="django.contrib.auth.backends.ModelBackend")
        for name, address in {**QUESTIONS, "deep page": deep(post)}.items():
            get = partial(client.get, address)
            asked = statements(get)
            part.figure(f"{name}, {reader}, N={count}", "ms", *(timed(get) * 1e3 for _ in range(TIMES)))
            read = planned(asked)
            told += [f"## {name}, {reader}, N={count}", *read]
            if connection.vendor == "postgresql" and count >= 100_000:
                scans = sum(bool(SCANS.search(plan)) for plan in read)
                part.judge(f"{name}, {reader}, N={count}: statements that read every ticket", scans, 0)
    if plans:
        Path(plans).write_text(MANY.sub("'{...}'", "\n\n".join(told)) + "\n")


def deep(post: Post) -> str:
    """The address of a page in the middle of the reader's list."""
    viewer, wanted = Viewer(Actor(post.user, post), MOMENT, load_calendar()), Filter()
    order = order_of(wanted)
    rows = order.live(chosen(viewer, wanted))
    way = "-" if order.falling else ""
    middle = rows.count() // 2
    found = rows.order_by(f"{way}{order.column}", f"{way}{order.tie}").values_list(order.column, order.tie)
    mark = found[middle]
    return f"/ledger/?after={write_mark(*mark)}&n={middle}"


def statements(work: Callable[[], Any]) -> Asked:
    """What it asks the database."""
    asked: Asked = []

    def keep(run: Callable[..., Any], sql: str, params: Any, *rest: Any) -> Any:
        asked.append((sql, params))
        return run(sql, params, *rest)

    with connection.execute_wrapper(keep):
        work()
    return asked


def planned(asked: Asked) -> list[str]:
    """The plan of every statement that reads tickets."""
    found = []
    for sql, params in asked:
        if not sql.lstrip("(").startswith(("SELECT", "WITH")) or "rectification_ticket" not in sql:
            continue
        with connection.cursor() as cursor:
            explain = "EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
            cursor.execute(explain + sql, params)
            rows = cursor.fetchall()
        found.append("\n".join(str(row[0] if connection.vendor == "postgresql" else row[-1]) for row in rows))
    return found


def take_out(part: Part, count: int, most: int) -> None:
    """The newest `most` entries as a workbook: seconds, and how much memory more than before it began."""
    clock.now = lambda: MOMENT
    post = Post.objects.select_related("user", "unit").get(user__username="office")
    rows = Ticket.objects.order_by("-filed_at", "-id").values_list("filed_at", "pk")
    whole = export.scope_of
    if most < count:
        last = rows[most - 1]
        export.scope_of = lambda job, now: limited(whole(job, now), last)
    wanted = Filter.read({"state": "all"})
    job = export.ask(Actor(post.user, post), wanted, list(export.USUAL), pictures=False, now=MOMENT)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    made: dict[str, Any] = {}
    seconds = timed(lambda: made.update(export.export(job, clock.now)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    Job.objects.filter(pk=job.pk).update(state=Job.State.DONE)  # a later part's worker would do it again
    part.figure("rows taken out", "", made["rows"])
    part.figure(f"export of {made['rows']:,} rows", "s", seconds)
    part.figure("size of the workbook", "MB", made["file"]["bytes"] / 1e6)
    part.figure(f"memory before, N={count}", "MiB", before)
    part.figure("growth of memory", "MiB", peak - before)


def limited(rows: Any, last: Any) -> Any:
    """Those up to the last one."""
    return None if rows is None else rows.exclude(Behind("filed_at", last, falling=True))
