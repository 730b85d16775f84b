"""A PDF of ours, read again: its sheets' words with their places, its fonts, its rectangles."""

import io
import re
import zlib
from dataclasses import dataclass

from fontTools.cffLib import CFFFontSet

OBJECT = re.compile(rb"(\d+) 0 obj(.*?)endobj", re.S)
STREAM = re.compile(rb"stream\r?\n(.*)\r?\nendstream", re.S)
SHOWN = re.compile(rb"/(F\d+) ([\d.]+) Tf|([\d.-]+) ([\d.-]+) Td \(((?:[^\\()]|\\.)*)\) Tj", re.S)
ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
POINT = 72 / 25.4


@dataclass(frozen=True)
class Line:
    """One line of words: points from the lower left corner, the size of an em."""

    words: str
    x: float
    y: float
    size: float
    font: str


class Read:
    """The file's objects."""

    def __init__(self, content: bytes) -> None:
        self.objects = {int(number): body for number, body in OBJECT.findall(content)}
        self.pages = [body for body in self.objects.values() if b"/Type /Page\n" in body]

    def stream(self, number: int) -> bytes:
        """What is in an object's stream."""
        body = self.objects[number]
        found = STREAM.search(body)
        assert found is not None
        return zlib.decompress(found.group(1)) if b"FlateDecode" in body else found.group(1)

    def refers(self, body: bytes, key: bytes) -> int:
        """The object a key points to."""
        found = re.search(rb"/" + key + rb" \[?(\d+) 0 R", body)
        assert found is not None, key
        return int(found.group(1))

    def drawing(self, page: int = 0) -> bytes:
        """The drawing of a sheet."""
        return self.stream(self.refers(self.pages[page], b"Contents"))

    def fonts(self) -> dict[str, int]:
        """Name in drawings -> object."""
        return {
            name.decode(): int(n)
            for body in self.objects.values()
            for name, n in re.findall(rb"/(F\d+) (\d+) 0 R", body)
        }

    def letters(self, font: int) -> dict[int, str]:
        """Code -> character, as a reader copies it."""
        table = self.stream(self.refers(self.objects[font], b"ToUnicode"))
        pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n", table.split(b"beginbfchar")[1])
        return {int(code, 16): bytes.fromhex(char.decode()).decode("utf-16-be") for code, char in pairs}

    def embedded(self, font: int) -> CFFFontSet:
        """The font program inside the file."""
        below = self.objects[self.refers(self.objects[font], b"DescendantFonts")]
        program = self.stream(self.refers(self.objects[self.refers(below, b"FontDescriptor")], b"FontFile3"))
        fonts = CFFFontSet()
        fonts.decompile(io.BytesIO(program), None)
        return fonts

    def lines(self, page: int = 0) -> list[Line]:
        """Every line of words on a sheet."""
        letters = {name: self.letters(number) for name, number in self.fonts().items()}
        found, font, size = [], "", 0.0
        for name, em, x, y, codes in SHOWN.findall(self.drawing(page)):
            if name:
                font, size = name.decode(), float(em)
                continue
            raw = re.sub(rb"\\(.)", lambda hit: ESCAPES.get(hit.group(1), hit.group(1)), codes, flags=re.S)
            words = "".join(letters[font][int.from_bytes(raw[n : n + 2], "big")] for n in range(0, len(raw), 2))
            found.append(Line(words, float(x), float(y), size, font))
        return found

    def text(self, page: int = 0) -> str:
        """All words of a sheet, as one copies them; lines of one block run together."""
        return "".join(line.words for line in self.lines(page))

    def size(self) -> tuple[float, float]:
        """Of the sheets, in millimetres."""
        for body in [*self.pages, *self.objects.values()]:
            if found := re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", body):
                return round(float(found.group(1)) / POINT), round(float(found.group(2)) / POINT)
        raise AssertionError("no sheet")
