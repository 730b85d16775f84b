"""Import of a city's workbook: the page's own jobs, beside COPY of the very rows they have written."""

import io
import time
from collections.abc import Callable
from typing import Any

from django.core.files.base import ContentFile
from django.db import connection
from openpyxl import Workbook

from benchmarks.kit import Part, timed
from sites.models import Site, SiteManager, SiteZone
from supervision import clock
from supervision.actions import jobs
from supervision.actions.imports import batches
from supervision.actions.imports.intake import begin, receive
from supervision.importing.columns import SITES
from supervision.models import Event, Import, ImportRow, Job, StreamHead, User

HEADS = ("code", "name", "type", "address", "longitude", "latitude", "managing unit")
TABLES = (Site, SiteZone, SiteManager, StreamHead, Event, ImportRow)
FAST = 60  # seconds for 5,000 sites on SQLite
COPY = 4


def workbook(count: int, mark: str) -> ContentFile:
    """So many markets in the east, managed by the forty streets in turn."""
    made = Workbook(write_only=True)
    sheet = made.create_sheet("Sites")
    sheet.append(HEADS)
    for no in range(count):
        row, column = divmod(no, 150)
        place = 120.005 + column * 0.001, 30.01 + row * 0.001
        sheet.append(
            [f"{mark}{no:06}", f"第{no}便民市场", "market_wet", f"东门街 {no} 号", *place, f"street_{no % 40:02}"]
        )
    out = io.BytesIO()
    made.save(out)
    return ContentFile(out.getvalue())


def measure(part: Part, count: int, mark: str, begins: float = 0) -> None:
    """One workbook from its arrival to its last row, the longest of its transactions, and COPY of the same rows."""
    file, person = workbook(count, mark), User.objects.get(username="office")
    post = person.posts.get()
    longest: list[float] = []
    vars(batches)["fitting"] = noted(vars(batches)["fitting"], longest)
    time.sleep(max(0.0, begins - time.monotonic()))
    owner = receive(file, f"{mark}.xlsx", by=post, user_id=person.pk, now=clock.now())
    checked = timed(lambda: work(owner))
    begin(owner.pk, good_only=False, by=post, user_id=person.pk, now=clock.now())
    written = timed(lambda: work(owner))
    owner.refresh_from_db()
    if owner.state != "imported" or owner.counts[SITES]["new"] != count:
        raise AssertionError(f"{owner.state}: {owner.counts}")
    part.figure(f"check of {count} sites", "s", checked)
    part.figure(f"import of {count} sites", "s", written)
    part.figure("longest transaction", "ms", max(longest) * 1e3)
    part.judge(f"check and import of {count} sites, s", checked + written, FAST)
    if connection.vendor == "postgresql":
        copied = part.figure("COPY of the same rows", "s", *(copy_again(owner) for _ in range(3)))
        part.judge(f"import of {count} sites against COPY of the same rows", written / copied.median, COPY)


def noted(fitting: Callable[..., int], longest: list[float]) -> Callable[..., int]:
    """Keeps what each transaction has taken."""

    def noting(size: int, took: float, most: int) -> int:
        longest.append(took)
        return fitting(size, took, most)

    return noting


def work(owner: Import) -> None:
    """The worker's own way to the job that waits."""
    waiting = Job.objects.filter(state=Job.State.WAITING)
    while waiting.filter(pk__in=Import.objects.filter(pk=owner.pk).values("job")).exists():
        jobs.run_waiting(clock.now)


def copy_again(owner: Import) -> float:
    """Seconds to COPY the rows of the import into tables of the same columns and indexes, each in one statement."""
    with connection.cursor() as cursor:
        loads = [(name, lines_of(cursor, name, where)) for name, where in wanted(owner)]
        for name, _lines in loads:
            cursor.execute(f"DROP TABLE IF EXISTS lean_{name}")
            cursor.execute(f"CREATE TABLE lean_{name} (LIKE {name} INCLUDING ALL)")
        return timed(lambda: [cursor.copy_expert(f"COPY lean_{name} FROM STDIN", lines) for name, lines in loads])


def wanted(owner: Import) -> list[tuple[str, str]]:
    """The tables, and which of their rows are this import's."""
    of = f"(SELECT target FROM supervision_importrow WHERE owner_id = '{owner.pk}')"
    columns = dict(zip(TABLES, ("id", "site_id", "site_id", "id", "stream_id", ""), strict=True))
    return [
        (model._meta.db_table, f"{column} IN {of}" if column else f"owner_id = '{owner.pk}'")
        for model, column in columns.items()
    ]


def lines_of(cursor: Any, name: str, where: str) -> io.StringIO:
    """The rows as COPY writes them."""
    out = io.StringIO()
    cursor.copy_expert(f"COPY (SELECT * FROM {name} WHERE {where}) TO STDOUT", out)
    out.seek(0)
    return out
