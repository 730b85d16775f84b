"""The printed map: whose ground is whose by colour, number and name; hatching for nobody's; scale, north, day."""

import io
from dataclasses import replace

import pytest
import shapely
from PIL import Image

from supervision.paper.atlas import Atlas, Site, Zone, atlas_pdf, atlas_png
from supervision.paper.atlas_ground import SITE_MARKS, TINTS
from supervision.paper.faces import Faces
from supervision.paper.frame import bar, filled, stripes, view_of
from supervision.paper.tints import colors
from tests.paper.conftest import MADE
from tests.paper.reading import Read


def square(west: float, south: float, side: float = 0.02) -> dict:
    ring = [[west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


ROAD = {"type": "LineString", "coordinates": [[120.0, 30.0], [120.02, 30.01]]}
ATLAS = Atlas(
    title="澜川市责任地图 · 行政区划", under="按包干着色", seal="责任地图",
    zones=[Zone("东城", square(120.0, 30.0), "李知微·东城街道", 1), Zone("西城", square(120.02, 30.0), "", 0)],
    sites=[Site(120.01, 30.01, 0), Site(120.03, 30.01, 1)], kinds=["市场", "学校"], behind=[], within=[],
    office="市创建办", day="2026 年 3 月 2 日",
)  # fmt: skip


@pytest.mark.parametrize(("paper", "size"), [("a3", (420, 297)), ("a1", (841, 594))])
def test_the_sheet_names_zones_holders_sites_scale_north_and_day(faces: Faces, paper: str, size: tuple[int, int]):
    read = Read(atlas_pdf(ATLAS, faces, paper=paper, made=MADE))
    assert read.size() == size and len(read.pages) == 1
    lines = [line.words for line in read.lines()]
    for words in (
        "澜川市责任地图 · 行政区划",
        "1 东城",
        "李知微·东城街道",
        "2 西城",
        "无人负责",
        "市场 1",
        "学校 1",
        "北",
        "市创建办",
    ):
        assert words in lines, words
    text = read.text()
    assert " 米" in text and "2026 年 3 月 2 日" in text and "1 个责任区无人负责" in text


def test_held_ground_has_its_colour_and_what_is_nobodys_is_hatched(faces: Faces):
    picture = Image.open(io.BytesIO(atlas_png(replace(ATLAS, sites=[]), faces, paper="a3"))).convert("RGB")
    colours = {color: n for n, color in picture.getcolors(1 << 24)}
    tint = tuple(bytes.fromhex(TINTS[1][1:]))
    assert colours[tint] > 100_000
    drawing = Read(atlas_pdf(ATLAS, faces, paper="a3", made=MADE)).drawing()
    held = Read(atlas_pdf(replace(ATLAS, zones=ATLAS.zones[:1]), faces, paper="a3", made=MADE)).drawing()
    assert drawing.count(b" l S") > held.count(b" l S") + 20 or drawing.count(b" l\n") > held.count(b" l\n") + 20


def test_what_the_legend_has_no_room_for_follows_on_the_next_sheet(faces: Faces):
    many = [Zone(f"第{n}网格", square(120 + n % 25 * 0.02, 30 + n // 25 * 0.02), f"张{n}", n % 12) for n in range(120)]
    read = Read(atlas_pdf(replace(ATLAS, zones=many), faces, paper="a3", made=MADE))
    assert len(read.pages) == 2
    first, second = read.text(0), read.text(1)
    assert "见下一张" in first and "第119网格" in second
    assert all(f"第{n}网格" in first + second for n in range(120))


def test_roads_are_lines_with_a_number_and_broken_outlines_are_in_the_legend_alone(faces: Faces):
    zones = [Zone("文昌路", ROAD, "周海", 2), Zone("破图", {"type": "Polygon", "coordinates": "x"}), Zone("无图", {})]
    read = Read(atlas_pdf(replace(ATLAS, zones=zones, behind=[square(120.0, 30.0)]), faces, paper="a3", made=MADE))
    text = read.text()
    assert "文昌路" in text and "破图" in text and "无图" in text


@pytest.mark.parametrize(
    "change", [{"zones": [], "sites": []}, {"zones": []}, {"zones": [Zone("一点", square(120, 30, 1e-9), "甲")]}]
)
def test_a_city_with_almost_nothing_still_makes_a_sheet(faces: Faces, change: dict):
    assert Read(atlas_pdf(replace(ATLAS, **change), faces, paper="a3", made=MADE)).size() == (420, 297)
    assert Image.open(io.BytesIO(atlas_png(replace(ATLAS, **change), faces, paper="a3"))).format == "PNG"


def test_hostile_names_are_words(faces: Faces):
    zones = [Zone("<b>(Tj)\\" + "长" * 300, square(120.0, 30.0), "\u202e" + "x" * 300, 3)]
    text = Read(atlas_pdf(replace(ATLAS, zones=zones, title="题" * 300), faces, paper="a3", made=MADE)).text()
    assert "<b>(Tj)\\" in text and "\u202e" not in text


def test_neighbours_never_share_a_colour_while_there_are_enough():
    shapes = [(f"{n}", shapely.geometry.shape(square(120 + n % 6 * 0.02, 30 + n // 6 * 0.02))) for n in range(36)]
    found = colors(shapes)
    for name, shape in shapes:
        for other, there in shapes:
            assert name == other or not shape.intersects(there) or found[name] != found[other]
    assert "" not in colors([("", shapes[0][1])])


def test_a_hole_stays_a_hole():
    area = shapely.Polygon([(0, 0), (10, 0), (10, 10), (0, 10)], [[(4, 4), (6, 4), (6, 6), (4, 6)]])
    ring = shapely.Polygon(filled(area))
    assert (
        abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(filled(area), filled(area)[1:], strict=False))) / 2
        == area.area
    )
    assert ring.bounds == area.bounds


def test_stripes_lie_inside_and_the_bar_is_round():
    area = shapely.box(0, 0, 10, 10)
    assert all(area.buffer(1e-6).covers(shapely.LineString(way)) for way in stripes(area, 1.0))
    view = view_of([(120.0, 30.0, 120.1, 30.1)], (0, 0, 200, 200), 5)
    metres, long = bar(view, 50)
    assert str(metres)[0] in "125" and 10 < long <= 50
    x, y = view.at(120.05, 30.05)
    assert abs(x - 100) < 0.01 and abs(y - 100) < 0.01 and view.at(120.05, 30.06)[1] < y


def test_kinds_of_site_differ_by_form_or_fill():
    assert len(set(SITE_MARKS)) == len(SITE_MARKS) >= 13
