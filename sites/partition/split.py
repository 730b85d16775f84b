"""A split of cells into pieces, and what it is worth: short borders between pieces whose weights are nearly equal."""

import math
from collections.abc import Iterable, Sequence

from sites.partition.cells import Cells
from sites.partition.trees import border

DEAR = 20.0  # what a piece's imbalance beyond the tolerance costs, beside borders measured by the width of a piece


class Split:
    """Which piece each cell belongs to. Every piece is connected; only `move` and `give` change it."""

    def __init__(self, cells: Cells, pieces: Sequence[int], count: int, tolerance: float) -> None:
        self.cells = cells
        self.pieces = list(pieces)
        self.members: list[set[int]] = [set() for _piece in range(count)]
        for cell, piece in enumerate(pieces):
            self.members[piece].add(cell)
        self.weights = [sum(cells.weights[cell] for cell in found) for found in self.members]
        self.mean = sum(self.weights) / count
        self.room = tolerance * self.mean
        self.width = math.sqrt(sum(cells.areas) / count) * count

    def cost(self, metres: float, *weights: float) -> float:
        """The price of so many metres of border and of pieces of such weights: less is better."""
        beyond = sum(max(0.0, abs(weight - self.mean) - self.room) for weight in weights)
        return metres / self.width + (DEAR * beyond / self.mean if self.mean else 0.0)

    def total(self) -> float:
        """The price of the whole split."""
        return self.cost(self.metres(), *self.weights)

    def metres(self) -> float:
        """Length of all borders between pieces."""
        twice = sum(
            metres
            for cell, links in enumerate(self.cells.links)
            for other, metres in links.items()
            if self.pieces[other] != self.pieces[cell]
        )
        return twice / 2

    def between(self, one: int, two: int) -> float:
        """Length of the border between two pieces."""
        fewer, other = sorted((one, two), key=lambda piece: len(self.members[piece]))
        return border(self.cells, self.members[fewer], self.members[fewer] | self.members[other])

    def imbalance(self) -> float:
        """The largest deviation of a piece's weight from the mean, as a share of the mean."""
        return max(abs(weight - self.mean) for weight in self.weights) / self.mean if self.mean else 0.0

    def move(self, cell: int, piece: int) -> None:
        """One cell to another piece; the caller has asked `may_leave`."""
        before, weight = self.pieces[cell], self.cells.weights[cell]
        self.members[before].discard(cell)
        self.members[piece].add(cell)
        self.weights[before] -= weight
        self.weights[piece] += weight
        self.pieces[cell] = piece

    def give(self, cells: Iterable[int], piece: int) -> None:
        """Many cells to one piece."""
        for cell in cells:
            if self.pieces[cell] != piece:
                self.move(cell, piece)

    def may_leave(self, cell: int) -> bool:
        """Whether the rest of its piece stays in one part without the cell, and is not empty."""
        piece = self.pieces[cell]
        beside = [other for other in self.cells.links[cell] if self.pieces[other] == piece]
        if not beside:
            return False
        wanted, seen, reached = set(beside[1:]), {cell, beside[0]}, [beside[0]]
        for one in reached:
            if not wanted:
                return True
            for other in self.cells.links[one]:
                if other not in seen and self.pieces[other] == piece:
                    seen.add(other)
                    wanted.discard(other)
                    reached.append(other)
        return not wanted

    def parts(self, piece: int) -> int:
        """In how many parts the piece lies: 1, unless somebody gave cells away by hand."""
        rest, count = set(self.members[piece]), 0
        while rest:
            count += 1
            reached = [rest.pop()]
            for one in reached:
                fresh = [other for other in self.cells.links[one] if other in rest]
                rest.difference_update(fresh)
                reached += fresh
        return count

    def neighbours(self) -> list[tuple[int, int]]:
        """Pairs of pieces that border on each other, in order."""
        pairs = {
            (min(self.pieces[cell], self.pieces[other]), max(self.pieces[cell], self.pieces[other]))
            for cell, links in enumerate(self.cells.links)
            for other in links
            if self.pieces[other] != self.pieces[cell]
        }
        return sorted(pairs)
