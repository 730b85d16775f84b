"""The ground of the demo city: units with their functions, zones that tile the city, and its sites."""

from dataclasses import dataclass, field
from datetime import date, datetime

import shapely
from django.utils import timezone

from rectification.demo.files import points, rows
from rectification.demo.spread import Row, grown
from sites.actions.places import bind_function
from sites.geometry import to_shape
from sites.models import Site, SiteManager, SiteZone, Unit, Zone, ZoneLayer
from sites.outlines import outlines_on
from sites.vocabulary import Relation
from supervision.actions.founding import Profile, found_city

PROFILE = Profile("澜川市", "Lanchuan", "澜创文办", "LC", (117.30, 29.80, 117.60, 30.02))
LAYERS = {
    # code: (name, English name, zones lie inside zones, zones may overlap, all ground lies in one)
    "administrative": ("行政区划", "Administrative areas", True, False, True),
    "supervision": ("督查片区", "Supervision areas", False, False, True),
    "road": ("道路路段", "Road sections", False, True, False),
}
ROADS = ("road_main", "road_secondary", "street_commercial")


@dataclass
class Ground:
    """Units, zones and sites by code."""

    units: dict[str, Unit] = field(default_factory=dict)
    zones: dict[str, Zone] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    streets: dict[str, str] = field(default_factory=dict)  # site code -> the street or town it lies in
    rows: list[Row] = field(default_factory=list)  # its sites as tables have them


def lay_ground(now: datetime) -> Ground:
    """Everything that lies still, as of the city's first day."""
    found_city(PROFILE, now=now)
    known = rows("sites")
    ground = Ground(units={unit.code: unit for unit in Unit.objects.all()}, rows=known + grown(known))
    add_units(ground)
    today = timezone.localtime(now).date()
    add_zones(ground)
    add_sites(ground, today)
    return ground


def known_ground() -> Ground:
    """The ground as the city has it now: its own sites only, those that somebody added since belong to no history."""
    known = rows("sites")
    streets = {row["code"]: row["zone"] for row in known + grown(known)}
    sites = Site.objects.filter(code__in=list(streets)).select_related("type").order_by("code")
    return Ground(
        units={unit.code: unit for unit in Unit.objects.all()},
        sites={site.code: site for site in sites},
        streets=streets,
    )


def add_units(ground: Ground) -> None:
    """Parents stand before their children in the table."""
    for row in rows("units"):
        code = row["code"]
        if code not in ground.units:
            ground.units[code] = Unit.objects.create(
                code=code,
                name=row["name"],
                name_en=row["name_en"],
                kind=row["kind"],
                parent=ground.units[row["parent"]],
                ranking_group=row["ranking_group"],
            )
        for function in row["functions"].split(";") if row["functions"] else ():
            bind_function(function, ground.units[code])


def add_zones(ground: Ground) -> None:
    """Areas from the table; each road of the sites table is a zone of its own as well, for its road chief."""
    layers = {
        code: ZoneLayer.objects.create(
            code=code, name=name, name_en=english, tree=tree, overlap=overlap, required=required, order=order
        )
        for order, (code, (name, english, tree, overlap, required)) in enumerate(LAYERS.items(), 1)
    }
    for row in rows("zones"):
        rings = [points(row[part]) for part in ("ring", "hole") if row[part]]
        add_zone(ground, layers[row["layer"]], row, {"type": "Polygon", "coordinates": [[*r, r[0]] for r in rings]})
    for row in ground.rows:
        if row["type"] in ROADS:
            shape = {"type": "LineString", "coordinates": points(row["line"])}
            add_zone(ground, layers["road"], {**row, "parent": "", "unit": row["zone"]}, shape)


def add_zone(ground: Ground, layer: ZoneLayer, row: dict[str, str], geometry: dict) -> None:
    """One zone with its shape."""
    ground.zones[row["code"]] = Zone.objects.lay(
        layer=layer,
        code=row["code"],
        name=row["name"],
        name_en=row["name_en"],
        parent=ground.zones.get(row["parent"]),
        unit=ground.units.get(row["unit"]),
        geometry=geometry,
    )


def add_sites(ground: Ground, today: date) -> None:
    """Sites lie in the smallest administrative zone and in the supervision area that hold their point."""
    made, placed, managed = [], [], []
    areas = [
        (to_shape(row.geometry or {}), ground.zones[row.zone.code])
        for row in outlines_on(today, layers=["administrative", "supervision"])
    ]
    for shape, _zone in areas:
        shapely.prepare(shape)
    for row in ground.rows:
        line = {"type": "LineString", "coordinates": points(row["line"])} if row["line"] else None
        site = Site(
            code=row["code"],
            name=row["name"],
            name_en=row["name_en"],
            type_id=row["type"],
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            geometry=line,
        )
        made.append(site)
        ground.streets[site.code] = row["zone"]
        here = shapely.Point(site.lon, site.lat)
        found = sorted((shape.area, zone.code, zone) for shape, zone in areas if shape.covers(here))
        for layer in ("administrative", "supervision"):
            zone = next(zone for _area, _code, zone in found if zone.layer.code == layer)
            if layer == "administrative":
                site.address = f"{ground.units[row['zone']].name}{zone.name}"
            placed.append(SiteZone(site=site, zone=zone, layer=zone.layer, main=True, valid_from=today))
        if row["type"] in ROADS:
            zone = ground.zones[row["code"]]
            placed.append(SiteZone(site=site, zone=zone, layer=zone.layer, main=True, valid_from=today))
        if row["manager"]:
            unit = ground.units[row["manager"]]
            managed.append(SiteManager(site=site, unit=unit, relation=Relation.MANAGER, valid_from=today))
    Site.objects.bulk_create(made)
    SiteZone.objects.bulk_create(placed)
    SiteManager.objects.bulk_create(managed)
    ground.sites = {site.code: site for site in Site.objects.select_related("type").order_by("code")}
