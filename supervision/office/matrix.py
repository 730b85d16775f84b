"""The matrix of a layer: a row for each zone, a column for each kind that is given there, who holds it in the cell."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from sites.models import Zone, ZoneLayer
from supervision.models import Contract, ContractKind
from supervision.office.contracts import state_of

ROWS = 100  # zones on a page
Cells = dict[tuple[str, str], list[Contract]]  # (kind, key of the zone)


def layers() -> list[ZoneLayer]:
    """The layers of the city."""
    return list(ZoneLayer.objects.order_by("code"))


def kinds_of(layer: str) -> list[ContractKind]:
    """The kinds that are given for zones of a layer."""
    return [kind for kind in ContractKind.objects.filter(retired=False) if kind.takes_layer(layer)]


def zones_of(layer: str, now: datetime) -> list[Zone]:
    """The zones of today, each under the one it lies in."""
    today = timezone.localtime(now).date()
    zones = list(
        Zone.objects.on(today)
        .filter(layer__code=layer)
        .order_by("code")
        .only("id", "code", "name", "name_en", "parent")
    )
    below: dict[UUID | None, list[Zone]] = defaultdict(list)
    known = {zone.pk for zone in zones}
    for zone in zones:
        below[zone.parent_id if zone.parent_id in known else None].append(zone)
    found: list[Zone] = []

    def walk(above: UUID | None, depth: int) -> None:
        for zone in below[above]:
            zone.depth = depth  # type: ignore[attr-defined]
            found.append(zone)
            walk(zone.pk, depth + 1)

    walk(None, 0)
    return found


def held(kinds: list[ContractKind], zones: list[Zone], now: datetime) -> Cells:
    """Who holds each cell now or will: one query."""
    keys = [str(zone.pk) for zone in zones]
    rows = Contract.objects.filter(kind__in=kinds, subject_kind="zone", subject_key__in=keys).meeting(now, None)
    found: Cells = defaultdict(list)
    for row in rows.select_related("unit", "user").order_by("valid_from", "id"):
        found[row.kind_id, row.subject_key].append(row)
    return found


def matrix(query: QueryDict, now: datetime) -> dict[str, Any]:
    """A page of the matrix: a fixed number of queries."""
    known = layers()
    layer = next((one for one in known if one.code == query.get("layer")), known[0] if known else None)
    kinds = kinds_of(layer.code) if layer else []
    zones = zones_of(layer.code, now) if layer else []
    cells = held(kinds, zones, now)
    above = {zone.pk: zone.parent_id for zone in zones}
    only, q = query.get("only") == "gaps", query.get("q", "").strip()[:60]
    gaps = {kind.code: len(uncovered(kind, zones, cells, now)) for kind in kinds}
    wanted = [zone for zone in zones if not q or q in zone.name or q.lower() in f"{zone.name_en} {zone.code}".lower()]
    if only:
        open_ones = {pk for kind in kinds for pk in uncovered(kind, zones, cells, now)}
        wanted = [zone for zone in wanted if zone.pk in open_ones]
    number = query.get("page", "")
    at = int(number) if number.isdecimal() and len(number) < 5 else 1
    pages = max(1, -(-len(wanted) // ROWS))
    at = min(max(at, 1), pages)
    asked = {"layer": layer.code if layer else "", "q": q, "only": "gaps" if only else ""}
    return {
        "layer": layer,
        "layers": [{"label": one.label, "url": f"?layer={one.code}", "on": one == layer} for one in known],
        "kinds": [
            {"code": kind.code, "label": kind.label, "gaps": gaps[kind.code], "required": kind.required}
            for kind in kinds
        ],
        "rows": [row(zone, kinds, cells, above, now) for zone in wanted[(at - 1) * ROWS : at * ROWS]],
        "n": len(zones),
        "gaps": sum(gaps[kind.code] for kind in kinds if kind.required),
        "asked": asked,
        "all_url": url_of({**asked, "only": ""}),
        "gaps_url": url_of({**asked, "only": "gaps"}),
        "page": {
            "from": (at - 1) * ROWS + 1,
            "to": min(at * ROWS, len(wanted)),
            "total": len(wanted),
            "prev_url": url_of(asked, at - 1) if at > 1 else None,
            "next_url": url_of(asked, at + 1) if at < pages else None,
        },
    }


def url_of(asked: dict[str, str], page: int = 1) -> str:
    """The same matrix, another page."""
    found = {**asked, "page": str(page) if page > 1 else ""}
    return "?" + urlencode({name: value for name, value in found.items() if value})


def uncovered(kind: ContractKind, zones: list[Zone], cells: Cells, now: datetime) -> set[UUID]:
    """Zones that nobody holds now, themselves or by a zone they lie in."""
    parents = {zone.pk: zone.parent_id for zone in zones}
    covered = {
        UUID(key) for (code, key), rows in cells.items() if code == kind.code and any(r.holds_at(now) for r in rows)
    }
    found = set()
    for zone in zones:
        step: UUID | None = zone.pk
        while step is not None and step not in covered:
            step = parents.get(step)
        if step is None:
            found.add(zone.pk)
    return found


def row(
    zone: Zone, kinds: list[ContractKind], cells: Cells, above: Mapping[UUID, UUID | None], now: datetime
) -> dict[str, Any]:
    """One zone; `above` is the zone each lies in."""
    return {
        "pk": zone.pk,
        "label": zone.label,
        "code": zone.code,
        "depth": min(getattr(zone, "depth", 0), 4),
        "cells": [
            {
                **cell(kind, zone, cells.get((kind.code, str(zone.pk)), []), now),
                "covered": covered(kind, zone, cells, above, now),
            }
            for kind in kinds
        ],
    }


def covered(kind: ContractKind, zone: Zone, cells: Cells, above: Mapping[UUID, UUID | None], now: datetime) -> str:
    """Who answers for it as holder of a zone it lies in, the nearest."""
    step = above.get(zone.pk)
    while step is not None:
        found = [one for one in cells.get((kind.code, str(step)), ()) if one.holds_at(now)]
        if found:
            return str(found[0].user or found[0].unit.label)
        step = above.get(step)
    return ""


def cell(kind: ContractKind, zone: Zone, rows: list[Contract], now: datetime) -> dict[str, Any]:
    """One cell."""
    value = f"{kind.code}~zone:{zone.pk}"
    return {
        "id": f"c-{kind.code}-{zone.pk}",
        "value": value,
        "url": f"{reverse('office_contract_assign')}?{urlencode({'cell': value})}",
        "label": f"{zone.label} · {kind.label}",
        "holders": [
            {
                "name": str(one.user) if one.user else one.unit.label,
                "unit": one.unit.label if one.user else "",
                "url": reverse("contract", args=[one.pk]),
                "state": state_of(one, now),
                "from": timezone.localtime(one.valid_from).date(),
                "until": one.valid_to and timezone.localtime(one.valid_to).date(),
            }
            for one in rows
        ],
        "held": any(one.holds_at(now) for one in rows),
    }
