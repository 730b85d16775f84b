"""Questions to the ledger kept under a name: one's own, and what is shared in one's unit."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rectification.filters import Filter
from rectification.models import SavedFilter
from rectification.pages.viewer import Viewer
from supervision.refusals import Refused

MOST = 30


def saved(viewer: Viewer) -> list[dict[str, Any]]:
    """By name: one query."""
    user, unit = viewer.actor.user, viewer.actor.post.unit_id
    rows = SavedFilter.objects.filter(Q(user=user) | Q(unit_id=unit)).order_by("name", "id")[:MOST]
    return [
        {
            "label": row.name,
            "url": f"{reverse('ledger')}?{row.query}",
            "shared": row.unit_id is not None,
            "drop_url": reverse("ledger_forget", args=[row.pk]) if row.user_id == user.pk else None,
        }
        for row in rows
    ]


def save(viewer: Viewer, name: str, wanted: Filter, *, shared: bool, now: datetime) -> SavedFilter:
    """Keeps a question; one's own of the same name is replaced."""
    user, name = viewer.actor.user, name.strip()[:40]
    if not name:
        raise Refused("no_name", _("Give it a name."))
    others = SavedFilter.objects.filter(user=user).exclude(name=name)
    if others.count() >= MOST:
        raise Refused("too_many", _("You keep %(most)s questions already. Drop one first."), most=MOST)
    unit = viewer.actor.post.unit_id if shared else None
    values = {"query": wanted.query(), "unit_id": unit, "created_at": now}
    row, _made = SavedFilter.objects.update_or_create(user=user, name=name, defaults=values)
    return row
