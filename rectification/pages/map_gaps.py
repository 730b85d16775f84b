"""Gaps on the map: bare ground, zones nobody holds, sites in no zone or in two; for the office the way to mend each."""

import json
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import TextField
from django.db.models.functions import Cast
from django.urls import reverse

from rectification.pages.map_asked import Asked
from rectification.pages.map_ground import MILLION, drawn
from rectification.pages.viewer import Viewer
from sites.geometry import Box, extent
from sites.models import Site, ZoneLayer
from sites.outlines import outlines_on
from supervision.gaps import TITLES, Gaps
from supervision.roles import KEEPS

MOST = 1_000  # of each kind


def gaps(viewer: Viewer, asked: Asked, box: Box) -> dict[str, Any]:
    """What is missing in the box today: shapes and points, each [id, name, address, ...]; a fixed number of queries."""
    found, keeps = Gaps(viewer.now), viewer.actor.post.role in KEEPS
    shapes = [*bare(found, asked, box, keeps), *unheld(found, asked, box, keeps)]
    points = [*outside(found, box, keeps), *doubled(found, box, keeps)]
    return {"shapes": shapes, "points": points, "cut": max(len(shapes), len(points)) >= MOST}


def bare(found: Gaps, asked: Asked, box: Box, keeps: bool) -> list[list[Any]]:
    """Pieces of ground: one query."""
    layers = ZoneLayer.objects.in_bulk()
    rows = []
    for n, gap in enumerate(found.outlined["ground"]):
        if not meet(extent(gap["shape"]), box):
            continue
        layer = layers[gap["layer"]]
        line, parts, spot = drawn(json.dumps(gap["shape"]), asked.zoom)
        url = f"{reverse('office_zone_new')}?{urlencode({'layer': layer.code})}" if keeps else ""
        rows.append([f"bare {n}", f"{TITLES['ground']}: {layer.label}", url, int(line), spot, parts])
    return rows[:MOST]


def unheld(found: Gaps, asked: Asked, box: Box, keeps: bool) -> list[list[Any]]:
    """Zones nobody holds, under the kinds that are missing: one query besides those of the gaps."""
    kinds: dict[UUID, list[Any]] = {}
    for kind, zone in found.unheld:
        kinds.setdefault(zone, []).append(kind)
    lying = outlines_on(found.today, box).filter(zone__in=list(kinds), geometry__isnull=False)
    rows = []
    for row in lying.annotate(text=Cast("geometry", TextField())).defer("geometry")[:MOST]:
        line, parts, spot = drawn(row.text, asked.zoom)
        missing = kinds[row.zone_id]
        asks = urlencode({"kind": missing[0].code, "zone": row.zone_id})
        url = f"{reverse('office_contract_assign')}?{asks}" if keeps else ""
        name = f"{row.zone.label}: {' / '.join(kind.label for kind in missing)}"
        rows.append([f"open {row.zone_id}", name, url, int(line), spot, parts])
    return rows


def outside(found: Gaps, box: Box, keeps: bool) -> list[list[Any]]:
    """Sites in no zone: one query for each required layer."""
    west, south, east, north = box
    rows = []
    for layer, sites in found.outside():
        here = sites.filter(lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north)
        for site in here.defer("geometry").order_by("code")[:MOST]:
            rows.append(spot(f"out {layer.code} {site.pk}", site, f"{TITLES['outside']}: {layer.label}", keeps))
    return rows[:MOST]


def doubled(found: Gaps, box: Box, keeps: bool) -> list[list[Any]]:
    """Sites in two zones: one query."""
    ids = [UUID(gap["site"]) for gap in found.outlined["double"]]
    west, south, east, north = box
    here = Site.objects.filter(pk__in=ids, lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north)
    return [spot(f"two {site.pk}", site, str(TITLES["double"]), keeps) for site in here.defer("geometry")[:MOST]]


def spot(key: str, site: Site, why: str, keeps: bool) -> list[Any]:
    """A site as a point."""
    url = reverse("office_site", args=[site.pk]) if keeps else ""
    return [key, f"{site.label} · {why}", url, round(site.lon * MILLION), round(site.lat * MILLION)]


def meet(one: Box | None, other: Box) -> bool:
    """Whether two boxes touch."""
    return one is not None and one[0] <= other[2] and one[2] >= other[0] and one[1] <= other[3] and one[3] >= other[1]
