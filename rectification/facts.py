"""What comes with a step, cleaned: one frozen value, so that its digest names the request. Pure."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

Place = tuple[Decimal, Decimal]
# Fields that came later: left out of the content where they are empty, so that a repeated request is still the same.
LATER = ("number", "on", "partner")


class Today(Protocol):
    """Whatever knows when a step is taken: the desk of an entry, the file of a unit."""

    @property
    def now(self) -> datetime:
        """The moment of the step."""

    @property
    def today(self) -> date:
        """The city's date."""


@dataclass(frozen=True)
class StepData:
    """Everything any step may need; `Step.needs` says which of it this one does. Place is (lon, lat), WGS-84."""

    words: str = ""
    photos: tuple[UUID, ...] = ()
    place: Place | None = None
    unit: UUID | None = None
    person: UUID | None = None
    category: str = ""
    target: UUID | None = None
    until: datetime | None = None
    petition: str = ""
    verdict: bool | None = None
    rung: str = ""
    number: str = ""  # of a document
    on: date | None = None  # a day that has been: of a document, of a talk
    partner: UUID | None = None  # the post that was talked with
    duty: UUID | None = None
    erase: tuple[UUID, ...] = ()

    def as_content(self) -> dict[str, Any]:
        """For the digest of a request key."""
        return {name: value for name, value in asdict(self).items() if value or name not in LATER}


@dataclass(frozen=True)
class FilingData:
    """A problem as the inspector states it. `anyway` is the reason to file beside a possible duplicate."""

    category: str
    photos: tuple[UUID, ...] = ()
    site: UUID | None = None
    place: Place | None = None
    place_words: str = ""
    words: str = ""
    urgency: str = ""
    standard: str = ""
    source: str = "team"
    anyway: str = ""
    client_key: str = ""

    def as_content(self) -> dict[str, Any]:
        """For the digest of a request key; the key itself is not part of what was said."""
        content = asdict(self)
        content.pop("client_key")
        return content
