"""A file's zones against the layer as it lies on a day: what would be new, what would change, what is wrong."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import shapely
from django.utils.translation import gettext as _

from sites.geofiles.rows import Row, folded
from sites.geofiles.shapes import oriented
from sites.geometry import area_m2, to_shape
from sites.models import City, Unit, Zone, ZoneLayer, ZoneVersion
from sites.vocabulary import UnitKind
from supervision.actions.zone_files.fitting import fit
from supervision.actions.zone_files.moves import count_moves
from supervision.actions.zone_files.steps import Step
from supervision.models import StreamHead

NAMES = ("name", "name_en")


@dataclass
class Standing:
    """The layer as it lies on the day, and what a cell can name: six queries."""

    layer: ZoneLayer
    day: date
    zones: dict[str, Any] = field(default_factory=dict)  # code -> zone with unit_id and geometry of the day
    codes: dict[UUID, str] = field(default_factory=dict)
    seqs: dict[UUID, int] = field(default_factory=dict)
    later: set[UUID] = field(default_factory=set)
    units: dict[UUID, Unit] = field(default_factory=dict)
    unit_codes: dict[str, Unit] = field(default_factory=dict)
    unit_names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    others: dict[str, str] = field(default_factory=dict)  # word -> name of another layer

    @classmethod
    def load(cls, layer: ZoneLayer, day: date) -> "Standing":
        """As the database has it now."""
        found = cls(layer, day)
        ours = Zone.objects.filter(layer=layer)
        for zone in ours.lying(day):
            found.zones[zone.code] = zone
            found.codes[zone.pk] = zone.code
        heads = StreamHead.objects.filter(kind="zone", pk__in=ours.values("pk"))
        found.seqs = dict(heads.values_list("pk", "seq"))
        ahead = ZoneVersion.objects.filter(zone__layer=layer, valid_from__gt=day)
        found.later = set(ahead.values_list("zone", flat=True))
        for unit in Unit.objects.on(day):
            found.units[unit.pk] = found.unit_codes[unit.code] = unit
            for name in filter(None, (unit.name, unit.name_en)):
                found.unit_names[folded(name)].add(unit.code)
        for other in ZoneLayer.objects.exclude(pk=layer.pk):
            found.others |= {folded(word): other.label for word in (other.code, other.name, other.name_en) if word}
        return found

    def word_of_layer(self, word: str) -> bool:
        """Whether the word is this layer's own."""
        return folded(word) in {folded(own) for own in (self.layer.code, self.layer.name, self.layer.name_en) if own}


def plan(rows: Iterable[Row], layer: ZoneLayer, day: date) -> list[Step]:
    """What the rows would do to the layer from that day on; nothing is written. Ten queries."""
    standing, city = Standing.load(layer, day), City.objects.get()
    rows = list(rows)
    names = names_of(rows, standing)
    steps = [step_of(row, standing, names) for row in rows]
    refuse_circles(steps, standing)
    for step in steps:
        step.judge()
    fit(steps, standing.zones, layer, city.box)
    count_moves(steps, standing.zones, layer, day)
    return steps


def names_of(rows: Iterable[Row], standing: Standing) -> dict[str, set[str]]:
    """Name of a zone -> codes, of the layer and of the file."""
    found: dict[str, set[str]] = defaultdict(set)
    for code, zone in standing.zones.items():
        if zone.valid_to is None:
            for name in filter(None, (zone.name, zone.name_en)):
                found[folded(name)].add(code)
            found[folded(code)].add(code)
    for row in rows:
        for name in filter(None, (row.code, row.cells.get("name"))):
            if row.code:
                found[folded(name)].add(row.code)
    return found


def step_of(row: Row, standing: Standing, names: dict[str, set[str]]) -> Step:
    """One row against its zone."""
    step = Step(row.number, row.code, problems=list(row.problems), notes=list(row.notes), shape=row.geometry)
    zone = standing.zones.get(row.code) if row.code else None
    if zone is not None:
        know(step, zone, standing)
    elif row.code:
        step.before = dict.fromkeys((*NAMES, "parent", "unit"), "")
    step.after = dict(step.before)
    for name in NAMES:
        step.after[name] = row.cells.get(name) or step.before.get(name, "")
    if zone is None and not step.after["name"] and not row.problems:
        step.problems.append(_("A new zone needs a name."))
    name_unit(step, row, standing)
    name_parent(step, row, standing, names)
    check_layer(step, row, standing)
    compare(step, zone)
    return step


def know(step: Step, zone: Any, standing: Standing) -> None:
    """The zone as the city has it."""
    step.zone, step.seq, step.was = str(zone.pk), standing.seqs.get(zone.pk, 0), zone.geometry
    unit = standing.units.get(zone.unit_id)
    step.before = {
        "name": zone.name,
        "name_en": zone.name_en,
        "parent": standing.codes.get(zone.parent_id, ""),
        "unit": unit.code if unit else "",
    }
    if zone.valid_to is not None:
        step.problems.append(_("The zone has ended."))
    elif zone.pk in standing.later or zone.valid_from > standing.day:
        step.problems.append(_("A later change is already recorded; it must be taken back first."))


def name_unit(step: Step, row: Row, standing: Standing) -> None:
    """The unit a cell names, by code or by name."""
    word = row.cells.get("unit")
    if not word:
        return
    codes = {word} if word in standing.unit_codes else standing.unit_names.get(folded(word), set())
    if len(codes) > 1:
        step.problems.append(_("Several units are called “%(value)s”; write the code.") % {"value": word})
    elif not codes:
        step.problems.append(_("There is no unit “%(value)s” in the city on that day.") % {"value": word})
    else:
        unit = standing.unit_codes[next(iter(codes))]
        if unit.kind == UnitKind.TEAM:
            step.problems.append(_("A supervision team covers ground but does not answer for it."))
        step.after["unit"] = unit.code


def name_parent(step: Step, row: Row, standing: Standing, names: dict[str, set[str]]) -> None:
    """The zone a cell names as the one above, by code or by name."""
    word = row.cells.get("parent")
    if not word:
        return
    codes = {word} if word in names.get(folded(word), set()) else names.get(folded(word), set())
    if not standing.layer.tree:
        step.problems.append(_("Zones of this layer do not lie inside one another."))
    elif not codes:
        step.problems.append(_("There is no zone “%(value)s”, neither in the file nor in the layer.") % {"value": word})
    elif len(codes) > 1:
        step.problems.append(_("Several zones are called “%(value)s”; write the code.") % {"value": word})
    else:
        step.after["parent"] = next(iter(codes))


def check_layer(step: Step, row: Row, standing: Standing) -> None:
    """A row of another layer does not belong here; words no layer has are those of a drawing program."""
    word = row.cells.get("layer")
    if word and not standing.word_of_layer(word) and folded(word) in standing.others:
        step.problems.append(
            _("The row belongs to the layer %(other)s, not to %(layer)s.")
            % {"other": standing.others[folded(word)], "layer": standing.layer.label}
        )


def compare(step: Step, zone: Any) -> None:
    """What differs; a border that only begins at another corner is the same."""
    step.columns = [name for name in step.after if step.after[name] != step.before.get(name, "")]
    if step.shape is not None and zone is not None and zone.geometry is not None and alike(zone.geometry, step.shape):
        step.shape = None
    if step.shape is not None:
        step.columns.append("shape")
    step.area_before = area_m2(step.was) if step.was else 0.0
    step.area_after = area_m2(step.final) if step.final else 0.0
    if zone is None and step.shape is None and not step.problems:
        step.notes.append(_("The zone has no border in the file; it can be drawn later."))


def alike(one: dict, other: dict) -> bool:
    """The same border to seven digits."""
    ours, theirs = (shapely.normalize(to_shape(oriented(shape))) for shape in (one, other))
    return bool(shapely.equals_exact(ours, theirs, 1e-12))


def refuse_circles(steps: list[Step], standing: Standing) -> None:
    """No zone may lie inside itself by way of others."""
    above = {code: standing.codes.get(zone.parent_id, "") for code, zone in standing.zones.items()}
    above |= {step.code: step.after.get("parent", "") for step in steps if step.code}
    for step in steps:
        here, seen = step.after.get("parent", ""), set()
        while here and here != step.code and here not in seen:
            seen.add(here)
            here = above.get(here, "")
        if here and here == step.code:
            step.problems.append(_("A zone cannot lie inside itself."))
