"""The fault tests share one ground and stay in one worker: they kill real processes and measure real waits."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from config.services import Postgres, Redis
from tests.faults.ground import PRODUCTION, WITH_REDIS, Ground

# What only one of the two profiles can show.
collect_ignore = ["test_servers.py"] if not (PRODUCTION or WITH_REDIS) else []
collect_ignore.append("test_sqlite_waits.py" if PRODUCTION else "test_clock_off.py")


@pytest.fixture(scope="session")
def town_ground() -> Iterator[Ground]:
    """Founded once; a test leaves behind a whole ledger, which the next one goes on writing."""
    data = Path(os.environ["TAIZHANG_DATA"]).parent / "faults"
    with ExitStack() as stack:
        # An answered commit survives the database's own crash: unlike the suite's server, this one may not cheat.
        postgres = stack.enter_context(Postgres(synchronous_commit="on")) if PRODUCTION else None
        redis = stack.enter_context(Redis()) if WITH_REDIS else None
        ground = Ground(data, postgres, redis)
        stack.callback(ground.close)
        ground.found()
        yield ground


@pytest.fixture
def ground(town_ground: Ground) -> Iterator[Ground]:
    """All processes up and nothing left to do, before and after."""
    town_ground.keeper.start("web", "worker", "beat")
    town_ground.come_to_rest()
    yield town_ground
    town_ground.disarm()
    town_ground.keeper.stop("worker_2", "beat_2")
