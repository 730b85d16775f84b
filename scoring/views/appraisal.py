"""The yearly appraisal: the lines of a year, and the workbook of them."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rectification.pages.viewer import viewer_of
from scoring.pages.appraisal import open_year, year_page
from scoring.views.sequels import workbook
from scoring.workbook.yearly import write_year
from supervision.acting import ActingRequest


@require_safe
def show(request: ActingRequest, year: str) -> HttpResponse:
    """The lines of a year, as far as the reader may know them."""
    viewer = viewer_of(request)
    return render(request, "scoring/appraisal.html", year_page(open_year(year, viewer), viewer))


@require_POST
def take_out(request: ActingRequest, year: str) -> HttpResponse:
    """The same as a workbook; a year without a rule has none."""
    reading = open_year(year, viewer_of(request))
    if reading.appraisal is None:
        raise Http404
    return workbook(request, f"{_('Yearly appraisal')} {reading.year.year}", lambda path: write_year(path, reading))
