"""Labels: 24 on a sheet, each with its code, its words inside their cell; one and two thousand."""

import re
from itertools import pairwise

import pytest

from supervision.paper.canvas import modules
from supervision.paper.faces import Faces
from supervision.paper.sheet import CODE, EDGE, LABEL_HIGH, LABEL_WIDE, TOP, Label, sheet_pdf
from tests.paper.conftest import MADE
from tests.paper.reading import POINT, Read

HIGH = 297 * POINT


def label(n: int = 1, name: str = "东门菜市场") -> Label:
    return Label(name, f"S{n:04}", "农贸（集贸）市场", f"https://ledger.lanchuan.example/s/S{n:04}/")


def bars(read: Read) -> set[tuple[float, float]]:
    """Upper left corners of the filled rectangles of a sheet, to a tenth of a millimetre."""
    found = re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) (-?[\d.]+) re f", read.drawing())
    return {(round(float(x) / POINT, 1), round((HIGH - float(y)) / POINT, 1)) for x, y, _w, _h in found}


def test_one_site_is_one_label_with_its_code(faces: Faces):
    read = Read(sheet_pdf([label()], faces, made=MADE))
    assert len(read.pages) == 1 and read.size() == (210, 297)
    for words in ("东门菜市场", "农贸（集贸）市场", "S0001", "扫码上报问题"):
        assert words in read.text()
    wanted = modules(label().address, EDGE + 0.8, TOP + (LABEL_HIGH - CODE) / 2, CODE)
    drawn = bars(read)
    near = {(x + dx / 10, y + dy / 10) for x, y in drawn for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
    near = {(round(x, 1), round(y, 1)) for x, y in near}
    assert all((round(left, 1), round(top, 1)) in near for left, top, _wide, _high in wanted)


def test_places_that_are_used_already_stay_empty(faces: Faces):
    read = Read(sheet_pdf([None] * 4 + [label()], faces, made=MADE))
    name = next(line for line in read.lines() if line.words == "东门菜市场")
    assert EDGE + LABEL_WIDE < name.x / POINT < EDGE + 2 * LABEL_WIDE
    assert TOP + LABEL_HIGH < (HIGH - name.y) / POINT < TOP + 2 * LABEL_HIGH


@pytest.mark.parametrize("name", ["澜川市第一人民医院" * 9, "The-Long-Unbroken-Name" * 9, "A market " * 20, "<b>(\\"])
def test_words_stay_inside_their_label(faces: Faces, name: str):
    long = Label(name, "C" * 40, "Public cultural venue (library, culture centre)" * 3, "https://x.example/s/1/")
    read = Read(sheet_pdf([long], faces, made=MADE))
    rights = [
        line.x + max(faces.bold.width(line.words), faces.regular.width(line.words)) * line.size for line in read.lines()
    ]
    assert max(rights) / POINT < EDGE + LABEL_WIDE
    feet = sorted((HIGH - line.y) / POINT for line in read.lines())
    assert feet[0] > TOP and feet[-1] < TOP + LABEL_HIGH
    assert all(b - a > 1.0 or b - a < 0.01 for a, b in pairwise(feet)), "lines upon each other"


def test_two_thousand_are_eighty_four_sheets(faces: Faces):
    told: list[int] = []
    content = sheet_pdf([label(n) for n in range(2000)], faces, made=MADE, going_on=lambda n: told.append(n) or True)
    assert content.count(b"/Type /Page\n") == 84 and told[-1] == 2000 and len(content) < 6_000_000


def test_printing_stops_after_the_sheet_on_which_somebody_asks(faces: Faces):
    content = sheet_pdf([label(n) for n in range(100)], faces, made=MADE, going_on=lambda n: n < 48)
    assert content.count(b"/Type /Page\n") == 2
