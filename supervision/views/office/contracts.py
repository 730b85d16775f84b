"""Contracts: the list, one of them, handing over, ending; the page of one is read by its parties, too."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from supervision.acting import ActingRequest
from supervision.actions.contracts import change_end, end_contract, hand_over
from supervision.actions.contracts.moving import hand_on, owed_by
from supervision.actions.standing import seq_of
from supervision.models import Contract
from supervision.office import contracts as pages
from supervision.office import holders, matrix
from supervision.refusals import Refused
from supervision.views.office.frame import Edit, WhyForm, edited, expected, for_keepers

WRITES = require_http_methods(["GET", "HEAD", "POST"])
FARTHEST = timedelta(days=3660)
DAY = {"type": "date"}


@require_safe
@for_keepers
def contracts(request: ActingRequest) -> HttpResponse:
    """By kind and state, found by holder, unit and place."""
    return render(request, "office/contracts.html", pages.listed(request.GET, request.acting.now))


@require_safe
@for_keepers
def contract_matrix(request: ActingRequest) -> HttpResponse:
    """Zones by kinds."""
    return render(request, "office/contract_matrix.html", matrix.matrix(request.GET, request.acting.now))


@require_safe
def contract(request: ActingRequest, pk: UUID) -> HttpResponse:
    """One contract: for the office, for those who read everything, for its holder and unit and those around it."""
    acting = request.acting
    rows = pages.visible_to(acting.post).select_related("kind", "unit", "user", "follows__user", "follows__unit")
    row = get_object_or_404(rows, pk=pk)
    page = pages.contract(row, acting.now, keeps=acting.keeps)
    return render(request, "office/contract.html", page)


office_contract = for_keepers(contract)


class HolderField(forms.CharField):
    """A person in a unit or a unit, as the search beside it chose; the form gets a Holder."""

    default_error_messages = {"unknown": gettext_lazy("Choose one from the list.")}

    def clean(self, value: Any) -> Any:
        """The rows, not their ids."""
        found = holders.read_holder(super().clean(value))
        if found is None and value:
            raise forms.ValidationError(self.error_messages["unknown"])
        return found


class TermForm(WhyForm):
    """The last day."""

    until = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        help_text=gettext_lazy("Empty: without a date of end."),
    )


class HandOverForm(TermForm):
    """Who takes over, from which day, and what they should know."""

    since = forms.DateField(
        label=gettext_lazy("First day of the successor"),
        required=False,
        widget=forms.DateInput(attrs=DAY),
        help_text=gettext_lazy("Empty: from this moment on."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note for the successor"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("They read it in their notice and on the page of the contract."),
    )
    holder = HolderField(label=pgettext_lazy("contract", "Successor"), widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["holder", "since", "until", "note", "why"])


def begins(day: date | None, now: datetime) -> datetime | None:
    """The first moment of a day; nothing for today, which means now. A day of the past stays what it is."""
    if day is None or day == timezone.localtime(now).date():
        return None
    return midnight(day)


def ends(day: date | None) -> datetime | None:
    """The end of a last day."""
    return midnight(day + timedelta(days=1)) if day else None


def midnight(day: date) -> datetime:
    """A day of the office's calendar; one that no calendar holds is refused."""
    if not 1950 <= day.year <= 2200:
        raise Refused("bad_day", _("Choose a day of this century."))
    return datetime.combine(day, time(0), timezone.get_default_timezone())


def found(request: ActingRequest, pk: UUID) -> Contract:
    """The contract, with what its page names."""
    return get_object_or_404(Contract.objects.select_related("kind", "unit", "user"), pk=pk)


def of_contract(row: Contract, title: str, form: forms.Form, button: str, now: datetime) -> Edit:
    """A change of one contract."""
    line = pages.lines([row], now)[0]
    crumb = f"{line['place']} · {line['kind']}"
    back = reverse("contract", args=[row.pk])
    return Edit(title=title, form=form, back=back, button=button, crumb=crumb, expected=seq_of(row.pk))


@WRITES
@for_keepers
def contract_hand_over(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Another holder; what runs goes along where the kind says so."""
    acting, row = request.acting, found(request, pk)
    last = pages.last_day(row.valid_to) if row.valid_to else None
    form = HandOverForm(request.POST or None, initial={"until": last})
    line = pages.lines([row], acting.now)[0]
    edit = of_contract(row, _("Hand over: %(kind)s of %(place)s") % line, form, _("Hand it over"), acting.now)
    edit.template = "office/contract_hand_over.html"
    edit.says = [_("%(name)s holds it until the successor begins, to the moment.") % line, *moves(row, acting.now)]
    edit.more = picker(request, form, units_too=row.kind.holder == row.kind.Holder.UNIT)

    def do(given: dict[str, Any]) -> str:
        unit, user = given["holder"]
        fresh = hand_over(
            row,
            unit.pk,
            user,
            now=acting.now,
            by=acting.post,
            since=begins(given["since"], acting.now),
            until=ends(given["until"]),
            note=given["note"],
            why=given["why"],
            expected=expected(request),
        )
        fresh.kind = row.kind
        edit.back = reverse("contract", args=[fresh.pk])
        return " ".join([_("%(name)s takes over.") % {"name": given["holder"].name}, *went(fresh, acting)])

    return edited(request, edit, do)


def moves(row: Contract, now: datetime) -> list[str]:
    """What is said of running duties before a hand-over."""
    if not row.kind.moves_duties or row.user_id is None:
        return [_("What runs on this ground stays with whoever has it: this kind moves no duties.")]
    n = owed_by(row, now).n
    if not n:
        return [_("%(name)s owes nothing on this ground.") % {"name": row.user}]
    words = ngettext(
        "%(n)s running entry goes to a successor of the same unit, with the same time; to another unit it stays.",
        "%(n)s running entries go to a successor of the same unit, with the same times; to another unit they stay.",
        n,
    )
    return [words % {"n": n}]


def went(row: Contract, acting: Any) -> list[str]:
    """What became of the running duties."""
    gone, left = hand_on(row, by=acting.post, now=acting.now)
    said = []
    if gone:
        said.append(ngettext("%(n)s entry went along.", "%(n)s entries went along.", gone) % {"n": gone})
    if left:
        words = ngettext("%(n)s entry stays where it is.", "%(n)s entries stay where they are.", left)
        said.append(words % {"n": left})
    return said


@require_POST
@for_keepers
def contract_duties(request: ActingRequest, pk: UUID) -> HttpResponse:
    """What the predecessor still owes there goes to the holder: after a hand-over that was set for a later day."""
    row = get_object_or_404(Contract.objects.select_related("kind", "follows", "follows__user"), pk=pk)
    said = went(row, request.acting)
    if said:
        messages.success(request, " ".join(said))
    else:
        messages.warning(request, _("Nothing runs there that could go along."))
    return redirect("contract", pk=pk)


@WRITES
@for_keepers
def contract_end(request: ActingRequest, pk: UUID) -> HttpResponse:
    """It ends at once."""
    acting, row = request.acting, found(request, pk)
    line = pages.lines([row], acting.now)[0]
    form = WhyForm(request.POST or None)
    edit = of_contract(row, _("End: %(kind)s of %(place)s") % line, form, pgettext("contract", "End it"), acting.now)
    edit.warn = [_("From then on nobody is named there: to give it to somebody else, hand it over.")]

    def do(given: dict[str, Any]) -> str:
        end_contract(row, now=acting.now, by=acting.post, why=given["why"], expected=expected(request))
        return _("%(name)s no longer holds it.") % line

    return edited(request, edit, do)


@WRITES
@for_keepers
def contract_term(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Another last day."""
    acting, row = request.acting, found(request, pk)
    line = pages.lines([row], acting.now)[0]
    last = pages.last_day(row.valid_to) if row.valid_to else None
    form = TermForm(request.POST or None, initial={"until": last})
    edit = of_contract(row, _("Last day: %(kind)s of %(place)s") % line, form, _("Save"), acting.now)

    def do(given: dict[str, Any]) -> str:
        until = ends(given["until"])
        change_end(row, until, now=acting.now, by=acting.post, why=given["why"], expected=expected(request))
        return _("%(name)s: changed.") % line

    return edited(request, edit, do)


def picker(request: ActingRequest, form: forms.Form, *, units_too: bool) -> dict[str, Any]:
    """What the search for a holder shows: who was found, and who is chosen."""
    q = (request.POST or request.GET).get("q", "")[:60]
    chosen = (request.POST or request.GET).get("holder", "")
    picked = holders.read_holder(chosen) if chosen else None
    people = [one.shown() for one in holders.search(q, request.acting.now, units_too=units_too)]
    return {
        "people": people,
        "q": q,
        "picked": picked.shown() if picked else None,
        "units_too": units_too,
        "holder_errors": form.errors.get("holder") if form.is_bound else None,
    }


@require_safe
@for_keepers
def contract_people(request: ActingRequest) -> HttpResponse:
    """Who is found by a few letters, to choose from."""
    q, units_too = request.GET.get("q", "")[:60], request.GET.get("units") == "1"
    people = [one.shown() for one in holders.search(q, request.acting.now, units_too=units_too)]
    return render(request, "office/_contract_people.html", {"people": people, "q": q})
