"""Disks that are full: a small one of our own where root may mount it, and a limit on what processes may write."""

import os
import resource
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.faults.keeper import Keeper

BLOCK = 256 * 1024


def may_mount() -> bool:
    """Whether this user on this machine may mount a disk; containers often forbid it to root too."""
    if os.geteuid() != 0:
        return False
    with tempfile.TemporaryDirectory(prefix="tz-probe-") as folder:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True)
        if mounted.returncode == 0:
            subprocess.run(["umount", folder], check=True)
        return mounted.returncode == 0


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[None]:
    """A disk of this size at the folder, which keeps its owner."""
    owner = folder.stat()
    about = f"size={megabytes}m,mode=755,uid={owner.st_uid},gid={owner.st_gid}"
    subprocess.run(["mount", "-t", "tmpfs", "-o", about, "tmpfs", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(disk: Path) -> None:
    """Ballast until not a byte more goes onto the disk; may be repeated."""
    with suppress(OSError), (disk / "ballast").open("ab", buffering=0) as file:
        while True:
            file.write(bytes(BLOCK))
    with suppress(OSError), (disk / "ballast").open("ab", buffering=0) as file:
        while True:
            file.write(bytes(512))


def make_room(disk: Path) -> None:
    """The ballast goes."""
    (disk / "ballast").unlink()


def limit_writing(keeper: Keeper, most: int) -> None:
    """No file of web or worker may grow beyond so many bytes; -1 lifts the limit."""
    for name in ("web", "worker"):
        for pid in keeper.pids(name):
            with suppress(ProcessLookupError):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
