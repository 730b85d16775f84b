"""The ground of the machine's town as plain data: kinds of problem with their limits and routes, and places."""

from dataclasses import dataclass

from tests.machine.days import Limit


@dataclass(frozen=True)
class Kind:
    """A kind of problem. `ways` are tried in turn: `manager`, `territory`, or a unit; an unknown one leads nowhere."""

    limit: Limit
    urgency: str
    verify: str
    photos: int
    ways: tuple[str, ...]
    assisting: tuple[str, ...] = ()


CATEGORIES = {
    "M-01": Kind((4, "workhour"), "B", "photo_ok", 1, ("manager", "territory")),
    "M-02": Kind((2, "workday"), "C", "onsite", 2, ("urban_mgmt",), ("market_reg",)),
    "M-03": Kind((3, "hour"), "A", "onsite", 1, ("territory",), ("urban_mgmt", "market_reg")),
    "M-04": Kind((10, "day"), "C", "photo_ok", 1, ("manager",), ("market_reg",)),
    "M-05": Kind((1, "workday"), "B", "photo_ok", 1, ("nobody",)),
}


@dataclass(frozen=True)
class Spot:
    """A place: a site of tests/town.py, or a free point."""

    manager: str | None
    territory: str
    team: str
    site: str | None = None
    point: tuple[str, str] | None = None


SPOTS = {
    "market": Spot("street_a", "street_a", "team_1", site="S001"),
    "alley": Spot(None, "street_a", "team_1", site="S002"),
    "compound": Spot("street_b", "street_b", "team_2", site="S003"),
    "yard": Spot(None, "street_a", "team_1", point=("120.110300", "30.110000")),  # 29 m from the alley
    "field": Spot(None, "street_b", "team_2", point=("120.250000", "30.200000")),
}
NEAR = [{"alley", "yard"}]
