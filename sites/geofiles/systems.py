"""Coordinate systems as files name them: degrees of WGS-84 and CGCS2000 are taken, anything else is told apart."""

import re

from django.utils.translation import gettext as _

from sites.geofiles.rows import GeoFileError, short
from sites.geofiles.shapes import how_to_export

TAKEN = {"4326", "4490", "4479", "4979", "CRS84", "CRS84H"}
CRS_NAME = re.compile(r"(?:EPSG|CRS|OGC)[^A-Za-z0-9]*(?:[0-9.]*[:/])*\s*(CRS84H?|\d{3,6})$", re.IGNORECASE)
FLAT = ("PROJCS", "PROJCRS", "PROJECTEDCRS")
ROUND = ("GEOGCS", "GEOGCRS", "GEODCRS", "GEODETICCRS", "GEOGRAPHICCRS")
WKT_HEAD = re.compile(r'\s*([A-Za-z_]+)\s*[\[(]\s*"([^"]{0,200})"')
DATUM = re.compile(r'(?:DATUM|ENSEMBLE|TRF|GEODETICDATUM)\s*[\[(]\s*"([^"]{0,200})"', re.IGNORECASE)
MERIDIAN = re.compile(r'(?:PRIMEM|PRIMEMERIDIAN)\s*[\[(]\s*"[^"]{0,200}"\s*,\s*(-?[\d.]+)', re.IGNORECASE)
UNIT = re.compile(r'(?<!LENGTH)(?:ANGLE)?UNIT\s*[\[(]\s*"([^"]{0,200})"\s*,\s*([\d.eE+-]+)', re.IGNORECASE)
SAME = (
    "wgs1984",
    "wgs84",
    "worldgeodeticsystem1984",
    "cgcs2000",
    "china2000",
    "chinageodeticcoordinatesystem2000",
    "chinesegeodeticcoordinatesystem2000",
)


def check_crs(crs: object) -> None:
    """The old `crs` member of GeoJSON; GeoFileError that names what is not taken."""
    if crs is None:
        return
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str):
        raise GeoFileError(
            _("The coordinate system of the file (crs) cannot be read. Leave it out, or name EPSG:4490.")
        )
    found = CRS_NAME.search(name.strip()[:200])
    if found is None or found[1].upper() not in TAKEN:
        raise GeoFileError(
            _("The coordinates are in %(name)s; degrees of WGS-84 or CGCS2000 are taken. %(how)s")
            % {"name": short(name), "how": how_to_export()}
        )


def check_prj(text: str) -> None:
    """The .prj of a Shapefile (WKT, old or new); GeoFileError that names what is not taken and how to mend it."""
    head = WKT_HEAD.match(text)
    if head is None:
        raise GeoFileError(_("The .prj cannot be read: “%(text)s”.") % {"text": short(text)})
    kind, name = head[1].upper(), head[2]
    if kind in FLAT:
        raise GeoFileError(
            _("The coordinates are metres of the projection %(name)s, not degrees. %(how)s")
            % {"name": short(name), "how": how_to_export()}
        )
    if kind not in ROUND or not in_degrees(text):
        raise GeoFileError(
            _("The coordinates are in %(name)s; degrees of WGS-84 or CGCS2000 are taken. %(how)s")
            % {"name": short(name), "how": how_to_export()}
        )
    datum = DATUM.search(text)
    if not any(same in plain(datum[1] if datum else name) for same in SAME):
        raise GeoFileError(
            _("%(name)s lies up to a hundred metres beside CGCS2000. %(how)s")
            % {"name": short(name), "how": how_to_export()}
        )


def in_degrees(text: str) -> bool:
    """Degrees, counted from Greenwich."""
    meridian, units = MERIDIAN.search(text), UNIT.findall(text)
    try:
        there = float(meridian[1]) if meridian else 0.0
        degrees = not units or any(abs(float(size) - 0.0174532925199433) < 1e-9 for _name, size in units)
    except ValueError:
        return False
    return there == 0 and degrees


def plain(name: str) -> str:
    """A name without what every program writes differently."""
    return re.sub(r"[^a-z0-9]", "", name.casefold().removeprefix("d_"))
