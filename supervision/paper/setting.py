"""Setting words into a box: broken into lines, smaller where they must be, cut with … before they leave it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from supervision.paper.faces import Face

LEADING = 1.32  # line to line, in ems
NEVER_FIRST = "，。、；：！？）》】〉」』”’,.;:!?)]}%·…"
NEVER_LAST = "（《【〈「『“‘([{"
STEP = 0.94  # each try is this much smaller
WORTH = 0.76  # of the largest size: what a line less may cost


@dataclass(frozen=True)
class Set:
    """Lines of one size (millimetres of an em)."""

    lines: tuple[str, ...]
    size: float

    @property
    def height(self) -> float:
        """From the top of the first line to the foot of the last."""
        return len(self.lines) * self.size * LEADING if self.lines else 0.0


def pieces(words: str) -> Iterator[str]:
    """What a line is not broken inside of: a Latin word with its space, a Han character with its punctuation."""
    start = 0
    for number, (left, right) in enumerate(pairwise(words), 1):
        loose = left == " " or ord(left) > 0x2E7F or ord(right) > 0x2E7F
        if loose and right != " " and right not in NEVER_FIRST and left not in NEVER_LAST:
            yield words[start:number]
            start = number
    yield words[start:]


def chopped(piece: str, width: float, size: float, face: Face) -> Iterator[str]:
    """A piece that no line can hold, cut into parts that it can."""
    part = ""
    for char in piece:
        if part and face.width(part + char) * size > width:
            yield part
            part = ""
        part += char
    yield part


def wrapped(words: str, width: float, size: float, face: Face) -> list[str]:
    """Lines no wider than the width."""
    lines = [""]
    for piece in pieces(words) if words else ():
        if face.width((lines[-1] + piece).rstrip()) * size <= width:
            lines[-1] += piece
        elif face.width(piece.rstrip()) * size <= width:
            lines.append(piece)
        else:
            parts = list(chopped(piece, width, size, face))
            lines += parts if lines[-1] else parts[1:]
            if not lines[0]:
                lines[0] = parts[0]
    return [line.strip() for line in lines if line.strip()]


def fitted(words: str, width: float, height: float, face: Face, *, largest: float, least: float, most: int = 1) -> Set:
    """The words as large as they fit into the box on at most so many lines; cut where even the least size is too big.

    A line less is worth being a little smaller: no single character stands alone on the last one. In millimetres.
    """
    found = [text for lines in range(1, most + 1) if (text := on(lines, words, width, height, face, largest, least))]
    if not found:
        room = max(1, min(most, int(height / (least * LEADING) + 1e-6)))
        return Set(tuple(cut(wrapped(words, width, least, face), room, width, least, face)), least)
    best = max(text.size for text in found)
    return next(text for text in found if text.size >= best * WORTH)


def on(most: int, words: str, width: float, height: float, face: Face, largest: float, least: float) -> Set | None:
    """The words on at most so many lines, as large as can be; None where they do not fit."""
    size = largest
    while True:
        lines = wrapped(words, width, size, face)
        if len(lines) <= most and (
            len(lines) * size * LEADING <= height + 1e-6 or (len(lines) <= 1 and size <= height)
        ):
            return Set(tuple(lines), size)
        if size <= least:
            return None
        size = max(least, size * STEP)


def cut(lines: list[str], room: int, width: float, size: float, face: Face) -> list[str]:
    """The first lines, the last of them ending in …"""
    if len(lines) <= room:
        return lines
    last = lines[room - 1]
    while last and face.width(last + "…") * size > width:
        last = last[:-1]
    return [*lines[: room - 1], last + "…"]
