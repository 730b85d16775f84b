"""Instructions: the list, writing one, reading one, and the steps on it."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rectification.instruction_forms import ActForm, WriteForm
from rectification.instruction_steps import NOT_YOURS, instruct, take
from rectification.instruction_table import STEPS, Act, refusal
from rectification.models import Instruction
from rectification.pages.instruct import Target, may_instruct, target_of
from rectification.pages.instruction import EVENTS, PaperReading, instruction, open_instruction, step_page
from rectification.pages.instructions import listed
from rectification.pages.steps import key_after
from rectification.pages.viewer import viewer_of
from rectification.views.steps import expected
from supervision.acting import ActingRequest
from supervision.refusals import Conflict, NotAllowed, Refused
from supervision.staging import Posted, posted_photos, staged_photos

WRITES = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def show(request: ActingRequest) -> HttpResponse:
    """The list."""
    return render(request, "rectification/instructions.html", listed(viewer_of(request), request.GET))


@require_safe
def one(request: ActingRequest, pk: UUID) -> HttpResponse:
    """One instruction."""
    return render(request, "rectification/instruction.html", instruction(open_instruction(pk, viewer_of(request))))


@WRITES
def new(request: ActingRequest) -> HttpResponse:
    """A city leader writes one."""
    viewer = viewer_of(request)
    if not may_instruct(viewer):
        raise PermissionDenied(_("Only a city leader gives instructions."))
    target = target_of(request.GET, viewer)
    if not target.choices:
        messages.warning(request, _("No unit that could answer has this entry yet."))
        return redirect(target.back)
    if request.method != "POST":
        return form_page(request, said_new(target), WriteForm(viewer, target))
    form = WriteForm(viewer, target, request.POST)
    if not form.is_valid():
        return form_page(request, said_new(target), form, status=422)
    try:
        event = instruct(form.wanted(), by=viewer.actor, now=viewer.now, key=key_of(request))
    except Refused as refused:
        return form_page(request, said_new(target), form, refused=refused, status=refused.status)
    messages.success(request, _("The instruction is with the unit; its time runs."))
    return redirect("instruction", pk=event.stream_id)


@WRITES
def step(request: ActingRequest, pk: UUID, action: str) -> HttpResponse:
    """The form of a step, or the step itself."""
    reading, act = open_instruction(pk, viewer_of(request)), known(action)
    why = refusal(act, reading.row.state, reading.sides)
    if why == "wrong_party":
        raise PermissionDenied(NOT_YOURS)
    if request.method == "POST":
        return taken(request, reading, act)
    if why:
        messages.warning(request, _("This step is not possible in the instruction's present state."))
        return redirect("instruction", pk=pk)
    return step_form(request, reading, act, ActForm(act, reading.row, reading.viewer), Posted(()))


def known(action: str) -> Act:
    """A step people take; anything else does not exist."""
    found = next((act for act in STEPS if act == action), None)
    if found is None:
        raise Http404
    return found


def taken(request: ActingRequest, reading: PaperReading, act: Act) -> HttpResponse:
    """Takes the step; a refusal comes back on the same page with everything that was typed and sent."""
    viewer, pk = reading.viewer, reading.row.pk
    posted = posted_photos(request) if STEPS[act].photos else Posted(())
    form = ActForm(act, reading.row, viewer, request.POST)
    if posted.error or not form.is_valid():
        return step_form(request, reading, act, form, posted, status=422)
    data, key = form.with_photos(posted.ids), key_of(request)
    try:
        take(act, pk, data, by=viewer.actor, now=viewer.now, key=key, expected=expected(request))
    except Instruction.DoesNotExist:
        raise Http404 from None
    except NotAllowed as refused:
        raise PermissionDenied(refused.words) from None
    except Refused as refused:
        again = open_instruction(pk, viewer)
        return step_form(request, again, act, form, posted, refused=refused, status=refused.status)
    messages.success(request, _("%(number)s: %(what)s.") % {"number": reading.row.number, "what": EVENTS[act]})
    return redirect("instruction", pk=pk)


def step_form(
    request: ActingRequest, reading: PaperReading, act: Act, form: ActForm, posted: Posted, **how: Any
) -> HttpResponse:
    """The page of a step, with the photos that wait for it."""
    shown = step_page(act, reading, form, "")
    photos = {"staged": staged_photos(request, posted.ids), "photo_error": posted.error}
    return form_page(request, {**shown, **photos}, form, **how)


def key_of(request: ActingRequest) -> str | None:
    """The request key of the page."""
    return request.POST.get("key", "")[:64] or None


def said_new(target: Target) -> dict[str, Any]:
    """What stands around the form of a new instruction."""
    query = f"?{target.query}" if target.query else ""
    return {
        "ticket": target.shown,
        "step": {"label": _("Write an instruction"), "action_url": reverse("instruction_new") + query},
        "says": _("It becomes a duty of the unit: its head is told at once, and what is late climbs the ladder."),
        "back_url": target.back,
        "back_label": _("Back to the entry") if target.ticket else _("Back to the instructions"),
    }


def form_page(
    request: ActingRequest, shown: dict[str, Any], form: Any, *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    """The page of a form; the key that was sent stays, unless it stands for something else now."""
    said = {"text": refused.words} if refused else None
    if said and isinstance(refused, Conflict) and "expected" in shown["step"]:
        said |= {"url": shown["back_url"], "label": _("Look at it again")}
    key = key_after(refused, request.POST.get("key", "")[:64]) or uuid4().hex
    context = {**shown, "step": {**shown["step"], "key": key}, "form": form, "refusal": said}
    return render(request, "rectification/step.html", context, status=status)
