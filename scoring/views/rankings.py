"""Rankings: the list, one of them, beginning one, and the steps up to its publication."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rectification.pages.steps import key_after
from rectification.pages.viewer import viewer_of
from scoring import periods
from scoring.actions import rankings as actions
from scoring.forms import BeginForm, BonusForm, StepForm
from scoring.models import Ranking
from scoring.pages.beginning import countable
from scoring.pages.consequences import measures_waiting, sequels, year_url
from scoring.pages.ranking import Reading, head, open_ranking, results
from scoring.pages.ranking_story import (
    Material,
    correction_url,
    counting,
    facts,
    found_false_words,
    given,
    next_words,
    stated,
    step_url,
    steps,
    story,
)
from scoring.pages.rankings import list_page
from scoring.readers import score_reader
from scoring.steps import STEPS, Action, offered
from scoring.wording import ACTIONS, DONE, SAYS, period_words
from scoring.workbook import job as workbook
from sites.models import Unit
from supervision.acting import ActingRequest
from supervision.refusals import Conflict, NotAllowed, Refused
from supervision.views.office.frame import expected
from supervision.wording import moment

Given = dict[str, Any]


@require_safe
def index(request: ActingRequest) -> HttpResponse:
    """Everything the reader knows of."""
    acting = request.acting
    context = list_page(
        score_reader(acting.post, acting.now),
        acting.post,
        acting.now,
        kind=request.GET.get("kind", ""),
        page=request.GET.get("page", ""),
    )
    begins = acting.post.role in STEPS[Action.BEGIN].roles
    viewer = viewer_of(request)
    context |= {
        "begin_url": reverse("ranking_begin") if begins else "",
        "proposals": measures_waiting(viewer),
        "year_url": year_url(viewer),
    }
    return render(request, "scoring/rankings.html", context)


@require_safe
def show(request: ActingRequest, pk: UUID) -> HttpResponse:
    """One ranking, as far as the reader may know it."""
    reading = opened(request, pk)
    bonuses = list(reading.bonuses().order_by("given_at", "id"))
    material = Material(reading.events, bonuses)
    offer = offered(reading.ranking.state, request.acting.post.role)
    context = {
        "page": head(reading),
        **results(reading),
        "facts": facts(reading),
        "story": story(reading, material),
        "given": given(reading, bonuses, material),
        "give_url": step_url(reading.ranking, Action.GIVE_BONUS) if Action.GIVE_BONUS in offer else "",
        "steps": steps(reading),
        "next": next_words(reading),
        "correct_url": correction_url(reading),
        "found_false": found_false_words(reading),
        "job": counting(reading),
        "refresh_url": f"{request.path}?of={reading.subject}",
        "workbook_url": reverse("ranking_workbook", args=[pk]) if reading.places else "",
        "sequels": sequels(reading.ranking, reading.reader),
    }
    return render(request, "scoring/ranking.html", context)


def opened(request: ActingRequest, pk: UUID) -> Reading:
    """The ranking for the reader of this request."""
    acting = request.acting
    return open_ranking(pk, score_reader(acting.post, acting.now), acting, request.GET.get("of", ""))


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: ActingRequest) -> HttpResponse:
    """A period is chosen, or a published ranking is put right; the count runs by itself."""
    acting = request.acting
    if acting.post.role not in STEPS[Action.BEGIN].roles:
        raise PermissionDenied(_("The city office begins rankings."))
    corrects = corrected(request)
    kinds = countable(acting.now, acting.calendar) if corrects is None else []
    form = BeginForm(kinds, corrects, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return begin_page(request, form, kinds, corrects)
    if not form.is_valid():
        return begin_page(request, form, kinds, corrects, status=422)
    if corrects is None:
        kind, _colon, code = form.cleaned_data["period"].partition(":")
    else:
        kind, code = corrects.kind, corrects.code
    try:
        ranking = actions.begin(
            periods.parse(kind, code),
            by=acting.post,
            now=acting.now,
            why=form.cleaned_data.get("why", ""),
            key=request.POST.get("key", "")[:64] or None,
            corrects=corrects,
        )
    except Refused as refused:
        return begin_page(request, form, kinds, corrects, refused=refused, status=refused.status)
    return redirect("ranking", pk=ranking.pk)


def corrected(request: ActingRequest) -> Ranking | None:
    """The published ranking that is to be put right, if the address names one."""
    asked = request.GET.get("corrects", "")
    if not asked:
        return None
    try:
        pk = UUID(asked)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(Ranking, pk=pk, state=Ranking.State.PUBLISHED)


def begin_page(
    request: ActingRequest,
    form: BeginForm,
    kinds: list[Given],
    corrects: Ranking | None,
    *,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form, with what was chosen."""
    context = {
        "form": form,
        "kinds": kinds,
        "some": any(one["periods"] for one in kinds),
        "corrects": period_words(corrects) if corrects else "",
        "back_url": reverse("ranking", args=[corrects.pk]) if corrects else reverse("rankings"),
        "key": key_after(refused, request.POST.get("key", "")[:64]) or uuid4().hex,
        "refusal": {"text": refused.words} if refused else None,
    }
    return render(request, "scoring/ranking_begin.html", context, status=status)


@require_POST
def take_out(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Asks for the workbook; it is written by itself and fetched from the page of the job."""
    acting = request.acting
    try:
        job = workbook.ask(opened(request, pk).ranking, by=acting.post, user_id=acting.user.pk, now=acting.now)
    except Refused as refused:
        messages.warning(request, refused.words)
        return redirect("ranking", pk=pk)
    return redirect("job", pk=job.pk)


# What each step does with its form; `by`, `now` and `expected` come with all of them.
TAKEN: dict[Action, Callable[..., object]] = {
    Action.RECOUNT: lambda ranking, form, **by: actions.recount(ranking, **by),
    Action.ANNOUNCE: lambda ranking, form, **by: actions.announce(ranking, **by),
    Action.APPROVE: lambda ranking, form, **by: actions.approve(ranking, **by),
    Action.PUBLISH: lambda ranking, form, **by: actions.publish(ranking, **by),
    Action.DROP: lambda ranking, form, **by: actions.drop(ranking, form["why"], **by),
    Action.GIVE_BONUS: lambda ranking, form, **by: actions.give_bonus(
        ranking, Unit.objects.get(pk=form["unit"]), form["points"] or Decimal(0), form["why"], fact=form["fact"], **by
    ),
    Action.TAKE_BONUS: lambda ranking, form, **by: actions.take_bonus(ranking, form["bonus"], form["why"], **by),
}


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: ActingRequest, pk: UUID, action: str) -> HttpResponse:
    """The form of a step, or the step itself; a refusal comes back with everything that was typed."""
    reading = opened(request, pk)
    act = next((one for one in TAKEN if one == action), None)
    if act is None:
        raise Http404
    ranking, acting = reading.ranking, request.acting
    if acting.post.role not in STEPS[act].roles:
        raise PermissionDenied(_("This step is not yours to take."))
    more = about(reading, act, request.GET.get("bonus", ""))
    form = BonusForm(ranking, request.POST or None) if act == Action.GIVE_BONUS else StepForm(act, request.POST or None)
    if request.method != "POST":
        if act not in offered(ranking.state, acting.post.role):
            messages.warning(request, _("This step is not possible in the ranking's present state."))
            return redirect("ranking", pk=pk)
        return step_page(request, reading, act, form, more)
    if form.fields and not form.is_valid():
        return step_page(request, reading, act, form, more, status=422)
    values = {**getattr(form, "cleaned_data", {}), "bonus": more.get("bonus")}
    try:
        TAKEN[act](ranking, values, by=acting.post, now=acting.now, expected=expected(request))
    except NotAllowed as refused:
        raise PermissionDenied(refused.words) from None
    except Refused as refused:
        return step_page(request, opened(request, pk), act, form, more, refused=refused, status=refused.status)
    messages.success(request, str(DONE[act]))
    return redirect("ranking", pk=pk)


def about(reading: Reading, act: Action, asked: str) -> Given:
    """What a step is about besides the ranking: the points that are to be taken back."""
    if act != Action.TAKE_BONUS:
        return {}
    try:
        row = actions.takeable(reading.ranking).select_related("unit").filter(pk=UUID(asked)).first()
    except ValueError:
        row = None
    if row is None:
        raise Http404
    line = f"{row.unit.label}: {stated(str(row.points), row.fact)}"
    return {"bonus": row.pk, "lines": [line], "query": f"?bonus={row.pk}"}


def step_page(
    request: ActingRequest,
    reading: Reading,
    act: Action,
    form: forms.Form,
    more: Given,
    *,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a step, as step.html draws it."""
    ranking, label = reading.ranking, str(ACTIONS[act])
    back = reverse("ranking", args=[ranking.pk])
    shown = {"text": refused.words} if refused else None
    if shown and isinstance(refused, Conflict):
        shown |= {"url": back, "label": _("Look at it again")}
    context = {
        "ticket": {"number": period_words(ranking), "title": ranking.get_state_display()},
        "step": {
            "label": label,
            "action_url": step_url(ranking, act) + more.get("query", ""),
            "expected": reading.expected,
        },
        "says": str(SAYS[act]) % {"until": moment(actions.appeals_until(reading.now), reading.now)},
        "depends": more.get("lines", []),
        "form": form,
        "refusal": shown,
        "upload_url": None,
        "back_url": back,
        "back_label": _("Back to the ranking"),
    }
    return render(request, "rectification/step.html", context, status=status)
