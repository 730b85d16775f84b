"""Where the bytes of pictures lie: originals and derivatives under the hash of the original, in the storage `evidence`.

    originals/ab/cd/<sha256>          as sent
    derived/ab/cd/<sha256>-320.jpg    and -1600.jpg, what people look at
    incoming/                         drafts being written; a crash leaves them here, `drop_old_drafts` removes them

A name holds one content for ever, so a put may replace: it is an atomic rename on a disk and one upload on an object
store. Nothing here asks the database.
"""

import hashlib
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.core.exceptions import ImproperlyConfigured
from django.core.files import File
from django.core.files.storage import Storage, storages

from supervision.file_marks import SeekableBytes

BLOCK = 256 * 1024
SIZES = ("320", "1600")


def original_name(sha256: str) -> str:
    """The storage name of a picture as it was sent."""
    return f"originals/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def derived_name(sha256: str, size: str) -> str:
    """The storage name of a picture as it is shown, size 320 or 1600."""
    return f"derived/{sha256[:2]}/{sha256[2:4]}/{sha256}-{size}.jpg"


def names_of(sha256: str) -> list[str]:
    """Every name under which bytes of this content may lie; the original last, because leftovers are found by it."""
    return [*(derived_name(sha256, size) for size in SIZES), original_name(sha256)]


def open_stored(name: str) -> File:
    """The bytes, for reading; FileNotFoundError when there are none."""
    return _storage().open(name, "rb")


def digest_of_original(sha256: str) -> str | None:
    """SHA-256 of the bytes that lie under this name now; None when there are none."""
    try:
        with open_stored(original_name(sha256)) as file:
            digest = hashlib.sha256()
            for block in iter(lambda: file.read(BLOCK), b""):
                digest.update(block)
    except FileNotFoundError:
        return None
    return digest.hexdigest()


def remove(sha256: str) -> None:
    """Take away the original and what was made of it; harmless when they are gone."""
    for name in names_of(sha256):
        _storage().delete(name)


@contextmanager
def draft_folder() -> Iterator[Path]:
    """A folder of one's own for files in the making, on the same disk as the storage; gone afterwards."""
    folder = _drafts() / uuid.uuid4().hex
    folder.mkdir(parents=True, mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def copy_in(source: SeekableBytes, path: Path) -> None:
    """Write a sent file to a draft, in blocks, and onto the disk itself; OSError when it is full."""
    source.seek(0)
    with path.open("xb") as out:
        shutil.copyfileobj(source, out, BLOCK)
        out.flush()
        os.fsync(out.fileno())


def put(draft: Path, name: str) -> None:
    """Give a finished draft its name; afterwards it is there whole, power cut or not."""
    storage = _storage()
    folder = _folder(name)
    unsafe = _unsafe(folder) if folder else []
    with draft.open("rb") as file:
        kept = storage.save(name, _Draft(file, draft))
    if kept != name:
        storage.delete(kept)
        raise ImproperlyConfigured(f"The storage 'evidence' must overwrite: it kept {name} as {kept}.")
    for place in unsafe:
        _write_down(place)


def originals_in(shard: str) -> list[str]:
    """Hashes of the originals whose name begins with these two digits."""
    storage, found = _storage(), []
    with suppress(FileNotFoundError):
        for folder in storage.listdir(f"originals/{shard}")[0]:
            found += storage.listdir(f"originals/{shard}/{folder}")[1]
    return found


def drop_old_drafts(before: datetime) -> int:
    """Remove what crashed processes left in the making."""
    dropped = 0
    with suppress(FileNotFoundError):
        for folder in _drafts().iterdir():
            with suppress(FileNotFoundError):
                if folder.stat().st_mtime < before.timestamp():
                    shutil.rmtree(folder, ignore_errors=True)
                    dropped += 1
    return dropped


def _drafts() -> Path:
    """Beside the files, so that giving a name is a rename; in the system's temporary folder when they are elsewhere."""
    return _folder("incoming/any") or Path(tempfile.gettempdir()) / "taizhang-incoming"


def _folder(name: str) -> Path | None:
    """The folder of a name on this machine's disk; None on an object store."""
    try:
        return Path(_storage().path(name)).parent
    except NotImplementedError:
        return None


class _Draft(File):
    """A file that says where it lies: Django's storage then renames it instead of copying."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        super().__init__(file, name=path.name)
        self._path = path

    def temporary_file_path(self) -> str:
        return str(self._path)


def _storage() -> Storage:
    return storages["evidence"]


def _unsafe(folder: Path) -> list[Path]:
    """Folders that must be on the disk for a new name in this one to survive a power cut: itself and, where it is new
    too, the one it will be made in."""
    places = [folder]
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
        places.append(folder)
    return places


def _write_down(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
