"""Whether anything has happened since a page was drawn: a short token, the same as long as nothing has."""

from django.db.models import Count, Max, Min, Q
from django.urls import reverse

from rectification.pages.reading import Reading
from rectification.pages.viewer import Viewer
from supervision.models import DutyState, StreamHead
from supervision.owed import owed_by

FORMER = "former"  # a unit whose part is over hears no more of the entry than that


def entry_token(seq: int) -> str:
    """An entry has changed when its story has another event."""
    return str(seq)


def list_token(viewer: Viewer) -> str:
    """What waits on the post has changed when a duty came, went, stopped or has another time: one query."""
    facts = owed_by(viewer.actor.post, viewer.now, whole=True).aggregate(
        n=Count("id"),
        running=Count("id", filter=Q(state=DutyState.RUNNING)),
        late=Count("id", filter=Q(state=DutyState.RUNNING, due_at__lte=viewer.now)),
        newest=Max("started_at"),
        stopped=Max("stopped_at"),
        first=Min("due_at"),
        last=Max("due_at"),
    )
    return "-".join(str(int(v.timestamp()) if hasattr(v, "timestamp") else v or 0) for v in facts.values())


def entry_live(reading: Reading) -> dict[str, str]:
    """For the page of one entry."""
    url = f"{reverse('pulse')}?entry={reading.ticket.number}"
    return {"url": url, "token": entry_token(reading.expected) if reading.until is None else FORMER}


def list_live(viewer: Viewer) -> dict[str, str]:
    """For a page of what waits on the post."""
    return {"url": reverse("pulse"), "token": list_token(viewer)}


def entry_now(viewer: Viewer, number: str) -> str | None:
    """The token of an entry as it stands; None for whoever may not know that it exists."""
    pk = viewer.present().filter(number=number).values_list("pk", flat=True).first()
    if pk is None:
        return FORMER if viewer.former().filter(number=number).exists() else None
    return entry_token(StreamHead.objects.values_list("seq", flat=True).get(pk=pk))
