"""Splits an area among holders: the ground a proposal is made on, and the job that makes it."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

import shapely
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sites.geometry import AREAS, GeometryError, extent, to_shape
from sites.models import City, Site, Zone
from sites.outlines import outline_of, outlines_on
from sites.partition import (
    RIVALS,
    TOLERANCE,
    Cells,
    PartitionError,
    Split,
    Stopped,
    cells_of,
    check,
    compared,
    propose,
    rivals,
)
from sites.vocabulary import ADMINISTRATIVE
from supervision.actions.jobs import ask, progress
from supervision.actions.standing import seq_of
from supervision.burdens import AREA, BURDENS, SITES
from supervision.models import Job
from supervision.refusals import Refused

SPLIT = "partition"
MOST_SITES, MOST_PIECES = 5_000, 60
BEAT = timedelta(seconds=0.5)  # between two signs of life

Spot = tuple[UUID, str, str, float, float]  # id, code, name, longitude, latitude


class Asked(NamedTuple):
    """What somebody wants split: an area (None = the whole city) into zones of a layer, balanced by something."""

    area: UUID | None
    layer: str
    pieces: int
    names: list[str]
    by: str

    def facts(self, day: date) -> dict[str, Any]:
        """For the job."""
        return {
            "area": str(self.area) if self.area else None,
            "layer": self.layer,
            "count": self.pieces,
            "names": self.names,
            "by": self.by,
            "day": day.isoformat(),
        }


@dataclass(frozen=True)
class Ground:
    """An area on a day, its sites and its cells; `mark` is another when anything of it is."""

    label: str
    zone: Zone | None
    outline: dict[str, Any]
    spots: tuple[Spot, ...]
    cells: Cells
    mark: str

    @property
    def outside(self) -> int:
        """Sites by the edge that lie in no cell."""
        return sum(home is None for home in self.cells.homes)


def ground_of(facts: dict[str, Any], day: date) -> Ground:
    """The area as it lies on that day, unweighed: three queries. Refused, GeometryError or PartitionError."""
    zone, outline = area_of(facts["area"], day)
    box = extent(outline)
    assert box is not None
    west, south, east, north = box
    rows = Site.objects.on(day).filter(lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north)
    found = list(rows.order_by("code").values_list("pk", "code", "name", "lon", "lat"))
    inside = shapely.intersects(to_shape(outline), shapely.points([(row[3], row[4]) for row in found]))
    spots = tuple(row for row, held in zip(found, inside, strict=True) if held)
    if len(spots) > MOST_SITES:
        words = _("%(n)s sites are too many for one proposal: %(most)s at most. Choose a smaller area.")
        raise Refused("too_many_sites", words, n=len(spots), most=MOST_SITES)
    cells, mark = cut(json.dumps(outline, sort_keys=True), spots)
    return Ground(zone.label if zone else city_label(), zone, outline, spots, cells, mark)


def area_of(pk: str | None, day: date) -> tuple[Zone | None, dict[str, Any]]:
    """A zone with its outline; without one the whole city, which is all its administrative zones together."""
    if pk is None:
        rows = outlines_on(day, layers=[ADMINISTRATIVE])
        shapes = [to_shape(row.geometry) for row in rows if row.geometry and row.geometry["type"] in AREAS]
        if not shapes:
            raise Refused("no_outline", _("No administrative zone has an outline yet: the city's area is not known."))
        return None, json.loads(shapely.to_geojson(shapely.union_all(shapes)))
    zone = Zone.objects.on(day).filter(pk=pk).select_related("layer").first()
    lies = outline_of(zone, day) if zone else None
    if zone is None or lies is None or lies.geometry is None or lies.geometry["type"] not in AREAS:
        raise Refused("no_outline", _("This zone has no area on that day: there is nothing to split."))
    return zone, lies.geometry


def city_label() -> str:
    """The whole city as an area."""
    return gettext("%(city)s, all of it") % {"city": city_name()}


def city_name() -> str:
    """What it is called."""
    city = City.objects.current()
    return city.label if city else ""


@lru_cache(maxsize=4)
def cut(outline: str, spots: tuple[Spot, ...]) -> tuple[Cells, str]:
    """The cells of an area and the mark of what they were cut from: kept, as every press on the map asks for them."""
    cells = cells_of([(lon, lat) for *_name, lon, lat in spots], json.loads(outline))
    told = json.dumps([outline, [[str(pk), lon, lat] for pk, _code, _name, lon, lat in spots], cells.homes])
    return cells, hashlib.sha256(told.encode()).hexdigest()


def weighed(ground: Ground, by: str) -> Cells:
    """The cells as heavy as what is to be balanced."""
    if by == AREA:
        return ground.cells.weighed_by_area()
    more = {} if by == SITES else BURDENS[by].of([spot[0] for spot in ground.spots])
    return ground.cells.weighed([1 + more.get(spot[0], 0) for spot in ground.spots])


def ask_split(asked: Asked, *, user_id: UUID, now: datetime, day: date) -> Job:
    """Puts the job in line after a look whether it can be done at all."""
    facts = asked.facts(day)
    check(ground_of(facts, day).cells, asked.pieces)
    return ask(SPLIT, facts, user_id=user_id, now=now)


def split(job: Job, clock: Callable[[], datetime]) -> dict[str, Any]:
    """The work of the job: a proposal, and beside it random-seed growth on the same cells."""
    facts, began = job.facts, clock()
    day = date.fromisoformat(facts["day"])
    ground = ground_of(facts, day)
    cells = weighed(ground, facts["by"])
    try:
        made = propose(cells, facts["count"], progress=beats(job, clock))
    except Stopped:
        return {}
    took = (clock() - began).total_seconds()
    pieces, names, seen = called(ground, made, facts, day)
    return {
        "pieces": pieces,
        "proposed": pieces,
        "names": names,
        "weights": cells.weights,
        "mark": ground.mark,
        "seen": seen,
        "took": round(took, 2),
        "ours": compared([made]),
        "grown": compared(rivals(cells, facts["count"])),
        "runs": RIVALS,
        "rev": 0,
        "trail": [],
    }


def beats(job: Job, clock: Callable[[], datetime]) -> Callable[[int, int], bool]:
    """Signs of life, not more often than somebody could look."""
    last: datetime | None = None

    def beat(done: int, total: int) -> bool:
        nonlocal last
        now = clock()
        if last is not None and now - last < BEAT:
            return True
        last = now
        return progress(job, done, total, now)

    return beat


def called(
    ground: Ground, made: Split, facts: dict[str, Any], day: date
) -> tuple[list[int], list[str], dict[str, int]]:
    """Pieces numbered from west to east with their names, and how far the zones of these names have come.

    A piece that covers most of a zone of that name keeps the name, so that a new split of known zones moves little.
    """
    middles = [shapely.union_all([made.cells.shapes[c] for c in sorted(own)]).centroid for own in made.members]
    order = sorted(range(len(middles)), key=lambda piece: (middles[piece].x, middles[piece].y))
    stem = ground.zone.label if ground.zone else city_name()
    names = facts["names"] or [f"{stem} {number}" for number in range(1, len(order) + 1)]
    zones = named_zones(names, facts["layer"], day)
    places: dict[int, int] = {}  # piece -> its place among the names
    for _metres, piece, place in overlaps(made, [zones.get(name) for name in names]):
        if piece not in places and place not in places.values():
            places[piece] = place
    free = iter(place for place in range(len(order)) if place not in places.values())
    numbers = {piece: places[piece] if piece in places else next(free) for piece in order}
    seen = {str(zone.pk): seq_of(zone.pk) for zone, _shape in zones.values()}
    return [numbers[piece] for piece in made.pieces], names, seen


def named_zones(names: Sequence[str], layer: str, day: date) -> dict[str, tuple[Zone, dict[str, Any] | None]]:
    """Zones of the layer by a name or code that somebody gave, with their outlines; names that fit two are left out."""
    found: dict[str, list[tuple[Zone, dict[str, Any] | None]]] = {}
    for row in outlines_on(day, layers=[layer]) if names else ():
        for key in {row.zone.name, row.zone.code, row.zone.label} & set(names):
            found.setdefault(key, []).append((row.zone, row.geometry))
    return {key: rows[0] for key, rows in found.items() if len(rows) == 1}


def overlaps(made: Split, zones: Sequence[tuple[Zone, dict[str, Any] | None] | None]) -> list[tuple[float, int, int]]:
    """How much of which piece lies in which zone: (minus square metres, piece, place of the zone), most first."""
    found: dict[tuple[int, int], float] = {}
    middles = shapely.point_on_surface(made.cells.shapes)
    for place, zone in enumerate(zones):
        if zone is None or not zone[1]:
            continue
        for cell in shapely.STRtree(middles).query(to_shape(zone[1]), predicate="intersects").tolist():
            key = made.pieces[cell], place
            found[key] = found.get(key, 0.0) - made.cells.areas[cell]
    return sorted((metres, *key) for key, metres in found.items())


def standing(job: Job, day: date | None = None) -> tuple[Ground, Split]:
    """A proposal as it stands; Refused when the ground is no longer what it was made on."""
    try:
        ground = ground_of(job.facts, day or date.fromisoformat(job.facts["day"]))
    except (GeometryError, PartitionError) as error:
        raise Refused("no_ground", str(error)) from error
    if ground.mark != job.result["mark"]:
        words = _("The border of the area or its sites have changed since: please have a new proposal made.")
        raise Refused("ground_changed", words)
    cells = replace(ground.cells, weights=job.result["weights"])
    return ground, Split(cells, job.result["pieces"], job.facts["count"], TOLERANCE)
