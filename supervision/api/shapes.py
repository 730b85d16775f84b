"""What the doors of this floor answer, for the description of the API; answers themselves are written by hand."""

from rest_framework import serializers

from sites.vocabulary import LimitUnit, UnitKind, Urgency, Verify
from supervision.models import ApiToken
from supervision.roles import Role

Shape = serializers.Serializer


class ErrorShape(Shape):
    """What is wrong with one field."""

    field = serializers.CharField(allow_blank=True)
    code = serializers.CharField()
    detail = serializers.CharField()


class ProblemShape(Shape):
    """A problem of RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    errors = ErrorShape(many=True, required=False)  # type: ignore[assignment]
    params = serializers.DictField(required=False)


class NamedShape(Shape):
    """A unit or a zone."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()


class CodedShape(Shape):
    """A row of the catalogue."""

    code = serializers.CharField()
    name = serializers.CharField()


class PostShape(Shape):
    """A person in a unit."""

    id = serializers.UUIDField()
    role = serializers.ChoiceField(Role.choices)
    title = serializers.CharField(allow_blank=True)
    unit = NamedShape()


class NewTokenShape(Shape):
    """A token; its key is told this once."""

    id = serializers.UUIDField()
    token = serializers.CharField()
    scope = serializers.ChoiceField(ApiToken.Scope.choices)
    expires_at = serializers.DateTimeField()
    post = PostShape()


class TokenShape(Shape):
    """A token without its key."""

    id = serializers.UUIDField()
    name = serializers.CharField(allow_blank=True)
    scope = serializers.ChoiceField(ApiToken.Scope.choices)
    post = PostShape()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    revoked_at = serializers.DateTimeField(allow_null=True)
    used_on = serializers.DateField(allow_null=True)


class TokenPage(Shape):
    """A person's tokens."""

    tokens = TokenShape(many=True)


class UserShape(Shape):
    """A person."""

    id = serializers.UUIDField()
    username = serializers.CharField()
    name = serializers.CharField()


class OwnTokenShape(Shape):
    """The token that asks."""

    name = serializers.CharField(allow_blank=True)
    scope = serializers.ChoiceField(ApiToken.Scope.choices)
    expires_at = serializers.DateTimeField()


class CityShape(Shape):
    """The city."""

    name = serializers.CharField()
    series = serializers.CharField()
    box = serializers.ListField(child=serializers.FloatField(), min_length=4, max_length=4)


class MeShape(Shape):
    """Who asks."""

    user = UserShape()
    post = PostShape()
    posts = PostShape(many=True)
    token = OwnTokenShape(allow_null=True)
    city = CityShape(allow_null=True)
    now = serializers.DateTimeField()


class UploadShape(Shape):
    """A staged photo."""

    id = serializers.UUIDField()
    name = serializers.CharField(allow_blank=True)
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    taken_at = serializers.CharField(allow_null=True)
    lon = serializers.CharField(allow_null=True)
    lat = serializers.CharField(allow_null=True)
    preview = serializers.CharField()


class UnitShape(Shape):
    """A unit."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(UnitKind.choices)
    parent = serializers.UUIDField(allow_null=True)  # type: ignore[assignment]


class UnitPage(Shape):
    """A page of units."""

    units = UnitShape(many=True)
    after = serializers.UUIDField(allow_null=True)


class SiteShape(Shape):
    """A site."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()
    type = CodedShape()
    lon = serializers.FloatField()
    lat = serializers.FloatField()
    zone = NamedShape(allow_null=True)
    unit = NamedShape(allow_null=True)
    metres = serializers.IntegerField(allow_null=True)


class SitePage(Shape):
    """A page of sites."""

    sites = SiteShape(many=True)
    after = serializers.UUIDField(allow_null=True)


class LimitShape(Shape):
    """A time limit."""

    value = serializers.IntegerField()
    unit = serializers.ChoiceField(LimitUnit.choices)
    words = serializers.CharField()


class CategoryShape(Shape):
    """A kind of problem."""

    code = serializers.CharField()
    name = serializers.CharField()
    group = CodedShape(allow_null=True)
    urgency = serializers.ChoiceField(Urgency.choices)
    limit = LimitShape()
    photos = serializers.IntegerField()
    verify = serializers.ChoiceField(Verify.choices)
    deduction = serializers.FloatField()
    site_types = serializers.ListField(child=serializers.CharField())


class CategoryPage(Shape):
    """The kinds of problem."""

    categories = CategoryShape(many=True)


class DayShape(Shape):
    """A day of the calendar."""

    date = serializers.DateField()
    workday = serializers.BooleanField()
    name = serializers.CharField(allow_blank=True)
    hours = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))


class CalendarShape(Shape):
    """Days of a year."""

    year = serializers.IntegerField()
    known = serializers.BooleanField()
    days = DayShape(many=True)
