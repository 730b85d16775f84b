"""Pictures made in the test that uses them: good ones, odd ones and hostile ones."""

import io
import struct
import zlib
from fractions import Fraction
from typing import Any

import pillow_heif
from PIL import ExifTags, Image, ImageDraw

pillow_heif.register_heif_opener()

# Corners of a scene, clockwise from the top left, seen upright.
CORNERS = {
    "top left": (220, 30, 30),
    "top right": (30, 170, 30),
    "bottom right": (30, 30, 220),
    "bottom left": (230, 200, 30),
}
STORED_AS = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def scene(width: int = 640, height: int = 480) -> Image.Image:
    """Four corners of different colours around a grey middle."""
    picture = Image.new("RGB", (width, height), (128, 128, 128))
    draw = ImageDraw.Draw(picture)
    x, y = width // 3, height // 3
    boxes = [(0, 0, x, y), (width - x, 0, width, y), (width - x, height - y, width, height), (0, height - y, x, height)]
    for box, colour in zip(boxes, CORNERS.values(), strict=True):
        draw.rectangle(box, fill=colour)
    return picture


def noise(width: int = 640, height: int = 480) -> Image.Image:
    """A picture that does not compress: every call gives another one."""
    return Image.effect_noise((width, height), 80).convert("RGB")


def saved(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def exif(
    orientation: int | None = None,
    taken: str | bytes = "",
    offset: str = "",
    lat: tuple | None = None,
    lon: tuple | None = None,
    sides: tuple[str, str] = ("N", "E"),
) -> Image.Exif:
    """EXIF as a phone writes it; lat and lon are (degrees, minutes, seconds)."""
    block = Image.Exif()
    block[ExifTags.Base.Make] = "TestPhone"
    if orientation is not None:
        block[ExifTags.Base.Orientation] = orientation
    details = block.get_ifd(ExifTags.IFD.Exif)
    if taken:
        details[ExifTags.Base.DateTimeOriginal] = taken
    if offset:
        details[ExifTags.Base.OffsetTimeOriginal] = offset
    if lat and lon:
        gps = block.get_ifd(ExifTags.IFD.GPSInfo)
        gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLongitudeRef] = sides
        gps[ExifTags.GPS.GPSLatitude], gps[ExifTags.GPS.GPSLongitude] = lat, lon
    return block


def turned(orientation: int) -> bytes:
    """The scene as a camera held another way stores it, with the EXIF that says so."""
    way = STORED_AS[orientation]
    stored = scene() if way is None else scene().transpose(way)
    return saved(stored, exif=exif(orientation))


def phone_jpeg() -> bytes:
    """Everything a phone puts into a file: EXIF with place, a colour profile, XMP, a comment."""
    return saved(
        scene(2000, 1500),
        exif=exif(6, "2026:11:20 08:15:30", lat=(Fraction(30), Fraction(39), Fraction(3618, 100)), lon=(104, 3, 57.6)),
        icc_profile=b"\0" * 128 + b"profile",
        xmp=b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>somebody</x:xmpmeta>",
        comment=b"a comment",
    )


def motion_photo() -> bytes:
    """A JPEG with a short film behind it, as Android phones make them."""
    return saved(noise()) + struct.pack(">I", 24) + b"ftypmp42" + b"\0" * 12 + noise(64, 64).tobytes()


def png_header(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims any size."""
    data = zlib.compress(b"\0" * 64)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", data)
    )


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def jpeg_claiming(width: int, height: int) -> bytes:
    """A small JPEG whose header was edited to claim another size."""
    good = saved(scene(64, 64))
    at = good.index(b"\xff\xc0") + 5
    return good[:at] + struct.pack(">HH", height, width) + good[at + 4 :]


def jpeg_of_many_scans(count: int) -> bytes:
    """A progressive JPEG in which one scan is repeated: small on the wire, minutes in the decoder."""
    good = saved(scene(64, 64), progressive=True)
    first = good.index(b"\xff\xda")
    second = good.index(b"\xff\xda", first + 2)
    return good[:second] + good[first:second] * count + good[second:]


def heic_claiming(width: int, height: int) -> bytes:
    """A HEIC whose header was edited to claim another size."""
    good = saved(scene(64, 64), "HEIF")
    at = good.index(b"ispe") + 8
    return good[:at] + struct.pack(">II", width, height) + good[at + 8 :]


def text_bomb() -> bytes:
    """A PNG whose compressed comment unpacks to 100 MB."""
    good = saved(scene(64, 64), "PNG")
    bomb = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"\0" * 100_000_000, 9))
    return good[:33] + bomb + good[33:]


SVG = b'<?xml version="1.0"?><!-- hello --><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><body><script>alert(document.cookie)</script></body></html>"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"
