"""The registry of subject kinds: how an upper floor hands its subjects to the sweep (ENGINE 12)."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class Followed:
    """What other systems are told of an event besides itself, and the units whose business it is."""

    says: dict[str, Any]
    units: frozenset[UUID]


@dataclass(frozen=True)
class Staying:
    """What somebody still owes on ground that was contracted to them: how much, and the page that lists it."""

    n: int
    url: str


@dataclass(frozen=True)
class GroundDuties:
    """What runs on contracted ground.

    `owed_by(contract, now)` is what its holder owes there in their unit; `hand_on(before, after, by, now)` gives it to
    the successor where they are of the same unit, each on its own, and returns how many went and how many could not.
    """

    owed_by: Callable[[Any, datetime], Staying]
    hand_on: Callable[[Any, Any, Any, datetime], tuple[int, int]]


@dataclass(frozen=True)
class SubjectKind:
    """One kind of stream. `settle(ids, now)` fires what is due for subjects whose heads are already locked.

    `tables` names the projected models whose rows are folded from this kind's events.
    `named(ids)` gives those of the ids that have a subject their name for people and their address.
    `followed(events)` says of each event what other systems may know; without it nobody can follow such streams.
    `steps()` are the words of everything that can happen.
    `overdue(now)` is how many of its proposals have waited too long for the office: a line of its morning digest.
    `would_hear(asked, now)` gives for each (duty, relations, moment) the people in these relations to it at the moment.
    `on_ground` is what runs on ground that is contracted, and how it goes to a successor.
    `promised(until)` counts what somebody leads, by their post, whose own date has come by then: a line of theirs.
    `owing(post, now)` are those a post may know of on which something is owed: what a program lists beside entries.
    `awaited(post)` counts by post what waits for that post's own word, of one post alone where one is named.
    """

    name: str
    tables: dict[str, Any]
    settle: Callable[[Sequence[UUID], datetime], int] | None = None
    correct: Callable[[UUID, datetime, str], None] | None = None
    recomputed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    named: Callable[[Sequence[UUID]], dict[UUID, tuple[str, str]]] | None = None
    followed: Callable[[Sequence[Any]], dict[UUID, Followed]] | None = None
    steps: Callable[[], dict[str, Any]] = dict
    overdue: Callable[[datetime], int] | None = None
    promised: Callable[[datetime], Counter[UUID]] | None = None
    awaited: Callable[[UUID | None], Counter[UUID]] | None = None
    owing: Callable[[Any, datetime], Sequence[UUID]] | None = None
    on_ground: GroundDuties | None = None
    would_hear: Callable[[Sequence[tuple[Any, tuple[str, ...], datetime]], datetime], list[list[UUID]]] | None = None


_kinds: dict[str, SubjectKind] = {}
_names: dict[Any, str] = {}


def register(kind: SubjectKind) -> None:
    """Called once from `AppConfig.ready`."""
    _kinds[kind.name] = kind
    _names.update({model: name for name, model in kind.tables.items()})


def kind_of(name: str) -> SubjectKind:
    """The kind; one that nobody registered stops the work with a sentence."""
    try:
        return _kinds[name]
    except KeyError:
        raise ImproperlyConfigured(f"No app has registered the subject kind {name!r}.") from None


def all_kinds() -> list[SubjectKind]:
    """Every registered kind."""
    return list(_kinds.values())


def awaited(post: UUID | None = None) -> Counter[UUID]:
    """How much waits for the word of each post, or of one: a query for each kind that knows of such things."""
    return sum((kind.awaited(post) for kind in _kinds.values() if kind.awaited), Counter[UUID]())


def owing(post: Any, now: datetime) -> list[UUID]:
    """Subjects beside entries on which something is owed, of those a post may know of: a query for each kind."""
    return [pk for kind in _kinds.values() if kind.owing for pk in kind.owing(post, now)]


def tables() -> dict[str, Any]:
    """Every projected model by its name in events."""
    return {name: model for kind in _kinds.values() for name, model in kind.tables.items()}


def table_name(model: Any) -> str:
    """The name under which a projected model's rows stand in events."""
    return _names[model]


def recomputed(table: str) -> tuple[str, ...]:
    """Columns of a projected table that do not come from events (ENGINE 17)."""
    return tuple(column for kind in _kinds.values() for column in kind.recomputed.get(table, ()))
