"""Cells at the borders given to the neighbour while that makes the split better (Fiduccia and Mattheyses)."""

from sites.partition.recombine import Sign
from sites.partition.split import Split

PASSES = 12
PATIENCE = 40  # moves in a row without a better split before a pass ends

Move = tuple[float, int, int]  # (price, cell, piece)


def refine(split: Split, sign: Sign) -> None:
    """Passes of moves, each cell at most once a pass, also downhill; a pass ends at the best split it came by."""
    for _pass in range(PASSES):
        if not one_pass(split, sign):
            return


def one_pass(split: Split, sign: Sign) -> bool:
    """Whether the pass found a better split."""
    offers: dict[int, list[tuple[int, float]]] = {}
    for cell in range(len(split.pieces)):
        offer(split, cell, offers)
    still: set[int] = set()
    done: list[tuple[int, int]] = []  # (cell, where it came from)
    price, best, kept = 0.0, -1e-9, 0
    while len(done) - kept < PATIENCE:
        sign()
        found = cheapest(split, offers)
        if found is None:
            break
        gain, cell, piece = found
        done.append((cell, split.pieces[cell]))
        split.move(cell, piece)
        still.add(cell)
        offers.pop(cell)
        for other in split.cells.links[cell]:
            if other not in still:
                offer(split, other, offers)
        price += gain
        if price < best:
            best, kept = price, len(done)
    for cell, piece in reversed(done[kept:]):
        split.move(cell, piece)
    return kept > 0


def offer(split: Split, cell: int, offers: dict[int, list[tuple[int, float]]]) -> None:
    """Where the cell could go, and by how many metres the borders would become longer."""
    own = split.pieces[cell]
    shared: dict[int, float] = {}
    for other, metres in split.cells.links[cell].items():
        piece = split.pieces[other]
        shared[piece] = shared.get(piece, 0.0) + metres
    inside = shared.pop(own, 0.0)
    if shared:
        offers[cell] = [(piece, inside - metres) for piece, metres in sorted(shared.items())]
    else:
        offers.pop(cell, None)


def cheapest(split: Split, offers: dict[int, list[tuple[int, float]]]) -> Move | None:
    """The move that makes the split best, or least worse, and leaves its piece in one part."""
    moves: list[Move] = []
    for cell, places in offers.items():
        weight, own = split.cells.weights[cell], split.weights[split.pieces[cell]]
        for piece, longer in places:
            there = split.weights[piece]
            change = split.cost(longer, own - weight, there + weight) - split.cost(0.0, own, there)
            moves.append((change, cell, piece))
    moves.sort()
    return next((move for move in moves if split.may_leave(move[1])), None)
