"""The ledger as a list, as a wall of photos, as a map; questions that are kept; a list taken out as a workbook."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rectification import export
from rectification.filters import Filter
from rectification.models import SavedFilter
from rectification.pages import saved
from rectification.pages.bulk import offered
from rectification.pages.ledger import counts, listed
from rectification.pages.points import points
from rectification.pages.sentence import sentence
from rectification.pages.viewer import viewer_of
from rectification.views.bulk import back, read_query
from supervision.acting import ActingRequest
from supervision.refusals import Refused


@require_safe
def ledger(request: ActingRequest) -> HttpResponse:
    """Every entry the post may read, as far as the address asks for it."""
    viewer, wanted = viewer_of(request), Filter.read(request.GET)
    context = {
        **listed(viewer, wanted, request.GET),
        "filter": sentence(viewer, wanted),
        "query": wanted.query(),
        "views": saved.saved(viewer),
        "steps": offered(viewer) if wanted.view == "rows" and wanted.state != "former" else [],
        "columns": export.columns(),
        "exports": wanted.state != "former",
    }
    return render(request, "rectification/ledger.html", context)


@require_safe
def ledger_counts(request: ActingRequest) -> HttpResponse:
    """The numbers of a long list, fetched when its rows are there already."""
    viewer, wanted = viewer_of(request), Filter.read(request.GET)
    context = counts(viewer, wanted, exact=request.GET.get("exact") == "1")
    return render(request, "rectification/_sums.html", {**context, "views": saved.saved(viewer)})


@require_safe
def ledger_points(request: ActingRequest) -> HttpResponse:
    """The entries of a filter as points of the map."""
    viewer = viewer_of(request)
    return JsonResponse(points(viewer, Filter.read(request.GET)))


@require_POST
def ledger_save(request: ActingRequest) -> HttpResponse:
    """Keeps the question of the page under a name."""
    viewer, given = viewer_of(request), request.POST
    wanted = Filter.read(read_query(given.get("query", "")))
    try:
        row = saved.save(viewer, given.get("name", ""), wanted, shared=given.get("shared") == "1", now=viewer.now)
    except Refused as refused:
        messages.warning(request, refused.words)
    else:
        messages.success(request, _("Kept as “%(name)s”.") % {"name": row.name})
    return redirect(back(request))


@require_POST
def ledger_forget(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Drops a kept question of one's own."""
    row = get_object_or_404(SavedFilter, pk=pk, user=request.acting.user)
    row.delete()
    messages.success(request, _("“%(name)s” is no longer kept.") % {"name": row.name})
    return redirect("ledger")


@require_POST
def ledger_export(request: ActingRequest) -> HttpResponse:
    """Asks for exactly the entries of the filter as a workbook; that it was asked for is written down."""
    viewer, given = viewer_of(request), request.POST
    wanted = Filter.read(read_query(given.get("query", "")))
    try:
        job = export.ask(
            viewer.actor, wanted, given.getlist("column"), pictures=given.get("pictures") == "1", now=viewer.now
        )
    except Refused as refused:
        messages.warning(request, refused.words)
        return redirect(back(request))
    return redirect("job", pk=job.pk)
