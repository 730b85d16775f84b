"""One part of a run in a process of its own: `python -m benchmarks.inside PART ARGUMENTS` writes what it measured."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import django


def main() -> None:
    """Arguments: the part's name, its arguments as JSON, the file for what it measured."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from benchmarks import (
        filings,
        finding,
        frames,
        importing,
        pages,
        partition,
        photo,
        placing,
        ranking,
        standing,
        sweeping,
        viewport,
    )
    from benchmarks.kit import Part
    from config.heap import settle

    settle()  # as the processes of the platform do
    name, arguments, out = sys.argv[1:]
    works: dict[str, Callable[..., None]] = {
        "fill": sweeping.fill,
        "climb": sweeping.climb,
        "prove": sweeping.prove,
        "idle": sweeping.idle,
        "beside": sweeping.beside,
        "reckon": standing.reckon,
        "seal": standing.sealing,
        "sweeper": sweeping.sweeper,
        "count": sweeping.count_events,
        "pages": pages.measure,
        "photo": photo.measure,
        "partition": partition.measure,
        "placing": placing.measure,
        "gaps": placing.missing,
        "file": filings.measure,
        "requests": filings.requests,
        "keys": filings.keys,
        "import": importing.measure,
        "find": finding.measure,
        "export": finding.take_out,
        "year": ranking.fill,
        "snapshot": ranking.snapshot,
        "again": ranking.again,
        "recount": ranking.recount,
        "publish": ranking.publish,
        "published": ranking.page,
        "so_far": ranking.so_far,
        "running": ranking.running,
        "board": ranking.board,
        "viewport": viewport.measure,
        "frames": frames.measure,
    }
    with Part(name) as part:
        works[name](part, **json.loads(arguments))
    Path(out).write_text(json.dumps(part.content()))


if __name__ == "__main__":
    main()
