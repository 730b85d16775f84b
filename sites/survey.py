"""The facts for routing of many sites at once: what `finding.site_facts` says of each, in a fixed number of queries."""

import datetime
import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sites.finding import ZoneHit, territorial_in
from sites.geometry import Ground as Shape
from sites.geometry import Point, ground
from sites.models import Site, SiteManager, SiteZone, Unit, Zone
from sites.routing import SiteFacts
from sites.vocabulary import ADMINISTRATIVE, TERRITORIAL_KINDS, Relation


@dataclass(frozen=True)
class Ground:
    """The zones and units of one day."""

    zones: Mapping[uuid.UUID, Any]  # as `Zone.objects.lying` has them
    kinds: Mapping[uuid.UUID, str]  # living unit -> kind

    def answering(self, zone: Zone) -> uuid.UUID | None:
        """The nearest territorial unit from the zone upwards."""
        seen: set[uuid.UUID] = set()
        step: Any = zone
        while step is not None and step.pk not in seen:
            seen.add(step.pk)
            unit = self.unit(step)
            if unit and self.kinds[unit] in TERRITORIAL_KINDS:
                return unit
            step = self.zones.get(step.parent_id) if step.parent_id else None
        return None

    def unit(self, zone: Any) -> uuid.UUID | None:
        """The living unit that answers for the zone itself."""
        return zone.unit_id if zone.unit_id in self.kinds else None

    def shape(self, zone: Any) -> Shape:
        """Parsed once per process, as for filing."""
        return ground(json.dumps(zone.geometry))

    def hits(self, point: Point, on: datetime.date) -> list[ZoneHit]:
        """As `finding.zones_at`, from the zones that are at hand."""
        lon, lat = point
        found = []
        for zone in self.zones.values():
            if zone.geometry is None or not zone.holds_on(on) or None in (zone.west, zone.south):
                continue
            if not (zone.west <= lon <= zone.east and zone.south <= lat <= zone.north):
                continue
            shape = self.shape(zone)
            if shape.holds(point):
                unit = self.unit(zone)
                kind = self.kinds.get(unit) if unit else None
                found.append(ZoneHit(zone.pk, zone.layer.code, zone.code, unit, kind, shape.size))
        return sorted(found, key=lambda hit: (hit.size, hit.layer, hit.code))


def ground_on(day: datetime.date) -> Ground:
    """Two queries."""
    zones = {zone.pk: zone for zone in Zone.objects.lying(day).select_related("layer")}
    return Ground(zones, dict(Unit.objects.on(day).values_list("pk", "kind")))


def survey(sites: Iterable[Site], on: datetime.date, land: Ground | None = None) -> dict[uuid.UUID, SiteFacts]:
    """Facts by site, for sites loaded with `select_related("type")`: four queries, two with the ground at hand."""
    land, rows = land or ground_on(on), list(sites)
    placed: dict[uuid.UUID, list[tuple[int, str, uuid.UUID]]] = defaultdict(list)
    ids = [site.pk for site in rows] if len(rows) < 500 else None
    in_zones, managed = SiteZone.objects.on(on), SiteManager.objects.on(on)
    if ids is not None:
        in_zones, managed = in_zones.filter(site_id__in=ids), managed.filter(site_id__in=ids)
    for site_id, zone_id, main in in_zones.values_list("site_id", "zone_id", "main"):
        placed[site_id].append((0 if main else 1, land.zones[zone_id].code, zone_id))
    units: dict[uuid.UUID, dict[str, uuid.UUID]] = defaultdict(dict)
    for site_id, relation, unit_id in managed.values_list("site_id", "relation", "unit_id"):
        if unit_id in land.kinds:
            units[site_id][relation] = unit_id
    return {site.pk: facts_of(site, sorted(placed[site.pk]), units[site.pk], land, on) for site in rows}


def facts_of(
    site: Site,
    placed: list[tuple[int, str, uuid.UUID]],
    units: Mapping[str, uuid.UUID],
    land: Ground,
    on: datetime.date,
) -> SiteFacts:
    """One site: the point decides where it lies in no administrative zone, or in several."""
    zones = [land.zones[zone_id] for _further, _code, zone_id in placed]
    grounds = [land.answering(zone) for zone in zones if zone.layer.code == ADMINISTRATIVE]
    by_rows = grounds[0] if grounds else None
    hits = [] if by_rows and len(grounds) == 1 else land.hits(site.point, on)
    return SiteFacts(
        site_id=site.pk,
        site_type=site.type_id,
        group=site.type.group,
        sector=site.type.sector,
        point=site.point,
        manager=units.get(Relation.MANAGER),
        owner=units.get(Relation.OWNER),
        territorial=territorial_in(hits) or by_rows,
        zone_ids=tuple(dict.fromkeys([*(zone.pk for zone in zones), *(hit.zone_id for hit in hits)])),
    )
