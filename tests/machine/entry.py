"""One entry of the ledger in the model, what has been asked on it, and its events as they are expected."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from tests.machine.owed import Owed

Rule = Iterator[None]


class No(Exception):
    """Refused: `kind` is unseen, not_allowed, conflict, duplicate, wrong_status or refused."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def demand(condition: object, kind: str = "refused") -> None:
    """What must be true for a move."""
    if not condition:
        raise No(kind)


@dataclass
class Petition:
    """Something a unit has asked for."""

    kind: str
    asked: datetime
    until: datetime | None
    lead: int
    decide: int
    asker: str | None
    state: str = "open"


@dataclass
class Seen:
    """One event as the model expects it, and how the entry stands after it."""

    action: str
    at: datetime
    before: str
    after: str
    user: str | None
    seat: str | None
    view: dict


@dataclass
class Entry:
    """One entry of the ledger."""

    number: int
    category: str
    spot: str
    source: str
    team: str | None
    filed: datetime
    status: str = ""
    owed: list[Owed] = field(default_factory=list)
    main: Owed | None = None
    lead: Owed | None = None
    held: list[tuple[str, datetime]] = field(default_factory=list)  # units that owed work on it, and since when
    sights: set[str] = field(default_factory=set)
    petitions: list[Petition] = field(default_factory=list)
    returns: int = 0
    relapse_of: int | None = None
    fails: int = 0
    relapses: int = 0
    counted: set[str] = field(default_factory=set)  # counts that have brought it up once and for all
    closed: datetime | None = None
    suspended_until: datetime | None = None
    found_false: bool = False
    noted: list[int] = field(default_factory=list)
    events: list[Seen] = field(default_factory=list)

    @property
    def live(self) -> list[Owed]:
        """What is still owed."""
        return [o for o in self.owed if o.live]

    def asked(self, kind: str) -> Petition | None:
        """The open petition of the kind."""
        return next((p for p in self.petitions if p.state == "open" and p.kind == kind), None)

    def view(self) -> dict:
        """How the entry stands, as the ledger must show it."""
        return {
            "status": self.status,
            "main": self.main.ordinal if self.main else None,
            "lead": self.lead.ordinal if self.lead else None,
            "owed": {
                o.ordinal: (
                    o.kind, o.unit, o.seat, o.user, o.state, o.due, o.score_due, o.clock, [tuple(r) for r in o.rungs],
                )
                for o in self.owed
            },
        }  # fmt: skip
