"""How long a page takes on the server in a full ledger, and how many queries it asks: whole requests, by reader."""

import statistics
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test import Client

from benchmarks.kit import Part, timed
from benchmarks.schedule import LATER
from rectification.models import Ticket
from supervision import clock
from supervision.models import User

READERS = ("clerk_00", "head_00", "inspector", "team_leader", "office")
LISTS = ("/", "/inbox/", "/ledger/", "/review/")
TIMES = 60  # requests for each page and reader; the slowest twentieth begins at the fourth slowest


def measure(part: Part, count: int) -> None:
    """Every list and the page of an entry, for every reader who may open it."""
    moment = LATER + timedelta(minutes=90)  # half an hour after the last filing, in office hours
    clock.now = lambda: moment
    for reader in READERS:
        client = Client(HTTP_HOST="localhost", HTTP_ACCEPT_LANGUAGE="zh-hans")
        user = User.objects.get(username=reader)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        for page in LISTS:
            of(part, client, f"{page} {reader}", [page] * TIMES, count)
        of(part, client, f"/entries/…/ {reader}", [f"/entries/{number}/" for number in entries_of(user)], count)


def entries_of(user: User) -> list[str]:
    """Entries from all over the ledger: those of the person's own unit, or anybody's where the unit owes none."""
    rows = Ticket.objects.order_by("id").values_list("number", flat=True)
    units = list(user.posts.values_list("unit_id", flat=True))
    own = list(rows.filter(main_duty__unit_id__in=units)[: TIMES * 20 : 20])
    return own or list(rows[: TIMES * 20 : 20])


def of(part: Part, client: Client, name: str, pages: list[str], count: int) -> None:
    """One page for one reader; a page that is not theirs is left out."""
    if client.get(pages[0]).status_code != 200:
        return
    asked: list[str] = []

    def ask(run: Callable[..., Any], sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return run(sql, *rest)

    with connection.execute_wrapper(ask):
        client.get(pages[-1])
    samples = sorted(timed(lambda page=page: client.get(page)) * 1e3 for page in pages)  # type: ignore[misc]
    part.figure(f"{name}, N={count}, p50", "ms", statistics.median(samples))
    part.figure(f"{name}, N={count}, p95", "ms", samples[int(len(samples) * 0.95)])
    part.figure(f"{name}, N={count}, queries", "", len(asked))
