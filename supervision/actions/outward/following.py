"""Other systems follow the ledger: each event becomes one delivery for each channel that wants it.

The ids of fresh events wait in a table of their own. They are taken by being deleted, in the transaction that writes
the deliveries: whichever process dies, and in whatever order transactions become visible, each is seen to once. One
process at a time does this, so that the deliveries of an entry come into the line in the order of its events.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from sites.models import Unit
from supervision.actions import rows
from supervision.actions.climb import RUNG
from supervision.canonical import id_text, moment_text
from supervision.couriers import Letter
from supervision.ids import fixed_id, new_id
from supervision.kinds import Followed, all_kinds, kind_of
from supervision.models import Channel, Delivery, Event, PendingEvent, Post
from supervision.wording import listed, rung_word

KIND = "event"  # what the body of such a message calls itself
BATCH = 200  # events of one transaction: SQLite's writer is not held for long
BATCHES = 50  # of one round: the worker has other things to do


def follow(clock: Callable[[], datetime], batches: int = BATCHES) -> int:
    """Makes the deliveries of what happened since the last time; how many."""
    made = 0
    for _batch in range(batches):
        if not PendingEvent.objects.exists():
            break
        made += follow_some(clock)
    return made


def follow_some(clock: Callable[[], datetime]) -> int:
    """The deliveries of the oldest fresh events, and these are fresh no more."""
    with transaction.atomic():
        channels = list(Channel.objects.filter(serves=Channel.Serves.EVENTS).order_by("pk").select_for_update())
        ids = list(PendingEvent.objects.order_by("pk").values_list("pk", flat=True)[:BATCH])
        events = sorted(Event.objects.filter(pk__among=ids), key=lambda event: (event.stream_id, event.seq))
        made = rows.insert(deliveries(channels, events, clock()), ignore_conflicts=True)
        PendingEvent.objects.filter(pk__among=ids).delete()
    return made


def deliveries(channels: Iterable[Channel], events: Sequence[Event], now: datetime) -> list[Delivery]:
    """A row for each event and each channel that wants it."""
    wanting = [Wanting(channel) for channel in channels if channel.active and channel.follows_from]
    told = said(events) if wanting else {}
    units = unit_names(events) if wanting else {}
    return [
        delivery(each.channel, event, told[event.id], units, now)
        for event in events
        for each in wanting
        if event.id in told and each.wants(event, told[event.id])
    ]


class Wanting:
    """What one channel hears of."""

    def __init__(self, channel: Channel) -> None:
        self.channel, self.steps, self.since = channel, frozenset(channel.actions), channel.follows_from
        self.units = frozenset(Unit.objects.subtree_ids([channel.unit_id])) if channel.unit_id else None

    def wants(self, event: Event, told: Followed) -> bool:
        """From its moment on, these steps, in this part of the city."""
        if not self.since or event.recorded_at < self.since or (self.steps and event.action not in self.steps):
            return False
        return self.units is None or not self.units.isdisjoint(told.units)


def said(events: Sequence[Event]) -> dict[UUID, Followed]:
    """What the floors above say of their events; those they say nothing of are nobody's business."""
    by_kind: dict[str, list[Event]] = {}
    for event in events:
        by_kind.setdefault(event.stream_kind, []).append(event)
    found: dict[UUID, Followed] = {}
    for kind, mine in by_kind.items():
        if ask := kind_of(kind).followed:
            found |= ask(mine)
    return found


def unit_names(events: Iterable[Event]) -> dict[UUID, dict[str, str]]:
    """The units in whose posts people acted, by post: one query."""
    posts = Post.objects.filter(pk__in={event.post_id for event in events if event.post_id}).select_related("unit")
    return {post.pk: {"id": id_text(post.unit_id), "name": post.unit.name} for post in posts}


def delivery(
    channel: Channel, event: Event, told: Followed, units: dict[UUID, dict[str, str]], now: datetime
) -> Delivery:
    """One message, whole: what it says is settled now, so that a second one says the same under the same key."""
    pk = fixed_id("delivery", channel.id, event.id)
    return Delivery(
        id=pk,
        channel=channel,
        facts=body(pk, event, told, units.get(event.post_id) if event.post_id else None),
        position=event.seq,
        next_try_at=now,
        created_at=now,
    )


def body(pk: UUID, event: Event, told: Followed, unit: dict[str, str] | None) -> dict[str, Any]:
    """Nothing that could be erased later goes out: no words, no person."""
    path = told.says["url"]
    return {
        "id": id_text(pk),
        "kind": KIND,
        "event": id_text(event.id),
        "seq": event.seq,
        "action": event.action,
        "before": event.before,
        "status": event.after,
        "occurs_at": moment_text(event.occurs_at),
        "recorded_at": moment_text(event.recorded_at),
        "unit": unit,
        **told.says,
        "url": settings.PUBLIC_URL + path,
    }


def is_event(row: Delivery) -> bool:
    """Whether a delivery tells of an event, and of no notice."""
    return row.facts.get("kind") == KIND


def letter(row: Delivery, now: datetime) -> Letter:
    """The message as it was settled."""
    return Letter(row.id, now, line(row), "", body=row.facts)


def test_letter(now: datetime) -> Letter:
    """What is sent to see whether it arrives: of a kind of its own, with nothing in it."""
    pk = new_id()
    return Letter(pk, now, "", "", body={"id": id_text(pk), "kind": "test", "recorded_at": moment_text(now)})


def line(row: Delivery) -> str:
    """What it says, for people."""
    facts = row.facts
    rungs = listed([str(rung_word(code)) for code in facts["rungs"]]) if facts["action"] == RUNG else ""
    what = rungs or step_words().get(facts["action"], facts["action"])
    return _("%(number)s, step %(seq)s: %(what)s") % {"number": facts["number"], "seq": facts["seq"], "what": what}


def step_words() -> dict[str, Any]:
    """Everything that can be followed, in words."""
    return {code: label for kind in all_kinds() if kind.followed for code, label in kind.steps().items()}
