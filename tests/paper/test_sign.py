"""The sign: everything on it, nothing outside its frame, whatever it is called."""

import io
from dataclasses import replace

import pytest
import segno
from PIL import Image

from supervision.paper.canvas import modules
from supervision.paper.faces import Faces
from supervision.paper.setting import fitted, wrapped
from supervision.paper.sign import ASIDE, BODY, RIGHT, Holder, Sign, sign_pdf, sign_png
from tests.paper.conftest import MADE
from tests.paper.reading import POINT, Read

ADDRESS = "https://ledger.lanchuan.example/holder/0199c8c2-7d00-7000-8000-000000000001/"
SIGN = Sign(
    city="澜川市", title="路长公示牌", seal="路长", name="解放北路", stretch="文昌路口 — 桂花巷口 · 全长 1.2 公里",
    holders=(Holder("东城街道·书记", "李知微", "13800001234"),), duties=("每日巡查责任路段。", "督促按时整改。"),
    phone="12345", address=ADDRESS, office="市创建办", day="2026 年 3 月 2 日", caption="扫码查看当前责任人",
)  # fmt: skip
LONG = Sign(
    city="澜" * 300, title="Road chief and everything else that he or she has to answer for " * 5, seal="ABCDEFGHIJ",
    name="Jiefang-North-Road" * 20, stretch="路" * 400, holders=(Holder("x" * 200, "李" * 100, "1" * 60),) * 9,
    duties=("责" * 500,) * 40, phone="0" * 90, address=ADDRESS, office="办" * 200, day="2 March 2026",
    caption="扫" * 90,
)  # fmt: skip


def test_everything_stands_on_the_sign_and_can_be_copied(faces: Faces):
    read = Read(sign_pdf([SIGN], faces, paper="a4", made=MADE))
    text = read.text()
    for words in (
        "路长公示牌",
        "解放北路",
        "全长 1.2 公里",
        "李知微",
        "13800001234",
        "每日巡查责任路段。",
        "12345",
        "市创建办",
    ):
        assert words in text
    assert read.size() == (297, 210) and len(read.pages) == 1


def test_what_one_comes_for_is_large_enough_for_three_metres(faces: Faces):
    lines = Read(sign_pdf([SIGN], faces, paper="a4", made=MADE)).lines()
    sizes = {line.words: line.size / POINT for line in lines}
    assert min(sizes["解放北路"], sizes["李知微"], sizes["13800001234"], sizes["12345"]) >= 9


@pytest.mark.parametrize("sign", [SIGN, LONG, replace(LONG, holders=(), seal=""), replace(SIGN, duties=(), phone="")])
def test_nothing_leaves_the_frame_however_long_it_is(faces: Faces, sign: Sign):
    read = Read(sign_pdf([sign], faces, paper="a4", made=MADE))
    for line in read.lines():
        wide = max(faces.regular.width(line.words), faces.bold.width(line.words)) * line.size
        assert line.x > 8 * POINT and line.y > 9 * POINT and line.y + line.size < 203 * POINT
        assert line.x + wide < 290 * POINT, line.words


def test_a_sheet_of_a3_is_the_same_drawing_and_the_file_stays_small(faces: Faces):
    content = sign_pdf([SIGN], faces, paper="a3", made=MADE)
    assert Read(content).size() == (420, 297) and len(content) < 300_000
    assert len(sign_pdf([SIGN] * 20, faces, paper="a4", made=MADE)) < 300_000


def test_the_words_of_others_are_words_and_nothing_else(faces: Faces):
    hostile = "<script>)(\\ (Tj) ET /F1 %PDF \u202e\x00 $(rm)"
    read = Read(sign_pdf([replace(SIGN, name=hostile)], faces, paper="a4", made=MADE))
    assert "<script>)(\\(Tj)ET/F1%PDF$(rm)" in read.text().replace(" ", "")


def test_drawing_stops_when_somebody_asks(faces: Faces):
    content = sign_pdf([SIGN] * 9, faces, paper="a4", made=MADE, going_on=lambda done: done < 3)
    assert len(Read(content).pages) == 3


@pytest.mark.parametrize(("paper", "dpi", "wide"), [("a4", 150, 1754), ("a3", 150, 2480), ("a4", 300, 3508)])
def test_as_a_picture_it_has_the_paper_s_size_and_a_code_that_can_be_read(
    faces: Faces, paper: str, dpi: int, wide: int
):
    picture = Image.open(io.BytesIO(sign_png(SIGN, faces, paper=paper, dpi=dpi)))
    assert abs(picture.width - wide) <= 1 and round(picture.info["dpi"][0]) == dpi
    matrix = segno.make(ADDRESS, micro=False, error="m").matrix
    scale, side = picture.width / 297, RIGHT - ASIDE - 3
    step = side / (len(matrix) + 8)
    for row, line in enumerate(matrix):
        for column, dark in enumerate(line):
            x, y = ASIDE + 1.5 + (column + 4.5) * step, BODY + 2 + (row + 4.5) * step
            grey = picture.convert("L").getpixel((int(x * scale), int(y * scale))) if not row % 7 else None
            assert grey is None or (grey < 128) == bool(dark), (row, column)


def test_the_bars_of_a_code_are_its_dark_modules():
    matrix = segno.make(ADDRESS, micro=False, error="m").matrix
    dark = {
        (row, column) for row, line in enumerate(matrix) for column, module in enumerate(line) if module
    }  # fmt: skip
    step = 1.0
    bars = modules(ADDRESS, 0, 0, len(matrix) + 8)
    drawn = {(round(top) - 4, round(left) - 4 + n) for left, top, wide, _ in bars for n in range(round(wide / step))}
    assert drawn == dark


def test_lines_break_between_han_characters_and_between_words_and_keep_their_punctuation(faces: Faces):
    face = faces.regular
    assert wrapped("甲乙丙，丁", 3.1, 1, face) == ["甲乙", "丙，丁"]
    assert wrapped("Wenchang Road", 5, 1, face) == ["Wenchang", "Road"]
    assert all(face.width(line) <= 4 for line in wrapped("Donaudampfschifffahrt", 4, 1, face))


def test_a_little_smaller_is_better_than_one_character_alone_on_a_line(faces: Faces):
    assert fitted("东城街道·负责人", 42, 20, faces.regular, largest=6, least=3, most=2).lines == ("东城街道·负责人",)
    assert fitted("字" * 50, 20, 10, faces.regular, largest=8, least=4).lines[0].endswith("…")
    assert fitted("", 20, 10, faces.regular, largest=8, least=4).lines == ()
