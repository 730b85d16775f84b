"""Writers of places and units: each keeps the past and refuses what would break a rule of the tree or the layer.

They write no event: the caller's floor owns the ledger and records the change in the same transaction.
"""

import datetime
from typing import Any

import shapely
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from sites.geometry import check_geometry, to_shape
from sites.models import Site, SiteManager, SiteZone, Unit, UnitFunction, Zone, ZoneVersion
from sites.outlines import outlines_on
from sites.querysets import DatedQuerySet
from sites.vocabulary import Relation

KEEP: Any = object()  # what is not given stays as it was
SLIVER = 0.01  # neighbours drawn by hand may overlap by this share of the smaller one


def move_unit(unit: Unit, parent: Unit | None) -> Unit:
    """Hang a unit under another; ValidationError when that would close a circle."""
    with transaction.atomic():
        list(Unit.objects.select_for_update().filter(pk__in=[unit.pk, *([parent.pk] if parent else [])]).order_by("pk"))
        unit.parent = parent
        unit.clean()
        unit.save(update_fields=["parent"])
    return unit


def bind_function(code: str, unit: Unit) -> UnitFunction:
    """Give a function to a unit; another unit that held it holds it no longer."""
    row, _made = UnitFunction.objects.update_or_create(code=code, defaults={"unit": unit})
    return row


def draw_zone(
    zone: Zone, *, geometry: dict | None = None, unit: Unit | None = None, on: datetime.date | None = None
) -> Zone:
    """Save a new zone as it lies from that day on (its own first day); else GeometryError or ValidationError."""
    if on is not None:
        zone.valid_from = on
    check_zone(zone, geometry, zone.valid_from)
    with transaction.atomic():
        zone.save(force_insert=True)
        ZoneVersion.objects.create(zone=zone, geometry=geometry, unit=unit, valid_from=zone.valid_from, **zone.called)
    return zone


def redraw_zone(
    zone: Zone,
    *,
    on: datetime.date,
    geometry: Any = KEEP,
    unit: Any = KEEP,
    called_from: datetime.date | None = None,
) -> None:
    """Save how a known zone lies from that day on, and its name and place in the tree; what is not given stays.

    The days before keep what was; a second change for the same day takes the place of the first, and a later one
    stands in the way. Name and place hold from `called_from` (else `on`), on versions still to come as well.
    """
    with transaction.atomic():
        Zone.objects.select_for_update().get(pk=zone.pk)
        before = ZoneVersion.objects.filter(zone=zone).order_by("valid_from").last()
        fresh_shape = (before.geometry if before else None) if geometry is KEEP else geometry
        fresh_unit = (before.unit if before else None) if unit is KEEP else unit
        check_zone(zone, None if geometry is KEEP else geometry, on)
        zone.save()
        goes_on = before is not None and before.valid_from <= on and before.valid_to is None
        if not (before and goes_on and (before.geometry, before.unit) == (fresh_shape, fresh_unit)):
            _end(ZoneVersion.objects.open().filter(zone=zone), on)
            _lie(zone, fresh_shape, fresh_unit, max(on, zone.valid_from))
        _call(zone, called_from or on)


def hang_zone(zone: Zone, parent: Zone | None, *, on: datetime.date) -> None:
    """From that day on the zone lies in another one; nothing else of it changes, and nothing is checked."""
    with transaction.atomic():
        zone.parent = parent
        zone.save(update_fields=["parent"])
        _call(zone, on)


def _lie(zone: Zone, geometry: dict | None, unit: Unit | None, day: datetime.date) -> None:
    """The next version; one that only takes up what ended that very day goes on instead."""
    last = ZoneVersion.objects.filter(zone=zone, valid_to=day).first()
    if last is not None and (last.geometry, last.unit) == (geometry, unit):
        last.valid_to = None
        last.save(update_fields=["valid_to"])
    else:
        ZoneVersion.objects.create(zone=zone, geometry=geometry, unit=unit, valid_from=day, **zone.called)


def _call(zone: Zone, since: datetime.date) -> None:
    """Versions that hold that day or later get the zone's names and the zone it lies in; one that began before is
    parted there, so that its earlier days keep theirs."""
    rows = ZoneVersion.objects.filter(zone=zone).filter(Q(valid_to=None) | Q(valid_to__gt=since))
    for row in rows.order_by("valid_from"):
        if {name: getattr(row, name) for name in zone.called} == zone.called:
            continue
        if row.valid_from >= since:
            ZoneVersion.objects.filter(pk=row.pk).update(**zone.called)
            continue
        until, row.valid_to = row.valid_to, since
        row.save(update_fields=["valid_to"])
        kept = {"geometry": row.geometry, "unit_id": row.unit_id, "valid_from": since, "valid_to": until}
        ZoneVersion.objects.create(zone=zone, **kept, **zone.called)


def end_zone(zone: Zone, *, on: datetime.date) -> None:
    """From that day on the zone is no more; the sites in it leave it that day."""
    with transaction.atomic():
        Zone.objects.select_for_update().get(pk=zone.pk)
        if Zone.objects.on(on).filter(parent=zone).exists():
            raise ValidationError(_("Zones lie inside it: they must be ended or moved first."))
        _end(SiteZone.objects.open().filter(zone=zone), on)
        _end(ZoneVersion.objects.open().filter(zone=zone), on)
        zone.valid_to = on
        zone.save(update_fields=["valid_to"])


def check_zone(zone: Zone, geometry: dict | None, on: datetime.date) -> None:
    """GeometryError or ValidationError unless the zone may lie like this on that day."""
    if geometry is not None:
        check_geometry(geometry)
    if zone.parent is not None:
        _check_zone_parent(zone, zone.parent)
    if geometry is not None and not zone.layer.overlap:
        _check_overlap(zone, geometry, on)


def place_site(site: Site, zone: Zone, *, on: datetime.date, main: bool = True) -> SiteZone:
    """From that day on the site lies in the zone.

    A main zone takes the place of the layer's main zone before it; where a site lies in exactly one zone of the
    layer, the new row ends every other.
    """
    layer = zone.layer
    with transaction.atomic():
        _lock(site)
        rows = SiteZone.objects.open().filter(site=site, layer=layer)
        same = rows.filter(zone=zone, main=main).first()
        if same and same.valid_from <= on:
            return same
        if not layer.exactly_one:
            rows = rows.filter(main=True) | rows.filter(zone=zone) if main else rows.filter(zone=zone)
        _end(rows, on)
        return SiteZone.objects.create(site=site, zone=zone, layer=layer, main=main or layer.exactly_one, valid_from=on)


def hand_site(site: Site, unit: Unit, *, on: datetime.date, relation: str = Relation.MANAGER) -> SiteManager:
    """From that day on the unit manages (or owns) the site."""
    with transaction.atomic():
        _lock(site)
        rows = SiteManager.objects.open().filter(site=site, relation=relation)
        same = rows.filter(unit=unit).first()
        if same and same.valid_from <= on:
            return same
        _end(rows, on)
        return SiteManager.objects.create(site=site, unit=unit, relation=relation, valid_from=on)


def release_site(site: Site, *, on: datetime.date, relation: str = Relation.MANAGER) -> None:
    """From that day on no unit stands to the site like this."""
    with transaction.atomic():
        _lock(site)
        _end(SiteManager.objects.open().filter(site=site, relation=relation), on)


def _lock(site: Site) -> None:
    """Two writers of one site's rows take turns."""
    Site.objects.select_for_update().get(pk=site.pk)


def _end(rows: DatedQuerySet, on: datetime.date) -> None:
    """End open rows on that day; what began that day goes, what begins later stands in the way."""
    if rows.filter(valid_from__gt=on).exists():
        raise ValidationError(_("A later change is already recorded; it must be taken back first."))
    rows.filter(valid_from=on).delete()
    rows.update(valid_to=on)


def _check_zone_parent(zone: Zone, parent: Zone) -> None:
    if not zone.layer.tree:
        raise ValidationError({"parent": _("Zones of this layer do not lie inside one another.")})
    if parent.layer_id != zone.layer_id:
        raise ValidationError({"parent": _("The zone above must be of the same layer.")})
    if parent.pk == zone.pk or zone.pk in Zone.objects.ancestor_ids(parent.pk):
        raise ValidationError({"parent": _("A zone cannot lie inside itself.")})


def _check_overlap(zone: Zone, geometry: dict, on: datetime.date) -> None:
    """Areas of one layer stay apart, but for a zone and those it lies in."""
    shape = to_shape(geometry)
    if not shape.area:
        return
    above = Zone.objects.lineage([zone.parent_id] if zone.parent_id else [])
    family = {*above.values_list("pk", flat=True), *Zone.objects.subtree_ids([zone.pk]), zone.pk}
    others = outlines_on(on, shape.bounds, [zone.layer.code])
    for other in others.exclude(zone__in=family):
        theirs = to_shape(other.geometry)
        if shapely.intersection(shape, theirs).area > SLIVER * min(shape.area, theirs.area or shape.area):
            raise ValidationError({"geometry": _("The area overlaps the zone %(zone)s.") % {"zone": other.zone.label}})
