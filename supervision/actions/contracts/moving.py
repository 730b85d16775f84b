"""What runs on contracted ground: counted, and given to the successor by the floors that know what runs there."""

from datetime import datetime

from supervision.kinds import Staying, all_kinds
from supervision.models import Contract, Post


def owed_by(row: Contract, now: datetime) -> Staying:
    """What the holder owes there in the unit of the contract, on all floors; the address is the first floor's."""
    found = [kind.on_ground.owed_by(row, now) for kind in all_kinds() if kind.on_ground is not None]
    return Staying(sum(one.n for one in found), found[0].url if found else "")


def hand_on(after: Contract, *, by: Post, now: datetime) -> tuple[int, int]:
    """Gives what the predecessor owes there to the successor, each on its own: how many went, how many stay.

    Only where the kind says so, both are of one unit, and the successor's time has come.
    """
    before = after.follows
    if before is None or not after.kind.moves_duties or not after.holds_at(now):
        return 0, 0
    moved = [kind.on_ground.hand_on(before, after, by, now) for kind in all_kinds() if kind.on_ground is not None]
    return sum(went for went, _left in moved), sum(left for _went, left in moved)
