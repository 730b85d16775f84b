"""The API with everything real beside the bare Django + DRF app: filings and insert, list and list, in turns."""

import json
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.kit import Part
from benchmarks.runner import Bench
from config.services import Redis, free_port, redis_program, wait_for

PATH = "/api/v1/tickets"
READERS = ("office", "team_leader", "clerk_00")
RUNS, SECONDS, EACH = 5, 4, 2500  # EACH: more requests than one run can send
SERVER = "-m gunicorn {} --preload --worker-class gthread --workers 2 --threads 4 --log-level error --bind 127.0.0.1:{}"
BARE_BODY = {
    "title": "Blocked fire lane",
    "body": "Parked vans since morning, photo attached, third report this week, residents ask for a bollard. " * 2,
    "unit_id": 7,
    "priority": 3,
    "due_at": "2026-12-24T08:00:00Z",
}


def measure(bench: Bench, count: int) -> None:
    """Both servers stand; the clients turn to one, then to the other."""
    bench.filled("filing", count, [])
    if bench.postgres is None:
        raise RuntimeError("the comparison needs PostgreSQL")
    bench.postgres.create_database("bare")
    bare_token = subprocess.check_output(
        [sys.executable, "-m", "benchmarks.bare", str(count)], env=bench.environment("bare"), text=True
    ).strip()
    plan = bench.folder / "filings.json"
    bench.start("requests", "filing", count=(RUNS + 1) * EACH, out=str(plan))()
    filings = json.loads(plan.read_text())
    with ExitStack() as stack, Part("filing through the API") as part:
        redis = stack.enter_context(Redis()).url if redis_program() else ""
        real = stack.enter_context(serving("config.wsgi", {**bench.environment("filing"), "TAIZHANG_REDIS_URL": redis}))
        bare = stack.enter_context(serving("benchmarks.bare", bench.environment("bare")))
        turns: list[tuple[dict[str, Any], dict[str, Any]]] = []
        for run in range(RUNS + 1):
            bodies = filings["bodies"][run * EACH : (run + 1) * EACH]
            ours = posted(bench.folder, real, PATH, filings["authorization"], bodies)
            ceiling = posted(bench.folder, bare, "/tickets", f"Token {bare_token}", [BARE_BODY] * EACH)
            turns.append((ours, ceiling))
        for no, name in enumerate(("filing through the API", "bare Django + DRF insert")):
            part.figure(name, "1/s", *(turn[no]["rate"] for turn in turns[1:]))
            part.figure(f"{name}, p50", "ms", *(turn[no]["p50"] * 1e3 for turn in turns[1:]))
            part.figure(f"{name}, p95", "ms", *(turn[no]["p95"] * 1e3 for turn in turns[1:]))
        rates = [part.figures[no].median for no in (0, 3)]
        part.judge("filing through the API against the bare insert", rates[0] / rates[1], 0.65, at_most=False)
    bench.parts.append(part.content())


def lists(bench: "Bench", count: int) -> None:
    """The newest 25 entries for a token, in scope, beside 25 rows by an index."""
    bench.filled("lists", count, [])
    if bench.postgres is None:
        raise RuntimeError("the comparison needs PostgreSQL")
    bench.postgres.create_database("barelists")
    bare_token = subprocess.check_output(
        [sys.executable, "-m", "benchmarks.bare", str(count)], env=bench.environment("barelists"), text=True
    ).strip()
    tokens = bench.folder / "tokens.json"
    bench.start("keys", "lists", people=list(READERS), out=str(tokens))()
    keys = json.loads(tokens.read_text())
    with ExitStack() as stack, Part("lists through the API") as part:
        redis = stack.enter_context(Redis()).url if redis_program() else ""
        real = stack.enter_context(serving("config.wsgi", {**bench.environment("lists"), "TAIZHANG_REDIS_URL": redis}))
        bare = stack.enter_context(serving("benchmarks.bare", bench.environment("barelists")))
        turns: list[dict[str, dict[str, Any]]] = []
        for _run in range(RUNS + 1):
            found = {name: fetched(bench.folder, real, f"{PATH}/", keys[name]) for name in READERS}
            turns.append({**found, "bare": fetched(bench.folder, bare, "/tickets?unit=7", f"Token {bare_token}")})
        for name in ("bare", *READERS):
            part.figure(f"list of 25, {name}", "1/s", *(turn[name]["rate"] for turn in turns[1:]))
            part.figure(f"list of 25, {name}, p50", "ms", *(turn[name]["p50"] * 1e3 for turn in turns[1:]))
        for name in READERS:
            ratios = sorted(turn[name]["rate"] / turn["bare"]["rate"] for turn in turns[1:])
            part.judge(f"list of 25 for {name} against the bare list", ratios[RUNS // 2], 1.0, at_most=False)
    bench.parts.append(part.content())


@contextmanager
def serving(application: str, environment: dict[str, str]) -> Iterator[int]:
    """gunicorn as the launcher starts it; its port."""
    port = free_port()
    command = [sys.executable, *SERVER.format(application, port).split()]
    process = subprocess.Popen(command, env=environment)
    try:
        wait_for(lambda: answers(port), application)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def answers(port: int) -> bool:
    """Whether somebody listens there."""
    import socket

    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def posted(folder: Path, port: int, path: str, authorization: str, bodies: list[dict[str, Any]]) -> dict[str, Any]:
    """One run of the client."""
    plan = folder / f"plan-{secrets.token_hex(4)}.json"
    content = {"port": port, "path": path, "authorization": authorization, "bodies": bodies, "seconds": SECONDS}
    return sent(plan, content)


def fetched(folder: Path, port: int, path: str, authorization: str) -> dict[str, Any]:
    """One run of the client that only asks."""
    plan = folder / f"plan-{secrets.token_hex(4)}.json"
    return sent(plan, {"port": port, "path": path, "authorization": authorization, "gets": EACH, "seconds": SECONDS})


def sent(plan: Path, content: dict[str, Any]) -> dict[str, Any]:
    """What the client measured."""
    plan.write_text(json.dumps(content))
    found = json.loads(subprocess.check_output([sys.executable, "-m", "benchmarks.client", str(plan)], text=True))
    if found["wrong"]:
        raise SystemExit(f"a request was refused: {found['wrong'][0]}")
    return found
