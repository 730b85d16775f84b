"""The sign for a street (公示牌): whose it is, from where to where, what they owe, whom to call. A4 or A3, lying.

What one comes for - the name of the ground, the holder, the numbers - is at least 9 mm high on A4: read from 3 m.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from supervision.paper.canvas import INK, INK_150, INK_300, INK_500, INK_700, PAPER, RISE, SURFACE, Canvas
from supervision.paper.faces import Face, Faces
from supervision.paper.pdf import Pdf
from supervision.paper.png import Png
from supervision.paper.seal import seal
from supervision.paper.setting import LEADING, WORTH, Set, fitted

WIDE, HIGH = 297.0, 210.0  # A4, lying; A3 is the same drawing, √2 as large
SCALES = {"a4": 1.0, "a3": math.sqrt(2)}
LEFT, MIDDLE, ASIDE, RIGHT = 19.0, 197.0, 209.0, 278.0  # two columns
HEAD, BODY, FOOT, LAST = 50.0, 57.0, 191.0, 199.5
HOLDERS = 4  # more are counted
MOST = 16  # duties
ROWS = {1: (23.0, 15.5), 2: (17.5, 12.0), 3: (14.0, 9.8), 4: (12.5, 9.0)}  # holders -> row, largest name


@dataclass(frozen=True)
class Holder:
    """One who answers for the ground."""

    title: str
    name: str
    phone: str = ""


@dataclass(frozen=True)
class Sign:
    """Everything that stands on a sign, in words."""

    city: str
    title: str
    seal: str
    name: str
    stretch: str
    holders: tuple[Holder, ...]
    duties: tuple[str, ...]
    phone: str
    address: str
    office: str
    day: str
    caption: str = ""


def never(done: int) -> bool:
    """Nobody asks to stop."""
    return True


def sign_pdf(
    signs: Iterable[Sign], faces: Faces, *, paper: str, made: datetime, going_on: Callable[[int], bool] = never
) -> bytes:
    """One sheet a sign; `going_on` is told how many are drawn, and stops it by saying no."""
    canvas = Pdf(faces, _("Signs"), made, SCALES[paper])
    for number, sign in enumerate(signs, 1):
        canvas.page(WIDE, HIGH)
        draw(canvas, sign)
        if not going_on(number):
            break
    return canvas.done()


def sign_png(sign: Sign, faces: Faces, *, paper: str, dpi: int) -> bytes:
    """One sign as a picture."""
    canvas = Png(faces, dpi, SCALES[paper])
    canvas.page(WIDE, HIGH)
    draw(canvas, sign)
    return canvas.done()


def draw(canvas: Canvas, sign: Sign) -> None:
    """One sheet."""
    canvas.box((0, 0, WIDE, HIGH), fill=PAPER)
    canvas.box((7, 7, WIDE - 14, HIGH - 14), line=INK, width=0.9)
    canvas.box((8.8, 8.8, WIDE - 17.6, HIGH - 17.6), line=INK, width=0.18)
    head(canvas, sign)
    top = place(canvas, sign)
    top = people(canvas, sign, top)
    duties(canvas, sign, top)
    aside(canvas, sign)
    foot(canvas, sign)


def head(canvas: Canvas, sign: Sign) -> None:
    """City, title and the seal, over a thick and a thin rule."""
    clean, bold = canvas.faces.clean, canvas.faces.bold
    wide = seal(canvas, clean(sign.seal), RIGHT, 14.5, 31.0)
    room = RIGHT - LEFT - wide - 8
    city = fitted(clean(sign.city), room, 9, canvas.faces.regular, largest=6.2, least=3.5)
    canvas.block((LEFT, 13.4), city, color=INK_700)
    title = fitted(clean(sign.title), room, 25.4, bold, largest=19.2, least=7.0, most=2)
    canvas.block((LEFT, 47.6 - title.height), title, bold=True)
    canvas.rule(LEFT, RIGHT, HEAD, 1.3)
    canvas.rule(LEFT, RIGHT, HEAD + 1.7, 0.22)


def place(canvas: Canvas, sign: Sign) -> float:
    """The ground and where it runs."""
    clean, room = canvas.faces.clean, MIDDLE - LEFT
    # Many who answer leave less room for the name.
    high = 38.0 if len(sign.holders) <= 2 else 27.0
    name = fitted(clean(sign.name), room, high, canvas.faces.bold, largest=25.0, least=6.5, most=2)
    y = canvas.block((LEFT, BODY - 3.0), name, bold=True)
    if sign.stretch:
        stretch = fitted(clean(sign.stretch), room, 17, canvas.faces.regular, largest=7.4, least=4.0, most=2)
        y = canvas.block((LEFT, y - 0.5), stretch, color=INK_700)
    return y + 3.0


def people(canvas: Canvas, sign: Sign, top: float) -> float:
    """Who answers for it: title, name and telephone, a line each."""
    shown = sign.holders[:HOLDERS]
    if not shown:
        vacant = _("Not given to anybody at present")
        text = fitted(canvas.faces.clean(vacant), MIDDLE - LEFT, 14, canvas.faces.bold, largest=10.0, least=5.0)
        canvas.rule(LEFT, MIDDLE, top, 0.22, INK_300)
        return canvas.block((LEFT, top + 3), text, bold=True, color=INK_500) + 3
    row, largest = ROWS[len(shown)]
    for holder in shown:
        canvas.rule(LEFT, MIDDLE, top, 0.22, INK_300)
        person(canvas, holder, top, row, largest)
        top += row
    if len(sign.holders) > HOLDERS:
        more = _("and %(n)s more; the code shows everybody") % {"n": len(sign.holders) - HOLDERS}
        canvas.line((LEFT, top + 4.2), canvas.faces.clean(more), 4.2, color=INK_500)
        top += 5.5
    canvas.rule(LEFT, MIDDLE, top, 0.22, INK_300)
    return top


def person(canvas: Canvas, holder: Holder, top: float, row: float, largest: float) -> None:
    """One line: the three parts stand on one foot."""
    clean, faces = canvas.faces.clean, canvas.faces
    phone = fitted(clean(holder.phone), 66, row, faces.bold, largest=largest * 0.86, least=3.5)
    title = fitted(clean(holder.title), 42, row, faces.regular, largest=6.0, least=3.0, most=2)
    wide = MIDDLE - LEFT - 45 - (canvas.width("".join(phone.lines), phone.size, bold=True) + 5 if phone.lines else 0)
    name = fitted(clean(holder.name), wide, row, faces.bold, largest=largest, least=3.5, most=2)
    between(canvas, title, LEFT, top, row, color=INK_500)
    between(canvas, name, LEFT + 45, top, row, bold=True)
    between(canvas, phone, MIDDLE, top, row, bold=True, place="right")


def between(
    canvas: Canvas, text: Set, x: float, top: float, high: float, *, bold: bool = False, color: str = INK,
    place: str = "left",
) -> None:  # fmt: skip
    """A block in the middle of a row."""
    canvas.block((x, top + (high - text.height) / 2), text, bold=bold, color=color, place=place)


def duties(canvas: Canvas, sign: Sign, top: float) -> None:
    """What they owe, one numbered line each, as large as what is left of the sheet allows."""
    clean, face = canvas.faces.clean, canvas.faces.regular
    lines, top = [clean(line, 200) for line in sign.duties[:MOST] if line.strip()], top + 3.5
    if not lines or FOOT - top < 12:
        return
    canvas.line((LEFT, top + 4.6), clean(pgettext("sign", "Duties")), 5.0, bold=True, color=INK_500)
    top += 7.0
    indent = 1.5
    texts = listed(lines, MIDDLE - LEFT, FOOT - 2 - top, indent, face)
    size = texts[0].size
    for number, text in enumerate(texts, 1):
        if top + text.height > FOOT - 1:
            break
        canvas.line((LEFT, top + size * RISE), f"{number}", size, bold=True, color=INK_500)
        top = canvas.block((LEFT + size * indent, top), text)


def listed(lines: list[str], width: float, height: float, indent: float, face: Face) -> list[Set]:
    """All lines in one size: as large as the height allows, or a little smaller if then each is one line."""
    found: dict[int, list[Set]] = {}
    for most in (1, 3):
        size = 7.2
        while most not in found and size > 2.5:
            wide = width - size * indent
            texts = [fitted(line, wide, height, face, largest=size, least=size, most=most) for line in lines]
            whole = most > 1 or not any(text.lines[0].endswith("…") for text in texts if text.lines)
            if whole and sum(text.height for text in texts) <= height:
                found[most] = texts
            size *= 0.95
    if 3 not in found:
        return [fitted(line, width - 2.5 * indent, height, face, largest=2.5, least=2.5, most=3) for line in lines]
    return found[1] if 1 in found and found[1][0].size >= found[3][0].size * WORTH else found[3]


def aside(canvas: Canvas, sign: Sign) -> None:
    """The code on its white card, and whom to call about the holder."""
    clean, faces, wide = canvas.faces.clean, canvas.faces, RIGHT - ASIDE
    canvas.box((ASIDE, BODY + 1, wide, wide + 15), fill=SURFACE, line=INK_150, width=0.25)
    canvas.code(sign.address, ASIDE + 1.5, BODY + 2, wide - 3)
    caption = fitted(clean(sign.caption), wide - 8, 13, faces.regular, largest=5.4, least=3.0, most=2)
    canvas.block((ASIDE + wide / 2, BODY + wide + 7 - caption.height / 2), caption, color=INK_700, place="middle")
    if not sign.phone:
        return
    top = BODY + wide + 21
    canvas.rule(ASIDE, RIGHT, top, 0.9)
    label = fitted(clean(_("Supervision hotline")), wide, 9, faces.regular, largest=5.6, least=3.0)
    y = canvas.block((ASIDE, top + 1.5), label, color=INK_500)
    number = fitted(clean(sign.phone), wide, 22, faces.bold, largest=16.0, least=4.0, most=2)
    canvas.block((ASIDE, y - 1.5), number, bold=True)


def foot(canvas: Canvas, sign: Sign) -> None:
    """Who put it up, and when."""
    clean, face, room = canvas.faces.clean, canvas.faces.regular, (RIGHT - LEFT) * 0.7
    canvas.rule(LEFT, RIGHT, FOOT, 0.22)
    office = fitted(clean(sign.office), room, 5 * LEADING, face, largest=4.6, least=2.8)
    canvas.line((LEFT, LAST - 2.0), "".join(office.lines), office.size, color=INK_700)
    canvas.line((RIGHT, LAST - 2.0), clean(sign.day), 4.6, color=INK_700, place="right")
