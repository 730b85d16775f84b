"""Words on the printed map: inside their ground, off other words, on as few sites as can be."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from supervision.paper.canvas import INK, SURFACE, Canvas, Point
from supervision.paper.frame import polygons

SIZES = (4.6, 3.8, 3.1, 2.6, 2.2)  # of the words' size
SHARES = (0.0, 0.3, 0.55, 0.8, 1.1)  # how far from the widest place they may move, of its radius
WAYS = 12
COVERED = 1  # sites that a name may lie on
SECOND = 0.78  # the second line, of the first
LINE = 1.25
Edges = tuple[float, float, float, float]  # left, top, right, foot


class Labels:
    """The words placed so far on one sheet; `spots` are the sites in millimetres."""

    def __init__(self, canvas: Canvas, spots: Sequence[Point], unit: float) -> None:
        self.canvas = canvas
        self.unit = unit
        self.sites = shapely.STRtree([shapely.Point(spot) for spot in spots])
        self.taken: list[Edges] = []

    def area(self, n: int, zone: Any, shape: BaseGeometry) -> None:
        """Number, name and holder where they fit; else number and name; else the number on a plate."""
        ground = max(polygons(shape), key=lambda part: part.area, default=None)
        if ground is None:
            return
        spots = list(around(ground))
        shapely.prepare(ground)
        clean = self.canvas.faces.clean
        name, holder = clean(f"{n} {zone.name}", 60), clean(zone.holder, 40)
        for size in SIZES:
            for lines in ([name, holder], [name]):
                at = self.best(lines, size * self.unit, spots, ground) if all(lines) else None
                if at is not None:
                    self.write(lines, size * self.unit, at)
                    return
        self.plate(n, spots)

    def road(self, n: int, shape: BaseGeometry) -> None:
        """Its number on a plate."""
        found = [shape.interpolate(share, normalized=True) for share in (0.5, 0.35, 0.65, 0.2, 0.8)]
        self.plate(n, [(spot.x, spot.y) for spot in found])

    def best(self, lines: list[str], size: float, spots: list[Point], ground: BaseGeometry) -> Point | None:
        """Where the lines lie inside the ground on the fewest sites; None where they do not fit."""
        wide, high = self.extent(lines, size)
        free: list[tuple[int, int, Point]] = []
        for rank, (x, y) in enumerate(spots):
            edges = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
            if self.meets(edges) or not ground.contains(shapely.box(*edges)):
                continue
            covered = len(self.sites.query(shapely.box(*edges)))
            if not covered:
                return (x, y)
            free.append((covered, rank, (x, y)))
        least = min(free, default=None)
        return least[2] if least and least[0] <= COVERED else None

    def extent(self, lines: list[str], size: float) -> tuple[float, float]:
        """How wide and high they are."""
        sizes = [size, *(size * SECOND for _line in lines[1:])]
        each = enumerate(zip(lines, sizes, strict=True))
        widths = [self.canvas.width(words, em, bold=not n) for n, (words, em) in each]
        return max(widths) + size * 0.3, sum(sizes) * LINE

    def meets(self, edges: Edges) -> bool:
        """Whether other words are there."""
        left, top, right, foot = edges
        return any(left < b[2] and b[0] < right and top < b[3] and b[1] < foot for b in self.taken)

    def write(self, lines: list[str], size: float, at: Point) -> None:
        """The lines, one below the other, in the middle of a place."""
        wide, high = self.extent(lines, size)
        self.taken.append((at[0] - wide / 2, at[1] - high / 2, at[0] + wide / 2, at[1] + high / 2))
        y = at[1] - high / 2
        for n, words in enumerate(lines):
            em = size * SECOND if n else size
            self.canvas.line((at[0], y + em), words, em, bold=not n, place="middle")
            y += em * LINE

    def plate(self, n: int, spots: list[Point]) -> None:
        """A number on white, where there is room for it; nowhere means not at all: the legend has it."""
        size, high = 2.4 * self.unit, 3.3 * self.unit
        half = self.canvas.width(str(n), size, bold=True) / 2 + 0.8 * self.unit
        for x, y in spots:
            edges = (x - half, y - high / 2, x + half, y + high / 2)
            if self.meets(edges):
                continue
            self.taken.append(edges)
            self.canvas.box((edges[0], edges[1], half * 2, high), fill=SURFACE, line=INK, width=0.18 * self.unit)
            self.canvas.line((x, y + size * 0.36), str(n), size, bold=True, place="middle")
            return


def around(ground: Polygon) -> Iterator[Point]:
    """The middle of the widest place, then rings around it."""
    widest = shapely.maximum_inscribed_circle(ground, tolerance=max(ground.length / 300, 1e-6))
    x, y, *_height = widest.coords[0]
    radius = widest.length
    yield x, y
    for share in SHARES[1:]:
        for way in range(WAYS):
            angle = 2 * math.pi * way / WAYS
            yield x + math.cos(angle) * radius * share, y + math.sin(angle) * radius * share
