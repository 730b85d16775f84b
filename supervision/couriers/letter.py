"""What a courier is given, and what it brings back."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Receiver:
    """Where to, and how it is spoken to; a copy of the channel without the database."""

    kind: str
    address: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    template: str = ""
    expects: str = ""
    key: str = field(default="", repr=False)


@dataclass(frozen=True)
class Letter:
    """One message. `values` fill the placeholders of a template; `id` lets the receiver drop a second."""

    id: UUID
    at: datetime
    subject: str
    text: str
    values: dict[str, str] = field(default_factory=dict)
    to: str = ""  # a mail's address
    body: dict[str, Any] | None = None  # a message to a program that is no filled template


@dataclass(frozen=True)
class Outcome:
    """Whether it arrived; if not, why, in a code with its figures; `ill` when it is the receiver and not the letter."""

    arrived: bool
    error: dict[str, Any] = field(default_factory=dict)
    ill: bool = False


ARRIVED = Outcome(True)
