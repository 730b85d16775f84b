"""Measures: the list of them all, and the file of one rung on an entry."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rectification.pages.files import measure_page
from rectification.pages.measures import measures_page
from rectification.pages.reading import open_entry
from rectification.pages.viewer import viewer_of
from supervision.acting import ActingRequest


@require_safe
def show(request: ActingRequest) -> HttpResponse:
    """Every measure the reader may see; what waits is shown to whoever decides."""
    return render(request, "rectification/measures.html", measures_page(viewer_of(request)))


@require_safe
def one(request: ActingRequest, number: str, rung: str) -> HttpResponse:
    """The file of a rung; not for a former holder, who sees nothing after its span."""
    reading = open_entry(number, viewer_of(request))
    if reading.until is not None:
        raise Http404
    return render(request, "rectification/measure.html", measure_page(reading, rung))
