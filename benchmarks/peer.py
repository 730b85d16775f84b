"""Side by side with django-helpdesk: its escalate_tickets, from its package in a throwaway environment."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.kit import Part
from benchmarks.runner import ROOT, Bench, median
from config.env import postgres

PACKAGES = ("django-helpdesk>=2.6,<3", "django>=5.2,<5.3", "psycopg2-binary>=2.9,<3")
WARM, DUE = 40, 1_000
FASTER, IDLE_FASTER = 40, 80  # the targets, the second at 100,000 open
LARGE = 100_000


def measure(bench: Bench, sizes: list[int]) -> None:
    """At each size one due duty of ours and one due ticket of theirs, and both ticks with nothing due."""
    assert bench.postgres
    python = environment(bench.folder / "peer")
    bench.postgres.create_database("helpdesk")
    for count in sizes:
        database = f"peer{count}"
        bench.filled(database, count, [WARM, DUE])
        ours = bench.run("beside", database, f"our sweep N={count} K={DUE}", due=DUE)
        theirs = peer(bench, python, count)
        again = bench.run("idle", database, count=count)
        compare(bench, count, ours, theirs, again)


def environment(folder: Path) -> Path:
    """A virtual environment with the peer and what it needs, from the package registry; gone with the bench."""
    print("making an environment for django-helpdesk", flush=True)
    python = folder / "bin" / "python"
    if shutil.which("uv"):
        quiet(["uv", "venv", "--python", sys.executable, str(folder)])
        quiet(["uv", "pip", "install", "--python", str(python), *PACKAGES])
    else:
        quiet([sys.executable, "-m", "venv", str(folder)])
        quiet([str(python), "-m", "pip", "install", *PACKAGES])
    return python


def quiet(command: list[str]) -> None:
    """Says something only when it fails."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command[:3])} failed: {done.stderr.strip()[-500:]}")


def peer(bench: Bench, python: Path, count: int) -> dict[str, list[float]]:
    """Their half: seconds of each empty tick and of each tick with so many due."""
    assert bench.postgres
    print(f"django-helpdesk's escalate_tickets N={count} K={DUE}", flush=True)
    out = bench.folder / f"helpdesk-{count}.json"
    script = str(ROOT / "benchmarks" / "helpdesk_side.py")
    database = {name: value for name, value in postgres(bench.postgres.url("helpdesk")).items() if value}
    arguments = [json.dumps(database), str(count), str(DUE), str(out)]
    subprocess.run([str(python), script, *arguments], cwd=bench.folder, check=True)
    return json.loads(out.read_text())


def compare(bench: Bench, count: int, ours: dict, theirs: dict[str, list[float]], idle: dict) -> None:
    """The two ratios of a size; void when the machine was another one before than after."""
    part = Part(f"beside django-helpdesk, N={count}")
    each = part.figure("django-helpdesk, each due", "us", *(run * 1e6 / DUE for run in theirs["runs"]))
    tick = part.figure("django-helpdesk, nothing due", "ms", *(run * 1e3 for run in theirs["ticks"]))
    our_tick = median(idle, f"tick, nothing due, N={count}")
    ratio = each.median / median(ours, "sweep, each due")
    part.judge(f"times faster than django-helpdesk for each due, N={count}", ratio, FASTER, at_most=False)
    name = f"times faster than django-helpdesk with nothing due, N={count}"
    if count >= LARGE:
        part.judge(name, tick.median / our_tick, IDLE_FASTER, at_most=False)
    else:
        part.figure(name, "x", tick.median / our_tick)
    found = [*ours["calibrations"], *idle["calibrations"]]
    part.calibrations = [min(found), max(found)]
    part.check_calibrations()
    bench.parts.append(part.content())
