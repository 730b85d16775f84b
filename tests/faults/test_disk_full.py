"""No room left: people are told in a sentence, nothing is half written, and with room again the ledger is whole."""

import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from config.services import Postgres
from tests.faults.ground import PRODUCTION, Ground, report
from tests.faults.keeper import wait_until
from tests.faults.scarcity import fill, limit_writing, make_room, may_mount, small_disk
from tests.faults.writers import Tally, Writer, wait_for_more

TOLD = 4  # refusals that show that people meet the wall
TIMES = 10  # at most, until both pictures and entries have met it
MEGABYTES = 400 if PRODUCTION else 64
Undo = Callable[[], None]


def disk_full(ground: Ground) -> Undo:
    """The small disk that everything lies on is filled to the last byte."""
    disk = ground.data.parent
    if ground.postgres is None:
        cut_log(ground.data / "db.sqlite3")
    fill(disk)

    def undo() -> None:
        make_room(disk)
        if ground.postgres and ground.postgres.process and ground.postgres.process.poll() is not None:
            ground.postgres.process = None  # it dies when its log cannot grow, and recovers at the next start
            ground.postgres.start()

    return undo


def cut_log(database: Path) -> None:
    """SQLite writes into the log it has before it asks for more: without any, the next write needs room."""
    with closing(sqlite3.connect(database, timeout=5)) as ledger:
        ledger.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def files_limited(ground: Ground) -> Undo:
    """No file of web or worker may grow any more, as with a quota."""
    limit_writing(ground.keeper, 512)
    return lambda: limit_writing(ground.keeper, -1)


@pytest.fixture
def scarce(request: pytest.FixtureRequest) -> Iterator[Ground]:
    """The ground of all; for a full disk a town of its own on a small one, database and all."""
    if request.getfixturevalue("scarcity") is files_limited:
        yield request.getfixturevalue("ground")
        return
    with ExitStack() as stack:
        postgres = Postgres(synchronous_commit="on", min_wal_size="32MB") if PRODUCTION else None
        folder = postgres.folder if postgres else Path(tempfile.mkdtemp(prefix="tz-small-"))
        stack.callback(folder.rmdir)
        stack.enter_context(small_disk(folder, MEGABYTES))
        if postgres:
            stack.enter_context(postgres)
        ground = Ground(folder / "city", postgres)
        stack.callback(ground.close)
        ground.found()
        yield ground


@pytest.mark.parametrize("scarcity", [files_limited, *[disk_full] * may_mount()])
def test_people_are_told_that_there_is_no_room_and_nothing_is_lost(scarce: Ground, scarcity: Callable[[Ground], Undo]):
    # A limit on what web and worker may write does not hold for a database server.
    walls = {"upload"} if PRODUCTION and scarcity is files_limited else {"upload", "step"}
    tally, journals = Tally(), scarce.journals()
    with scarce.writing(journals, tally) as writers:
        for _ in range(TIMES):
            meet_the_wall(writers, lambda: scarcity(scarce))
            if walls <= set(+told(writers)):
                break
    scarce.come_to_rest()
    report(scarcity.__name__, **tally.figures(), **scarce.audit(journals, tidy=True))
    assert walls <= set(+tally.told)
    assert tally.broken == 0


def meet_the_wall(writers: list[Writer], scarcity: Callable[[], Undo]) -> None:
    """People write; they are told that they cannot; they write again."""
    wait_for_more(writers)
    enough = told(writers).total() + TOLD
    undo = scarcity()
    try:
        wait_until(lambda: told(writers).total() >= enough, "nobody is told")
    finally:
        undo()
    wait_for_more(writers)


def told(writers: list[Writer]) -> Counter[str]:
    return sum((writer.tally.told for writer in writers), Counter())
