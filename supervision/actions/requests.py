"""Request keys: a repeated request gets the first answer; a key with another content is a conflict (ENGINE 20)."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from supervision.actions import rows
from supervision.canonical import NotCanonical, clean_text, digest_of
from supervision.models import Event, RequestKey
from supervision.refusals import Conflict, Refused

KEPT = timedelta(days=90)
LONGEST = 80


class Request:
    """One keyed request inside the step's transaction. A refusal rolls it back, so refusals are not kept."""

    def __init__(self, actor_id: UUID | None, key: str | None, content: Any, now: datetime) -> None:
        self.row: RequestKey | None = None
        self.first: Event | None = None
        if key and actor_id:
            self._claim(actor_id, fit_to_keep(key), digest_of(content), now)

    def _claim(self, actor_id: UUID, key: str, digest: str, now: datetime) -> None:
        """Insert-or-wait: a second request with the key stands here until the first has committed."""
        mine = RequestKey(actor_id=actor_id, key=key, digest=digest, created_at=now)
        if rows.insert([mine], ignore_conflicts=True):
            self.row = mine
            return
        row = RequestKey.objects.get(actor_id=actor_id, key=key)
        if row.digest != digest:
            raise Conflict(
                "key_reused",
                _("This was sent before with another content. What was sent first is in the ledger; look there first."),
                event=row.event_id,
            )
        if row.event_id:
            self.first = Event.objects.get(pk=row.event_id)
        else:
            self.row = row

    def answer(self, event: Event) -> None:
        """Remembers what the request led to."""
        if self.row is not None:
            self.row.event_id = event.id
            rows.update([self.row], ["event_id"])


def fit_to_keep(key: str) -> str:
    """The key as it is kept; one that the databases would cut or choke on is refused."""
    try:
        kept = clean_text(key)
    except NotCanonical:
        kept = ""
    if not 0 < len(kept) <= LONGEST:
        raise Refused("bad_key", _("The request key is too long, or contains characters that cannot be kept."))
    return kept


def forget_old(now: datetime) -> int:
    """Drops keys older than 90 days."""
    return RequestKey.objects.filter(created_at__lt=now - KEPT).delete()[0]
