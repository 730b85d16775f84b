"""Whose ground it is on a day: the holders of each zone by kind of contract, and the colour each of them has."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

import shapely
from django.db.models import Q
from django.utils.translation import get_language

from rectification.pages.map_asked import UNIT, Asked
from sites.models.named import label_of
from sites.outlines import outlines_on
from sites.vocabulary import ADMINISTRATIVE
from supervision.models import Contract, ContractKind

COLOURS = 8


class Plot(NamedTuple):
    """A zone of the day without its shape."""

    id: UUID
    layer: str
    label: str
    parent: UUID | None
    box: tuple[float, float, float, float] | None
    unit: tuple[UUID, str] | None
    depth: int = 0


@dataclass
class Holding:
    """The zones of a kind on a day: who holds which, which of them should have a holder, and everybody's colour."""

    kind: str
    layers: set[str]
    plots: dict[UUID, Plot]
    holders: list[tuple[str, str]] = field(default_factory=list)  # who, and their unit
    of: dict[UUID, int] = field(default_factory=dict)  # zone -> place in holders
    due: set[UUID] = field(default_factory=set)  # zones that lie among those held: without a holder they are a gap
    colours: list[int] = field(default_factory=list)

    @property
    def empty(self) -> list[Plot]:
        """Zones that nobody holds."""
        return [self.plots[pk] for pk in self.due if pk not in self.of]


def kinds(asked: Asked) -> list[tuple[str, str]]:
    """The kinds of contract that give out zones on the day: code, name. One query."""
    rows = ContractKind.objects.filter(code__in=running(asked).values("kind")).order_by("code")
    return [(row.code, label_of(row.name, row.name_en)) for row in rows]


def running(asked: Asked) -> Any:
    """Contracts over zones that hold at the end of the day."""
    at = asked.moment
    return Contract.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=at), subject_kind=Contract.Subject.ZONE, valid_from__lte=at
    )


def holding(asked: Asked, known: list[tuple[str, str]]) -> Holding:
    """Who holds what of the kind that is asked for, else of the usual one: two queries."""
    codes = [code for code, _name in known]
    kind = asked.kind if asked.kind in (*codes, UNIT) else usual(codes)
    plots = plots_on(asked.day)
    held = by_unit(plots) if kind == UNIT else by_contract(asked, kind)
    return settled(kind, plots, {pk: who for pk, who in held.items() if pk in plots})


def usual(codes: list[str]) -> str:
    """What the map opens with: the kind that gives out areas, else the first there is, else the answering unit."""
    return "area" if "area" in codes else next(iter(codes), UNIT)


def plots_on(day: datetime.date) -> dict[UUID, Plot]:
    """Every zone of the day with the box around it: one query."""
    columns = ("zone_id", "zone__layer__code", "name", "name_en", "parent_id")
    edges = ("west", "south", "east", "north")
    units = ("unit_id", "unit__name", "unit__name_en")
    found: dict[UUID, Plot] = {}
    for pk, layer, name, name_en, parent, *more in outlines_on(day).values_list(*columns, *edges, *units):
        west, south, east, north, unit, unit_name, unit_name_en = more
        box = (west, south, east, north) if west is not None else None
        answers = (unit, label_of(unit_name, unit_name_en)) if unit else None
        found[pk] = Plot(pk, layer, label_of(name, name_en), parent, box, answers)
    return {pk: plot._replace(depth=depth_of(plot, found)) for pk, plot in found.items()}


def depth_of(plot: Plot, plots: Mapping[UUID, Plot]) -> int:
    """How many zones it lies in; a damaged tree ends somewhere, too."""
    depth, above = 0, plots.get(plot.parent) if plot.parent else None
    while above is not None and depth < 64:
        depth, above = depth + 1, plots.get(above.parent) if above.parent else None
    return depth


def by_unit(plots: Mapping[UUID, Plot]) -> dict[UUID, tuple[str, str]]:
    """The unit that answers for each administrative zone."""
    return {pk: (plot.unit[1], "") for pk, plot in plots.items() if plot.unit and plot.layer == ADMINISTRATIVE}


def by_contract(asked: Asked, kind: str) -> dict[UUID, tuple[str, str]]:
    """Who holds each zone by a kind of contract; several are named together. One query."""
    columns = ("subject_key", "user__display_name", "user__username", "unit__name", "unit__name_en")
    rows = running(asked).filter(kind=kind).order_by("valid_from", "id").values_list(*columns)
    found: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    for key, name, username, unit, unit_en in rows:
        if zone := zone_key(key):
            found[zone].append((name or username or "", label_of(unit, unit_en)))
    return {zone: (named(held), named_units(held)) for zone, held in found.items()}


def zone_key(text: str) -> UUID | None:
    """The zone a contract is about."""
    try:
        return UUID(text)
    except ValueError:
        return None


def named(held: Iterable[tuple[str, str]]) -> str:
    """The people, or the unit where it holds as a whole."""
    return joined(person or unit for person, unit in held)


def named_units(held: Iterable[tuple[str, str]]) -> str:
    """Their units."""
    return joined(unit for person, unit in held if person)


def joined(words: Iterable[str]) -> str:
    """Each once, in the manner of the language."""
    return (", " if (get_language() or "").startswith("en") else "、").join(dict.fromkeys(words))


def settled(kind: str, plots: dict[UUID, Plot], held: dict[UUID, tuple[str, str]]) -> Holding:
    """Places and colours of the holders, and which zones lie among those that are held: same layer, same depth."""
    rows = {(plots[pk].layer, plots[pk].depth) for pk in held}
    layers = {layer for layer, _depth in rows} or {ADMINISTRATIVE}
    due = {pk for pk, plot in plots.items() if (plot.layer, plot.depth) in rows} if kind != UNIT else set(held)
    holders = sorted(set(held.values()), key=lambda who: (who[1], who[0]))
    place = {who: at for at, who in enumerate(holders)}
    of = {pk: place[who] for pk, who in held.items()}
    return Holding(kind, layers, plots, holders, of, due, coloured(plots, of, len(holders)))


def coloured(plots: Mapping[UUID, Plot], of: Mapping[UUID, int], n: int) -> list[int]:
    """A colour for each holder, so that where boxes touch two holders differ as far as the colours reach."""
    if n <= COLOURS:
        return list(range(n))
    known = [(of[pk], shapely.box(*box)) for pk in of if (box := plots[pk].box)]
    near: dict[int, set[int]] = defaultdict(set)
    if known:
        tree = shapely.STRtree([box for _who, box in known])
        for one, other in tree.query([box for _who, box in known], predicate="intersects").T.tolist():
            near[known[one][0]].add(known[other][0])
    found: list[int] = []
    for who in range(n):
        taken = {found[other] for other in near[who] if other < who}
        free = [at for at in range(COLOURS) if at not in taken] or list(range(COLOURS))
        found.append(min(free, key=lambda at: (found.count(at), at)))
    return found
