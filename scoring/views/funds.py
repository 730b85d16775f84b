"""Incentive funds: what a share-out would be, keeping it as a proposal, the leader's word, and the workbook."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rectification.pages.steps import key_after
from rectification.pages.viewer import viewer_of
from scoring.actions import funds as actions
from scoring.decisions import FUNDS, Decision, offered
from scoring.fund_forms import FundForm, KeepForm, WordsForm
from scoring.pages.funds import (
    DONE,
    LABELS,
    SAYS,
    FundReading,
    FundsReading,
    fund_page,
    funds_page,
    open_fund,
    open_funds,
)
from scoring.pages.funds import preview as shown
from scoring.views.sequels import decision_page, key_of, workbook
from scoring.workbook.fund import write_fund
from supervision.acting import ActingRequest
from supervision.refusals import Conflict, NotAllowed, Refused


@require_safe
def of_ranking(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The share-outs of a ranking; for the office the form as well, and what it would come to."""
    reading = open_funds(pk, viewer_of(request))
    if not reading.keeps:
        return render(request, "scoring/funds.html", funds_page(reading))
    form = FundForm(reading.ranking, request.GET if "group" in request.GET else None)
    return page(request, reading, form, KeepForm())


@require_POST
def keep(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The share-out becomes a proposal; a refusal comes back with everything that was typed."""
    viewer = viewer_of(request)
    reading = open_funds(pk, viewer)
    if viewer.actor.post.role not in FUNDS[Decision.KEEP].roles:
        raise PermissionDenied(_("This step is not yours to take."))
    form, words = FundForm(reading.ranking, request.POST), KeepForm(request.POST)
    if not form.is_valid() or not words.is_valid():
        return page(request, reading, form, words, status=422)
    given = form.cleaned_data
    try:
        event = actions.keep(
            reading.ranking, given["group"], given["yuan"], form.rule, words.cleaned_data["why"], by=viewer.actor,
            now=viewer.now, key=key_of(request),
        )  # fmt: skip
    except NotAllowed as refused:
        raise PermissionDenied(refused.words) from None
    except Refused as refused:
        return page(request, reading, form, words, refused=refused, status=refused.status)
    messages.success(request, _("Kept; it waits for a city leader."))
    return redirect("ranking_fund", pk=reading.ranking.pk, row=event.stream_id)


def page(
    request: ActingRequest,
    reading: FundsReading,
    form: FundForm,
    words: KeepForm,
    *,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form, and under it what it comes to, as far as it can be reckoned."""
    found = None
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            rows = actions.share_out(reading.ranking, given["group"], given["yuan"], form.rule)
            found = shown(rows, given["group"], given["yuan"], form.rule)
        except Refused as cannot:
            refused, status = refused or cannot, cannot.status if status == 200 else status
    context: dict[str, Any] = {
        **funds_page(reading),
        "form": form,
        "keep": words,
        "shares": found,
        "typed": [(name, form.data.get(name, "")) for name in form.fields] if form.is_bound else [],
        "key": key_after(refused, request.POST.get("key", "")[:64]) or uuid4().hex,
        "refusal": refusal(refused, reverse("ranking_funds", args=[reading.ranking.pk])),
    }
    return render(request, "scoring/funds.html", context, status=status)


def refusal(refused: Refused | None, url: str) -> dict[str, str] | None:
    """Why it was refused; where somebody was faster, the way to look again."""
    if refused is None:
        return None
    again = {"url": url, "label": _("Look at it again")} if isinstance(refused, Conflict) else {}
    return {"text": refused.words, **again}


@require_safe
def one(request: ActingRequest, pk: UUID, row: UUID) -> HttpResponse:
    """One share-out."""
    return render(request, "scoring/fund.html", fund_page(open_fund(pk, row, viewer_of(request))))


@require_POST
def take_out(request: ActingRequest, pk: UUID, row: UUID) -> HttpResponse:
    """The share-out as a workbook, as far as the reader may know it."""
    reading = open_fund(pk, row, viewer_of(request))
    page = fund_page(reading)
    name = f"{_('Incentive fund')} {page['title']} {page['fund']['group']}"
    return workbook(request, name, lambda path: write_fund(path, reading))


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: ActingRequest, pk: UUID, row: UUID, decision: str) -> HttpResponse:
    """The form of a decision on a share-out, or the decision itself."""
    viewer = viewer_of(request)
    reading = open_fund(pk, row, viewer)
    act = next((one for one in (Decision.CONFIRM, Decision.PUT_ASIDE) if one == decision), None)
    if act is None:
        raise Http404
    if viewer.actor.post.role not in FUNDS[act].roles:
        raise PermissionDenied(_("This step is not yours to take."))
    form = WordsForm(_("Reason"), request.POST if request.method == "POST" else None, required=FUNDS[act].reason)
    if not FUNDS[act].reason:
        del form.fields["why"]
    if request.method != "POST":
        if act not in offered(FUNDS, reading.row.state, viewer.actor.post.role):
            messages.warning(request, _("This step is not possible in the share-out's present state."))
            return redirect("ranking_fund", pk=pk, row=row)
        return decision_page(request, form, around(reading, act))
    if form.fields and not form.is_valid():
        return decision_page(request, form, around(reading, act), status=422)
    try:
        taken(reading, act, form, key_of(request))
    except NotAllowed as refused:
        raise PermissionDenied(refused.words) from None
    except Refused as refused:
        return decision_page(request, form, around(reading, act), refused=refused, status=refused.status)
    messages.success(request, str(DONE[act]))
    return redirect("ranking_fund", pk=pk, row=row)


def taken(reading: FundReading, act: Decision, form: WordsForm, key: str | None) -> None:
    """The decision."""
    viewer, pk = reading.viewer, reading.row.pk
    if act == Decision.CONFIRM:
        actions.confirm(pk, by=viewer.actor, now=viewer.now, key=key)
    else:
        actions.put_aside(pk, form.cleaned_data["why"], by=viewer.actor, now=viewer.now, key=key)


def around(reading: FundReading, act: Decision) -> dict[str, Any]:
    """What stands around the form."""
    page = fund_page(reading)
    fund, url = page["fund"], page["fund"]["url"]
    sums = _("%(yuan)s yuan for %(group)s: %(rule)s.") % fund
    return {
        "ticket": {"number": _("Incentive fund"), "title": page["title"]},
        # No seal: that button is for the one step that strikes an entry off.
        "step": {"label": str(LABELS[act]), "action_url": f"{url}{act}/"},
        "says": str(SAYS[act]),
        "depends": [line for line in (sums, page["says"]) if line],
        "back_url": url,
        "back_label": _("Back to the share-out"),
    }
