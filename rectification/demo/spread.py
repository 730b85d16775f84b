"""Sites by rule: every community, village, street and town has what such a place has, at points of its own ground."""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

import shapely

from rectification.demo.files import points, rows

Row = dict[str, str]
SEED = "澜川市"
APART = 0.00115  # degrees, some 110 m: no site is taken for another one
WALK = {"village": 0.012, "town": 0.018}  # how far from its seat a village or a town reaches, in degrees
HALF = {
    "road_main": 0.0045,
    "road_secondary": 0.0022,
    "street_commercial": 0.0012,
    "alley_back": 0.0005,
    "river": 0.003,
}
KINDS = {"community": "community", "village": "community", "street": "street", "town": "town"}
# What is left of a unit's name when it names a school or a bus stop.
TITLES = ("社区", "村", "街道", "镇", " Community", " Village", " Sub-district", " Town")


@dataclass
class Spots:
    """Points that keep their distance: each is asked of the few squares around it. Some are given up in time."""

    taken: dict[tuple[int, int], list[tuple[float, float, float]]] = field(default_factory=dict)

    def take(self, lon: float, lat: float, until: float = math.inf) -> None:
        """Somebody stands here, until then."""
        self.taken.setdefault(self._square(lon, lat), []).append((lon, lat, until))

    def free(self, lon: float, lat: float, at: float = 0.0) -> bool:
        """Whether nobody stands near at that time."""
        x, y = self._square(lon, lat)
        near = (spot for dx in (-1, 0, 1) for dy in (-1, 0, 1) for spot in self.taken.get((x + dx, y + dy), ()))
        return all(until < at or math.hypot(lon - a, lat - b) >= APART for a, b, until in near)

    def _square(self, lon: float, lat: float) -> tuple[int, int]:
        return int(lon // APART), int(lat // APART)


def grown(known: list[Row]) -> list[Row]:
    """More rows like those of the table of sites: as many as the table of kinds asks for, the same ones each time."""
    chance = random.Random(SEED)  # noqa: S311 - a play, not a secret
    spots, names, grounds = Spots(), {row["name"] for row in known}, Grounds(known)
    for row in known:
        spots.take(float(row["lon"]), float(row["lat"]))
    found: list[Row] = []
    for kind, unit in wanted():
        name = kind["name"].format(root=root(unit["name"]))
        if name in names:
            continue
        names.add(name)
        ground = grounds.of(kind["where"], unit)
        lon, lat, line = spot_in(ground, HALF.get(kind["type"], 0.0), spots, chance)
        street = unit["code"] if kind["where"] in ("street", "town") else unit["parent"]
        manager = {"own": unit["code"], "street": street}.get(kind["manager"], kind["manager"])
        found.append({"code": f"S{len(known) + len(found) + 1:03d}", "name": name, "type": kind["type"],
                      "name_en": kind["name_en"].format(root=root(unit["name_en"])), "zone": street,
                      "lon": f"{lon:.5f}", "lat": f"{lat:.5f}", "manager": manager, "line": line})  # fmt: skip
    return found


def wanted() -> Iterator[tuple[Row, Row]]:
    """Each kind with the units that have one: all of them, or every second, third ... each kind beginning elsewhere."""
    units = rows("units")
    for no, kind in enumerate(rows("kinds")):
        places = [unit for unit in units if unit["kind"] == KINDS[kind["where"]]]
        if kind["where"] in ("community", "village"):
            above = "street" if kind["where"] == "community" else "town"
            places = [unit for unit in places if unit["parent"].startswith(above)]
        for n, unit in enumerate(places, no):
            if n % int(kind["every"]) == 0:
                yield kind, unit


class Grounds:
    """The ground on which a unit's sites may lie."""

    def __init__(self, known: list[Row]) -> None:
        self.zones = {row["code"]: shapely.Polygon(points(row["ring"])) for row in rows("zones")}
        self.first = {row["parent"]: row["code"] for row in reversed(rows("zones")) if row["parent"]}
        self.seats = {row["name"]: shapely.Point(float(row["lon"]), float(row["lat"])) for row in known}

    def of(self, where: str, unit: Row) -> shapely.Polygon:
        """A community's whole ground; around a village's or a town's seat, as far as one walks (cells are convex)."""
        whole = self.zones[unit["code"] if where != "town" else self.first[unit["code"]]]
        if where not in WALK:
            return whole
        seat = self.seats.get(unit["name"]) or whole.representative_point()
        middle = seat if whole.contains(seat) else whole.centroid
        return cast(shapely.Polygon, whole.intersection(middle.buffer(WALK[where])))


def spot_in(ground: shapely.Polygon, half: float, spots: Spots, chance: random.Random) -> tuple[float, float, str]:
    """A free point of the ground; with `half`, the middle of a line that lies in it whole."""
    west, south, east, north = ground.bounds
    for tries in range(4000):
        lon, lat = chance.uniform(west, east), chance.uniform(south, north)
        reach = half * 0.999**tries
        turn = chance.uniform(0, math.pi)
        ends = [(lon + way * reach * math.cos(turn), lat + way * reach * math.sin(turn)) for way in (-1, 1)]
        shape = shapely.LineString([ends[0], (lon, lat), ends[1]]) if half else shapely.Point(lon, lat)
        if spots.free(lon, lat) and ground.contains(shape):
            spots.take(round(lon, 5), round(lat, 5))
            corners = [ends[0], (lon, lat), ends[1]] if half else []
            return lon, lat, " ".join(f"{a:.5f},{b:.5f}" for a, b in corners)
    raise LookupError("there is no room for another site")


def root(name: str) -> str:
    """东门社区: 东门."""
    for title in TITLES:
        name = name.removesuffix(title)
    return name
