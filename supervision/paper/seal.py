"""A mark like a seal, the one red thing on a sheet: white characters on cinnabar, read from the top, right to left."""

from supervision.paper.canvas import CINNABAR, SURFACE, Canvas
from supervision.paper.setting import fitted

RATIO = {1: (1, 1), 2: (1, 2), 3: (1, 3), 4: (2, 2), 5: (2, 3), 6: (2, 3)}  # characters -> columns, rows


def seal(canvas: Canvas, words: str, right: float, top: float, height: float) -> float:
    """Draws it with its upper right corner there; returns how wide it is. Words that are not Chinese lie level."""
    chars = [char for char in words if not char.isspace()][:6]
    if not chars:
        return 0.0
    if any(ord(char) < 0x2E80 for char in chars):
        return level(canvas, words, right, top, height)
    columns, rows = RATIO[len(chars)]
    cell = height * 0.86 / rows
    width = cell * columns + height * 0.14
    ground(canvas, right - width, top, width, height)
    for number, char in enumerate(chars):
        column, row = divmod(number, rows)
        centre = right - height * 0.07 - cell * (column + 0.5)
        foot = top + height * 0.07 + cell * (row + 0.5) + cell * 0.31
        canvas.line((centre, foot), char, cell * 0.86, bold=True, color=SURFACE, place="middle")
    return width


def level(canvas: Canvas, words: str, right: float, top: float, height: float) -> float:
    """A mark of Latin letters."""
    width = height * 1.5
    ground(canvas, right - width, top, width, height)
    face = canvas.faces.bold
    text = fitted(words, width * 0.8, height * 0.7, face, largest=height * 0.3, least=height * 0.1, most=3)
    canvas.block((right - width / 2, top + (height - text.height) / 2), text, bold=True, color=SURFACE, place="middle")
    return width


def ground(canvas: Canvas, left: float, top: float, width: float, height: float) -> None:
    """The stamp: corners a little worn, a thin frame inside."""
    worn = height * 0.035
    right, foot = left + width, top + height
    corners = [
        (left + worn, top), (right - worn * 0.6, top + worn * 0.1),
        (right, top + worn), (right - worn * 0.1, foot - worn),
        (right - worn, foot), (left + worn * 0.7, foot - worn * 0.1),
        (left, foot - worn), (left + worn * 0.1, top + worn),
    ]  # fmt: skip
    canvas.polygon([*corners, corners[0]], CINNABAR)
    edge = height * 0.04
    canvas.box((left + edge, top + edge, width - 2 * edge, height - 2 * edge), line=SURFACE, width=height * 0.008)
