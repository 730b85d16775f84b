"""Random-seed growth, the plain way to split an area: what a proposal is compared with.

So many cells chosen at random; in turn the lightest piece that can still grow takes a free cell at its border, chosen
at random, until all are given out. The pieces are connected; nothing makes them even or compact in the end.
"""

import random

from sites.partition.cells import Cells
from sites.partition.split import Split


def grown(cells: Cells, count: int, tolerance: float, chance: random.Random) -> Split:
    """A split by random-seed growth."""
    pieces = [-1] * len(cells.shapes)
    weights = [0.0] * count
    free: list[list[int]] = [[] for _piece in range(count)]
    chosen = chance.sample(range(len(pieces)), count)
    for piece, cell in enumerate(chosen):
        take(cells, pieces, weights, free, piece, cell)
    growing = set(range(count))
    while growing:
        piece = min(growing, key=lambda one: (weights[one], one))
        free[piece] = [cell for cell in free[piece] if pieces[cell] < 0]
        if free[piece]:
            take(cells, pieces, weights, free, piece, chance.choice(free[piece]))
        else:
            growing.discard(piece)
    return Split(cells, pieces, count, tolerance)


def take(cells: Cells, pieces: list[int], weights: list[float], free: list[list[int]], piece: int, cell: int) -> None:
    """A free cell goes to a piece; its free neighbours are within reach from now on."""
    pieces[cell] = piece
    weights[piece] += cells.weights[cell]
    free[piece] += [other for other in cells.links[cell] if pieces[other] < 0]
