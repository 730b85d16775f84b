"""The map on paper, A3 or A1: whose ground is whose in colour and number, what is nobody's hatched, the sites on it.

No ground of a map provider: zones, roads and sites are the map. A second sheet of a PDF names what did not fit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from supervision.paper.atlas_ground import SITE_MARKS, Ground, draw_ground
from supervision.paper.atlas_legend import Legend, rows_of, sheets_of
from supervision.paper.canvas import INK, INK_300, INK_500, INK_700, PAPER, SURFACE, Canvas
from supervision.paper.faces import Faces
from supervision.paper.frame import View, bar, view_of
from supervision.paper.pdf import Pdf
from supervision.paper.png import Png
from supervision.paper.seal import seal
from supervision.paper.setting import fitted

SIZES = {"a3": (420.0, 297.0, 1.0), "a1": (841.0, 594.0, 1.6)}  # width, height, how much larger the words are
DPI = {"a3": 200, "a1": 120}
MARGIN, HEAD, LEGEND, FOOT, SCALE = 10.0, 26.0, 88.0, 9.0, 17.0  # of the words' size


@dataclass(frozen=True)
class Zone:
    """A piece of ground: GeoJSON (WGS-84), its name, who answers for it ("" for nobody), which colour."""

    name: str
    geometry: dict[str, Any]
    holder: str = ""
    color: int = 0


@dataclass(frozen=True)
class Site:
    """A point and the number of its kind in the legend."""

    lon: float
    lat: float
    kind: int


@dataclass(frozen=True)
class Atlas:
    """Everything the sheet shows. `kinds` name kinds of site.

    `behind` are outlines drawn pale under the zones, `within` those drawn bold over them: what the zones lie in.
    """

    title: str
    under: str
    seal: str
    zones: Sequence[Zone]
    sites: Sequence[Site]
    kinds: Sequence[str]
    behind: Sequence[dict[str, Any]]
    within: Sequence[dict[str, Any]]
    office: str
    day: str


def atlas_pdf(atlas: Atlas, faces: Faces, *, paper: str, made: datetime) -> bytes:
    """Vectors; with more zones than the legend has room for, their names follow on sheets of their own."""
    canvas = Pdf(faces, atlas.title, made)
    legend = draw(canvas, atlas, paper)
    wide, high, unit = SIZES[paper]
    for part in sheets_of(legend, wide, high, unit):
        canvas.page(wide, high)
        part(canvas)
        foot(canvas, atlas, paper)
    return canvas.done()


def atlas_png(atlas: Atlas, faces: Faces, *, paper: str) -> bytes:
    """The first sheet as a picture."""
    canvas = Png(faces, DPI[paper])
    draw(canvas, atlas, paper)
    return canvas.done()


def draw(canvas: Canvas, atlas: Atlas, paper: str) -> Legend:
    """The sheet with the map; returns what the legend had no room for."""
    wide, high, unit = SIZES[paper]
    canvas.page(wide, high)
    canvas.box((0, 0, wide, high), fill=PAPER)
    head(canvas, atlas, wide, unit)
    side, top = MARGIN * unit, HEAD * unit
    tall = high - top - FOOT * unit - MARGIN * unit * 0.6
    frame = (side, top, wide - 2 * side - (LEGEND + 4) * unit, tall)
    canvas.box(frame, fill=SURFACE)
    ground = Ground(atlas.zones, atlas.sites, atlas.behind, atlas.within)
    view = view_of(ground.bounds, frame, 9 * unit)
    draw_ground(canvas, ground, view, unit)
    canvas.box(frame, line=INK, width=0.5 * unit)
    legend = rows_of(atlas, unit)
    left = wide - side - LEGEND * unit
    scale(canvas, view, left, wide - side, top + tall, unit)
    room = (left, top, LEGEND * unit, tall - SCALE * unit)
    rest = legend.draw(canvas, room)
    foot(canvas, atlas, paper)
    return rest


def head(canvas: Canvas, atlas: Atlas, wide: float, unit: float) -> None:
    """What it is, under what, and the seal."""
    clean, side = canvas.faces.clean, MARGIN * unit
    mark = seal(canvas, clean(atlas.seal), wide - side, 6.5 * unit, 16 * unit)
    room = wide - 2 * side - mark - 6 * unit
    title = fitted(clean(atlas.title), room, 14 * unit, canvas.faces.bold, largest=10 * unit, least=4 * unit)
    canvas.block((side, 4.6 * unit), title, bold=True)
    under = fitted(clean(atlas.under), room, 6 * unit, canvas.faces.regular, largest=4 * unit, least=2.4 * unit)
    canvas.block((side, 17.2 * unit), under, color=INK_700)


def scale(canvas: Canvas, view: View, left: float, right: float, foot: float, unit: float) -> None:
    """The scale and the north, at the foot of the legend."""
    metres, long = bar(view, 56 * unit)
    y = foot - 2.5 * unit
    canvas.rule(left, right, foot - (SCALE - 3) * unit, 0.5 * unit)
    canvas.boxes([(left, y - 1.4 * unit, long / 2, 1.4 * unit)], INK)
    canvas.box((left, y - 1.4 * unit, long, 1.4 * unit), line=INK, width=0.2 * unit)
    words = _("%(n)s km") % {"n": f"{metres / 1000:g}"} if metres >= 1000 else _("%(n)s m") % {"n": f"{metres:g}"}
    canvas.line((left, y - 3 * unit), "0", 3 * unit)
    canvas.line((left + long, y - 3 * unit), canvas.faces.clean(words), 3 * unit, place="middle")
    x, y = right - 5 * unit, foot - 1.2 * unit
    canvas.polygon([(x, y - 8 * unit), (x, y - 2 * unit), (x - 2.6 * unit, y), (x, y - 8 * unit)], INK)
    canvas.polygon([(x, y - 8 * unit), (x + 2.6 * unit, y), (x, y - 2 * unit), (x, y - 8 * unit)], INK_300)
    north = canvas.faces.clean(pgettext("compass", "N"))
    canvas.line((x - 5.5 * unit, y - 2.6 * unit), north, 4.6 * unit, bold=True, place="middle")


def foot(canvas: Canvas, atlas: Atlas, paper: str) -> None:
    """Who printed it, what day it shows, in which coordinates."""
    wide, high, unit = SIZES[paper]
    side, y, size = MARGIN * unit, high - 5.2 * unit, 2.9 * unit
    clean = canvas.faces.clean
    canvas.line((side, y), clean(atlas.office, 80), size, color=INK_700)
    says = _("As of %(day)s · WGS-84 · the ground is drawn from the zones on record, it is no survey") % {
        "day": atlas.day
    }
    canvas.line((wide - side, y), clean(says, 160), size, color=INK_500, place="right")


__all__ = ["DPI", "SITE_MARKS", "SIZES", "Atlas", "Site", "Zone", "atlas_pdf", "atlas_png"]
