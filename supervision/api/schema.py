"""The description of the API (OpenAPI), made from the views: what each door says of itself, and what all have alike."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request

from supervision.api.door import KEY_HEADER, Door
from supervision.api.problems import CONTENT_TYPE
from supervision.api.shapes import ProblemShape

SCHEMA_TYPE = "application/vnd.oai.openapi+json"
ALWAYS = (400, 401, 403, 404, 406, 422, 429)
WITH_BODY = (409, 413, 415)
IDEMPOTENT = OpenApiParameter(
    KEY_HEADER,
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description=_("A key of your own for this request: sent again with it, the request gets the first answer."),
)
View = Callable[..., Any]


def told(
    name: str,
    summary: Any,
    words: Any,
    *,
    query: Any = None,
    body: Any = None,
    answer: Any = None,
    created: bool = False,
    kind: str = "application/json",
    more: tuple[OpenApiParameter, ...] = (),
) -> Callable[[View], View]:
    """What a door says of one of its methods; `query` is a serializer or parameters, `answer` None is 204."""
    asked = [query] if isinstance(query, type) else list(query or ())
    code = status.HTTP_204_NO_CONTENT if answer is None else status.HTTP_201_CREATED if created else status.HTTP_200_OK
    refused = {(each, CONTENT_TYPE): ProblemShape for each in (ALWAYS + (WITH_BODY if body is not None else ()))}
    return extend_schema(
        operation_id=name,
        summary=summary,
        description=words,
        parameters=[*asked, *more],
        request=body,
        responses={(code, kind): answer, **refused},
    )


def part(name: str, words: Any, kind: Any = OpenApiTypes.STR) -> OpenApiParameter:
    """A part of the address."""
    return OpenApiParameter(name, kind, OpenApiParameter.PATH, description=words)


class StrictScheme(OpenApiSerializerExtension):
    """What takes no unknown name says so."""

    target_class = "supervision.api.fields.StrictSerializer"
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        """The usual description and one word more."""
        found = auto_schema._map_basic_serializer(self.target, direction)
        return {**found, "additionalProperties": False}


class TokenScheme(OpenApiAuthenticationExtension):
    """The header a program sends."""

    target_class = "supervision.api.authentication.TokenAuthentication"
    name = "TokenAuthentication"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """As OpenAPI says it."""
        words = str(_("`Token ` and the key, as in `Token tz_…`."))
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": words}


class BrowserScheme(OpenApiAuthenticationExtension):
    """The session of a signed-in person."""

    target_class = "supervision.api.authentication.BrowserAuthentication"
    name = "BrowserAuthentication"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """As OpenAPI says it."""
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}


class SchemaDoor(Door):
    """The description itself, in the reader's language."""

    @told(
        "schema",
        _("This description"),
        _("The whole API as OpenAPI 3."),
        answer=OpenApiTypes.OBJECT,
        kind=SCHEMA_TYPE,
    )
    def get(self, request: Request) -> HttpResponse:
        """Made once for each language and process."""
        return HttpResponse(schema_text(get_language() or ""), content_type=SCHEMA_TYPE)


@cache
def schema_text(language: str) -> str:
    """The description as JSON, in the language that is active."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    return json.dumps(schema, cls=DjangoJSONEncoder, ensure_ascii=False)
