"""Receipts for the office: who of those told of a rung has seen it, and when. One query, and none for anybody else."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from rectification.pages.reading import Reading
from supervision.models import Notice
from supervision.roles import KEEPS
from supervision.wording import listed, moment


def receipts(reading: Reading) -> dict[UUID, str]:
    """A line for each rung of the story."""
    viewer = reading.viewer
    rungs = [event.id for event in reading.events if event.action == "rung"]
    if viewer.actor.post.role not in KEEPS or not rungs:
        return {}
    rows: dict[UUID, list[Notice]] = defaultdict(list)
    for row in Notice.objects.filter(event_id__in=rungs).select_related("user").order_by("seen_at", "id"):
        rows[row.event_id].append(row)
    return {event: line(found, viewer.now) for event, found in rows.items()}


def line(rows: list[Notice], now: datetime) -> str:
    """ "seen by A (today 10:05); not yet by B"."""
    seen = [f"{row.user}{_bracketed(moment(row.seen_at, now))}" for row in rows if row.seen_at]
    unseen = [str(row.user) for row in rows if row.seen_at is None]
    parts = [_("seen by %(who)s") % {"who": listed(seen)}] if seen else []
    if unseen:
        parts.append(_("not seen yet by %(who)s") % {"who": listed(unseen)})
    return pgettext("list", ", ").join(parts)


def _bracketed(text: str) -> str:
    return pgettext("receipt", " (%(at)s)") % {"at": text}
