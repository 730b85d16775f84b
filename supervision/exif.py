"""What a camera wrote beside the picture: when, where, which way up. Pure, and forgiving: broken EXIF is no EXIF."""

from contextlib import suppress
from datetime import datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Any

from PIL import ExifTags, Image

TIME_FORMAT = "%Y:%m:%d %H:%M:%S"
# A camera whose clock was never set says 1970 or 1980, and years 0 and 9999 do not survive a change of time zone.
FIRST_YEAR, LAST_YEAR = 1995, 2199
MICRO_DEGREE = Decimal("0.000001")


def read_exif(picture: Image.Image) -> Image.Exif:
    """The picture's EXIF; an empty one when there is none or it cannot be read."""
    # The parser meets whatever bytes a sender likes and fails in every way; none of that concerns the picture.
    with suppress(Exception):
        return picture.getexif()
    return Image.Exif()


def orientation(exif: Image.Exif) -> int:
    """1 to 8; 1 when absent or senseless."""
    with suppress(Exception):
        value = exif.get(ExifTags.Base.Orientation)
        if isinstance(value, int) and 1 <= value <= 8:
            return value
    return 1


def taken_at(exif: Image.Exif, zone: tzinfo) -> datetime | None:
    """When the picture was taken, aware: by the camera's own offset, else in the city's time zone."""
    with suppress(Exception):
        details = exif.get_ifd(ExifTags.IFD.Exif)
        written = details.get(ExifTags.Base.DateTimeOriginal) or details.get(ExifTags.Base.DateTimeDigitized)
        moment = datetime.strptime(_text(written), TIME_FORMAT)
        if FIRST_YEAR <= moment.year <= LAST_YEAR:
            return moment.replace(tzinfo=_offset(_text(details.get(ExifTags.Base.OffsetTimeOriginal))) or zone)
    return None


def place(exif: Image.Exif) -> tuple[Decimal, Decimal] | None:
    """(lon, lat) in degrees WGS-84, six digits; None when absent, senseless, or the 0-0 of a lost receiver."""
    with suppress(Exception):
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
        lat = _degrees(gps[ExifTags.GPS.GPSLatitude], _text(gps[ExifTags.GPS.GPSLatitudeRef]), "N", "S", 90)
        lon = _degrees(gps[ExifTags.GPS.GPSLongitude], _text(gps[ExifTags.GPS.GPSLongitudeRef]), "E", "W", 180)
        if (lon, lat) != (0, 0):
            return lon, lat
    return None


def _text(value: Any) -> str:
    """EXIF text as text: NULs and spaces at its end are padding."""
    if isinstance(value, bytes):
        value = value.decode("ascii", "replace")
    return value.strip("\x00 ") if isinstance(value, str) else ""


def _offset(written: str) -> timezone | None:
    """+08:00 as a time zone; None when it is not one."""
    with suppress(ValueError):
        sign = {"+": 1, "-": -1}.get(written[:1], 0)
        hours, minutes = (int(part) for part in written[1:].split(":"))
        if sign and 0 <= hours <= 14 and 0 <= minutes < 60:
            return timezone(sign * timedelta(hours=hours, minutes=minutes))
    return None


def _degrees(parts: Any, side: str, positive: str, negative: str, most: int) -> Decimal:
    """Degrees, minutes, seconds and a side as one signed number; raises when they make none."""
    degrees, minutes, seconds = (Decimal(part.numerator) / Decimal(part.denominator) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    if side not in (positive, negative) or not 0 <= value <= most:
        raise ValueError(f"no place on earth: {value} {side}")
    return (value if side == positive else -value).quantize(MICRO_DEGREE)
