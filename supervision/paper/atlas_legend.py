"""The legend of the printed map: each zone's number, colour, name and holder; the marks of the sites."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import shapely
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from supervision.paper.atlas_ground import DEEP, TINTS, mark
from supervision.paper.canvas import INK, INK_150, INK_500, PAPER, SURFACE, Box, Canvas
from supervision.paper.frame import stripes
from supervision.paper.setting import fitted

ROW = 5.4  # of the words' size
COLUMN = 88.0


@dataclass(frozen=True)
class Row:
    """One zone of the legend."""

    number: int
    name: str
    holder: str
    color: int
    road: bool


@dataclass(frozen=True)
class Legend:
    """What stands beside the map."""

    rows: list[Row]
    kinds: list[tuple[int, str, int]]  # number of the mark, name, how many
    unit: float
    bare: int = field(default=0)  # zones without a holder

    def draw(self, canvas: Canvas, room: Box) -> "Legend":
        """Draws what there is room for; returns the rest."""
        left, top, wide, tall = room
        unit, foot = self.unit, top + tall
        below = self.below_height()
        y = heading(canvas, pgettext("map", "Who answers for it"), left, top, wide, unit)
        if self.bare:
            words = ngettext("%(n)s zone without a holder", "%(n)s zones without a holder", self.bare) % {
                "n": self.bare
            }
            hatched(canvas, left, y, unit)
            canvas.line((left + 9 * unit, y + 3.7 * unit), canvas.faces.clean(words), 3.1 * unit, bold=True)
            y += ROW * unit
        fit = max(0, int((foot - below - y) / (ROW * unit)))
        shown = self.rows if len(self.rows) <= fit else self.rows[: max(0, fit - 1)]
        for row in shown:
            line(canvas, row, left, y, wide, unit)
            y += ROW * unit
        rest = self.rows[len(shown) :]
        if rest:
            words = ngettext("and %(n)s more, on the next sheet", "and %(n)s more, on the next sheet", len(rest))
            canvas.line((left, y + 3.7 * unit), canvas.faces.clean(words % {"n": len(rest)}), 3.0 * unit, color=INK_500)
        self.draw_kinds(canvas, left, foot - below, wide)
        return replace(self, rows=rest)

    def below_height(self) -> float:
        """What the marks of the sites need."""
        return ((len(self.kinds) + 1) // 2 * 4.6 + 10) * self.unit if self.kinds else 0.0

    def draw_kinds(self, canvas: Canvas, left: float, top: float, wide: float) -> None:
        """The marks, in two columns."""
        if not self.kinds:
            return
        unit, faces = self.unit, canvas.faces
        y = heading(canvas, pgettext("map", "Sites"), left, top + 2 * unit, wide, unit)
        half = wide / 2
        for place, (number, name, count) in enumerate(self.kinds):
            x, row = left + (place % 2) * half, y + place // 2 * 4.6 * unit
            mark(canvas, (x + 2 * unit, row + 2.3 * unit), number, 1.15 * unit)
            words = fitted(
                faces.clean(f"{name} {count}"),
                half - 7 * unit,
                4.4 * unit,
                faces.regular,
                largest=2.9 * unit,
                least=1.8 * unit,
            )
            canvas.block((x + 5.5 * unit, row + 2.3 * unit - words.height / 2), words)


def rows_of(atlas: Any, unit: float) -> Legend:
    """The legend of a map: zones by number, kinds of site that are on it."""
    rows = [
        Row(n, zone.name, zone.holder, zone.color, "Line" in str(zone.geometry.get("type")) if zone.geometry else False)
        for n, zone in enumerate(atlas.zones, 1)
    ]
    counts = Counter(site.kind for site in atlas.sites)
    kinds = [(n, name, counts[n]) for n, name in enumerate(atlas.kinds) if counts[n]]
    return Legend(rows, kinds, unit, sum(not zone.holder for zone in atlas.zones))


def heading(canvas: Canvas, words: str, left: float, top: float, wide: float, unit: float) -> float:
    """A head over a rule."""
    canvas.rule(left, left + wide, top + 0.25 * unit, 0.5 * unit)
    canvas.line((left, top + 5.2 * unit), canvas.faces.clean(words), 3.8 * unit, bold=True)
    return top + 7.2 * unit


def hatched(canvas: Canvas, left: float, top: float, unit: float) -> None:
    """The sample of what is nobody's."""
    box = shapely.box(left, top + 0.7 * unit, left + 6.5 * unit, top + 4.7 * unit)
    canvas.box((left, top + 0.7 * unit, 6.5 * unit, 4 * unit), fill=SURFACE, line=INK_500, width=0.25 * unit)
    canvas.lines(stripes(box, 1.4 * unit), INK_500, 0.22 * unit)


def line(canvas: Canvas, row: Row, left: float, top: float, wide: float, unit: float) -> None:
    """Number in its colour, name, holder."""
    clean, faces = canvas.faces.clean, canvas.faces
    if not row.holder:
        hatched(canvas, left, top, unit)
        canvas.box((left + 1.2 * unit, top + 1.2 * unit, 4.1 * unit, 3 * unit), fill=SURFACE)
    else:
        tint = (DEEP if row.road else TINTS)[row.color % len(TINTS)]
        canvas.box((left, top + 0.7 * unit, 6.5 * unit, 4 * unit), fill=tint, line=INK_500, width=0.2 * unit)
    number = fitted(str(row.number), 5.6 * unit, 4 * unit, faces.bold, largest=2.8 * unit, least=1.5 * unit)
    white = row.road and row.holder
    canvas.line(
        (left + 3.25 * unit, top + 2.7 * unit + number.size * 0.36), str(row.number), number.size, bold=True,
        color=SURFACE if white else INK, place="middle",
    )  # fmt: skip
    x, room = left + 9 * unit, wide - 9 * unit
    holder = fitted(
        clean(row.holder or _("nobody")), room * 0.46, 5 * unit, faces.regular, largest=3 * unit, least=1.7 * unit
    )
    used = max((canvas.width(words, holder.size) for words in holder.lines), default=0.0)
    name = fitted(clean(row.name), room - used - 2 * unit, 5 * unit, faces.bold, largest=3.1 * unit, least=1.7 * unit)
    canvas.block((x, top + 2.7 * unit - name.height / 2), name, bold=True)
    canvas.block(
        (left + wide, top + 2.7 * unit - holder.height / 2), holder, color=INK if row.holder else INK_500, place="right"
    )
    canvas.rule(left, left + wide, top + ROW * unit, 0.12 * unit, INK_150)


def sheets_of(legend: Legend, wide: float, high: float, unit: float) -> Iterator[Callable[[Canvas], None]]:
    """What is left of the legend, a sheet at a time."""
    columns = max(1, int((wide - 14 * unit) / (COLUMN * unit)))
    deep = int((high - 30 * unit) / (ROW * unit))
    for first in range(0, len(legend.rows), columns * deep):
        yield partial(index, legend.rows[first : first + columns * deep], deep, (wide, high), unit)


def index(rows: list[Row], deep: int, size: tuple[float, float], unit: float, canvas: Canvas) -> None:
    """One such sheet, column by column."""
    canvas.box((0, 0, *size), fill=PAPER)
    y = heading(canvas, pgettext("map", "Who answers for it"), 10 * unit, 8 * unit, size[0] - 20 * unit, unit)
    for n, row in enumerate(rows):
        column, place = divmod(n, deep)
        line(canvas, row, (10 + column * (COLUMN + 4)) * unit, y + place * ROW * unit, (COLUMN - 4) * unit, unit)
