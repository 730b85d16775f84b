"""What the board needs to know of the published red and black lists, in words and figures as shown."""

from collections.abc import Sequence
from dataclasses import dataclass

RED, BLACK = "red", "black"
SHOWN = {RED: 3, BLACK: 2}  # of the lists of a colour: what a wall has room for and can be read from across a room


@dataclass(frozen=True)
class Listing:
    """One unit in a list, or in the ranking of its group."""

    key: str  # the same as long as the unit is: what changes in place is told by it
    name: str
    rank: int  # ties share one
    total: str  # as it is shown: "96.4"
    url: str  # what its figure is made of
    moved: int | None = None  # places up (+) or down (-) since the period before; None: it was not ranked then
    points: Sequence[float | None] = ()  # totals of the last periods, the oldest first; None: not ranked
    cause: str = ""  # what moved it, in words: "11 件超时，8 件在圩市马路市场"
    share: float = 0  # of the best possible total, 0 to 1


@dataclass(frozen=True)
class RankList:
    """One list of one group, in the order in which it is read: the best first, or the worst."""

    colour: str  # RED or BLACK
    group: str  # which units are compared: "街道与镇"
    rule: str  # who comes into it: "末两名且低于 85 分"
    rows: Sequence[Listing] = ()
    warning: str = ""  # what follows if it goes on: "再 1 周末位：分管市领导约谈"


@dataclass(frozen=True)
class Ranking:
    """Everybody in a group, the best first."""

    group: str
    rows: Sequence[Listing] = ()
    unranked: Sequence[str] = ()  # units with too little to be compared, by name
    url: str = ""


@dataclass(frozen=True)
class Published:
    """What has been published last."""

    period: str  # "第 47 周·11 月 16 日至 22 日"
    state: str  # "已公示，申诉期满"
    lists: Sequence[RankList] = ()
    rankings: Sequence[Ranking] = ()
    url: str = ""

    def of(self, colour: str) -> Sequence[RankList]:
        """The lists of one colour."""
        return [one for one in self.lists if one.colour == colour]
