"""The hub of the standing data."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from supervision.acting import ActingRequest
from supervision.office.hub import hub as hub_page
from supervision.views.office.frame import for_keepers


@require_safe
@for_keepers
def hub(request: ActingRequest) -> HttpResponse:
    """Each page with a live figure and what needs attention."""
    return render(request, "office/hub.html", hub_page(request.acting.now, request.acting.calendar))
