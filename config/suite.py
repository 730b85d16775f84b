"""`make test`: the whole suite on SQLite, then on private PostgreSQL and Redis; says what it could not cover."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from config.env import Env
from config.services import Postgres, Redis, chromium_program, postgres_folder, redis_program

ROOT = Path(__file__).resolve().parent.parent
NO_TESTS = 5


@dataclass(frozen=True)
class Part:
    """A program that part of the suite needs, and how to get it."""

    name: str
    present: bool
    covers: str
    packages: str


def parts() -> list[Part]:
    return [
        Part("PostgreSQL", postgres_folder() is not None, "the whole suite on PostgreSQL", "postgresql"),
        Part("Redis", redis_program() is not None, "the whole suite with Redis as broker and cache", "redis-server"),
        Part("Chromium", chromium_program() is not None, "the browser tests", "chromium fonts-noto-cjk"),
    ]


@dataclass
class Tally:
    passed: int = 0
    failed: int = 0

    def add(self, report: Path, code: int) -> None:
        """Count from pytest's own report; a run that died before writing it is one failure."""
        before = self.failed
        if report.exists():
            for suite in ElementTree.parse(report).iter("testsuite"):  # noqa: S314 - our own file
                bad = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
                self.failed += bad
                self.passed += int(suite.get("tests", 0)) - bad - int(suite.get("skipped", 0))
        if code and self.failed == before:
            self.failed += 1


def run_pytest(title: str, environment: dict[str, str], arguments: list[str], report: Path) -> int:
    print(f"\n=== {title} ===", flush=True)
    begun = time.monotonic()
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-n",
        "2",
        "--dist",
        "loadfile",
        "--no-loadscope-reorder",
        "-q",
        f"--junitxml={report}",
        *arguments,
    ]
    code = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}).returncode
    print(f"=== {title}: {time.monotonic() - begun:.0f} s ===", flush=True)
    return code


def main(arguments: list[str]) -> int:
    env = Env()
    ci = env.flag("CI") or Env(prefix="").flag("CI")
    missing = [part for part in parts() if not part.present]
    if ci and missing:
        print("In CI a missing part is a failure: " + ", ".join(part.name for part in missing) + ".")
        return 1
    # A wish to stop must not leave servers behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="taizhang-reports-") as folder, ExitStack() as stack:
        report = Path(folder) / "sqlite.xml"
        bare = {"TAIZHANG_DATABASE_URL": "", "TAIZHANG_REDIS_URL": ""}
        tally.add(report, run_pytest("SQLite, filesystem broker", bare, arguments, report))
        servers, names = {}, []
        if postgres_folder():
            servers["TAIZHANG_DATABASE_URL"] = stack.enter_context(Postgres()).url()
            names.append("PostgreSQL")
        if redis_program():
            servers["TAIZHANG_REDIS_URL"] = stack.enter_context(Redis()).url
            names.append("Redis")
        if servers:
            report = Path(folder) / "servers.xml"
            title = " and ".join(names)
            # Browser tests start a platform of their own, the same whatever the suite runs on: once is enough.
            rest = arguments or ["--ignore=tests/browser"]
            tally.add(report, run_pytest(title, {**bare, **servers}, rest, report))
    if missing:
        print("\nNot covered on this machine:")
        for part in missing:
            print(f"  {part.covers}: {part.name} is missing")
        print(
            "To cover it, on Debian: apt-get install --no-install-recommends "
            + " ".join(part.packages for part in missing)
        )
    print(f"\n{tally.passed} passed, {tally.failed} failed", flush=True)
    return 1 if tally.failed or not tally.passed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
