"""What residents have told: whoever reads it is written down, each entry once a day (DESIGN 4)."""

from collections.abc import Iterable
from datetime import datetime

from rectification.desk import Actor
from rectification.models import Source, Ticket
from supervision.actions.access import record_reads

# Where people outside the administration speak for themselves; their words may say who they are.
TOLD_BY = frozenset({Source.PUBLIC, Source.HOTLINE})


def note_reads(tickets: Iterable[Ticket], by: Actor, now: datetime) -> None:
    """Before their words leave the house: one query, none where no resident speaks."""
    read = {ticket.pk: ticket.number for ticket in tickets if ticket.source in TOLD_BY}
    if read:
        record_reads(read, by=by.post, user_id=by.user.pk, now=now)
