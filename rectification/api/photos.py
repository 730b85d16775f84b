"""The photos of an entry for programs."""

from django.http import FileResponse, Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request

from rectification.api.doors import ENTRY, TicketDoor
from rectification.models import Ticket
from supervision.api.queries import Query, read_query
from supervision.api.schema import part, told
from supervision.models import Event
from supervision.signed_photos import ALLOWED
from supervision.views.photos import picture


class SizeQuery(Query):
    """How large."""

    size = serializers.ChoiceField(
        [(size, size) for size in ALLOWED],
        required=False,
        help_text=_("The longer side in pixels, or `original`, as it was sent; 1600 if not said."),
    )


class PictureOrProblem(DefaultContentNegotiation):
    """Whoever asks for a picture gets one, or is told in JSON why not."""

    def get_accept_list(self, request: Request) -> list[str]:
        """Whatever was asked for."""
        return ["*/*"]


class PhotoDoor(TicketDoor):
    """One photo that an event of the entry names."""

    content_negotiation_class = PictureOrProblem

    @told(
        "ticket_photo",
        _("Photo of an entry"),
        _("By its id in the entry's story. The small sizes are made some seconds after it came; 404 until then."),
        query=SizeQuery,
        answer=OpenApiTypes.BINARY,
        kind="image/*",
        more=(*ENTRY, part("photo", _("Id of a photo, from `photos` of an event"))),
    )
    def get(self, request: Request, entry: str, photo: str) -> FileResponse:
        """In sight are the photos of the events that are: a former holder's end with its span."""
        size = read_query(SizeQuery, request.query_params).get("size", "1600")
        pk, _number = self.find(entry)
        until = self.viewer.until(Ticket(pk=pk))
        events = Event.objects.filter(stream_id=pk, **({} if until is None else {"seq__lte": until}))
        named = (name for event in events for name in event.facts.get("photos") or ())
        contents = dict(name.split(":") for name in named)
        found = picture(contents[photo], size) if photo in contents else None
        if found is None:
            raise Http404
        return found
