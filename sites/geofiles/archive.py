"""A stranger's zip, opened with care: its list bounded before it is read, its parts while they are unpacked."""

import struct
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import BinaryIO

from django.utils.translation import gettext as _

from sites.geofiles.rows import MAX_BYTES, MAX_UNPACKED, GeoFileError, short

MAX_PARTS = 200
MAX_LIST = 100_000  # bytes of the list at the end
END = b"PK\x05\x06"
LARGE = b"PK\x06\x07"
TAIL = 65_535 + 22
PIECE = 1_000_000
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
PACKED = (".zip", ".rar", ".7z", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".kmz")
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,  # a part with a password of its own
    ValueError,
    LookupError,
)


class Archive:
    """The parts of a zip by name; what is unpacked is counted over all of them."""

    def __init__(self, file: BinaryIO) -> None:
        """GeoFileError when it is broken, encrypted, a bomb, or leads out of its folder."""
        check_list(file)
        try:
            self.zip = zipfile.ZipFile(file)
            files = [part for part in self.zip.infolist() if not part.is_dir() and not hidden(part)]
        except BROKEN:
            raise damaged() from None
        self.parts = {part.filename: part for part in files}
        self.left = MAX_UNPACKED
        self.check_parts()

    @property
    def names(self) -> list[str]:
        """The names of the files in it."""
        return list(self.parts)

    def check_parts(self) -> None:
        """Names, methods and declared sizes."""
        if len(self.parts) > MAX_PARTS:
            raise GeoFileError(_("The zip holds more than %(most)s files.") % {"most": MAX_PARTS})
        for name, part in self.parts.items():
            path = PurePosixPath(name)
            if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in path.parts[0] or "\0" in name:
                raise GeoFileError(
                    _("The zip holds a file that leads out of its folder: %(name)s.") % {"name": short(name)}
                )
            if part.flag_bits & 1:
                raise GeoFileError(_("The zip is protected by a password. Pack it without one."))
            if path.suffix.lower() in PACKED:
                raise GeoFileError(
                    _("There is another archive in the zip: %(name)s. Unpack it first.") % {"name": short(path.name)}
                )
            if part.compress_type not in METHODS:
                raise GeoFileError(_("The zip is packed in an unusual way. Pack it again as an ordinary zip."))
        if sum(part.file_size for part in self.parts.values()) > MAX_UNPACKED:
            raise bomb()

    def read(self, name: str, most: int = MAX_UNPACKED) -> bytes:
        """One part, unpacked piece by piece; it stops at the bound whatever the zip declares."""
        found = bytearray()
        try:
            with self.zip.open(self.parts[name]) as part:
                while piece := part.read(PIECE):
                    self.left -= len(piece)
                    if self.left < 0 or len(found) + len(piece) > most:
                        raise bomb()
                    found += piece
        except GeoFileError:
            raise
        except BROKEN:
            raise damaged() from None
        return bytes(found)


def hidden(part: zipfile.ZipInfo) -> bool:
    """What a Mac adds."""
    path = PurePosixPath(part.filename)
    return path.parts[:1] == ("__MACOSX",) or path.name.startswith(".")


def check_list(file: BinaryIO) -> None:
    """The list at the end of the zip, before zipfile makes an object of each of its entries."""
    size = file.seek(0, 2)
    if size > MAX_BYTES:
        raise too_big()
    file.seek(max(0, size - TAIL))
    tail = file.read(TAIL)
    place = len(tail) - 22 if tail[-22:-18] == END and tail[-2:] == b"\0\0" else tail.rfind(END)
    if place < 0 or len(tail) - place < 22:
        raise damaged()
    entries, length = struct.unpack("<HL", tail[place + 10 : place + 16])
    if tail[place - 20 : place - 16] == LARGE or entries > MAX_PARTS or length > MAX_LIST:
        raise GeoFileError(_("The zip holds more than %(most)s files.") % {"most": MAX_PARTS})
    file.seek(0)


def too_big() -> GeoFileError:
    """Larger than is taken."""
    return GeoFileError(
        _("The file is larger than %(most)s MB. Send the layer in parts.") % {"most": MAX_BYTES // 1_000_000}
    )


def bomb() -> GeoFileError:
    """Small on the way, large unpacked."""
    return GeoFileError(_("Unpacked, the zip would be larger than %(most)s MB.") % {"most": MAX_UNPACKED // 1_000_000})


def damaged() -> GeoFileError:
    """Cut off or broken."""
    return GeoFileError(_("The zip is damaged or was not sent whole. Pack it once more."))
