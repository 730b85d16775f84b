"""Writers of places and units: each keeps the past and refuses what would break a rule of the tree or the layer.

They write no event: the caller's floor owns the ledger and records the change in the same transaction.
"""

import datetime

import shapely
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from sites.geometry import check_geometry, to_shape
from sites.models import Site, SiteManager, SiteZone, Unit, UnitFunction, Zone
from sites.querysets import DatedQuerySet
from sites.vocabulary import Relation

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


def draw_zone(zone: Zone) -> Zone:
    """Save a zone after checking its shape and its layer's rules; else GeometryError or ValidationError."""
    if zone.geometry is not None:
        check_geometry(zone.geometry)
    if zone.parent is not None:
        _check_zone_parent(zone, zone.parent)
    if zone.geometry is not None and not zone.layer.overlap:
        _check_overlap(zone, zone.geometry)
    zone.save()
    return zone


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


def _check_overlap(zone: Zone, geometry: dict) -> None:
    """Areas of one layer stay apart, but for a zone and those it lies in."""
    shape = to_shape(geometry)
    if not shape.area:
        return
    above = Zone.objects.lineage([zone.parent_id] if zone.parent_id else [])
    family = {*above.values_list("pk", flat=True), *Zone.objects.subtree_ids([zone.pk]), zone.pk}
    west, south, east, north = shape.bounds
    others = Zone.objects.open().filter(
        layer=zone.layer, west__lt=east, east__gt=west, south__lt=north, north__gt=south
    )
    for other in others.exclude(pk__in=family):
        theirs = to_shape(other.geometry)
        if shapely.intersection(shape, theirs).area > SLIVER * min(shape.area, theirs.area or shape.area):
            raise ValidationError({"geometry": _("The area overlaps the zone %(zone)s.") % {"zone": other.label}})
