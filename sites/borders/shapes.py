"""Shapes as they come from the pencil: read from GeoJSON with a bound on their points, and written as GeoJSON."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import shapely
from django.utils.translation import gettext_lazy as _
from shapely.geometry.base import BaseGeometry

from sites.geometry import AREAS, CHINA, LINES, Box, GeometryError, Point, check_geometry, to_shape

MOST_POINTS = 20_000  # a city's outline drawn metre by metre has fewer; more makes every page of the map slow
DIGITS = 8  # of a degree: about a millimetre


def read(text: str, box: Box = CHINA, kinds: tuple[str, ...] = AREAS + LINES) -> dict[str, Any]:
    """GeoJSON of one area or line from a text somebody sent; GeometryError says what is wrong with it.

    A Feature or a collection of one is opened; heights are left out and degrees kept to a millimetre.
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise GeometryError(_("The shape cannot be read: it is not GeoJSON.")) from error
    geometry: Any = _opened(found)
    check_count(geometry)
    check_geometry(geometry, kinds, box)
    return tidy(geometry)


def check_count(geometry: object) -> None:
    """GeometryError when a shape has more points than are kept."""
    n = count(geometry.get("coordinates")) if isinstance(geometry, Mapping) else 0
    if n > MOST_POINTS:
        raise GeometryError(
            _("The shape has %(n)s points; at most %(most)s are kept. Leave out points that say nothing new.")
            % {"n": f"{n:,}", "most": f"{MOST_POINTS:,}"}
        )


def count(nested: object) -> int:
    """Positions in GeoJSON coordinates; whatever is no list counts as nothing."""
    total, rest = 0, [nested]
    while rest:
        one = rest.pop()
        if not isinstance(one, list | tuple) or not one:
            continue
        if isinstance(one[0], list | tuple):
            rest.extend(one)
        else:
            total += 1
    return total


def tidy(geometry: Mapping[str, Any]) -> dict[str, Any]:
    """Without heights, to a millimetre, every ring once around."""
    flat = shapely.force_2d(to_shape(geometry))
    return geojson(shapely.transform(flat, lambda spots: spots.round(DIGITS)))


def geojson(shape: BaseGeometry) -> dict[str, Any]:
    """shapely -> GeoJSON with lists, as it comes back from the database."""
    found: dict[str, Any] = json.loads(shapely.to_geojson(shape))
    return found


def single(shape: BaseGeometry) -> BaseGeometry:
    """A collection of one is that one."""
    parts = list(getattr(shape, "geoms", []))
    return parts[0] if len(parts) == 1 else shape


def point_of(shape: BaseGeometry) -> Point:
    """The first point of a shape as a pair."""
    first = shapely.get_coordinates(shape)[0]
    return float(first[0]), float(first[1])


def many(parts: Sequence[BaseGeometry]) -> BaseGeometry:
    """Areas or lines as one shape."""
    each: Any = list(parts)
    return shapely.MultiPolygon(each) if parts[0].area else shapely.MultiLineString(each)


def areas_of(shape: BaseGeometry) -> list[BaseGeometry]:
    """The parts of a shape that cover ground."""
    return [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and not part.is_empty]


def _opened(found: object) -> object:
    for _depth in range(2):
        if not isinstance(found, Mapping):
            return found
        if found.get("type") == "FeatureCollection" and isinstance(found.get("features"), list):
            if len(found["features"]) != 1:
                raise GeometryError(_("A zone is one shape; %(n)s came.") % {"n": len(found["features"])})
            found = found["features"][0]
        elif found.get("type") == "Feature":
            found = found.get("geometry")
    return found
