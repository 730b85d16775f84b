"""What the city has already, in the words of the workbook; filled from the database by the actions."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

Box = tuple[float, float, float, float]


@dataclass
class Stored:
    """One row of the city as the workbook would write it: column -> value. Units and zones are named by code."""

    id: UUID
    values: dict[str, Any]
    ended: bool = False


@dataclass
class StoredPost:
    """An open post of a person."""

    id: UUID
    title: str
    rank: int


@dataclass
class StoredPerson(Stored):
    """A person with their open posts by (unit, role)."""

    posts: dict[tuple[str, str], StoredPost] = field(default_factory=dict)


@dataclass
class Known:
    """The city as it stands."""

    box: Box
    root: str  # code of the unit on top
    units: dict[str, Stored] = field(default_factory=dict)
    people: dict[str, StoredPerson] = field(default_factory=dict)
    zones: dict[tuple[str, str], Stored] = field(default_factory=dict)
    sites: dict[str, Stored] = field(default_factory=dict)
    types: dict[str, tuple[str, str]] = field(default_factory=dict)  # code -> Chinese and English name
    functions: dict[str, tuple[str, str]] = field(default_factory=dict)
    layers: dict[str, tuple[str, str]] = field(default_factory=dict)
    trees: set[str] = field(default_factory=set)  # layers whose zones lie inside zones
    overlapping: set[str] = field(default_factory=set)  # layers whose zones may overlap


def degrees(value: float) -> str:
    """A coordinate as it is compared and written down: six digits, a tenth of a metre."""
    return f"{value:.6f}".rstrip("0").rstrip(".")
