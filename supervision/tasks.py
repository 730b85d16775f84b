"""Doors for the worker: each reads the clock and calls one action; safe twice, late, or after a week."""

from celery import shared_task

from supervision import clock
from supervision.actions import jobs, notices, pictures, requests, seals
from supervision.actions.contracts.moving import hand_on_due
from supervision.actions.imports.intake import forget_workbooks
from supervision.actions.outward import following, sending
from supervision.actions.sweep import sweep as sweep_due
from supervision.doorbell import ring
from supervision.models import Heartbeat
from supervision.mornings import make_mornings


@shared_task
def heartbeat() -> None:
    """The worker lives, and the beat has sent."""
    Heartbeat.tick("worker", "beat", now=clock.now())


@shared_task
def sweep() -> int:
    """Fires what fell due, then says that everything due was looked through."""
    touched = sweep_due(clock.now())
    Heartbeat.tick("sweep", now=clock.now())
    return touched


@shared_task
def hand_on_duties() -> int:
    """What runs on ground that was handed over goes to the successors whose time has come."""
    return hand_on_due(clock.now())


@shared_task
def seal() -> int | None:
    """Seals the heads that moved."""
    row = seals.seal(clock.now())
    return row.no if row else None


@shared_task
def deliver() -> int:
    """Delivers waiting notices, and makes the messages of those who follow the ledger."""
    if following.follow(clock.now):
        ring("supervision.tasks.send_outward")
    return notices.deliver(clock.now())


@shared_task
def send_outward() -> int:
    """Sends what is due to leave the house: mails, messages to other programs and chats."""
    return sending.send_waiting(clock.now)


@shared_task
def mornings() -> int:
    """Writes the digests of the day when the offices open."""
    return make_mornings(clock.now())


@shared_task
def finish_pictures() -> int:
    """Makes the small copies of new pictures; a pile is worked off at once, not twenty at each round of the beat."""
    made = pictures.finish_pictures(clock.now())
    if made:
        ring("supervision.tasks.finish_pictures")
    return made


@shared_task
def run_jobs() -> int:
    """Runs waiting jobs."""
    return jobs.run_waiting(clock.now)


@shared_task
def clean() -> int:
    """Drops what has expired: staged uploads nobody used, old request keys, files of jobs long done, old workbooks."""
    now = clock.now()
    return pictures.clean(now) + requests.forget_old(now) + jobs.forget_files(now) + forget_workbooks(now)
