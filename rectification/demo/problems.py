"""What was found where and when in three months: drawn by chance, the same each time, no problem beside another."""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

from rectification.demo.casting import DOCUMENTS, SHOWN_AT, Place
from rectification.demo.moments import Moments
from rectification.demo.spread import Spots
from sites.catalogue import child_categories
from sites.models import Category, Site
from sites.vocabulary import Verify

OWN = "city-"  # how the keys of these entries begin; by them a history that was broken off is gone on with
SPAN = timedelta(days=91)
ENTRIES = 4700  # problems found for the first time; with those that come back it is about 5,000
DRAWS = 60
GONE_AFTER = timedelta(days=60)  # before that the same problem at the same place would be the same one, or a relapse
# What people walk past every day is inspected more often.
WEIGHT = {"road_main": 9, "road_secondary": 4, "street_commercial": 8, "alley_back": 3, "compound_old": 4,
          "market_wet": 6, "market_surroundings": 6, "compound_residential": 3, "school_surroundings": 3,
          "square": 3, "park": 2, "bus_stop": 2, "construction_site": 3, "township": 3, "village": 2,
          "hospital": 2}  # fmt: skip
BY_PHOTOS = {1: 1.0, 2: 0.1, 3: 0.06}  # what takes more photos is found less often, and what is checked on the spot
ON_THE_SPOT = 0.5
SOURCES = ("team",) * 86 + ("hotline",) * 4 + ("public",) * 3 + ("media",) + ("recheck",) * 3 + ("leader",) + (
    "discipline",) * 2  # fmt: skip


@dataclass(frozen=True)
class Found:
    """A problem: what, where, when, and how it came to be known."""

    key: str
    category: Category
    site: Site
    place: Place
    at: datetime
    source: str


def found_problems(
    sites: Iterable[Site],
    taken: Iterable[tuple[str, Place]],
    moments: Moments,
    until: datetime,
    scale: float,
    seed: int,
) -> list[Found]:
    """Every problem of the three months before `until`, the oldest first; `taken` are those that are there already."""
    chance = random.Random(f"{seed}/{scale}")  # noqa: S311 - a play, not a secret
    draw = Draw(sites, taken, chance)
    times = sorted(filing_times(moments, until, round(ENTRIES * scale), chance))
    found = []
    for no, at in enumerate(times):
        pair = draw.next(at)
        if pair is not None:
            found.append(Found(f"{OWN}{no:06d}", *pair, at, chance.choice(SOURCES)))
    return found


def filing_times(moments: Moments, until: datetime, count: int, chance: random.Random) -> Iterator[datetime]:
    """Within office hours, no two weeks alike."""
    start = until - SPAN
    hours = moments.calendar.elapsed(start, until, "workhour").total_seconds() / 3600
    for _ in range(count):
        yield moments.later(start, chance.uniform(0.1, hours - 0.4)) + timedelta(seconds=chance.randrange(60))


class Draw:
    """Draws a category and a place; never the same problem within weeks of the last time, nor one within its sight."""

    def __init__(self, sites: Iterable[Site], taken: Iterable[tuple[str, Place]], chance: random.Random) -> None:
        self.chance = chance
        self.usual = usual_categories()
        self.sites = sorted((site for site in sites if self.usual[site.type_id]), key=lambda site: site.code)
        self.weights = list(accumulate(WEIGHT.get(site.type_id, 1) for site in self.sites))
        self.spots: dict[str, Spots] = defaultdict(Spots)
        for code, place in taken:
            self.spots[code].take(*place)

    def next(self, at: datetime) -> tuple[Category, Site, Place] | None:
        """A problem that was not there yet; none when the city is full of them."""
        for _ in range(DRAWS):
            site = self.chance.choices(self.sites, cum_weights=self.weights)[0]
            rows = self.usual[site.type_id]
            row = self.chance.choices(rows, [often(row) for row in rows])[0]
            place = self.spot(site)
            if self.spots[row.code].free(*place, at.timestamp()):
                self.spots[row.code].take(*place, (at + GONE_AFTER).timestamp())
                return row, site, place
        return None

    def spot(self, site: Site) -> Place:
        """The site's point, or one along its line."""
        if not site.geometry:
            return site.point
        corners = site.geometry["coordinates"]
        n, share = self.chance.randrange(len(corners) - 1), self.chance.uniform(0.1, 0.9)
        (a, b), (c, d) = corners[n], corners[n + 1]
        return round(a + (c - a) * share, 6), round(b + (d - b) * share, 6)


def often(row: Category) -> float:
    """How often a kind of problem is found: a history of 5,000 entries has room for so many photos."""
    return BY_PHOTOS[row.photo_min or 1] * (ON_THE_SPOT if row.verify == Verify.ONSITE else 1.0)


def usual_categories() -> dict[str, list[Category]]:
    """By type of site; what is usual everywhere is shown where it is worth showing."""
    found: dict[str, list[Category]] = defaultdict(list)
    for row in sorted(child_categories(), key=lambda row: row.code):
        if not row.code.startswith(DOCUMENTS):
            kinds = row.typical_site_types
            for kind in SHOWN_AT.get(row.code.split("-")[0], ()) if "*" in kinds else kinds:
                found[kind].append(row)
    return found
