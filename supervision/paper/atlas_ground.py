"""The ground of the printed map: areas with number and name, lines of roads, hatching for nobody's, marks of sites."""

from collections.abc import Sequence
from typing import Any, Protocol

import shapely
from shapely.geometry import shape as read_shape
from shapely.geometry.base import BaseGeometry

from supervision.paper.canvas import INK, INK_75, INK_150, INK_500, SURFACE, Canvas, Point
from supervision.paper.frame import View, filled, polygons, stripes, ways

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
SITE_MARKS = tuple((form, fill) for fill in (INK, SURFACE) for form in ("disc", "square", "up", "diamond", "down"))


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

    def __init__(self, zones: Sequence[Any], sites: Sequence[Any], behind: Sequence[dict[str, Any]]) -> None:
        self.zones = [(n, zone, shape) for n, zone in enumerate(zones, 1) if (shape := read(zone.geometry)) is not None]
        self.sites = sites
        self.behind = [shape for given in behind if (shape := read(given)) is not None]

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
    roads = [row for row in drawn if not row[2].area]
    for _n, zone, shape in roads:
        road_of(canvas, zone, shape, unit)
    marks(canvas, ground.sites, view, unit)
    taken: list[tuple[float, float, float, float]] = []
    for n, zone, shape in areas:
        label(canvas, n, zone, shape, unit, taken)
    for n, _zone, shape in roads:
        tag(canvas, n, shape, unit, taken)


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


def marks(canvas: Canvas, sites: Sequence[SiteLike], view: View, unit: float) -> None:
    """The sites; smaller where there are many."""
    size = unit * (0.85 if len(sites) < 600 else 0.65 if len(sites) < 3000 else 0.45)
    for site in sites:
        mark(canvas, view.at(site.lon, site.lat), site.kind, size)


def mark(canvas: Canvas, at: Point, kind: int, size: float) -> None:
    """The mark of a kind of site, so many millimetres to its edge."""
    form, fill = SITE_MARKS[kind % len(SITE_MARKS)]
    x, y = at
    if form == "disc":
        canvas.disc(at, size, fill, INK, size * 0.28)
        return
    ring = {
        "square": [(-1, -1), (1, -1), (1, 1), (-1, 1)],
        "up": [(0, -1.2), (1.15, 0.9), (-1.15, 0.9)],
        "diamond": [(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)],
        "down": [(0, 1.2), (1.15, -0.9), (-1.15, -0.9)],
    }[form]
    points = [(x + across * size * 0.92, y + down * size * 0.92) for across, down in [*ring, ring[0]]]
    canvas.polygon(points, fill)
    canvas.lines([points], INK, size * 0.28)


def label(
    canvas: Canvas, n: int, zone: ZoneLike, shape: BaseGeometry, unit: float, taken: list[tuple[float, ...]]
) -> None:
    """Number and name, and who answers for it, where they fit; else the number alone; in the widest part."""
    parts = polygons(shape)
    area = max(parts, key=lambda part: part.area, default=None)
    if area is None:
        return
    spot = shapely.maximum_inscribed_circle(area, tolerance=max(area.length / 400, 1e-6))
    x, y = spot.coords[0]
    shapely.prepare(area)
    name, holder = canvas.faces.clean(f"{n} {zone.name}", 60), canvas.faces.clean(zone.holder, 40)
    for size in (4.6, 3.8, 3.1, 2.5, 2.1):
        for lines in ([name, holder] if holder else [name], [name]):
            if placed(canvas, lines, (x, y), size * unit, area, taken):
                return
    placed(canvas, [str(n)], (x, y), 2.3 * unit, area, taken) or placed(
        canvas, [str(n)], (x, y), 1.6 * unit, None, taken
    )


def placed(
    canvas: Canvas, lines: list[str], at: Point, size: float, area: BaseGeometry | None, taken: list[tuple[float, ...]]
) -> bool:
    """Writes the lines in the middle of a place, if they lie inside the area and on no other words."""
    sizes = [size, *(size * 0.78 for _line in lines[1:])]
    wide = max(canvas.width(words, em, bold=not n) for n, (words, em) in enumerate(zip(lines, sizes, strict=True)))
    high = sum(sizes) * 1.25
    box = (at[0] - wide / 2, at[1] - high / 2, at[0] + wide / 2, at[1] + high / 2)
    if area is not None and not area.contains(shapely.box(*box)):
        return False
    if any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken):
        return False
    taken.append(box)
    y = box[1]
    for n, (words, em) in enumerate(zip(lines, sizes, strict=True)):
        halo(canvas, (at[0], y + em), words, em, bold=not n)
        y += em * 1.25
    return True


def halo(canvas: Canvas, at: Point, words: str, size: float, *, bold: bool) -> None:
    """A line in the middle of a place."""
    canvas.line(at, words, size, bold=bold, place="middle")


def tag(canvas: Canvas, n: int, shape: BaseGeometry, unit: float, taken: list[tuple[float, ...]]) -> None:
    """The number of a road on a white plate, where on it there is room."""
    for share in (0.5, 0.35, 0.65, 0.2, 0.8):
        spot = shape.interpolate(share, normalized=True)
        size = 2.5 * unit
        half = canvas.width(str(n), size, bold=True) / 2 + 0.8 * unit
        box = (spot.x - half, spot.y - 1.75 * unit, spot.x + half, spot.y + 1.75 * unit)
        if any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken):
            continue
        taken.append(box)
        canvas.box((box[0], box[1], half * 2, 3.5 * unit), fill=SURFACE, line=INK, width=0.2 * unit)
        canvas.line((spot.x, spot.y + size * 0.36), str(n), size, bold=True, place="middle")
        return
