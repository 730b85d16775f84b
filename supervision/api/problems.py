"""What every error below /api/ looks like: a problem of RFC 9457, in the reader's language."""

from http import HTTPStatus
from typing import Any

from django.http import JsonResponse
from django.utils.translation import gettext_lazy as _

CONTENT_TYPE = "application/problem+json"
KIND = (
    "urn:taizhang:"  # `type` is this and the code; the codes are listed in docs/api.md and never change their meaning
)
TITLES = {
    400: _("The request cannot be read"),
    401: _("No valid token"),
    403: _("Not yours to do"),
    404: _("Not found"),
    405: _("Not possible at this address"),
    406: _("No such form of answer"),
    409: _("It does not fit what is there already"),
    413: _("Too large"),
    415: _("Another kind of content is expected"),
    422: _("A rule says no"),
    429: _("Too often"),
    500: _("A fault of ours"),
    503: _("Not at this moment"),
    507: _("No room left"),
}


def problem(status: int, code: str, detail: Any, **more: Any) -> dict[str, Any]:
    """The members of a problem. `code` is for programs, `title` and `detail` are for people."""
    title = TITLES.get(status) or HTTPStatus(status).phrase
    return {"type": KIND + code, "title": str(title), "status": status, "detail": str(detail), "code": code, **more}


def plain_answer(status: int, code: str, detail: Any) -> JsonResponse:
    """A problem from outside the framework of the API: an unknown address, a fault."""
    return JsonResponse(
        problem(status, code, detail),
        status=status,
        content_type=CONTENT_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )


def errors_of(detail: Any, path: str = "") -> list[dict[str, str]]:
    """What is wrong field by field; a field inside another is named with a dot, a row of a list by its number."""
    if isinstance(detail, dict):
        return [error for name, inner in detail.items() for error in errors_of(inner, below(path, str(name)))]
    if isinstance(detail, list | tuple):
        found = []
        for number, inner in enumerate(detail):
            nested = isinstance(inner, dict | list | tuple)
            found += errors_of(inner, below(path, str(number)) if nested and len(detail) > 1 else path)
        return found
    return [{"field": path, "code": str(getattr(detail, "code", "invalid")), "detail": str(detail)}]


def below(path: str, name: str) -> str:
    """The name of a field inside another; what belongs to no field belongs to the whole."""
    return path if name == "non_field_errors" else f"{path}.{name}" if path else name
