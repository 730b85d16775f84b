"""A first split by cutting trees in two again and again, made better by recombining neighbouring pieces (ReCom)."""

import random
from collections.abc import Callable

from sites.partition.cells import Cells
from sites.partition.split import Split
from sites.partition.trees import Aim, Cut, cuts

Sign = Callable[[], None]  # called in short steps; what it raises ends the work

TREES = 8  # drawn for each of the first cuts
TURNS = 40  # recombinations for each piece


def bisected(cells: Cells, count: int, tolerance: float, chance: random.Random, sign: Sign) -> Split:
    """Every cell in one of so many pieces: the whole cut into two shares, each share cut again."""
    pieces = [0] * len(cells.shapes)
    each = tolerance * sum(cells.weights) / count / 2
    waiting = [(frozenset(range(len(pieces))), 0, count)]
    while waiting:
        members, first, many = waiting.pop()
        if many == 1:
            for cell in members:
                pieces[cell] = first
            continue
        for left in (many // 2, 1):  # one leaf can always be cut off a tree, half of it not from every tree
            aim = Aim(left / many, (each * left, each * (many - left)), (left, many - left))
            found: list[Cut] = []
            for _tree in range(TREES):
                sign()
                found += cuts(cells, members, aim, chance)
            if found:
                break
        best = min(found, key=lambda cut: (cut.excess, cut.metres))
        waiting += [(best.side, first, left), (members - best.side, first + left, many - left)]
    return Split(cells, pieces, count, tolerance)


def recombine(split: Split, chance: random.Random, sign: Sign) -> None:
    """Joins two neighbouring pieces and cuts a random tree of both anew, again and again; keeps what is better."""
    aim = Aim(0.5, (split.room, split.room))
    pairs = split.neighbours()
    for _turn in range(TURNS * len(split.members)):
        sign()
        one, two = chance.choice(pairs)
        both = split.members[one] | split.members[two]
        before = split.cost(split.between(one, two), split.weights[one], split.weights[two])
        best: tuple[float, frozenset[int]] | None = None
        for cut in cuts(split.cells, both, aim, chance):
            weight = sum(split.cells.weights[cell] for cell in cut.side)
            price = split.cost(cut.metres, weight, split.weights[one] + split.weights[two] - weight)
            if price < (best[0] if best else before):
                best = price, cut.side
        if best:
            # The side that has more of the one piece keeps its number: the eye finds its way.
            side = best[1] if 2 * len(best[1] & split.members[one]) >= len(best[1]) else both - best[1]
            split.give(side, one)
            split.give(both - side, two)
            pairs = split.neighbours()
