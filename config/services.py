"""Private PostgreSQL and Redis servers for tests and benchmarks, in a short folder, gone afterwards."""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from config.processes import die_with_parent

START_SECONDS = 120
# These servers live for one run: speed may be bought with safety against a power cut, never against a kill.
POSTGRES_OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "shared_buffers": "256MB",
}


def postgres_folder() -> Path | None:
    """Where the server programs are; Debian keeps them in a versioned folder that is not on PATH."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    versions = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(versions, key=lambda path: float(path.parent.name), default=None)


def redis_program() -> str | None:
    return shutil.which("redis-server") or shutil.which("valkey-server")


def chromium_program() -> str | None:
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def free_port() -> int:
    """A port at which nobody listens, below those that the kernel hands out: between this answer and the server that
    is started with it, no connection or server of somebody else comes to have it by chance."""
    while True:
        port = 20_000 + secrets.randbelow(10_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def wait_for(ready: Callable[[], bool], what: str, seconds: float = START_SECONDS) -> None:
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise RuntimeError(f"{what} did not start within {seconds:g} s")
        time.sleep(0.05)


class Server(ABC):
    """Start, stop, kill and restart one private server; also a context manager."""

    def __init__(self, prefix: str) -> None:
        # The system's temp folder: a clone or HOME may be closed to user postgres, and a socket's path must be short.
        self.folder = Path(tempfile.mkdtemp(prefix=prefix, dir="/tmp"))
        self.process: subprocess.Popen | None = None
        self.log = self.folder / "log"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _open(self, command: list[str], log: IO[str], **user: Any) -> subprocess.Popen:
        # SIGINT is the fast way to stop for both: it does not wait for clients.
        leave = partial(die_with_parent, signal.SIGINT)
        return subprocess.Popen(
            command, cwd=self.folder, stdout=log, stderr=log, start_new_session=True, preexec_fn=leave, **user
        )

    @abstractmethod
    def start(self) -> None: ...

    def stop(self, sign: int = signal.SIGINT) -> None:
        if self.process is not None:
            self.process.send_signal(sign)
            self.process.wait(120)
            self.process = None

    def restart(self) -> None:
        self.stop()
        self.start()


class Postgres(Server):
    """A cluster in C.UTF-8 with trust on its own socket; as root it runs as user postgres."""

    def __init__(self, **options: str) -> None:
        super().__init__("tzpg-")
        self.options = {**POSTGRES_OPTIONS, **options}
        programs = postgres_folder()
        if programs is None:
            raise RuntimeError("PostgreSQL is not installed; on Debian: apt-get install postgresql")
        self.programs = programs
        self.user: dict[str, str] = {}
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            self.user = {"user": "postgres", "group": "postgres"}

    def url(self, database: str = "taizhang") -> str:
        return f"postgresql://taizhang@/{database}?host={self.folder}"

    def start(self) -> None:
        data = self.folder / "data"
        if not data.exists():
            self._program(
                "initdb", "-D", str(data), "-U", "taizhang", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"
            )
        settings = [part for name, value in self.options.items() for part in ("-c", f"{name}={value}")]
        command = [str(self.programs / "postgres"), "-D", str(data), "-k", str(self.folder), *settings]
        with self.log.open("a") as log:
            self.process = self._open(command, log, **self._as_user())
        wait_for(self._answers, "PostgreSQL")
        if not self._has("taizhang"):
            self.create_database("taizhang")

    def create_database(self, name: str) -> None:
        self._program("createdb", "-h", str(self.folder), "-U", "taizhang", name)

    def drop_database(self, name: str) -> None:
        self._program("dropdb", "-h", str(self.folder), "-U", "taizhang", "--force", "--if-exists", name)

    def _has(self, database: str) -> bool:
        words = ["-h", str(self.folder), "-U", "taizhang", "-d", "postgres", "-Atc"]
        return database in self._program("psql", *words, "SELECT datname FROM pg_database").split()

    def _answers(self) -> bool:
        probe = [str(self.programs / "pg_isready"), "-q", "-h", str(self.folder), "-U", "taizhang", "-d", "postgres"]
        return subprocess.run(probe).returncode == 0

    def _as_user(self) -> dict:
        return {**self.user, "extra_groups": []} if self.user else {}

    def _program(self, name: str, *arguments: str) -> str:
        done = subprocess.run(
            [str(self.programs / name), *arguments], cwd=self.folder, capture_output=True, text=True, **self._as_user()
        )
        if done.returncode:
            raise RuntimeError(f"{name} failed: {done.stderr.strip()}")
        return done.stdout


class Redis(Server):
    """A server that keeps nothing on disk, on a free port of the loopback."""

    def __init__(self) -> None:
        super().__init__("tzredis-")
        program = redis_program()
        if program is None:
            raise RuntimeError("Redis is not installed; on Debian: apt-get install redis-server")
        self.program = program
        self.port = free_port()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        settings = [
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
            "--databases",
            "64",
        ]
        with self.log.open("a") as log:
            self.process = self._open([self.program, *settings, "--dir", str(self.folder)], log)
        wait_for(self._answers, "Redis")

    def flush(self) -> None:
        self._ask(b"FLUSHALL\r\n")

    def _answers(self) -> bool:
        return self._ask(b"PING\r\n").startswith(b"+PONG")

    def _ask(self, command: bytes) -> bytes:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 2) as talk:
                talk.sendall(command)
                return talk.recv(64)
        except OSError:
            return b""
