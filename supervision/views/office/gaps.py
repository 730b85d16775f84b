"""The list of gaps, for the office."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from supervision.acting import ActingRequest
from supervision.office import gap_pages
from supervision.views.office.frame import for_keepers


@require_safe
@for_keepers
def gaps(request: ActingRequest) -> HttpResponse:
    """What nobody answers for, and how it is mended; `what` shows one kind alone."""
    return render(request, "office/gaps.html", gap_pages.listed(request.GET.get("what", ""), request.acting.now))
