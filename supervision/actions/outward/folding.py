"""What is decided at the last moment: many for one person become one message, and what was seen meanwhile is spared."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from supervision.models import Delivery, Notice
from supervision.sending import FOLD_OVER

WAITING = Delivery.State.WAITING
Lane = tuple[UUID, UUID]  # channel, person


def fold(rows: Sequence[Delivery], now: datetime) -> list[Delivery]:
    """The rows that are still to be sent, each with the notices it stands for. Inside the transaction that takes them.

    A row that was tried before is never changed: its receiver may have it, and knows it by its key.
    """
    rows = spare_taken_back(rows, now)
    fresh = [row for row in rows if row.tries == 0 and row.user_id and not row.urgent]
    lanes = {(row.channel_id, row.user_id) for row in fresh if row.user_id}
    gone: set[UUID] = set()
    for found in all_due(lanes, now).values():
        gone |= fold_lane(found, rows, now)
    return [row for row in rows if row.pk not in gone]


def spare_taken_back(rows: Sequence[Delivery], now: datetime) -> list[Delivery]:
    """What tells only of rungs that fell while it waited is not sent; those concerned are told that they fell."""
    fresh = [row for row in rows if row.tries == 0 and row.notices]
    told = Notice.objects.filter(pk__in={pk for row in fresh for pk in row.notices}, taken_back_at__isnull=False)
    fallen = {str(pk) for pk in told.values_list("pk", flat=True)} if fresh else set()
    gone = {row.pk for row in fresh if fallen.issuperset(row.notices)}
    Delivery.objects.filter(pk__in=gone).update(state=Delivery.State.SPARED, ended_at=now, facts={"on": "taken_back"})
    return [row for row in rows if row.pk not in gone]


def all_due(lanes: set[Lane], now: datetime) -> dict[Lane, list[Delivery]]:
    """Everything fresh that is due to these people over these channels."""
    due = Delivery.objects.filter(state=WAITING, tries=0, urgent=False, next_try_at__lte=now)
    due = due.filter(channel__in={channel for channel, _ in lanes}, user__in={user for _, user in lanes})
    found: dict[Lane, list[Delivery]] = defaultdict(list)
    for row in due.order_by("next_try_at", "id").select_for_update(skip_locked=True):
        if row.user_id:
            found[row.channel_id, row.user_id].append(row)
    return {lane: rows for lane, rows in found.items() if lane in lanes}


def fold_lane(found: list[Delivery], rows: Sequence[Delivery], now: datetime) -> set[UUID]:
    """One person's: who is spared or stands in another; the first of them carries the rest."""
    ids = [pk for row in found for pk in row.notices]
    waiting = Notice.objects.filter(pk__in=ids, seen_at=None, taken_back_at=None)
    unseen = {str(pk) for pk in waiting.values_list("pk", flat=True)}
    spared = {row.pk for row in found if row.notices and not unseen & set(row.notices)}
    Delivery.objects.filter(pk__in=spared).update(state=Delivery.State.SPARED, ended_at=now)
    plain = [row for row in found if row.notices and row.pk not in spared]
    left = {row.pk for row in plain}
    first = next((row for row in rows if row.pk in left), None)
    if first is None or len(plain) <= FOLD_OVER:
        return spared
    others = left - {first.pk}
    first.notices = [pk for row in plain for pk in row.notices]
    Delivery.objects.filter(pk__in=others).update(
        state=Delivery.State.FOLDED, ended_at=now, facts={"into": str(first.pk)}
    )
    return spared | others
