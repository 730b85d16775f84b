"""What every door of the API has: token, bounded body, JSON refusals."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import JSONParser
from rest_framework.permissions import SAFE_METHODS, BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from supervision.api.authentication import BrowserAuthentication, Caller, TokenAuthentication
from supervision.api.errors import answer
from supervision.models import ApiToken

MOST_BYTES = 256 * 1024
KEY_HEADER = "Idempotency-Key"


class TooLargeError(APIException):
    """A body nobody needs to send."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = _("The request is too large.")
    default_code = "too_large"


class BoundedJSONParser(JSONParser):
    """JSON whose nesting cannot exhaust the machine's stack."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """The value, or a ParseError."""
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError(_("The request is nested too deeply.")) from None


class InScope(BasePermission):
    """A token may be for less than its post: for reading alone, or for reading and writing problems down."""

    message = _("This token is not for that.")
    code = "out_of_scope"

    def has_permission(self, request: Request, view: Any) -> bool:
        """A browser has the whole of its post."""
        caller: Any = request.auth
        token = caller.token
        needed = ApiToken.Scope.READ if request.method in SAFE_METHODS else view.writes
        return token is None or token.reaches(needed)


class Door(APIView):
    """A view for programs. `caller` says who is asking, in which post, at which moment."""

    authentication_classes: tuple[Any, ...] = (TokenAuthentication, BrowserAuthentication)
    permission_classes: tuple[Any, ...] = (IsAuthenticated, InScope)
    parser_classes: tuple[Any, ...] = (BoundedJSONParser,)
    throttle_classes: tuple[Any, ...] = ()
    most_bytes = MOST_BYTES
    writes = ApiToken.Scope.ALL  # the least scope of a token that may do here what is more than reading

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """The size is judged by its announcement: what was not announced is not read at all (WSGI)."""
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if not announced.isdecimal() or int(announced[:12]) > self.most_bytes:
            raise TooLargeError
        super().initial(request, *args, **kwargs)

    def get_exception_handler(self) -> Any:
        """Refusals speak JSON."""
        return answer

    @property
    def caller(self) -> Caller:
        """Who is asking."""
        found: Any = self.request.auth
        return found

    @property
    def moment(self) -> datetime:
        """When they ask: read once, at the edge."""
        return self.caller.now
