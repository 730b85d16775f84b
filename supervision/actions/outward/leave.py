"""Who is on leave is not written to: whoever stands in hears of it, in the app and by the ways they want."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from supervision.actions.outward.making import make
from supervision.ids import new_id
from supervision.models import Acting, Delivery, Notice


def copied(row: Notice, user_id: UUID, post_id: UUID | None, now: datetime) -> Notice:
    """The same notice for somebody else, delivered."""
    columns: dict[str, Any] = {field.attname: getattr(row, field.attname) for field in Notice._meta.concrete_fields}
    columns |= {"id": new_id(), "user_id": user_id, "post_id": post_id, "delivered_at": now, "seen_at": None}
    return Notice(**columns)


def hand_on(rows: Sequence[Delivery], now: datetime) -> list[Delivery]:
    """The rows whose reader is there; those of people on leave go to who stands in. Inside the taking transaction."""
    own = [row for row in rows if row.tries == 0 and row.user_id and row.post_id and row.notices]
    if not own:
        return list(rows)
    away = Acting.objects.filter(post__in={row.post_id for row in own}, valid_from__lte=now, valid_to__gt=now)
    stand_in: dict[tuple[UUID | None, UUID | None], UUID] = {
        (a.post_id, a.post.user_id): a.user_id for a in away.select_related("post").order_by("-valid_from")
    }
    gone = {row.pk: stand_in[row.post_id, row.user_id] for row in own if (row.post_id, row.user_id) in stand_in}
    if gone:
        told = Notice.objects.in_bulk([UUID(pk) for row in own if row.pk in gone for pk in row.notices])
        pairs = [(told[UUID(pk)], gone[row.pk]) for row in own if row.pk in gone for pk in row.notices]
        tell_also(pairs, now)
        Delivery.objects.filter(pk__in=gone).update(state=Delivery.State.SPARED, ended_at=now, facts={"on": "leave"})
    return [row for row in rows if row.pk not in gone]


def tell_also(pairs: Sequence[tuple[Notice, UUID]], now: datetime) -> None:
    """These people are told the same, once."""
    events = {notice.event_id for notice, _ in pairs}
    known = set(Notice.objects.filter(event_id__in=events).values_list("event_id", "key", "user_id"))
    fresh = [
        copied(notice, user, notice.post_id, now)
        for notice, user in pairs
        if (notice.event_id, notice.key, user) not in known
    ]
    Notice.objects.bulk_create(fresh, ignore_conflicts=True)
    make(fresh, now)
