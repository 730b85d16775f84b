"""Splitting an area among holders: asked for, looked at on a map, borders dragged, accepted or left."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sites.models import ZoneLayer
from supervision.acting import ActingRequest
from supervision.actions import proposals as actions
from supervision.actions.splitting import MOST_PIECES, SPLIT, Asked, ask_split, standing
from supervision.models import Job
from supervision.office import proposals as pages
from supervision.refusals import Refused
from supervision.views.jobs import shown as job_shown
from supervision.views.office.frame import Edit, WhyForm, edited, expected, for_keepers
from supervision.views.office.frame import page as edit_page

WRITES = require_http_methods(["GET", "HEAD", "POST"])
YEAR = timedelta(days=366)
CITY = "city"


class AskForm(forms.Form):
    """What is to be split, into what, among how many."""

    area = forms.ChoiceField(label=pgettext_lazy("split", "Area"))
    layer = forms.ModelChoiceField(
        ZoneLayer.objects.all(), to_field_name="code", label=gettext_lazy("Into zones of the layer"), empty_label=None
    )
    by = forms.ChoiceField(label=gettext_lazy("Even in"))
    count = forms.IntegerField(
        label=gettext_lazy("Number of pieces"), min_value=2, max_value=MOST_PIECES, required=False
    )
    names = forms.CharField(
        label=gettext_lazy("Or whose they will be, one a line"),
        required=False,
        max_length=6_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "The name of a team or unit gives it the ground; the name of a zone of that layer redraws this zone."
        ),
    )
    redraw = forms.BooleanField(label=gettext_lazy("Redraw the zones of this layer that lie there now"), required=False)

    def __init__(self, areas: list[tuple[str, Any]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = areas  # type: ignore[attr-defined]
        self.fields["layer"].label_from_instance = lambda layer: layer.label  # type: ignore[attr-defined]
        self.fields["by"].choices = pages.balances()  # type: ignore[attr-defined]

    def clean_names(self) -> list[str]:
        """Lines, each a name a zone can have."""
        lines = [line.strip() for line in self.cleaned_data["names"].splitlines() if line.strip()]
        check_names(lines)
        if lines and not 2 <= len(lines) <= MOST_PIECES:
            raise ValidationError(_("Give between 2 and %(most)s names.") % {"most": MOST_PIECES})
        return lines

    def clean(self) -> dict[str, Any]:
        """A number, or names that say how many."""
        given = super().clean() or {}
        if not self.errors and not (given["names"] or given["redraw"] or given["count"]):
            self.add_error("count", _("Say how many pieces there shall be, or name them."))
        return given


class AcceptForm(WhyForm):
    """A name for each piece, and the day from which they hold."""

    def __init__(self, names: list[str], becomes: list[str], today: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        for number, (name, hint) in enumerate(zip(names, becomes, strict=True)):
            label = _("Piece %(n)s") % {"n": number + 1}
            field = forms.CharField(label=label, max_length=80, initial=name, help_text=hint)
            self.fields[f"name_{number}"] = field
        self.fields["on"] = forms.DateField(
            label=_("Holds from"),
            initial=today,
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "min": today.isoformat()}),
        )
        self.order_fields([*(f"name_{number}" for number in range(len(names))), "on", "why"])
        self.count = len(names)

    def clean_on(self) -> Any:
        """Nothing is back-dated."""
        day = self.cleaned_data["on"]
        if not self.today <= day <= self.today + YEAR:
            raise ValidationError(_("Choose a day from today on, within a year."))
        return day

    def clean(self) -> dict[str, Any]:
        """The names together."""
        given = super().clean() or {}
        if not self.errors:
            given["names"] = [given[f"name_{number}"].strip() for number in range(self.count)]
            check_names(given["names"])
        return given


def check_names(names: list[str]) -> None:
    """Each can be the name of a zone, and no two are the same."""
    if any(len(name) > 80 or not name.isprintable() for name in names):
        raise ValidationError(_("A name has at most 80 characters, all of them printable."))
    if len(set(names)) != len(names):
        raise ValidationError(_("Two pieces have the same name."))


@WRITES
@for_keepers
def proposals(request: ActingRequest) -> HttpResponse:
    """What was proposed lately, and the form for another."""
    acting = request.acting
    today = timezone.localtime(acting.now).date()
    start = {"by": "sites", "area": request.GET.get("area", CITY), "layer": request.GET.get("layer")}
    edit = Edit(
        title=_("Split an area"),
        form=AskForm(pages.areas(today), request.POST or None, initial=start),
        back=reverse("office"),
        button=_("Make a proposal"),
        crumb=pgettext("page", "Standing data"),
        says=[_("This only makes a proposal: no zone changes before you have looked at it and accepted it.")],
        more={"recent": pages.recent(acting.now)},
        template="office/proposals.html",
    )

    def do(given: dict[str, Any]) -> HttpResponse:
        area = None if given["area"] == CITY else UUID(given["area"])
        names = given["names"]
        if given["redraw"]:
            names = pages.lying_there(str(area) if area else None, given["layer"].code, today)
            if len(names) < 2:
                return edit_page(request, edit, _("Fewer than two zones of this layer lie there."), 422)
        asked = Asked(area, given["layer"].code, len(names) or given["count"], names, given["by"])
        try:
            job = ask_split(asked, user_id=acting.user.pk, now=acting.now, day=today)
        except ValueError as error:  # of the geometry or the cells, in words
            return edit_page(request, edit, str(error), 422)
        return redirect("office_proposal", pk=job.pk)

    return edited(request, edit, do)


@WRITES
@for_keepers
def proposal(request: ActingRequest, pk: UUID) -> HttpResponse:
    """One proposal on its map; posting accepts it."""
    acting, job = request.acting, found(pk)
    shown = pages.page(job, acting.now) if job.state == Job.State.DONE else None
    names = job.result["names"] if shown else []
    becomes = shown.get("becomes", [""] * len(names)) if shown else []
    today = timezone.localtime(acting.now).date()
    edit = Edit(
        title=_("Proposal for a split"),
        form=AcceptForm(names, becomes, today, request.POST or None),
        back=reverse("office_proposals"),
        button=_("Accept: make zones of it"),
        crumb=_("Split an area"),
        expected=shown["rev"] if shown else None,
        more={"job": job_shown(job, acting), "job_id": job.pk, "shown": shown},
        template="office/proposal.html",
    )

    def do(given: dict[str, Any]) -> str:
        zones = actions.accept(
            pk, given["names"], given["on"], given["why"], by=acting.post, now=acting.now, expected=expected(request)
        )
        n = len(zones)
        edit.back = reverse("office_proposal", args=[pk])
        words = ngettext("%(n)s zone is drawn, from %(on)s on.", "%(n)s zones are drawn, from %(on)s on.", n)
        return words % {"n": n, "on": given["on"].isoformat()}

    if request.method == "POST" and shown is None:
        return edit_page(request, edit, _("The proposal is not made yet."), 422)
    return edited(request, edit, do)


@require_safe
@for_keepers
def ground(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The map's cells, sites and borders."""
    job = found(pk)
    if job.state != Job.State.DONE:
        raise Http404
    try:
        on_ground, split = standing(job)
    except Refused as refused:
        return JsonResponse({"words": refused.words}, status=409)
    return JsonResponse(pages.map_ground(job, on_ground, split))


@require_POST
@for_keepers
def move(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Cells to another piece, the last move back, or all as it was proposed; answers with everything as it then is.

    A script gets JSON, a form without one the page again.
    """
    status, words = 200, ""
    try:
        moved(request, found(pk))
    except Refused as refused:
        status, words = refused.status, refused.words
    if request.headers.get("Accept") == "application/json":
        return JsonResponse(state(found(pk), words), status=status)
    if words:
        messages.error(request, words)
    return redirect("office_proposal", pk=pk)


def moved(request: ActingRequest, job: Job) -> None:
    """Does what the form says."""
    by, seen, what = request.acting.post, expected(request), request.POST.get("what", "")
    others: dict[str, Callable[..., Job]] = {"back": actions.take_back, "again": actions.begin_again}
    if what in others:
        others[what](job.pk, by=by, expected=seen)
        return
    given, piece = request.POST.get("cells", ""), request.POST.get("piece", "")
    if request.POST.get("site"):
        cells = [pages.site_cell(standing(job)[0], request.POST["site"].strip())] if job.state == Job.State.DONE else []
    else:
        cells = [int(one) for one in given.split(",") if one.isascii() and one.isdecimal() and len(one) < 7]
    number = int(piece) if piece.isascii() and piece.isdecimal() and len(piece) < 4 else -1
    actions.move(job.pk, cells, number, by=by, expected=seen)


def state(job: Job, words: str) -> dict[str, Any]:
    """What the page shows after a move, or after it was refused."""
    try:
        split = standing(job)[1] if job.state == Job.State.DONE else None
    except Refused as refused:
        return {"words": refused.words}
    if split is None:
        return {"words": words}
    table = render_to_string("office/_proposal_pieces.html", {"figures": pages.figures(job, split)})
    return {"words": words, "table": table, **pages.map_state(job, split)}


@require_POST
@for_keepers
def leave(request: ActingRequest, pk: UUID) -> HttpResponse:
    """It is not wanted."""
    acting = request.acting
    try:
        actions.leave(found(pk).pk, by=acting.post, now=acting.now, expected=expected(request))
    except Refused as refused:
        messages.error(request, refused.words)
        return redirect("office_proposal", pk=pk)
    messages.success(request, _("The proposal is left aside; nothing has changed."))
    return redirect("office_proposals")


def found(pk: UUID) -> Job:
    """A proposal."""
    job = Job.objects.filter(pk=pk, kind=SPLIT).select_related("asked_by").first()
    if job is None:
        raise Http404
    return job
