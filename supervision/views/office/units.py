"""Units and supervision teams: the tree, one unit, and its changes."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from sites.models import Unit, Zone
from sites.vocabulary import ADMINISTRATIVE, UnitKind
from supervision.acting import ActingRequest
from supervision.actions import units as actions
from supervision.actions.standing import seq_of
from supervision.models import Team
from supervision.office import units as pages
from supervision.views.office.forms import UnitField
from supervision.views.office.frame import Edit, WhyForm, edited, expected, for_keepers

WRITES = require_http_methods(["GET", "HEAD", "POST"])
TEAM_LAYERS = ("supervision", ADMINISTRATIVE)
TOP = ("", gettext_lazy("nothing above it"))


@require_safe
@for_keepers
def units(request: ActingRequest) -> HttpResponse:
    """The tree."""
    q, alone = request.GET.get("q", "").strip()[:60], request.GET.get("what") == "alone"
    return render(request, "office/units.html", pages.units(request.acting.now, q, alone))


@require_safe
@for_keepers
def unit(request: ActingRequest, pk: UUID) -> HttpResponse:
    """One unit."""
    row = get_object_or_404(Unit.objects.select_related("parent"), pk=pk)
    return render(request, "office/unit.html", pages.unit(row, request.acting.now))


class NameForm(WhyForm):
    """The names of a unit."""

    name = forms.CharField(label=pgettext_lazy("standing data", "Name"), max_length=80)
    name_en = forms.CharField(label=gettext_lazy("English name"), max_length=120, required=False)


class ParentForm(WhyForm):
    """What a unit stands under."""

    def __init__(self, units: list[Unit], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"] = UnitField(units, first=TOP, required=False, label=_("Stands under"))
        self.order_fields(["parent", "why"])


class NewUnitForm(ParentForm, NameForm):
    """A new unit."""

    code = forms.SlugField(
        label=pgettext_lazy("standing data", "Code"),
        max_length=40,
        help_text=gettext_lazy("Letters, digits, - and _; it never changes."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[(kind.value, kind.label) for kind in UnitKind if kind not in actions.ONLY_ONE],
    )

    def __init__(self, units: list[Unit], *args: Any, **kwargs: Any) -> None:
        super().__init__(units, *args, **kwargs)
        self.order_fields(["name", "name_en", "code", "kind", "parent", "why"])


class SuccessorForm(WhyForm):
    """Who takes over."""

    def __init__(self, units: list[Unit], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"] = UnitField(units, label=_("Successor"))
        self.order_fields(["successor", "why"])


class GroundForm(WhyForm):
    """The zones of a team."""

    zones = forms.ModelMultipleChoiceField(
        Zone.objects.none(), label=gettext_lazy("Ground"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, zones: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zones"].queryset = zones  # type: ignore[attr-defined]
        self.fields["zones"].label_from_instance = lambda zone: zone.label  # type: ignore[attr-defined]


def living(request: ActingRequest) -> list[Unit]:
    """The units of today."""
    return list(Unit.objects.on(timezone.localtime(request.acting.now).date()))


def of_unit(row: Unit, title: str, form: forms.Form, button: str) -> Edit:
    """A change of one unit's page."""
    back = reverse("office_unit", args=[row.pk])
    return Edit(title=title, form=form, back=back, button=button, crumb=row.label, expected=seq_of(row.pk))


@WRITES
@for_keepers
def unit_new(request: ActingRequest) -> HttpResponse:
    """A unit joins."""
    acting = request.acting
    form = NewUnitForm(living(request), request.POST or None, initial={"parent": request.GET.get("parent", "")})
    edit = Edit(title=_("A new unit"), form=form, back=reverse("office_units"), button=_("Enter it"))

    def do(given: dict[str, Any]) -> str:
        row = actions.found(
            given["code"],
            given["name"],
            given["name_en"],
            given["kind"],
            given["parent"],
            given["why"],
            by=acting.post,
            now=acting.now,
        )
        edit.back = reverse("office_unit", args=[row.pk])
        return _("%(unit)s is entered. Now appoint somebody who handles its entries.") % {"unit": row.label}

    return edited(request, edit, do)


@WRITES
@for_keepers
def unit_edit(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Another name."""
    row, acting = get_object_or_404(Unit.objects.open(), pk=pk), request.acting
    form = NameForm(request.POST or None, initial={"name": row.name, "name_en": row.name_en})

    def do(given: dict[str, Any]) -> str:
        seen = expected(request)
        actions.rename(
            row, given["name"], given["name_en"], given["why"], by=acting.post, now=acting.now, expected=seen
        )
        return _("%(name)s: changed.") % {"name": row.label}

    return edited(request, of_unit(row, _("Rename"), form, _("Save")), do)


@WRITES
@for_keepers
def unit_hang(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Under another unit."""
    row, acting = get_object_or_404(Unit.objects.open(), pk=pk), request.acting
    form = ParentForm(living(request), request.POST or None, initial={"parent": str(row.parent_id or "")})
    edit = of_unit(row, _("Hang under another unit"), form, _("Hang it there"))
    edit.says = [_("Whoever leads the unit above hears of what is late here, and reads its entries, from now on.")]

    def do(given: dict[str, Any]) -> str:
        parent, why = given["parent"], given["why"]
        actions.hang(row, parent, by=acting.post, now=acting.now, why=why, expected=expected(request))
        return _("%(name)s: changed.") % {"name": row.label}

    return edited(request, edit, do)


@WRITES
@for_keepers
def unit_end(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Dissolved, with a successor."""
    row, acting = get_object_or_404(Unit.objects.open(), pk=pk), request.acting
    others = [one for one in living(request) if one.pk != row.pk and one.kind != UnitKind.TEAM]
    edit = of_unit(
        row, _("Dissolve %(unit)s") % {"unit": row.label}, SuccessorForm(others, request.POST or None), _("Dissolve it")
    )
    edit.says = [
        _("Its sites, functions, ground and the units below it go to the successor today."),
        _("What was done stays under its name."),
    ]
    edit.warn = pages.before_the_end(row, acting.now)

    def do(given: dict[str, Any]) -> str:
        seen = expected(request)
        actions.dissolve(row, given["successor"], given["why"], by=acting.post, now=acting.now, expected=seen)
        return _("%(unit)s is dissolved.") % {"unit": row.label}

    return edited(request, edit, do)


@require_safe
@for_keepers
def teams(request: ActingRequest) -> HttpResponse:
    """Supervision teams."""
    return render(request, "office/teams.html", pages.teams(request.acting.now))


@WRITES
@for_keepers
def team(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The ground a team covers."""
    row, acting = get_object_or_404(Unit.objects.open(), pk=pk, kind=UnitKind.TEAM), request.acting
    today = timezone.localtime(acting.now).date()
    zones = Zone.objects.on(today).filter(layer__code__in=TEAM_LAYERS).order_by("layer", "code")
    held = Team.objects.filter(unit=row).values_list("zones", flat=True)
    form = GroundForm(zones, request.POST or None, initial={"zones": [pk for pk in held if pk]})
    edit = of_unit(row, _("The ground of %(team)s") % {"team": row.label}, form, _("Save"))
    edit.back = reverse("office_teams")
    edit.says = [_("Checks of what is found there from now on are the team's.")]

    def do(given: dict[str, Any]) -> str:
        chosen = list(given["zones"])
        actions.cover(row, chosen, given["why"], by=acting.post, now=acting.now, expected=expected(request))
        return _("%(name)s: changed.") % {"name": row.label}

    return edited(request, edit, do)
