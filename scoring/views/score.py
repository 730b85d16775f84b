"""Why a result is what it is: of a ranking, and of the period that runs."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from rectification.pages.viewer import viewer_of
from scoring.pages import running
from scoring.pages.opened import opened, running_url
from scoring.pages.score import page
from supervision.acting import ActingRequest


@require_safe
def show(request: ActingRequest, pk: UUID, subject: str, key: UUID) -> HttpResponse:
    """One result of a ranking, opened, or the duties behind one of its figures."""
    found = opened(viewer_of(request), pk, subject, key, request.GET.get("group", "")[:40])
    return render(request, "scoring/score.html", page(found, request.GET))


@require_safe
def now(request: ActingRequest) -> HttpResponse:
    """The running period: one's own unit or team; for whoever reads everything, all of them."""
    viewer = viewer_of(request)
    own = running.own(viewer)
    if own is not None:
        return redirect(running_url(*own, running.period_of(viewer, request.GET).kind))
    return render(request, "scoring/running.html", running.everybody(viewer, request.GET))


@require_safe
def score_now(request: ActingRequest, subject: str, key: UUID) -> HttpResponse:
    """What one unit or team has so far, opened."""
    return render(request, "scoring/score.html", running.one(viewer_of(request), subject, key, request.GET))
