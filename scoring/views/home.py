"""The first page: what I owe, what is late, what waits for me."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rectification.pages.viewer import viewer_of
from scoring.pages.home import home as page
from supervision.acting import ActingRequest


@require_safe
def home(request: ActingRequest) -> HttpResponse:
    """The same three questions for everybody, each with their own rows."""
    return render(request, "scoring/home.html", page(viewer_of(request)))
