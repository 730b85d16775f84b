"""What a filing would cause: who would owe it, by when and why, in the words of the page."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from rectification import filing
from rectification.api.doors import TicketDoor
from rectification.api.inputs import FilingInput
from rectification.api.shapes import PreviewShape
from rectification.facts import FilingData
from rectification.models import Source
from rectification.pages.filing import unresolved, why
from sites.catalogue import current_category
from sites.models import Unit
from sites.routing import Tried
from supervision.api.fields import DEGREES, MICRO_DEGREE
from supervision.api.queries import Query, read_query
from supervision.api.schema import told
from supervision.models import ApiToken, User
from supervision.refusals import NotAllowed
from supervision.roles import FILES


class PreviewQuery(Query):
    """What would be filed, and where."""

    category = serializers.CharField(max_length=24, help_text=_("Code of a kind of problem."))
    site = serializers.UUIDField(required=False)
    lon = serializers.DecimalField(required=False, min_value=Decimal(-180), max_value=Decimal(180), **DEGREES)
    lat = serializers.DecimalField(required=False, min_value=Decimal(-90), max_value=Decimal(90), **DEGREES)
    source = serializers.ChoiceField(Source.choices, required=False, default=Source.TEAM)  # type: ignore[assignment]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A point has two numbers."""
        missing = [name for name in ("lon", "lat") if name not in attrs]
        if len(missing) == 1:
            raise serializers.ValidationError({name: _("A point needs both lon and lat.") for name in missing})
        return attrs


class PreviewDoor(TicketDoor):
    """GET with the place in the address, POST with the very body of the filing."""

    writes = ApiToken.Scope.READ  # nothing is written

    @told(
        "preview",
        _("Who would get it"),
        _("Who would owe a problem of this kind at this place, by when and why; at a site, or at a point."),
        query=PreviewQuery,
        answer=PreviewShape,
    )
    def get(self, request: Request) -> Response:
        """`category`, and `site` or `lon` and `lat`."""
        self.check_role()
        given = read_query(PreviewQuery, request.query_params)
        lon, lat = (given[name].quantize(MICRO_DEGREE) if name in given else None for name in ("lon", "lat"))
        place = (lon, lat) if lon is not None and lat is not None else None
        return self.answer_to(FilingData(given["category"], (), given.get("site"), place, source=given["source"]))

    @told(
        "preview_filing",
        _("What a filing would cause"),
        _("The body of a filing; nothing is written."),
        body=FilingInput,
        answer=PreviewShape,
    )
    def post(self, request: Request) -> Response:
        """As filing would be sent."""
        self.check_role()
        wanted = FilingInput(data=request.data)
        wanted.is_valid(raise_exception=True)
        return self.answer_to(wanted.cleaned())

    def check_role(self) -> None:
        """Only whoever files may look ahead, as on the page."""
        if self.caller.post.role not in FILES:
            raise NotAllowed("wrong_party", _("Your post does not file problems."))

    def answer_to(self, data: FilingData) -> Response:
        """The unit, the due time and why, and what is in the ledger at the same place."""
        found = filing.preview(data, self.moment)
        category = current_category(data.category)
        unit = Unit.objects.filter(pk=found.unit).first() if found.unit else None
        user = User.objects.filter(pk=found.user).first() if found.user else None
        old = found.relapse if found.relapse and self.viewer.tickets().filter(pk=found.relapse.pk).exists() else None
        return Response(
            {
                "unit": found.unit,
                "unit_name": unit.label if unit else None,
                "user": found.user,
                "user_name": str(user) if user else None,
                "due_at": found.due_at,
                "why": found.why,
                "words": why(category, found) if category and found.due_at else unresolved(found),
                "tried": [tried_shape(row) for row in found.tried],
                "assisting": list(found.assisting),
                "duplicates": [ticket.number for ticket in found.duplicates],
                "relapse": old.number if old else None,
                "years_without_data": found.years_without_data,
            }
        )


def tried_shape(row: Tried) -> dict[str, Any]:
    """One row of the routing table that was tried."""
    names = ("resolver", "unit", "assisting", "outcome")
    return {"function": row.arg, **{name: getattr(row, name) for name in names}}
