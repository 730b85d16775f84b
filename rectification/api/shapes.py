"""What the doors about entries answer, for the description of the API; answers themselves are written by hand."""

from rest_framework import serializers

from rectification.models import Source
from rectification.models.tickets import StatusWords
from rectification.workflow import Action, Need
from sites.vocabulary import Resolver, Urgency, Verify
from supervision.models import DutyKind, DutyState

Shape = serializers.Serializer
STATUSES = StatusWords.choices
ACTIONS = [(str(action), str(action)) for action in Action]
NEEDS = [(str(need), str(need)) for need in Need]


class WhoShape(Shape):
    """A unit or a person."""

    id = serializers.UUIDField()
    name = serializers.CharField()


class EntryShape(Shape):
    """Which entry."""

    id = serializers.UUIDField()
    number = serializers.CharField()


class TicketShape(Shape):
    """An entry in short."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    status = serializers.ChoiceField(STATUSES)
    category = serializers.CharField()
    urgency = serializers.ChoiceField(Urgency.choices)
    source = serializers.ChoiceField(Source.choices)  # type: ignore[assignment]
    verify = serializers.ChoiceField(Verify.choices)
    standard = serializers.CharField(allow_blank=True)
    site = serializers.UUIDField(allow_null=True)
    lon = serializers.FloatField(allow_null=True)
    lat = serializers.FloatField(allow_null=True)
    filed_at = serializers.DateTimeField()
    unit = WhoShape(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)


class TicketPage(Shape):
    """A page of entries."""

    tickets = TicketShape(many=True)
    after = serializers.CharField(allow_null=True)


class FiledShape(TicketShape):
    """What was just written down."""

    seq = serializers.IntegerField()


class DutyShape(Shape):
    """A duty."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(DutyKind.choices)
    state = serializers.ChoiceField(DutyState.choices)
    unit = WhoShape()
    user = WhoShape(allow_null=True)
    due_at = serializers.DateTimeField()
    score_due_at = serializers.DateTimeField()
    outcome = serializers.CharField(allow_blank=True)


class SubjectShape(Shape):
    """What a duty is about: an entry, an instruction, an appeal; `path` is its page."""

    kind = serializers.CharField()
    id = serializers.UUIDField()
    name = serializers.CharField()
    path = serializers.CharField()


class OwedShape(DutyShape):
    """A duty and what it is about."""

    subject = SubjectShape()
    ticket = EntryShape(allow_null=True)


class DutyPage(Shape):
    """A page of duties."""

    duties = OwedShape(many=True)
    after = serializers.CharField(allow_null=True)


class EventShape(Shape):
    """Something that happened; the words only where there were any."""

    id = serializers.UUIDField()
    seq = serializers.IntegerField()
    action = serializers.CharField()
    occurs_at = serializers.DateTimeField()
    before = serializers.CharField(allow_blank=True)
    after = serializers.CharField(allow_blank=True)
    actor = serializers.CharField(allow_null=True)
    photos = serializers.ListField(child=serializers.CharField())
    words = serializers.CharField(required=False, allow_blank=True)
    place_words = serializers.CharField(required=False, allow_blank=True)
    anyway = serializers.CharField(required=False, allow_blank=True)


class StoryPage(Shape):
    """A part of a story."""

    events = EventShape(many=True)
    after = serializers.IntegerField(allow_null=True)


class HappenedShape(EventShape):
    """Something that happened, and on which entry."""

    ticket = EntryShape()


class EventPage(Shape):
    """A page of events."""

    events = HappenedShape(many=True)
    after = serializers.UUIDField(allow_null=True)


class OpenStepShape(Shape):
    """A step that may be taken now, and what must come with it."""

    action = serializers.ChoiceField(ACTIONS)
    needs = serializers.ListField(child=serializers.ChoiceField(NEEDS))


class OneTicketShape(Shape):
    """An entry whole. A former holder gets id, number, its span and what happened in it."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    events = EventShape(many=True)
    until = serializers.IntegerField(required=False)
    seq = serializers.IntegerField(required=False)
    status = serializers.ChoiceField(STATUSES, required=False)
    category = serializers.CharField(required=False)
    urgency = serializers.ChoiceField(Urgency.choices, required=False)
    source = serializers.ChoiceField(Source.choices, required=False)  # type: ignore[assignment]
    verify = serializers.ChoiceField(Verify.choices, required=False)
    standard = serializers.CharField(required=False, allow_blank=True)
    site = serializers.UUIDField(required=False, allow_null=True)
    lon = serializers.FloatField(required=False, allow_null=True)
    lat = serializers.FloatField(required=False, allow_null=True)
    filed_at = serializers.DateTimeField(required=False)
    unit = WhoShape(required=False, allow_null=True)
    due_at = serializers.DateTimeField(required=False, allow_null=True)
    duties = DutyShape(many=True, required=False)
    steps = OpenStepShape(many=True, required=False)


class StepShape(Shape):
    """What a step led to, and what is open now."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    seq = serializers.IntegerField()
    action = serializers.ChoiceField(ACTIONS)
    status = serializers.ChoiceField(STATUSES)
    steps = OpenStepShape(many=True)


class TriedShape(Shape):
    """A row of the routing table that was tried."""

    resolver = serializers.ChoiceField(Resolver.choices)
    function = serializers.CharField(allow_blank=True)
    unit = serializers.UUIDField(allow_null=True)
    assisting = serializers.BooleanField()
    outcome = serializers.CharField()


class PreviewShape(Shape):
    """What a filing would cause."""

    unit = serializers.UUIDField(allow_null=True)
    unit_name = serializers.CharField(allow_null=True)
    user = serializers.UUIDField(allow_null=True)
    user_name = serializers.CharField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    why = serializers.CharField()
    words = serializers.CharField()
    tried = TriedShape(many=True)
    assisting = serializers.ListField(child=serializers.UUIDField())
    duplicates = serializers.ListField(child=serializers.CharField())
    relapse = serializers.CharField(allow_null=True)
    years_without_data = serializers.ListField(child=serializers.IntegerField())
