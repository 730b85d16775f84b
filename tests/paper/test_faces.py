"""The font: Chinese glyphs and not boxes, a subset and not the whole, the system's where the build has none."""

import shutil
from pathlib import Path

import pytest
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont
from PIL import Image, ImageChops, ImageDraw, ImageFont

from supervision.paper import faces as fonts
from supervision.paper.faces import MISSING, Faces, NoFont, find_faces
from supervision.paper.pdf import Pdf
from tests.paper.conftest import MADE
from tests.paper.reading import Read

RARE = "\U0002f8ff"  # a compatibility character that the font lacks


def drawn(path: str, number: int, char: str) -> Image.Image:
    picture = Image.new("L", (80, 80))
    font = ImageFont.truetype(path, 60, number)
    ImageDraw.Draw(picture).text((5, 5), char, font=font, fill=255)
    return picture


def test_a_chinese_character_is_drawn_and_is_not_the_box_of_a_missing_one(faces: Faces):
    for face in (faces.regular, faces.bold):
        glyph = drawn(face.path, face.number, "路")
        assert ImageChops.difference(glyph, drawn(face.path, face.number, RARE)).getbbox() is not None
        assert ImageChops.difference(glyph, drawn(face.path, face.number, "长")).getbbox() is not None


def test_the_pdf_holds_the_very_outlines_of_the_font_and_no_more_characters_than_are_used(faces: Faces):
    canvas = Pdf(faces, "题", MADE)
    canvas.page(210, 297)
    canvas.words((20, 40), "路长公示牌", 12, bold=True)
    canvas.words((20, 60), "解放北路", 12)
    content = canvas.done()
    assert len(content) < 30_000
    read = Read(content)
    assert [line.words for line in read.lines()] == ["路长公示牌", "解放北路"]
    bold = next(line.font for line in read.lines() if line.words == "路长公示牌")
    inside = read.embedded(read.fonts()[bold])
    glyphs = inside.topDictIndex[0].CharStrings
    assert len(glyphs) <= 8
    with TTFont(faces.bold.path, fontNumber=faces.bold.number) as font:
        name, known = font.getBestCmap()[ord("路")], font.getGlyphSet()
        outside, within = RecordingPen(), RecordingPen()
        known[name].draw(outside)
        glyphs[name].draw(within)
    assert len(within.value) > 10 and within.value == outside.value


def test_what_the_font_lacks_is_a_printers_mark_and_marks_of_direction_are_gone(faces: Faces):
    assert faces.clean(f"甲{RARE}乙") == f"甲{MISSING}乙"
    assert faces.clean("东\u202e西\x00\n南\t北") == "东西 南 北"
    assert len(faces.clean("长" * 10_000)) == 400


def test_without_the_build_the_font_of_the_system_serves(tmp_path: Path):
    if shutil.which("fc-match") is None:
        with pytest.raises(NoFont):
            find_faces(tmp_path)
        return
    asked = fonts.of_system(fonts.ASKED[0])
    if asked is None:
        with pytest.raises(NoFont):
            find_faces(tmp_path)
    else:
        assert find_faces(tmp_path).regular.has("台")


def test_without_any_chinese_font_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoFont):
        find_faces(tmp_path / "none")
