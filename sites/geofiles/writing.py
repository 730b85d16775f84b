"""Zones of a layer on a day, written as GeoJSON piece by piece or as a zipped Shapefile; docs/geofiles.md."""

import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

import orjson
import shapefile

from sites.coordinates import WGS84, to_gcj02
from sites.geofiles.rows import LINES_TOO, RUNS
from sites.geofiles.shapes import DIGITS, oriented
from sites.geometry import LINES

PRJ = (
    'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)
# Field -> bytes of its column: a Chinese character takes three. Names of at most ten ASCII letters, as .dbf wants it.
WIDTHS = {
    "code": 120, "name": 240, "name_en": 120, "parent": 120, "unit": 120, "unit_name": 240, "layer": 24,
    "valid_from": 10,
}  # fmt: skip
README = """{stem}

坐标系 Coordinate system: {system}
属性表编码 Encoding of the table: UTF-8

code        编码        what the zone is known by within its layer
name        名称        name
name_en     英文名      English name
parent      上级        code of the zone it lies in
unit        责任单位    code of the unit that answers for it
unit_name   单位名称    name of that unit
layer       图层        code of the layer
valid_from  启用日期    the border and unit hold since this day

Texts that a spreadsheet could take for a formula begin with an apostrophe.
以等号等开头、可能被表格软件当作公式的文字，前面加了单引号。
"""


@dataclass(frozen=True)
class Record:
    """One zone as it is written; `geometry` is WGS-84 or None."""

    code: str
    name: str
    name_en: str
    parent: str
    unit: str
    unit_name: str
    layer: str
    valid_from: str
    geometry: dict[str, Any] | None


def geojson_pieces(records: Iterable[Record], name: str, system: str = WGS84) -> Iterator[bytes]:
    """A FeatureCollection of RFC 7946, zone by zone. Another system than WGS-84 is named in a member of its own."""
    head = {"type": "FeatureCollection", "name": name}
    if system != WGS84:
        head["coordinate_system"] = system
    yield orjson.dumps(head)[:-1] + b',"features":['
    for place, record in enumerate(records):
        properties = asdict(record)
        properties.pop("geometry")
        feature = {"type": "Feature", "properties": properties, "geometry": shape_in(record.geometry, system)}
        yield (b",\n" if place else b"\n") + orjson.dumps(feature)
    yield b"\n]}\n"


def shape_in(geometry: dict[str, Any] | None, system: str) -> dict[str, Any] | None:
    """The shape in that system, rounded, its rings turned."""
    if geometry is None:
        return None
    found = oriented(geometry)
    return found if system == WGS84 else {**found, "coordinates": _shifted(found["coordinates"])}


def _shifted(nested: Any) -> Any:
    if isinstance(nested[0], float):
        lon, lat = to_gcj02((nested[0], nested[1]))
        return [round(lon, DIGITS + 2), round(lat, DIGITS + 2)]  # so that the way back loses nothing
    return [_shifted(part) for part in nested]


def write_shapefile(records: Iterable[Record], out: BinaryIO, stem: str, system: str = WGS84) -> None:
    """A zip with .shp .shx .dbf .cpg .prj and a note on the fields; lines beside areas are a second layer `_lines`.

    GCJ-02 has no .prj: no program knows it, and that of WGS-84 would be a lie.
    """
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        areas = Layer(Path(folder) / "areas", shapefile.POLYGON)
        lines = Layer(Path(folder) / "lines", shapefile.POLYLINE)
        for record in records:
            line = record.geometry is not None and record.geometry["type"] in LINES
            (lines if line else areas).add(record, shape_in(record.geometry, system))
        package.writestr("README.txt", README.format(stem=stem, system=system))
        if areas.n or not lines.n:
            areas.pack(package, stem, system)
        if lines.n:
            lines.pack(package, f"{stem}{LINES_TOO}" if areas.n else stem, system)


class Layer:
    """One .shp with its index and table, on disk while it is written."""

    def __init__(self, path: Path, kind: int) -> None:
        self.path = path
        self.writer = shapefile.Writer(path, shapeType=kind, encoding="utf-8")
        for name, width in WIDTHS.items():
            self.writer.field(name, "C", size=width)
        self.n = 0

    def add(self, record: Record, geometry: dict[str, Any] | None) -> None:
        """One zone; without a border it has an empty shape."""
        self.n += 1
        self.writer.shape(geometry or shapefile.NullShape())
        self.writer.record(*(harmless(getattr(record, name), width) for name, width in WIDTHS.items()))

    def pack(self, package: zipfile.ZipFile, name: str, system: str) -> None:
        """Into the zip."""
        self.writer.close()
        for suffix in (".shp", ".shx", ".dbf"):
            package.write(self.path.with_suffix(suffix), name + suffix)
        package.writestr(f"{name}.cpg", "UTF-8")
        if system == WGS84:
            package.writestr(f"{name}.prj", PRJ)


def harmless(text: str, width: int) -> str:
    """A cell that no spreadsheet runs, cut to what the column holds."""
    if text.startswith(RUNS):
        text = "'" + text
    return text.encode()[:width].decode(errors="ignore").strip(" \0")
