"""A zone split along a line, and zones merged into one: every zone concerned has its event, all or none is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import shapely
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from shapely.geometry.base import BaseGeometry

from sites.actions.places import hang_zone, redraw_zone
from sites.borders import geojson, merged, split, tidy
from sites.geometry import Plane, to_shape
from sites.models import Zone
from sites.outlines import outlines_on
from sites.placing import resettle
from supervision.actions.standing import begin, enter
from supervision.actions.zones.drawing import Wanted, check_day, enter_zone, fit, last_version, leave, shape_text
from supervision.models import Post
from supervision.refusals import Refused

Shape = dict[str, Any]
HAIR_M = 0.02


@dataclass(frozen=True)
class Piece:
    """What a new piece of a split zone is called."""

    code: str
    name: str
    name_en: str = ""


def pieces_of(zone: Zone, line: Shape) -> list[Shape]:
    """The pieces of the zone as it lies now, cut along the line, the largest first; GeometryError says why not."""
    lies = last_version(zone).geometry
    if lies is None:
        raise Refused("undrawn", _("The zone has no border yet."))
    return [tidy(geojson(piece)) for piece in split(to_shape(lies), to_shape(line))]


def split_zone(
    zone: Zone,
    line: Shape,
    keeps: int | None,
    named: Sequence[Piece],
    why: str,
    *,
    on: date,
    by: Post,
    now: datetime,
    expected: int | None,
) -> list[Zone]:
    """Cuts the zone from that day on. The piece number `keeps` stays the zone itself, with its contracts and its
    history; the others become new zones, named in the order of the pieces. With None the zone ends and all are new.
    """
    check_day(on, now)
    with transaction.atomic():
        book = begin("zone", zone.pk, now, expected)
        zone.refresh_from_db()
        shapes, last = pieces_of(zone, line), last_version(zone)
        check_pieces(len(shapes), keeps, len(named))
        homes = _homes(zone, shapes, keeps, on, now)
        if keeps is None:
            leave(zone, on)
        else:
            redraw_zone(zone, on=on, geometry=shapes[keeps])
        fresh = [number for number in range(len(shapes)) if number != keeps]
        made = []
        for number, one in zip(fresh, named, strict=True):
            wanted = Wanted(one.name, one.name_en, zone.parent, last.unit, shapes[number])
            made.append(
                enter_zone(
                    zone.layer, one.code, wanted, why, on=on, by=by, now=now, of=zone, inside=homes.get(number, [])
                )
            )
        kept = None if keeps is None else shapes[keeps]
        resettle(zone.layer, on, [(last.geometry, kept), *((None, shapes[number]) for number in fresh)])
        facts = {"on": on, "pieces": [one.pk for one in made], "names": " · ".join(one.name for one in made)}
        facts |= {"before": shape_text(last.geometry), "after": shape_text(kept)}
        enter(book, "split", facts, why, now=now, by=by)
    return made


def check_pieces(n: int, keeps: int | None, named: int) -> None:
    """The pieces that were looked at are those that are there."""
    stays = keeps is not None
    if named != n - stays or (keeps is not None and not 0 <= keeps < n):
        raise Refused("pieces", _("The line cuts the zone into %(n)s pieces; look at them again."), n=n)


def merge_zones(
    zone: Zone, others: Sequence[Zone], why: str, *, on: date, by: Post, now: datetime, expected: int | None
) -> Zone:
    """The zone takes in the others from that day on: they end, it lies on all their ground.

    `expected` is the sequence of the stream of the zone that stays.
    """
    check_day(on, now)
    if any(one.layer_id != zone.layer_id or one.pk == zone.pk for one in others):
        raise Refused("layers", _("Only zones of the same layer can be merged."))
    with transaction.atomic():
        ids = sorted({zone.pk, *(one.pk for one in others)})  # locked always in the same order
        books = {pk: begin("zone", pk, now, expected if pk == zone.pk else None) for pk in ids}
        rows = {row.pk: row for row in Zone.objects.filter(pk__in=books).select_related("layer", "parent")}
        zone, others = rows[zone.pk], [rows[one.pk] for one in others]
        before = {row.pk: last_version(row).geometry for row in rows.values()}
        drawn = [to_shape(before[row.pk]) for row in (zone, *others) if before[row.pk]]
        if len(drawn) < len(rows):
            raise Refused("undrawn", _("A zone without a border cannot be merged."))
        metres = float(zone.layer.tolerance_m)
        geometry = tidy(geojson(merged(drawn, metres)))
        _take_in_children(zone, others, on, now)
        for one in others:
            leave(one, on)
        geometry = fit(geometry, zone.layer, on=on, zone=zone, parent=zone.parent)
        redraw_zone(zone, on=on, geometry=geometry)
        resettle(zone.layer, on, [(before[zone.pk], geometry), *((before[one.pk], None) for one in others)])
        names = " · ".join(one.name for one in others)
        facts = {"on": on, "names": names, "before": shape_text(before[zone.pk]), "after": shape_text(geometry)}
        enter(books[zone.pk], "merge", facts, why, now=now, by=by)
        for one in others:
            enter(books[one.pk], "end", {"on": on, "into": zone.name}, why, now=now, by=by)
    return zone


def _take_in_children(zone: Zone, others: Sequence[Zone], on: date, now: datetime) -> None:
    """Zones inside those that end lie in the one that stays; where a zone lies changes at once: only from today on."""
    below = Zone.objects.on(on).filter(parent__in=[one.pk for one in others])
    if below.exists() and on != timezone.localtime(now).date():
        raise Refused("children", _("Zones lie inside them: they can be merged from today on only."))
    for child in below:
        hang_zone(child, zone, on=on)


def _homes(zone: Zone, shapes: Sequence[Shape], keeps: int | None, on: date, now: datetime) -> dict[int, list[Zone]]:
    """Number of a new piece -> the zones inside that lie in it; a zone that the line runs through is refused."""
    rows = [row for row in outlines_on(on).filter(zone__parent=zone) if row.geometry]
    if not rows:
        return {}
    if keeps is None or on != timezone.localtime(now).date():
        raise Refused("children", _("Zones lie inside it: split it from today on, and let one piece stay the zone."))
    found: dict[int, list[Zone]] = {}
    pieces = [to_shape(shape) for shape in shapes]
    for row in rows:
        shape = to_shape(row.geometry)
        best = max(range(len(pieces)), key=lambda n: _common(shape, pieces[n]))
        rest = Plane.at(shape).flat(shapely.difference(shape, pieces[best]))
        if not rest.buffer(-max(float(zone.layer.tolerance_m), HAIR_M) / 2).is_empty:
            words = _("The line runs through %(zone)s, which lies inside; split that first.")
            raise Refused("crosses", words, zone=row.zone.label)
        if best != keeps:
            found.setdefault(best, []).append(row.zone)
    return found


def _common(shape: BaseGeometry, piece: BaseGeometry) -> tuple[float, float]:
    common = shapely.intersection(shape, piece)
    return common.area, common.length
