"""Proposals of a split for their pages: what was asked, the pieces with their figures, the map, the words beside it."""

import json
from datetime import date, datetime
from typing import Any
from uuid import UUID

import shapely
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sites.geometry import AREAS, to_shape
from sites.models import Zone, ZoneLayer
from sites.outlines import outlines_on
from sites.partition import Compared, Split, outlines_of, pieces_of
from supervision.actions.proposals import in_the_way, named_units
from supervision.actions.splitting import SPLIT, Ground, area_of, city_label, named_zones, standing
from supervision.burdens import AREA, BURDENS, SITES
from supervision.limits import read_moment
from supervision.models import Job
from supervision.refusals import Refused
from supervision.wording import listed, moment

HUES = 8
SHOWN = 20
ENOUGH = 6  # decimals of a degree, a tenth of a metre: for the eye
BALANCED: dict[str, str | Promise] = {
    SITES: gettext_lazy("sites"),
    AREA: gettext_lazy("area"),
}


def balances() -> list[tuple[str, str | Promise]]:
    """What can be balanced."""
    return [*BALANCED.items(), *((name, burden.label) for name, burden in BURDENS.items())]


def areas(today: date) -> list[tuple[str, Any]]:
    """What can be split, for a choice: the whole city, then the areas of each layer. One query."""
    is_area = Q(geometry__type=AREAS[0]) | Q(geometry__type=AREAS[1])
    groups: dict[str, list[tuple[str, str]]] = {}
    for row in outlines_on(today).filter(is_area).defer("geometry"):
        groups.setdefault(row.zone.layer.label, []).append((str(row.zone_id), row.zone.label))
    return [("city", city_label()), *groups.items()]


def lying_there(area: str | None, layer: str, today: date) -> list[str]:
    """Names of the zones of a layer whose middle lies in the area, codes where two have the same name."""
    zone, outline = area_of(area, today)
    shape = to_shape(outline)
    shapely.prepare(shape)
    rows = [row for row in outlines_on(today, shape.bounds, [layer]) if row.geometry and row.zone != zone]
    found = [row.zone for row in rows if shape.contains(to_shape(row.geometry).point_on_surface())]
    names = [one.name for one in found]
    return [one.name if names.count(one.name) == 1 else one.code for one in found]


def recent(now: datetime) -> list[dict[str, Any]]:
    """The last proposals of the office: three queries."""
    rows = list(Job.objects.filter(kind=SPLIT).select_related("asked_by").order_by("-asked_at", "-id")[:SHOWN])
    zones = Zone.objects.in_bulk([UUID(row.facts["area"]) for row in rows if row.facts["area"]])
    layers = {layer.code: layer.label for layer in ZoneLayer.objects.all()}
    return [
        {
            "url": reverse("office_proposal", args=[row.pk]),
            "area": zones[UUID(row.facts["area"])].label if row.facts["area"] else city_label(),
            "layer": layers.get(row.facts["layer"], ""),
            "count": row.facts["count"],
            "asked": moment(row.asked_at, now),
            "by": str(row.asked_by),
            "state": state_words(row),
        }
        for row in rows
    ]


def state_words(job: Job) -> str:
    """How far it is."""
    if job.state != Job.State.DONE:
        return str(Job.State(job.state).label)
    ended = job.result.get("ended")
    if not ended:
        return _("waits for an answer")
    return _("accepted") if ended["how"] == "accepted" else _("left aside")


def open_now() -> int:
    """Proposals nobody has answered."""
    return Job.objects.filter(kind=SPLIT, state=Job.State.DONE, result__ended__isnull=True).count()


def page(job: Job, now: datetime) -> dict[str, Any]:
    """A proposal that is made; without a map and figures when its ground has changed since."""
    result = job.result
    shown: dict[str, Any] = {"names": result["names"], "ended": ended(job, now), "rev": result["rev"]}
    try:
        ground, split = standing(job)
    except Refused as refused:
        return {**shown, "changed": refused.words}
    today, names = timezone.localtime(now).date(), result["names"]
    layer = ZoneLayer.objects.get(code=job.facts["layer"])
    blocked = [] if shown["ended"] else in_the_way(ground, layer, names, today)
    return {
        **shown,
        "area": ground.label,
        "layer": layer.label,
        "by": str(dict(balances()).get(job.facts["by"], "")),
        "facts": facts(ground, split),
        "figures": figures(job, split),
        "moved": len(result["trail"]),
        "compared": [way(result["ours"]), way(result["grown"])],
        "runs": result["runs"],
        "took": result["took"],
        "blocked": listed([zone.label for zone in blocked]),
        "becomes": becomes(names, job.facts["layer"], today),
    }


def facts(ground: Ground, split: Split) -> list[str]:
    """What is worth knowing about this ground."""
    lines = []
    n = ground.cells.bridges
    if n:
        words = ngettext(
            "The area lies in parts that do not touch: they are joined across %(n)s gap, the narrowest there is.",
            "The area lies in parts that do not touch: they are joined across %(n)s gaps, the narrowest there are.",
            n,
        )
        lines.append(words % {"n": n})
    heaviest = max(split.cells.weights)
    if heaviest > split.mean:
        lines.append(_("One place alone outweighs an even piece: the pieces cannot be even."))
    return lines


def ended(job: Job, now: datetime) -> dict[str, Any] | None:
    """Who has answered it, and how."""
    found = job.result.get("ended")
    if not found:
        return None
    words = {
        "accepted": _("%(person)s accepted it, %(at)s. The zones hold from %(on)s on."),
        "left": _("%(person)s left it aside, %(at)s. Nothing was changed."),
    }[found["how"]]
    return {
        "words": words % {"person": found["by"], "at": moment(read_moment(found["at"]), now), "on": found.get("on")}
    }


def becomes(names: list[str], layer: str, today: date) -> list[str]:
    """What accepting makes of each piece, in the order of the names: three queries."""
    zones, said = named_zones(names, layer, today), []
    try:
        units = named_units(names, today)
    except Refused:
        units = {}
    for name in names:
        first = _("redraws the zone %(zone)s") % {"zone": zones[name][0].label} if name in zones else _("a new zone")
        then = _("given to %(unit)s") % {"unit": units[name].label} if name in units else ""
        said.append(listed([first, then]) if then else first)
    return said


def way(row: list[float]) -> dict[str, float]:
    """A way of splitting, for the table."""
    found = Compared(*row)
    return {
        "imbalance": 100 * found.imbalance,
        "compactness": found.compactness,
        "least": found.least,
        "km": found.borders_m / 1e3,
    }


def figures(job: Job, split: Split) -> dict[str, Any]:
    """The pieces as they stand now."""
    sites = [0] * len(split.members)
    for home in split.cells.homes:
        if home is not None:
            sites[split.pieces[home]] += 1
    total = sum(split.weights)
    rows = [
        {
            "piece": number,
            "number": number + 1,
            "hue": hue,
            "name": name,
            "sites": sites[number],
            "weight": piece.weight / 1e6 if job.facts["by"] == AREA else piece.weight,
            "share": 100 * piece.weight / total if total else 0.0,
            "deviation": 100 * piece.deviation,
            "km2": piece.area_m2 / 1e6,
            "compactness": piece.compactness,
        }
        for number, (piece, hue, name) in enumerate(
            zip(pieces_of(split), hues(split), job.result["names"], strict=True)
        )
    ]
    weighs = job.facts["by"] not in (SITES, AREA)
    return {"rows": rows, "imbalance": 100 * split.imbalance(), "weighs": weighs, "by": job.facts["by"]}


def hues(split: Split) -> list[int]:
    """A colour for each piece; neighbours differ as long as there are enough."""
    near: dict[int, set[int]] = {}
    for one, two in split.neighbours():
        near.setdefault(one, set()).add(two)
        near.setdefault(two, set()).add(one)
    found: list[int] = []
    for piece in range(len(split.members)):
        taken = {found[other] for other in near.get(piece, ()) if other < piece}
        turns = [(piece + turn) % HUES for turn in range(HUES)]
        found.append(next((hue for hue in turns if hue not in taken), piece % HUES))
    return found


def map_state(job: Job, split: Split) -> dict[str, Any]:
    """What changes on the map with every move."""
    return {
        "rev": job.result["rev"],
        "pieces": split.pieces,
        "hues": hues(split),
        "outlines": [eased(outline) for outline in outlines_of(split)],
        "moved": len(job.result["trail"]),
    }


def map_ground(job: Job, ground: Ground, split: Split) -> dict[str, Any]:
    """What the map shows: the cells with the names of their sites, and who has them."""
    sites: list[list[str]] = [[] for _cell in ground.cells.shapes]
    dots = []
    for spot, home in zip(ground.spots, ground.cells.homes, strict=True):
        if home is not None:
            sites[home].append(f"{spot[2]} {spot[1]}")
            dots.append([spot[4], spot[3]])
    cells = [eased(json.loads(shapely.to_geojson(shape))) for shape in ground.cells.shapes]
    scale = 1e6 if job.facts["by"] == AREA else 1
    return {
        **map_state(job, split),
        "names": job.result["names"],
        "cells": cells,
        "sites": sites,
        "dots": dots,
        "weights": [weight / scale for weight in split.cells.weights],
    }


def eased(outline: dict[str, Any]) -> dict[str, Any]:
    """The same shape with as many decimals as the eye can use."""
    return {"type": outline["type"], "coordinates": rounded(outline["coordinates"])}


def rounded(nested: Any) -> Any:
    """Coordinates of any depth, rounded."""
    return [rounded(one) for one in nested] if isinstance(nested, list) else round(nested, ENOUGH)


def site_cell(ground: Ground, text: str) -> int:
    """The cell of a site by its code or name."""
    for spot, home in zip(ground.spots, ground.cells.homes, strict=True):
        if home is not None and text in (spot[1], spot[2]):
            return home
    raise Refused("unknown", _("There is no such site or piece in this proposal."))


def summed_up(job: Job) -> str:
    """The result as a sentence."""
    words = _("Split into %(n)s pieces, none further than %(most)s %% from the mean.")
    return words % {"n": job.facts["count"], "most": round(100 * job.result["ours"][0], 1)}


def links(job: Job) -> list[tuple[str, str | Promise]]:
    """To the page of the proposal."""
    return [(reverse("office_proposal", args=[job.pk]), _("To the proposal"))]
