"""Canonical text and chained hash of an event: the same facts always give the same bytes (ENGINE 15)."""

import hashlib
import json
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson

SCHEMA = 1
GENESIS = "0" * 64
KEPT = 4096  # texts of ids and moments: each is written several times in an event and its rows


class NotCanonical(ValueError):
    """A value that has no exact text (a float, a naive time, a NUL) was about to enter the ledger."""


def moment_text(moment: datetime) -> str:
    """UTC with six digits and Z; a naive time is refused."""
    if moment.tzinfo is None:
        raise NotCanonical("a time without its zone")
    return _utc_text(moment if moment.tzinfo is UTC else moment.astimezone(UTC))


@lru_cache(KEPT)
def _utc_text(moment: datetime) -> str:
    return moment.isoformat("T", "microseconds")[:-6] + "Z"


@lru_cache(KEPT)
def id_text(value: UUID) -> str:
    """An id with its dashes."""
    return str(value)


def plain(value: Any) -> Any:
    """The value as JSON can hold it without loss: strings, integers, booleans, null, lists, string-keyed maps."""
    kind = type(value)
    if kind in _AS_IT_IS or (kind is str and value.isascii() and "\x00" not in value):
        return value
    write = _WRITERS.get(kind)
    if write is None:
        write = _WRITERS[kind] = next((w for known, w in _WRITERS.items() if isinstance(value, known)), _refuse)
    return write(value)


def _refuse(value: Any) -> Any:
    raise NotCanonical(f"{type(value).__name__} has no canonical text")


def _map(value: dict[Any, Any]) -> dict[str, Any]:
    return {_key(key): plain(item) for key, item in value.items()}


@lru_cache(KEPT, typed=True)
def _key(key: Any) -> str:
    return clean_text(str(key))


def _list(value: list[Any] | tuple[Any, ...]) -> list[Any]:
    return [plain(item) for item in value]


def _decimal(value: Decimal) -> str:
    return format(value, "f")


def clean_text(value: str) -> str:
    """NFC; NUL and lone surrogates are refused, because the databases disagree about them."""
    if type(value) is not str:
        value = str(value)
    if value.isascii():
        if "\x00" in value:
            raise NotCanonical("NUL in a text")
        return value
    if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise NotCanonical("NUL or half a character in a text")
    return unicodedata.normalize("NFC", value)


_AS_IT_IS = frozenset({type(None), bool, int})
# The exact type is looked up first; a subclass (a choice, a lazy text) finds its parent once, so datetime stands
# before date.
_WRITERS: dict[type, Callable[[Any], Any]] = {
    int: int,
    str: clean_text,
    dict: _map,
    list: _list,
    tuple: _list,
    UUID: id_text,
    datetime: moment_text,
    date: date.isoformat,
    Decimal: _decimal,
}


def canonical(content: dict[str, Any]) -> str:
    """The text that is hashed and kept; keys sorted, no spaces."""
    return json_text(plain(content))


_in_full = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, check_circular=False
).encode
_EXACTLY = (
    orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_SUBCLASS | orjson.OPT_PASSTHROUGH_DATETIME
    | orjson.OPT_PASSTHROUGH_DATACLASS
)  # fmt: skip


def json_text(content: Any) -> str:
    """The text of content that is plain already, and so has no circles.

    orjson writes the very same text five times as fast; what it does not know (a number of more than 64 bits) is
    written as it always was.
    """
    try:
        return orjson.dumps(content, option=_EXACTLY).decode()
    except TypeError:
        return _in_full(content)


def chained(previous: str, text: str) -> str:
    """SHA-256 over the hash before and the text; hexadecimal."""
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def digest_of(content: Any) -> str:
    """SHA-256 of a plain value's canonical text, for request keys and seals."""
    return hashlib.sha256(canonical({"v": content}).encode()).hexdigest()
