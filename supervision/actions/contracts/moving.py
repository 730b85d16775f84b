"""What runs on contracted ground: counted, and given to the successor by the floors that know what runs there."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from supervision.actions.book import open_book, write
from supervision.actions.people import record
from supervision.kinds import Staying, all_kinds
from supervision.models import Contract, Event, Post

MOVED = "duties"  # the event that says what went along
LATEST = timedelta(days=7)  # a worker that was away longer leaves it to the office


def owed_by(row: Contract, now: datetime) -> Staying:
    """What the holder owes there in the unit of the contract, on all floors; the address is the first floor's."""
    found = [kind.on_ground.owed_by(row, now) for kind in all_kinds() if kind.on_ground is not None]
    return Staying(sum(one.n for one in found), found[0].url if found else "")


def hand_on(after: Contract, *, by: Post | None, now: datetime) -> tuple[int, int]:
    """Gives what the predecessor owes there to the successor, each on its own: how many went, how many stay.

    Only where the kind says so, both are of one unit, and the successor's time has come. It may be done again: what
    has gone is no longer the predecessor's.
    """
    before = after.follows
    if before is None or not after.kind.moves_duties or not after.holds_at(now):
        return 0, 0
    moved = [kind.on_ground.hand_on(before, after, by, now) for kind in all_kinds() if kind.on_ground is not None]
    went, left = sum(one[0] for one in moved), sum(one[1] for one in moved)
    with transaction.atomic():
        book = open_book(after.pk)
        record(book, MOVED, now, by, {"went": went, "left": left})
        write([book])
    return went, left


def hand_on_due(now: datetime) -> int:
    """The worker's part: successors whose day has come, or who got their ground in a list; how many were seen to."""
    done = Event.objects.filter(stream_id=OuterRef("pk"), action=MOVED)
    rows = Contract.objects.at(now).filter(kind__moves_duties=True, valid_from__gte=now - LATEST)
    rows = rows.filter(follows__isnull=False, follows__unit=F("unit")).exclude(Exists(done))
    found = list(rows.select_related("kind", "follows").order_by("valid_from", "id"))
    for row in found:
        hand_on(row, by=None, now=now)
    return len(found)
