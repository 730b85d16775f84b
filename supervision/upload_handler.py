"""Receiving files within bounds: what exceeds them is read past, never written to the disk."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

from supervision.pictures import MAX_BYTES

FORM_PICTURES = 10  # what a form without scripts may bring at once, in pictures of the largest size


class PictureBound(FileUploadHandler):
    """Lets through one byte more than allowed, over all files of the request: enough for the refusal to be told."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.room = MAX_BYTES + 1

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        piece = raw_data[: self.room]
        self.room -= len(piece)
        return piece or None

    def file_complete(self, file_size: int) -> None:
        return None


class FormBound(PictureBound):
    """For every request: each file and all of them together have a bound, and a stranger's are not kept at all.

    Any form is read before anybody has looked at who sends it: the check against forged requests reads it.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """The bound of one file begins anew; that of all of them does not."""
        super().new_file(*args, **kwargs)
        if not hasattr(self, "left"):
            self.left = FORM_PICTURES * MAX_BYTES if self.signed_in() else 0
        self.room = min(MAX_BYTES + 1, self.left)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        piece = super().receive_data_chunk(raw_data, start)
        self.left -= len(piece or b"")
        return piece

    def signed_in(self) -> bool:
        """Whether a session or a token says who sends this."""
        return bool(getattr(getattr(self.request, "user", None), "is_authenticated", False))


def bound_pictures(request: HttpRequest) -> None:
    """Call before anything reads request.POST or request.FILES."""
    request.upload_handlers.insert(0, PictureBound(request))
