"""The newcomer's first minutes, for real: a fresh clone, an empty HOME, a bare PATH, then `make run`.

Passes when /readyz answers within three minutes and Ctrl-C leaves nothing behind. Standard library only.
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
READY_SECONDS = 180
WARM_SECONDS = 10
STOP_SECONDS = 20
PROGRAMS = ("make", "git", "sh", "sed", "grep")
COREUTILS = (
    *("basename", "cat", "chmod", "cp", "cut", "date", "dirname", "echo", "env", "expr", "head", "id", "ln", "ls"),
    *("mkdir", "mktemp", "mv", "nproc", "printf", "pwd", "readlink", "realpath", "rm", "rmdir", "sleep", "sort"),
    *("tail", "tee", "test", "touch", "tr", "true", "uname", "uniq", "wc"),
)


def bare_path(folder: Path) -> Path:
    """A folder with these programs and no other: no node, no npm, no uv, no psql."""
    folder.mkdir()
    for name in (*PROGRAMS, *COREUTILS):
        program = shutil.which(name)
        if program:
            (folder / name).symlink_to(program)
    # The interpreter itself, not a version manager's wrapper, which would need the rest of PATH.
    (folder / "python3").symlink_to(Path(sys.executable).resolve())
    return folder


def free_port() -> int:
    """Below those that the kernel hands out: minutes pass before the platform takes it, and pip connects meanwhile."""
    while True:
        port = 20_000 + secrets.randbelow(10_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def environment(folder: Path) -> dict[str, str]:
    """The machine's own environment (its proxies and certificates), less everything a newcomer would not have."""
    dropped = ("TAIZHANG_", "VIRTUAL_ENV", "PYTHON", "UV_", "XDG_", "CI", "MAKE", "MFLAGS")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    home = folder / "home"
    home.mkdir()
    return {**kept, "HOME": str(home), "PATH": str(bare_path(folder / "bin"))}


def ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def leftovers(clone: Path) -> list[str]:
    """Processes that still run out of the clone."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            place = (entry / "cwd").readlink()
        except OSError:
            continue
        if str(clone) in command or place == clone or clone in place.parents:
            found.append(f"{entry.name}: {command}")
    return found


def stop(process: subprocess.Popen) -> None:
    """What a terminal does on Ctrl-C."""
    os.killpg(process.pid, signal.SIGINT)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        raise SystemExit(f"rehearsal: did not stop within {STOP_SECONDS} s") from None


def start_and_stop(clone: Path, environ: dict[str, str], within: float) -> float:
    """Seconds until ready; raises SystemExit with a sentence when it is not, or does not stop cleanly."""
    port = free_port()
    begun = time.monotonic()
    process = subprocess.Popen(["make", "run", f"PORT={port}"], cwd=clone, env=environ, start_new_session=True)
    while not ready(port):
        if process.poll() is not None:
            raise SystemExit(f"rehearsal: make run ended with code {process.returncode} before it was ready")
        if time.monotonic() - begun > within:
            stop(process)
            raise SystemExit(f"rehearsal: not ready within {within:.0f} s")
        time.sleep(0.2)
    took = time.monotonic() - begun
    stop(process)
    if left := leftovers(clone):
        raise SystemExit("rehearsal: these are still running: " + "; ".join(left))
    return took


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="taizhang-rehearsal-"))
    try:
        clone = folder / "taizhang"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        environ = environment(folder)
        cold = start_and_stop(clone, environ, READY_SECONDS)
        print(f"rehearsal: ready {cold:.0f} s after the first make run", flush=True)
        warm = start_and_stop(clone, environ, READY_SECONDS)
        print(f"rehearsal: ready {warm:.1f} s after the second make run", flush=True)
        if warm > WARM_SECONDS:
            raise SystemExit(f"rehearsal: a later start must take at most {WARM_SECONDS} s")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
