"""QR labels for sites: 3 by 8 on A4 with marks to cut along, 64 by 34 mm each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from supervision.paper.canvas import INK, INK_300, INK_500, Canvas
from supervision.paper.faces import Faces
from supervision.paper.pdf import Pdf
from supervision.paper.setting import fitted

WIDE, HIGH = 210.0, 297.0
COLUMNS, ROWS = 3, 8
LABEL_WIDE, LABEL_HIGH = 64.0, 34.0
EDGE, TOP = (WIDE - COLUMNS * LABEL_WIDE) / 2, (HIGH - ROWS * LABEL_HIGH) / 2
MARK = 2.2  # how long a mark is to either side
CODE = 30.0  # the side of the code with its quiet zone


@dataclass(frozen=True)
class Label:
    """One site."""

    name: str
    code: str
    kind: str
    address: str


def never(done: int) -> bool:
    """Nobody asks to stop."""
    return True


def sheet_pdf(
    labels: Sequence[Label | None], faces: Faces, *, made: datetime, going_on: Callable[[int], bool] = never
) -> bytes:
    """The labels row by row, None leaving a place empty.

    `going_on` is told after each sheet how many are drawn, and stops it by saying no.
    """
    canvas, each = Pdf(faces, _("QR codes of sites"), made), COLUMNS * ROWS
    for first in range(0, len(labels), each):
        part = labels[first : first + each]
        canvas.page(WIDE, HIGH)
        marks(canvas)
        for number, label in enumerate(part):
            row, column = divmod(number, COLUMNS)
            if label is not None:
                draw(canvas, label, EDGE + column * LABEL_WIDE, TOP + row * LABEL_HIGH)
        if not going_on(first + len(part)):
            break
    return canvas.done()


def marks(canvas: Canvas) -> None:
    """A cross at each corner of a label."""
    ways = []
    for column in range(COLUMNS + 1):
        for row in range(ROWS + 1):
            x, y = EDGE + column * LABEL_WIDE, TOP + row * LABEL_HIGH
            ways += [[(x - MARK, y), (x + MARK, y)], [(x, y - MARK), (x, y + MARK)]]
    canvas.lines(ways, INK_300, 0.12)


def draw(canvas: Canvas, label: Label, left: float, top: float) -> None:
    """The code at the left, beside it the name, what kind of place it is, and what to do."""
    clean, faces = canvas.faces.clean, canvas.faces
    canvas.code(label.address, left + 0.8, top + (LABEL_HIGH - CODE) / 2, CODE)
    x, room = left + CODE + 1.6, LABEL_WIDE - CODE - 4.2
    name = fitted(clean(label.name), room, 12.4, faces.bold, largest=4.5, least=2.2, most=4)
    y = canvas.block((x, top + 2.4), name, bold=True, leading=1.25)
    kind = fitted(clean(label.kind), room, 3.4, faces.regular, largest=2.5, least=1.6)
    y = canvas.block((x, y + 0.4), kind, color=INK_500)
    code = fitted(clean(label.code), room, 3.3, faces.regular, largest=2.5, least=1.2)
    canvas.block((x, y), code, color=INK_500)
    says = fitted(clean(_("Scan to report a problem here")), room, 6.4, faces.bold, largest=3.3, least=2.0, most=2)
    foot = top + LABEL_HIGH - 2.6 - says.height
    canvas.rule(x, x + room, foot - 0.3, 0.25, INK)
    canvas.block((x, foot), says, bold=True)
