"""One ground for all fault tests of a run: a data folder, the private servers of its profile, the founded town."""

import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path
from typing import Any

from config.services import Postgres, Redis
from supervision.failpoints import POINTS
from tests.faults.keeper import Clerk, Keeper, wait_until
from tests.faults.writers import Door, Tally, Writer

PRODUCTION = bool(os.environ.get("TAIZHANG_DATABASE_URL"))
WITH_REDIS = bool(os.environ.get("TAIZHANG_REDIS_URL"))
SOAK = bool(os.environ.get("TAIZHANG_SOAK"))
PLATFORM = ("web", "worker", "beat")
PLACES_EACH = 7000
DUE_NOW = 30  # seconds in which the worker has surely been at what falls due now; it looks every two


@dataclass
class Ground:
    """What a fault test stands on."""

    data: Path
    postgres: Postgres | None = None
    redis: Redis | None = None
    series: int = 0
    shared: str = ""
    tokens: dict[str, str] = field(default_factory=dict)
    arms: Path = field(init=False)
    aside: Path = field(init=False)
    environment: dict[str, str] = field(init=False)
    clerk: Clerk = field(init=False)
    keeper: Keeper = field(init=False)

    def __post_init__(self) -> None:
        self.arms = self.data / "arms"
        self.arms.mkdir(parents=True)
        self.aside = Path(tempfile.mkdtemp(prefix="tz-journals-"))
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.faults.platform_settings",
            "TAIZHANG_DATA": str(self.data),
            "TAIZHANG_DATABASE_URL": self.postgres.url() if self.postgres else "",
            "TAIZHANG_REDIS_URL": self.redis.url if self.redis else "",
            "TAIZHANG_FAILPOINT": str(self.arms),
            "TAIZHANG_NOTICE_HOSTS": "127.0.0.1",
            "PYTHONUNBUFFERED": "1",
            "PYTHONWARNINGS": "ignore",
        }

    def found(self) -> None:
        """Tables and town; the processes are up afterwards."""
        self.open()
        self.tokens = self.clerk.ask("found")
        self.shared = self.clerk.ask("backlog", tickets=1)[0]
        self.keeper.start(*PLATFORM)
        self.keeper.wait_ready()

    def open(self) -> None:
        self.keeper = Keeper(self.data, self.environment)
        self.clerk = Clerk(self.environment, self.keeper.logs / "clerk.log")

    def close(self) -> None:
        self.keeper.close()
        self.clerk.close()
        shutil.rmtree(self.aside, ignore_errors=True)

    def journals(self) -> Path:
        """A new folder for the journals of one test; never on the disk that a test fills."""
        self.series += 1
        folder = self.aside / str(self.series)
        folder.mkdir(parents=True)
        return folder

    def arm(self, point: str, passage: int = 1) -> None:
        assert point in POINTS
        (self.arms / f"{point}.reached").unlink(missing_ok=True)
        draft = self.arms / f"{point}.draft"
        draft.write_text(str(passage))
        draft.rename(self.arms / point)

    def reached(self, point: str) -> bool:
        return (self.arms / f"{point}.reached").exists()

    def disarm(self) -> None:
        for point in POINTS:
            (self.arms / point).unlink(missing_ok=True)

    @contextmanager
    def writing(self, journals: Path, tally: Tally, kind: type[Writer] = Writer) -> Iterator[list[Writer]]:
        """Four clients at work; at the end each has its last answer, and what they did is added to the tally."""
        writers = []
        for number in (1, 2, 3, 4):
            first = (number - 1) * PLACES_EACH + self.series * 250
            door = Door(self.keeper.port, self.tokens)
            writers.append(kind(number, f"w{number}-{self.series}", door, journals, self.shared, first))
        for writer in writers:
            writer.thread.start()
        try:
            yield writers
        finally:
            for writer in writers:
                writer.stopping.set()
            for writer in writers:
                writer.thread.join()
                tally.add(writer.tally)
        failures = [repr(writer.failure) for writer in writers if writer.failure]
        assert not failures, failures

    def come_to_rest(self) -> None:
        """The worker has done everything that waits; leases of the dead are made to run out at once."""
        self.disarm()
        self.clerk.ask("hurry")
        self.keeper.wait_ready()
        wait_until(lambda: not self.clerk.ask("waiting"), "the worker never finished", pause=0.3)

    def caught_up(self) -> bool:
        """Nothing that is due waits."""
        return "due" not in self.clerk.ask("waiting")

    def fired_as_due(self, tickets: list[str]) -> int:
        """Every rung of these exactly once, at the moment its frozen schedule names; how many there were."""
        fired, due = self.alike(lambda: itemgetter("fired", "due")(self.clerk.ask("rungs", tickets=tickets)))
        assert fired == due
        return len(due)

    def stories(self, some: list[str], others: list[str]) -> tuple[list, list]:
        """What the ledger tells of two groups of tickets that ought to have the same story."""
        return self.alike(lambda: (self.clerk.ask("story", tickets=some), self.clerk.ask("story", tickets=others)))

    def alike(self, ask: Callable[[], tuple[list, list]]) -> tuple[list, list]:
        """Two answers; asked again if they differ, as the worker may just be at what falls due at this very moment."""
        end = time.monotonic() + DUE_NOW
        while (both := ask())[0] != both[1] and time.monotonic() < end:
            time.sleep(0.5)
        return both

    def audit(self, journals: Path, tidy: bool = False) -> dict[str, int]:
        """No fault anywhere; how much there is."""
        seen = self.clerk.ask("audit", journals=str(journals), tidy=tidy)
        assert seen["faults"] == {}, json.dumps(seen, ensure_ascii=False, indent=1)
        return seen["counts"]


def chance(name: str) -> random.Random:
    """The same dice on every machine; the soak's are new each time."""
    seed = name if not SOAK else f"{name}-{os.urandom(4).hex()}"
    return random.Random(seed)


def report(title: str, **figures: Any) -> None:
    """A line for the curious: seen with `pytest -s`."""
    sys.stdout.write(f"{title}: " + ", ".join(f"{name} {figure}" for name, figure in figures.items()) + "\n")
