"""The public board inside the platform."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rectification.pages.listed import listed
from rectification.pages.viewer import viewer_of
from supervision.acting import ActingRequest


@require_safe
def show(request: ActingRequest) -> HttpResponse:
    """Everything listed that the reader may see."""
    return render(request, "rectification/listed.html", listed(viewer_of(request)))
