"""The ground as a map draws it: zones and sites in a box, as GeoJSON. Places are no secret, entries are."""

from datetime import date
from typing import Any

from django.db.models import Max, Min
from django.http import QueryDict

from sites.models import City, Site
from sites.outlines import outlines_on
from sites.vocabulary import ADMINISTRATIVE

MOST_SITES, MOST_ZONES = 400, 300
Box = tuple[float, float, float, float]  # west, south, east, north in degrees, WGS-84


def read_box(given: QueryDict) -> Box | None:
    """`box=west,south,east,north`; None for anything else."""
    try:
        west, south, east, north = (float(part) for part in given.get("box", "").split(","))
    except ValueError:
        return None
    inside = -180 <= west < east <= 180 and -90 <= south < north <= 90
    return (west, south, east, north) if inside else None


def city_box(today: date) -> Box | None:
    """Where the map opens when nobody knows where the device is: over all known places, else over the city."""
    edges = Site.objects.on(today).aggregate(Min("west"), Min("south"), Max("east"), Max("north"))
    west, south, east, north = edges.values()
    if west is not None and west < east and south < north:
        return (west, south, east, north)
    city = City.objects.current()
    return city.box if city else None


def ground(box: Box, today: date) -> dict[str, Any]:
    """Administrative zones and sites that touch the box: two queries."""
    west, south, east, north = box
    touching = {"west__lte": east, "east__gte": west, "south__lte": north, "north__gte": south}
    zones = outlines_on(today, box, [ADMINISTRATIVE])
    sites = Site.objects.on(today).filter(**touching).order_by("code")
    return {
        "type": "FeatureCollection",
        "features": [
            *(feature(row.geometry, kind="zone", name=row.zone.label) for row in zones[:MOST_ZONES]),
            *(feature(site.shape, kind="site", name=site.label, id=str(site.pk)) for site in sites[:MOST_SITES]),
        ],
    }


def feature(geometry: Any, **properties: str) -> dict[str, Any]:
    """One thing on the map."""
    return {"type": "Feature", "geometry": geometry, "properties": properties}
