"""A calendar edit reaches a ticket: the CORRECT step, taken by the platform itself."""

from datetime import datetime
from uuid import UUID

from rectification.actions import take
from rectification.models import Ticket
from rectification.workflow import Action
from supervision.refusals import Refused


def correct_ticket(pk: UUID, now: datetime, key: str) -> None:
    """Reckons the ticket's clocks again; an entry that ended meanwhile has nothing left to correct."""
    try:
        take(Action.CORRECT, pk, by=None, now=now)
    except (Refused, Ticket.DoesNotExist):
        return
