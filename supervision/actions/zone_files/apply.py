"""Writes what was looked at: zone by zone through the doors for zones, an event each, a group in one transaction."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import numpy as np
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sites.actions.places import draw_zone, redraw_zone
from sites.geometry import GeometryError
from sites.models import Unit, Zone, ZoneLayer
from sites.outlines import outlines_on
from sites.placing import Change, resettle
from supervision.actions.book import Book, write
from supervision.actions.imports.batches import in_batches
from supervision.actions.people import reason
from supervision.actions.standing import begin
from supervision.actions.zone_files.groups import Group, groups_of
from supervision.actions.zone_files.steps import Step
from supervision.models import Event, Post
from supervision.refusals import Conflict, Refused


@dataclass
class Writing:
    """Who writes which file, from which day on, why; and what became of it."""

    job: UUID
    layer: ZoneLayer
    day: date
    why: str
    by: Post
    now: datetime
    done: dict[str, int] = field(default_factory=lambda: {"new": 0, "changed": 0})
    left: list[list[str]] = field(default_factory=list)  # [code, why it was left]

    def once(self, step: Step) -> str:
        """The event of a zone happens once, however often the work begins anew."""
        return f"zone_file:{self.job}:{step.row}"


def write_all(steps: Iterable[Step], writing: Writing) -> None:
    """Everything in the transaction of the caller, or Refused."""
    borders: list[Change] = []
    for group in groups_of(with_borders(steps, writing)):
        borders += write_group(group, writing)
    resettle(writing.layer, writing.day, borders)


def write_batches(steps: Iterable[Step], writing: Writing) -> Iterator[int]:
    """Group by group in short transactions; yields how many zones are dealt with. What is refused is left and named."""
    rows = with_borders(steps, writing)
    kept = written(rows, writing)
    for step in rows:
        writing.done[step.status] += writing.once(step) in kept
    groups = groups_of([step for step in rows if writing.once(step) not in kept])
    ends = np.cumsum([0, *(len(group) for group in groups)]) + len(rows) - sum(map(len, groups))

    def work(part: Any, ready: Any) -> None:
        borders: list[Change] = []
        for group in part:
            try:
                with transaction.atomic():
                    borders += write_group(group, writing)
            except (Refused, ValidationError, GeometryError) as error:
                writing.left += [[step.code, words_of(error)] for step in group]
        resettle(writing.layer, writing.day, borders)

    for n in in_batches(groups, work):
        yield int(ends[n])


def with_borders(steps: Iterable[Step], writing: Writing) -> list[Step]:
    """Those that are written, each with its border of the day: one query."""
    rows = [step for step in steps if step.writes]
    lies = outlines_on(writing.day, layers=[writing.layer.code]).values_list("zone", "geometry")
    borders = {str(zone): geometry for zone, geometry in lies}
    for step in rows:
        step.was = borders.get(step.zone or "")
    return rows


def written(rows: list[Step], writing: Writing) -> set[str]:
    """Those that an earlier, broken-off run has written."""
    keys, found = [writing.once(step) for step in rows], set[str]()
    for start in range(0, len(keys), 500):
        known = Event.objects.filter(once__in=keys[start : start + 500]).values_list("once", flat=True)
        found |= {key for key in known if key}
    return found


def words_of(error: Exception) -> str:
    """The sentence of a refusal."""
    if isinstance(error, Refused):
        return error.words
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)


def write_group(group: Group, writing: Writing) -> list[Change]:
    """Zones that belong together: locked, taken up where they are redrawn, laid down; their borders before and after,
    for the sites that go with them."""
    zones, books = opened(group, writing)
    units = {u.code: u for u in Unit.objects.filter(code__in={step.after["unit"] for step in group})}
    redrawn = [step for step in group if step.zone and step.shape is not None]
    if len(group) > 1:
        for step in redrawn:
            redraw_zone(zones[step.code], on=writing.day, geometry=None)
    for step in group:
        books[step.code] = write_one(step, zones.get(step.code), units, books.get(step.code), writing)
    for step in group:
        tell(step, books[step.code], writing)
        writing.done[step.status] += 1
    return [(step.was, step.shape) for step in group if step.shape is not None]


def opened(group: Group, writing: Writing) -> tuple[dict[str, Zone], dict[str, Book | None]]:
    """The known zones and their streams, locked in one order; a Conflict names who was faster."""
    known = sorted((step for step in group if step.zone), key=lambda step: step.zone or "")
    books: dict[str, Book | None] = {}
    for step in known:
        assert step.zone_id is not None
        try:
            books[step.code] = begin("zone", step.zone_id, writing.now, step.seq)
        except Conflict as error:
            said = {"zone": step.before["name"], "why": error.words}
            raise Conflict(error.code, _("%(zone)s: %(why)s"), **said) from None
    rows = Zone.objects.select_related("layer").in_bulk([step.zone_id for step in known])
    zones = {step.code: rows[step.zone_id] for step in known if step.zone_id in rows}
    for step in group:
        if step.zone is None and Zone.objects.filter(layer=writing.layer, code=step.code).exists():
            raise Conflict("code_taken", _("Somebody has entered a zone %(zone)s meanwhile."), zone=step.code)
    return zones, books


def write_one(step: Step, zone: Zone | None, units: dict[str, Unit], book: Book | None, writing: Writing) -> Book:
    """One zone saved, and its stream."""
    parent = None
    if step.after["parent"]:
        parent = Zone.objects.filter(layer=writing.layer, code=step.after["parent"]).first()
    unit = units.get(step.after["unit"])
    if zone is None:
        zone = Zone(layer=writing.layer, code=step.code, parent=parent)
        zone.name, zone.name_en = step.after["name"], step.after["name_en"]
        draw_zone(zone, geometry=step.shape, unit=unit, on=writing.day)
        return begin("zone", zone.pk, writing.now, None)
    zone.name, zone.name_en, zone.parent = step.after["name"], step.after["name_en"], parent
    lies: dict[str, Any] = {}
    if "shape" in step.columns:
        lies["geometry"] = step.shape
    if "unit" in step.columns:
        lies["unit"] = unit
    redraw_zone(zone, on=writing.day, called_from=timezone.localtime(writing.now).date(), **lies)
    assert book is not None
    return book


def tell(step: Step, book: Book | None, writing: Writing) -> None:
    """The event of a zone: what it was and what it is, and which file said so."""
    assert book is not None
    facts: dict[str, Any] = {"on": writing.day, "file": writing.job}
    after = {**step.after, "shape": text_of(step.shape)}
    if step.zone is None:
        facts |= {"layer": writing.layer.code, "code": step.code, **after}
    else:
        before = {**step.before, "shape": text_of(step.was)}
        facts |= {
            "columns": step.columns,
            "before": {name: before[name] for name in step.columns},
            "after": {name: after[name] for name in step.columns},
        }
    book.append(
        "found" if step.zone is None else "change",
        at=book.at(writing.now),
        recorded_at=writing.now,
        actor_id=writing.by.user_id,
        post_id=writing.by.id,
        facts={**facts, **reason(book, writing.why)},
        once=writing.once(step),
    )
    write([book])


def text_of(shape: dict[str, Any] | None) -> str | None:
    """A border as a text: numbers with fractions have no exact one in an event."""
    return None if shape is None else json.dumps(shape, separators=(",", ":"))
