"""What the machines are at, read from rows: the sweep, what falls due, messages, long work, the seal, the room left."""

import shutil
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, F, Min, Q, Sum

from supervision.actions.jobs import SILENT_AFTER
from supervision.models import Delivery, Duty, DutyState, Heartbeat, Job, Notice, Seal, StreamHead

LATE = timedelta(minutes=5)  # from here on every page of the office says that deadlines are not watched
LOOK_SECONDS = 10.0  # how long a process believes its last look at the sweep
HOUR = timedelta(hours=1)
LATELY = timedelta(days=7)  # failed jobs are shown this long

_looked: tuple[float, timedelta | None] | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """What the sweep has not come to yet: how many duties, and since when the oldest waits."""

    n: int
    oldest: datetime | None

    def lag(self, now: datetime) -> timedelta:
        """How far the sweep is behind."""
        return max(timedelta(0), now - self.oldest) if self.oldest else timedelta(0)


def beats() -> dict[str, datetime]:
    """When worker, beat and sweep last showed themselves."""
    return dict(Heartbeat.objects.values_list("name", "at"))


def due(now: datetime) -> Due:
    """From the left end of the index that the sweep itself reads."""
    found = Duty.objects.filter(next_action_at__lte=now).aggregate(n=Count("id"), oldest=Min("next_action_at"))
    return Due(**found)


def due_soon(now: datetime) -> int:
    """How many clocks have a moment within the next hour."""
    return Duty.objects.filter(next_action_at__gt=now, next_action_at__lte=now + HOUR).count()


def watched() -> int:
    """Clocks with a moment still to come: those the sweep watches."""
    return Duty.objects.filter(next_action_at__isnull=False).count()


def open_duties() -> int:
    """Everything that is owed, whether its clock runs or stands."""
    return Duty.objects.exclude(state=DutyState.DONE).count()


def undelivered() -> dict[str, Any]:
    """Notices that wait: how many, and since when the oldest does."""
    return Notice.objects.filter(delivered_at__isnull=True).aggregate(n=Count("id"), oldest=Min("created_at"))


def outward(now: datetime) -> dict[str, Any]:
    """Messages that are to leave the house: those whose time has come, and those that were given up lately."""
    rows, waits = Delivery.objects, Q(next_try_at__lte=now)
    found = rows.filter(state=Delivery.State.WAITING).aggregate(
        waiting=Count("id"), due=Count("id", filter=waits), oldest=Min("next_try_at", filter=waits)
    )
    return {**found, "dead": rows.filter(state=Delivery.State.DEAD, created_at__gte=now - LATELY).count()}


def work(now: datetime) -> dict[str, Any]:
    """Jobs that wait, run, lost their runner, or failed lately. There are few: people ask for each."""
    running = Q(state=Job.State.RUNNING)
    return Job.objects.aggregate(
        waiting=Count("id", filter=Q(state=Job.State.WAITING)),
        oldest=Min("asked_at", filter=Q(state=Job.State.WAITING)),
        running=Count("id", filter=running),
        silent=Count("id", filter=running & Q(beat_at__lt=now - SILENT_AFTER)),
        failed=Count("id", filter=Q(state=Job.State.FAILED, ended_at__gte=now - LATELY)),
    )


def unsealed() -> dict[str, Any]:
    """Events after the last seal and the streams they stand in; reads all heads, as sealing does itself."""
    moved = StreamHead.objects.filter(seq__gt=F("sealed_seq"))
    return moved.aggregate(streams=Count("id"), events=Sum(F("seq") - F("sealed_seq")))


def last_seal() -> tuple[int, datetime] | None:
    """Number and moment of the last seal."""
    return Seal.objects.order_by("-no").values_list("no", "at").first()


def database_bytes() -> int:
    """How large the ledger is on its disk."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return cursor.fetchone()[0]
    path = str(connection.settings_dict["NAME"])
    return sum(Path(path + end).stat().st_size for end in ("", "-wal") if Path(path + end).exists())


def room() -> tuple[int, int]:
    """Free and whole bytes of the disk on which pictures and files lie."""
    folder = Path(settings.MEDIA_ROOT)
    while not folder.exists():
        folder = folder.parent
    usage = shutil.disk_usage(folder)
    return usage.free, usage.total


def behind(swept: datetime | None, waiting: Due, now: datetime) -> timedelta | None:
    """How late the sweep is, if it is: something due has waited, or no sweep has come to its end, for five minutes."""
    late = max(waiting.lag(now), now - swept if swept else timedelta(0))
    return late if late >= LATE else None


def late(now: datetime) -> timedelta | None:
    """How late the sweep is, for the frame of every page: at most one look in ten seconds by each process.

    It is remembered in the process and not in the shared cache, which may be a database, or a Redis that is frozen.
    """
    global _looked
    moment = time.monotonic()
    if _looked is None or moment - _looked[0] >= LOOK_SECONDS:
        swept = Heartbeat.objects.filter(name="sweep").values_list("at", flat=True).first()
        oldest = Duty.objects.filter(next_action_at__lte=now).order_by("next_action_at").values_list("next_action_at")
        row = oldest.first()
        _looked = moment, behind(swept, Due(1 if row else 0, row[0] if row else None), now)
    return _looked[1]
