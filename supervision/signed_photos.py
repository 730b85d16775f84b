"""Addresses of pictures: signed for one viewer, good for one to two hours, the same all through an hour (DESIGN 7.8).

A list is scoped once; its pictures need no further question to the ledger, because nobody else can use the address.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from supervision.models import Upload
from supervision.picture_store import SIZES

SALT = "supervision.signed_photos"
HOUR = 3600
ORIGINAL = "original"
ALLOWED = (*SIZES, ORIGINAL)


class BadToken(Exception):
    """Altered, made for somebody else, too old, or not a token at all; which of them is nobody's business."""


def photo_url(sha256: str, size: str, viewer_id: UUID, now: datetime) -> str:
    """The address of a picture for this viewer; size is 320, 1600 or original."""
    return reverse("supervision:photo", args=[make_token(sha256, size, viewer_id, now)])


def make_token(sha256: str, size: str, viewer_id: UUID, now: datetime) -> str:
    """The signed part of the address."""
    if size not in ALLOWED:
        raise ValueError(f"no such size of a picture: {size}")
    return _signer(viewer_id).sign(f"{sha256}.{size}.{_hour(now)}")


def read_token(token: str, viewer_id: UUID, now: datetime) -> tuple[str, str]:
    """(sha256, size) of a token made for this viewer in this hour or the one before; BadToken otherwise."""
    try:
        sha256, size, hour = _signer(viewer_id).unsign(token).split(".")
    except (BadSignature, ValueError) as error:
        raise BadToken from error
    if _hour(now) - int(hour) not in (0, 1):
        raise BadToken
    return sha256, size


def upload_answer(upload: Upload, viewer_id: UUID, now: datetime) -> dict[str, Any]:
    """What a page script or a program is told of a staged picture (loads the file's row unless it came along)."""
    return {
        "id": str(upload.id),
        "name": upload.name,
        "width": upload.file.width,
        "height": upload.file.height,
        "taken_at": upload.taken_at and upload.taken_at.isoformat(),
        "lon": upload.lon and str(upload.lon),
        "lat": upload.lat and str(upload.lat),
        "preview": photo_url(upload.file_id, "320", viewer_id, now),
    }


def _hour(now: datetime) -> int:
    return int(now.timestamp()) // HOUR


def _signer(viewer_id: UUID) -> Signer:
    return Signer(salt=f"{SALT}:{viewer_id}", sep="~")
