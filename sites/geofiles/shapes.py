"""Shapes of a file brought to what is kept: WGS-84, flat, closed, turned as RFC 7946 says, seven digits."""

import itertools
import math
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from sites.coordinates import WGS84, unshifted
from sites.geofiles.rows import MAX_ALL_POINTS, MAX_POINTS, MAX_RINGS, GeoFileError, Row
from sites.geometry import AREAS, LINES, Box, GeometryError, check_geometry, check_point

DIGITS = 7  # about a centimetre
SHIFT = 0.02  # degrees by which GCJ-02 and BD-09 may lie beside the city's map
DEPTHS = {"LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
Position = list[float]


class Surveyor:
    """Brings shapes to what is kept, one after another, and keeps count of their points."""

    def __init__(self, system: str, box: Box) -> None:
        """`system` is what the sender declares; `box` is the city's map."""
        self.box = box
        self.turn: Callable[[tuple[float, float]], tuple[float, float]] | None = None
        self.wide = box
        if system != WGS84:
            self.turn = unshifted(system)
            self.wide = box[0] - SHIFT, box[1] - SHIFT, box[2] + SHIFT, box[3] + SHIFT
        self.points = 0

    def survey(self, row: Row, geometry: Any) -> None:
        """Gives the row its shape, or the sentence that says why it has none."""
        try:
            row.geometry = self.shape(row, geometry)
        except GeoFileError:
            raise
        except GeometryError as error:
            row.problems.append(str(error))

    def shape(self, row: Row, geometry: Any) -> dict[str, Any]:
        """The shape as it is kept; GeometryError with a sentence, GeoFileError when the whole file is too much."""
        kind = geometry.get("type") if isinstance(geometry, Mapping) else None
        depth = DEPTHS.get(kind) if isinstance(kind, str) else None
        if depth is None:
            raise GeometryError(_("The shape must be one of: %(kinds)s.") % {"kinds": ", ".join(AREAS + LINES)})
        self.count(row, geometry.get("coordinates"), depth)
        parts = self.walk(geometry.get("coordinates"), depth)
        if kind in AREAS:
            parts = self.rings(row, parts if kind == "MultiPolygon" else [parts])
            parts = parts if kind == "MultiPolygon" else parts[0]
        found = {"type": kind, "coordinates": parts}
        check_geometry(found, AREAS + LINES, self.box)
        return found

    def count(self, row: Row, nested: Any, depth: int) -> None:
        """Counts before anything is made of it; a list of wrong depth is told later."""
        level = [nested] if isinstance(nested, list | tuple) else []
        rings = 0
        for _step in range(depth):
            rings = len(level)
            if rings > MAX_RINGS:
                break
            level = [part for parts in level for part in parts if isinstance(part, list | tuple)]
        else:
            self.add(row, len(level), rings)
            return
        self.add(row, 0, rings)

    def add(self, row: Row, points: int, rings: int) -> None:
        """So many points and rings more; refused beyond the bounds."""
        self.points += points
        if self.points > MAX_ALL_POINTS:
            raise GeoFileError(
                _("The file has more than %(most)s points; the bound is passed at “%(zone)s”. Simplify its borders.")
                % {"most": f"{MAX_ALL_POINTS:,}", "zone": row.called}
            )
        if points > MAX_POINTS:
            raise GeometryError(
                _("The zone “%(zone)s” has %(n)s points; at most %(most)s are taken. Simplify its border.")
                % {"zone": row.called, "n": f"{points:,}", "most": f"{MAX_POINTS:,}"}
            )
        if rings > MAX_RINGS:
            raise GeometryError(
                _("The zone “%(zone)s” has more than %(most)s parts and holes.")
                % {"zone": row.called, "most": f"{MAX_RINGS:,}"}
            )

    def walk(self, nested: Any, depth: int) -> list[Any]:
        """Every position looked at, turned and rounded."""
        if not isinstance(nested, list | tuple):
            raise GeometryError(_("The coordinates of the shape cannot be read."))
        if depth:
            return [self.walk(part, depth - 1) for part in nested]
        return self.position(nested)

    def position(self, given: Any) -> Position:
        """One position: in degrees, on the city's map, WGS-84, without its height."""
        if len(given) < 2 or not all(type(part) in (int, float) for part in given[:2]):
            raise GeometryError(_("The coordinates of the shape cannot be read."))
        lon, lat = float(given[0]), float(given[1])
        if math.isfinite(lon) and math.isfinite(lat) and max(abs(lon), abs(lat)) > 180:
            raise GeometryError(
                _("%(x)s, %(y)s are metres of a map projection, not degrees. %(how)s")
                % {"x": f"{lon:.1f}", "y": f"{lat:.1f}", "how": how_to_export()}
            )
        check_point((lon, lat), self.wide)
        if self.turn is not None:
            lon, lat = self.turn((lon, lat))
        return [round(lon, DIGITS), round(lat, DIGITS)]

    def rings(self, row: Row, areas: list[list[list[Position]]]) -> list[list[list[Position]]]:
        """Closed rings, the outer ones against the clock, holes with it (RFC 7946, section 3.1.6)."""
        closed = 0
        found = []
        for area in areas:
            turned = []
            for place, ring in enumerate(area):
                if ring and ring[0] != ring[-1]:
                    ring, closed = [*ring, ring[0]], closed + 1
                if len({tuple(spot) for spot in ring}) < 3:
                    raise GeometryError(_("A ring of the area has fewer than three corners."))
                turned.append(ring if (signed_area(ring) >= 0) == (place == 0) else ring[::-1])
            found.append(turned)
        if closed:
            row.notes.append(_("A ring that was open has been closed."))
        return found


def signed_area(ring: list[Position]) -> float:
    """Twice the area in square degrees, positive against the clock; reckoned from the first corner to stay exact."""
    west, south = ring[0]
    total = 0.0
    for (x1, y1), (x2, y2) in itertools.pairwise(ring):
        total += (x1 - west) * (y2 - south) - (x2 - west) * (y1 - south)
    return total


def oriented(geometry: Mapping[str, Any]) -> dict[str, Any]:
    """A stored shape as it is written: rounded, without heights, its rings turned as RFC 7946 says."""
    parts = _rounded(geometry["coordinates"])
    if geometry["type"] == "Polygon":
        parts = _turned(parts)
    if geometry["type"] == "MultiPolygon":
        parts = [_turned(area) for area in parts]
    return {"type": geometry["type"], "coordinates": parts}


def _turned(area: list[list[Position]]) -> list[list[Position]]:
    return [ring if (signed_area(ring) >= 0) == (place == 0) else ring[::-1] for place, ring in enumerate(area)]


def _rounded(nested: Any) -> Any:
    if isinstance(nested[0], int | float):
        return [round(float(nested[0]), DIGITS), round(float(nested[1]), DIGITS)]
    return [_rounded(part) for part in nested]


def how_to_export() -> str:
    """What to do with a file in metres."""
    return _(
        "Export it once more in degrees: in QGIS “Export > Save Features As”, CRS EPSG:4490 (CGCS2000) or EPSG:4326; "
        "in ArcGIS the tool “Project” to GCS_China_Geodetic_Coordinate_System_2000."
    )
