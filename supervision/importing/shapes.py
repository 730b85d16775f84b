"""Lines and areas as people write them, turned into GeoJSON in WGS-84; and which zone holds a point."""

import json
import re
from collections.abc import Iterable
from typing import Any

import shapely
from django.utils.translation import gettext as _
from shapely import STRtree

from sites.coordinates import unshifted
from sites.geometry import AREAS, LINES, Box, GeometryError, check_geometry, to_shape

SLIVER = 0.01  # neighbours drawn by hand may overlap by this share of the smaller one, as in sites.actions.places
PAIR = re.compile(r"(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)")


def read_shape(text: str, system: str, box: Box, *, line: bool) -> str:
    """Pairs “lon,lat lon,lat”, WKT or GeoJSON -> GeoJSON text, checked; GeometryError with a sentence.

    Pairs are an area, or with `line` a line unless they end where they began.
    """
    geometry = _geometry(text, line)
    turn = unshifted(system)
    geometry["coordinates"] = _turned(geometry["coordinates"], turn)
    check_geometry(geometry, AREAS + LINES, box)
    return json.dumps({"type": geometry["type"], "coordinates": geometry["coordinates"]}, separators=(",", ":"))


def no_shape() -> GeometryError:
    """What cannot be read as a line or an area at all."""
    return GeometryError(_("Write it as “longitude,latitude longitude,latitude …”, as WKT or as GeoJSON."))


def _geometry(text: str, line: bool) -> dict[str, Any]:
    try:
        if text.startswith("{"):
            found = json.loads(text)
            found = found.get("geometry") or found
            return {"type": found["type"], "coordinates": found["coordinates"]}
        if text[:1].isalpha():
            return dict(shapely.geometry.mapping(shapely.from_wkt(text)))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, shapely.errors.ShapelyError) as error:
        raise no_shape() from error
    pairs = [[float(x), float(y)] for x, y in PAIR.findall(text)]
    if len(pairs) < 2 or PAIR.sub("", text).strip(" ;；,\n\r\t|") != "":
        raise no_shape()
    if line and pairs[0] != pairs[-1]:
        return {"type": "LineString", "coordinates": pairs}
    if len({tuple(pair) for pair in pairs}) < 3:
        raise no_shape()
    return {"type": "Polygon", "coordinates": [pairs if pairs[0] == pairs[-1] else [*pairs, pairs[0]]]}


def _turned(nested: Any, turn: Any) -> Any:
    """Every position converted and rounded to a tenth of a metre."""
    if not isinstance(nested, list | tuple) or not nested:
        raise no_shape()
    if isinstance(nested[0], int | float):
        if len(nested) < 2 or not all(isinstance(part, int | float) and abs(part) <= 1000 for part in nested[:2]):
            raise no_shape()
        lon, lat = turn((float(nested[0]), float(nested[1])))
        return [round(lon, 6), round(lat, 6)]
    return [_turned(part, turn) for part in nested]


class Ground:
    """The areas of one layer, made ready for many points."""

    def __init__(self, areas: Iterable[tuple[str, str]]) -> None:
        """`areas` are (code, GeoJSON text)."""
        found = [(code, to_shape(json.loads(text))) for code, text in areas]
        found = sorted((pair for pair in found if pair[1].area), key=lambda pair: (pair[1].area, pair[0]))
        self.codes = [code for code, _shape in found]
        self.shapes = [shape for _code, shape in found]
        self.tree = STRtree(self.shapes)

    def at(self, lon: float, lat: float) -> str | None:
        """The smallest area that holds the point."""
        hits = self.tree.query(shapely.Point(lon, lat), predicate="intersects")
        return self.codes[min(hits)] if len(hits) else None

    def overlapping(self, code: str) -> list[str]:
        """Other areas that share more with this one than neighbours drawn by hand do."""
        place = self.codes.index(code) if code in self.codes else -1
        if place < 0:
            return []
        shape = self.shapes[place]
        found = []
        for other in self.tree.query(shape, predicate="intersects"):
            theirs = self.shapes[other]
            shared = shapely.intersection(shape, theirs).area if other != place else 0
            if shared > SLIVER * min(shape.area, theirs.area):
                found.append(self.codes[other])
        return found
