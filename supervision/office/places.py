"""Sites: the list, one site with where its problems go, and what a change of it would do to that."""

from collections.abc import Mapping
from copy import copy
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sites.catalogue import typical_for
from sites.models import Site, SiteManager, SiteType, SiteZone, Unit
from sites.routing import SiteFacts
from sites.survey import facts_of
from sites.vocabulary import ADMINISTRATIVE, Relation
from supervision.actions.standing import seq_of
from supervision.office.history import history
from supervision.office.hub import unmanaged
from supervision.office.marks import page_of, read_id
from supervision.office.routing import Standing, placed_categories, rules_of


def narrowed(query: QueryDict, now: datetime) -> tuple[QuerySet[Site], dict[str, str]]:
    """The sites that an address asks for, and what it asks for."""
    today = timezone.localtime(now).date()
    q, kind = query.get("q", "").strip()[:60], query.get("type", "")[:40]
    alone, unit_id = query.get("what") == "alone", read_id(query.get("unit", ""))
    rows = unmanaged(now) if alone else Site.objects.on(today)
    if q:
        letters = q.lower().replace(" ", "")
        named = Q(name__contains=q) | Q(name_en__icontains=q) | Q(code__icontains=q) | Q(initials__contains=letters)
        rows = rows.filter(named)
    if kind:
        rows = rows.filter(type_id=kind)
    if unit_id:
        held = SiteManager.objects.on(today).filter(site=OuterRef("pk"), unit_id=unit_id)
        rows = rows.filter(Exists(held))
    return rows, {"q": q, "type": kind, "what": "alone" if alone else "", "unit": str(unit_id or "")}


def listed(query: QueryDict, now: datetime) -> dict[str, Any]:
    """One page of the sites by code: six queries."""
    today = timezone.localtime(now).date()
    rows, asked = narrowed(query, now)
    unit_id, kind = read_id(asked["unit"]), asked["type"]
    url = "?" + urlencode({name: value for name, value in asked.items() if value})
    found, foot = page_of(rows.select_related("type").defer("geometry"), "code", query, url)
    managers = dict(
        SiteManager.objects.on(today)
        .filter(site__in=found, relation=Relation.MANAGER)
        .values_list("site_id", "unit_id")
    )
    units = Unit.objects.in_bulk(list(managers.values()))
    return {
        "sites": [
            {
                "url": reverse("office_site", args=[site.pk]),
                "label": site.label,
                "code": site.code,
                "type": site.type.label,
                "unit": units[managers[site.pk]].label if site.pk in managers else "",
            }
            for site in found
        ],
        "asked": asked,
        "codes_url": reverse("office_site_codes") + (url if len(url) > 1 else ""),
        "types": [
            {"code": one.code, "label": one.label, "on": one.code == kind}
            for one in SiteType.objects.filter(retired=False).order_by("group", "code")
        ],
        "unit": Unit.objects.filter(pk=unit_id).first() if unit_id else None,
        "page": foot,
    }


def placed_rows(site: Site, standing: Standing) -> list[tuple[int, str, UUID]]:
    """The zones on record of a site."""
    rows = SiteZone.objects.on(standing.today).filter(site=site).values_list("zone_id", "main")
    return sorted((0 if main else 1, standing.ground.zones[pk].code, pk) for pk, main in rows)


def held_by(site: Site, standing: Standing) -> dict[str, UUID]:
    """Relation -> unit, where the unit still exists."""
    rows = SiteManager.objects.on(standing.today).filter(site=site).values_list("relation", "unit_id")
    return {relation: unit for relation, unit in rows if unit in standing.units}


def facts_now(site: Site, standing: Standing) -> SiteFacts:
    """What routing knows of the site today."""
    land, today = standing.ground, standing.today
    return facts_of(site, placed_rows(site, standing), held_by(site, standing), land, today)


def facts_then(
    site: Site, kind: SiteType, point: tuple[float, float], units: Mapping[str, UUID], standing: Standing
) -> SiteFacts:
    """What it would know after a change. Another point puts the site on the ground it then lies on."""
    placed, fresh = placed_rows(site, standing), copy(site)
    fresh.type, (fresh.lon, fresh.lat) = kind, point
    if point != site.point:
        zones = standing.ground.zones
        ground = next((hit for hit in standing.ground.hits(point, standing.today) if hit.layer == ADMINISTRATIVE), None)
        if ground is not None:
            kept = [row for row in placed if row[0] or zones[row[2]].layer.code != ADMINISTRATIVE]
            kept = [row for row in kept if row[2] != ground.zone_id]
            placed = sorted([*kept, (0, ground.code, ground.zone_id)])
    return facts_of(fresh, placed, units, standing.ground, standing.today)


def goes(standing: Standing, facts: SiteFacts) -> dict[str, UUID | None]:
    """Where each kind of problem goes from there."""
    categories = placed_categories()
    rules = rules_of(categories)
    return {row.code: standing.resolve(rules[row.code], facts).lead for row in categories}


def site(row: Site, now: datetime) -> dict[str, Any]:
    """One site: a fixed number of queries."""
    standing = Standing(now)
    facts = facts_now(row, standing)
    found = goes(standing, facts)
    labels = {one.code: one for one in placed_categories()}
    units = held_by(row, standing)
    usual = [one for one in labels.values() if typical_for(one, row.type_id)]
    zones = [standing.ground.zones[pk] for _further, _code, pk in placed_rows(row, standing)]
    return {
        "site": row,
        "type": row.type.label,
        "retired": row.valid_to is not None and row.valid_to <= standing.today,
        "manager": unit_of(units.get(Relation.MANAGER), standing),
        "owner": unit_of(units.get(Relation.OWNER), standing),
        "ground": unit_of(facts.territorial, standing),
        "zones": [f"{zone.layer.label}: {zone.label}" for zone in zones],
        "lost": sum(unit is None for unit in found.values()),
        "goes": [
            {
                "label": one.label,
                "unit": standing.units[unit].label if (unit := found[one.code]) in standing.units else "",
                "url": f"{reverse('office_category', args=[one.code])}?type={row.type_id}",
            }
            for one in usual
        ],
        "expected": seq_of(row.pk),
        "history": history([row.pk], now),
    }


def unit_of(pk: UUID | None, standing: Standing) -> dict[str, str] | None:
    """A unit as a link."""
    if pk is None or pk not in standing.units:
        return None
    return {"label": standing.units[pk].label, "url": reverse("office_unit", args=[pk])}


def differences(row: Site, then: SiteFacts, standing: Standing) -> dict[str, Any]:
    """Which kinds of problem would go to another unit."""
    before, after = goes(standing, facts_now(row, standing)), goes(standing, then)
    names = {one.code: one.label for one in placed_categories()}

    def label(pk: UUID | None) -> str:
        return standing.units[pk].label if pk in standing.units else _("no unit")

    moved = [code for code in before if before[code] != after[code]]
    return {
        "n": len(moved),
        "all": len(before),
        "lost": sum(after[code] is None for code in moved),
        "rows": [
            {
                "what": names[code],
                "before": label(before[code]),
                "after": label(after[code]),
                "lost": after[code] is None,
            }
            for code in moved
        ],
    }
