"""Kinds of contract: their rules, changed with a reason; a kind of the city's own."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from sites.models import ZoneLayer
from supervision.acting import ActingRequest
from supervision.actions.contracts import change_kind, enter_kind
from supervision.actions.contracts.kinds import stream_of
from supervision.actions.standing import seq_of
from supervision.models import Contract, ContractKind
from supervision.office import contract_kinds as pages
from supervision.views.office.frame import Edit, WhyForm, edited, expected, for_keepers

WRITES = require_http_methods(["GET", "HEAD", "POST"])
ANY = ("", gettext_lazy("any layer"))
RULES = (
    "name", "name_en", "subjects", "layer", "holder", "many", "required", "routes", "moves_duties", "shown_on_sign",
    "duties", "duties_en", "order", "retired",
)  # fmt: skip


class KindForm(WhyForm):
    """The rules of a kind."""

    name = forms.CharField(label=pgettext_lazy("standing data", "Name"), max_length=60)
    name_en = forms.CharField(label=gettext_lazy("English name"), max_length=60)
    subjects = forms.MultipleChoiceField(
        label=gettext_lazy("Given for"), choices=Contract.Subject.choices, widget=forms.CheckboxSelectMultiple
    )
    layer = forms.ChoiceField(label=gettext_lazy("Layer of its zones"), required=False)
    holder = forms.ChoiceField(label=gettext_lazy("Held by"), choices=ContractKind.Holder.choices)
    many = forms.BooleanField(label=gettext_lazy("Several may hold the same at once"), required=False)
    required = forms.BooleanField(
        label=gettext_lazy("Each zone of the layer must have a holder"),
        required=False,
        help_text=gettext_lazy("A zone without one, and in no zone that has one, is a gap."),
    )
    routes = forms.BooleanField(
        label=gettext_lazy("Problems may be sent to the holder's unit"),
        required=False,
        help_text=gettext_lazy("Where the routing table says: unit of the contract holder of the zone."),
    )
    moves_duties = forms.BooleanField(
        label=gettext_lazy("What runs goes to the successor"),
        required=False,
        help_text=gettext_lazy("When it is handed over within a unit; the time limits stay."),
    )
    shown_on_sign = forms.BooleanField(label=gettext_lazy("Stands on the street sign"), required=False)
    duties = forms.CharField(
        label=gettext_lazy("Duties on the sign"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("A line each, eight at most."),
    )
    duties_en = forms.CharField(
        label=gettext_lazy("Duties in English"),
        required=False,
        max_length=1200,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    order = forms.IntegerField(label=gettext_lazy("Order"), min_value=0, max_value=30000)
    retired = forms.BooleanField(label=gettext_lazy("No longer given"), required=False)

    def __init__(self, kind: ContractKind | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {layer.code: layer.label for layer in ZoneLayer.objects.order_by("code")}
        if kind is not None and kind.layer and kind.layer not in known:
            known[kind.layer] = kind.layer
        self.fields["layer"].choices = [ANY, *known.items()]  # type: ignore[attr-defined]


class NewKindForm(KindForm):
    """A kind that was not there before."""

    code = forms.SlugField(
        label=pgettext_lazy("standing data", "Code"),
        max_length=40,
        help_text=gettext_lazy("Small letters, digits and _; it never changes."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["name", "name_en", "code"])


def rules(given: dict[str, Any]) -> dict[str, Any]:
    """The columns of a kind; lines of duties without what nobody sees."""
    columns = {name: given[name] for name in RULES}
    for name in ("duties", "duties_en"):
        columns[name] = "\n".join(line.strip() for line in columns[name].splitlines() if line.strip())
    for name in ("name", "name_en"):
        columns[name] = columns[name].strip()
    return columns


@require_safe
@for_keepers
def contract_kinds(request: ActingRequest) -> HttpResponse:
    """All kinds with their rules in a line."""
    return render(request, "office/contract_kinds.html", pages.kinds(request.acting.now))


@WRITES
@for_keepers
def contract_kind(request: ActingRequest, code: str) -> HttpResponse:
    """Other rules."""
    acting, kind = request.acting, get_object_or_404(ContractKind, pk=code)
    form = KindForm(kind, request.POST or None, initial={name: getattr(kind, name) for name in RULES})
    edit = Edit(
        title=_("The rules of %(kind)s") % {"kind": kind.label},
        form=form,
        back=reverse("office_contract_kinds"),
        button=_("Save"),
        crumb=_("Kinds of contract"),
        expected=seq_of(stream_of(code)),
        template="office/contract_kind.html",
    )
    edit.says = [_("They hold for what is given from now on; what is held stays held.")]
    edit.more = {"history": pages.history_of(kind, acting.now)}

    def do(given: dict[str, Any]) -> str:
        change_kind(kind, rules(given), given["why"], by=acting.post, now=acting.now, expected=expected(request))
        return _("%(name)s: changed.") % {"name": kind.label}

    return edited(request, edit, do)


@WRITES
@for_keepers
def contract_kind_new(request: ActingRequest) -> HttpResponse:
    """A kind of the city's own."""
    acting = request.acting
    start = {"subjects": ["zone"], "holder": "person", "order": 100}
    form = NewKindForm(None, request.POST or None, initial=start)
    edit = Edit(
        title=_("A new kind of contract"), form=form, back=reverse("office_contract_kinds"), button=_("Enter it")
    )

    def do(given: dict[str, Any]) -> str:
        kind = enter_kind(given["code"], rules(given), given["why"], by=acting.post, now=acting.now)
        return _("%(name)s: entered.") % {"name": kind.label}

    return edited(request, edit, do)
