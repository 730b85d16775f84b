"""Finding places: the zones a point lies in, the sites near it, a site by what people type, the facts for routing."""

import datetime
import uuid
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Case, IntegerField, Q, Value, When

from sites.geometry import Point, around, distance_m, ground
from sites.models import Site
from sites.querysets import DatedQuerySet
from sites.routing import SiteFacts
from sites.vocabulary import ADMINISTRATIVE, TERRITORIAL_KINDS, Relation

ZONES_AT = """
SELECT z.id, l.code, z.code, CAST(v.geometry AS text), u.id, u.kind
  FROM sites_zoneversion v
  JOIN sites_zone z ON z.id = v.zone_id
  JOIN sites_zonelayer l ON l.id = z.layer_id
  LEFT JOIN sites_unit u ON u.id = v.unit_id
       AND u.valid_from <= %(day)s AND (u.valid_to IS NULL OR u.valid_to > %(day)s)
 WHERE v.west <= %(lon)s AND v.east >= %(lon)s AND v.south <= %(lat)s AND v.north >= %(lat)s
   AND v.valid_from <= %(day)s AND (v.valid_to IS NULL OR v.valid_to > %(day)s)
   AND z.valid_from <= %(day)s AND (z.valid_to IS NULL OR z.valid_to > %(day)s)
"""

# Three kinds of row: a zone the site lies in (0 = main), a unit that answers for it or for a zone so many steps above,
# and a unit that manages or owns the site.
ON_RECORD = """
WITH RECURSIVE
living AS (
  SELECT id, kind FROM sites_unit WHERE valid_from <= %(day)s AND (valid_to IS NULL OR valid_to > %(day)s)
),
placed AS (
  SELECT z.id, z.code, z.parent_id, v.unit_id, l.code AS layer, CASE WHEN s.main THEN 0 ELSE 1 END AS further
    FROM sites_sitezone s
    JOIN sites_zone z ON z.id = s.zone_id
    JOIN sites_zonelayer l ON l.id = s.layer_id
    LEFT JOIN sites_zoneversion v ON v.zone_id = z.id
         AND v.valid_from <= %(day)s AND (v.valid_to IS NULL OR v.valid_to > %(day)s)
   WHERE s.site_id = %(site)s AND s.valid_from <= %(day)s AND (s.valid_to IS NULL OR s.valid_to > %(day)s)
),
climb(zone_id, parent_id, unit_id, depth) AS (
  SELECT id, parent_id, unit_id, 0 FROM placed WHERE layer = 'administrative'
  UNION ALL
  SELECT climb.zone_id, z.parent_id, v.unit_id, climb.depth + 1
    FROM climb
    JOIN sites_zone z ON z.id = climb.parent_id
    LEFT JOIN sites_zoneversion v ON v.zone_id = z.id
         AND v.valid_from <= %(day)s AND (v.valid_to IS NULL OR v.valid_to > %(day)s)
   WHERE climb.depth < 64
)
SELECT 'zone', id, NULL, layer, further, code FROM placed
UNION ALL
SELECT 'above', climb.zone_id, living.id, living.kind, climb.depth, ''
  FROM climb JOIN living ON living.id = climb.unit_id
UNION ALL
SELECT 'unit', NULL, living.id, m.relation, 0, ''
  FROM sites_sitemanager m JOIN living ON living.id = m.unit_id
 WHERE m.site_id = %(site)s AND m.valid_from <= %(day)s AND (m.valid_to IS NULL OR m.valid_to > %(day)s)
"""


class ZoneHit(NamedTuple):
    """A zone that holds a point."""

    zone_id: uuid.UUID
    layer: str
    code: str
    unit_id: uuid.UUID | None
    unit_kind: str | None
    size: float


class Near(NamedTuple):
    """A site and how far it is, in metres (0 inside an area)."""

    site: Site
    metres: float


def zones_at(point: Point, on: datetime.date, layers: Sequence[str] | None = None) -> list[ZoneHit]:
    """Zones that hold the point on that day, smallest first, of these layers or of all: one query.

    The box columns pick the candidates; shapes are parsed once per process (`geometry.ground`, keyed by the text
    itself, so an edited zone is never served from memory).
    """
    hits = []
    for zone, layer, code, text, unit, kind in _rows(ZONES_AT, lon=point[0], lat=point[1], day=on.isoformat()):
        if layers is not None and layer not in layers:
            continue
        shape = ground(text)
        if shape.holds(point):
            hits.append(ZoneHit(_uuid(zone), layer, code, _uuid(unit), kind, shape.size))
    return sorted(hits, key=lambda hit: (hit.size, hit.layer, hit.code))


def territorial_in(hits: Sequence[ZoneHit]) -> uuid.UUID | None:
    """属地: the unit of the smallest administrative zone that belongs to a sub-district, town or district."""
    for hit in hits:
        if hit.layer == ADMINISTRATIVE and hit.unit_kind in TERRITORIAL_KINDS:
            return hit.unit_id
    return None


def territorial_unit(point: Point, on: datetime.date) -> uuid.UUID | None:
    """The unit on whose ground the point lies: one query."""
    return territorial_in(zones_at(point, on, [ADMINISTRATIVE]))


def sites_near(
    point: Point, metres: float, on: datetime.date, limit: int | None = None, among: DatedQuerySet[Site] | None = None
) -> list[Near]:
    """Sites (`among` these) within so many metres of the point, nearest first; of a line or area its nearest spot
    counts: one query."""
    west, south, east, north = around(point, metres)
    rows = (
        (Site.objects.all() if among is None else among)
        .on(on)
        .filter(west__lte=east, east__gte=west, south__lte=north, north__gte=south)
    )
    found = [Near(site, distance_m(point, site.shape)) for site in rows.select_related("type").order_by()]
    within = sorted((near for near in found if near.metres <= metres), key=lambda near: (near.metres, near.site.code))
    return within[:limit]


def is_near(site: Site, point: Point, metres: float) -> bool:
    """Whether the point lies within so many metres of the site."""
    return distance_m(point, site.shape) <= metres


def search_sites(text: str, on: datetime.date, limit: int = 20, among: DatedQuerySet[Site] | None = None) -> list[Site]:
    """Sites (`among` these) by name, code or pinyin initials, best match first: one query, none for an empty text."""
    text = text.strip()
    if not text:
        return []
    letters = text.lower().replace(" ", "")
    hit = Q(name__contains=text) | Q(name_en__icontains=text) | Q(code__icontains=text) | Q(initials__contains=letters)
    rank = Case(
        When(Q(code__iexact=text) | Q(name=text), then=Value(0)),
        When(Q(name__startswith=text) | Q(initials__startswith=letters), then=Value(1)),
        When(name__contains=text, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    known = Site.objects.all() if among is None else among
    rows = known.on(on).filter(hit).select_related("type").annotate(rank=rank)
    return list(rows.order_by("rank", "code")[:limit])


def site_facts(site: Site | None, point: Point | None, on: datetime.date) -> SiteFacts:
    """What routing needs to know of the place on that day; load the site with `select_related("type")`.

    At a site: one query, two where the point decides - a site that crosses administrative zones, or one that has been
    placed in none. At a free point: one. Nowhere (a document is owed): none.
    """
    if site is None:
        hits = zones_at(point, on) if point else []
        return SiteFacts(point=point, territorial=territorial_in(hits), zone_ids=tuple(hit.zone_id for hit in hits))
    placed, grounds, units = _recorded(site, on)
    by_rows = grounds[0] if grounds else None
    hits = [] if by_rows and len(grounds) == 1 else zones_at(point or site.point, on)
    return SiteFacts(
        site_id=site.pk,
        site_type=site.type_id,
        group=site.type.group,
        sector=site.type.sector,
        point=point or site.point,
        manager=units.get(Relation.MANAGER),
        owner=units.get(Relation.OWNER),
        territorial=territorial_in(hits) or by_rows,
        zone_ids=tuple(dict.fromkeys([*placed, *(hit.zone_id for hit in hits)])),
    )


def _recorded(site: Site, on: datetime.date) -> tuple[list[uuid.UUID], list[uuid.UUID | None], dict[str, uuid.UUID]]:
    """What is on record of a site on that day: its zones, main ones first; for each administrative one of them the
    unit that answers for that ground; and its manager and owner, where these units still exist."""
    key = Site._meta.pk.get_db_prep_value(site.pk, connection)
    rows = _rows(ON_RECORD, site=key, day=on.isoformat())
    placed = sorted(
        (further, code, _uuid(zone), layer) for what, zone, _, layer, further, code in rows if what == "zone"
    )
    above = [(depth, _uuid(zone), _uuid(unit), kind) for what, zone, unit, kind, depth, _ in rows if what == "above"]
    farthest_first = sorted(above, key=lambda row: row[0], reverse=True)
    answering = {zone: unit for _depth, zone, unit, kind in farthest_first if kind in TERRITORIAL_KINDS}
    grounds = [answering.get(zone) for _further, _code, zone, layer in placed if layer == ADMINISTRATIVE]
    units = {relation: _uuid(unit) for what, _, unit, relation, _, _ in rows if what == "unit"}
    return [zone for _further, _code, zone, _layer in placed], grounds, units


def _rows(sql: str, **values: Any) -> list[tuple]:
    """Rows of one of the queries above. They stand on the way of every filing: written out, they cost a tenth of what
    building them anew each time would, and both databases read them."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _uuid(value: Any) -> Any:
    """A uuid as this database gives it: PostgreSQL as such, SQLite as hex digits."""
    return uuid.UUID(value) if isinstance(value, str) else value
