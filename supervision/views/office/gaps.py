"""The list of gaps, for the office."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from supervision.acting import ActingRequest
from supervision.gaps import takes_long
from supervision.office import gap_pages
from supervision.views.office.frame import for_keepers


@require_safe
@for_keepers
def gaps(request: ActingRequest) -> HttpResponse:
    """What nobody answers for, and how it is mended; `what` shows one kind alone.

    In a large city it takes a second or two: the page comes at once, says so, and asks for itself once more.
    """
    if takes_long() and "HX-Request" not in request.headers and "whole" not in request.GET:
        return render(request, "office/gaps_wait.html", {"whole": f"?{with_whole(request)}"})
    return render(request, "office/gaps.html", gap_pages.listed(request.GET.get("what", ""), request.acting.now))


def with_whole(request: ActingRequest) -> str:
    """The same address, asking for the list itself, for browsers without a script too."""
    asked = request.GET.copy()
    asked["whole"] = "1"
    return asked.urlencode()
