"""Zones drawn on a map: new, redrawn, split, merged, ended. The page asks, the server decides."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from sites.borders import read, size
from sites.geometry import LINES, GeometryError
from sites.models import Unit, Zone, ZoneLayer, ZoneVersion
from supervision.acting import ActingRequest
from supervision.actions import zones as actions
from supervision.actions.standing import seq_of
from supervision.actions.zones import Piece, Unfit, Wanted
from supervision.office import zone_maps as maps
from supervision.office import zones as pages
from supervision.office.marks import read_id
from supervision.office.zone_layers import rules_of
from supervision.refusals import Conflict, Refused
from supervision.views.office.frame import Edit, edited, expected, for_keepers
from supervision.views.office.frame import page as edit_page
from supervision.views.office.zone_forms import DayForm, KnifeForm, MergeForm, NewZoneForm, ZoneForm, drawn_text
from supervision.views.office.zones import city_box, faults_text, marks

WRITES = require_http_methods(["GET", "HEAD", "POST"])


def today_of(request: ActingRequest) -> date:
    """The day in the city."""
    return timezone.localtime(request.acting.now).date()


def living(request: ActingRequest) -> list[Unit]:
    """The units of today."""
    return list(Unit.objects.on(today_of(request)))


def possible_parents(layer: ZoneLayer, request: ActingRequest, but: Zone | None = None) -> list[Zone]:
    """Zones a zone of the layer could lie in."""
    if not layer.tree:
        return []
    below = Zone.objects.subtree_ids([but.pk]) if but else set()
    return list(Zone.objects.on(today_of(request)).filter(layer=layer).exclude(pk__in=below).order_by("code"))


def layer_asked(request: ActingRequest) -> ZoneLayer:
    """The layer that was named, else the first one."""
    code = request.POST.get("layer") or request.GET.get("layer", "")
    rows = ZoneLayer.objects.filter(code=code[:24]) if code else ZoneLayer.objects.all()
    return get_object_or_404(rows[:1])


def map_of(layer: ZoneLayer, zone: Zone | None, box: list[float], **more: Any) -> dict[str, Any]:
    """What the script of the editor is told."""
    return {
        "layer": layer.code,
        "zone": str(zone.pk) if zone else "",
        "box": json.dumps(box),
        "tiles": maps.tiles(),
        **more,
    }


def wanted_of(given: dict[str, Any]) -> Wanted:
    """What the form asks for."""
    geometry = given["geometry"]
    if geometry is not None:
        geometry = actions.shape_of_line(geometry, given["width"])
    return Wanted(given["name"], given["name_en"], given.get("parent"), given["unit"], geometry)


@WRITES
@for_keepers
def zone_new(request: ActingRequest) -> HttpResponse:
    """A zone is drawn."""
    acting = request.acting
    layer = layer_asked(request)
    parents = possible_parents(layer, request)
    above = next((one for one in parents if one.pk == read_id(request.GET.get("parent", ""))), None)
    form = NewZoneForm(
        layer,
        city_box(),
        parents,
        living(request),
        today_of(request),
        request.POST or None,
        initial={"parent": str(above.pk) if above else ""},
    )
    start = ZoneVersion.objects.open().filter(zone=above) if above else maps.outlines_of(layer)
    edit = Edit(
        title=_("Draw a zone: %(layer)s") % {"layer": layer.label},
        form=form,
        back=f"{reverse('office_zones')}?layer={layer.code}",
        button=_("Save the zone"),
        crumb=layer.label,
        template="office/zone_edit.html",
        more={"map": map_of(layer, None, maps.box_of(start)), "layer": layer, "rules": rules_of(layer)},
    )

    def do(given: dict[str, Any]) -> str:
        with telling(edit):
            row = actions.enter_zone(
                layer, given["code"], wanted_of(given), given["why"], on=given["on"], by=acting.post, now=acting.now
            )
        edit.back = reverse("office_zone", args=[row.pk])
        return _("%(name)s is entered.") % {"name": row.label}

    return edited(request, edit, do)


@WRITES
@for_keepers
def zone_edit(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Border, unit, name and place in the tree; who comes second sees both borders on the map."""
    row, acting = get_object_or_404(Zone.objects.open().select_related("layer", "parent"), pk=pk), request.acting
    last = actions.last_version(row)
    form = ZoneForm(
        row.layer,
        city_box(),
        possible_parents(row.layer, request, row),
        living(request),
        today_of(request),
        request.POST or None,
        initial={
            "name": row.name,
            "name_en": row.name_en,
            "parent": str(row.parent_id or ""),
            "unit": str(last.unit_id or ""),
            "on": max(today_of(request), last.valid_from),
            "geometry": drawn_text(last.geometry),
        },
    )
    edit = of_zone(row, _("Change %(zone)s") % {"zone": row.label}, form, _("Save the change"))
    edit.template = "office/zone_edit.html"
    edit.more = {
        "map": map_of(row.layer, row, maps.around_zone(row, last)),
        "layer": row.layer,
        "rules": rules_of(row.layer),
    }

    def do(given: dict[str, Any]) -> str:
        seen = expected(request)
        with telling(edit, row, request):
            actions.change_zone(
                row, wanted_of(given), given["why"], on=given["on"], by=acting.post, now=acting.now, expected=seen
            )
        return _("%(name)s: changed.") % {"name": row.label}

    return edited(request, edit, do)


@contextmanager
def telling(edit: Edit, row: Zone | None = None, request: ActingRequest | None = None) -> Iterator[None]:
    """Puts beside a refusal what the map shows of it: the faults, or the border of whoever was faster."""
    try:
        yield
    except Unfit as unfit:
        edit.more |= {"faults": marks(unfit.faults), "faults_text": faults_text(unfit.faults)}
        raise
    except Conflict:
        if row is not None and request is not None:
            edit.more["theirs"] = pages.theirs(row, request.acting.now)
        raise


def of_zone(row: Zone, title: str, form: Any, button: str) -> Edit:
    """A change of one zone's page."""
    back = reverse("office_zone", args=[row.pk])
    return Edit(title=title, form=form, back=back, button=button, crumb=row.label, expected=seq_of(row.pk))


@WRITES
@for_keepers
def zone_split(request: ActingRequest, pk: UUID) -> HttpResponse:
    """A line is drawn across; the first press shows the pieces, the second one cuts exactly those."""
    row, acting = get_object_or_404(Zone.objects.open().select_related("layer", "parent"), pk=pk), request.acting
    pieces, refused = cut_as_asked(request, row)
    token = sha256(request.POST.get("line", "").encode()).hexdigest()[:16]
    looked = bool(pieces) and request.POST.get("looked") == token
    given = request.POST if looked else None
    start = knife_start(request, row, len(pieces))
    form = KnifeForm(len(pieces), row, today_of(request), given, initial=start)
    edit = of_zone(row, _("Split %(zone)s") % {"zone": row.label}, form, _("Split it"))
    edit.template, last = "office/zone_split.html", actions.last_version(row)
    edit.button = edit.button if pieces else _("See the pieces")
    edit.more = {
        "map": map_of(row.layer, row, maps.around_zone(row, last), shape=drawn_text(last.geometry)),
        "layer": row.layer,
        "pieces": [{"n": n + 1, "size": size(piece)} for n, piece in enumerate(pieces)],
        "pieces_text": json.dumps(pieces),
        "token": token,
        "teams": pages.teams_of(row),
    }
    if request.method == "POST" and not looked:
        return edit_page(request, edit, refused, 200 if pieces else 422)

    def do(given: dict[str, Any]) -> str:
        named = [Piece(given[f"code-{at}"], given[f"name-{at}"]) for at in form.new_pieces]
        made = actions.split_zone(
            row,
            given["line"],
            form.kept,
            named,
            given["why"],
            on=given["on"],
            by=acting.post,
            now=acting.now,
            expected=expected(request),
        )
        names = " · ".join(one.label for one in made)
        return _("%(zone)s is split; new: %(names)s.") % {"zone": row.label, "names": names}

    return edited(request, edit, do)


def cut_as_asked(request: ActingRequest, row: Zone) -> tuple[list[dict[str, Any]], str]:
    """The pieces along the line that was sent, or why there are none."""
    if request.method != "POST":
        return [], ""
    try:
        line = read(request.POST.get("line", ""), kinds=LINES)  # it may reach beyond the city
        return actions.pieces_of(row, line), ""
    except GeometryError as error:
        return [], str(error) if request.POST.get("line") else _("Draw a line across the zone first.")
    except Refused as refused:
        return [], refused.words


def knife_start(request: ActingRequest, row: Zone, n: int) -> dict[str, Any]:
    """What the form begins with: what was typed before the first look, and names and codes for the pieces."""
    taken = set(Zone.objects.filter(layer=row.layer, code__startswith=row.code[:36]).values_list("code", flat=True))
    free = [code for at in range(1, n + len(taken) + 1) if (code := f"{row.code[:36]}-{at}") not in taken]
    typed = {name: request.POST[name] for name in ("line", "on", "why") if request.POST.get(name)}
    found: dict[str, Any] = {"keeps": "0", "on": max(today_of(request), actions.last_version(row).valid_from), **typed}
    for at in range(n):
        found |= {f"name-{at}": f"{row.name[:70]}（{at + 1}）", f"code-{at}": free[at]}
    return found


@WRITES
@for_keepers
def zone_merge(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The zone takes in neighbours picked on the map or in the list."""
    row, acting = get_object_or_404(Zone.objects.open().select_related("layer", "parent"), pk=pk), request.acting
    last = actions.last_version(row)
    near = maps.touching(row, last, today_of(request))
    begin = {"on": max(today_of(request), last.valid_from)}
    form = MergeForm(near, today_of(request), request.POST or None, initial=begin)
    edit = of_zone(row, _("Merge zones into %(zone)s") % {"zone": row.label}, form, _("Merge them"))
    edit.template = "office/zone_merge.html"
    edit.says = [
        _("%(zone)s stays, with its contracts and its history; the others end that day.") % {"zone": row.label},
        _("Contracts of a zone that ends must be ended or handed over before."),
    ]
    edit.more = {
        "map": map_of(row.layer, row, maps.around_zone(row, last), shape=drawn_text(last.geometry)),
        "layer": row.layer,
    }

    def do(given: dict[str, Any]) -> str:
        others, seen = list(given["others"]), expected(request)
        names = " · ".join(one.label for one in others)
        with telling(edit, row, request):
            actions.merge_zones(
                row, others, given["why"], on=given["on"], by=acting.post, now=acting.now, expected=seen
            )
        return _("%(zone)s has taken in %(names)s.") % {"zone": row.label, "names": names}

    return edited(request, edit, do)


@WRITES
@for_keepers
def zone_end(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The zone is no more from a day on."""
    row, acting = get_object_or_404(Zone.objects.open().select_related("layer", "parent"), pk=pk), request.acting
    form = DayForm(today_of(request), request.POST or None)
    edit = of_zone(row, _("End %(zone)s") % {"zone": row.label}, form, pgettext("zone", "End it"))
    edit.says = [
        _("Its ground belongs to no zone of this layer from that day on, but to those that lie there."),
        _("What happened there stays under its name."),
    ]
    edit.warn = pages.before_the_end(row, today_of(request))

    def do(given: dict[str, Any]) -> str:
        seen = expected(request)
        actions.close_zone(row, given["why"], on=given["on"], by=acting.post, now=acting.now, expected=seen)
        return _("%(zone)s ends.") % {"zone": row.label}

    return edited(request, edit, do)
