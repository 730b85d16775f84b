"""One cell: what somebody wrote is cleaned to what is kept, and what was mended or cannot be is said."""

import re
import unicodedata
from collections.abc import Callable
from datetime import MAXYEAR, date, datetime, time
from typing import Any

from supervision.importing.columns import Column, Kind
from supervision.importing.workbook import ExcelError, Formula, Value

Say = Callable[..., Any]  # say(code, **params); gives nothing, so that a cleaner can end with it
CODE = re.compile(r"[\w.\-（）()·/#]+")
USERNAME = re.compile(r"[A-Za-z0-9_.@+-]{1,60}")
PHONE = re.compile(r"(\+?\d{1,3}[- ])?\d[\d-]{4,17}")
RUNS = ("=", "+", "-", "@", "\t", "\r")
NOTHING = {"-", "—", "——", "－", "/", "／", "无", "暂无", "none", "None", "N/A", "n/a"}
DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\d{1,2}:\d\d(?::\d\d)?)?")
YEARS = range(1950, 2101)
SHOWN = 40  # letters of a wrong value that a sentence repeats


def clean(column: Column, value: Value, say: Say) -> Any:
    """What the cell holds, or None when it is empty or wrong; `say` is told of everything that is not as it should be.

    Texts and codes are strings, whole numbers ints, degrees floats, dates ISO strings; choices are the stored word.
    """
    if isinstance(value, Formula):
        return say("formula", shown=short(value.text))
    if isinstance(value, ExcelError):
        return say("excel_error", shown=short(value.text))
    if value is None:
        return None
    if column.kind is Kind.DATE:
        return clean_date(value, say)
    if isinstance(value, datetime | date | time):
        value = value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    if column.kind is Kind.DEGREES:
        return clean_degrees(value, say)
    text = as_text(column, value, say)
    if text is None:
        return None
    if not column.required and text in NOTHING:
        return say("nothing", value=text)
    if len(text) > column.most:
        return say("too_long", column=[column.zh, column.en], most=column.most, n=len(text))
    return CLEANERS.get(column.kind, clean_text)(column, text, say)


def as_text(column: Column, value: str | int | float | bool, say: Say) -> str | None:
    """Text without the spaces people do not see; a number becomes the text it was meant to be."""
    if not isinstance(value, str):
        text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
        if column.kind not in (Kind.WHOLE, Kind.PHONE):  # no number of a telephone begins with a lost zero here
            say("text_from_number", value=short(text))
        return text
    text = unicodedata.normalize("NFC", value)
    plain = re.sub(r"[\u200b\u200c\u200d\ufeff]", "", text.replace("\u3000", " ").replace("\xa0", " ")).strip()
    if column.kind not in (Kind.TEXT, Kind.SHAPE):
        plain = re.sub(r"\s+", "", plain) if column.kind is not Kind.CHOICE else plain
    if plain != text:
        say("trimmed")
    if column.kind in (Kind.CODE, Kind.PHONE, Kind.WHOLE, Kind.SHAPE) and not plain.isascii():
        narrow = half_width(plain)
        if narrow != plain:
            say("half_width")
        plain = narrow
    return plain or None


def half_width(text: str) -> str:
    """Full-width letters, digits and signs as ordinary ones; Chinese stays."""
    return "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text)


def clean_text(column: Column, text: str, say: Say) -> str | None:
    """A line of print that no spreadsheet takes for a formula."""
    if not text.isprintable() or any("\ud800" <= letter <= "\udfff" for letter in text):
        return say("unprintable")
    if text.startswith(RUNS):
        return say("runs", sign=text[0])
    return text


def clean_code(column: Column, text: str, say: Say) -> str | None:
    """A code, or a sign-in name."""
    if column.key == "username":
        return text if USERNAME.fullmatch(text) else say("bad_username", value=short(text))
    if not CODE.fullmatch(text) or text.startswith(RUNS):
        return say("bad_code", value=short(text))
    return text


def clean_choice(column: Column, text: str, say: Say) -> str | None:
    """The stored word of one of a few."""
    asked = folded(text)
    for stored, words in column.choices.items():
        if asked in {folded(stored), *map(folded, words)}:
            return str(stored)
    choices = [["、".join(words[0] for words in column.choices.values())], []]
    choices[1] = [", ".join(words[-1] if words[-1].isascii() else words[0] for words in column.choices.values())]
    return say("bad_choice", value=short(text), choices=[choices[0][0], choices[1][0]])


def clean_phone(column: Column, text: str, say: Say) -> str | None:
    """Digits with a dash at most."""
    digits = sum(letter.isdigit() for letter in text)
    return text if PHONE.fullmatch(text) and digits >= 5 else say("bad_phone", value=short(text))


def clean_whole(column: Column, text: str, say: Say) -> int | None:
    """A small whole number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else say("bad_whole", value=short(text))


def clean_shape(column: Column, text: str, say: Say) -> str | None:
    """Read later, with its coordinate system."""
    return text if not text.startswith(("=", "@", "+")) else say("runs", sign=text[0])


CLEANERS: dict[Kind, Callable[[Column, str, Say], Any]] = {
    Kind.CODE: clean_code,
    Kind.CHOICE: clean_choice,
    Kind.PHONE: clean_phone,
    Kind.WHOLE: clean_whole,
    Kind.SHAPE: clean_shape,
}


def clean_degrees(value: Value, say: Say) -> float | None:
    """A number of degrees; one stored as text is taken all the same."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return say("bad_number", value=short(str(value)))
    if isinstance(value, str):
        text = half_width(value).replace("\u3000", " ").replace("\xa0", " ").strip().rstrip("°度EN").strip()
        try:
            number = float(text)
        except ValueError:
            return say("bad_number", value=short(value))
        say("number_from_text", value=text)
    else:
        number = float(value)
    return number if abs(number) <= 1000 else say("bad_number", value=short(str(value)))


def clean_date(value: Value, say: Say) -> str | None:
    """A day in ISO form; a text that is one is taken."""
    if isinstance(value, datetime):
        day: date | None = value.date()
    elif isinstance(value, date):
        day = value
    elif isinstance(value, str):
        day = day_of(value, say)
    else:
        return say("bad_date", value=short(str(value)))
    if day is None:
        return None
    return day.isoformat() if day.year in YEARS else say("far_date", value=day.isoformat())


def day_of(value: str, say: Say) -> date | None:
    """2026-03-02, 2026/3/2, 2026.3.2, 20260302 or 2026年3月2日."""
    text = half_width(value).replace("\u3000", " ").strip()
    if text in NOTHING:
        return say("nothing", value=text)
    if text.isdigit() and len(text) == 8:
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    found = DAY.fullmatch(text)
    if found is None:
        return say("bad_date", value=short(value))
    year, month, day = map(int, found.groups())
    try:
        read = date(min(year, MAXYEAR), month, day)
    except ValueError:
        return say("impossible_date", value=short(value))
    say("date_from_text", value=read.isoformat())
    return read


def folded(text: str) -> str:
    """How words are compared: without case, spaces and brackets."""
    return re.sub(r"[\s_\-()（）]", "", half_width(str(text))).casefold()


def short(text: str) -> str:
    """A wrong value in a sentence."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    return plain if len(plain) <= SHOWN else plain[:SHOWN] + "…"
