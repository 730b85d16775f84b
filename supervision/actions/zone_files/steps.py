"""What a file would do to each zone, in a form that can be kept between looking and writing."""

import hashlib
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from supervision.canonical import json_text

Shape = dict[str, Any]


class Status(StrEnum):
    """What becomes of a zone."""

    BAD = "bad"
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass
class Step:
    """One zone of the file against the city: how it is, how it would be, what differs, what stands against it.

    `before` and `after` hold name, name_en, parent and unit, the last two as codes. `shape` is the border as the file
    has it, None where the file leaves it as it is. `seq` is how far the zone's stream had come.
    """

    row: int
    code: str
    zone: str | None = None
    seq: int = 0
    status: str = Status.BAD
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    columns: list[str] = field(default_factory=list)
    shape: Shape | None = None
    was: Shape | None = None  # the border of the city; not kept
    area_before: float = 0.0  # square metres
    area_after: float = 0.0
    moved: float | None = None  # metres the border moves at most
    gains: int = 0  # sites that come into the zone, and that leave it
    loses: int = 0
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    spots: list[list[float]] = field(default_factory=list)  # where the problems are

    @property
    def writes(self) -> bool:
        """Whether something would be written."""
        return self.status in (Status.NEW, Status.CHANGED)

    @property
    def zone_id(self) -> UUID | None:
        """The zone it is about, where there is one."""
        return UUID(self.zone) if self.zone else None

    @property
    def final(self) -> Shape | None:
        """The border as it would be."""
        return self.shape or self.was

    def judge(self) -> None:
        """Its status by what was found."""
        if self.problems:
            self.status = Status.BAD
        elif self.zone is None:
            self.status = Status.NEW
        else:
            self.status = Status.CHANGED if self.columns else Status.SAME

    def content(self) -> dict[str, Any]:
        """Fit for JSON, without shapes."""
        found = asdict(self)
        del found["shape"], found["was"]
        return found

    @classmethod
    def read(cls, content: dict[str, Any], shape: Shape | None) -> Self:
        """The step of `content`."""
        return cls(**content, shape=shape)


def token_of(steps: list[Step]) -> str:
    """What was looked at: only that can be written."""
    found = hashlib.sha256()
    for step in steps:
        seen = [step.row, step.code, step.zone, step.seq, step.status, step.after, step.columns]
        found.update(json_text(seen).encode())
        found.update(repr(step.shape and step.shape["coordinates"]).encode())
    return found.hexdigest()[:24]


def counts_of(steps: list[Step]) -> dict[str, int]:
    """How many of each kind."""
    return {status.value: sum(step.status == status for step in steps) for status in Status}
