"""What happened while somebody follows the ledger is put aside, in the transaction that writes the event itself.

Where nobody follows, a filing and a sweep pay nothing for it: each process remembers for a moment that it is so. A
channel therefore hears of what is written `START` after it was entered, when every process has looked again.
"""

import time
from collections.abc import Iterable
from datetime import timedelta

from supervision.actions import rows
from supervision.kinds import kind_of
from supervision.models import Channel, Event, PendingEvent

BELIEVE_SECONDS = 2.0  # how long a process believes its last look
START = timedelta(seconds=10)

_looked: tuple[float, bool] | None = None


def put_aside(events: Iterable[Event]) -> None:
    """The ids of those that somebody may follow; inside the transaction of the events."""
    found = [event for event in events if kind_of(event.stream_kind).followed]
    if found and followers():
        rows.insert([PendingEvent(id=event.id) for event in found])


def followers() -> bool:
    """Whether any channel follows the ledger."""
    global _looked
    moment = time.monotonic()
    if _looked is None or moment - _looked[0] >= BELIEVE_SECONDS:
        _looked = moment, Channel.objects.filter(serves=Channel.Serves.EVENTS, active=True).exists()
    return _looked[1]
