"""A sheet as a PDF: vectors, and words one can search, with the characters that are used and no others."""

import logging
from collections.abc import Iterable
from datetime import datetime

from fpdf import FPDF
from fpdf.enums import TextMode

from supervision.paper.canvas import INK, Box, Canvas, Point, Ring
from supervision.paper.faces import Faces

POINT = 72 / 25.4  # points in a millimetre
NAME = "han"
logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells of every table it makes smaller


class Pdf(Canvas):
    """One document of one or more sheets."""

    def __init__(self, faces: Faces, title: str, made: datetime, scale: float = 1.0) -> None:
        super().__init__(faces, scale)
        self.file = FPDF(unit="mm")
        self.file.set_auto_page_break(auto=False)
        self.file.set_creation_date(made)
        self.file.set_title(title)
        self.file.set_producer("Taizhang")
        for style, face in (("", faces.regular), ("B", faces.bold)):
            self.file.add_font(NAME, style, face.path, collection_font_number=face.number)
        self.file.text_mode = TextMode.FILL

    def page(self, width: float, height: float) -> None:
        """A new sheet."""
        self.file.add_page(orientation="portrait", format=(width * self.scale, height * self.scale))
        self.file.set_line_width(0.2)

    def polygon(self, ring: Ring, fill: str) -> None:
        """A filled area."""
        self.file.set_fill_color(fill)
        self.file.polygon([self._at(point) for point in ring], style="F")

    def lines(self, ways: Iterable[Ring], color: str, width: float) -> None:
        """Lines with round corners."""
        self.file.set_draw_color(color)
        self.file.set_line_width(width * self.scale)
        for way in ways:
            self.file.polyline([self._at(point) for point in way])

    def disc(self, centre: Point, radius: float, fill: str, line: str = "", width: float = 0.0) -> None:
        """A filled circle."""
        x, y = self._at(centre)
        self.file.set_fill_color(fill)
        if line:
            self.file.set_draw_color(line)
            self.file.set_line_width(width * self.scale)
        self.file.circle(x, y, radius * self.scale, style="DF" if line else "F")

    def boxes(self, boxes: Iterable[Box], fill: str) -> None:
        """Filled rectangles."""
        self.file.set_fill_color(fill)
        for left, top, wide, high in boxes:
            self.file.rect(*self._at((left, top)), wide * self.scale, high * self.scale, style="F")

    def words(self, at: Point, words: str, size: float, *, bold: bool = False, color: str = INK) -> None:
        """One line."""
        if words:
            self.file.set_font(NAME, "B" if bold else "", size * self.scale * POINT)
            self.file.set_text_color(color)
            self.file.text(*self._at(at), words)

    def done(self) -> bytes:
        """The file."""
        return bytes(self.file.output())

    def _at(self, point: Point) -> Point:
        return point[0] * self.scale, point[1] * self.scale
