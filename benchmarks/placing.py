"""Sites into zones: 10,000 points into 500 areas at once, beside shapely's STRtree alone, and with the database."""

import datetime
import random
from typing import Any

import numpy as np
import shapely
from django.core.management import call_command

from benchmarks.kit import Part, timed
from sites.geometry import to_shape
from sites.models import Site, SiteZone, Zone, ZoneLayer
from sites.outlines import outlines_on
from sites.placing import NOWHERE, located, resettle

WEST, SOUTH, STEP = 117.3, 29.8, 0.012
TURNS = 9
DAY = datetime.date(2026, 3, 2)


def town(zones: int, sites: int) -> tuple[list[dict[str, Any]], list[tuple[float, float]]]:
    """Areas with crooked borders that tile a rectangle (Voronoi cells of random centres, each edge broken once), and
    points in it."""
    draw = random.Random(7)
    east, north = WEST + STEP * 25, SOUTH + STEP * 20
    box = shapely.box(WEST, SOUTH, east, north)
    centres = shapely.MultiPoint([(draw.uniform(WEST, east), draw.uniform(SOUTH, north)) for _ in range(zones)])
    cells = shapely.voronoi_polygons(centres, extend_to=box).geoms
    cut = [shapely.segmentize(shapely.intersection(cell, box), STEP / 20) for cell in cells]
    areas = [shapely.geometry.mapping(cell) for cell in cut if cell.area]
    return areas, [(draw.uniform(WEST, east), draw.uniform(SOUTH, north)) for _ in range(sites)]


def alone(points: list[tuple[float, float]], shapes: list[Any]) -> int:
    """The least anybody could do: build the tree and ask it."""
    found, _areas = shapely.STRtree(shapes).query(shapely.points(points), predicate="intersects")
    return len(found)


def measure(part: Part, zones: int = 500, sites: int = 10_000) -> None:
    """Ours and the tree's in turn, then everything with the database."""
    areas, points = town(zones, sites)
    shapes = [to_shape(area) for area in areas]
    lons, lats = [p[0] for p in points], [p[1] for p in points]
    if np.any(located(lons, lats, shapes) == NOWHERE):
        raise AssertionError("the areas tile the rectangle, yet a point lies in none")
    tree, ours = [], []
    for _turn in range(TURNS):
        tree.append(timed(lambda: alone(points, shapes)) * 1e3)
        ours.append(timed(lambda: located(lons, lats, shapes)) * 1e3)
    name = f"{sites:,} sites into {len(areas)} zones"
    bare = part.figure(f"{name}, STRtree alone", "ms", *tree)
    full = part.figure(name, "ms", *ours)
    part.judge(f"{name}, against STRtree alone", full.median / bare.median, 2)
    stored(part, areas, points, name)


def stored(part: Part, areas: list[Any], points: list[tuple[float, float]], name: str) -> None:
    """A new layer of areas over a city that has its sites: read, found and written."""
    call_command("migrate", verbosity=0)
    call_command("load_catalogue", verbosity=0)
    layer = ZoneLayer.objects.create(code="bench", name="片")
    for n, area in enumerate(areas):
        Zone.objects.lay(layer=layer, code=f"z{n}", name=f"z{n}", geometry=area, valid_from=DAY)
    Site.objects.bulk_create(
        [
            Site(code=f"b{n}", name=f"b{n}", type_id="market_wet", lon=lon, lat=lat)
            for n, (lon, lat) in enumerate(points)
        ]
    )
    changes: list[Any] = [(None, row.geometry) for row in outlines_on(DAY, layers=["bench"])]
    part.figure(f"{name}, read and written", "s", timed(lambda: resettle(layer, DAY, changes)))
    if SiteZone.objects.filter(layer=layer).count() != len(points):
        raise AssertionError("not every site was placed")
