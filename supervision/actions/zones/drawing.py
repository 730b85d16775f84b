"""A zone is drawn, redrawn, renamed, hung elsewhere and ended: dated from a day on, one event each."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sites.actions.places import draw_zone, end_zone, hang_zone, redraw_zone
from sites.borders import tidy
from sites.models import Unit, Zone, ZoneLayer, ZoneVersion
from sites.placing import resettle
from sites.vocabulary import UnitKind
from supervision.actions.founding import fits
from supervision.actions.standing import begin, enter
from supervision.actions.zones.fitting import Unfit, fitted
from supervision.models import Contract, Post
from supervision.refusals import Conflict, Refused

FARTHEST = 366 * 5  # days ahead; further is a slip of the hand


@dataclass(frozen=True)
class Wanted:
    """How a zone shall be from a day on; no geometry leaves its border undrawn."""

    name: str
    name_en: str = ""
    parent: Zone | None = None
    unit: Unit | None = None
    geometry: dict[str, Any] | None = None


def enter_zone(
    layer: ZoneLayer,
    code: str,
    wanted: Wanted,
    why: str,
    *,
    on: date,
    by: Post,
    now: datetime,
    of: Zone | None = None,
    inside: Sequence[Zone] = (),
) -> Zone:
    """A new zone from that day on, its border laid onto its neighbours', and the sites on its ground in it.

    `of`: the zone it is a piece of, whose sites the caller resettles; `inside`: zones that lie in it from now on.
    """
    check_day(on, now)
    check_wanted(wanted)
    with transaction.atomic():
        if Zone.objects.filter(layer=layer, code=code).exists():
            raise Conflict("code_taken", _("This code is taken."))
        zone, geometry = Zone(layer=layer, code=code, parent=wanted.parent, **_names(wanted)), wanted.geometry
        draw_zone(zone, unit=wanted.unit, on=on)
        for child in inside:
            hang_zone(child, zone, on=on)
        if geometry is not None:
            geometry = fit(geometry, layer, on=on, zone=zone, parent=wanted.parent)
            redraw_zone(zone, on=on, geometry=geometry)
        if of is None:
            resettle(layer, on, [(None, geometry)])
        facts = {"layer": layer.code, "code": code, "on": on, **facts_of(wanted, geometry)}
        enter(begin("zone", zone.pk, now, None), "found", facts | _origin(of), why, now=now, by=by)
    return zone


def change_zone(
    zone: Zone, wanted: Wanted, why: str, *, on: date, by: Post, now: datetime, expected: int | None
) -> Zone:
    """Border and unit from that day on; name and place in the tree from today on. The days before keep theirs."""
    check_day(on, now)
    check_wanted(wanted)
    with transaction.atomic():
        book = begin("zone", zone.pk, now, expected)
        zone.refresh_from_db()
        last = last_version(zone)
        if zone.valid_to is not None:
            raise Refused("ended", _("The zone has ended."))
        geometry = wanted.geometry
        if geometry is not None and last.geometry is not None and tidy(last.geometry) == geometry:
            geometry = last.geometry  # as it was, to the last digit
        if geometry is not None and (last.geometry != geometry or zone.parent_id != _id(wanted.parent)):
            geometry = fit(geometry, zone.layer, on=on, zone=zone, parent=wanted.parent)
        before, after = _state(zone, last.unit, last.geometry), facts_of(wanted, geometry)
        changed = [name for name in after if after[name] != before[name]]
        if not changed:
            raise Refused("nothing_changed", _("Nothing is different from before."))
        zone.name, zone.name_en, zone.parent = wanted.name.strip(), wanted.name_en.strip(), wanted.parent
        today = timezone.localtime(now).date()
        redraw_zone(zone, on=on, geometry=geometry, unit=wanted.unit, called_from=today)
        if "shape" in changed:
            resettle(zone.layer, on, [(last.geometry, geometry)])
        kept = {"before": {n: before[n] for n in changed}, "after": {n: after[n] for n in changed}}
        enter(book, "change", {"columns": changed, "on": on, **kept}, why, now=now, by=by)
    return zone


def close_zone(zone: Zone, why: str, *, on: date, by: Post, now: datetime, expected: int | None) -> None:
    """The zone is no more from that day on; the ground under it goes to whatever lies there."""
    check_day(on, now)
    with transaction.atomic():
        book = begin("zone", zone.pk, now, expected)
        zone.refresh_from_db()
        geometry = last_version(zone).geometry
        leave(zone, on)
        resettle(zone.layer, on, [(geometry, None)])
        enter(book, "end", {"on": on}, why, now=now, by=by)


def leave(zone: Zone, on: date) -> None:
    """Ends the zone, unless somebody still holds it or it has not begun."""
    if zone.valid_to is not None:
        raise Refused("ended", _("The zone has ended."))
    if zone.valid_from >= on:
        raise Refused("too_new", _("%(zone)s begins that day: it can end the day after."), zone=zone.label)
    held = in_the_way(zone, on)
    if held:
        raise Refused(
            "held",
            _("%(zone)s is still contracted: %(held)s. End these contracts or hand them over first."),
            zone=zone.label,
            held=" · ".join(held),
        )
    end_zone(zone, on=on)


def in_the_way(zone: Zone, on: date) -> list[str]:
    """Contracts that run on that day or later, in words."""
    begins = timezone.make_aware(datetime.combine(on, time.min))
    rows = Contract.objects.filter(subject_kind=Contract.Subject.ZONE, subject_key=str(zone.pk))
    rows = rows.filter(Q(valid_to=None) | Q(valid_to__gt=begins)).select_related("kind", "unit", "user")
    return [f"{row.kind}: {row.user or row.unit}" for row in rows.order_by("valid_from")]


def fit(geometry: dict[str, Any], layer: ZoneLayer, **around: Any) -> dict[str, Any]:
    """The border as it is kept; Unfit with everything that is wrong."""
    found = fitted(geometry, layer, **around)
    if found.faults:
        raise Unfit(found.faults)
    return found.geometry


def last_version(zone: Zone) -> ZoneVersion:
    """How the zone lies by the latest word, perhaps from a day that is still to come."""
    row = ZoneVersion.objects.filter(zone=zone).select_related("unit").order_by("valid_from").last()
    return row or ZoneVersion(zone=zone)


def check_day(on: date, now: datetime) -> None:
    """Nothing is back-dated, and nothing is laid down for the grandchildren."""
    today = timezone.localtime(now).date()
    if on < today:
        raise Refused("back_dated", _("Zones are not back-dated: choose today or a later day."))
    if (on - today).days > FARTHEST:
        raise Refused("far", _("The day lies more than five years ahead."))


def check_wanted(wanted: Wanted) -> None:
    """What the columns would refuse later is said now."""
    if not fits(Zone, "name", wanted.name) or len(wanted.name_en.strip()) > 120:
        raise Refused("bad_name", _("A zone has a name of at most 80 characters (in English 120)."))
    if wanted.unit is not None and wanted.unit.kind == UnitKind.TEAM:
        raise Refused("team", _("A supervision team covers ground but does not answer for it."))


def facts_of(wanted: Wanted, geometry: dict[str, Any] | None) -> dict[str, Any]:
    """What stands in the event: ids and texts; the border as a text, for numbers with fractions have no exact one."""
    names = _names(wanted)
    return {**names, "parent_zone": _id(wanted.parent), "unit": _id(wanted.unit), "shape": shape_text(geometry)}


def shape_text(geometry: dict[str, Any] | None) -> str | None:
    """A border as a text."""
    return None if geometry is None else json.dumps(geometry, separators=(",", ":"))


def _state(zone: Zone, unit: Unit | None, geometry: dict[str, Any] | None) -> dict[str, Any]:
    return facts_of(Wanted(zone.name, zone.name_en, zone.parent, unit), geometry)


def _names(wanted: Wanted) -> dict[str, str]:
    return {"name": wanted.name.strip(), "name_en": wanted.name_en.strip()}


def _id(row: Zone | Unit | None) -> UUID | None:
    return row.pk if row else None


def _origin(of: Zone | None) -> dict[str, Any]:
    return {"of": of.name} if of else {}
