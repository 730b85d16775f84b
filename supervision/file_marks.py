"""How files begin and end: the marks by which content is told apart without decoding it. Pure, reads in blocks."""

import os
import re
from typing import Protocol

BLOCK = 256 * 1024
START = 1024
PICTURE = re.compile(rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|RIFF.{4}WEBP|.{4}ftyp(he[a-z]{2}|mif1|msf1)", re.S)
# What is often sent in place of a picture, so that a refusal can say what it is.
STRANGERS = (
    ("PDF", re.compile(rb"%PDF-")),
    ("GIF", re.compile(rb"GIF8[79]a")),
    ("TIFF", re.compile(rb"II\*\0|MM\0\*")),
    ("BMP", re.compile(rb"BM.{4}\0\0\0\0", re.S)),
    ("AVIF", re.compile(rb".{4}ftypavi[fs]", re.S)),
    ("MP4", re.compile(rb".{4}ftyp(isom|iso2|mp4|avc1|qt  |M4V|3gp)", re.S)),
    ("ZIP", re.compile(rb"PK\x03\x04")),
)
MARKUP = (("SVG", (b"<svg",)), ("HTML", (b"<!doctype html", b"<html", b"<head", b"<body", b"<script")))


class SeekableBytes(Protocol):
    """What is asked of a file: a plain one, one in memory, or one that came with a request."""

    def read(self, size: int = ..., /) -> bytes: ...

    def seek(self, offset: int, whence: int = ..., /) -> int: ...

    def tell(self) -> int: ...


def begins_as_picture(file: SeekableBytes) -> bool:
    """Whether the first bytes are those of a picture we keep, whatever follows."""
    return PICTURE.match(_start(file)) is not None


def foreign_kind(file: SeekableBytes) -> str:
    """The common name of what this is instead of a picture; empty when it cannot be told."""
    start = _start(file)
    for kind, pattern in STRANGERS:
        if pattern.match(start):
            return kind
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith(b"<"):
        for kind, tags in MARKUP:
            if any(tag in text for tag in tags):
                return kind
    return ""


def jpeg_scans(file: SeekableBytes) -> tuple[int, bool]:
    """(number of scans up to the end mark, whether a film follows behind it)."""
    file.seek(2)
    while (head := file.read(4))[:1] == b"\xff" and head[1:2] != b"\xda":
        file.seek(max(0, int.from_bytes(head[2:]) - 2), os.SEEK_CUR)
    scans, ended, carry = 1, False, b""
    while block := file.read(BLOCK):
        text = carry + block
        if not ended:
            # Inside coded data 0xFF is always followed by 0x00, so these two bytes are marks and nothing else.
            end = text.find(b"\xff\xd9")
            scans += text.count(b"\xff\xda", 0, len(text) if end < 0 else end)
            ended, text = end >= 0, text[max(0, end) :]
        if ended and b"ftyp" in text:
            return scans, True
        carry = text[-3:] if ended else text[-1:]
    return scans, False


def boxes(file: SeekableBytes) -> set[bytes]:
    """Names of the outermost boxes of an ISO media file (HEIC); a film of a moving picture is a box `mpvd`."""
    names: set[bytes] = set()
    file.seek(0)
    while len(head := file.read(8)) == 8 and len(names) < 100:
        length, name = int.from_bytes(head[:4]), head[4:]
        names.add(name)
        if length < 8:
            break
        file.seek(length - 8, os.SEEK_CUR)
    return names


def _start(file: SeekableBytes) -> bytes:
    file.seek(0)
    return file.read(START)
