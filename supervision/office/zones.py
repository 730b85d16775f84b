"""Zones: the list by layer, one zone with how it lay by date, and what a map shows around one that is drawn."""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, Q
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from sites.borders import size
from sites.models import SiteZone, Zone, ZoneLayer, ZoneVersion
from sites.models.dated import ALWAYS
from sites.outlines import alive, outline_of, units_of
from supervision.actions.standing import seq_of
from supervision.actions.zones import in_the_way
from supervision.models import Contract, Event, Team, User
from supervision.office.history import history
from supervision.office.marks import page_of
from supervision.office.zone_maps import look_at, map_of

SHOWN = 60  # sites on a zone's page
MOST_AROUND, MOST_SITES = 400, 3000
CALLED = {"name", "name_en", "parent_zone", "parent"}  # columns that hold from the day of the change on
DRAWN = ("found", "change", "split", "merge")  # events that lay a border


def listed(query: QueryDict, now: datetime) -> dict[str, Any]:
    """One page of a layer's zones by code: a fixed number of queries."""
    today = day_of(now)
    living = Count("zones", filter=alive(today, "zones__"))
    layers = list(ZoneLayer.objects.annotate(n=living))
    layer = next((one for one in layers if one.code == query.get("layer")), layers[0] if layers else None)
    q = query.get("q", "").strip()[:60]
    rows = Zone.objects.on(today).filter(layer=layer).select_related("parent")
    if q:
        rows = rows.filter(Q(name__contains=q) | Q(name_en__icontains=q) | Q(code__icontains=q))
    asked = {"layer": layer.code if layer else "", "q": q}
    url = "?" + urlencode({name: value for name, value in asked.items() if value})
    found, foot = page_of(rows, "code", query, url)
    ids = [zone.pk for zone in found]
    units, n_sites, held = units_of(ids, today), sites_in(ids, today), holders(ids, now)
    return {
        "layers": [
            {"code": one.code, "label": one.label, "n": one.n, "on": one == layer, "url": f"?layer={one.code}"}
            for one in layers
        ],
        "layer": layer,
        "asked": asked,
        "zones": [
            {
                "url": reverse("office_zone", args=[zone.pk]),
                "label": zone.label,
                "code": zone.code,
                "parent": zone.parent.label if zone.parent else "",
                "unit": units[zone.pk].label if zone.pk in units else "",
                "sites": n_sites.get(zone.pk, 0),
                "holders": held.get(zone.pk, []),
            }
            for zone in found
        ],
        "page": foot,
        "map": look_at(layer, today) if layer else None,
    }


def sites_in(zones: Iterable[UUID], today: date) -> dict[UUID, int]:
    """Zone -> sites that lie in it or in the zones inside it: two queries."""
    wanted, found = set(zones), Counter[UUID]()
    parents = dict(Zone.objects.on(today).values_list("pk", "parent_id"))
    rows = SiteZone.objects.on(today).filter(alive(today, "site__"), main=True).order_by().values_list("zone")
    for zone, n in rows.annotate(n=Count("site", distinct=True)):
        step, seen = zone, set[UUID]()
        while step is not None and step not in seen:
            seen.add(step)
            found[step] += n
            step = parents.get(step)
    return {zone: found[zone] for zone in wanted if found[zone]}


def holders(zones: Iterable[UUID], now: datetime) -> dict[UUID, list[str]]:
    """Zone -> who holds it by contract at this moment, in words: one query."""
    keys = [str(pk) for pk in zones]
    rows = Contract.objects.filter(subject_kind=Contract.Subject.ZONE, subject_key__in=keys, valid_from__lte=now)
    rows = rows.filter(Q(valid_to=None) | Q(valid_to__gt=now)).select_related("kind", "unit", "user")
    found: dict[UUID, list[str]] = {}
    for row in rows.order_by("kind", "valid_from"):
        found.setdefault(UUID(row.subject_key), []).append(f"{row.kind} {row.user or row.unit.label}")
    return found


def zone(row: Zone, now: datetime) -> dict[str, Any]:
    """One zone: a fixed number of queries."""
    today = day_of(now)
    lies, versions = outline_of(row, today), versions_of(row, now)
    lying = SiteZone.objects.on(today).filter(alive(today, "site__"), main=True)
    sites = lying.filter(zone__in=Zone.objects.subtree([row.pk])).select_related("site__type")
    return {
        "zone": row,
        "layer": row.layer,
        "ended": row.valid_to is not None and row.valid_to <= today,
        "starts": day(row.valid_from) if row.valid_from > today else "",
        "ends": day(row.valid_to) if row.valid_to else "",
        "unit": {"label": lies.unit.label, "url": reverse("office_unit", args=[lies.unit_id])}
        if lies and lies.unit
        else None,
        "parent": link(row.parent) if row.parent else None,
        "children": [link(one) for one in Zone.objects.on(today).filter(parent=row).order_by("code")],
        "size": size(lies.geometry if lies else None),
        "map": map_of(row, lies),
        "sites": [
            {"label": one.site.label, "type": one.site.type.label, "url": reverse("office_site", args=[one.site_id])}
            for one in sites.order_by("site__code")[:SHOWN]
        ],
        "n_sites": sites_in([row.pk], today).get(row.pk, 0),
        "teams": teams_of(row),
        "holders": in_the_way(row, today),
        "versions": versions,
        "expected": seq_of(row.pk),
        "history": history([row.pk], now),
    }


def versions_of(row: Zone, now: datetime) -> list[dict[str, Any]]:
    """How the zone lay by date, the latest first, with who drew each: three queries."""
    today = day_of(now)
    rows = ZoneVersion.objects.filter(zone=row).select_related("unit", "parent").order_by("-valid_from")
    drew = who_drew(row)
    return [
        {
            "span": span(one),
            "called": one.label if one.label != row.label else "",
            "inside": one.parent.label if one.parent and one.parent_id != row.parent_id else "",
            "now": one.holds_on(today),
            "later": one.valid_from > today,
            "size": size(one.geometry),
            "unit": one.unit.label if one.unit else "",
            "who": drew.get(one.valid_from.isoformat(), ""),
            "shape": json.dumps(one.geometry) if one.geometry else "",
        }
        for one in rows
    ]


def span(row: ZoneVersion) -> str:
    """From when to when, in words; what has always been so has no first day."""
    since, until = day(row.valid_from), day(row.valid_to) if row.valid_to else ""
    if row.valid_from == ALWAYS:
        return _("until %(until)s") % {"until": until} if until else _("from the beginning")
    words = _("%(since)s to %(until)s") if until else _("from %(since)s on")
    return words % {"since": since, "until": until}


def who_drew(row: Zone) -> dict[str, str]:
    """First day of a version -> who laid it down, from the zone's events: two queries."""
    events = list(Event.objects.filter(stream_id=row.pk, action__in=DRAWN).order_by("seq"))
    people = User.objects.in_bulk([event.actor_id for event in events if event.actor_id])
    found: dict[str, str] = {}
    for event in events:
        if event.actor_id in people:
            that_day = timezone.localtime(event.occurs_at).date().isoformat()
            days = {event.facts.get("on") or that_day}
            if CALLED & set(event.facts.get("columns", ())):
                days.add(that_day)  # a name holds from then on, whatever day the border waits for
            found |= dict.fromkeys(days, str(people[event.actor_id]))
    return found


def theirs(row: Zone, now: datetime) -> dict[str, Any]:
    """What somebody else has made of the zone meanwhile: who, when, the border and the rest, as it stands now."""
    last = Event.objects.filter(stream_id=row.pk).order_by("-seq").first()
    person = User.objects.filter(pk=last.actor_id).first() if last and last.actor_id else None
    lies = ZoneVersion.objects.filter(zone=row).select_related("unit").order_by("valid_from").last()
    fresh = Zone.objects.select_related("parent").get(pk=row.pk)
    return {
        "who": str(person) if person else _("the platform"),
        "what": history([row.pk], now, 1)["rows"],
        "shape": json.dumps(lies.geometry) if lies and lies.geometry else "",
        "name": fresh.name,
        "size": size(lies.geometry if lies else None),
        "unit": lies.unit.label if lies and lies.unit else _("no unit"),
        "parent": fresh.parent.label if fresh.parent else "",
        "since": day(lies.valid_from) if lies else "",
    }


def teams_of(row: Zone) -> list[str]:
    """Supervision teams that cover the zone: one query."""
    return [str(team.unit) for team in Team.objects.filter(zones=row).select_related("unit").order_by("unit__code")]


def before_the_end(row: Zone, today: date) -> list[str]:
    """What must be gone before the zone can end, and what is lost with it: four queries."""
    found = []
    below = Zone.objects.on(today).filter(parent=row).count()
    if below:
        words = ngettext(
            "%(n)s zone lies inside it: end it or hang it elsewhere first.",
            "%(n)s zones lie inside it: end them or hang them elsewhere first.",
            below,
        )
        found.append(words % {"n": below})
    held = in_the_way(row, today)
    if held:
        found.append(
            _("Still contracted: %(held)s. End these contracts or hand them over first.") % {"held": " · ".join(held)}
        )
    teams = teams_of(row)
    if teams:
        names = pgettext("enumeration", ", ").join(teams)
        found.append(_("%(teams)s will have no ground here any more.") % {"teams": names})
    return found


def link(row: Zone) -> dict[str, str]:
    """A zone as a link."""
    return {"label": row.label, "url": reverse("office_zone", args=[row.pk])}


def day(value: date) -> str:
    """A day with its year."""
    return date_format(value, "DATE_FORMAT")


def day_of(now: datetime) -> date:
    """The day in the city."""
    return timezone.localtime(now).date()
