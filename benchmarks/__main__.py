"""`make bench`: measures the platform on a private PostgreSQL beside what the machine can do at all.

ARGS="sweep pages find memory filing list photo sqlite import reckon seal zones map frames rankings peer" chooses
parts, ARGS="--n 10000" sizes; how to read it stands in docs/performance.md. The peer is fetched from the package
registry, so only when named.
"""

import argparse
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks import peer, report, through_api
from benchmarks.kit import Part
from benchmarks.runner import ROOT, Bench, median
from benchmarks.schedule import early, moments
from config.services import Postgres, Redis, redis_program

# As an office would run it: every commit is on the disk. Checkpoints are rare, for both sides of each ratio.
POSTGRES = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "2GB",
    "jit": "off",
    "max_wal_size": "16GB",
    "checkpoint_timeout": "30min",
}
WARM = 40  # the first group of every database: one filing in each street, for warming up
FLAT = 1.3
MAKING_READY = 30.0  # seconds until those who measure at once begin
WAITS = 2.0  # seconds a filing may wait for a bulk writer on SQLite (ENGINE 27)


def sweep(bench: Bench, sizes: list[int]) -> None:
    """Rungs per second at each size; two sweepers at once; the tick with nothing due."""
    for count in sizes:
        dues = [due for due in (1_000, 10_000) if due * 4 <= count and not (count >= 1_000_000 and due < 10_000)]
        database = f"n{count}"
        rest = [dues[-1]] if count >= 100_000 else []
        bench.filled(database, count, [WARM, *dues, *rest])
        for group, due in enumerate(dues, 1):
            bench.run("climb", database, f"sweep N={count} K={due}", count=count, group=group, due=due)
        if rest:
            two_at_once(bench, database, len(dues) + 1, rest[0])
        if count <= 100_000:
            bench.run("prove", database, count=count)
    ticks = [bench.run("idle", f"n{count}", count=count) for count in sizes * 2]
    if len(sizes) > 1:
        small, large = (
            min(median(tick, f"tick, nothing due, N={count}") for tick in ticks if count_of(tick) == count)
            for count in (sizes[0], sizes[-1])
        )
        name = f"tick with nothing due, N={sizes[-1]} against N={sizes[0]}"
        bench.judge("ticks", name, large / small, FLAT, ticks)


def count_of(part: dict[str, Any]) -> int:
    """The size of a part's database."""
    return int(part["name"].rpartition("n")[2])


def two_at_once(bench: Bench, database: str, group: int, due: int) -> None:
    """Two processes on one armed table: exactly `due` more rungs."""
    bench.start("sweeper", database, moment=early(group).isoformat())()
    before = median(bench.start("count", database)(), "rungs")
    both = [bench.start("sweeper", database, moment=moments(group)[0].isoformat()) for _ in range(2)]
    found = [finished() for finished in both]
    written = median(bench.start("count", database)(), "rungs") - before
    part = Part(f"two sweepers at once on {database}", calibrations=found[0]["calibrations"])
    part.figure("touched by each", "duties", *(median(one, "touched") for one in found))
    part.figure("until the last was done", "s", max(median(one, "wall") for one in found))
    part.judge(f"two sweepers at once: events too many or too few for {due} due", abs(written - due), 0)
    bench.parts.append(part.content())


def pages(bench: Bench, sizes: list[int]) -> None:
    """Pages in a full ledger; a ledger that was swept in this run is used again."""
    for count in sizes:
        if f"n{count}" not in bench.full:
            bench.filled(f"n{count}", count, [WARM])
        bench.run("pages", f"n{count}", f"pages N={count}", count=count)


def find(bench: Bench, sizes: list[int]) -> None:
    """Finding in ledgers of each size: flat from the smallest to the largest; a long list taken out."""
    found = []
    for count in sizes:
        database = f"n{count}" if bench.postgres else "embedded-find"
        if database not in bench.full:
            bench.filled(database, count, [WARM])
        plans = ROOT / "var" / "bench" / f"plans-{'postgresql' if bench.postgres else 'sqlite'}-{count}.txt"
        plans.parent.mkdir(parents=True, exist_ok=True)
        found.append(bench.run("find", database, f"find N={count}", count=count, plans=str(plans)))
    rows = (10_000, min(sizes[-1], 200_000))
    taken = [bench.run("export", database, f"export of {most:,}", count=count, most=most) for most in rows]
    calibrations = [value for one in taken for value in one["calibrations"]]
    part = Part("export", calibrations=[min(calibrations), max(calibrations)])
    growth = median(taken[1], "growth of memory") - median(taken[0], "growth of memory")
    part.judge(f"export, memory of {rows[1]:,} rows beyond that of {rows[0]:,}, MiB", growth, 32)
    bench.parts.append(part.content())
    for reader in ("office", "team_leader", "clerk_00") if len(sizes) > 1 else ():
        for page in ("first page", "deep page"):
            small, large = (
                median(one, f"{page}, {reader}, N={n}") for one, n in ((found[0], sizes[0]), (found[-1], sizes[-1]))
            )
            name = f"{page}, {reader}, N={sizes[-1]} against N={sizes[0]}"
            bench.judge(f"finding, {page}, {reader}", name, large / small, 1.2, [found[0], found[-1]])


def memory(bench: Bench) -> None:
    """How much more memory a sweep of 100,000 needs than one of 1,000."""
    bench.filled("memory", 102_000, [WARM, 1_000, 100_000])
    peaks = []
    for group in (1, 2):
        bench.start("sweeper", "memory", moment=early(group).isoformat())()  # what fell due earlier is another's
        first = moments(group)[0].isoformat()
        peaks.append(bench.run("sweeper", "memory", f"memory of a sweep, group {group}", moment=first))
    growth = median(peaks[1], "peak memory") - median(peaks[0], "peak memory")
    part = Part("memory of a sweep", calibrations=[1.0, 1.0])
    part.judge("memory of a sweep, growth from 1k to 100k due, MiB", growth, 32)
    bench.parts.append(part.content())


def sqlite(bench: Bench, count: int) -> None:
    """The embedded profile: sweep, filing, and filing while a bulk writer sweeps."""
    dues = [1_000, *([10_000] if count >= 50_000 else [])]
    bench.filled("embedded", count, [WARM, *dues, dues[-1]])
    for group, due in enumerate(dues, 1):
        bench.run("climb", "embedded", f"SQLite sweep N={count} K={due}", count=count, group=group, due=due)
    bench.run("file", "embedded", "SQLite filing, alone", person=0, seconds=5)
    bench.start("sweeper", "embedded", moment=early(len(dues) + 1).isoformat())()
    moment = moments(len(dues) + 1)[0].isoformat()
    begins = time.monotonic() + MAKING_READY
    people = [bench.start("file", "embedded", person=no, seconds=20, begins=begins) for no in range(1, 5)]
    writer = bench.start("sweeper", "embedded", moment=moment, begins=begins)()
    found = [finished() for finished in people]
    part = Part("SQLite, four people filing beside a bulk writer", calibrations=found[0]["calibrations"])
    part.figure("bulk writer's sweep", "s", median(writer, "wall"))
    longest = part.figure("each person's longest filing", "s", *(median(one, "longest filing") for one in found))
    part.judge("SQLite: longest filing while a bulk writer sweeps, s", max(longest.samples), WAITS)
    bench.parts.append(part.content())
    bench.run("prove", "embedded", "SQLite verify and rebuild", count=count)


def imports(bench: Bench, sizes: list[int], count: int) -> None:
    """A city's workbook in a full ledger: flat from the smallest to the largest, and not far from COPY."""
    found = []
    for size in sizes:
        if f"n{size}" not in bench.full:
            bench.filled(f"n{size}", size, [WARM])
        for turn in range(3):
            found.append(bench.run("import", f"n{size}", f"import N={size}", count=count, mark=f"T{turn}"))
    if len(sizes) > 1:
        name = f"import of {count} sites"
        small, large = (
            min(median(part, name) for part in found if part["name"] == f"import N={size}")
            for size in (sizes[0], sizes[-1])
        )
        bench.judge("imports", f"{name}, N={sizes[-1]} against N={sizes[0]}", large / small, FLAT, found)


def imports_on_sqlite(bench: Bench, size: int, count: int) -> None:
    """The embedded profile: four people file while a city's workbook comes in."""
    bench.filled("workbook", size, [WARM])
    begins = time.monotonic() + MAKING_READY
    people = [bench.start("file", "workbook", person=no, seconds=25, begins=begins) for no in range(1, 5)]
    bench.run("import", "workbook", f"SQLite import beside filings N={size}", count=count, mark="T", begins=begins)
    found = [finished() for finished in people]
    part = Part("SQLite, four people filing beside an import", calibrations=found[0]["calibrations"])
    longest = part.figure("each person's longest filing", "s", *(median(one, "longest filing") for one in found))
    part.judge("SQLite: longest filing while a workbook comes in, s", max(longest.samples), WAITS)
    bench.parts.append(part.content())


def everything(bench: Bench, part: str, sizes: list[int]) -> None:
    """Work on everything at once, `reckon` or `seal`, on a ledger of its own for each size: it leaves its marks."""
    for count in sizes:
        bench.filled(f"{part}{count}", count, [WARM])
        bench.run(part, f"{part}{count}", f"{part} N={count}", count=count)


def the_map(bench: Bench, sizes: list[int]) -> None:
    """What the map fetches, at each number of sites, beside ten thousand open entries."""
    for count in sizes:
        bench.filled(f"map{count}", 10_000, [WARM])
        bench.run("viewport", f"map{count}", f"viewport, {count} sites", sites=count)


def ranked(bench: Bench, sizes: list[int]) -> None:
    """A year of each size: a month counted, counted again by hand, published, shown; the month that runs beside it."""
    shown, live = [], []
    for count in sizes:
        database, on = f"rank{count}", f"N={count}"
        bench.fresh(database)
        bench.run("year", database, f"a year, {on}", count=count)
        bench.run("snapshot", database, f"snapshot, {on}", count=count)
        plans = {"plans": plans_of(f"rankings-{count}")}
        bench.run("recount", database, f"recount, {on}", count=count, **plans)
        bench.run("again", database, f"counted again, {on}", count=count, move=max(count // 100, 100))
        bench.run("publish", database, f"publication, {on}", count=count)
        shown.append(bench.run("published", database, f"what is published, {on}", count=count))
        bench.run("so_far", database, f"the month so far, {on}", count=count)
        live.append(bench.run("running", database, f"the running month, {on}", count=count))
        bench.run("board", database, f"board, {on}", count=count)
    if len(sizes) > 1:
        flat(bench, sizes, shown, "ranking page", 1.2)
        flat(bench, sizes, shown, "stored results of the month", 1.2)
        flat(bench, sizes, live, "running month, a duty", FLAT)


def flat(bench: Bench, sizes: list[int], parts: list[dict[str, Any]], name: str, most: float) -> None:
    """A figure of the largest size against that of the smallest."""
    ends = [(size, part) for size, part in zip(sizes, parts, strict=True) if size in (sizes[0], sizes[-1])]
    (small, first), (large, last) = ends[0], ends[-1]
    if any(row["name"].startswith(f"{name}, N=") for row in first["figures"]):
        times = median(last, f"{name}, N={large}") / median(first, f"{name}, N={small}")
        bench.judge(name, f"{name}, N={large} against N={small}", times, most, [first, last])


def plans_of(name: str) -> str:
    """Where the plans of a part go."""
    path = ROOT / "var" / "bench" / f"plans-{name}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    return str(path)


def snapshot(bench: Bench, count: int) -> None:
    """The job that counts a month of so many entries."""
    database = f"month{count}"
    bench.fresh(database)
    bench.run("year", database, f"a month of N={count}", count=count, only=True)
    bench.run("snapshot", database, f"snapshot of a month, N={count}", count=count)
    bench.run("again", database, f"counted again, a month of N={count}", count=count, move=count // 20)


def main() -> int:
    """The chosen parts, then the result."""
    usual = ("sweep", "pages", "find", "memory", "filing", "list", "photo", "sqlite", "import", "reckon", "seal",
             "zones", "map", "frames", "rankings")  # fmt: skip
    known = (*usual, "peer")
    reader = argparse.ArgumentParser(prog="make bench", description="Measure the platform; see docs/performance.md.")
    reader.add_argument("what", nargs="*", default=[], help=" ".join(known))
    reader.add_argument("--sites", type=int, default=5000, help="how many sites a workbook brings")
    reader.add_argument(
        "--month", type=int, default=300_000, help="how many entries a ranked month has; 0: none is made"
    )
    reader.add_argument("--n", default="10000,100000,1000000", help="how many running duties")
    chosen = reader.parse_args()
    what = chosen.what or list(usual)
    if unknown := set(what) - set(known):
        reader.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    sizes = [int(word) for word in chosen.n.split(",")]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="taizhang-bench-")))
        alone = {"sqlite", "photo", "zones", "frames"}  # on SQLite only
        postgres = stack.enter_context(Postgres(**POSTGRES)) if set(what) - alone else None
        bench, embedded = Bench(postgres, folder), Bench(None, folder)
        redis = stack.enter_context(Redis()) if "rankings" in what and redis_program() else None
        office = Bench(postgres, folder, redis)  # as a large one runs it; without Redis what is kept lies in PostgreSQL
        try:
            if "sweep" in what:
                sweep(bench, sizes)
            if "pages" in what:
                pages(bench, sizes)
            if "find" in what:
                find(bench, sizes)
                find(embedded, [min(sizes[-1], 100_000)])
            if "memory" in what:
                memory(bench)
            if "filing" in what:
                through_api.measure(bench, min(sizes[-1], 100_000))
            if "list" in what:
                through_api.lists(bench, min(sizes[-1], 100_000))
            for part in ("reckon", "seal"):
                if part in what:
                    everything(bench, part, [size for size in sizes if part == "seal" or size <= 100_000])
            if "map" in what:
                the_map(bench, [size for size in sizes if size <= 100_000])
            if "frames" in what:
                embedded.run("frames", "frames", "frames of the map", sites=10_000, zones=500)
            if "rankings" in what:
                ranked(office, [size for size in sizes if size >= 10_000])
                if chosen.month:
                    snapshot(office, chosen.month)
            if "peer" in what:
                peer.measure(bench, [size for size in sizes if size <= 100_000])
            if "zones" in what:
                embedded.run("placing", "zones", "sites into zones")
                embedded.run("gaps", "gaps", "gaps of a large city")
                embedded.run("partition", "partition", "an area among teams")
            if "photo" in what:
                embedded.run("photo", "photo", "photo")
            if "sqlite" in what:
                sqlite(embedded, min(sizes[-1], 100_000))
            if "import" in what:
                imports(bench, sizes, chosen.sites)
                imports_on_sqlite(embedded, min(sizes[-1], 100_000), chosen.sites)
        finally:
            parts = bench.parts + office.parts + embedded.parts
            path = report.save(ROOT / "var" / "bench", parts)
            print(f"\n{report.table(parts)}\n\n{path}\n{path.with_suffix('.md')}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
