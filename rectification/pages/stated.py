"""What a unit has stated on a measure: the words of the ledger's events, while they are not erased."""

from typing import Any

from django.utils.translation import gettext as _

from rectification.models import Measure
from rectification.pages.material import who
from rectification.pages.reading import Reading
from rectification.workflow import Action
from supervision.actions.words import read as read_words
from supervision.models import Event, Post, User
from supervision.wording import moment


def of_file(event: Event, file: Measure) -> bool:
    """Whether an event belongs to this file: to its duty and rung, in the time in which the file was open."""
    facts = event.facts
    mine = facts.get("duty") == str(file.duty_id) and facts.get("rung") == file.rung
    return (
        mine and file.proposed_at <= event.occurs_at and (file.revoked_at is None or event.occurs_at <= file.revoked_at)
    )


def statements(reading: Reading, file: Measure) -> list[dict[str, Any]]:
    """The unit's statements, oldest first: three queries, none where nothing was stated."""
    if file.stated_at is None:
        return []
    events = [event for event in reading.events if event.action == Action.STATE and of_file(event, file)]
    words = read_words([event.facts["words"]["id"] for event in events])
    people = User.objects.in_bulk({event.actor_id for event in events if event.actor_id})
    held = Post.objects.filter(pk__in={event.post_id for event in events}).select_related("unit")
    units = {post.pk: post.unit for post in held}
    found = []
    for event in events:
        row = words.get(event.facts["words"]["id"])
        text = "" if row is None else _("(words erased)") if row.erased_at else row.text
        unit = units.get(event.post_id) if event.post_id else None
        by = who(unit, people.get(event.actor_id) if event.actor_id else None)
        at = moment(event.occurs_at, reading.viewer.now)
        found.append({"who": by, "at": at, "by": _("%(who)s, %(at)s") % {"who": by, "at": at}, "text": text})
    return found
