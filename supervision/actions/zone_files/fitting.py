"""Borders of a file among the zones of the layer as it would be: inside the one above, apart from the others."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from sites.borders import Surroundings, checked
from sites.geometry import Box, Plane, to_shape
from sites.models import ZoneLayer
from supervision.actions.zone_files.steps import Status, Step

SLIVER = 0.01  # neighbours drawn by hand may overlap by this share of the smaller one, as in sites.actions.places
HAIR = 1e-13  # square degrees, a thousandth of a square metre
FEW = 1_500  # corners by which a moved border is measured


@dataclass
class Lying:
    """The layer as it would lie: shape, name and parent by code."""

    shapes: dict[str, BaseGeometry] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    above: dict[str, str] = field(default_factory=dict)
    below: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def family(self, code: str, other: str) -> bool:
        """Whether one of the two lies inside the other."""
        return other in self.line(code) or code in self.line(other)

    def line(self, code: str) -> list[str]:
        """The zones above, nearest first."""
        found: list[str] = []
        here = self.above.get(code, "")
        while here and here not in found:
            found.append(here)
            here = self.above.get(here, "")
        return found


def lying(steps: list[Step], zones: Mapping[str, Any]) -> Lying:
    """The layer after the good steps; wrong ones leave their zone as it is."""
    found = Lying()
    codes = {zone.pk: code for code, zone in zones.items()}
    for code, zone in zones.items():
        if zone.valid_to is None:
            put(found, code, zone.label, codes.get(zone.parent_id, ""), zone.geometry)
    for step in steps:
        if step.writes:
            put(found, step.code, step.after["name"], step.after["parent"], step.final)
    for code, above in found.above.items():
        if above:
            found.below[above].append(code)
    return found


def put(found: Lying, code: str, name: str, above: str, geometry: dict | None) -> None:
    """One zone."""
    found.names[code], found.above[code] = name, above
    if geometry is not None:
        found.shapes[code] = to_shape(geometry)


def fit(steps: list[Step], zones: Mapping[str, Any], layer: ZoneLayer, box: Box) -> None:
    """Says of every border that would be written what is wrong with it among the others.

    A wrong zone stays as it is, which may stand in the way of its neighbours: so it is looked at until nothing
    more is found.
    """
    measure(steps)
    while True:
        state = lying(steps, zones)
        found = orphaned(steps, state)
        drawn = [step for step in steps if step.writes and ({"shape", "parent"} & set(step.columns))]
        drawn = [step for step in drawn if step.code in state.shapes]
        own = {step.code for step in drawn}
        near = overlapping([step.code for step in drawn], state) if not layer.overlap else {}
        for step in drawn:
            found = judge(step, state, near.get(step.code, []), own, layer, box) or found
        if not found:
            return


def orphaned(steps: list[Step], state: Lying) -> bool:
    """Whether a zone would lie in one that is wrong itself, and so will not be there."""
    found = [s for s in steps if s.writes and s.after["parent"] and s.after["parent"] not in state.names]
    for step in found:
        step.problems.append(_("The zone above it, %(zone)s, is wrong itself.") % {"zone": step.after["parent"]})
        step.judge()
    return bool(found)


def judge(step: Step, state: Lying, near: list[str], own: set[str], layer: ZoneLayer, box: Box) -> bool:
    """Whether something is wrong with one border; the sentences go into the step. What sticks out of it is told there
    where the file draws that itself (`own`)."""
    ours = state.shapes[step.code]
    above = state.shapes.get(state.above[step.code])
    holds = above is None or not above.area or shapely.covers(above, ours)
    children = [code for code in state.below[step.code] if code in state.shapes and code not in own]
    inner = [code for code in children if not shapely.covers(ours, state.shapes[code])] if ours.area else []
    if holds and not inner and not near:
        return False
    around = Surroundings(
        box=box,
        tolerance_m=float(layer.tolerance_m),
        above=None if holds or above is None else (state.names[state.above[step.code]], above),
        below=[(state.names[code], state.shapes[code]) for code in inner],
        apart=[(state.names[code], state.shapes[code]) for code in near],
    )
    faults = checked(step.final, around)
    step.problems += [fault.words for fault in faults]
    step.spots += [list(fault.place) for fault in faults if fault.place]
    if not faults:
        step.problems += [
            _("The area overlaps the zone %(zone)s.") % {"zone": state.names[code]}
            for code in near
            if much(ours, state.shapes[code])
        ]
    step.judge()
    return step.status == Status.BAD


def much(ours: BaseGeometry, theirs: BaseGeometry) -> bool:
    """More than the sliver that is let pass when zones are saved."""
    smaller = min(ours.area, theirs.area)
    return bool(smaller) and bool(shapely.intersection(ours, theirs).area > SLIVER * smaller)


def overlapping(codes: list[str], state: Lying) -> dict[str, list[str]]:
    """Of each of these areas the others it shares ground with, but for those it lies in or that lie in it."""
    known = [code for code, shape in state.shapes.items() if shape.area]
    codes = [code for code in codes if state.shapes[code].area]
    if not codes:
        return {}
    shapes = np.array([state.shapes[code] for code in known], dtype=object)
    ours = np.array([state.shapes[code] for code in codes], dtype=object)
    left, right = shapely.STRtree(shapes).query(ours, predicate="intersects")
    found: dict[str, list[str]] = defaultdict(list)
    for mine, other in zip(left.tolist(), right.tolist(), strict=True):
        code, their = codes[mine], known[other]
        if code == their or state.family(code, their):
            continue
        if shapely.intersection(ours[mine], shapes[other]).area > HAIR:
            found[code].append(their)
    return found


def measure(steps: list[Step]) -> None:
    """How far each changed border moves at most, in metres; long borders by their chief corners."""
    for step in steps:
        if step.shape is not None and step.was is not None:
            old = to_shape(step.was)
            plane = Plane.at(old)
            before, after = chief(plane.flat(old)), chief(plane.flat(to_shape(step.shape)))
            step.moved = round(float(shapely.hausdorff_distance(before, after)), 1)


def chief(shape: BaseGeometry) -> BaseGeometry:
    """The border by so few corners that it can be measured at once."""
    line, metres = (shape.boundary if shape.area else shape), 0.1
    while shapely.get_num_coordinates(line) > FEW and metres < 1000:
        line, metres = shapely.simplify(line, metres), metres * 3
    return line
