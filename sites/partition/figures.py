"""What a split came to: the figures and the outline of each piece, and splits beside each other."""

import json
import math
import statistics
from collections.abc import Sequence
from typing import Any, NamedTuple

import shapely

from sites.partition.split import Split


class Piece(NamedTuple):
    """One piece: weight, deviation from the mean as a share of it, square metres, edge in metres, Polsby-Popper."""

    weight: float
    deviation: float
    area_m2: float
    edge_m: float
    compactness: float


class Compared(NamedTuple):
    """A way of splitting, several runs of it in the middle: largest deviation, mean and least compactness, metres."""

    imbalance: float
    compactness: float
    least: float
    borders_m: float


def pieces_of(split: Split) -> list[Piece]:
    """The figures of each piece."""
    return [piece_of(split, number) for number in range(len(split.members))]


def piece_of(split: Split, number: int) -> Piece:
    """The figures of one piece; all zero for one that has nothing."""
    cells, members, weight = split.cells, split.members[number], split.weights[number]
    area = sum(cells.areas[cell] for cell in members)
    edge = sum(cells.rims[cell] for cell in members) + sum(
        metres for cell in members for other, metres in cells.links[cell].items() if split.pieces[other] != number
    )
    deviation = weight / split.mean - 1 if split.mean else 0.0
    return Piece(weight, deviation, area, edge, 4 * math.pi * area / edge**2 if edge else 0.0)


def outlines_of(split: Split) -> list[dict[str, Any]]:
    """The pieces as GeoJSON, without gaps or overlaps; several parts only where the area itself is in parts."""
    joined = [shapely.coverage_union_all([split.cells.shapes[c] for c in sorted(found)]) for found in split.members]
    return [json.loads(shapely.to_geojson(shapely.orient_polygons(shape))) for shape in joined]


def compared(splits: Sequence[Split]) -> Compared:
    """Each figure in the middle of so many splits."""
    compact = [[piece.compactness for piece in pieces_of(split)] for split in splits]
    return Compared(
        statistics.median(split.imbalance() for split in splits),
        statistics.median(statistics.fmean(found) for found in compact),
        statistics.median(min(found) for found in compact),
        statistics.median(split.metres() for split in splits),
    )
