"""The printed map's data: the zones of a layer on a day, who answers for each, the sites, what lies behind.

A zone of a tree that has no holder of its own is answered for by whoever holds the zone around it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sites.models import City, Site, Zone, ZoneLayer, ZoneVersion
from sites.outlines import outlines_on
from sites.vocabulary import ADMINISTRATIVE
from supervision.models import Contract, ContractKind
from supervision.office.categories import GROUPS
from supervision.office.papers import issuer
from supervision.paper import atlas as paper
from supervision.paper.atlas_ground import read
from supervision.paper.tints import colors
from supervision.wording import full_day

MOST_SITES, MOST_ZONES = 20_000, 2_000


@dataclass(frozen=True)
class Asked:
    """What the address asks for; anything unknown is the first of its kind."""

    layer: ZoneLayer
    kind: ContractKind | None
    day: date
    paper: str
    sites: bool


def read_asked(given: QueryDict, now: datetime) -> Asked | None:
    """From the address; None where the city has no layer yet."""
    layers, today = list(ZoneLayer.objects.order_by("code")), timezone.localtime(now).date()
    if not layers:
        return None
    layer = next((one for one in layers if one.code == given.get("layer")), layers[0])
    kind = ContractKind.objects.filter(pk=given.get("kind", "")[:40]).first()
    size = given.get("paper", "")
    return Asked(
        layer, kind, read_day(given.get("day", ""), today), size if size in paper.SIZES else "a3",
        given.get("sites", "1") != "0",
    )  # fmt: skip


def read_day(text: str, today: date) -> date:
    """A day, or today."""
    try:
        return parse_date(text[:10]) or today
    except ValueError:
        return today


def atlas_of(asked: Asked, now: datetime) -> paper.Atlas:
    """Everything on the sheet: ten queries, however large the city is."""
    city, today = City.objects.current(), timezone.localtime(now).date()
    rows = list(outlines_on(asked.day, layers=[asked.layer.code])[:MOST_ZONES])
    around = {row.zone.parent_id for row in rows}
    mine = [row for row in rows if row.zone_id not in around]
    held = holders(rows, asked, now)
    tints = colors([(held[row.zone_id], shape) for row in mine if (shape := read(row.geometry)) is not None])
    sites, groups = places(asked) if asked.sites else ([], [])
    return paper.Atlas(
        title=pgettext("map", "%(city)s · %(layer)s")
        % {"city": city.label if city else "", "layer": asked.layer.label},
        under=under(asked),
        seal="责任地图",
        zones=[zone_of(row, held[row.zone_id], tints) for row in mine],
        sites=sites,
        kinds=[str(GROUPS.get(group, group)) for group in groups],
        behind=behind(asked),
        within=[row.geometry for row in rows if row.zone_id in around and row.geometry],
        office=issuer(today),
        day=full_day(asked.day),
    )


def zone_of(row: ZoneVersion, holder: str, tints: dict[str, int]) -> paper.Zone:
    """One zone of the sheet."""
    return paper.Zone(row.label, row.geometry or {}, holder, tints.get(holder, 0))


def under(asked: Asked) -> str:
    """The line below the title: what the colours mean."""
    if asked.kind is None:
        return _("Coloured by the unit that answers for the ground; hatched where there is none")
    return _("Coloured by %(kind)s; hatched where nobody holds the ground") % {"kind": asked.kind.label}


def holders(rows: Sequence[ZoneVersion], asked: Asked, now: datetime) -> dict[UUID, str]:
    """Zone -> who answers for it on the day, "" for nobody."""
    own = by_contract(asked, now) if asked.kind else {row.zone_id: row.unit.label for row in rows if row.unit}
    parents = {row.zone_id: row.parent_id for row in rows}
    found = {}
    for row in rows:
        pk: UUID | None = row.zone_id
        seen: set[UUID] = set()
        while pk is not None and pk not in own and pk not in seen:
            seen.add(pk)
            pk = parents.get(pk)
        found[row.zone_id] = own.get(pk, "") if pk else ""
    return found


def by_contract(asked: Asked, now: datetime) -> dict[UUID, str]:
    """Zone -> the holders of its contracts of the kind at the end of the day; today at this moment: one query."""
    end = timezone.make_aware(datetime.combine(asked.day + timedelta(days=1), time.min))
    at = min(end, now) if asked.day == timezone.localtime(now).date() else end
    held = Contract.objects.at(at).filter(kind=asked.kind)
    found: dict[str, list[str]] = defaultdict(list)
    for row in held.filter(subject_kind=Contract.Subject.ZONE).select_related("unit", "user").order_by("valid_from"):
        found[row.subject_key].append(f"{row.user}·{row.unit.label}" if row.user else row.unit.label)
    return {pk: joined(names) for key, names in found.items() if (pk := as_id(key))}


def joined(names: Iterable[str]) -> str:
    """Several holders in one line."""
    return pgettext("enumeration", ", ").join(names)


def as_id(text: str) -> UUID | None:
    """The subject of a contract on a zone."""
    try:
        return UUID(text)
    except ValueError:
        return None


def places(asked: Asked) -> tuple[list[paper.Site], list[str]]:
    """The sites of the day by group of kinds: one query."""
    rows = Site.objects.on(asked.day).order_by("code").values_list("lon", "lat", "type__group")[:MOST_SITES]
    found = list(rows)
    groups = sorted({group for _lon, _lat, group in found})
    number = {group: n for n, group in enumerate(groups)}
    return [paper.Site(lon, lat, number[group]) for lon, lat, group in found], groups


def behind(asked: Asked) -> list[dict[str, Any]]:
    """The administrative ground, pale, where another layer is shown: one query."""
    if asked.layer.code == ADMINISTRATIVE:
        return []
    return [row.geometry for row in outlines_on(asked.day, layers=[ADMINISTRATIVE])[:MOST_ZONES] if row.geometry]


def choices(now: datetime) -> dict[str, Any]:
    """For the page: layers with how many zones, kinds that hold zones; two queries."""
    today = timezone.localtime(now).date()
    alive = Zone.objects.on(today)
    held = Contract.objects.at(now).filter(subject_kind=Contract.Subject.ZONE)
    kinds = ContractKind.objects.filter(pk__in=held.values("kind"))
    return {
        "layers": [
            {"code": one.code, "label": one.label} for one in ZoneLayer.objects.filter(pk__in=alive.values("layer"))
        ],
        "kinds": [{"code": one.code, "label": one.label} for one in kinds],
        "today": today.isoformat(),
    }
