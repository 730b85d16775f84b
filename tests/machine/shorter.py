"""Finds the shortest history that still fails, by leaving out moves; the model tells what the rest must come to."""

from collections.abc import Callable
from time import monotonic

from tests.machine.histories import History

PATIENCE = 120  # seconds


def shortest(check: Callable, town: object, history: History):
    """What `check` returns; when it fails, it fails again with as few moves as will do."""
    try:
        return check(town, history)
    except AssertionError as error:
        failed = error
    end, moves, size = monotonic() + PATIENCE, list(history.moves), max(1, len(history.moves) // 2)
    while size and monotonic() < end:
        fewer = next((fewer for fewer in _without(moves, size) if _fails(check, town, fewer)), None)
        if fewer is None:
            size //= 2
        else:
            moves = fewer
    short = History(moves)
    try:
        check(town, short)
    except Exception as error:
        raise AssertionError(f"{error}\n{short!r}") from error
    raise failed


def _without(moves: list, size: int):
    """The moves without so many in a row, the last ones first."""
    for start in range(len(moves) - size, -1, -size):
        if rest := moves[:start] + moves[start + size :]:
            yield rest


def _fails(check: Callable, town: object, moves: list) -> bool:
    """Whether the moves alone fail; a history that makes no sense does not count."""
    try:
        history = History(moves)
    except (IndexError, KeyError, AttributeError):
        return False
    try:
        check(town, history)
    except Exception:
        return True
    return False
