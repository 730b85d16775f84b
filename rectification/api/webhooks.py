"""What goes out to a system that follows the ledger, for the description of the API (docs/notices.md)."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse, OpenApiWebhook, extend_schema
from rest_framework import serializers

from rectification.api.shapes import STATUSES, Shape, WhoShape


class FollowedShape(Shape):
    """One step of one entry. Words and people are not in it: read them at `url`, if your token may."""

    id = serializers.UUIDField(help_text=_("The key: what comes twice has the same."))
    kind = serializers.ChoiceField([("event", "event")])
    event = serializers.UUIDField()
    number = serializers.CharField()
    ticket = serializers.UUIDField()
    seq = serializers.IntegerField(help_text=_("The place in the story of the entry, from 1 without gaps."))
    action = serializers.CharField()
    before = serializers.CharField(allow_blank=True)
    status = serializers.ChoiceField(STATUSES)
    occurs_at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()
    unit = WhoShape(allow_null=True, help_text=_("The unit of whoever did it; null for what came by time."))
    due_at = serializers.DateTimeField(allow_null=True)
    rungs = serializers.ListField(child=serializers.CharField())
    proposed = serializers.BooleanField(help_text=_("The rung waits for somebody's word."))
    url = serializers.URLField()


TICKET_EVENT = OpenApiWebhook(
    name="ticket_event",
    decorator=extend_schema(
        summary=_("A step of an entry"),
        description=_(
            "Sent to each system that the office has entered, at least once and signed in X-Taizhang-Signature; "
            "Idempotency-Key is the id. Answer 2xx when you have kept it."
        ),
        tags=["events"],
        request=FollowedShape,
        responses={"2XX": OpenApiResponse(description=_("It is kept."))},
    ),
)
