"""A file of zones, whatever it is: looked at, read, and where it is something else, told what it is."""

from typing import BinaryIO

from django.utils.translation import gettext as _

from sites.coordinates import WGS84
from sites.geofiles.archive import too_big
from sites.geofiles.geojson import read_geojson
from sites.geofiles.rows import MAX_BYTES, GeoFile, GeoFileError, mark_twins
from sites.geofiles.shapefiles import read_shapefile
from sites.geofiles.shapes import Surveyor
from sites.geometry import CHINA, Box

ZIP = b"PK"
SHP = b"\x00\x00\x27\x0a"
OTHERS = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")


def read_zones(file: BinaryIO, system: str = WGS84, box: Box = CHINA) -> GeoFile:
    """The zones of a GeoJSON file or a zipped Shapefile.

    `system` is what the sender declares (sites.coordinates), `box` the city's map. GeoFileError is a sentence about
    the file; what is wrong with one zone stands in its row. Bounded in memory and time whatever the file is.
    """
    if file.seek(0, 2) > MAX_BYTES:
        raise too_big()
    file.seek(0)
    head = file.read(4096)
    file.seek(0)
    surveyor = Surveyor(system, box)
    if head.startswith(ZIP):
        found = read_shapefile(file, surveyor)
    else:
        refuse_others(head)
        found = read_geojson(file.read(MAX_BYTES), surveyor)
    mark_twins(found.rows)
    if system != WGS84:
        found.notes.insert(0, _("Converted from %(system)s to WGS-84.") % {"system": system})
    return found


def refuse_others(head: bytes) -> None:
    """What is plainly something else is named."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        raise GeoFileError(_("The file is empty."))
    if head.startswith(SHP):
        raise GeoFileError(
            _("A Shapefile consists of several files: pack .shp, .shx, .dbf, .prj and .cpg into one zip.")
        )
    if head.startswith(OTHERS):
        raise GeoFileError(_("The file is packed in another way. Pack it as .zip."))
    if b"<kml" in head:
        raise GeoFileError(_("The file is KML. Save it as GeoJSON or as a Shapefile."))
    if start[:1] not in b"{[" and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise GeoFileError(_("The file is neither GeoJSON nor a zipped Shapefile."))
