"""What follows from rankings: what waits for the office, what one ranking brought up, and the word on each."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rectification.pages.viewer import viewer_of
from scoring.actions import consequences as actions
from scoring.decisions import MEASURES, Decision, offered
from scoring.fund_forms import WordsForm
from scoring.pages.consequences import (
    LABELS,
    SAYS,
    ProposalReading,
    address,
    open_proposal,
    proposal_page,
    ranking_page,
    waiting_page,
)
from scoring.views.sequels import decision_page, key_of
from supervision.acting import ActingRequest
from supervision.refusals import NotAllowed, Refused

TAKEN = {Decision.CONFIRM: actions.confirm, Decision.PUT_ASIDE: actions.put_aside}


@require_safe
def waiting(request: ActingRequest) -> HttpResponse:
    """What waits for the office, and what was decided of late."""
    return render(request, "scoring/consequences_waiting.html", waiting_page(viewer_of(request)))


@require_safe
def of_ranking(request: ActingRequest, pk: UUID) -> HttpResponse:
    """What one ranking brought up."""
    return render(request, "scoring/consequences.html", ranking_page(pk, viewer_of(request)))


@require_safe
def one(request: ActingRequest, pk: UUID, row: UUID) -> HttpResponse:
    """One proposal with its grounds."""
    return render(request, "scoring/consequence.html", proposal_page(open_proposal(pk, row, viewer_of(request))))


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: ActingRequest, pk: UUID, row: UUID, decision: str) -> HttpResponse:
    """The form of a decision, or the decision itself."""
    viewer = viewer_of(request)
    reading, act = open_proposal(pk, row, viewer), next((one for one in TAKEN if one == decision), None)
    if act is None:
        raise Http404
    if viewer.actor.post.role not in MEASURES[act].roles:
        raise PermissionDenied(_("This step is not yours to take."))
    form = WordsForm(_("Reason"), request.POST if request.method == "POST" else None, required=MEASURES[act].reason)
    if request.method != "POST":
        if act not in offered(MEASURES, reading.row.state, viewer.actor.post.role):
            messages.warning(request, _("This step is not possible in the proposal's present state."))
            return redirect(address(reading.row))
        return decision_page(request, form, around(reading, act))
    if not form.is_valid():
        return decision_page(request, form, around(reading, act), status=422)
    why = form.cleaned_data["why"]
    try:
        TAKEN[act](reading.row.pk, why, by=viewer.actor, now=viewer.now, key=key_of(request))
    except NotAllowed as refused:
        raise PermissionDenied(refused.words) from None
    except Refused as refused:
        return decision_page(request, form, around(reading, act), refused=refused, status=refused.status)
    return done(request, pk, row, act)


def done(request: ActingRequest, pk: UUID, row: UUID, act: Decision) -> HttpResponse:
    """On to the file that was opened, or back to what else there is."""
    after = open_proposal(pk, row, viewer_of(request)).row
    if act == Decision.CONFIRM and after.file_id:
        messages.success(request, _("Confirmed; the unit may state its view until the office gives its word here."))
        return redirect("unit_measure", pk=after.file_id)
    messages.success(request, _("Put aside, with the reason."))
    return redirect("consequences", pk=pk)


def around(reading: ProposalReading, act: Decision) -> dict:
    """What stands around the form."""
    page = proposal_page(reading)
    return {
        "ticket": {"number": page["unit"], "title": page["ranking"]["label"]},
        "step": {"label": str(LABELS[act]), "action_url": address(reading.row, act)},
        "says": str(SAYS[act]),
        "depends": [page["says"]],
        "back_url": address(reading.row),
        "back_label": _("Back to the proposal"),
    }
