"""Sites and the city's profile, changed by the office: dated, with a reason, in the stream of what was changed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sites.actions.places import hand_site, place_site, release_site
from sites.geometry import check_point
from sites.models import City, Site, SiteManager, SiteZone, Zone
from supervision.actions.founding import Profile, check_profile
from supervision.actions.jobs import ask
from supervision.actions.standing import CITY_STREAM, begin, enter
from supervision.models import Post
from supervision.refusals import Conflict, Refused
from supervision.rules import EngineRules

PLAIN = ("name", "name_en", "type_id", "lon", "lat")


def change_site(
    site: Site,
    columns: dict[str, Any],
    units: dict[str, Any],
    zones: Sequence[Zone],
    why: str,
    *,
    by: Post,
    now: datetime,
    expected: int | None,
) -> None:
    """Name, kind and point; who manages and who owns it; and with another point the ground it lies on, from today.

    `units` maps a relation to the unit or None; `zones` are the new point's, one of a layer; other layers stay.
    """
    today, city = timezone.localtime(now).date(), City.objects.get()
    with transaction.atomic():
        book = begin("site", site.pk, now, expected)
        site.refresh_from_db()
        changed = [name for name in PLAIN if getattr(site, name) != columns[name]]
        for name in changed:
            setattr(site, name, columns[name])
        if {"lon", "lat"} & set(changed):
            check_point(site.point, city.box)
        if changed:
            site.save()
        held = dict(SiteManager.objects.open().filter(site=site).values_list("relation", "unit_id"))
        for relation, unit in units.items():
            if held.get(relation) == (unit.pk if unit else None):
                continue
            changed.append(relation)
            if unit is None:
                release_site(site, on=today, relation=relation)
            else:
                hand_site(site, unit, on=today, relation=relation)
        fresh = [zone for zone in zones if not on_ground(site, zone)]
        changed += ["zone"] if fresh else []
        for zone in fresh:
            place_site(site, zone, on=today)
        if not changed:
            raise Refused("nothing_changed", _("Nothing is different from before."))
        enter(book, "change", {"columns": changed}, why, now=now, by=by)
        if {"name", "name_en"} & set(changed):  # its entries are found by its name
            ask("search_again", {"site": str(site.pk)}, user_id=by.user_id, now=now)


def on_ground(site: Site, zone: Zone) -> bool:
    """Whether the site lies in the zone already."""
    return SiteZone.objects.open().filter(site=site, zone=zone, main=True).exists()


def enter_site(code: str, columns: dict[str, Any], zones: Sequence[Zone], why: str, *, by: Post, now: datetime) -> Site:
    """A new site, from today on."""
    today, city = timezone.localtime(now).date(), City.objects.get()
    check_point((columns["lon"], columns["lat"]), city.box)
    with transaction.atomic():
        if Site.objects.filter(code=code).exists():
            raise Conflict("code_taken", _("This code is taken."))
        site = Site(code=code, valid_from=today, **columns)
        site.save(force_insert=True)
        for zone in zones:
            place_site(site, zone, on=today)
        enter(begin("site", site.pk, now, None), "found", {"name": site.name}, why, now=now, by=by)
    return site


def retire_site(site: Site, why: str, *, by: Post, now: datetime, expected: int | None) -> None:
    """Nothing is written down there any more; its entries and its history stay."""
    today = timezone.localtime(now).date()
    with transaction.atomic():
        book = begin("site", site.pk, now, expected)
        site.refresh_from_db()
        if site.valid_to is not None:
            raise Refused("ended", _("The site is out of use already."))
        if site.valid_from >= today:
            raise Refused("too_new", _("It was entered today: it can be taken out of use from tomorrow on."))
        site.valid_to = today
        site.save(update_fields=["valid_to"])
        enter(book, "retire", {}, why, now=now, by=by)


def main_zones(hits: list[Any]) -> list[Zone]:
    """Of each layer the smallest zone among those that hold a point."""
    found: dict[str, Any] = {}
    for hit in hits:
        found.setdefault(hit.layer, hit.zone_id)
    return list(Zone.objects.select_related("layer").filter(pk__in=found.values()).order_by("layer"))


def change_city(
    profile: Profile, rules: dict[str, Any], why: str, *, by: Post, now: datetime, expected: int | None
) -> None:
    """The profile and the city's own settings; the series of numbers stays. Clocks that run keep their limits."""
    check_profile(profile)
    EngineRules.of(rules)
    west, south, east, north = profile.box
    with transaction.atomic():
        book = begin("city", CITY_STREAM, now, expected)
        city = City.objects.select_for_update().get()
        fresh = {
            "name": profile.name.strip(),
            "name_en": profile.name_en.strip(),
            "document_code": profile.document_code.strip(),
            "west": west,
            "south": south,
            "east": east,
            "north": north,
            "rules": rules,
        }
        changed = [name for name, value in fresh.items() if getattr(city, name) != value]
        if not changed:
            raise Refused("nothing_changed", _("Nothing is different from before."))
        for name in changed:
            setattr(city, name, fresh[name])
        city.save(update_fields=changed)
        enter(book, "profile", {"columns": changed}, why, now=now, by=by)
