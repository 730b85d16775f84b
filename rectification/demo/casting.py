"""Which problem is found where: categories at the sites they are usual at, chosen by who would owe them."""

import random
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from django.utils import timezone

from rectification.catalogue import limit_of
from rectification.demo.ground import Ground
from rectification.places import route
from sites.catalogue import child_categories
from sites.finding import site_facts
from sites.geometry import distance_m
from sites.models import Category, Site, UnitFunction
from sites.routing import Resolution, SiteFacts

APART_M = 80  # two problems of a category are never so near that one may be the other
DOCUMENTS = "DOC"
Place = tuple[float, float]
Find = tuple[Category, Site | None, Place | None]
TEAM_OF = {"street_a": "team_1", "street_b": "team_2", "street_c": "team_4", "street_d": "team_5",
           "town_a": "team_3", "town_b": "team_6", "town_c": "team_7",
           "town_d": "team_3", "town_e": "team_6", "town_f": "team_7"}  # fmt: skip
# Where a category is usual everywhere ("*"), the places at which it is worth showing.
SHOWN_AT = {"PSA": ("road_main", "bus_stop", "market_wet", "compound_residential", "community", "square", "park",
                    "hospital", "ncp_office", "street_commercial", "construction_site", "cinema", "hotel"),
            "BHV": ("square", "park", "bus_stop", "mall_supermarket", "street_commercial", "hospital", "cinema",
                    "railway_station", "restaurant", "culture_venue")}  # fmt: skip


@dataclass(frozen=True)
class Wish:
    """What is wanted of a problem: who would owe it, where, under which limits, with whose help (a unit, any, none)."""

    unit: str = ""
    team: str = ""
    units: tuple[str, ...] = ()
    most_days: float = 99
    verify: str = ""
    helped: bool | str | None = None
    codes: tuple[str, ...] = ()

    def takes(self, row: Category) -> bool:
        """Whether the category is one of those wanted; documents are wanted by name only."""
        return (
            (not self.units or row.limit_unit in self.units)
            and days_of(row) <= self.most_days
            and self.verify in ("", row.verify)
            and (row.code in self.codes if self.codes else not row.code.startswith(DOCUMENTS))
        )


@dataclass
class Casting:
    """Finds a category and a site that fit; no pair is used twice, rare categories come first."""

    ground: Ground
    chance: random.Random
    now: datetime
    used: Counter[str] = field(default_factory=Counter)
    places: dict[str, list[Place]] = field(default_factory=dict)
    facts: dict[str, SiteFacts] = field(default_factory=dict)
    leads: dict[tuple[str, str], Resolution] = field(default_factory=dict)

    @cached_property
    def categories(self) -> list[Category]:
        """Every category of the catalogue."""
        return sorted(child_categories(), key=lambda row: row.code)

    @cached_property
    def bindings(self) -> dict:
        """Which unit holds which function."""
        return UnitFunction.objects.bindings(timezone.localtime(self.now).date())

    @cached_property
    def codes(self) -> dict:
        """Unit codes by id."""
        return {unit.id: code for code, unit in self.ground.units.items()}

    def find(self, wish: Wish) -> Find:
        """A category and a place (documents have none); where only helpers spoil it, with helpers."""
        for each in (wish, replace(wish, helped=None)) if wish.helped is False else (wish,):
            found = self.first_fit(each)
            if found is not None:
                self.used[found[0].code] += 1
                return found
        raise LookupError(f"no problem fits {wish}")

    def first_fit(self, wish: Wish) -> Find | None:
        """The first that fits, categories that were used least before others."""
        rows = [row for row in self.categories if wish.takes(row)]
        self.chance.shuffle(rows)
        for row in sorted(rows, key=lambda row: self.used[row.code]):
            if row.code.startswith(DOCUMENTS):
                return row, None, None
            for site in self.sites_for(row):
                if wish.team not in ("", TEAM_OF[self.ground.streets[site.code]]):
                    continue
                if self.fits(row, site, wish.unit, wish.helped):
                    place = self.place_at(row.code, site)
                    if place is not None:
                        return row, site, place
        return None

    def sites_for(self, row: Category) -> list[Site]:
        """The sites at which the category is usual, in any order."""
        kinds = row.typical_site_types
        if "*" in kinds:
            kinds = SHOWN_AT.get(row.code.split("-")[0], ("hall_government", "ncp_centre", "culture_venue", "school"))
        found = [site for site in self.ground.sites.values() if site.type_id in kinds]
        self.chance.shuffle(found)
        return found

    def fits(self, row: Category, site: Site, unit: str, helped: bool | str | None) -> bool:
        """Whether the wanted unit would owe it, and somebody would or would not help."""
        if not unit and helped is None:
            return True
        found = self.resolution(row, site)
        helpers = {self.codes[pk] for pk in found.assisting}
        wanted = helped in helpers if isinstance(helped, str) else helped is None or bool(helpers) == helped
        return wanted and (not unit or self.codes.get(found.lead) == unit)

    def resolution(self, row: Category, site: Site) -> Resolution:
        """Who would owe it and who would help, by the routing table itself."""
        key = row.code, site.code
        if key not in self.leads:
            if site.code not in self.facts:
                self.facts[site.code] = site_facts(site, None, timezone.localtime(self.now).date())
            self.leads[key] = route(row.version_id, row.code, self.facts[site.code], self.bindings, self.now)
        return self.leads[key]

    def place_at(self, code: str, site: Site) -> Place | None:
        """The site's point, or one along its line, away from earlier problems of the category."""
        spot = site.point
        if site.geometry:
            corners = site.geometry["coordinates"]
            start = self.chance.randrange(len(corners) - 1)
            share = self.chance.uniform(0.1, 0.9)
            spot = tuple(round(a + (b - a) * share, 6) for a, b in zip(corners[start], corners[start + 1], strict=True))
        taken = self.places.setdefault(code, [])
        if any(distance_m(spot, other) < APART_M for other in taken) or f"{code}@{site.code}" in self.used:
            return None
        self.used[f"{code}@{site.code}"] += 1
        taken.append(spot)
        return spot


def days_of(row: Category) -> float:
    """About how many office days the category's limit is."""
    limit = limit_of(row)
    return limit.value / {"hour": 8, "workhour": 7, "workday": 1, "day": 1.4}[limit.unit.value]
