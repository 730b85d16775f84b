"""The map on paper, A3 or A1: whose ground is whose in colour and number, what is nobody's hatched, the sites on it.

No ground of a map provider: zones, roads and sites are the map. A second sheet of a PDF names what did not fit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from supervision.paper.atlas_ground import SITE_MARKS, Ground, draw_ground
from supervision.paper.atlas_legend import Legend, rows_of, sheets_of
from supervision.paper.canvas import INK, INK_300, INK_500, INK_700, PAPER, SURFACE, Box, Canvas
from supervision.paper.faces import Faces
from supervision.paper.frame import View, bar, view_of
from supervision.paper.pdf import Pdf
from supervision.paper.png import Png
from supervision.paper.seal import seal
from supervision.paper.setting import fitted

SIZES = {"a3": (420.0, 297.0, 1.0), "a1": (841.0, 594.0, 1.6)}  # width, height, how much larger the words are
DPI = {"a3": 200, "a1": 120}
MARGIN, HEAD, LEGEND, FOOT = 10.0, 26.0, 88.0, 9.0  # of the words' size


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
    """Everything the sheet shows. `behind` are outlines drawn pale under the zones; `kinds` name kinds of site."""

    title: str
    under: str
    seal: str
    zones: Sequence[Zone]
    sites: Sequence[Site]
    kinds: Sequence[str]
    behind: Sequence[dict[str, Any]]
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
    ground = Ground(atlas.zones, atlas.sites, atlas.behind)
    view = view_of(ground.bounds, frame, 9 * unit)
    draw_ground(canvas, ground, view, unit)
    canvas.box(frame, line=INK, width=0.5 * unit)
    furniture(canvas, view, frame, unit)
    legend = rows_of(atlas, unit)
    room = (wide - side - LEGEND * unit, top, LEGEND * unit, tall)
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


def furniture(canvas: Canvas, view: View, frame: Box, unit: float) -> None:
    """The scale and the north, on the map's lower corners."""
    left, top, wide, tall = frame
    metres, long = bar(view, 48 * unit)
    x, y = left + 6 * unit, top + tall - 6 * unit
    canvas.box((x - 2.5 * unit, y - 8 * unit, long + 22 * unit, 11 * unit), fill=SURFACE)
    canvas.boxes([(x, y - 1.2 * unit, long / 2, 1.2 * unit)], INK)
    canvas.box((x, y - 1.2 * unit, long, 1.2 * unit), line=INK, width=0.2 * unit)
    canvas.line((x, y - 2.6 * unit), "0", 2.8 * unit)
    words = _("%(n)s km") % {"n": f"{metres / 1000:g}"} if metres >= 1000 else _("%(n)s m") % {"n": f"{metres:g}"}
    canvas.line((x + long, y - 2.6 * unit), canvas.faces.clean(words), 2.8 * unit, place="middle")
    x, y = left + wide - 11 * unit, top + 20 * unit
    canvas.polygon([(x, y - 12 * unit), (x, y - 3 * unit), (x - 3.6 * unit, y), (x, y - 12 * unit)], INK)
    canvas.polygon([(x, y - 12 * unit), (x + 3.6 * unit, y), (x, y - 3 * unit), (x, y - 12 * unit)], INK_300)
    canvas.line((x, y - 13.2 * unit), canvas.faces.clean(_("N")), 4.2 * unit, bold=True, place="middle")


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


def counted(n: int) -> str:
    """How many zones nobody answers for."""
    return ngettext("%(n)s zone", "%(n)s zones", n) % {"n": n}


__all__ = ["DPI", "SITE_MARKS", "SIZES", "Atlas", "Site", "Zone", "atlas_pdf", "atlas_png"]
