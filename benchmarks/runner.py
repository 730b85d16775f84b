"""Runs the parts of a bench in processes of their own, on the databases they fill, and keeps what they measured."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.kit import Part
from config.services import Postgres, Redis

ROOT = Path(__file__).resolve().parent.parent


class Bench:
    """Runs parts in processes of their own and collects what they measured."""

    def __init__(self, postgres: Postgres | None, folder: Path, redis: Redis | None = None) -> None:
        self.postgres = postgres
        self.redis = redis
        self.folder = folder
        self.parts: list[dict[str, Any]] = []
        self.full: set[str] = set()

    def environment(self, database: str) -> dict[str, str]:
        """A database of the private server; SQLite in a folder of its own when there is no server. What is kept for a
        while lies in the database, too, or in Redis where one was given."""
        return {
            **os.environ,
            "TAIZHANG_DATA": str(self.folder / database),
            "TAIZHANG_DATABASE_URL": self.postgres.url(database) if self.postgres else "",
            "TAIZHANG_REDIS_URL": self.redis.url if self.redis else "",
            "TAIZHANG_DEMO": "0",
            "TAIZHANG_HTTPS": "0",
            "TAIZHANG_LOG_LEVEL": "ERROR",
        }

    def start(self, name: str, database: str, **arguments: Any) -> Callable[[], dict[str, Any]]:
        """Starts a part; calling the answer waits for what it measured."""
        handle, out = tempfile.mkstemp(dir=self.folder)
        os.close(handle)
        command = [sys.executable, "-m", "benchmarks.inside", name, json.dumps(arguments), out]
        process = subprocess.Popen(command, cwd=ROOT, env=self.environment(database))

        def finished() -> dict[str, Any]:
            if process.wait():
                raise SystemExit(f"the part {name} failed")
            return json.loads(Path(out).read_text())

        return finished

    def run(self, name: str, database: str, title: str = "", **arguments: Any) -> dict[str, Any]:
        """A part from start to end, kept for the report."""
        title = title or f"{name} on {database}"
        print(title, flush=True)
        part = self.start(name, database, **arguments)()
        part["name"] = title
        self.parts.append(part)
        return part

    def judge(self, title: str, name: str, value: float, target: float, like: list[dict[str, Any]]) -> None:
        """A verdict over several parts: void when their calibrations lie too far apart."""
        part = Part(title)
        part.judge(name, value, target)
        found = [value for one in like for value in one["calibrations"]]
        part.calibrations = [min(found), max(found)]
        part.check_calibrations()
        self.parts.append(part.content())

    def fresh(self, database: str) -> None:
        """A new database; SQLite makes its own."""
        if self.postgres:
            self.postgres.create_database(database)

    def filled(self, database: str, count: int, groups: list[int]) -> None:
        """A new database with so many running duties."""
        self.fresh(database)
        self.run("fill", database, count=count, groups=groups)
        self.full.add(database)


def median(part: dict[str, Any], name: str) -> float:
    """The middle sample of a figure."""
    samples = next(sorted(row["samples"]) for row in part["figures"] if row["name"] == name)
    return samples[len(samples) // 2]
