"""Measures on a unit as a whole: the file, proposing by hand, and the steps on a file."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rectification.models import UnitMeasure
from rectification.pages.steps import key_after
from rectification.pages.unit_files import FileReading, open_unit_file, quarter_words, statement, unit_file_page
from rectification.pages.viewer import viewer_of
from rectification.unit_forms import FileForm, ProposalForm, TermsForm
from rectification.unit_steps import HANDLERS, PROPOSES, is_party, possible, propose, take
from rectification.views.steps import expected
from rectification.wording import ACTIONS, EVENTS
from rectification.workflow import Action
from supervision.acting import ActingRequest
from supervision.refusals import Conflict, NotAllowed, Refused
from supervision.wording import rung_word


@require_safe
def show(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The file of a unit."""
    return render(request, "rectification/measure.html", unit_file_page(open_unit_file(pk, viewer_of(request))))


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ActingRequest) -> HttpResponse:
    """A leader or the office proposes a talk with a unit, or its accountability."""
    viewer = viewer_of(request)
    if viewer.actor.post.role not in PROPOSES:
        raise PermissionDenied(_("This step is not yours to take."))
    if request.method != "POST":
        return page(request, ProposalForm(viewer), said_new())
    form = ProposalForm(viewer, request.POST)
    if not form.is_valid():
        return page(request, form, said_new(), status=422)
    try:
        event = propose(form.step_data(), by=viewer.actor, now=viewer.now, key=key_of(request))
    except Refused as refused:
        return page(request, form, said_new(), refused=refused, status=refused.status)
    messages.success(request, _("Proposed; the unit may state its view until the office decides."))
    return redirect("unit_measure", pk=event.stream_id)


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: ActingRequest, pk: UUID, action: str) -> HttpResponse:
    """The form of a step on a file, or the step itself."""
    viewer = viewer_of(request)
    reading, act = open_unit_file(pk, viewer), known(action)
    if not is_party(act, reading.row, viewer.actor.post):
        raise PermissionDenied(_("This step is not yours to take."))
    if request.method == "POST":
        return taken(request, reading, act)
    if act not in possible(reading.row, viewer.actor.post):
        messages.warning(request, _("This step is not possible in the file's present state."))
        return redirect("unit_measure", pk=pk)
    return page(request, FileForm(act, reading.row, viewer), said(act, reading))


def known(action: str) -> Action:
    """A step people take on a file; anything else does not exist."""
    found = next((act for act in HANDLERS if act == action), None)
    if found is None:
        raise Http404
    return found


def taken(request: ActingRequest, reading: FileReading, act: Action) -> HttpResponse:
    """Takes the step; a refusal comes back on the same page with everything that was typed."""
    viewer, pk = reading.viewer, reading.row.pk
    form = FileForm(act, reading.row, viewer, request.POST)
    if not form.is_valid():
        return page(request, form, said(act, reading), status=422)
    try:
        take(
            act, pk, form.step_data(), by=viewer.actor, now=viewer.now, key=key_of(request), expected=expected(request)
        )
    except UnitMeasure.DoesNotExist:
        raise Http404 from None
    except NotAllowed as refused:
        raise PermissionDenied(refused.words) from None
    except Refused as refused:
        again = open_unit_file(pk, viewer)
        return page(request, form, said(act, again), refused=refused, status=refused.status)
    words = _("%(number)s: %(what)s.") % {"number": reading.row.unit.label, "what": EVENTS[act]}
    messages.success(request, words)
    return redirect("unit_measure", pk=pk)


def key_of(request: ActingRequest) -> str | None:
    """The request key of the page."""
    return request.POST.get("key", "")[:64] or None


def said_new() -> dict[str, Any]:
    """What stands around the form of a proposal."""
    label, url = _("Propose a measure on a unit"), reverse("measures")
    says = _("A decision: it waits for the office's word, and the unit may state its view until then.")
    return {
        "ticket": {"number": _("Measures")},
        "step": {"label": label, "action_url": reverse("unit_measure_new")},
        "says": says,
        "back_url": url,
        "back_label": _("Back to the measures"),
    }


def said(act: Action, reading: FileReading) -> dict[str, Any]:
    """What stands around the form of a step."""
    row, url = reading.row, reverse("unit_measure", args=[reading.row.pk])
    heard = [statement(event, reading) for event in reading.events if event.action == Action.STATE] if row.waits else []
    lines = [_("%(by)s: %(text)s") % one for one in heard]
    return {
        "ticket": {"number": row.unit.label, "title": rung_word(row.rung), "place": quarter_words(reading.quarter)},
        "step": {
            "label": str(ACTIONS[act]),
            "action_url": reverse("unit_measure_step", args=[row.pk, act]),
            "expected": reading.expected,
        },
        "depends": lines or ([_("The unit has not stated its view yet.")] if row.waits else []),
        "back_url": url,
        "back_label": _("Back to the file"),
    }


def page(
    request: ActingRequest,
    form: TermsForm,
    around: dict[str, Any],
    *,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a step, as step.html draws it."""
    key = key_after(refused, request.POST.get("key", "")[:64]) or uuid4().hex
    shown = {"text": refused.words} if refused else None
    if shown and isinstance(refused, Conflict):
        shown |= {"url": around["back_url"], "label": _("Look at it again")}
    context = {**around, "step": {**around["step"], "key": key}, "form": form, "refusal": shown, "upload_url": None}
    return render(request, "rectification/step.html", context, status=status)
