"""Proposals of rankings that wait for the office's word: since when, and which have waited too long."""

from datetime import datetime

from rectification.waiting import too_long
from scoring.models import Consequence


def proposed() -> list[datetime]:
    """When each that still waits was proposed: one query."""
    return list(Consequence.objects.waiting().values_list("proposed_at", flat=True))


def late_proposals(now: datetime) -> int:
    """How many have waited too long."""
    return too_long(proposed(), now)
