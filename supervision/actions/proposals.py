"""What people do with a proposed split: move cells across a border, take that back, accept it, or leave it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import shapely
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sites.actions.places import SLIVER, draw_zone, redraw_zone
from sites.geometry import to_shape
from sites.models import Unit, Zone, ZoneLayer
from sites.outlines import outlines_on
from sites.partition import Split, outlines_of
from sites.placing import resettle
from sites.vocabulary import UnitKind
from supervision.actions.splitting import SPLIT, Ground, named_zones, standing
from supervision.actions.standing import begin, enter
from supervision.actions.units import cover
from supervision.canonical import moment_text
from supervision.models import Job, Post, Team
from supervision.refusals import Conflict, Refused

ACCEPTED, LEFT = "accepted", "left"
TRAIL = 100  # moves that can be taken back
Lies = dict[str, Any]  # GeoJSON


@contextmanager
def held(pk: UUID, expected: int | None, by: Post) -> Iterator[Job]:
    """The proposal, locked, as the person has seen it; what was changed of it is kept, with who changed it."""
    with transaction.atomic():
        job = Job.objects.select_for_update(of=("self",)).select_related("asked_by").get(pk=pk, kind=SPLIT)
        if job.state != Job.State.DONE:
            raise Refused("not_made", _("The proposal is not made yet."))
        check_open(job)
        if expected is not None and expected != job.result["rev"]:
            words = _("%(person)s has changed this meanwhile. What you wrote is kept; look at it again.")
            raise Conflict("somebody_faster", words, person=job.result.get("last", job.asked_by))
        yield job
        job.result |= {"rev": job.result["rev"] + 1, "last": str(by.user)}
        job.save(update_fields=["result"])


def check_open(job: Job) -> None:
    """A proposal is answered once."""
    ended = job.result.get("ended")
    if ended and ended["how"] == ACCEPTED:
        raise Conflict("ended", _("%(person)s has accepted this proposal."), person=ended["by"])
    if ended:
        raise Conflict("ended", _("%(person)s has left this proposal aside."), person=ended["by"])


def move(pk: UUID, cells: Sequence[int], piece: int, *, by: Post, expected: int | None) -> Job:
    """Gives cells to a piece; Refused when that would leave a piece empty or in two parts."""
    with held(pk, expected, by) as job:
        _ground, split = standing(job)
        if not 0 <= piece < len(split.members) or not all(0 <= cell < len(split.pieces) for cell in cells):
            raise Refused("unknown", _("There is no such site or piece in this proposal."))
        was = {cell: split.pieces[cell] for cell in cells if split.pieces[cell] != piece}
        if not was:
            raise Refused("nothing_changed", _("Nothing is different from before."))
        before = {one: split.parts(one) for one in {piece, *was.values()}}
        split.give(was, piece)
        for one, parts in before.items():
            check_whole(split, one, parts, job.result["names"][one])
        job.result["pieces"] = split.pieces
        job.result["trail"] = [*job.result["trail"], [[cell, old] for cell, old in was.items()]][-TRAIL:]
    return job


def check_whole(split: Split, piece: int, parts: int, name: str) -> None:
    """A piece has something, and hangs together as it did before."""
    if not split.members[piece]:
        raise Refused("empty", _("“%(piece)s” would have nothing left: nothing was moved."), piece=name)
    if split.parts(piece) > parts:
        raise Refused("falls_apart", _("“%(piece)s” would fall into parts: nothing was moved."), piece=name)


def take_back(pk: UUID, *, by: Post, expected: int | None) -> Job:
    """The last move undone."""
    with held(pk, expected, by) as job:
        if not job.result["trail"]:
            raise Refused("nothing_changed", _("Nothing has been moved."))
        for cell, old in job.result["trail"].pop():
            job.result["pieces"][cell] = old
    return job


def begin_again(pk: UUID, *, by: Post, expected: int | None) -> Job:
    """As it was proposed; this can be taken back like a move."""
    with held(pk, expected, by) as job:
        now, proposed = job.result["pieces"], job.result["proposed"]
        was = [[cell, old] for cell, old in enumerate(now) if old != proposed[cell]]
        if not was:
            raise Refused("nothing_changed", _("Nothing has been moved."))
        job.result["pieces"] = list(proposed)
        job.result["trail"] = [*job.result["trail"], was][-TRAIL:]
    return job


def leave(pk: UUID, *, by: Post, now: datetime, expected: int | None) -> Job:
    """It is not wanted: no zone changes."""
    with held(pk, expected, by) as job:
        job.result["ended"] = {"how": LEFT, "by": str(by.user), "at": moment_text(now)}
    return job


def accept(
    pk: UUID, names: Sequence[str], on: date, why: str, *, by: Post, now: datetime, expected: int | None
) -> list[Zone]:
    """The pieces become zones from that day on: a zone of that name is redrawn, any other name is a new zone.

    A name that is also a unit's gives it the ground. One transaction with an event for each zone.
    """
    with held(pk, expected, by) as job:
        ground, split = standing(job, on)
        layer = ZoneLayer.objects.select_for_update().get(code=job.facts["layer"])
        pieces = pieces_for(names, layer, on, ground)
        streams = sorted(piece.zone.pk for piece in pieces)
        books = {zone: begin("zone", zone, now, job.result["seen"].get(str(zone))) for zone in streams}
        for piece, outline in zip(pieces, outlines_of(split), strict=True):
            piece.lies.append(outline)
        lay(pieces, on)
        resettle(layer, on, [(piece.lies[0], piece.lies[1]) for piece in pieces])
        for piece in pieces:
            action, facts = piece.told(layer, on, job)
            enter(books[piece.zone.pk], action, facts, why, now=now, by=by)
        cover_ground(pieces, why, by=by, now=now)
        job.result["ended"] = {"how": ACCEPTED, "by": str(by.user), "at": moment_text(now), "on": on.isoformat()}
        job.result["names"] = list(names)
    return [piece.zone for piece in pieces]


class Given(NamedTuple):
    """A piece on its way to a zone; `lies` is the outline before (None for a new zone), then the fresh one."""

    zone: Zone
    unit: Unit | None
    fresh: bool
    lies: list[Lies | None]

    def told(self, layer: ZoneLayer, on: date, job: Job) -> tuple[str, dict[str, Any]]:
        """The event's action and facts."""
        facts = {"layer": layer.code, "from": on.isoformat(), "proposal": str(job.pk)}
        unit = {"unit": str(self.unit.pk)} if self.unit else {}
        if self.fresh:
            return "found", {**facts, **unit, "code": self.zone.code, "name": self.zone.name}
        return "change", {**facts, **unit, "columns": ["shape", *unit]}

    @property
    def territorial(self) -> Unit | None:
        """A team covers ground but does not answer for it."""
        return self.unit if self.unit and self.unit.kind != UnitKind.TEAM else None


def pieces_for(names: Sequence[str], layer: ZoneLayer, on: date, ground: Ground) -> list[Given]:
    """The zone and the unit each name stands for: five queries and one for each zone that is redrawn."""
    if len(set(names)) != len(names):
        raise Refused("same_name", _("Two pieces have the same name."))
    zones, units = named_zones(names, layer.code, on), named_units(names, on)
    parent = ground.zone if layer.tree and ground.zone and ground.zone.layer_id == layer.pk else None
    codes = free_codes(layer, ground)
    found = []
    for name in names:
        if name in zones:
            zone, before = zones[name]
            check_inside(zone, before, ground)
            found.append(Given(zone, units.get(name), False, [before]))
        else:
            zone = Zone(layer=layer, code=next(codes), name=name, parent=parent, valid_from=on)
            found.append(Given(zone, units.get(name), True, [None]))
    if len({piece.zone.pk for piece in found}) != len(found):
        raise Refused("same_name", _("Two pieces have the same name."))
    return found


def named_units(names: Sequence[str], on: date) -> dict[str, Unit]:
    """Units by name or code; Refused for a name that two units have."""
    found: dict[str, Unit] = {}
    for unit in Unit.objects.on(on).filter(Q(name__in=names) | Q(name_en__in=names) | Q(code__in=names)):
        for key in {unit.name, unit.name_en, unit.code} & set(names):
            if key in found:
                raise Refused("two_units", _("Two units are called “%(name)s”: give the unit's code."), name=key)
            found[key] = unit
    return found


def free_codes(layer: ZoneLayer, ground: Ground) -> Iterator[str]:
    """Codes of the layer nobody has had yet."""
    stem = (ground.zone.code if ground.zone else layer.code)[:32]
    taken = set(Zone.objects.filter(layer=layer, code__startswith=stem).values_list("code", flat=True))
    return (code for number in range(1, 10_000) if (code := f"{stem}-{number:02d}") not in taken)


def check_inside(zone: Zone, before: Lies | None, ground: Ground) -> None:
    """Redrawing a zone that also lies elsewhere would take that ground from everybody."""
    shape = to_shape(before) if before else None
    if shape and shape.area and shapely.difference(shape, to_shape(ground.outline)).area > SLIVER * shape.area:
        words = _("The zone %(zone)s lies partly outside the area: it cannot be redrawn by this proposal.")
        raise Refused("partly_outside", words, zone=zone.label)


def lay(pieces: Sequence[Given], on: date) -> None:
    """All zones as they lie from that day on; those that are redrawn first make room for each other."""
    for piece in pieces:
        if not piece.fresh and piece.lies[0]:
            redraw_zone(piece.zone, on=on, geometry=None)
    for piece in pieces:
        unit: dict[str, Any] = {"unit": piece.territorial} if piece.territorial else {}
        if piece.fresh:
            draw_zone(piece.zone, geometry=piece.lies[1], on=on, **unit)
        else:
            redraw_zone(piece.zone, on=on, geometry=piece.lies[1], **unit)


def cover_ground(pieces: Sequence[Given], why: str, *, by: Post, now: datetime) -> None:
    """Teams cover the ground that was given to them, beside what they cover already."""
    for piece in sorted(pieces, key=lambda piece: str(piece.unit.pk) if piece.unit else ""):
        if piece.unit and piece.unit.kind == UnitKind.TEAM:
            team = Team.objects.filter(unit=piece.unit).first()
            before = list(team.zones.all()) if team else []
            if piece.zone not in before:
                cover(piece.unit, [*before, piece.zone], why, by=by, now=now, expected=None)


def in_the_way(ground: Ground, layer: ZoneLayer, names: Sequence[str], on: date) -> list[Zone]:
    """Zones of a layer without overlaps that lie in the area and would not be redrawn: two queries."""
    if layer.overlap:
        return []
    around = {ground.zone.pk, *Zone.objects.ancestor_ids(ground.zone.pk)} if ground.zone else set()
    area = to_shape(ground.outline)
    shapely.prepare(area)
    found = []
    for row in outlines_on(on, area.bounds, [layer.code]):
        known = {row.zone.name, row.zone.code, row.zone.label} & set(names)
        if known or not row.geometry or row.zone_id in around:
            continue
        theirs = to_shape(row.geometry)
        if theirs.area and shapely.intersection(area, theirs).area > SLIVER * min(area.area, theirs.area):
            found.append(row.zone)
    return found
