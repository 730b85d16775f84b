"""What a map of zones needs: where it opens, the base map, the outlines and sites around, the neighbours that touch."""

import json
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse

from sites.geometry import Box, Plane, to_shape
from sites.models import City, Site, Zone, ZoneLayer, ZoneVersion
from sites.outlines import outlines_on

MOST_AROUND, MOST_SITES = 400, 3000
TOUCHING = 0.0002  # degrees around a zone within which neighbours are looked for


def look_at(layer: ZoneLayer, today: date) -> dict[str, Any]:
    """What the small map of a list needs to draw a layer: the box it opens at."""
    return {"box": json.dumps(box_of(outlines_on(today, layers=[layer.code]))), "layer": layer.code, "tiles": tiles()}


def map_of(row: Zone, lies: ZoneVersion | None) -> dict[str, Any]:
    """What the map on a zone's page needs."""
    box = json.dumps(around_zone(row, lies))
    return {"shape": shape_attr(lies), "box": box, "layer": row.layer.code, "tiles": tiles()}


def tiles() -> str:
    """The base map for the page's script, empty where there is none."""
    told = settings.MAP_TILES.told()
    return json.dumps(told) if told else ""


def box_of(rows: Any) -> list[float]:
    """Around some outlines, else the city's own box: two queries at most."""
    edges = [row for row in rows.values_list("west", "south", "east", "north") if row[0] is not None]
    if edges:
        wests, souths, easts, norths = zip(*edges, strict=True)
        return [min(wests), min(souths), max(easts), max(norths)]
    city = City.objects.current()
    return list(city.box) if city else [73.0, 3.0, 136.0, 54.0]


def touching(row: Zone, lies: ZoneVersion, on: date) -> Any:
    """Zones of the layer that lie in the same zone above and touch this one: two queries."""
    if not lies.geometry:
        return Zone.objects.none()
    shape, metres = to_shape(lies.geometry), float(row.layer.tolerance_m)
    plane = Plane.at(shape)
    near = outlines_on(on, shape.buffer(TOUCHING).bounds, [row.layer.code])
    near = near.filter(zone__parent=row.parent_id).exclude(zone=row)
    mine = plane.flat(shape).buffer(max(metres, 0.1))
    ids = [one.zone_id for one in near if one.geometry and mine.intersects(plane.flat(to_shape(one.geometry)))]
    return Zone.objects.filter(pk__in=ids).order_by("code")


def around(layer: ZoneLayer, box: Box, on: date) -> dict[str, Any]:
    """Outlines of the layer and the sites in a box, exact to the last digit, for drawing beside them: two queries."""
    west, south, east, north = box
    rows = outlines_on(on, box, [layer.code])[: MOST_AROUND + 1]
    sites = Site.objects.on(on).filter(lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north).order_by()
    zones = [
        {
            "id": str(row.zone_id),
            "parent": str(row.zone.parent_id or ""),
            "name": row.zone.label,
            "url": reverse("office_zone", args=[row.zone_id]),
            "geometry": row.geometry,
        }
        for row in rows
        if row.geometry
    ]
    return {
        "zones": zones[:MOST_AROUND],
        "more": len(zones) > MOST_AROUND,
        "sites": list(sites.values_list("lon", "lat")[:MOST_SITES]),
    }


def around_zone(row: Zone, lies: ZoneVersion | None) -> list[float]:
    """Where a map of the zone opens: on the zone, on the one above it, on its layer."""
    if lies and lies.west is not None:
        return [lies.west, lies.south, lies.east, lies.north]
    return box_of(ZoneVersion.objects.filter(zone=row.parent) if row.parent else outlines_of(row.layer))


def outlines_of(layer: ZoneLayer) -> Any:
    """Every open outline of a layer."""
    return ZoneVersion.objects.open().filter(zone__layer=layer)


def shape_attr(row: ZoneVersion | None) -> str:
    """A border for the page's script."""
    return json.dumps(row.geometry) if row and row.geometry else ""
