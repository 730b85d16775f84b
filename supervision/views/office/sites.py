"""Sites: found, changed, handed to another unit, entered, taken out of use; what a change moves is said before."""

from hashlib import sha256
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from sites.models import Site, SiteType, Unit
from sites.vocabulary import Relation, UnitKind
from supervision.acting import ActingRequest
from supervision.actions import places as actions
from supervision.actions.standing import seq_of
from supervision.office import places as pages
from supervision.office.routing import Standing
from supervision.views.office.forms import UnitField
from supervision.views.office.frame import Edit, WhyForm, edited, expected, for_keepers, page

WRITES = require_http_methods(["GET", "HEAD", "POST"])
NO_UNIT = ("", gettext_lazy("no unit"))


@require_safe
@for_keepers
def sites(request: ActingRequest) -> HttpResponse:
    """Found by name, code, pinyin initials, kind and unit."""
    return render(request, "office/sites.html", pages.listed(request.GET, request.acting.now))


@require_safe
@for_keepers
def site(request: ActingRequest, pk: UUID) -> HttpResponse:
    """One site."""
    row = get_object_or_404(Site.objects.select_related("type"), pk=pk)
    return render(request, "office/site.html", pages.site(row, request.acting.now))


class SiteForm(WhyForm):
    """What is known of a site."""

    name = forms.CharField(label=pgettext_lazy("standing data", "Name"), max_length=80)
    name_en = forms.CharField(label=gettext_lazy("English name"), max_length=120, required=False)
    type = forms.ModelChoiceField(SiteType.objects.filter(retired=False), label=gettext_lazy("Kind of site"))
    lon = forms.FloatField(label=gettext_lazy("Longitude (WGS-84)"), min_value=-180, max_value=180)
    lat = forms.FloatField(label=gettext_lazy("Latitude (WGS-84)"), min_value=-90, max_value=90)

    def __init__(self, units: list[Unit], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for relation, label in Relation.choices:
            self.fields[relation] = UnitField(units, first=NO_UNIT, required=False, label=label)
        self.order_fields(["name", "name_en", "type", "manager", "owner", "lon", "lat", "why"])


class NewSiteForm(WhyForm):
    """A site that was not there before."""

    code = forms.SlugField(label=pgettext_lazy("standing data", "Code"), max_length=40, allow_unicode=False)
    name = forms.CharField(label=pgettext_lazy("standing data", "Name"), max_length=80)
    name_en = forms.CharField(label=gettext_lazy("English name"), max_length=120, required=False)
    type = forms.ModelChoiceField(SiteType.objects.filter(retired=False), label=gettext_lazy("Kind of site"))
    lon = forms.FloatField(label=gettext_lazy("Longitude (WGS-84)"), min_value=-180, max_value=180)
    lat = forms.FloatField(label=gettext_lazy("Latitude (WGS-84)"), min_value=-90, max_value=90)


def columns(given: dict[str, Any]) -> dict[str, Any]:
    """The columns of a site."""
    return {
        "name": given["name"].strip(),
        "name_en": given["name_en"].strip(),
        "type_id": given["type"].pk,
        "lon": given["lon"],
        "lat": given["lat"],
    }


@WRITES
@for_keepers
def site_edit(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The first press shows which problems would go to another unit, the second one saves exactly that."""
    row, acting = get_object_or_404(Site.objects.open().select_related("type"), pk=pk), request.acting
    standing = Standing(acting.now)
    held = pages.held_by(row, standing)
    units = [unit for unit in standing.units.values() if unit.kind != UnitKind.TEAM]
    known = {"name": row.name, "name_en": row.name_en, "type": row.type_id, "lon": row.lon, "lat": row.lat}
    form = SiteForm(units, request.POST or None, initial={**known, **{name: str(one) for name, one in held.items()}})
    edit = Edit(
        title=_("Change the site"),
        form=form,
        back=reverse("office_site", args=[row.pk]),
        button=_("See what it changes"),
        crumb=row.label,
        expected=seq_of(row.pk),
        template="office/site_edit.html",
    )
    if request.method == "POST" and form.is_valid():
        token = token_of(form.cleaned_data)
        if request.POST.get("save") != token:  # not looked at yet, or changed since it was
            then = would_be(row, form.cleaned_data, standing)
            edit.more = {"moves": {**pages.differences(row, then, standing), "token": token}}
            edit.button = _("Look again")
            return page(request, edit)

    def do(given: dict[str, Any]) -> str:
        moved = (given["lon"], given["lat"]) != row.point
        hits = standing.ground.hits((given["lon"], given["lat"]), standing.today) if moved else []
        actions.change_site(
            row,
            columns(given),
            {relation: given[relation] for relation in Relation.values},
            actions.main_zones(hits),
            given["why"],
            by=acting.post,
            now=acting.now,
            expected=expected(request),
        )
        return _("%(name)s: changed.") % {"name": row.label}

    return edited(request, edit, do)


def would_be(row: Site, given: dict[str, Any], standing: Standing) -> Any:
    """The facts of the site after the change."""
    units = {relation: given[relation].pk for relation in Relation.values if given[relation]}
    return pages.facts_then(row, given["type"], (given["lon"], given["lat"]), units, standing)


def token_of(given: dict[str, Any]) -> str:
    """What was looked at, but for the reason; only that can be saved."""
    seen = sorted((name, str(value)) for name, value in given.items() if name != "why")
    return sha256(repr(seen).encode()).hexdigest()[:16]


@WRITES
@for_keepers
def site_new(request: ActingRequest) -> HttpResponse:
    """A site from today on; its ground is found by its point."""
    acting = request.acting
    edit = Edit(
        title=_("A new site"),
        form=NewSiteForm(request.POST or None),
        back=reverse("office_sites"),
        button=_("Enter it"),
        says=[_("The ground it lies on is found by its point; who manages it is said afterwards.")],
    )

    def do(given: dict[str, Any]) -> str:
        standing = Standing(acting.now)
        zones = actions.main_zones(standing.ground.hits((given["lon"], given["lat"]), standing.today))
        row = actions.enter_site(given["code"], columns(given), zones, given["why"], by=acting.post, now=acting.now)
        edit.back = reverse("office_site", args=[row.pk])
        return _("%(name)s is entered.") % {"name": row.label}

    return edited(request, edit, do)


@WRITES
@for_keepers
def site_end(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Out of use from today on."""
    row, acting = get_object_or_404(Site.objects.open(), pk=pk), request.acting
    edit = Edit(
        title=_("Take %(name)s out of use") % {"name": row.label},
        form=WhyForm(request.POST or None),
        back=reverse("office_site", args=[row.pk]),
        button=_("Take it out of use"),
        crumb=row.label,
        expected=seq_of(row.pk),
        says=[
            _("Nothing new is written down there from today on."),
            _("Entries that are under way are fixed and checked as before."),
        ],
    )

    def do(given: dict[str, Any]) -> str:
        actions.retire_site(row, given["why"], by=acting.post, now=acting.now, expected=expected(request))
        return _("%(name)s is out of use.") % {"name": row.label}

    return edited(request, edit, do)
