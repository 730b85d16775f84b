"""Reads that leave a trace: who looked at residents' data, who took a list out, who fetched a file (DESIGN 4)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from supervision.actions.book import open_or_new, write
from supervision.ids import fixed_id
from supervision.models import Event, Post

KIND = "access"


def stream_of(user_id: Any) -> UUID:
    """The stream of what a person has read."""
    return fixed_id(KIND, user_id)


def record_access(action: str, facts: dict[str, Any], *, by: Post, user_id: Any, now: datetime) -> Event:
    """One event in the person's own stream of reads; it stands before what was read leaves the house."""
    with transaction.atomic():
        book = open_or_new(KIND, stream_of(user_id), now)
        event = book.append(action, at=book.at(now), recorded_at=now, actor_id=user_id, post_id=by.id, facts=facts)
        write([book])
    return event


def record_reads(read: Mapping[UUID, str], *, by: Post, user_id: Any, now: datetime) -> int:
    """Entries a person has opened, by id with their numbers: each once a day, so that looking again writes nothing."""
    day = timezone.localtime(now).date().isoformat()
    wanted = {f"read:{user_id}:{pk}:{day}": {"ticket": str(pk), "number": number} for pk, number in read.items()}
    if not wanted or not unwritten(wanted):
        return 0
    with transaction.atomic():
        book = open_or_new(KIND, stream_of(user_id), now)
        fresh = unwritten(wanted)  # the stream is locked now: of two pages at once one writes
        at = book.at(now)
        for once in fresh:
            book.append("read", at=at, recorded_at=now, actor_id=user_id, post_id=by.id, facts=wanted[once], once=once)
        write([book])
    return len(fresh)


def unwritten(keys: Iterable[str]) -> list[str]:
    """Those of some keys that no event has."""
    keys = list(keys)
    known = set(Event.objects.filter(once__in=keys).values_list("once", flat=True))
    return [key for key in keys if key not in known]
