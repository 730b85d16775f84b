"""Runs jobs: a row claimed, worked in short steps with progress, resumed by whoever comes after a crash."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from django.core.files.storage import storages
from django.db import OperationalError, transaction
from django.db.models import Q

from supervision.actions.calendar_edit import RECKON, reckon_subject, subjects_to_reckon
from supervision.doorbell import going_down, ring
from supervision.failpoints import reach
from supervision.ids import new_id
from supervision.job_kinds import comes_after, job_kind
from supervision.models import Job

__all__ = ["RECKON", "ask", "cancel", "forget_files", "progress", "reckon_calendar", "run_waiting"]

SILENT_AFTER = timedelta(minutes=2)  # a running job without a sign of life belongs to nobody
AT_ONCE = 2  # the worker has a thread more, so that the sweep never stands behind a long export
KEPT = timedelta(days=7)  # how long the file of a job can be fetched


class PutAside(Exception):
    """The worker goes down: the job waits for the next one."""


def ask(kind: str, facts: dict[str, Any], *, user_id: UUID | None, now: datetime, job_id: UUID | None = None) -> Job:
    """A new job; the worker is rung for when the transaction has committed. The same id again is the same job."""
    job, made = Job.objects.get_or_create(
        id=job_id or new_id(), defaults={"kind": kind, "facts": facts, "asked_by_id": user_id, "asked_at": now}
    )
    if made:
        ring("supervision.tasks.run_jobs")
    return job


def cancel(job: Job, now: datetime) -> None:
    """A job that waits is cancelled at once; one that runs ends at its next sign of life; one that ended stays so."""
    waits = Job.objects.filter(pk=job.pk, state=Job.State.WAITING)
    if not waits.update(state=Job.State.CANCELLED, cancel_asked=True, ended_at=now):
        Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(cancel_asked=True)


def run_waiting(clock: Callable[[], datetime]) -> int:
    """Runs every job that waits, or whose runner died; returns how many were worked on."""
    count = 0
    while (job := claim(clock())) is not None:
        count += 1
        try:
            run(job, clock)
        except PutAside:
            break
    return count


def claim(now: datetime) -> Job | None:
    """The oldest job that nobody works on, marked as ours by an update that repeats the state just seen."""
    dead = Q(state=Job.State.RUNNING, beat_at__lt=now - SILENT_AFTER)
    if Job.objects.filter(state=Job.State.RUNNING).exclude(dead).count() >= AT_ONCE:
        return None
    for job in Job.objects.filter(Q(state=Job.State.WAITING) | dead).order_by("asked_at", "id")[:5]:
        if must_wait(job):
            continue
        seen = Job.objects.filter(pk=job.pk, state=job.state, beat_at=job.beat_at)
        if seen.update(state=Job.State.RUNNING, beat_at=now):
            job.refresh_from_db()
            return job
    return None


def must_wait(job: Job) -> bool:
    """Whether a job that comes before this one has not ended, however it will end."""
    before = comes_after(job.kind)
    return bool(before) and Job.objects.filter(kind=before, state__in=[Job.State.WAITING, Job.State.RUNNING]).exists()


def run(job: Job, clock: Callable[[], datetime]) -> None:
    """Does the work of a claimed job; what it raises is its result."""
    reach("job_claimed")
    try:
        result = job_kind(job.kind).work(job, clock)
    except PutAside:
        Job.objects.filter(pk=job.pk).update(state=Job.State.WAITING, beat_at=None)
        raise
    except OperationalError:  # the database went away, or chose us in a deadlock: the job is found again by its silence
        raise
    except Exception as error:
        end(job, Job.State.FAILED, {"error": f"{type(error).__name__}: {error}"}, clock())
        raise
    reach("job_worked")
    cancelled = Job.objects.filter(pk=job.pk, cancel_asked=True).exists()
    end(job, Job.State.CANCELLED if cancelled else Job.State.DONE, result, clock())


def end(job: Job, state: str, result: dict, now: datetime) -> None:
    """The job's last word."""
    Job.objects.filter(pk=job.pk).update(state=state, result=result, ended_at=now, beat_at=now)


def progress(job: Job, done: int, total: int, now: datetime) -> bool:
    """Shows how far it is; false when somebody asked to stop. Here a job is put aside when its worker goes down."""
    with transaction.atomic():
        Job.objects.filter(pk=job.pk).update(done=done, total=total, beat_at=now)
    if going_down():
        raise PutAside
    return not Job.objects.filter(pk=job.pk, cancel_asked=True).exists()


def reckon_calendar(job: Job, clock: Callable[[], datetime]) -> dict:
    """Brings a calendar edit to every open clock, one subject and one transaction at a time."""
    subjects = subjects_to_reckon()
    for done, (kind, pk) in enumerate(subjects):
        if done % 20 == 0:
            progress(job, done, len(subjects), clock())
        reckon_subject(kind, pk, clock(), f"{job.id}:{pk}")
    progress(job, len(subjects), len(subjects), clock())
    return {"subjects": len(subjects)}


def forget_files(now: datetime) -> int:
    """Removes the files of jobs that ended long ago; the row stays and says that there was one."""
    gone = 0
    for job in Job.objects.filter(ended_at__lt=now - KEPT, result__has_key="file")[:100]:
        storages["results"].delete(str(PurePosixPath(job.result["file"]["path"])))
        kept = {name: value for name, value in job.result.items() if name != "file"}
        Job.objects.filter(pk=job.pk).update(result={**kept, "file_gone": True})
        gone += 1
    return gone
