"""Files of zones as other programs write them, and as nobody should."""

import io
import json
import struct
import zipfile

import shapefile

WGS_PRJ = (
    'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)
CGCS_PRJ = (
    'GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,'
    '298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)
XIAN_PRJ = (
    'GEOGCS["GCS_Xian_1980",DATUM["D_Xian_1980",SPHEROID["Xian_1980",6378140.0,298.257]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)
GAUSS_PRJ = f'PROJCS["CGCS2000_3_Degree_GK_CM_114E",{CGCS_PRJ},PROJECTION["Gauss_Kruger"],UNIT["Meter",1.0]]'
NEW_WKT = (
    'GEOGCRS["China Geodetic Coordinate System 2000",DATUM["China 2000",ELLIPSOID["CGCS2000",6378137,298.257222101,'
    'LENGTHUNIT["metre",1]]],PRIMEM["Greenwich",0,ANGLEUNIT["degree",0.0174532925199433]],CS[ellipsoidal,2],'
    'AXIS["latitude",north],AXIS["longitude",east],ANGLEUNIT["degree",0.0174532925199433]]'
)


def ring(west=114.01, south=22.76, east=114.02, north=22.77):
    """A rectangle, against the clock."""
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def area(*edges):
    """A rectangle as GeoJSON."""
    return {"type": "Polygon", "coordinates": [ring(*edges)]}


def feature(code="c1", name="湖滨社区", geometry=None, **more):
    """One feature of a community."""
    return {
        "type": "Feature",
        "properties": {"code": code, "name": name, **more},
        "geometry": area() if geometry is None else geometry,
    }


def collection(*features, **members):
    """A GeoJSON file."""
    whole = {"type": "FeatureCollection", "features": list(features), **members}
    return io.BytesIO(json.dumps(whole, ensure_ascii=False).encode())


def parts_of(rows, *, headings=("code", "name"), encoding="utf-8", kind=shapefile.POLYGON, drop=0):
    """Suffix -> bytes of a Shapefile; `rows` are (cells, GeoJSON or None), `drop` leaves rows out of the table."""
    files = {suffix: io.BytesIO() for suffix in ("shp", "shx", "dbf")}
    writer = shapefile.Writer(**files, shapeType=kind, encoding=encoding)
    for heading in headings:
        writer.field(heading, "C", size=80)
    for cells, geometry in rows:
        writer.shape(geometry or shapefile.NullShape())
        writer.record(*cells)
    writer.close()
    made = {suffix: file.getvalue() for suffix, file in files.items()}
    if drop:
        width = struct.unpack("<H", made["dbf"][10:12])[0]
        whole = made["dbf"][: len(made["dbf"]) - drop * width]
        made["dbf"] = whole[:4] + struct.pack("<L", len(rows) - drop) + whole[8:]
    return made


def packed(parts, *, stem="zones", prj=WGS_PRJ, cpg="UTF-8", folder="", **more):
    """A zip of them; None leaves a part out."""
    named = {**parts, "prj": prj, "cpg": cpg}
    files = {f"{folder}{stem}.{suffix}": content for suffix, content in named.items() if content is not None}
    return zipped({**files, **more})


def zipped(files, method=zipfile.ZIP_DEFLATED):
    """A zip by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as package:
        for name, content in files.items():
            package.writestr(name, content)
    out.seek(0)
    return out


def communities(*edges, **options):
    """A zipped Shapefile of communities c1, c2, ... with these rectangles."""
    rows = [((f"c{n}", f"社区{n}"), area(*edge)) for n, edge in enumerate(edges or [()], 1)]
    split = {name: options.pop(name) for name in ("headings", "encoding", "drop") if name in options}
    return packed(parts_of(rows, **split), **options)
