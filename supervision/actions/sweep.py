"""The sweep: finds subjects with something due and lets their own floor settle them, batch by batch.

The worker only makes early what any step would do anyway; two sweepers, or none for a week, give the same ledger.
"""

import gc
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.models import Q

from supervision.failpoints import reach
from supervision.kinds import all_kinds
from supervision.models import Duty

BATCH = 500
SHORT = 0.2  # seconds a bulk writer may hold SQLite (ENGINE 27)


def sweep(now: datetime, batch: int = BATCH) -> int:
    """Settles every subject with a duty due by now; returns how many subjects were touched.

    A kind that nobody settles stops the start (`checks.py`). If one comes up all the same, it holds up nobody else's
    rungs: it is named when everything else is done.
    """
    settled = {kind.name: kind.settle for kind in all_kinds() if kind.settle is not None}
    unknown: set[str] = set()
    touched = 0
    size = batch if connection.features.has_select_for_update else min(batch, 100)
    mark: tuple[datetime, UUID] | None = None
    while True:
        candidates = list(_candidates(now, mark, size))
        if not candidates:
            break
        with uncollected(), transaction.atomic():
            began = time.monotonic()  # the wait for others' writing is none of the batch's
            for kind, ids in _by_kind(candidates).items():
                if kind in settled:
                    touched += settled[kind](ids, now)
                else:
                    unknown.add(kind)
            reach("sweep_before_commit")
        reach("sweep_committed")
        if len(candidates) < size:
            break
        mark = candidates[-1][:2]
        if not connection.features.has_select_for_update:
            took = time.monotonic() - began
            size = fitting(size, took, batch)
            time.sleep(min(took, SHORT / 2))  # whoever waits for SQLite asks for it about ten times a second
    if unknown:
        raise ImproperlyConfigured(f"No app settles duties of the subject kind {', '.join(sorted(unknown))}.")
    return touched


def _candidates(now: datetime, mark: tuple[datetime, UUID] | None, size: int) -> Iterator[tuple]:
    """The next due duties, without a lock; they are read again under it."""
    rows = Duty.objects.filter(next_action_at__lte=now)
    if mark is not None:
        # the first condition lets the index begin where the last batch ended
        rows = rows.filter(next_action_at__gte=mark[0]).filter(Q(next_action_at__gt=mark[0]) | Q(id__gt=mark[1]))
    found = rows.order_by("next_action_at", "id").values_list("next_action_at", "id", "subject_kind", "subject_id")
    return iter(found[:size])


def _by_kind(candidates: list[tuple]) -> dict[str, list[UUID]]:
    found: dict[str, set[UUID]] = defaultdict(set)
    for _, _, kind, subject in candidates:
        found[kind].add(subject)
    return {kind: sorted(ids) for kind, ids in found.items()}


@contextmanager
def uncollected() -> Iterator[None]:
    """A batch makes many objects and hardly a cycle: the collector waits for its end (up to a fifth of the work)."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def fitting(size: int, took: float, most: int) -> int:
    """The batch size that would have taken about half the time a writer may hold the database."""
    if took <= 0:
        return most
    return max(10, min(most, int(size * (SHORT / 2) / took)))
