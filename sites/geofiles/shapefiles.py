"""A Shapefile in a zip: .shp, .shx, .dbf, .prj and .cpg, each distrusted, row and shape brought together."""

import io
import struct
import warnings
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, BinaryIO

import shapefile
import shapely
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from shapely import STRtree

from sites.geofiles.archive import Archive
from sites.geofiles.geojson import too_many
from sites.geofiles.rows import LINES_TOO, MAX_RINGS, MAX_ZONES, GeoFile, GeoFileError, Row, fill, find_headings, short
from sites.geofiles.shapes import Surveyor, signed_area
from sites.geofiles.systems import check_prj
from sites.geofiles.tables import Table, read_table
from sites.geometry import GeometryError

HEAD = 100
SMALL = 1_000_000  # bytes of everything but shapes and table
AREA_KINDS, LINE_KINDS = (5, 15, 25), (3, 13, 23)
NULL = 0
BROKEN = (
    shapefile.ShapefileException,
    struct.error,
    LookupError,
    ValueError,
    TypeError,
    OverflowError,
    EOFError,
)


def read_shapefile(file: BinaryIO, surveyor: Surveyor) -> GeoFile:
    """Every row of the layer in the zip; GeoFileError with a sentence when there is none, or more than one."""
    archive = Archive(file)
    found = GeoFile("shapefile", [])
    for layer in layers_of(archive):
        read_layer(archive, layer, surveyor, found)
    if not found.rows:
        raise GeoFileError(_("The file holds no zone."))
    if len(found.rows) > MAX_ZONES:
        raise too_many(len(found.rows))
    return found


def layers_of(archive: Archive) -> list[dict[str, str]]:
    """Suffix -> name of the part, for the one layer there is, and for its lines where the file is one of ours."""
    groups: dict[str, dict[str, str]] = {}
    for name in archive.names:
        path = PurePosixPath(name)
        groups.setdefault(str(path.with_suffix("")).casefold(), {})[path.suffix.lower()] = name
    layers = {stem: parts for stem, parts in groups.items() if ".shp" in parts}
    if not layers:
        raise GeoFileError(why_no_layer(archive))
    first = min(layers, key=len)
    if set(layers) - {first, first + LINES_TOO}:
        names = ", ".join(sorted(short(PurePosixPath(parts[".shp"]).stem) for parts in layers.values())[:8])
        raise GeoFileError(_("The zip holds several layers: %(names)s. Pack the one that is meant.") % {"names": names})
    for parts in layers.values():
        if ".dbf" not in parts:
            raise GeoFileError(_("The zip lacks the table of the Shapefile (.dbf), in which code and name stand."))
    return [layers[stem] for stem in sorted(layers)]


def why_no_layer(archive: Archive) -> str:
    """What the zip holds instead."""
    suffixes = {PurePosixPath(name).suffix.lower() for name in archive.names}
    if "[Content_Types].xml" in archive.names:
        return _("This is an Excel workbook or a document. A workbook is brought in under “Bring in a workbook”.")
    if suffixes & {".geojson", ".json"}:
        return _("There is GeoJSON in the zip. Unpack it and send the .geojson itself.")
    if suffixes & {".gdbtable", ".gdb"}:
        return _("There is a file geodatabase in the zip. Export the layer as a Shapefile or as GeoJSON.")
    return _("There is no Shapefile (.shp) in the zip.")


def read_layer(archive: Archive, parts: dict[str, str], surveyor: Surveyor, found: GeoFile) -> None:
    """The rows of one layer, put behind those there are."""
    if ".prj" in parts:
        check_prj(archive.read(parts[".prj"], SMALL).removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")[:10_000])
    else:
        found.notes.append(_("The file does not say its coordinate system (.prj); degrees were assumed."))
    code_page = archive.read(parts[".cpg"], SMALL)[:40].decode("ascii", "replace") if ".cpg" in parts else ""
    table = read_table(archive.read(parts[".dbf"]), code_page)
    found.headings, notes = find_headings(table.headings)
    found.notes += notes
    shapes = Shapes(archive.read(parts[".shp"]), archive.read(parts[".shx"], SMALL) if ".shx" in parts else None)
    if ".shx" not in parts:
        found.notes.append(_("The index of the Shapefile (.shx) is missing; the shapes were taken one after another."))
    if table.encoding != "utf-8":
        found.notes.append(_("The texts were read as %(encoding)s.") % {"encoding": table.encoding.upper()})
    join(table, shapes, surveyor, found)


def join(table: Table, shapes: "Shapes", surveyor: Surveyor, found: GeoFile) -> None:
    """Row and shape of the same number belong together; one without the other is told."""
    behind, deleted = len(found.rows), 0
    for place in range(max(len(table.rows), len(shapes.places))):
        row = Row(behind + place + 1)
        values = table.rows[place] if place < len(table.rows) else {}
        if values is None:
            deleted += 1
            continue
        found.rows.append(row)
        if place >= len(table.rows):
            row.problems.append(_("The table (.dbf) has no row for this shape; the file was not sent or saved whole."))
            continue
        fill(row, found.headings, values)
        if place >= len(shapes.places):
            row.problems.append(_("There is no shape (.shp) for this row; the file was not sent or saved whole."))
            continue
        take_shape(row, shapes, place, surveyor)
    if deleted:
        words = ngettext(
            "%(n)s row that is marked as deleted was left out.",
            "%(n)s rows that are marked as deleted were left out.",
            deleted,
        )
        found.notes.append(words % {"n": deleted})


def take_shape(row: Row, shapes: "Shapes", place: int, surveyor: Surveyor) -> None:
    """The shape of a row, counted before it is unpacked."""
    try:
        parts, points = shapes.size(place)
        surveyor.add(row, points, parts)
        surveyor.points -= points  # counted once more when it is taken
        geometry = shapes.geometry(place)
    except GeoFileError:
        raise
    except GeometryError as error:
        row.problems.append(str(error))
        return
    if geometry is not None:
        surveyor.survey(row, geometry)


class Shapes:
    """The shapes of a .shp, by place; nothing the file says of its lengths is believed."""

    def __init__(self, data: bytes, index: bytes | None) -> None:
        if len(data) < HEAD or struct.unpack(">i", data[:4])[0] != 9994:
            raise damaged()
        self.data = data
        self.places = list(self.walk() if index is None else self.listed(index))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                self.reader = shapefile.ShpReader(shp=io.BytesIO(data))
            except BROKEN:
                raise damaged() from None

    def walk(self) -> Iterator[tuple[int, int]]:
        """Where each record begins and how long it is, one behind the other."""
        place = HEAD
        while place + 12 <= len(self.data):
            length = struct.unpack(">i", self.data[place + 4 : place + 8])[0] * 2
            if length < 4:
                raise damaged()
            yield place, length
            place += 8 + length

    def listed(self, index: bytes) -> Iterator[tuple[int, int]]:
        """The same as the index says: programs that edit in place leave old records lying about."""
        n = max(0, len(index) - HEAD) // 8
        if n > MAX_ZONES:
            raise too_many(n)
        for number in range(n):
            start, length = struct.unpack(">ii", index[HEAD + number * 8 : HEAD + number * 8 + 8])
            yield start * 2, length * 2

    def size(self, place: int) -> tuple[int, int]:
        """Parts and points of a shape as its head says, which must fit its length; GeometryError otherwise."""
        start, length = self.places[place]
        if start < HEAD or length < 4 or start + 8 + length > len(self.data):
            raise cut_off()
        kind = struct.unpack("<i", self.data[start + 8 : start + 12])[0]
        if kind == NULL:
            return 0, 0
        if kind not in AREA_KINDS + LINE_KINDS:
            raise GeometryError(_("The shape must be one of: %(kinds)s.") % {"kinds": "Polygon, PolyLine"})
        if length < 44:
            raise cut_off()
        parts, points = struct.unpack("<ii", self.data[start + 44 : start + 52])
        if parts < 0 or points < 0 or 44 + 4 * parts + 16 * points > length:
            raise cut_off()
        return parts, points

    def geometry(self, place: int) -> dict[str, Any] | None:
        """The shape as GeoJSON, None for an empty one."""
        start, length = self.places[place]
        try:
            shape = self.reader.shape(place, start, length)
        except BROKEN:
            raise cut_off() from None
        if shape is None or shape.shapeType == NULL:
            return None
        ends = [*shape.parts[1:], len(shape.points)]
        if any(not 0 <= begin < end <= len(shape.points) for begin, end in zip(shape.parts, ends, strict=True)):
            raise cut_off()
        parts = [
            [list(spot[:2]) for spot in shape.points[begin:end]] for begin, end in zip(shape.parts, ends, strict=True)
        ]
        if shape.shapeType in LINE_KINDS:
            single = len(parts) == 1
            return (
                {"type": "LineString", "coordinates": parts[0]}
                if single
                else {"type": "MultiLineString", "coordinates": parts}
            )
        areas = group_rings(parts)
        single = len(areas) == 1
        return {"type": "Polygon" if single else "MultiPolygon", "coordinates": areas[0] if single else areas}


def group_rings(rings: list[list[list[float]]]) -> list[list[list[list[float]]]]:
    """Rings of a Shapefile as areas: clockwise ones are outer edges, each hole goes to the smallest that holds it."""
    if len(rings) > MAX_RINGS:
        raise cut_off()
    outer = [ring for ring in rings if signed_area(closed(ring)) <= 0]
    holes = [ring for ring in rings if signed_area(closed(ring)) > 0]
    if not outer:  # drawn the wrong way round: nothing but holes cannot be meant
        outer, holes = holes, []
    areas = [[ring] for ring in outer]
    if len(outer) == 1 or not holes:
        areas[0] += holes
        return areas
    edges = [shapely.Polygon(ring) if len(ring) > 2 else shapely.Polygon() for ring in outer]
    tree = STRtree(edges)
    for hole in holes:
        hits = [int(hit) for hit in tree.query(shapely.Point(hole[0]), predicate="intersects")]
        held = min(hits, key=lambda hit: edges[hit].area, default=None)
        areas[held if held is not None else 0].append(hole)
    return areas


def closed(ring: list[list[float]]) -> list[list[float]]:
    """The ring with its first corner once more at its end."""
    return ring if ring[0] == ring[-1] else [*ring, ring[0]]


def damaged() -> GeoFileError:
    """The .shp is none."""
    return GeoFileError(_("The shapes of the Shapefile (.shp) are damaged."))


def cut_off() -> GeometryError:
    """One record is broken."""
    return GeometryError(_("The shape in the .shp is cut off or damaged."))
