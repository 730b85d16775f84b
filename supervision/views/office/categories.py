"""Kinds of problem: the matrix of where they go, why, and which unit holds which function."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sites.catalogue import child_categories, needed_functions
from sites.models import SiteType, Unit, UnitFunction
from sites.vocabulary import UnitKind
from supervision.acting import ActingRequest
from supervision.actions.routes import bind
from supervision.actions.standing import CITY_STREAM, seq_of
from supervision.office import categories as pages
from supervision.office.marks import read_id
from supervision.views.office.forms import UnitField
from supervision.views.office.frame import Edit, WhyForm, edited, expected, for_keepers


@require_safe
@for_keepers
def categories(request: ActingRequest) -> HttpResponse:
    """Kind of site by kind of problem."""
    context = pages.categories(request.acting.now, request.GET.get("group", ""), street_of(request))
    return render(request, "office/categories.html", context)


@require_safe
@for_keepers
def category(request: ActingRequest, code: str) -> HttpResponse:
    """Why one kind of problem goes where it goes."""
    row = child_categories().filter(code=code).first()
    if row is None:
        raise Http404
    kind = SiteType.objects.filter(code=request.GET.get("type", ""), retired=False).first()
    return render(request, "office/category.html", pages.category(row, request.acting.now, kind, street_of(request)))


def street_of(request: ActingRequest) -> Unit | None:
    """The ground that was chosen."""
    pk = read_id(request.GET.get("street", ""))
    today = timezone.localtime(request.acting.now).date()
    return Unit.objects.on(today).filter(pk=pk, kind__in=(UnitKind.STREET, UnitKind.TOWN)).first() if pk else None


@require_safe
@for_keepers
def functions(request: ActingRequest) -> HttpResponse:
    """Which unit holds which function."""
    return render(request, "office/functions.html", pages.functions(request.acting.now))


class FunctionForm(WhyForm):
    """The unit that holds a function from now on."""

    def __init__(self, units: list[Unit], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = UnitField(units, label=_("Unit"))
        self.order_fields(["unit", "why"])


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def function(request: ActingRequest, code: str) -> HttpResponse:
    """Gives a function to a unit."""
    row = next((one for one in needed_functions() if one.code == code), None)
    if row is None:
        raise Http404
    acting = request.acting
    today = timezone.localtime(acting.now).date()
    units = list(Unit.objects.on(today).exclude(kind=UnitKind.TEAM))
    held = UnitFunction.objects.filter(code=code).first()
    form: forms.Form = FunctionForm(units, request.POST or None, initial={"unit": str(held.unit_id)} if held else None)
    edit = Edit(
        title=_("Who holds the function %(name)s") % {"name": row.label},
        form=form,
        back=reverse("office_functions"),
        button=_("Give it to this unit"),
        crumb=_("Functions"),
        expected=seq_of(CITY_STREAM),
        says=[
            row.duties or row.label,
            _("What is filed from now on goes there; entries that are under way stay where they are."),
        ],
    )

    def do(given: dict[str, Any]) -> str:
        bind(code, given["unit"], given["why"], by=acting.post, now=acting.now, expected=expected(request))
        return _("%(unit)s holds the function %(name)s.") % {"unit": given["unit"].label, "name": row.label}

    return edited(request, edit, do)
