"""Zones of a workbook: layers that are new, shapes through the one door for shapes, the ground of teams."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from sites.actions.places import draw_zone, redraw_zone
from sites.geometry import GeometryError
from sites.models import Unit, Zone, ZoneLayer
from sites.vocabulary import UnitKind
from supervision.actions.book import new_book, open_or_new_books, write
from supervision.actions.imports.units import in_order as parents_first
from supervision.actions.imports.writing import Done, Pen, after_of, facts_of, given_of
from supervision.importing.columns import LAYERS
from supervision.importing.tables import Row, Status
from supervision.models import Team


def in_order(rows: Sequence[Row]) -> list[Row]:
    """Zones that others lie in before those."""
    return parents_first(rows, lambda row: (row.given["layer"], row.key))


def layer_of(code: str) -> ZoneLayer:
    """The layer, made when the workbook is the first to use it."""
    row = ZoneLayer.objects.filter(code=code).first()
    if row is None:
        known = LAYERS[code]
        rules = {"tree": known.tree, "overlap": known.overlap, "required": known.required}
        row = ZoneLayer.objects.create(code=code, name=known.zh, name_en=known.en, **rules)
    return row


def write_zones(rows: Sequence[Row], pen: Pen) -> list[Done]:
    """One batch of zones."""
    layers = {code: layer_of(code) for code in {row.given["layer"] for row in rows}}
    units = {unit.code: unit for unit in Unit.objects.filter(code__in={row.given.get("unit") for row in rows})}
    done = []
    for row in rows:
        layer = layers[row.given["layer"]]
        zone = Zone.objects.select_for_update().filter(layer=layer, code=row.key).first()
        if (zone is None) != (row.status is Status.NEW):
            done.append(Done(row, left=row.key))
            continue
        try:
            done.append(draw_new(row, layer, units, pen) if zone is None else redraw(row, zone, units, pen))
        except (ValidationError, GeometryError) as error:
            words = error.messages if isinstance(error, ValidationError) else [str(error)]
            done.append(Done(row, left=" ".join(words)))
    return done


def draw_new(row: Row, layer: ZoneLayer, units: dict[str, Unit], pen: Pen) -> Done:
    """A new zone."""
    given = row.given
    zone = Zone(layer=layer, code=row.key, name=given["name"], name_en=given.get("name_en") or "")
    zone.parent = above(layer, given["parent"][1]) if given.get("parent") else None
    unit = units.get(given.get("unit") or "")
    shape = json.loads(given["shape"]) if given.get("shape") else None
    draw_zone(zone, geometry=shape, unit=territorial(unit))
    if unit and unit.kind == UnitKind.TEAM:
        cover(zone, unit)
    book = new_book("zone", zone.id, pen.now)
    pen.record(book, "found", {"layer": layer.code, **given_of(row, "code", "name", "name_en", "unit", "shape")})
    write([book])
    return Done(row, zone.id, {"row": True})


def redraw(row: Row, zone: Zone, units: dict[str, Unit], pen: Pen) -> Done:
    """New values of a known zone."""
    after = after_of(row)
    if any(getattr(zone, c.field) != c.before for c in row.changes if c.field in ("name", "name_en")):
        return Done(row, left=zone.name)
    set_zone(zone, after, units, pen.today)
    book = open_or_new_books("zone", [zone.id], pen.now)[zone.id]
    pen.record(book, "change", facts_of(row))
    write([book])
    return Done(row, zone.id)


def set_zone(zone: Zone, after: dict[str, Any], units: dict[str, Unit], today: date) -> None:
    """New values from today on, in the words of the workbook; the undo comes this way, too."""
    for name in ("name", "name_en"):
        if name in after:
            setattr(zone, name, after[name] or "")
    lies: dict[str, Any] = {}
    if "shape" in after:
        lies["geometry"] = json.loads(after["shape"]) if after["shape"] else None
    if "parent" in after:
        zone.parent = above(zone.layer, after["parent"]) if after["parent"] else None
    if "ended" in after:
        zone.valid_to = None
    if "unit" in after:
        unit = units.get(after["unit"] or "")
        lies["unit"] = territorial(unit)
        for team in Team.objects.filter(zones=zone):
            team.zones.remove(zone)
        if unit and unit.kind == UnitKind.TEAM:
            cover(zone, unit)
    redraw_zone(zone, on=today, **lies)


def territorial(unit: Unit | None) -> Unit | None:
    """A team covers ground but does not answer for it."""
    return unit if unit and unit.kind != UnitKind.TEAM else None


def above(layer: ZoneLayer, code: str) -> Zone | None:
    """The zone it lies in."""
    return Zone.objects.filter(layer=layer, code=code).first()


def cover(zone: Zone, unit: Unit) -> None:
    """A team covers the zone."""
    Team.objects.get_or_create(unit=unit)[0].zones.add(zone)
