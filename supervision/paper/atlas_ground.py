"""The ground of the printed map: areas with number and name, lines of roads, hatching for nobody's, marks of sites."""

from collections.abc import Sequence
from typing import Any, Protocol

import shapely
from shapely.geometry import shape as read_shape
from shapely.geometry.base import BaseGeometry

from supervision.paper.canvas import INK, INK_75, INK_150, INK_300, INK_500, INK_700, SURFACE, Canvas, Point
from supervision.paper.frame import View, filled, polygons, stripes, ways
from supervision.paper.labels import Labels

# Tints in which ink stays legible and neighbours differ in grey print as well; red is nobody's colour here.
TINTS = (
    "#cfe0e6", "#ecd9a8", "#cfdcc0", "#d9cbe0", "#f0cfb0", "#b9d4cf", "#e3dcc9", "#bfcbe3", "#dfe3a9", "#d8c4b4",
    "#a9c6d6", "#e6c7cf",
)  # fmt: skip
DEEP = (
    "#4d7f92", "#a8802a", "#5f8048", "#7d5b92", "#b06a2c", "#3f7f74", "#8a7d52", "#4a629c", "#82862f", "#86603f",
    "#2f6785", "#995668",
)  # fmt: skip
# Kinds of site: shape and fill, so that no two are told apart by colour alone.
SITE_MARKS = tuple(
    (form, fill) for fill in (INK_700, SURFACE, INK_300) for form in ("disc", "square", "up", "diamond", "down")
)

FORMS: dict[str, list[Point]] = {
    "square": [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)],
    "up": [(0, -1.2), (1.15, 0.9), (-1.15, 0.9), (0, -1.2)],
    "diamond": [(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0), (0, -1.3)],
    "down": [(0, 1.2), (1.15, -0.9), (-1.15, -0.9), (0, 1.2)],
}


class ZoneLike(Protocol):
    """What is needed of a zone."""

    name: str
    geometry: dict[str, Any]
    holder: str
    color: int


class SiteLike(Protocol):
    """What is needed of a site."""

    lon: float
    lat: float
    kind: int


class Ground:
    """The shapes, read once; a zone whose outline cannot be read is in the legend only."""

    def __init__(
        self,
        zones: Sequence[Any],
        sites: Sequence[Any],
        behind: Sequence[dict[str, Any]],
        within: Sequence[dict[str, Any]] = (),
    ) -> None:
        self.zones = [(n, zone, shape) for n, zone in enumerate(zones, 1) if (shape := read(zone.geometry)) is not None]
        self.sites = sites
        self.behind = [shape for given in behind if (shape := read(given)) is not None]
        self.within = [shape for given in within if (shape := read(given)) is not None]

    @property
    def bounds(self) -> list[tuple[float, float, float, float]]:
        """What has to be in sight: zones and what lies behind them, else the sites."""
        found = [shape.bounds for _n, _zone, shape in self.zones] + [shape.bounds for shape in self.behind]
        return found or [(site.lon, site.lat, site.lon, site.lat) for site in self.sites]


def read(geometry: dict[str, Any] | None) -> BaseGeometry | None:
    """GeoJSON -> shape, mended where its edges cross."""
    try:
        shape = read_shape(geometry) if geometry else None
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, shapely.errors.ShapelyError):
        return None
    if shape is None or shape.is_empty:
        return None
    return shape if shape.is_valid else shapely.make_valid(shape)


def draw_ground(canvas: Canvas, ground: Ground, view: View, unit: float) -> None:
    """From below: what lies behind, areas (the large first), lines, sites, words."""
    for shape in ground.behind:
        land = view.shape(shape)
        for area in polygons(land):
            canvas.polygon(filled(area), INK_75)
        canvas.lines(ways(land), INK_150, 0.35 * unit)
    drawn = [(n, zone, view.shape(shape)) for n, zone, shape in ground.zones]
    areas = sorted((row for row in drawn if row[2].area > 0), key=lambda row: -row[2].area)
    for _n, zone, shape in areas:
        area_of(canvas, zone, shape, unit)
    for _n, _zone, shape in areas:
        canvas.lines(ways(shape), INK_500, 0.3 * unit)
    for shape in ground.within:
        canvas.lines(ways(view.shape(shape)), INK, 0.75 * unit)
    spots = [view.at(site.lon, site.lat) for site in ground.sites]
    marks(canvas, [(at, site.kind) for at, site in zip(spots, ground.sites, strict=True)], unit)
    roads = [row for row in drawn if not row[2].area]
    for _n, zone, shape in roads:
        road_of(canvas, zone, shape, unit)
    labels = Labels(canvas, spots, unit)
    for n, zone, shape in reversed(areas):  # the small ones have least choice
        labels.area(n, zone, shape)
    for n, _zone, shape in roads:
        labels.road(n, shape)


def area_of(canvas: Canvas, zone: ZoneLike, shape: BaseGeometry, unit: float) -> None:
    """Its colour; what is nobody's is white and hatched."""
    for area in polygons(shape):
        canvas.polygon(filled(area), TINTS[zone.color % len(TINTS)] if zone.holder else SURFACE)
    if not zone.holder:
        canvas.lines(stripes(shape, 2.4 * unit), INK_500, 0.22 * unit)


def road_of(canvas: Canvas, zone: ZoneLike, shape: BaseGeometry, unit: float) -> None:
    """A line in its colour between two edges; one that is nobody's is white between them, crossed by bars."""
    canvas.lines(ways(shape), INK, 2.3 * unit)
    canvas.lines(ways(shape), DEEP[zone.color % len(DEEP)] if zone.holder else SURFACE, 1.5 * unit)
    if zone.holder:
        return
    steps = int(shape.length / (2.4 * unit))
    spots = [shape.interpolate((n + 0.5) / max(steps, 1), normalized=True) for n in range(steps)]
    side = 0.9 * unit
    canvas.boxes([(spot.x - side / 2, spot.y - side / 2, side, side) for spot in spots], INK)


def marks(canvas: Canvas, sites: Sequence[tuple[Point, int]], unit: float) -> None:
    """The sites; smaller where there are many."""
    size = unit * (0.8 if len(sites) < 400 else 0.6 if len(sites) < 3000 else 0.4)
    for at, kind in sites:
        mark(canvas, at, kind, size)


def mark(canvas: Canvas, at: Point, kind: int, size: float) -> None:
    """The mark of a kind of site, so many millimetres to its edge."""
    form, fill = SITE_MARKS[kind % len(SITE_MARKS)]
    x, y = at
    if form == "disc":
        canvas.disc(at, size, fill, INK_700, size * 0.28)
        return
    points = [(x + across * size * 0.92, y + down * size * 0.92) for across, down in FORMS[form]]
    canvas.polygon(points, fill)
    canvas.lines([points], INK_700, size * 0.28)
