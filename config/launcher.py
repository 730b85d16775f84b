"""`make run`: prepares, then keeps web, worker and beat alive until it is told to stop."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from config.env import Env
from config.processes import die_with_parent
from supervision.demo_signins import PASSWORD, SIGNINS

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
STOP_SECONDS = 15
# A child that lived this long starts over with a short pause when it dies.
STEADY_SECONDS = 30
LONGEST_PAUSE = 30
# Celery warns at length when root starts it, which a container's user always is.
QUIET_ROOT = "ignore:You're running the worker with superuser privileges"
ENVIRONMENT = {**os.environ, "PYTHONWARNINGS": QUIET_ROOT, "PYTHONUNBUFFERED": "1"}


def say(sentence: str) -> None:
    sys.stdout.write(f"taizhang: {sentence}\n")
    sys.stdout.flush()


def commands(port: int, data: Path) -> dict[str, list[str]]:
    """How each child is started."""
    web = f"-m gunicorn config.wsgi --preload --bind {HOST}:{port} --worker-class gthread --workers 2 --threads 4"
    web += " --timeout 60 --graceful-timeout 10 --max-requests 2000 --max-requests-jitter 200 --log-level warning"
    celery = "-m celery -A config.celery"
    worker = f"{celery} --quiet worker -P threads -c 3 --without-gossip --without-mingle --loglevel WARNING"
    beat = [*f"{celery} --quiet beat --pidfile= --loglevel WARNING -s".split(), str(data / "celerybeat-schedule")]
    return {
        "web": [sys.executable, *web.split()],
        "worker": [sys.executable, *worker.split()],
        "beat": [sys.executable, *beat],
    }


@dataclass
class Child:
    """One process that is started again, after a growing pause, whenever it dies."""

    name: str
    command: list[str]
    process: subprocess.Popen | None = None
    started: float = 0.0
    start_again: float = 0.0
    failures: int = field(default=0)

    def start(self, now: float) -> None:
        # A session of its own: Ctrl-C must reach the launcher only, which then stops the children in its way.
        self.process = subprocess.Popen(
            self.command, cwd=ROOT, env=ENVIRONMENT, start_new_session=True, preexec_fn=die_with_parent
        )
        self.started = now

    def tend(self, now: float) -> None:
        if self.process is None:
            if now >= self.start_again:
                self.start(now)
            return
        code = self.process.poll()
        if code is None:
            return
        self.failures = 1 if now - self.started > STEADY_SECONDS else self.failures + 1
        pause = min(LONGEST_PAUSE, 0.5 * 2 ** (self.failures - 1))
        say(f"{self.name} ended with code {code}; starting it again in {pause:g} s")
        self.process, self.start_again = None, now + pause


class Launcher:
    def __init__(self, port: int, data: Path, demo: bool) -> None:
        self.port = port
        self.demo = demo
        self.children = [Child(name, command) for name, command in commands(port, data).items()]
        self.stopping = False
        self.announced = False
        self.next_look = 0.0

    def ask_to_stop(self, *_: object) -> None:
        self.stopping = True

    def prepare(self) -> None:
        """Bring database and files up to the code; a wish to stop ends it, and the next start does it again."""
        command = [sys.executable, "manage.py", "prepare"]
        process = subprocess.Popen(command, cwd=ROOT, start_new_session=True, preexec_fn=die_with_parent)
        while process.poll() is None and not self.stopping:
            time.sleep(0.1)
        if self.stopping:
            process.terminate()
        if process.wait() and not self.stopping:
            raise SystemExit("taizhang: the platform could not be prepared; the lines above say why")

    def run(self) -> None:
        while not self.stopping:
            now = time.monotonic()
            for child in self.children:
                child.tend(now)
            if not self.announced and now >= self.next_look:
                self.announce_when_ready()
                self.next_look = now + 0.5
            time.sleep(0.1)
        self.stop()

    def announce_when_ready(self) -> None:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{self.port}/readyz", timeout=2):
                self.announced = True
        except (urllib.error.URLError, OSError):
            return
        say(f"ready at http://{HOST}:{self.port}/ (stop with Ctrl-C)")
        if self.demo:
            say(f"demo sign-ins, password {PASSWORD}: {', '.join(SIGNINS)}")

    def stop(self) -> None:
        """Signal main processes only (a pool stops its own), wait, and kill what is still there."""
        say("stopping")
        running = [child.process for child in self.children if child.process]
        for process in running:
            if process.poll() is None:
                process.terminate()
        end = time.monotonic() + STOP_SECONDS
        for process in running:
            try:
                process.wait(max(0.0, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        say("stopped")


def refuse_busy_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise SystemExit(
                f"taizhang: port {port} is not free ({error.strerror}); try make run PORT={port + 1}"
            ) from None


def hold(data: Path) -> IO[str]:
    """One launcher for one data folder: two beats are harmless, two of everything is a mistake."""
    data.mkdir(parents=True, exist_ok=True)
    lock = (data / "launcher.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise SystemExit(f"taizhang: another `make run` is using {data}; stop it first, or set TAIZHANG_DATA") from None
    return lock


def main() -> None:
    env = Env()
    port = env.whole("PORT", 8000, least=1, most=65535)
    data = env.folder("DATA", ROOT / "var")
    refuse_busy_port(port)
    lock = hold(data)
    launcher = Launcher(port, data, demo=env.flag("DEMO"))
    signal.signal(signal.SIGTERM, launcher.ask_to_stop)
    signal.signal(signal.SIGINT, launcher.ask_to_stop)
    launcher.prepare()
    launcher.run()
    lock.close()


if __name__ == "__main__":
    main()
