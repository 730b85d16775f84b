"""Balanced cuts of random spanning trees."""

import random
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sites.partition.cells import Cells

FEW = 8  # cuts of one tree that are looked at closely


@dataclass(frozen=True)
class Aim:
    """What a cut is to do: one side weighs `share` of the whole and has at least so many cells, as has the rest.

    `room` is the weight by which each of the two may miss its aim.
    """

    share: float
    room: tuple[float, float]
    least: tuple[int, int] = (1, 1)


@dataclass(frozen=True)
class Cut:
    """One side of a cut, the metres of border it makes, and the weight by which it misses its aim beyond the room."""

    side: frozenset[int]
    metres: float
    excess: float


def cuts(cells: Cells, members: Collection[int], aim: Aim, chance: random.Random) -> list[Cut]:
    """The best balanced cuts of one random tree of the members; none when no edge leaves cells enough on both sides."""
    order, parents = spanning_tree(cells, members, chance)
    sums, sizes = {cell: cells.weights[cell] for cell in order}, dict.fromkeys(order, 1)
    for cell, parent in zip(reversed(order[1:]), reversed(parents[1:]), strict=True):
        sums[parent] += sums[cell]
        sizes[parent] += sizes[cell]
    whole, many = sums[order[0]], len(order)
    ranked: list[tuple[float, float, int, bool]] = []
    ways = (False,) if aim.share == 0.5 and aim.room[0] == aim.room[1] else (False, True)  # two halves are alike
    for cell in order[1:]:
        for turned in ways:
            size = many - sizes[cell] if turned else sizes[cell]
            missed = abs((whole - sums[cell] if turned else sums[cell]) - aim.share * whole)
            if size >= aim.least[0] and many - size >= aim.least[1]:
                excess = max(0.0, missed - aim.room[0]) + max(0.0, missed - aim.room[1])
                ranked.append((excess, missed, cell, turned))
    ranked.sort()
    children: dict[int, list[int]] = {}
    for cell, parent in zip(order, parents, strict=True):
        children.setdefault(parent, []).append(cell)
    found = []
    for excess, _missed, cell, turned in ranked[:FEW]:
        side = below(children, cell)
        metres = border(cells, side, sums)
        found.append(Cut(frozenset(sums.keys() - side if turned else side), metres, excess))
    return found


def spanning_tree(cells: Cells, members: Iterable[int], chance: random.Random) -> tuple[list[int], list[int]]:
    """The tree of least random costs (Kruskal 1956) on connected cells: cells, parents first, and their parents."""
    heads = {cell: cell for cell in sorted(members)}
    edges = [(chance.random(), one, two) for one in heads for two in cells.links[one] if one < two and two in heads]
    edges.sort()
    tree: dict[int, list[int]] = {cell: [] for cell in heads}
    for _cost, one, two in edges:
        head, other = one, two
        while heads[head] != head:
            heads[head] = head = heads[heads[head]]
        while heads[other] != other:
            heads[other] = other = heads[heads[other]]
        if head != other:
            heads[head] = other
            tree[one].append(two)
            tree[two].append(one)
    order, parents = [next(iter(heads))], [-1]
    for place, cell in enumerate(order):
        fresh = [other for other in tree[cell] if other != parents[place]]
        order += fresh
        parents += [cell] * len(fresh)
    return order, parents


def below(children: dict[int, list[int]], cell: int) -> set[int]:
    """The cell and all under it."""
    found = [cell]
    for one in found:
        found += children.get(one, ())
    return set(found)


def border(cells: Cells, side: Collection[int], whole: Collection[int]) -> float:
    """Metres of border between some cells and the rest of the whole."""
    return sum(
        metres for one in side for other, metres in cells.links[one].items() if other not in side and other in whole
    )
