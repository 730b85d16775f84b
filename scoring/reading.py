"""Reading plain values that somebody handed in: all is of the shape that is wanted, or words say where it is not.

Pure. What the rules of a ranking are written in comes from a form, a file or another program; nothing of it is trusted.
"""

import re
from collections.abc import Callable, Collection, Mapping
from fractions import Fraction
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from scoring import exact
from supervision.canonical import NotCanonical, clean_text

LONGEST_NUMBER = 20  # letters of a written number: no rule needs more
LONGEST_NAME = 60
CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")  # always with fullmatch

Value = TypeVar("Value")


class Unreadable(ValueError):
    """What was handed in has not the shape that is wanted; the words name the place."""


def keys(written: object, place: str, needed: str, may: str = "") -> dict[str, Any]:
    """The map with exactly these keys, those of `may` left out or not."""
    if not isinstance(written, dict):
        raise Unreadable(_("%(place)s: named values are expected, not %(given)s") % at(place, written))
    for key in needed.split():
        if key not in written:
            raise Unreadable(_("%(place)s: “%(given)s” is missing.") % at(place, key))
    for key in written:
        if key not in (*needed.split(), *may.split()):
            raise Unreadable(_("%(place)s: “%(given)s” is not known here.") % at(place, key))
    return written


def edition(written: object, place: str, known: int) -> None:
    """The edition a document says it is of has to be the known one."""
    if isinstance(written, bool) or written != known:
        raise Unreadable(_("%(place)s: this edition cannot be read here: %(given)s") % at(place, written))


def sequence(written: object, place: str) -> list[Any]:
    """A list, whatever is in it."""
    if not isinstance(written, list):
        raise Unreadable(_("%(place)s: a list is expected, not %(given)s") % at(place, written))
    return written


def items(written: object, place: str, read: Callable[[object, str], Value], most: int) -> tuple[Value, ...]:
    """A list, each item read by `read` under a place of its own."""
    found = sequence(written, place)
    if len(found) > most:
        raise Unreadable(_("%(place)s: at most %(most)s are allowed.") % {**at(place, ""), "most": most})
    return tuple(read(item, f"{place}[{n}]") for n, item in enumerate(found))


def tagged(written: object, place: str, tag: str, ways: Mapping[str, Callable[[dict[str, Any], str], Value]]) -> Value:
    """A map that says by one of its values how the others are to be read."""
    if not isinstance(written, dict):
        raise Unreadable(_("%(place)s: named values are expected, not %(given)s") % at(place, written))
    way = written.get(tag)
    if not isinstance(way, str) or way not in ways:
        raise Unreadable(_("%(place)s: “%(given)s” is not known here.") % at(f"{place}.{tag}", way))
    return ways[way](written, place)


def one_of(written: object, place: str, known: Collection[str]) -> str:
    """One of the known codes."""
    if not isinstance(written, str) or written not in known:
        raise Unreadable(_("%(place)s: “%(given)s” is not known here.") % at(place, written))
    return str(written)


def code(written: object, place: str) -> str:
    """A short name for programs: small letters, digits, - and _."""
    if not isinstance(written, str) or not CODE.fullmatch(written):
        words = _("%(place)s: a short code of small letters, digits, - and _ is expected, not %(given)s")
        raise Unreadable(words % at(place, written))
    return written


def text(written: object, place: str) -> str:
    """Words without what cannot be kept."""
    if not isinstance(written, str):
        raise Unreadable(_("%(place)s: words are expected, not %(given)s") % at(place, written))
    try:
        return clean_text(written)
    except NotCanonical:
        raise Unreadable(_("%(place)s: there is a character in it that cannot be kept.") % at(place, "")) from None


def name(written: object, place: str, most: int = LONGEST_NAME) -> str:
    """A name: not empty, not too long, nothing in it that cannot be seen."""
    found = text(written, place)
    if not found.strip() or len(found) > most or not found.isprintable():
        words = _("%(place)s: a name of at most %(most)s letters is expected, not “%(given)s”")
        raise Unreadable(words % {**at(place, found), "most": most})
    return found


def whole(written: object, place: str, least: int | None = None, most: int | None = None) -> int:
    """A whole number, within bounds where there are some; `true` is none."""
    if isinstance(written, bool) or not isinstance(written, int):
        raise Unreadable(_("%(place)s: a whole number is expected, not %(given)s") % at(place, written))
    _within(written, place, least, most)
    return written


def fraction(written: object, place: str, least: int | None = None, most: int | None = None) -> Fraction:
    """An exact number written like 5 or 1/2, within bounds where there are some."""
    try:
        found = exact.read(written) if isinstance(written, str) and len(written) <= LONGEST_NUMBER else None
    except ValueError:
        found = None
    if found is None:
        words = _("%(place)s: a number written like 5 or 1/2 is expected, not %(given)s")
        raise Unreadable(words % at(place, written))
    _within(found, place, least, most)
    return found


def _within(number: Fraction | int, place: str, least: int | None, most: int | None) -> None:
    if least is not None and most is not None and not least <= number <= most:
        words = _("%(place)s: a number from %(least)s to %(most)s is expected, not %(given)s")
        given = short(number if isinstance(number, int) else str(number))
        raise Unreadable(words % {**at(place, given), "least": least, "most": most})


def at(place: str, given: object) -> dict[str, Any]:
    """What a sentence about a place needs; `given` no longer than fits one."""
    return {"place": place or _("scheme"), "given": short(given)}


def short(given: object) -> str:
    """As much of it as fits a sentence; of what may be deep or endless only what it is."""
    match given:
        case str():
            words = given
        case None | bool() | float():
            words = repr(given)
        case int() if given.bit_length() < 200:
            words = str(given)
        case _:
            words = type(given).__name__
    words = "".join(letter if letter.isprintable() else "�" for letter in words[:40])
    return words if len(words) < 40 else words[:39] + "…"
