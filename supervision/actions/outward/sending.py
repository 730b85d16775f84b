"""Sends what is due: rows are taken with a lease, letters carried outside of any transaction, each answer written down.

Fair by receiver: each channel has a line of its own, and a receiver that is ill rests before it is tried again, with
one letter at first. The oldest rows of a line go first. Nothing is lost: a row whose sender died is found again when
its lease has run out, and carries the same key.
"""

import logging
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from supervision.actions.outward.folding import fold
from supervision.actions.outward.leave import hand_on
from supervision.actions.outward.letters import Writer, receiver_of
from supervision.couriers import Letter, Outcome, Receiver, carry
from supervision.failpoints import reach
from supervision.models import Channel, Delivery
from supervision.sending import TRIES, rest

log = logging.getLogger(__name__)
WAITING, SENT, DEAD = Delivery.State.WAITING, Delivery.State.SENT, Delivery.State.DEAD
AT_A_TIME = 10  # letters of one line taken together
LINES = 8  # lines served at the same time
SECONDS = 10.0  # for one letter
BUDGET = 20.0  # after so many seconds no more is taken: the worker has other things to do
LEASE = timedelta(seconds=SECONDS * AT_A_TIME + 60)
_at_work = Lock()


@dataclass(frozen=True)
class Taken:
    """A row in our hands: its letter, and which try this is."""

    pk: UUID
    tries: int
    letter: Letter


@dataclass(frozen=True)
class Bag:
    """The letters of one line."""

    channel_id: UUID
    receiver: Receiver
    letters: tuple[Taken, ...]


def send_waiting(clock: Callable[[], datetime], *, seconds: float = SECONDS) -> int:
    """Sends what is due until nothing is, or the time is up; returns how many arrived. One at a time in a process."""
    if not _at_work.acquire(blocking=False):
        return 0
    try:
        return _send(clock, seconds)
    finally:
        _at_work.release()


def _send(clock: Callable[[], datetime], seconds: float) -> int:
    arrived, ends = 0, time.monotonic() + BUDGET
    running: dict[Future[list[tuple[Taken, Outcome]]], Bag] = {}
    pool = ThreadPoolExecutor(LINES, thread_name_prefix="courier")
    try:
        while True:
            if time.monotonic() < ends:
                busy = {bag.channel_id for bag in running.values()}
                for channel in due_channels(clock(), busy)[: LINES - len(running)]:
                    bag = take(channel, clock())
                    if bag.letters:
                        running[pool.submit(carry_bag, bag, seconds)] = bag
            if not running:
                return arrived
            patience = max(ends - time.monotonic(), 0) + seconds * AT_A_TIME
            done, _ = wait(running, timeout=patience, return_when=FIRST_COMPLETED)
            if not done:  # somebody holds us against all limits; the lease gives the letters back
                return arrived
            reach("letter_carried")
            for future in done:
                arrived += settle(running.pop(future), future.result(), clock())
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def due_channels(now: datetime, busy: set[UUID]) -> list[Channel]:
    """Channels with something due that do not rest, those that do well first."""
    due = Delivery.objects.filter(channel=OuterRef("pk"), state=WAITING, next_try_at__lte=now)
    rows = Channel.objects.filter(Exists(due), active=True).exclude(pk__in=busy)
    return list(rows.filter(Q(rest_until=None) | Q(rest_until__lte=now)).order_by("failures", "id"))


def take(channel: Channel, now: datetime) -> Bag:
    """The next letters of a line, ours until the lease runs out; one alone to a receiver that has been ill."""
    with transaction.atomic():
        due = Delivery.objects.filter(channel=channel, state=WAITING, next_try_at__lte=now)
        rows = list(
            due.order_by("-urgent", "next_try_at", "position", "id").select_for_update(skip_locked=True)[
                : 1 if channel.failures else AT_A_TIME
            ]
        )
        rows = fold(hand_on(rows, now), now)
        for row in rows:
            row.tries += 1
            row.next_try_at = now + LEASE
        Delivery.objects.bulk_update(rows, ["tries", "next_try_at", "notices"])
    writer = Writer(rows, now)
    letters = tuple(Taken(row.pk, row.tries, writer.letter(row)) for row in rows)
    return Bag(channel.pk, receiver_of(channel), letters)


def carry_bag(bag: Bag, seconds: float) -> list[tuple[Taken, Outcome]]:
    """Without a database: one letter after the other, until the receiver shows that it is ill."""
    found = []
    for taken in bag.letters:
        outcome = carry(bag.receiver, taken.letter, seconds)
        found.append((taken, outcome))
        if outcome.ill:
            break
    return found


def settle(bag: Bag, outcomes: list[tuple[Taken, Outcome]], now: datetime) -> int:
    """Writes down what came of each; what was not tried waits as before. Who comes after the lease changes nothing."""
    tried = {taken.pk: outcome for taken, outcome in outcomes}
    arrived = 0
    with transaction.atomic():
        for taken in bag.letters:
            ours = Delivery.objects.filter(pk=taken.pk, state=WAITING, tries=taken.tries)
            outcome = tried.get(taken.pk)
            if outcome is None:
                ours.update(tries=F("tries") - 1, next_try_at=now)
            elif outcome.arrived:
                arrived += ours.update(state=SENT, ended_at=now, error={})
            elif taken.tries >= TRIES:
                ours.update(state=DEAD, ended_at=now, error=outcome.error)
            else:
                ours.update(next_try_at=now + rest(taken.tries, str(taken.pk)), error=outcome.error)
        note_health(bag.channel_id, [outcome for _, outcome in outcomes], now)
    for taken, outcome in outcomes:
        if not outcome.arrived:
            log.warning("delivery %s over channel %s, try %s: %s", taken.pk, bag.channel_id, taken.tries, outcome.error)
    return arrived


def note_health(channel_id: UUID, outcomes: list[Outcome], now: datetime) -> None:
    """How the receiver does: the last word of the round counts."""
    if not outcomes:
        return
    row = Channel.objects.filter(pk=channel_id)
    if outcomes[-1].ill:
        failures = row.values_list("failures", flat=True).get() + 1
        row.update(failures=failures, rest_until=now + rest(min(failures, 4), str(channel_id)))
    else:
        row.update(failures=0, rest_until=None, heard_at=now)
