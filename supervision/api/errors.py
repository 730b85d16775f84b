"""Refusals as problems (RFC 9457). `code` is for programs, `detail` is a sentence in the reader's language."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from supervision.api.problems import CONTENT_TYPE, errors_of, problem
from supervision.refusals import Refused


class Unreadable(Refused):
    """Conditions of an address that cannot be read: each is named."""

    def __init__(self, errors: list[dict[str, str]]) -> None:
        names = ", ".join(sorted({error["field"] for error in errors}))
        super().__init__("bad_filter", _("These conditions cannot be read: %(names)s."), names=names)
        self.errors = errors


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """The response for an error; None lets an unforeseen one through to the log."""
    if isinstance(error, Refused):
        more: dict[str, Any] = {}
        if error.params:
            more["params"] = {name: _plain(value) for name, value in error.params.items()}
        if isinstance(error, Unreadable):
            more["errors"] = error.errors
        return said(problem(error.status, error.code, error.words, **more))
    if isinstance(error, ObjectDoesNotExist):
        return said(problem(status.HTTP_404_NOT_FOUND, "not_found", _("There is no such entry.")))
    response = exception_handler(error, context)
    if response is not None:
        response.data = _problem(error, response)
        response.content_type = CONTENT_TYPE
    return response


def said(body: dict[str, Any]) -> Response:
    """A problem as an answer."""
    return Response(body, status=body["status"], content_type=CONTENT_TYPE)


def _problem(error: Exception, response: Response) -> dict[str, Any]:
    code = response.status_code
    if isinstance(error, ValidationError):
        words = _("The request cannot be read; see the fields.")
        return problem(code, "invalid", words, errors=errors_of(error.detail))
    if isinstance(error, ParseError):
        # Which comma it was, only the reader of the content can say, and says it in English.
        why = str(error.detail).rpartition(" - ")[2]
        return problem(code, "parse_error", _("The content cannot be read: %(why)s") % {"why": why})
    if isinstance(error, APIException):
        codes = error.get_codes()
        return problem(code, codes if isinstance(codes, str) else error.default_code, str(error.detail))
    if code == status.HTTP_404_NOT_FOUND:
        return problem(code, "not_found", _("There is nothing at this address."))
    return problem(code, "refused", response.data.get("detail", ""))


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if isinstance(value, int | None) else str(value)
