"""How a print is answered: as a file that no cache keeps, or with a plain sentence where nothing can be printed."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from supervision.office.papers import NO_FONT
from supervision.paper.faces import NoFont

View = Callable[..., HttpResponse]


def prints(view: View) -> View:
    """A machine without a Chinese font says so."""

    @wraps(view)
    def printing(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NoFont:
            return render(request, "supervision/no_font.html", {"words": NO_FONT}, status=503)

    return printing


def file_answer(content: bytes, name: str, kind: str) -> HttpResponse:
    """The file, to be saved under its name."""
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer["Cache-Control"] = "private, no-store"
    return answer
