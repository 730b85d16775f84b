"""Which other entry a step probably means: the same kind of problem at the same place."""

from rectification.pages.reading import Reading
from rectification.places import duplicates, relapse_of
from rectification.steps.moving import spot_of
from rectification.workflow import Action


def near_by(reading: Reading, action: Action) -> list[str]:
    """Numbers of likely entries that the reader may read, the likeliest first."""
    desk, ticket = reading.desk, reading.ticket
    spot = spot_of(ticket)
    if action == Action.MARK_RELAPSE:
        old = relapse_of(ticket.category, spot, ticket.filed_at, desk.rules)
        found = [old] if old else []
    else:
        found = [row for row in duplicates(ticket.category, spot, desk.rules) if row.pk != ticket.pk]
    readable = set(reading.viewer.tickets().filter(pk__in=[row.pk for row in found]).values_list("pk", flat=True))
    return [row.number for row in found if row.pk in readable][:5]
