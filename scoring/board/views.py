"""The board: the page, the wall, and what both fetch anew once a minute."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from rectification.pages.viewer import Viewer, viewer_of
from scoring.board.page import board
from scoring.board.tap import TapForm, lead
from supervision.acting import ActingRequest
from supervision.refusals import NotAllowed, Refused

PARTS = {"": "scoring/board/_desk.html", "wall": "scoring/board/_wall.html"}


@require_safe
def show(request: ActingRequest) -> HttpResponse:
    """On a desk or a tablet."""
    return render(request, "scoring/board/board.html", board(admitted(request)))


@require_safe
def wall(request: ActingRequest) -> HttpResponse:
    """On a screen that everybody sees: no navigation, pages that turn."""
    return render(request, "scoring/board/wall.html", board(admitted(request)))


@require_safe
def now(request: ActingRequest) -> HttpResponse:
    """What stands on either of them now; without a word, as long as only the time has changed."""
    part = PARTS.get(request.GET.get("for", ""))
    if part is None:
        raise Http404
    shown = board(admitted(request))
    etag = quote_etag(f"{shown['mark']}-{get_language()}")
    same = etag in parse_etags(request.headers.get("If-None-Match", ""))
    answer: HttpResponse = HttpResponseNotModified() if same else render(request, part, shown)
    answer["ETag"] = etag
    answer["Counted-At"] = shown["clock"]["at"]
    patch_cache_control(answer, private=True, no_cache=True)
    patch_vary_headers(answer, ["Cookie", "Accept-Language"])
    return answer


@require_POST
def confirm(request: ActingRequest, number: str) -> HttpResponse:
    """One tap: a city leader puts an entry on the public board and leads it. A refusal is said on the board."""
    viewer, form = admitted(request), TapForm(request.POST)
    ticket = viewer.present().filter(number=number).first()
    if ticket is None:
        raise Http404
    try:
        done = lead(ticket, viewer, form)
    except NotAllowed as refused:
        raise PermissionDenied(refused.words) from None
    except Refused as refused:
        messages.warning(request, f"{number}: {refused.words}")
    else:
        messages.success(request, done)
    return redirect("board")


def admitted(request: ActingRequest) -> Viewer:
    """The board is the whole city's: for whoever sees less of it, it is not there."""
    viewer = viewer_of(request)
    if not viewer.reader.sees_all:
        raise Http404
    return viewer
