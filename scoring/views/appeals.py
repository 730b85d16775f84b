"""Appeals: the list, making one, reading one, deciding or withdrawing it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rectification.pages.steps import key_after
from rectification.pages.viewer import viewer_of
from rectification.views.steps import expected
from scoring.actions import appeals as actions
from scoring.appeal_forms import AskForm, DecideForm, WithdrawForm
from scoring.models import Ranking
from scoring.pages import appeals as pages
from supervision.acting import ActingRequest
from supervision.refusals import NotAllowed, Refused
from supervision.staging import Posted, posted_photos, staged_photos

WRITES = require_http_methods(["GET", "HEAD", "POST"])
FORMS = {"decide": DecideForm, "withdraw": WithdrawForm}


@require_safe
def index(request: ActingRequest) -> HttpResponse:
    """The list."""
    return render(request, "scoring/appeals.html", pages.appeals(viewer_of(request)))


@require_safe
def show(request: ActingRequest, pk: UUID) -> HttpResponse:
    """One appeal."""
    return render(request, "scoring/appeal.html", pages.appeal(pages.open_case(pk, viewer_of(request))))


@WRITES
def new(request: ActingRequest, pk: UUID) -> HttpResponse:
    """A unit appeals; `figure` and `duty` in the address say what it was looking at."""
    viewer = viewer_of(request)
    ranking = get_object_or_404(Ranking.objects.visible_to(pages.reader(viewer)), pk=pk)
    score = pages.own_score(ranking, viewer)
    if score is None:
        raise Http404
    asked = {name: request.GET.get(name, "")[:60] for name in ("figure", "duty")}
    if request.method != "POST":
        return ask_page(request, ranking, AskForm(ranking, score, viewer, initial=asked), Posted(()))
    posted = posted_photos(request)
    form = AskForm(ranking, score, viewer, request.POST, initial={"duty": request.POST.get("duty", "")[:60]})
    if posted.error or not form.is_valid():
        return ask_page(request, ranking, form, posted, status=422)
    try:
        row = actions.ask(ranking, form.plea(posted.ids), by=viewer.actor, now=viewer.now, key=key_of(request))
    except NotAllowed as refused:
        raise PermissionDenied(refused.words) from None
    except Refused as refused:
        return ask_page(request, ranking, form, posted, refused=refused, status=refused.status)
    messages.success(request, _("The appeal is with the office, which decides within its time limit."))
    return redirect("appeal", pk=row.pk)


def ask_page(request: ActingRequest, ranking: Ranking, form: AskForm, posted: Posted, **how: Any) -> HttpResponse:
    """The form of an appeal, with the photos that wait for it."""
    photos = {"staged": staged_photos(request, posted.ids), "photo_error": posted.error}
    return form_page(request, {**pages.asking(ranking, "", form), **photos}, **how)


@WRITES
def step(request: ActingRequest, pk: UUID, action: str) -> HttpResponse:
    """The office decides, or the unit takes it back."""
    viewer = viewer_of(request)
    reading = pages.open_case(pk, viewer)
    if action not in FORMS:
        raise Http404
    if not reading.is_party(action):
        raise PermissionDenied(_("This step is not yours to take."))
    if request.method != "POST":
        if not reading.open:
            return redirect("appeal", pk=pk)
        return form_page(request, pages.deciding(reading, action, "", FORMS[action](reading.row, viewer)))
    form = FORMS[action](reading.row, viewer, request.POST)
    if not form.is_valid():
        return form_page(request, pages.deciding(reading, action, "", form), status=422)
    try:
        taken(request, reading, action, form)
    except NotAllowed as refused:
        raise PermissionDenied(refused.words) from None
    except Refused as refused:
        shown = pages.deciding(pages.open_case(pk, viewer), action, "", form)
        return form_page(request, shown, refused=refused, status=refused.status)
    messages.success(request, _("Decided; the unit has been told.") if action == "decide" else _("Withdrawn."))
    return redirect("appeal", pk=pk)


def taken(request: ActingRequest, reading: pages.CaseReading, action: str, form: Any) -> None:
    """The step itself."""
    viewer, seen = reading.viewer, expected(request)
    if action == "withdraw":
        actions.withdraw(reading.row, by=viewer.actor.post, now=viewer.now, expected=seen)
        return
    actions.decide(
        reading.row, upheld=form.upheld, effect=form.effect, words=form.cleaned_data["words"], by=viewer.actor.post,
        now=viewer.now, key=key_of(request), expected=seen,
    )  # fmt: skip


def key_of(request: ActingRequest) -> str | None:
    """The request key of the page."""
    return request.POST.get("key", "")[:64] or None


def form_page(
    request: ActingRequest, shown: dict[str, Any], *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    """The page of a form; the key that was sent stays, unless it stands for something else now."""
    key = key_after(refused, request.POST.get("key", "")[:64]) or shown["step"]["key"]
    said = {"text": refused.words} if refused else None
    context = {**shown, "step": {**shown["step"], "key": key}, "refusal": said}
    return render(request, "rectification/step.html", context, status=status)
