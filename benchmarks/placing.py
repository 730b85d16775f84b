"""Sites into zones: 10,000 points into 500 areas at once, beside shapely's STRtree alone, and with the database."""

import datetime
import random
from typing import Any

import numpy as np
import shapely
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone

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


def missing(part: Part, sites: int = 100_000, zones: int = 500) -> None:
    """The gaps of a large city: counted with nothing remembered, counted again, and as the page that lists them."""
    from supervision.actions.contracts import seed_kinds
    from supervision.gaps import Gaps
    from supervision.office.gap_pages import listed

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("load_catalogue", verbosity=0)
    seed_kinds()
    areas, points = town(zones, sites)
    columns = [{"lon": lon, "lat": lat} for lon, lat in points]
    Site.objects.bulk_create(
        [Site(code=f"g{n}", name=f"g{n}", type_id="market_wet", **at) for n, at in enumerate(columns)]
    )
    for code in ("administrative", "supervision"):
        layer = ZoneLayer.objects.create(code=code, name=code, required=True)
        lying = areas if code == "administrative" else areas[: zones * 9 // 10]  # a tenth of the ground is bare
        for n, area in enumerate(lying):
            Zone.objects.lay(layer=layer, code=f"{code}{n}", name=f"z{n}", geometry=area, valid_from=DAY)
        changes: list[Any] = [(None, row.geometry) for row in outlines_on(DAY, layers=[code])]
        resettle(layer, DAY, changes)
    now = timezone.make_aware(datetime.datetime.combine(DAY, datetime.time(10)))
    name = f"gaps of {sites:,} sites in {zones} zones"
    cache.clear()
    part.figure(f"{name}, counted", "s", timed(lambda: Gaps(now).counts()))
    part.figure(f"{name}, counted again", "ms", *(timed(lambda: Gaps(now).counts()) * 1e3 for _turn in range(TURNS)))
    part.figure(f"{name}, the page", "s", *(timed(lambda: listed("", now)) for _turn in range(3)))
    if Gaps(now).counts()["outside"] < sites // 20:
        raise AssertionError("a tenth of the ground is bare, yet hardly a site is outside")


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
