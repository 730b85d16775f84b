"""The platform's processes as `make run` starts them, each started again when it dies; and the clerk beside them."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config.launcher import ROOT, commands, die_with_parent
from config.services import free_port

# Seconds for anything that takes two on an idle machine; in a long series a job may first wait for its turn.
PATIENCE = 900 if os.environ.get("TAIZHANG_SOAK") else 300


def wait_until(true: Callable[[], Any], what: str, seconds: float = PATIENCE, pause: float = 0.05) -> Any:
    """The first true answer; an error that names what was waited for."""
    end = time.monotonic() + seconds
    while not (answer := true()):
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {seconds:g} s")
        time.sleep(pause)
    return answer


def kill(process: subprocess.Popen) -> None:
    """SIGKILL to the process and all it has started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def children(pid: int) -> list[int]:
    with suppress(FileNotFoundError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


@dataclass
class Keeper:
    """Keeps the named processes alive; `kills` counts how many were killed from outside."""

    data: Path
    environment: dict[str, str]
    port: int = field(default_factory=free_port)
    running: dict[str, subprocess.Popen] = field(default_factory=dict)
    kills: int = 0
    clock_off: dict[str, int] = field(default_factory=dict)  # minutes by which a process's machine clock is wrong

    def __post_init__(self) -> None:
        self.logs = self.data / "logs"
        self.logs.mkdir(exist_ok=True)
        self.lock = threading.RLock()
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._tend, daemon=True)
        self.thread.start()

    def start(self, *names: str) -> None:
        with self.lock:
            for name in names:
                if name not in self.running:
                    self.running[name] = self._start(name)

    def stop(self, *names: str) -> None:
        """Kills for good; all when none is named."""
        with self.lock:
            for name in names or list(self.running):
                if name in self.running:
                    kill(self.running.pop(name))

    def kill(self, name: str, chance: random.Random | None = None) -> None:
        """SIGKILL at this moment; of web, with `chance`, now and then one of its two processes instead of all."""
        with self.lock:
            process = self.running[name]
            some = children(process.pid) if chance and name == "web" and chance.random() < 0.5 else []
            if chance and some:
                with suppress(ProcessLookupError):
                    os.kill(chance.choice(some), signal.SIGKILL)
            else:
                kill(process)
        self.kills += 1

    def pids(self, name: str) -> list[int]:
        with self.lock:
            return [self.running[name].pid, *children(self.running[name].pid)]

    def answers(self, page: str = "healthz") -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{page}", timeout=10):
                return True
        except (urllib.error.URLError, OSError):
            return False

    def wait_ready(self) -> None:
        """The database answers, worker and beat have ticked lately."""
        wait_until(lambda: self.answers("readyz"), "the platform is not ready", pause=0.2)

    def close(self) -> None:
        self.over.set()
        self.thread.join()
        self.stop()

    def _start(self, name: str) -> subprocess.Popen:
        kind = name.removesuffix("_2")
        place = self.data if kind == name else self.logs
        command = commands(self.port, place)[kind]
        if name == "worker_2":
            command = [*command, "--hostname", "second@%h"]
        with (self.logs / f"{name}.log").open("a") as log:
            return subprocess.Popen(
                command,
                cwd=ROOT,
                env={**self.environment, "TAIZHANG_TEST_CLOCK_OFF": str(self.clock_off.get(name, 0))},
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )

    def _tend(self) -> None:
        while not self.over.wait(0.02):
            with self.lock:
                for name, process in self.running.items():
                    if process.poll() is not None:
                        kill(process)  # what it had started dies with it
                        self.running[name] = self._start(name)


class Clerk:
    """The other end of tests/faults/clerk.py."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        with log.open("a") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.clerk"],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )

    def ask(self, do: str, **given: Any) -> Any:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"do": do, "with": given}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if "error" in answer:
            raise AssertionError(answer["error"])
        return answer["answer"]

    def close(self) -> None:
        kill(self.process)
