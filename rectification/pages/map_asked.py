"""What the map asks for: a box, a zoom, a day, whose ground, which problems; read from an address, checked."""

import math
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from rectification.filters import day as read_day
from rectification.filters import one_of, short
from rectification.pages.ground import read_box
from rectification.pages.viewer import Viewer
from sites.geometry import Box

UNIT = "unit"  # not a kind of contract: the unit that answers for the ground
PERIODS = {"7": 7, "30": 30, "90": 90, "365": 365}
PERIOD = "30"
FARTHEST, NEAREST = 1, 22
TILE = 256  # pixels of the whole world at zoom 0


@dataclass(frozen=True)
class Asked:
    """A question of the map. An unknown word is no condition; without a box nothing can be answered."""

    box: Box | None
    zoom: int
    day: date
    today: date
    kind: str  # of contract, `UNIT`, or empty for the usual one
    category: str
    period: str
    lines: bool = False  # of the sites only those that are lines or areas

    @classmethod
    def read(cls, query: Any, viewer: Viewer) -> "Asked":
        """From an address."""
        today = timezone.localtime(viewer.now).date()
        return cls(
            box=read_box(query),
            zoom=read_zoom(query.get("z", "")),
            day=read_day(query.get("day", "") or "") or today,
            today=today,
            kind=short(40)(query.get("kind", "") or ""),
            category=short(24)(query.get("category", "") or ""),
            period=one_of(PERIODS)(query.get("period", "") or "") or PERIOD,
            lines=query.get("only") == "lines",
        )

    @property
    def moment(self) -> datetime:
        """The last moment of the day that is asked for: who held a contract then."""
        ends = datetime.combine(self.day, time(0), timezone.get_default_timezone()) + timedelta(days=1)
        return ends - timedelta(microseconds=1)

    @property
    def since(self) -> datetime:
        """Where the period of the problems begins: at a midnight, so that the answer is the same all day."""
        first = self.today - timedelta(days=PERIODS[self.period] - 1)
        return datetime.combine(first, time(0), timezone.get_default_timezone())

    def cell(self, pixels: int) -> tuple[float, float]:
        """Degrees of longitude and latitude of a square of so many pixels at this zoom, the same for a whole town."""
        _west, south, _east, north = self.box or (0, 0, 0, 0)
        wide = 360 / 2**self.zoom / TILE * pixels
        return wide, wide * max(0.1, math.cos(math.radians(round((south + north) / 2))))


def read_zoom(given: str) -> int:
    """A whole zoom; anything else is that of a city."""
    try:
        return min(NEAREST, max(FARTHEST, round(float(given))))
    except (ValueError, OverflowError):
        return 12


def within(box: Box, lon: str = "lon", lat: str = "lat") -> dict[str, float]:
    """Points in a box, as conditions."""
    west, south, east, north = box
    return {f"{lon}__gte": west, f"{lon}__lte": east, f"{lat}__gte": south, f"{lat}__lte": north}
