"""The page of reads and exports."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from supervision.acting import ActingRequest
from supervision.office.reads import listed
from supervision.views.office.frame import for_keepers


@require_safe
@for_keepers
def reads(request: ActingRequest) -> HttpResponse:
    """Who took what out, and who read what residents told."""
    return render(request, "office/reads.html", listed(request.GET, request.acting.now))
