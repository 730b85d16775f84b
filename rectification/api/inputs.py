"""What programs send, checked field by field; nothing unknown is overlooked."""

from typing import Any

from rest_framework import serializers

from rectification.facts import FilingData, StepData
from rectification.models import Source
from sites.vocabulary import Urgency
from supervision.api.fields import MomentField, PlaceField
from supervision.api.fields import StrictSerializer as Strict

WORDS = 4000
KEY = 80


def free(**more: Any) -> serializers.CharField:
    """Free words."""
    return serializers.CharField(max_length=WORDS, required=False, allow_blank=True, default="", **more)


def ids() -> serializers.ListField:
    """Ids of staged photos or of words."""
    return serializers.ListField(child=serializers.UUIDField(), required=False, default=list, max_length=30)


class FilingInput(Strict):
    """A problem as it was seen."""

    client_key = serializers.CharField(max_length=KEY, required=False, allow_blank=True, default="")
    category = serializers.CharField(max_length=24)
    site = serializers.UUIDField(required=False, allow_null=True, default=None)
    place = PlaceField(required=False, allow_null=True, default=None)
    place_words = free()
    words = free()
    urgency = serializers.ChoiceField(Urgency.choices, required=False, allow_blank=True, default="")
    standard = serializers.CharField(max_length=24, required=False, allow_blank=True, default="")
    source = serializers.ChoiceField(Source.choices, required=False, default=Source.TEAM)  # type: ignore[assignment]
    photos = ids()
    anyway = free()

    def cleaned(self) -> FilingData:
        """As the engine wants it."""
        data = self.validated_data
        return FilingData(**{**data, "photos": tuple(data["photos"])})


class StepInput(Strict):
    """What may come with a step; `Step.needs` says what of it must."""

    key = serializers.CharField(max_length=KEY, required=False, allow_blank=True, default="")
    expected = serializers.IntegerField(min_value=0, max_value=2**31 - 1, required=False, allow_null=True, default=None)
    words = free()
    photos = ids()
    place = PlaceField(required=False, allow_null=True, default=None)
    unit = serializers.UUIDField(required=False, allow_null=True, default=None)
    person = serializers.UUIDField(required=False, allow_null=True, default=None)
    category = serializers.CharField(max_length=24, required=False, allow_blank=True, default="")
    target = serializers.UUIDField(required=False, allow_null=True, default=None)
    until = MomentField(required=False, allow_null=True, default=None)
    petition = serializers.CharField(max_length=12, required=False, allow_blank=True, default="")
    verdict = serializers.BooleanField(required=False, allow_null=True, default=None)
    rung = serializers.CharField(max_length=20, required=False, allow_blank=True, default="")
    number = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")
    on = serializers.DateField(required=False, allow_null=True, default=None)
    partner = serializers.UUIDField(required=False, allow_null=True, default=None)
    duty = serializers.UUIDField(required=False, allow_null=True, default=None)
    erase = ids()

    def cleaned(self) -> StepData:
        """As the engine wants it; key and expected sequence travel beside it."""
        data = {name: value for name, value in self.validated_data.items() if name not in ("key", "expected")}
        more = {"photos": tuple(data["photos"]), "erase": tuple(data["erase"])}
        return StepData(**{**data, **more})
