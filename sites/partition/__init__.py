"""Splits an area among so many holders: connected, compact pieces of nearly equal weight, each site in one of them.

The method is ReCom (recombination of spanning trees) used for climbing instead of sampling, with a local search after:

1. Cells: the Voronoi cells of the sites, cut off at the area's edge; cells that share a border are neighbours.
2. A first split: a random spanning tree cut at the edge that balances best, each side again (recursive bisection).
3. ReCom: two neighbouring pieces joined and a random spanning tree of both cut at a balanced edge; kept when better.
   D. DeFord, M. Duchin, J. Solomon, "Recombination: A Family of Markov Chains for Redistricting", Harvard Data Science
   Review 3(1), 2021, doi:10.1162/99608f92.eb30390f.
4. Cells at the borders moved one by one, also downhill, each pass ending at the best split it came by, pieces staying
   connected: C. M. Fiduccia, R. M. Mattheyses, "A Linear-Time Heuristic for Improving Network Partitions", 19th Design
   Automation Conference, 1982, pp. 175-181.

Better means: shorter borders, and no piece further from the mean than the tolerance while any split is found that holds
it. Twice from the start, the better one stays. The same input and seed give the same split. What it is compared with
is `growth`. Compactness is that of D. D. Polsby and R. D. Popper (1991): 4 pi area / perimeter squared, 1 for a circle.
"""

import random
from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sites.partition.cells import Cells, PartitionError, cells_of
from sites.partition.figures import Compared, Piece, compared, outlines_of, pieces_of
from sites.partition.growth import grown
from sites.partition.recombine import TREES, TURNS, Sign, bisected, recombine
from sites.partition.refine import refine
from sites.partition.split import Split

__all__ = [
    "RIVALS",
    "TOLERANCE",
    "Cells",
    "Compared",
    "PartitionError",
    "Piece",
    "Split",
    "Stopped",
    "cells_of",
    "check",
    "compared",
    "outlines_of",
    "pieces_of",
    "propose",
    "rivals",
]

TOLERANCE = 0.03  # of the mean: nearer to equal is not worth a longer border
ATTEMPTS = 2
RIVALS = 9

Progress = Callable[[int, int], bool]


class Stopped(Exception):
    """Somebody asked to stop."""


def propose(cells: Cells, count: int, *, seed: int = 0, progress: Progress | None = None) -> Split:
    """The best split found of weighed cells into so many pieces.

    `progress(done, total)` is called in short steps and stops the work (Stopped) by answering false. PartitionError
    when there are fewer cells than pieces.
    """
    check(cells, count)
    if count == 1:
        return Split(cells, [0] * len(cells.shapes), 1, TOLERANCE)
    sign = signs(progress, ATTEMPTS * count * (TREES + TURNS)) if progress else nothing
    best: Split | None = None
    for attempt in range(ATTEMPTS):
        chance = dice(seed * ATTEMPTS + attempt)
        split = bisected(cells, count, TOLERANCE, chance, sign)
        recombine(split, chance, sign)
        refine(split, sign)
        if best is None or split.total() < best.total():
            best = split
    assert best is not None
    return best


def rivals(cells: Cells, count: int, *, seed: int = 0, runs: int = RIVALS) -> list[Split]:
    """The same cells split by random-seed growth, several times."""
    check(cells, count)
    return [grown(cells, count, TOLERANCE, dice(seed * runs + turn)) for turn in range(runs)]


def check(cells: Cells, count: int) -> None:
    """PartitionError unless there is a cell for every piece."""
    if count < 1:
        raise PartitionError(_("There must be at least one piece."))
    have = len(cells.shapes)
    if have < count:
        words = ngettext(
            "The sites of this area stand in %(have)s place only: it cannot be split into %(count)s pieces.",
            "The sites of this area stand in %(have)s places only: it cannot be split into %(count)s pieces.",
            have,
        )
        raise PartitionError(words % {"have": have, "count": count})


def signs(progress: Progress, total: int) -> Sign:
    """A sign of life that counts the steps."""
    done = 0

    def sign() -> None:
        nonlocal done
        done = min(done + 1, total)
        if not progress(done, total):
            raise Stopped

    return sign


def dice(seed: int) -> random.Random:
    """Chance that falls the same way every time."""
    return random.Random(seed)  # noqa: S311 - trees, not secrets


def nothing() -> None:
    """Nobody watches."""
