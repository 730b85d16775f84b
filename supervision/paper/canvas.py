"""What a sheet is drawn with: millimetres from the upper left corner, colours as #rrggbb; PDF and PNG alike."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence

import segno

from supervision.paper.faces import Faces
from supervision.paper.setting import LEADING, Set

Point = tuple[float, float]
Ring = Sequence[Point]
Box = tuple[float, float, float, float]  # left, top, width, height

INK, INK_700, INK_500, INK_300, INK_150, INK_75 = "#14191f", "#333d48", "#56616d", "#a7b0b7", "#dce0e2", "#ecefee"
PAPER, SURFACE, CINNABAR, INDIGO = "#f6f6f2", "#ffffff", "#b4281e", "#1b5083"
RISE = 1.04  # from the top of a line to its foot, in ems: the glyphs stand in the middle of their line


class Canvas(ABC):
    """One document. `scale` turns the millimetres of a design into those of the sheet (A4 -> A3 is √2)."""

    def __init__(self, faces: Faces, scale: float = 1.0) -> None:
        self.faces = faces
        self.scale = scale

    @abstractmethod
    def page(self, width: float, height: float) -> None:
        """A new sheet, in millimetres of the design."""

    @abstractmethod
    def polygon(self, ring: Ring, fill: str) -> None:
        """A filled area; a hole is reached by a way in and out."""

    @abstractmethod
    def lines(self, ways: Iterable[Ring], color: str, width: float) -> None:
        """Lines of one kind."""

    @abstractmethod
    def disc(self, centre: Point, radius: float, fill: str, line: str = "", width: float = 0.0) -> None:
        """A filled circle, with an edge where a colour is given."""

    @abstractmethod
    def boxes(self, boxes: Iterable[Box], fill: str) -> None:
        """Filled rectangles of one colour."""

    @abstractmethod
    def words(self, at: Point, words: str, size: float, *, bold: bool = False, color: str = INK) -> None:
        """One line, by the left end of its foot."""

    @abstractmethod
    def done(self) -> bytes:
        """The file."""

    def box(self, box: Box, *, fill: str = "", line: str = "", width: float = 0.2) -> None:
        """A rectangle, filled or with an edge or both."""
        left, top, wide, high = box
        if fill:
            self.boxes([box], fill)
        if line:
            corners = [(left, top), (left + wide, top), (left + wide, top + high), (left, top + high), (left, top)]
            self.lines([corners], line, width)

    def rule(self, left: float, right: float, y: float, width: float, color: str = INK) -> None:
        """A level line as a bar, so that its ends are square."""
        self.boxes([(left, y - width / 2, right - left, width)], color)

    def width(self, words: str, size: float, *, bold: bool = False) -> float:
        """How wide a line runs."""
        return self.faces.of(bold=bold).width(words) * size

    def line(
        self, at: Point, words: str, size: float, *, bold: bool = False, color: str = INK, place: str = "left"
    ) -> None:
        """One line, `at` being its left end, its middle or its right end."""
        share = {"left": 0.0, "middle": 0.5, "right": 1.0}[place]
        x = at[0] - self.width(words, size, bold=bold) * share
        self.words((x, at[1]), words, size, bold=bold, color=color)

    def block(
        self,
        at: Point,
        text: Set,
        *,
        bold: bool = False,
        color: str = INK,
        place: str = "left",
        leading: float = LEADING,
    ) -> float:
        """Lines from the upper end down; returns where they end."""
        x, y = at
        for words in text.lines:
            self.line((x, y + text.size * RISE), words, text.size, bold=bold, color=color, place=place)
            y += text.size * leading
        return y

    def code(self, address: str, left: float, top: float, side: float) -> None:
        """A QR code of that side with its quiet zone inside; level M, dark modules as bars."""
        self.boxes(modules(address, left, top, side), INK)


def modules(address: str, left: float, top: float, side: float) -> list[Box]:
    """The dark modules of a QR code as bars, four light ones around them."""
    matrix = segno.make(address, micro=False, error="m").matrix
    step = side / (len(matrix) + 8)
    found: list[Box] = []
    for row, line in enumerate(matrix):
        start = None
        for column, dark in enumerate([*line, 0]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                found.append((left + (start + 4) * step, top + (row + 4) * step, (column - start) * step, step))
                start = None
    return found
