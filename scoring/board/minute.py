"""Everything the board counts, once a minute for the whole city, with the moment it was counted."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from django.core.cache import cache

from rectification.pages.viewer import Viewer
from scoring.board import best, ground, ladder, leaders, trend

MINUTE = timedelta(minutes=1)
KEPT = 180  # seconds: whoever comes while the next minute is being counted sees the one before
BUSY = 30  # seconds after which somebody else counts
PREFIX = "board:2"  # another shape of what is kept has another number


@dataclass(frozen=True)
class Figures:
    """What is counted: the same for everybody who sees the whole city."""

    at: datetime
    ladder: ladder.Ladder
    weeks: list[trend.Week]
    ground: ground.Ground
    leaders: list[leaders.Linked]
    best: UUID | None


def figures(viewer: Viewer) -> Figures:
    """The figures of this minute; those of the one before while somebody else is counting."""
    if not viewer.reader.sees_all:
        raise PermissionError("The board is kept for those who see the whole city.")
    now = viewer.now
    found = cast(Figures | None, cache.get(key(now)))
    if found is not None:
        return found
    if not cache.add(f"{key(now)}:busy", True, BUSY):
        earlier = cast(Figures | None, cache.get(key(now - MINUTE)))
        if earlier is not None:
            return earlier
    found = count(viewer)
    cache.set(key(now), found, KEPT)
    return found


def key(now: datetime) -> str:
    """The name of a minute."""
    return f"{PREFIX}:{int(now.timestamp()) // 60}"


def count(viewer: Viewer) -> Figures:
    """All of it: fourteen queries however much there is."""
    return Figures(
        viewer.now, ladder.count(viewer), trend.count(viewer.now), ground.count(viewer), leaders.count(viewer),
        best.find(viewer),
    )  # fmt: skip
