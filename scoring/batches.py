"""Long streams in handfuls, each of which fits a statement and a short transaction (ENGINE 27). Pure."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batched(stream: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most `size`, in order."""
    source = iter(stream)
    while part := list(islice(source, size)):
        yield part
