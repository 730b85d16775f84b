"""The roster: who held which post in a unit at a moment, with acting holders and the night roster. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import NamedTuple
from uuid import UUID


@dataclass(frozen=True)
class Span:
    """Somebody standing in, from and to (exclusive)."""

    user_id: UUID
    valid_from: datetime
    valid_to: datetime


@dataclass(frozen=True)
class Held:
    """One post with its stand-ins."""

    id: UUID
    user_id: UUID
    unit_id: UUID
    role: str
    rank: int
    valid_from: datetime
    valid_to: datetime | None
    actings: tuple[Span, ...] = ()

    def in_force(self, at: datetime) -> bool:
        """Whether the post existed at the moment; the end is exclusive."""
        return self.valid_from <= at and (self.valid_to is None or at < self.valid_to)

    def person(self, at: datetime) -> UUID:
        """Who answers for the post at the moment: the acting holder during leave, else the holder."""
        for span in self.actings:
            if span.valid_from <= at < span.valid_to:
                return span.user_id
        return self.user_id


class Holder(NamedTuple):
    """A person in a post."""

    post_id: UUID
    user_id: UUID


@dataclass(frozen=True)
class Roster:
    """The posts of some units, loaded once for many questions."""

    posts: Sequence[Held]
    nights: dict[UUID, tuple[Span, ...]] = field(default_factory=dict)

    @cached_property
    def _by_id(self) -> dict[UUID, Held]:
        return {post.id: post for post in self.posts}

    @cached_property
    def _by_role(self) -> dict[tuple[UUID, str], list[Held]]:
        """By unit and role, in the order of rank and seniority."""
        found: dict[tuple[UUID, str], list[Held]] = defaultdict(list)
        for post in sorted(self.posts, key=lambda p: (p.rank, p.valid_from, p.id)):
            found[post.unit_id, post.role].append(post)
        return found

    def holders(self, unit_id: UUID, roles: Iterable[str], at: datetime) -> list[Holder]:
        """Everybody in the unit with one of the roles at the moment, in the order of roles, rank and seniority."""
        posts = [post for role in roles for post in self._by_role.get((unit_id, role), ()) if post.in_force(at)]
        return [Holder(post.id, post.person(at)) for post in posts]

    def first(self, unit_id: UUID, roles: Iterable[str], at: datetime) -> Holder | None:
        """The person who answers first."""
        return next(iter(self.holders(unit_id, roles, at)), None)

    def by_post(self, post_id: UUID, at: datetime) -> Holder | None:
        """Who answers for this post at the moment; none when it had ended."""
        post = self._by_id.get(post_id)
        return Holder(post.id, post.person(at)) if post is not None and post.in_force(at) else None

    def night_holders(self, unit_id: UUID, at: datetime) -> list[UUID]:
        """Who is on the unit's night roster at the moment."""
        return [span.user_id for span in self.nights.get(unit_id, ()) if span.valid_from <= at < span.valid_to]

    def served_since(self, since: dict[UUID, datetime]) -> frozenset[UUID]:
        """Everybody who held or stood in for a post in one of the units at or after its moment (ENGINE 23)."""
        served: set[UUID] = set()
        for post in self.posts:
            start = since.get(post.unit_id)
            if start is None or (post.valid_to is not None and post.valid_to <= start):
                continue
            served.add(post.user_id)
            served.update(span.user_id for span in post.actings if span.valid_to > start)
        return frozenset(served)
