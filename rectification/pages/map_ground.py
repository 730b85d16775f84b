"""The ground by viewport: outlines of zones with their holders, and sites by type. Places are no secret, entries are.

Coordinates are millionths of a degree (WGS-84), each point as its step from the one before: small when compressed.
"""

from functools import lru_cache
from typing import Any

import numpy
import shapely
from django.db.models import Avg, Count, F, FloatField, TextField
from django.db.models.functions import Cast, Floor

from rectification.pages.map_asked import TILE, Asked, within
from rectification.pages.map_holders import Holding
from sites.geometry import Box
from sites.models import Site, SiteType
from sites.models.named import label_of
from sites.outlines import outlines_on
from supervision.paging import capped_count

MOST_ZONES, MOST_SITES = 1_500, 12_000
MILLION = 1_000_000
HEAP = 56  # pixels of a square in which sites too many to be drawn are counted together
Drawn = tuple[bool, list[list[int]], tuple[int, int]]  # a line?, rings or lines, where its name goes


def zones(asked: Asked, box: Box, held: Holding) -> dict[str, Any]:
    """Zones of the kind that is asked for, and the areas they lie in: one query."""
    rows = outlines_on(asked.day, box, sorted({*held.layers, "administrative"})).filter(geometry__isnull=False)
    sized = rows.annotate(text=Cast("geometry", TextField()), size=(F("east") - F("west")) * (F("north") - F("south")))
    found = sized.order_by("-size", "zone_id").values_list("zone_id", "zone__layer__code", "text")[: MOST_ZONES + 1]
    shown = [row for row in list(found)[:MOST_ZONES] if row[0] in held.plots]
    return {
        "holders": [[*who, colour] for who, colour in zip(held.holders, held.colours, strict=True)],
        "zones": [zone(pk, layer, drawn(text, asked.zoom), held) for pk, layer, text in shown],
        "cut": len(found) > MOST_ZONES,
        "kind": held.kind,
    }


def zone(pk: Any, layer: str, shape: Drawn, held: Holding) -> list[Any]:
    """Id, name, depth, holder (-1 nobody though somebody should, -2 not given out in this way), line, spot, parts."""
    plot, line = held.plots[pk], shape[0]
    holder = held.of.get(pk, -1 if pk in held.due and layer in held.layers else -2)
    return [pk.hex, plot.label, plot.depth, holder, int(line), shape[2], shape[1]]


@lru_cache(maxsize=8192)
def drawn(text: str, zoom: int) -> Drawn:
    """A shape as it is drawn at a zoom: what is smaller than half a pixel is left out."""
    shape = shapely.from_geojson(text)
    spot = shape.representative_point() if shape.area else shape.interpolate(0.5, normalized=True)
    if shape.area and shape.centroid.within(shape):
        spot = shape.centroid
    simple = shapely.simplify(shape, 360 / 2**zoom / TILE / 2, preserve_topology=True)
    lines = [ring for part in shapely.get_parts(simple) for ring in rings(part)]
    return not shape.area, [steps(line) for line in lines], (round(spot.x * MILLION), round(spot.y * MILLION))


def rings(part: Any) -> list[Any]:
    """The lines a part consists of."""
    return [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]


def steps(line: Any) -> list[int]:
    """A line as steps from point to point."""
    spots = numpy.rint(shapely.get_coordinates(line) * MILLION).astype(numpy.int64)
    return numpy.diff(spots, axis=0, prepend=[[0, 0]]).ravel().tolist()


def sites(asked: Asked, box: Box) -> dict[str, Any]:
    """Sites that touch the box, or how many lie where when they are too many to be drawn: three queries."""
    west, south, east, north = box
    rows = Site.objects.on(asked.day).filter(west__lte=east, east__gte=west, south__lte=north, north__gte=south)
    rows = rows.filter(geometry__isnull=False) if asked.lines else rows
    types = {row.code: [row.label, row.group, row.code] for row in SiteType.objects.order_by("group", "code")}
    if capped_count(rows, MOST_SITES) > MOST_SITES:
        return {
            **placed([], [], asked.zoom),
            "types": [],
            "heaps": heaps(rows.filter(**within(box)), asked),
            "cut": True,
        }
    columns = ("id", "name", "name_en", "type_id", "lon", "lat")
    found = rows.order_by("code").annotate(text=Cast("geometry", TextField())).values_list(*columns, "text")
    return {**placed(list(found), list(types), asked.zoom), "types": list(types.values()), "heaps": [], "cut": False}


def placed(rows: list[tuple], types: list[str], zoom: int) -> dict[str, Any]:
    """Columns, each as one list: ids without a break, names, types by number, points as steps, and lines by place."""
    number = {code: at for at, code in enumerate(types)}
    spots = numpy.array([(row[4], row[5]) for row in rows], dtype=float).reshape(-1, 2)
    points = numpy.rint(spots * MILLION).astype(numpy.int64)
    return {
        "ids": "".join(row[0].hex for row in rows),
        "names": [label_of(row[1], row[2]) for row in rows],
        "kinds": [number[row[3]] for row in rows],
        "points": numpy.diff(points, axis=0, prepend=[[0, 0]]).ravel().tolist(),
        "lines": [line(at, row[6], zoom) for at, row in enumerate(rows) if row[6] and row[6] != "null"],
    }


def line(at: int, text: str, zoom: int) -> list[Any]:
    """The shape of the site at that place of the list: place, line?, parts."""
    is_line, parts, _spot = drawn(text, zoom)
    return [at, int(is_line), parts]


def heaps(rows: Any, asked: Asked) -> list[list[int]]:
    """How many lie in each square of the ground, and their middle: one query."""
    wide, tall = asked.cell(HEAP)
    squares = rows.order_by().annotate(
        x=Floor(Cast("lon", FloatField()) / wide), y=Floor(Cast("lat", FloatField()) / tall)
    )
    found = squares.values("x", "y").annotate(n=Count("pk"), lon_m=Avg("lon"), lat_m=Avg("lat"))
    return [[round(row["lon_m"] * MILLION), round(row["lat_m"] * MILLION), row["n"]] for row in found]
