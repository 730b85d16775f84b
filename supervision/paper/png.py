"""A sheet as a picture: the same drawing in pixels, drawn twice as fine where memory allows and then made smaller."""

import io
from collections.abc import Iterable
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from supervision.paper.canvas import INK, Box, Canvas, Point, Ring
from supervision.paper.faces import Face, Faces

INCH = 25.4
FINE = 20_000_000  # pixels up to which it is drawn at twice the size
GRADES = 64  # sizes are kept to a 64th of a pixel


@lru_cache(maxsize=256)
def font(face: Face, grade: int) -> ImageFont.FreeTypeFont:
    """A face at a size."""
    return ImageFont.truetype(face.path, grade / GRADES, face.number, layout_engine=ImageFont.Layout.BASIC)


class Png(Canvas):
    """One sheet."""

    def __init__(self, faces: Faces, dpi: int, scale: float = 1.0) -> None:
        super().__init__(faces, scale)
        self.dpi = dpi
        self.fine = 1
        self.image = Image.new("RGB", (1, 1))
        self.draw = ImageDraw.Draw(self.image)

    @property
    def unit(self) -> float:
        """Pixels in a millimetre of the design."""
        return self.scale * self.dpi / INCH * self.fine

    def page(self, width: float, height: float) -> None:
        """The sheet."""
        size = round(width * self.unit), round(height * self.unit)
        self.fine = 2 if size[0] * size[1] * 4 <= FINE else 1
        self.image = Image.new("RGB", (size[0] * self.fine, size[1] * self.fine), "#ffffff")
        self.draw = ImageDraw.Draw(self.image)

    def polygon(self, ring: Ring, fill: str) -> None:
        """A filled area."""
        self.draw.polygon([self._at(point) for point in ring], fill=fill)

    def lines(self, ways: Iterable[Ring], color: str, width: float) -> None:
        """Lines with round corners."""
        pixels = max(1, round(width * self.unit))
        for way in ways:
            self.draw.line([self._at(point) for point in way], fill=color, width=pixels, joint="curve")

    def disc(self, centre: Point, radius: float, fill: str, line: str = "", width: float = 0.0) -> None:
        """A filled circle."""
        pixels = max(1, round(width * self.unit)) if line else 0
        self.draw.circle(self._at(centre), radius * self.unit, fill=fill, outline=line or None, width=pixels)

    def boxes(self, boxes: Iterable[Box], fill: str) -> None:
        """Filled rectangles on whole pixels, so that neighbours touch."""
        for left, top, wide, high in boxes:
            x, y = self._at((left, top))
            right, foot = self._at((left + wide, top + high))
            edges = round(x), round(y), max(round(right), round(x) + 1), max(round(foot), round(y) + 1)
            self.draw.rectangle((edges[0], edges[1], edges[2] - 1, edges[3] - 1), fill=fill)

    def words(self, at: Point, words: str, size: float, *, bold: bool = False, color: str = INK) -> None:
        """One line."""
        if words:
            drawn = font(self.faces.of(bold=bold), max(GRADES, round(size * self.unit * GRADES)))
            self.draw.text(self._at(at), words, fill=color, font=drawn, anchor="ls")

    def done(self) -> bytes:
        """The file, with its size on paper."""
        image = self.image
        if self.fine > 1:
            image = image.resize((image.width // self.fine, image.height // self.fine), Image.Resampling.BOX)
        content = io.BytesIO()
        image.save(content, "PNG", dpi=(self.dpi, self.dpi))
        return content.getvalue()

    def _at(self, point: Point) -> Point:
        return point[0] * self.unit, point[1] * self.unit
