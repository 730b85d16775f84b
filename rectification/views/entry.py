"""One entry of the ledger, whole."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from rectification.pages.entry import entry
from rectification.pages.former import former_entry
from rectification.pages.reading import open_entry
from rectification.pages.slip import slip as slip_page
from rectification.pages.sums import sums
from rectification.pages.viewer import viewer_of
from supervision.acting import ActingRequest

SEALED = "sealed"  # session: the entry this person has just struck off, so that its seal lands once


@require_safe
def show(request: ActingRequest, number: str) -> HttpResponse:
    """The entry as it stands; for a unit whose part in it is over, its own span."""
    reading = open_entry(number, viewer_of(request))
    if reading.until is not None:
        context = former_entry(reading)
    else:
        lands = request.session.get(SEALED) == number
        if lands:
            del request.session[SEALED]
        context = entry(reading, lands=lands)
    return render(request, "rectification/ticket.html", {**context, "back_url": reverse("ledger")})


@require_safe
def slip(request: ActingRequest, number: str) -> HttpResponse:
    """The sheet to print; a former holder has nothing to hand on."""
    reading = open_entry(number, viewer_of(request))
    if reading.until is not None:
        raise Http404
    address = request.build_absolute_uri(reverse("entry", args=[number]))
    return render(request, "rectification/slip.html", slip_page(reading, address))


@require_safe
def due(request: ActingRequest, number: str) -> HttpResponse:
    """Why each duty of the entry is due when it is; not for a former holder, who sees nothing after its span."""
    reading = open_entry(number, viewer_of(request))
    if reading.until is not None:
        raise Http404
    return render(request, "rectification/sums.html", sums(reading))
