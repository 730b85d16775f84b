"""Zones in and out as files: what good files give, what each bad one is told, and that nothing grows or lasts."""

import io
import json
import re
import struct
import time
import tracemalloc
import zipfile

import pytest
import shapefile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sites.coordinates import BD09, GCJ02, WGS84, to_gcj02
from sites.geofiles.reading import read_zones
from sites.geofiles.rows import MAX_BYTES, MAX_POINTS, GeoFileError
from sites.geofiles.writing import Record, geojson_pieces, write_shapefile
from sites.geometry import area_m2, check_geometry, distance_m
from tests.sites.zone_files import (
    CGCS_PRJ,
    GAUSS_PRJ,
    NEW_WKT,
    WGS_PRJ,
    XIAN_PRJ,
    area,
    collection,
    communities,
    feature,
    packed,
    parts_of,
    ring,
    zipped,
)

CITY = (113.9, 22.7, 114.2, 22.9)


def read(file, system=WGS84):
    return read_zones(file, system, CITY)


def only(file, system=WGS84):
    """The one row of a file."""
    (row,) = read(file, system).rows
    return row


def refused(file, system=WGS84):
    with pytest.raises(GeoFileError) as told:
        read(file, system)
    return str(told.value)


# What good files give.


def test_a_feature_becomes_a_zone_with_its_cells_and_its_border():
    row = only(collection(feature(name_en="Lakeside", parent="e", unit="lake", layer="administrative")))
    assert (row.code, row.problems, row.notes) == ("c1", [], [])
    assert row.cells == {
        "code": "c1",
        "name": "湖滨社区",
        "name_en": "Lakeside",
        "parent": "e",
        "unit": "lake",
        "layer": "administrative",
    }
    assert row.geometry == area()


def test_a_single_feature_and_a_byte_order_mark_are_taken():
    text = json.dumps(feature()).encode()
    assert only(io.BytesIO(text)).code == "c1"
    assert only(io.BytesIO(b"\xef\xbb\xbf" + collection(feature()).getvalue())).code == "c1"


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("编码", "code"), ("CODE", "code"), ("网格编码", "code"), ("Zone_Code", "code"),
        ("名称", "name"), ("英文名", "name_en"), ("上级", "parent"), ("责任单位", "unit"), ("图层", "layer"),
    ],
)  # fmt: skip
def test_headings_are_known_in_both_languages(heading, field):
    properties = {"code": "c1", "name": "湖滨", heading: "x1"}
    if field == "code":
        del properties["code"]
    row = only(collection({"type": "Feature", "properties": properties, "geometry": area()}))
    assert row.cells[field] == ("湖滨" if heading == "name" else "x1") or heading == "名称"
    assert not row.problems


def test_of_two_headings_with_one_meaning_the_plainer_is_read_and_that_is_said():
    found = read(collection(feature(编码="other")))
    assert found.rows[0].code == "c1"
    assert found.notes == ["“code” was read; the fields of the same meaning were not: 编码."]


def test_numbers_are_taken_as_the_text_they_were_meant_to_be():
    row = only(collection(feature(code=440300, name=12.0)))
    assert (row.code, row.cells["name"]) == ("440300", "12")


@pytest.mark.parametrize("crs", ["EPSG:4326", "urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4490"])
def test_degrees_of_wgs84_and_cgcs2000_are_taken_as_they_are(crs):
    row = only(collection(feature(), crs={"type": "name", "properties": {"name": crs}}))
    assert row.geometry == area()


@pytest.mark.parametrize("prj", [WGS_PRJ, CGCS_PRJ, NEW_WKT])
def test_the_prj_of_degrees_is_taken_in_every_dialect(prj):
    found = read(communities((), prj=prj))
    assert found.rows[0].geometry == area()
    assert found.notes == []


def test_a_shapefile_gives_the_same_as_geojson_from_a_folder_and_without_its_helpers():
    files = [communities((), folder="社区/边界/"), communities((), prj=None, cpg=None)]
    for file in files:
        row = only(file)
        assert (row.code, row.cells["name"], row.geometry, row.problems) == ("c1", "社区1", area(), [])
    parts = parts_of([(("c1", "社区1"), area())])
    found = read(packed({"shp": parts["shp"], "dbf": parts["dbf"]}))
    assert found.rows[0].geometry == area()
    assert "index of the Shapefile" in found.notes[0]


def test_a_missing_prj_is_said():
    assert "(.prj); degrees were assumed" in read(communities((), prj=None)).notes[0]


@pytest.mark.parametrize("cpg", ["GBK", "936", "cp936", "GB2312", None, "ISO-8859-1", "nonsense"])
def test_gbk_is_read_whether_the_cpg_says_so_or_not(cpg):
    found = read(communities((), encoding="gbk", cpg=cpg, headings=("编码", "名称")))
    assert found.rows[0].cells == {"code": "c1", "name": "社区1"}
    assert "The texts were read as GB18030." in found.notes


def test_a_heading_that_the_table_has_cut_amid_a_character_is_known():
    parts = parts_of([(("c1", "湖滨社区办"), area())], headings=("code", "unit"))
    heading = "责任单位".encode()[:10].ljust(11, b"\0")
    assert heading[9] > 127  # the fourth character has lost two of its bytes
    parts["dbf"] = parts["dbf"].replace(b"unit".ljust(11, b"\0"), heading)
    assert only(packed(parts)).cells == {"code": "c1", "unit": "湖滨社区办"}


def test_what_programs_add_to_a_zip_does_not_disturb():
    mac = {"__MACOSX/._zones.shp": b"x", ".DS_Store": b"x", "zones.shp.xml": b"<x/>", "readme.txt": b"x"}
    assert only(communities((), **mac)).code == "c1"


def test_rings_are_closed_and_turned_and_heights_dropped():
    edge = [[*spot, 12.5] for spot in reversed(ring())]
    hole = [[*spot, 3] for spot in ring(114.012, 22.762, 114.014, 22.764)]
    row = only(collection(feature(geometry={"type": "Polygon", "coordinates": [edge[:-1], hole]})))
    outer, inner = row.geometry["coordinates"]
    assert outer[0] == outer[-1] and inner[0] == inner[-1]
    assert row.notes == ["A ring that was open has been closed."]
    assert sorted(map(tuple, outer)) == sorted(map(tuple, [*ring()[1:], outer[0]]))
    assert all(len(spot) == 2 for spot in outer + inner)
    turned = shapefile.signed_area(outer), shapefile.signed_area(inner)
    assert turned[0] > 0 > turned[1]


def test_coordinates_have_seven_digits():
    row = only(collection(feature(geometry=area(114.0123456789, 22.76, 114.02, 22.77))))
    assert row.geometry["coordinates"][0][0][0] == 114.0123457


def test_an_island_in_a_lake_of_a_shapefile_stays_where_it_is():
    geometry = {
        "type": "MultiPolygon",
        "coordinates": [
            [ring(114.01, 22.76, 114.05, 22.8), ring(114.02, 22.77, 114.04, 22.79)],
            [ring(114.025, 22.775, 114.035, 22.785), ring(114.028, 22.778, 114.03, 22.78)],
        ],
    }
    row = only(packed(parts_of([(("c1", "湖"), geometry)])))
    assert row.problems == []
    assert [len(part) for part in row.geometry["coordinates"]] == [2, 2]
    assert area_m2(row.geometry) == pytest.approx(area_m2(geometry))


def test_lines_are_zones_too():
    line = {"type": "LineString", "coordinates": [[114.01, 22.76], [114.02, 22.77]]}
    assert only(collection(feature(geometry=line))).geometry == line
    rows = [(("r1", "人民路"), line)]
    assert only(packed(parts_of(rows, kind=shapefile.POLYLINE))).geometry == line


def test_z_and_m_of_a_shapefile_are_left_out():
    files = {suffix: io.BytesIO() for suffix in ("shp", "shx", "dbf")}
    writer = shapefile.Writer(**files, shapeType=shapefile.POLYGONZ)
    writer.field("code", "C")
    writer.polyz([[[*spot, 40.0, 7.0] for spot in reversed(ring())]])
    writer.record("c1")
    writer.close()
    row = only(packed({suffix: file.getvalue() for suffix, file in files.items()}))
    assert sorted(row.geometry["coordinates"][0]) == sorted(ring())


def test_the_index_says_which_shape_belongs_to_which_row():
    parts = parts_of([(("c1", "一"), area()), (("c2", "二"), area(114.05, 22.76, 114.06, 22.77))])
    first, second = parts["shx"][100:108], parts["shx"][108:116]
    parts["shx"] = parts["shx"][:100] + second + first
    rows = read(packed(parts)).rows
    assert [row.geometry["coordinates"][0][0][0] for row in rows] == [114.05, 114.01]


def test_a_row_without_a_shape_leaves_the_border_as_it_is():
    assert only(packed(parts_of([(("c1", "一"), None)]))).geometry is None
    missing = {"type": "Feature", "properties": {"code": "c1"}, "geometry": None}
    row = only(collection(missing))
    assert (row.geometry, row.problems) == (None, [])


def test_rows_marked_as_deleted_are_left_out():
    parts = parts_of([(("c1", "一"), area()), (("c2", "二"), area(114.05, 22.76, 114.06, 22.77))])
    head, _width = struct.unpack("<HH", parts["dbf"][8:12])
    parts["dbf"] = parts["dbf"][:head] + b"*" + parts["dbf"][head + 1 :]
    found = read(packed(parts))
    assert [row.code for row in found.rows] == ["c2"]
    assert found.notes == ["1 row that is marked as deleted was left out."]


@pytest.mark.parametrize("system", [GCJ02, BD09])
def test_shifted_coordinates_are_turned_when_somebody_says_so_and_only_then(system):
    shifted = [list(to_gcj02(tuple(spot))) for spot in ring()]
    file = collection(feature(geometry={"type": "Polygon", "coordinates": [shifted]}))
    found = read(file, system)
    assert found.notes == [f"Converted from {system} to WGS-84."]
    corner = found.rows[0].geometry["coordinates"][0][0]
    moved = distance_m(tuple(corner), (114.01, 22.76))
    assert moved < 0.05 if system == GCJ02 else 300 < moved < 1500
    untouched = only(file).geometry["coordinates"][0][0]
    assert distance_m(tuple(untouched), tuple(shifted[0])) < 0.05


# What each bad zone is told; its neighbours stay.

LIMIT = 2 * 10**4
BOWTIE = [[114.01, 22.76], [114.02, 22.77], [114.02, 22.76], [114.01, 22.77], [114.01, 22.76]]


def swapped():
    return {"type": "Polygon", "coordinates": [[spot[::-1] for spot in ring()]]}


def many_points(n):
    """A comb of n points that does not cross itself."""
    step = 0.2 / n
    teeth = [[113.95 + place * step, 22.80 + (place % 2) * 0.01] for place in range(n - 3)]
    return {"type": "Polygon", "coordinates": [[*teeth, [114.16, 22.75], [113.95, 22.75], teeth[0]]]}


BAD_ZONES = [
    ("a row without a code", feature(code=""), "code is missing"),
    ("a code with a space", feature(code="c 1"), "A code is made of"),
    ("a code of 41 letters", feature(code="c" * 41), "may have 40 characters; this has 41"),
    ("a name that runs", feature(name="=1+1"), "can run as a formula"),
    ("a name with a line break", feature(name="湖\n滨"), "line break"),
    ("a name that is a list", feature(name=["湖滨"]), "name is no text"),
    ("a point", feature(geometry={"type": "Point", "coordinates": [114.01, 22.76]}), "must be one of"),
    ("a collection", feature(geometry={"type": "GeometryCollection", "geometries": []}), "must be one of"),
    ("a word for a shape", feature(geometry="POLYGON"), "must be one of"),
    ("a kind that is a list", feature(geometry={"type": ["Polygon"]}), "must be one of"),
    ("no coordinates", feature(geometry={"type": "Polygon"}), "cannot be read"),
    ("coordinates too flat", feature(geometry={"type": "Polygon", "coordinates": ring()}), "cannot be read"),
    ("coordinates too deep", feature(geometry={"type": "Polygon", "coordinates": [[ring()]]}), "cannot be read"),
    ("coordinates of text", feature(geometry={"type": "LineString", "coordinates": [["1", "2"]]}), "cannot be read"),
    ("true for a degree", feature(geometry={"type": "LineString", "coordinates": [[True, 22]]}), "cannot be read"),
    ("an empty area", feature(geometry={"type": "Polygon", "coordinates": []}), "no points"),
    ("two corners", feature(geometry={"type": "Polygon", "coordinates": [ring()[:2]]}), "fewer than three corners"),
    ("swapped", feature(geometry=swapped()), "Longitude and latitude seem to be swapped: 22.76"),
    ("far away", feature(geometry=area(116.3, 39.9, 116.4, 40.0)), "outside the city's map"),
    ("metres", feature(geometry=area(38500000, 2518000, 38501000, 2519000)), "metres of a map projection"),
    ("an edge that crosses", feature(geometry={"type": "Polygon", "coordinates": [BOWTIE]}),
     "crosses itself near 114.01"),
    ("a huge number", feature(geometry={"type": "LineString", "coordinates": [[1e300, 1], [2, 1]]}), "metres"),
    ("too many points", feature(geometry=many_points(100_000)), "“湖滨社区” has 100,000 points; at most 20,000"),
    ("too many parts", feature(geometry={"type": "MultiPolygon", "coordinates": [[ring()]] * 1001}),
     "more than 1,000 parts"),
    ("no feature", {"type": "Polygon"}, "no Feature of GeoJSON"),
    ("nothing", None, "no Feature of GeoJSON"),
]  # fmt: skip


@pytest.mark.parametrize(("bad", "words"), [case[1:] for case in BAD_ZONES], ids=[case[0] for case in BAD_ZONES])
def test_a_bad_zone_is_told_why_and_its_neighbour_is_taken(bad, words):
    first, second = read(collection(bad, feature(code="good", geometry=area(114.05, 22.76, 114.06, 22.77)))).rows
    assert words in " ".join(first.problems)
    assert first.number == 1
    assert (second.code, second.problems) == ("good", [])
    check_geometry(second.geometry)


def test_a_code_that_stands_twice_is_told_in_both_rows():
    first, second, third = read(collection(feature(), feature(name="又一个"), feature(code="c2"))).rows
    assert "The code c1 stands in row 2, too" in first.problems[0]
    assert "The code c1 stands in row 1, too" in second.problems[0]
    assert third.problems == []


def test_a_table_with_fewer_rows_than_shapes_leaves_those_out():
    rows = read(communities((), (114.05, 22.76, 114.06, 22.77), drop=1)).rows
    assert rows[0].problems == []
    assert "The table (.dbf) has no row for this shape" in rows[1].problems[0]


def test_a_shp_with_fewer_shapes_than_rows_says_so():
    parts = parts_of([(("c1", "一"), area()), (("c2", "二"), area(114.05, 22.76, 114.06, 22.77))])
    parts["shx"] = parts["shx"][:-8]
    rows = read(packed(parts)).rows
    assert rows[0].problems == []
    assert "There is no shape (.shp) for this row" in rows[1].problems[0]


@pytest.mark.parametrize("place", [104, 108, 144, 148, 152])
@pytest.mark.parametrize("value", [0x7FFFFFFF, 0xFFFFFFFF, 3, 0x80000000])
@pytest.mark.parametrize("with_index", [True, False])
def test_a_shape_that_lies_about_its_size_hurts_nobody(place, value, with_index):
    parts = parts_of([(("c1", "一"), area()), (("c2", "二"), area(114.05, 22.76, 114.06, 22.77))])
    order = ">L" if place == 104 else "<L"
    parts["shp"] = parts["shp"][:place] + struct.pack(order, value) + parts["shp"][place + 4 :]
    if not with_index:
        del parts["shx"]
    try:
        rows = read(packed(parts)).rows
    except GeoFileError as error:
        assert "damaged" in str(error)
    else:
        assert all(row.problems or row.geometry for row in rows)


def test_a_cell_that_no_encoding_reads_is_told_with_its_row():
    parts = parts_of([(("c1", "一"), area()), (("c2", "XYZ"), area(114.05, 22.76, 114.06, 22.77))])
    parts["dbf"] = parts["dbf"].replace(b"XYZ", b"\xff\xfe\xff")
    rows = read(packed(parts)).rows
    assert rows[0].problems == []
    assert "characters that cannot be read" in rows[1].problems[0]


# What each bad file is told.


def encrypted():
    content = bytearray(communities(()).getvalue())
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := content.find(sign, start)) >= 0:
            content[start + place] |= 1
            start += 4
    return io.BytesIO(bytes(content))


def lying_bomb():
    """Declares a thousand bytes, unpacks to eighty megabytes."""
    table = parts_of([(("c1", "一"), area())])["dbf"]
    file = zipped({"zones.shp": b"\0" * 80_000_000, "zones.dbf": table})
    size = struct.pack("<L", 80_000_000)
    return io.BytesIO(file.getvalue().replace(size, struct.pack("<L", 1000)))


def with_crs(name):
    return collection(feature(), crs={"type": "name", "properties": {"name": name}})


def text(content):
    return io.BytesIO(content if isinstance(content, bytes) else content.encode())


def two_layers():
    parts = parts_of([(("c1", "一"), area())])
    more = {f"roads.{suffix}": content for suffix, content in parts.items()}
    return packed(parts, **more)


def no_table():
    return packed({"shp": parts_of([(("c1", "一"), area())])["shp"]})


def broken_part(suffix, content):
    return packed({**parts_of([(("c1", "一"), area())]), suffix: content})


BAD_FILES = [
    ("nothing", lambda: text(""), "The file is empty"),
    ("only spaces", lambda: text("  \n"), "The file is empty"),
    ("a letter", lambda: text("Dear office,"), "neither GeoJSON nor a zipped Shapefile"),
    ("KML", lambda: text('<?xml version="1.0"?><kml>'), "KML"),
    ("a bare .shp", lambda: text(parts_of([(("c1", "一"), area())])["shp"]), "consists of several files"),
    ("RAR", lambda: text(b"Rar!\x1a\x07"), "Pack it as .zip"),
    ("half a JSON", lambda: text(collection(feature()).getvalue()[:-30]), "no valid JSON: see line 1"),
    ("GBK", lambda: text('{"type":"FeatureCollection","features":[],"name":"社区"}'.encode("gbk")),
     "not written in UTF-8"),
    ("UTF-16", lambda: text('{"type":"FeatureCollection"}'.encode("utf-16")), "not written in UTF-8"),
    ("NaN", lambda: text('{"type":"FeatureCollection","features":[{"a":[NaN,22]}]}'), "is NaN, which is no number"),
    ("Infinity", lambda: text('{"type":"FeatureCollection","features":[{"a":[1,-Infinity]}]}'),
     "-Infinity, which is no"),
    ("a number without end", lambda: text('{"a":' + "1" * 9000 + "}"), "too long"),
    ("a list", lambda: text("[1]"), "no FeatureCollection"),
    ("another object", lambda: text("{}"), "no FeatureCollection"),
    ("features that are none", lambda: text('{"type":"FeatureCollection","features":{}}'), "no FeatureCollection"),
    ("TopoJSON", lambda: text('{"type":"Topology"}'), "TopoJSON"),
    ("a bare shape", lambda: text(json.dumps(area())), "a shape without code and name"),
    ("no features", lambda: collection(), "holds no zone"),
    ("too many zones", lambda: collection(*[feature(geometry={})] * 5001), "5,001 zones; at most 5,000"),
    ("too many fields", lambda: collection(feature(**{f"f{n}": 1 for n in range(300)})), "more than 200 fields"),
    ("no code", lambda: collection({"type": "Feature", "properties": {"id": 1, "标识": 2}, "geometry": None}),
     "No field is called “code” (编码), by which a zone is known. The fields are: id, 标识."),
    ("Mercator", lambda: with_crs("EPSG:3857"), "The coordinates are in EPSG:3857"),
    ("Gauss-Kruger", lambda: with_crs("urn:ogc:def:crs:EPSG::4547"),
     "urn:ogc:def:crs:EPSG::4547; degrees of WGS-84"),
    ("a crs that is a link", lambda: collection(feature(), crs={"type": "link"}), "(crs) cannot be read"),
    ("deep", lambda: text('{"type":"FeatureCollection","features":' + "[" * 90_000 + "]" * 90_000 + "}"),
     "nested too deep"),
    ("a million lists", lambda: text('{"type":"FeatureCollection","features":[' + "[]," * 1_000_000 + "[]]}"),
     "more than 500,000 points or 5,000 zones"),
    ("too many points in all", lambda: collection(*[feature(f"c{n}", geometry=many_points(19_000)) for n in range(27)]),
     "more than 500,000 points; the bound is passed at “湖滨社区”"),
    ("too big", lambda: text(b" " * (MAX_BYTES + 1)), "larger than 20 MB"),
    ("a projected Shapefile", lambda: communities((), prj=GAUSS_PRJ),
     "metres of the projection CGCS2000_3_Degree_GK_CM_114E, not degrees. Export it once more in degrees"),
    ("another datum", lambda: communities((), prj=XIAN_PRJ), "GCS_Xian_1980 lies up to a hundred metres beside"),
    ("degrees from Paris", lambda: communities((), prj=WGS_PRJ.replace("0.0]", "2.337]")),
     "The coordinates are in GCS_WGS_1984"),
    ("a .prj of nonsense", lambda: communities((), prj="hello"), "The .prj cannot be read: “hello”"),
    ("an empty zip", lambda: zipped({}), "no Shapefile (.shp) in the zip"),
    ("a workbook", lambda: zipped({"[Content_Types].xml": "<x/>"}), "Excel workbook"),
    ("GeoJSON in a zip", lambda: zipped({"zones.geojson": "{}"}), "send the .geojson itself"),
    ("two layers", two_layers, "holds several layers: roads, zones"),
    ("no table", no_table, "lacks the table"),
    ("a password", encrypted, "protected by a password"),
    ("half a zip", lambda: text(communities(()).getvalue()[:-300]), "damaged or was not sent whole"),
    ("a zip's beginning", lambda: text(b"PK\x03\x04"), "damaged or was not sent whole"),
    ("a zip in a zip", lambda: zipped({"inner.zip": b"PK"}), "another archive in the zip: inner.zip"),
    ("a way out", lambda: zipped({"../../etc/zones.shp": b"x"}), "leads out of its folder"),
    ("an absolute way", lambda: zipped({"/etc/zones.shp": b"x"}), "leads out of its folder"),
    ("a way for Windows", lambda: zipped({"a\\b.shp": b"x", "c:\\zones.shp": b"x"}), "leads out of its folder"),
    ("an unusual zip", lambda: zipped({"zones.shp": b"x"}, zipfile.ZIP_LZMA), "packed in an unusual way"),
    ("ten thousand files", lambda: zipped({f"{n}.txt": b"" for n in range(10_000)}), "more than 200 files"),
    ("a bomb", lambda: zipped({"zones.shp": b"\0" * 80_000_000, "zones.dbf": b""}), "larger than 60 MB"),
    ("a lying bomb", lying_bomb, "damaged or was not sent whole"),
    ("a .shp of nonsense", lambda: broken_part("shp", b"hello" * 50), "(.shp) are damaged"),
    ("an empty .shp", lambda: broken_part("shp", b""), "(.shp) are damaged"),
    ("a .dbf of nonsense", lambda: broken_part("dbf", b"\xff" * 90), "(.dbf) is damaged"),
    ("an empty .dbf", lambda: broken_part("dbf", b""), "(.dbf) is damaged"),
    ("an index of millions", lambda: broken_part("shx", b"\0" * 900_000), "at most 5,000 are taken"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "words"), [case[1:] for case in BAD_FILES], ids=[case[0] for case in BAD_FILES])
def test_a_bad_file_is_refused_with_a_sentence_soon_and_in_little_room(make, words):
    file = make()
    tracemalloc.start()
    began = time.monotonic()
    try:
        told = refused(file)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert words in told
    assert told.endswith((".", "”"))
    assert most < 250_000_000
    assert time.monotonic() - began < 60


def test_a_code_that_the_key_of_a_feature_repeats_is_no_matter():
    twice = b'{"type":"FeatureCollection","features":[],"features":[' + json.dumps(feature()).encode() + b"]}"
    assert only(text(twice)).code == "c1"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_bytes_changed_in_a_good_file_end_in_rows_or_in_a_sentence(data):
    file = data.draw(st.sampled_from([SAMPLE_JSON, SAMPLE_ZIP]))
    content = bytearray(file)
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.integers(len(content) // 2, len(content)))]
    try:
        found = read(io.BytesIO(bytes(content)))
    except GeoFileError as error:
        assert re.search(r"[.”]$", str(error))
    else:
        for row in found.rows:
            assert row.problems or row.code
            if row.geometry:
                check_geometry(row.geometry, box=CITY)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_bytes_changed_in_the_parts_of_a_shapefile_end_in_rows_or_in_a_sentence(data):
    parts = dict(SAMPLE_PARTS)
    for _ in range(data.draw(st.integers(1, 6))):
        name = data.draw(st.sampled_from(sorted(parts)))
        content = bytearray(parts[name])
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
        parts[name] = bytes(content[: data.draw(st.integers(place, len(content)))])
        if not parts[name]:
            del parts[name]
            break
    try:
        found = read(packed(parts))
    except GeoFileError as error:
        assert re.search(r"[.”]$", str(error))
    else:
        assert all(row.problems or row.code for row in found.rows)


# There and back.


def record(code="c1", geometry=None, **more):
    given = {"name": "社区", "name_en": "", "parent": "", "unit": "", "unit_name": "", "layer": "grid"}
    return Record(code=code, valid_from="2026-03-02", geometry=geometry, **{**given, **more})


def as_geojson(records, system=WGS84):
    return io.BytesIO(b"".join(geojson_pieces(records, "网格", system)))


def as_shapefile(records, system=WGS84):
    out = io.BytesIO()
    write_shapefile(iter(records), out, "网格", system)
    out.seek(0)
    return out


SAMPLE = [
    record("c1", area()),
    record("c2", {"type": "MultiPolygon", "coordinates": [[ring(114.05, 22.76, 114.06, 22.77)]]}),
]
SAMPLE_JSON, SAMPLE_ZIP = as_geojson(SAMPLE).getvalue(), as_shapefile(SAMPLE).getvalue()
SAMPLE_PARTS = parts_of([(("c1", "一"), area()), (("c2", "二"), area(114.05, 22.76, 114.06, 22.77))])
degrees = st.tuples(st.floats(113.95, 114.15), st.floats(22.72, 22.88))
sizes = st.floats(0.001, 0.02)


@st.composite
def shapes(draw):
    """Rectangles with holes, several of them side by side, and lines."""
    (x, y), wide, high = draw(degrees), draw(sizes), draw(sizes)
    if draw(st.booleans()):
        return {"type": "LineString", "coordinates": [[x, y], [x + wide, y + high], [x + wide, y - high / 2]]}
    areas = []
    for n in range(draw(st.integers(1, 3))):
        west = x + n * 0.003
        edge = ring(west, y, west + 0.002, y + high)
        hole = ring(west + 0.0005, y + high / 4, west + 0.001, y + high / 2)
        areas.append([edge, hole] if draw(st.booleans()) else [edge])
    return (
        {"type": "Polygon", "coordinates": areas[0]}
        if len(areas) == 1
        else {"type": "MultiPolygon", "coordinates": areas}
    )


names = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=20)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(shapes(), names, names), min_size=1, max_size=5))
@pytest.mark.parametrize("write", [as_geojson, as_shapefile])
@pytest.mark.parametrize("system", [WGS84, GCJ02])
def test_what_is_written_comes_back_equal(write, system, made):
    records = [
        record(f"c{n}", geometry, name=name, name_en="Lake", parent="e", unit=unit)
        for n, (geometry, name, unit) in enumerate(made)
    ]
    rows = {row.code: row for row in read(write(records, system), system).rows}
    assert set(rows) == {record.code for record in records}
    for wrote in records:
        row = rows[wrote.code]
        assert row.problems == []
        assert row.geometry["type"] == wrote.geometry["type"]
        assert list(flat(row.geometry)) == pytest.approx(list(flat(wrote.geometry)), abs=1.01e-7)
        if wrote.name.isprintable():
            cells = row.cells
            assert (cells["name_en"], cells["parent"], cells["layer"]) == ("Lake", "e", "grid")


def flat(geometry):
    """All numbers, rings begun at their lowest corner so that turning does not matter."""

    def rings(nested):
        if isinstance(nested[0][0], float):
            yield nested
        else:
            for part in nested:
                yield from rings(part)

    for line in rings(geometry["coordinates"]):
        spots = sorted(map(tuple, line[:-1] if line[0] == line[-1] else line))
        for spot in spots:
            yield from spot


def test_geojson_is_written_as_the_standard_says_and_zone_by_zone():
    clockwise = {"type": "Polygon", "coordinates": [ring()[::-1]]}
    pieces = list(geojson_pieces((record(f"c{n}", clockwise) for n in range(3)), "网格"))
    assert len(pieces) == 5
    whole = json.loads(b"".join(pieces))
    assert (whole["type"], "crs" in whole, len(whole["features"])) == ("FeatureCollection", False, 3)
    assert shapefile.signed_area(whole["features"][0]["geometry"]["coordinates"][0]) > 0
    assert whole["features"][0]["properties"]["valid_from"] == "2026-03-02"
    assert json.loads(b"".join(geojson_pieces([], "网格")))["features"] == []


def test_shifted_files_say_so_and_have_no_prj():
    assert json.loads(as_geojson(SAMPLE, GCJ02).getvalue())["coordinate_system"] == "GCJ-02"
    with zipfile.ZipFile(as_shapefile(SAMPLE, GCJ02)) as package:
        assert "网格.prj" not in package.namelist()
        assert "GCJ-02" in package.read("README.txt").decode()


def test_a_shapefile_has_everything_a_program_looks_for():
    with zipfile.ZipFile(as_shapefile(SAMPLE)) as package:
        assert package.testzip() is None
        assert set(package.namelist()) == {
            "README.txt",
            *(f"网格.{end}" for end in ("shp", "shx", "dbf", "prj", "cpg")),
        }
        assert package.read("网格.cpg") == b"UTF-8"
        dbf = shapefile.DbfReader(io.BytesIO(package.read("网格.dbf")))
        assert all(len(field.name) <= 10 and field.name.isascii() for field in dbf.data_fields)


def test_lines_and_areas_of_a_layer_go_into_one_zip_and_come_back_from_it():
    line = {"type": "LineString", "coordinates": [[114.01, 22.76], [114.02, 22.77]]}
    file = as_shapefile([record("r1", line), record("c1", area()), record("c2")])
    rows = {row.code: row for row in read(file).rows}
    assert rows["r1"].geometry == line
    assert rows["c1"].geometry == area()
    assert rows["c2"].geometry is None


def test_a_cell_that_could_run_is_made_harmless_in_the_table():
    with zipfile.ZipFile(as_shapefile([record("c1", area(), name="=HYPERLINK(1)")])) as package:
        dbf = shapefile.DbfReader(io.BytesIO(package.read("网格.dbf")))
        assert dbf.record(0)[1] == "'=HYPERLINK(1)"


def test_an_empty_layer_is_a_file_all_the_same():
    with zipfile.ZipFile(as_shapefile([])) as package:
        assert "网格.shp" in package.namelist()


def test_the_largest_file_that_is_taken_is_read_in_bounded_room_and_time():
    zones = [feature(f"c{n}", geometry=many_points(MAX_POINTS - 1000)) for n in range(26)]
    file = collection(*zones)
    began = time.monotonic()
    rows = read(file).rows
    assert len(rows) == 26 and not any(row.problems for row in rows)
    assert time.monotonic() - began < 60
