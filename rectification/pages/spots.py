"""Places while a problem is written down: the nearest site to the device, sites by name, a free point."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from rectification.facts import Place
from rectification.pages.viewer import Viewer
from sites.finding import is_near, search_sites, sites_near, territorial_unit
from sites.geometry import distance_m
from sites.models import Site, Unit
from sites.outlines import ground_names

NEAREST, AROUND, MOST = 150, 800, 12  # metres, metres, sites
WITH_SITE = 300  # metres: a device further away says nothing about where at the site the problem is
RECENT, LATELY = 4, 40  # sites, out of the last entries
Point = tuple[float, float]


def point_of(place: Place | None) -> Point | None:
    """The device's place as floats."""
    return (float(place[0]), float(place[1])) if place else None


def nearest(point: Point, today: date) -> Site | None:
    """The site one is at, if any: one query."""
    found = sites_near(point, NEAREST, today, 1)
    return found[0].site if found else None


def site_of(pk: UUID | None, today: date) -> Site | None:
    """A site in use."""
    return Site.objects.on(today).select_related("type").filter(pk=pk).first() if pk else None


def place_at(site: Site | None, device: Place | None) -> Place | None:
    """The point that is written down: the device's, unless it is far from the site that was chosen."""
    point = point_of(device)
    if site is None or point is None:
        return device
    return device if is_near(site, point, WITH_SITE) else None


def shown_place(site: Site | None, device: Place | None, today: date) -> dict[str, Any] | None:
    """The chosen place, for _place.html: two queries at most."""
    point = point_of(device)
    if site is not None:
        return {"site": site.pk, "name": site.label, "note": notes([site], point, today)[site.pk]}
    if point is None:
        return None
    ground = territorial_unit(point, today)
    unit = Unit.objects.filter(pk=ground).first() if ground else None
    where = f"{point[1]:.5f}, {point[0]:.5f}"
    note = "·".join(word for word in (unit.label if unit else "", where) if word)
    return {"site": "", "name": _("Here, at no known place"), "note": note}


def shown_places(words: str, device: Place | None, today: date) -> list[dict[str, Any]]:
    """Places by name, or those around: three queries at most."""
    point = point_of(device)
    if words:
        found = search_sites(words, today, MOST)
    elif point:
        found = [near.site for near in sites_near(point, AROUND, today, MOST)]
    else:
        found = list(Site.objects.on(today).select_related("type").order_by("name")[:MOST])
    beside = notes(found, point, today)
    return [{"site": site.pk, "name": site.label, "note": beside[site.pk]} for site in found]


def recent_places(viewer: Viewer, device: Place | None, today: date) -> list[dict[str, Any]]:
    """The sites where this post has written something down lately, the last first: three queries."""
    rows = viewer.present().filter(filed_post=viewer.actor.post, site__isnull=False).order_by("-filed_at", "-id")
    keys = list(dict.fromkeys(rows.values_list("site_id", flat=True)[:LATELY]))[:RECENT]
    known = Site.objects.on(today).select_related("type").in_bulk(keys)
    found = [known[key] for key in keys if key in known]
    beside = notes(found, point_of(device), today)
    return [{"site": site.pk, "name": site.label, "note": beside[site.pk]} for site in found]


def notes(found: Iterable[Site], point: Point | None, today: date) -> dict[UUID, str]:
    """The second line of each place: its kind, its sub-district, how far away it is: one query."""
    sites = list(found)
    grounds = ground_names(sites, today)
    return {
        site.pk: "·".join(part for part in (site.type.label, grounds.get(site.pk, ""), away(site, point)) if part)
        for site in sites
    }


def away(site: Site, point: Point | None) -> str:
    """How far from the device."""
    if point is None:
        return ""
    metres = distance_m(point, site.shape)
    if metres >= 1000:
        return _("%(n)s km away") % {"n": f"{metres / 1000:.1f}"}
    return _("%(n)s m away") % {"n": round(metres)}
