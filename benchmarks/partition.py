"""A part on splitting: 1,200 sites among seven teams, beside random-seed growth on the same cells."""

import random
import time
from collections.abc import Callable

import shapely
from shapely.geometry.base import BaseGeometry

from benchmarks.kit import Part, timed
from sites.partition import Cells, Split, cells_of, compared, outlines_of, propose, rivals

CENTRE = (114.05, 22.85)
SITES, TEAMS = 1_200, 7
TOWNS = 5
EVEN = 10.0  # per cent
SECONDS = 5.0


def ground(chance: random.Random) -> BaseGeometry:
    """A town some ten kilometres wide: a bay in its edge, a lake within."""
    edge: BaseGeometry = shapely.Point(CENTRE).buffer(0.05, 24)
    edge = edge.union(shapely.box(CENTRE[0] - 0.08, CENTRE[1] - 0.03, CENTRE[0], CENTRE[1] + 0.02))
    bay = shapely.Point(CENTRE[0] + 0.05, CENTRE[1] + chance.uniform(-0.03, 0.03)).buffer(0.02)
    lake = shapely.Point(CENTRE[0] - 0.02, CENTRE[1] + 0.01).buffer(0.008)
    return edge.difference(shapely.union_all([bay, lake]))


def sites(area: BaseGeometry, chance: random.Random) -> list[tuple[float, float]]:
    """Thick around some squares, thin between; one in twenty shares its door with another."""
    west, south, east, north = area.bounds
    middles = [
        (chance.uniform(west, east), chance.uniform(south, north), chance.uniform(0.002, 0.02)) for _ in range(9)
    ]
    found: list[tuple[float, float]] = []
    while len(found) < SITES:
        lon, lat, wide = chance.choice(middles)
        spot = (round(chance.gauss(lon, wide), 6), round(chance.gauss(lat, wide), 6))
        if area.contains(shapely.Point(spot)):
            found.append(chance.choice(found) if found and chance.random() < 0.05 else spot)
    return found


def whole(points: list, outline: dict, way: Callable[[Cells, int], Split]) -> Split:
    """All that a proposal needs: cells, a split of them, the outlines of its pieces."""
    split = way(cells_of(points, outline).weighed([1.0] * SITES), TEAMS)
    outlines_of(split)
    return split


def measure(part: Part) -> None:
    """Several towns; both ways from the sites to the outlines."""
    took, used, grew, ours, theirs = [], [], [], [], []
    for number in range(TOWNS):
        chance = random.Random(number)
        area = ground(chance)
        points, outline = sites(area, chance), shapely.geometry.mapping(area)
        made: list[Split] = []
        before = time.process_time()
        took.append(timed(lambda: made.append(whole(points, outline, propose))))  # noqa: B023
        used.append(time.process_time() - before)
        grew.append(timed(lambda: whole(points, outline, lambda cells, count: rivals(cells, count, runs=1)[0])))  # noqa: B023
        grown = rivals(made[0].cells, TEAMS, seed=number)
        ours.append(compared(made))
        theirs.append(compared(grown))
        if any(made[0].parts(piece) != 1 for piece in range(TEAMS)):
            raise AssertionError("a piece lies in parts")
    name = f"{SITES:,} sites among {TEAMS} teams"
    part.figure(f"{name}, ReCom and local search", "s", *took)
    part.figure(f"{name}, ReCom and local search, processor time", "s", *used)
    part.figure(f"{name}, random-seed growth", "s", *grew)
    for word, found in (("ReCom and local search", ours), ("random-seed growth", theirs)):
        part.figure(f"imbalance, {word}", "%", *(100 * one.imbalance for one in found))
        part.figure(f"compactness (Polsby-Popper), {word}", "", *(one.compactness for one in found))
        part.figure(f"compactness of the least compact piece, {word}", "", *(one.least for one in found))
        part.figure(f"borders between the pieces, {word}", "km", *(one.borders_m / 1e3 for one in found))
    part.judge(f"{name}: slowest town, s", max(took), SECONDS)
    part.judge(f"{name}: largest imbalance, %", max(100 * one.imbalance for one in ours), EVEN)
    times = max(one.imbalance / other.imbalance for one, other in zip(ours, theirs, strict=True))
    part.judge(f"{name}: imbalance against random-seed growth", times, 1.0)
