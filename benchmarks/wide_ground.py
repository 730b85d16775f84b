"""A city as wide as the map must bear: so many zones with crooked borders, each with a holder, and so many sites."""

import json
import math
import random

from benchmarks.schedule import LATER
from sites.models import Site, SiteType, Unit, Zone, ZoneLayer, ZoneVersion
from supervision.ids import new_id
from supervision.models import Contract, ContractKind, User

WEST, SOUTH, WIDE, TALL = 119.95, 30.02, 0.5, 0.26  # degrees
BENDS = 12  # points along each side of a zone
HOLDERS = 60
chance = random.Random(11)


def lay(sites: int, zones: int) -> None:
    """All of it in a few statements: unchecked, as the shapes are known to be right."""
    layer, _made = ZoneLayer.objects.get_or_create(code="wide", defaults={"name": "网格", "name_en": "Grid"})
    columns = round(math.sqrt(zones * WIDE / TALL))
    rows = math.ceil(zones / columns)
    made = [Zone(layer=layer, code=f"W{n:04}", name=f"第{n + 1}网格", name_en=f"Grid {n + 1}") for n in range(zones)]
    Zone.objects.bulk_create(made)
    shapes = [cell(n % columns, n // columns, columns, rows) for n in range(zones)]
    ZoneVersion.objects.bulk_create(
        ZoneVersion(zone=zone, geometry=shape, **zone.called, **edges(shape))
        for zone, shape in zip(made, shapes, strict=True)
    )
    give_out(made)
    kinds = list(SiteType.objects.order_by("code").values_list("code", flat=True))
    rows_of_sites = (one_site(n, kinds) for n in range(sites))
    Site.objects.bulk_create(rows_of_sites, batch_size=2000)


def give_out(zones: list[Zone]) -> None:
    """Each zone to one of sixty people."""
    kind, _made = ContractKind.objects.get_or_create(code="area", defaults={"name": "片区包干", "name_en": "Area"})
    unit = Unit.objects.get(code="street_a")
    people = [User(id=new_id(), username=f"holder{n}", display_name=f"包干人{n + 1}") for n in range(HOLDERS)]
    User.objects.bulk_create(people)
    Contract.objects.bulk_create(
        Contract(
            kind=kind, unit=unit, user=people[n // 8 % HOLDERS], subject_kind="zone", subject_key=str(zone.pk),
            valid_from=LATER,
        )
        for n, zone in enumerate(zones)
    )  # fmt: skip


def corner(column: int, row: int, columns: int, rows: int) -> tuple[float, float]:
    """A corner of the grid, pushed aside by a little, the same for all zones that meet there."""
    shove = random.Random(column * 1000 + row)
    x = WEST + WIDE * (column + shove.uniform(-0.2, 0.2)) / columns
    return x, SOUTH + TALL * (row + shove.uniform(-0.2, 0.2)) / rows


def side(start: tuple[float, float], end: tuple[float, float]) -> list[tuple[float, float]]:
    """A crooked border from one corner towards the next; the same line whoever's border it is."""
    (x1, y1), (x2, y2) = ends = sorted((start, end))
    bend = random.Random(json.dumps(ends))
    spots = [ends[0]]
    for n in range(1, BENDS):
        off = bend.uniform(-0.03, 0.03)
        part = n / BENDS
        spots.append((x1 + (x2 - x1) * part + (y2 - y1) * off, y1 + (y2 - y1) * part + (x2 - x1) * off))
    spots.append(ends[1])
    return (spots if start == ends[0] else spots[::-1])[:-1]


def cell(column: int, row: int, columns: int, rows: int) -> dict:
    """One zone."""
    corners = [corner(column + x, row + y, columns, rows) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))]
    ring = [spot for n in range(4) for spot in side(corners[n], corners[(n + 1) % 4])]
    return {"type": "Polygon", "coordinates": [[*map(list, ring), list(ring[0])]]}


def edges(shape: dict) -> dict[str, float]:
    """The box around it."""
    lons, lats = zip(*shape["coordinates"][0], strict=True)
    return {"west": min(lons), "south": min(lats), "east": max(lons), "north": max(lats)}


def one_site(n: int, kinds: list[str]) -> Site:
    """Somewhere in the city; every twentieth is a street."""
    lon, lat = WEST + WIDE * chance.random(), SOUTH + TALL * chance.random()
    far = {"west": lon, "south": lat, "east": lon, "north": lat}
    site = Site(code=f"W{n:06}", name=f"第{n + 1}点位", type_id=kinds[n % len(kinds)], lon=lon, lat=lat, **far)
    if n % 20 == 0:
        end = [lon + chance.uniform(-0.004, 0.004), lat + chance.uniform(-0.004, 0.004)]
        site.type_id = "road_secondary"
        site.geometry = {"type": "LineString", "coordinates": [[lon, lat], end]}
    return site
