"""Zones looked at: the list by layer, one zone, the layers and their rules, what lies around, a border checked."""

import json
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sites.borders import Fault, read, size
from sites.geometry import Box, GeometryError
from sites.models import City, Zone, ZoneLayer
from supervision.acting import ActingRequest
from supervision.actions import zones as actions
from supervision.actions.standing import seq_of
from supervision.actions.zones import layer_stream
from supervision.office import zone_maps as maps
from supervision.office import zones as pages
from supervision.office.history import history
from supervision.office.marks import read_id
from supervision.office.zone_layers import layers as layer_page
from supervision.views.office.frame import Edit, edited, expected, for_keepers
from supervision.views.office.zone_forms import LayerForm, NewLayerForm

WRITES = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@for_keepers
def zones(request: ActingRequest) -> HttpResponse:
    """The zones of a layer."""
    return render(request, "office/zones.html", pages.listed(request.GET, request.acting.now))


@require_safe
@for_keepers
def zone(request: ActingRequest, pk: UUID) -> HttpResponse:
    """One zone."""
    row = get_object_or_404(Zone.objects.select_related("layer", "parent"), pk=pk)
    return render(request, "office/zone.html", pages.zone(row, request.acting.now))


@require_safe
@for_keepers
def around(request: ActingRequest) -> HttpResponse:
    """Outlines of a layer in a box on a day, for the map one draws on."""
    layer = get_object_or_404(ZoneLayer, code=request.GET.get("layer", "")[:24])
    box = read_box(request.GET.get("box", ""))
    if box is None:
        return JsonResponse({"zones": [], "sites": [], "more": False}, status=400)
    return JsonResponse(maps.around(layer, box, day_asked(request.GET.get("on", ""), request)))


@require_POST
@for_keepers
def check(request: ActingRequest) -> HttpResponse:
    """What is wrong with a border as it is drawn at this moment, and how it would be kept. Nothing is written."""
    given = request.POST
    layer = get_object_or_404(ZoneLayer, code=given.get("layer", "")[:24])
    rows = Zone.objects.filter(layer=layer).select_related("layer")
    ids = [read_id(given.get(name, "")) for name in ("zone", "parent")]
    row, parent = (rows.filter(pk=pk).first() if pk else None for pk in ids)
    try:
        geometry = read(given.get("geometry", ""))
        geometry = actions.shape_of_line(geometry, width_asked(given.get("width", "")))
        fit = actions.fitted(geometry, layer, on=day_asked(given.get("on", ""), request), zone=row, parent=parent)
    except GeometryError as error:
        return JsonResponse({"faults": [{"words": str(error), "place": None, "piece": None}], "laid": None, "size": ""})
    return JsonResponse({"faults": marks(fit.faults), "laid": fit.geometry, "size": size(fit.geometry)})


def marks(faults: list[Fault]) -> list[dict[str, Any]]:
    """Faults for the map."""
    return [fault._asdict() for fault in faults]


def faults_text(faults: list[Fault]) -> str:
    """Faults for the page's script."""
    return json.dumps(marks(faults))


def day_asked(text: str, request: ActingRequest) -> date:
    """A day of the address, else today."""
    today = timezone.localtime(request.acting.now).date()
    try:
        return parse_date(text) or today
    except ValueError:
        return today


def width_asked(text: str) -> float | None:
    """Metres, or nothing."""
    try:
        return float(text)
    except ValueError:
        return None


def read_box(text: str) -> Box | None:
    """`west,south,east,north` in degrees; None for anything else."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        return None
    return (west, south, east, north) if -180 <= west < east <= 180 and -90 <= south < north <= 90 else None


def city_box() -> Box:
    """Where zones of the city lie."""
    city = City.objects.current()
    if city is None:
        raise Http404
    return city.box


# --- layers ---------------------------------------------------------------------------------------------------


@require_safe
@for_keepers
def layers(request: ActingRequest) -> HttpResponse:
    """The ways to divide the city, with their rules."""
    return render(request, "office/layers.html", layer_page(request.acting.now))


def rules_given(given: dict[str, Any]) -> dict[str, Any]:
    """The columns of a layer."""
    rules = {name: given[name] for name in actions.RULES}
    return {**rules, "name": given["name"].strip(), "name_en": given["name_en"].strip()}


@WRITES
@for_keepers
def layer(request: ActingRequest, code: str) -> HttpResponse:
    """The rules of one layer."""
    row, acting = get_object_or_404(ZoneLayer, code=code), request.acting
    form = LayerForm(request.POST or None, initial={name: getattr(row, name) for name in actions.RULES})
    edit = Edit(
        title=_("Rules of the layer %(layer)s") % {"layer": row.label},
        form=form,
        back=reverse("office_layers"),
        button=_("Save"),
        crumb=_("Layers"),
        expected=seq_of(layer_stream(row.code)),
        says=[_("The rules hold for what is drawn from now on; zones that are there stay as they are.")],
        more={"history": history([layer_stream(row.code)], acting.now)},
        template="office/layer.html",
    )

    def do(given: dict[str, Any]) -> str:
        seen = expected(request)
        actions.change_layer(row, rules_given(given), given["why"], by=acting.post, now=acting.now, expected=seen)
        return _("%(name)s: changed.") % {"name": row.label}

    return edited(request, edit, do)


@WRITES
@for_keepers
def layer_new(request: ActingRequest) -> HttpResponse:
    """Another layer."""
    acting = request.acting
    form = NewLayerForm(request.POST or None, initial={"tolerance_m": 2, "order": 100})
    edit = Edit(title=_("A new layer"), form=form, back=reverse("office_layers"), button=_("Enter it"))

    def do(given: dict[str, Any]) -> str:
        if not given["name"].strip():
            raise ValidationError(_("A layer has a name."))
        made = actions.enter_layer(given["code"], rules_given(given), given["why"], by=acting.post, now=acting.now)
        return _("%(name)s is entered.") % {"name": made.label}

    return edited(request, edit, do)
