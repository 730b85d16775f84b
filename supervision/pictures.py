"""Pictures judged by their content and made ready to show. Pure: files in, facts and files out, no database, no words.

Limits: 20 MB and 60 megapixels, the latter read from the header before anything is decoded. Of an animated picture or a
burst the first (primary) frame is shown; the original keeps the rest. Data after the end of a picture is left alone:
phones put a short film there.
"""

import hashlib
import io
import os
import re
import threading
import unicodedata
import uuid
import warnings
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, cast

import pillow_heif
from PIL import Image

from supervision import exif
from supervision.file_marks import BLOCK, SeekableBytes, begins_as_picture, boxes, foreign_kind, jpeg_scans

MAX_BYTES = 20 * 1000 * 1000
MAX_PIXELS = 60_000_000
# Real progressive pictures have about ten scans; thousands of them are a small file that takes minutes to decode.
MAX_SCANS = 100
NAME_LENGTH = 100

pillow_heif.register_heif_opener(thumbnails=False)
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
# Pillow's name -> ours and the MIME type. MPO is a JPEG that carries further JPEGs (depth, brightness) behind it.
KINDS = {
    "JPEG": ("JPEG", "image/jpeg"),
    "MPO": ("JPEG", "image/jpeg"),
    "PNG": ("PNG", "image/png"),
    "WEBP": ("WebP", "image/webp"),
    "HEIF": ("HEIC", "image/heic"),
}
# Formats whose decoder can shrink while it reads.
DRAFTED = ("JPEG", "MPO")
SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "image/heic": ".heic"}
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# A full decode of the largest picture takes 240 MB; one at a time in each process is enough for the few that need it.
_full_decode = threading.Lock()


class PictureRefused(Exception):
    """The file is not a picture that can be kept. `code` is one of: empty, too_big, too_many_pixels, foreign,
    not_a_picture, damaged; `params` are the numbers and names its sentence needs.
    """

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True)
class PictureFacts:
    """What is known of a picture; width and height are those of the picture turned upright."""

    sha256: str
    size: int
    format: str
    mime: str
    width: int
    height: int
    orientation: int
    taken_at: datetime | None
    lon: Decimal | None
    lat: Decimal | None
    motion_trailer: bool


def inspect(file: SeekableBytes, *, zone: tzinfo) -> PictureFacts:
    """Facts of a seekable file, read in blocks and decoded once to be sure; PictureRefused says why it cannot be kept.

    `zone` is the city's: the time zone of a capture time written without one.
    """
    size = file.seek(0, os.SEEK_END)
    if not size:
        raise PictureRefused("empty")
    if size > MAX_BYTES:
        raise PictureRefused("too_big", megabytes=MAX_BYTES // 1_000_000)
    sha256 = _sha256(file)
    with _opened(file) as picture:
        kind, mime = KINDS[picture.format or ""]
        film = _moving(file, kind)
        width, height = _proven_size(picture)
        seen = exif.read_exif(picture)
    turn = exif.orientation(seen)
    if turn >= 5:
        width, height = height, width
    lon, lat = exif.place(seen) or (None, None)
    return PictureFacts(
        sha256, size, kind, mime, width, height, turn, exif.taken_at(seen, zone), lon, lat, motion_trailer=film
    )


def make_derivatives(source: str | Path | SeekableBytes, out_320: Path, out_1600: Path) -> None:
    """Write the two JPEGs people look at: upright, longest side at most 320 and 1600, nothing in them but the picture.

    Each appears whole or not at all, so that two workers may make the same one. PictureRefused when the source cannot
    be decoded; OSError when it cannot be read or the result not be written.
    """
    with _opened(source) as picture:
        if picture.format in DRAFTED:
            # draft() takes the smaller ratio of the two sides: only a box of the picture's own shape, rounded down,
            # lets it shrink at all.
            picture.draft("RGB", _scaled(picture.size, 1600, rounding=int))
        with _turn_to_decode(picture):
            picture.load()
            large = _shrunk(_resizable(picture), 1600)
        turn = exif.orientation(exif.read_exif(picture))
    large = _on_white(large)
    if turn in UPRIGHT:
        large = large.transpose(UPRIGHT[turn])
    _write(large, out_1600)
    _write(_shrunk(large, 320), out_320)


def shown_name(raw: str) -> str:
    """A sent file name as it may be shown: no folders, no control or direction marks, at most 100 characters."""
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", raw))[-1]
    spaced = "".join(" " if unicodedata.category(letter) in ("Zl", "Zp", "Cc") else letter for letter in name)
    printable = "".join(letter for letter in spaced if not unicodedata.category(letter).startswith("C"))
    name = " ".join(printable.split()).lstrip(".")
    if len(name) > NAME_LENGTH:
        stem, dot, suffix = name.rpartition(".")
        tail = dot + suffix if stem and len(suffix) <= 5 else ""
        name = name[: NAME_LENGTH - 1 - len(tail)] + "…" + tail
    return name or "photo"


def _sha256(file: SeekableBytes) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while block := file.read(BLOCK):
        digest.update(block)
    return digest.hexdigest()


@contextmanager
def _opened(source: str | Path | SeekableBytes) -> Iterator[Image.Image]:
    """The picture, its header read and its size within bounds; whatever the decoder says inside becomes a refusal."""
    try:
        if not isinstance(source, str | Path):
            source.seek(0)
        with Image.open(cast(IO[bytes], source), formats=FORMATS) as picture:
            _within_bounds(picture.size)
            yield picture
    except (PictureRefused, MemoryError):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureRefused("too_many_pixels", megapixels=MAX_PIXELS // 1_000_000) from error
    except Exception as error:
        # Decoders fail on hostile bytes with errors of every kind; only a disk that failed is not the file's fault.
        if isinstance(error, OSError) and error.errno:
            raise
        raise _why_not(source) from error


def _within_bounds(size: tuple[int, int]) -> None:
    if size[0] * size[1] > MAX_PIXELS:
        raise PictureRefused("too_many_pixels", megapixels=MAX_PIXELS // 1_000_000)


def _why_not(source: str | Path | SeekableBytes) -> PictureRefused:
    """The refusal for a file that could not be decoded, by how it begins."""
    with Path(source).open("rb") if isinstance(source, str | Path) else nullcontext(source) as file:
        if begins_as_picture(file):
            return PictureRefused("damaged")
        kind = foreign_kind(file)
    return PictureRefused("foreign", kind=kind) if kind else PictureRefused("not_a_picture")


def _proven_size(picture: Image.Image) -> tuple[int, int]:
    """Stored width and height, after a decode that proves the picture is whole (JPEG: at an eighth, nearly free)."""
    size = picture.size
    if picture.format in DRAFTED:
        picture.draft("RGB", (max(1, size[0] // 8), max(1, size[1] // 8)))
    with _turn_to_decode(picture):
        picture.load()
        size = size if picture.format in DRAFTED else picture.size
    _within_bounds(size)
    return size


def _turn_to_decode(picture: Image.Image) -> AbstractContextManager[Any]:
    """JPEGs are decoded small and wait for nobody."""
    return nullcontext() if picture.format in DRAFTED else _full_decode


def _moving(file: SeekableBytes, kind: str) -> bool:
    """Whether a film follows the picture; the file is left where the decoder had it."""
    position = file.tell()
    try:
        if kind == "HEIC":
            return b"mpvd" in boxes(file)
        if kind != "JPEG":
            return False
        scans, film = jpeg_scans(file)
        if scans > MAX_SCANS:
            raise PictureRefused("damaged")
        return film
    finally:
        file.seek(position)


def _scaled(size: tuple[int, int], side: int, rounding: Any = round) -> tuple[int, int]:
    """The size whose longest side is `side`; never larger than it was, never without a pixel."""
    ratio = min(1.0, side / max(size))
    return max(1, rounding(size[0] * ratio)), max(1, rounding(size[1] * ratio))


def _shrunk(picture: Image.Image, side: int) -> Image.Image:
    size = _scaled(picture.size, side)
    return picture if size == picture.size else picture.resize(size, Image.Resampling.BICUBIC)


def _resizable(picture: Image.Image) -> Image.Image:
    """In a mode whose pixels can be mixed: palettes, single bits and 16 bits cannot."""
    if picture.has_transparency_data:
        return picture.convert("RGBA")
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda level: level * (1 / 256)).convert("L")
    return picture if picture.mode in ("RGB", "L", "CMYK") else picture.convert("RGB")


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture.convert("RGB")
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    return white


def _write(picture: Image.Image, path: Path) -> None:
    """Whole or not at all. Encoded in memory first: Pillow would hide that the disk is full."""
    picture.info = {}  # comments and profiles would travel along
    encoded = io.BytesIO()
    picture.save(encoded, "JPEG", quality=82)
    draft = path.with_name(f"{path.name}.{uuid.uuid4().hex}")
    try:
        with draft.open("xb") as out:
            out.write(encoded.getbuffer())
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
