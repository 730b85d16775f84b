"""Days and places of the small town of these tests."""

import datetime

NOON = datetime.datetime(2026, 3, 2, 4, tzinfo=datetime.UTC)
DAY = datetime.date(2026, 3, 2)
MAY = datetime.date(2026, 5, 1)
EAST, WEST = (114.075, 22.805), (114.025, 22.805)  # a point in either street
OUTSIDE = (114.5, 22.5)


def square(west: float, south: float, east: float, north: float) -> dict:
    """A GeoJSON rectangle."""
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}
