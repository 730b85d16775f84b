"""What is said when a request goes wrong outside of any view: the ground gives way, or there is no such address."""

import errno
import logging
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.views import defaults

from supervision.acting import FOR_PROGRAMS
from supervision.api.problems import plain_answer

logger = logging.getLogger(__name__)
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
FULL = ("database or disk is full", "no space left on device")
WORDS = {
    "disk_full": _("The server has no room left, so this was not written. Please tell the city office."),
    "database_away": _(
        "The ledger cannot be reached now. Look in a minute whether your step is there, and send it again if it is not."
    ),
}
STATUS = {"disk_full": 507, "database_away": 503}


class TroubleMiddleware:
    """A sentence and a status that a program understands, instead of "something broke"."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The answer to a trouble that we know; None leaves the error to the log and to the page for faults."""
        if unreadable(error):
            return bad_request(request, error)
        code = trouble(error)
        if code is None:
            return None
        logger.error("%s at %s: %s", code, request.path, error)
        words = str(WORDS[code])
        response: HttpResponse
        if request.path.startswith(FOR_PROGRAMS):
            response = plain_answer(STATUS[code], code, words)
        else:
            # Without the request: nothing on this page may ask the database.
            response = HttpResponse(render_to_string("503.html", {"words": words}), status=STATUS[code])
        response["Retry-After"] = "30"
        return response


def trouble(error: Exception) -> str | None:
    """Which trouble an error is a sign of, if any."""
    if isinstance(error, OSError):
        return "disk_full" if error.errno in NO_ROOM else None
    if isinstance(error, DatabaseError) and any(words in str(error).lower() for words in FULL):
        return "disk_full"
    return "database_away" if isinstance(error, OperationalError | InterfaceError) else None


def unreadable(error: Exception) -> bool:
    """A NUL in an address or a form: PostgreSQL keeps it in no text, and no page means anything by it."""
    return isinstance(error, ValueError) and "NUL (0x00)" in str(error)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what is so broken that no view was asked."""
    if request.path.startswith(FOR_PROGRAMS):
        return plain_answer(400, "bad_request", _("The request cannot be read."))
    return defaults.bad_request(request, exception)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    if request.path.startswith(FOR_PROGRAMS):
        return plain_answer(403, "permission_denied", _("This is not yours to do."))
    return defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such address."""
    if request.path.startswith(FOR_PROGRAMS):
        return plain_answer(404, "not_found", _("There is nothing at this address."))
    return defaults.page_not_found(request, exception)


def fault(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours; the log has it."""
    if request.path.startswith(FOR_PROGRAMS):
        return plain_answer(500, "fault", _("Something broke on our side. It has been noted; try again later."))
    words = {"request_id": getattr(request, "request_id", "")}
    return HttpResponse(render_to_string("500.html", words), status=500)  # without the request: nothing may fail here


def locked_out(request: HttpRequest, response: HttpResponse, credentials: Any) -> HttpResponse:
    """429: wrong passwords have closed the door for a while; a program has its words from the door itself."""
    if request.path.startswith(FOR_PROGRAMS):
        return response
    return render(request, "429.html", status=429)
