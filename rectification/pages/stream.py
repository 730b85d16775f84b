"""What hangs on no entry opened for reading: its events, and the words, posts and people they speak of."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from rectification.pages.viewer import Viewer
from supervision.actions.words import read as read_words
from supervision.models import Event, Post, User, Words


@dataclass(frozen=True)
class StreamReading:
    """One row with a stream of its own; `expected` is how far the stream had come."""

    viewer: Viewer
    row: Any
    expected: int

    @cached_property
    def events(self) -> list[Event]:
        """What happened to it, oldest first."""
        return list(Event.objects.filter(stream_id=self.row.pk).order_by("seq"))

    @cached_property
    def words(self) -> dict[str, Words]:
        """What was written in it."""
        return read_words([event.facts["words"]["id"] for event in self.events if event.facts.get("words")])

    @cached_property
    def posts(self) -> dict[UUID, Post]:
        """The posts that acted in it."""
        ids = {event.post_id for event in self.events if event.post_id}
        return Post.objects.filter(pk__in=ids).select_related("unit", "user").in_bulk()

    @cached_property
    def people(self) -> dict[UUID, User]:
        """Who acted in it, who was told of a rung, and to whom it was given."""
        told = {UUID(one[0]) for event in self.events for one in event.facts.get("told", ())}
        given = {UUID(event.facts["person"]) for event in self.events if event.facts.get("person")}
        return User.objects.in_bulk({event.actor_id for event in self.events if event.actor_id} | told | given)
