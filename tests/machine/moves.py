"""One move of a drawn history, with plain names for everybody and everything; the model and the town both read it."""

from dataclasses import dataclass, fields
from datetime import date, datetime


@dataclass(frozen=True)
class Move:
    """What happens at a moment: a step, a filing, or a change among people and in the calendar.

    Entries are named by the order in which they were filed, duties by their ordinal, posts by their key.
    """

    kind: str  # step, file, meet, wait, day, reckon, appoint, end, stand_in, hang
    now: datetime
    user: str | None = None
    seat: str | None = None
    action: str = ""
    entry: int = -1
    words: bool = False
    photos: int = 0
    place: bool = False
    unit: str | None = None
    person: str | None = None
    category: str = ""
    target: int | None = None
    until: datetime | None = None
    petition: str = ""
    verdict: bool | None = None
    rung: str = ""
    number: str = ""
    on: date | None = None
    partner: str | None = None
    duty: int | None = None
    erase: bool = False
    key: str | None = None
    expected: str | None = None  # "seen": everything people did; "missed": all but the last thing somebody did
    spot: str = ""
    source: str = "team"
    anyway: bool = False
    role: str = ""
    day_kind: str | None = None
    sweep: float | None = None  # where between the move before and this one the worker looked, if it did

    def __str__(self) -> str:
        said = [
            f"{f.name}={getattr(self, f.name)}"
            for f in fields(self)
            if f.name not in ("kind", "now", "user", "seat", "action", "entry") and getattr(self, f.name) != f.default
        ]
        what = f"{self.action or self.kind} #{self.entry}" if self.entry >= 0 else self.kind
        who = f" by {self.user}" + (f" as {self.seat}" if self.seat != self.user else "") if self.user else ""
        return " ".join([f"{self.now:%a %d %b %H:%M:%S.%f}"[:-3], what + who, *said])


def content(move: Move) -> tuple:
    """What a request says; who says it, when, and how it was sent is not part of that."""
    return (
        move.words, move.photos, move.place, move.unit, move.person, move.category, move.target, move.until,
        move.petition, move.verdict, move.rung, move.number, move.on, move.partner,
        move.duty, move.erase, move.spot, move.source, move.anyway,
    )  # fmt: skip
