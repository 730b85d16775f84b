"""The story of what follows from a ranking, as components/event.html draws it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from supervision.actions.words import read as read_words
from supervision.models import Event, User
from supervision.wording import moment


def story(stream: UUID, titles: Mapping[str, str | Promise], now: datetime) -> list[dict[str, Any]]:
    """Everything that happened in a stream, newest first, with who and the reason: three queries."""
    events = list(Event.objects.filter(stream_id=stream).order_by("-seq"))
    said = read_words([event.facts["why"]["id"] for event in events if event.facts.get("why")])
    people = User.objects.in_bulk({event.actor_id for event in events if event.actor_id})
    return [told(event, titles, said, people, now) for event in events]


def told(
    event: Event,
    titles: Mapping[str, str | Promise],
    said: Mapping[str, Any],
    people: Mapping[UUID, User],
    now: datetime,
) -> dict[str, Any]:
    """One event; what was erased says so."""
    why = said.get(event.facts["why"]["id"]) if event.facts.get("why") else None
    words = "" if why is None else _("(words erased)") if why.erased_at else why.text
    actor = people.get(event.actor_id) if event.actor_id else None
    return {
        "look": "big" if event.before != event.after else "",
        "title": str(titles.get(event.action, event.action)),
        "moment": moment(event.occurs_at, now),
        "at": event.occurs_at,
        "lines": [line for line in (str(actor or _("the platform")), words) if line],
    }
