"""Urgent notices outside office time: the night roster of the unit hears of them, and the others may sleep."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from supervision.actions.calendars import load_calendar
from supervision.actions.outward.making import urgent
from supervision.actions.rosters import load_nights
from supervision.models import Notice, Post
from supervision.sending import is_open


class Night(NamedTuple):
    """Who else is to be told of what, and the notices whose own reader is stood for until the morning."""

    told: list[tuple[Notice, UUID]]
    asleep: frozenset[UUID]


def night_of(notices: Sequence[Notice], now: datetime) -> Night:
    """By the units of the posts the notices were sent to; a unit without a roster wakes its own people."""
    rows = [row for row in notices if urgent(row) and row.post_id]
    if not rows or is_open(load_calendar(), now):
        return Night([], frozenset())
    units = dict(Post.objects.filter(pk__in={row.post_id for row in rows}).values_list("pk", "unit_id"))
    nights = load_nights(units.values())
    events = {row.event_id for row in rows}
    known = set(Notice.objects.filter(event_id__in=events).values_list("event_id", "key", "user_id"))
    told, asleep = [], set()
    for row in rows:
        spans = nights.get(units[row.post_id], ()) if row.post_id in units else ()
        awake = {span.user_id for span in spans if span.valid_from <= now < span.valid_to}
        if awake and row.user_id not in awake:
            asleep.add(row.pk)
        for user_id in sorted(awake):
            if (row.event_id, row.key, user_id) not in known:
                known.add((row.event_id, row.key, user_id))
                told.append((row, user_id))
    return Night(told, frozenset(asleep))
