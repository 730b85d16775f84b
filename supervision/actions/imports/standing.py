"""The city as it stands, in the words of the workbook: a fixed number of queries, whatever its size."""

import json
from collections import defaultdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sites.models import (
    CatalogueVersion,
    City,
    Function,
    Site,
    SiteManager,
    SiteType,
    SiteZone,
    Unit,
    UnitFunction,
    Zone,
    ZoneLayer,
    ZoneVersion,
)
from sites.vocabulary import Relation, UnitKind
from supervision.importing.known import Known, Stored, StoredPerson, StoredPost, degrees
from supervision.importing.reasons import BadFile
from supervision.models import Post, Team, User

NAMES = ("code", "name", "name_en")
ZoneKey = tuple[str, str]  # layer, code


def known_city(now: datetime, today: date) -> Known:
    """Everything a workbook may name or change."""
    city = City.objects.current()
    if city is None:
        raise BadFile("no_city")
    units = read_units(today)
    codes = {stored.id: code for code, stored in units.items()}
    root = next((code for code, unit in units.items() if unit.values["kind"] == UnitKind.CITY), "")
    known = Known(city.box, root, units)
    known.people = read_people(now, codes)
    known.zones, zone_keys = read_zones(today, codes)
    known.sites = read_sites(today, codes, zone_keys)
    known.types = {row[0]: (row[1], row[2]) for row in SiteType.objects.filter(retired=False).values_list(*NAMES)}
    version = CatalogueVersion.objects.current()
    if version:
        found = Function.objects.of(version).values_list(*NAMES)
        known.functions = {row[0]: (row[1], row[2]) for row in found}
    for layer in ZoneLayer.objects.all():
        known.layers[layer.code] = layer.name, layer.name_en
        if layer.tree:
            known.trees.add(layer.code)
        if layer.overlap:
            known.overlapping.add(layer.code)
    return known


def is_over(valid_to: date | None, today: date) -> bool:
    """Whether a row has ended."""
    return valid_to is not None and valid_to <= today


def read_units(today: date) -> dict[str, Stored]:
    """Units by code."""
    functions: dict[UUID, list[str]] = defaultdict(list)
    for code, unit in UnitFunction.objects.order_by("code").values_list("code", "unit_id"):
        functions[unit].append(code)
    rows = list(Unit.objects.all())
    codes = {unit.id: unit.code for unit in rows}
    return {
        unit.code: Stored(
            unit.id,
            {
                "name": unit.name,
                "name_en": unit.name_en,
                "kind": unit.kind,
                "parent": codes.get(unit.parent_id) if unit.parent_id else None,
                "group": unit.ranking_group,
                "functions": functions[unit.id],
            },
            is_over(unit.valid_to, today),
        )
        for unit in rows
    }


def read_people(now: datetime, codes: dict[UUID, str]) -> dict[str, StoredPerson]:
    """People by sign-in name, with the posts that have not ended."""
    found = {
        user.username: StoredPerson(user.id, {"name": user.display_name, "phone": user.phone}, not user.is_active)
        for user in User.objects.only("username", "display_name", "phone", "is_active")
    }
    posts = Post.objects.filter(valid_to=None).values_list("user__username", "unit_id", "role", "id", "title", "rank")
    for username, unit, role, pk, title, rank in posts:
        found[username].posts[codes[unit], role] = StoredPost(pk, title, rank)
    return found


def read_zones(
    today: date, codes: dict[UUID, str]
) -> tuple[dict[tuple[str, str], Stored], dict[UUID, tuple[str, str]]]:
    """Zones by (layer, code), and those keys by id; a zone that a team covers names the team."""
    teams = {row.zone_id: row.team_id for row in Team.zones.through.objects.all()}
    rows = list(Zone.objects.select_related("layer"))
    lies = {row.zone_id: row for row in ZoneVersion.objects.order_by("valid_from")}  # the last one of each
    keys = {zone.id: (zone.layer.code, zone.code) for zone in rows}
    found = {}
    for zone in rows:
        version = lies.get(zone.id)
        unit = (version.unit_id if version else None) or teams.get(zone.id)
        values: dict[str, Any] = {
            "name": zone.name,
            "name_en": zone.name_en,
            "unit": codes.get(unit) if unit else None,
            "parent": keys[zone.parent_id][1] if zone.parent_id else None,
            "shape": shape_text(version.geometry if version else None),
        }
        found[keys[zone.id]] = Stored(zone.id, values, is_over(zone.valid_to, today))
    return found, keys


def read_sites(today: date, codes: dict[UUID, str], zones: dict[UUID, ZoneKey]) -> dict[str, Stored]:
    """Sites by code, with their main zones and the units that answer for them."""
    places: dict[UUID, dict[str, str]] = defaultdict(dict)
    for site_id, zone in SiteZone.objects.filter(main=True, valid_to=None).values_list("site_id", "zone_id"):
        layer, code = zones[zone]
        places[site_id][layer] = code
    units: dict[tuple[UUID, str], str] = {}
    managers = SiteManager.objects.filter(valid_to=None).values_list("site_id", "relation", "unit_id")
    for site_id, relation, unit in managers:
        units[site_id, relation] = codes[unit]
    found = {}
    for site in Site.objects.defer("west", "south", "east", "north"):
        values = {
            "name": site.name,
            "name_en": site.name_en,
            "type": site.type_id,
            "address": site.address,
            "lon": degrees(site.lon),
            "lat": degrees(site.lat),
            "manager": units.get((site.id, Relation.MANAGER)),
            "owner": units.get((site.id, Relation.OWNER)),
            "shape": shape_text(site.geometry),
            "since": site.valid_from.isoformat(),
            "places": places.get(site.id, {}),
        }
        found[site.code] = Stored(site.id, values, is_over(site.valid_to, today))
    return found


def shape_text(geometry: dict[str, Any] | None) -> str | None:
    """GeoJSON as the workbook's shapes are compared."""
    if not geometry:
        return None
    content = {"type": geometry["type"], "coordinates": geometry["coordinates"]}
    return json.dumps(content, separators=(",", ":"))
