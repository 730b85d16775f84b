"""What a file says of each zone: its cells under our names, its shape, or the sentences that stand against it."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from sites.geometry import GeometryError

MAX_BYTES = 20_000_000  # of a file as it is sent
MAX_UNPACKED = 60_000_000  # of all parts of a zip that are read
MAX_ZONES = 5_000
MAX_POINTS = 20_000  # of one zone
MAX_ALL_POINTS = 500_000  # of a file
MAX_RINGS = 1_000  # of one zone

# Our name of a field -> how it may be headed, the best first; compared without case, spaces and underscores.
HEADINGS: dict[str, tuple[str, ...]] = {
    "code": ("code", "编码", "编号", "代码", "区域编码", "网格编码", "zone_code", "区划代码"),
    "name": ("name", "名称", "区域名称", "网格名称", "zone_name", "mc"),
    "name_en": ("name_en", "英文名", "英文名称", "english_name", "english name"),
    "parent": ("parent", "上级", "上级编码", "上级区域", "上级网格", "parent_code"),
    "unit": ("unit", "责任单位", "单位", "单位编码", "责任单位编码", "属地单位", "unit_code"),
    "layer": ("layer", "图层", "图层编码", "网格类型"),
}
MOST = {"code": 40, "name": 80, "name_en": 120, "parent": 80, "unit": 80, "layer": 40}
CODE = re.compile(r"[\w.\-（）()·/#]+")
RUNS = ("=", "+", "-", "@", "\t", "\r")
UNSEEN = re.compile("[\u200b\u200c\u200d\ufeff]")
NOTHING = {"", "-", "—", "——", "－", "/", "／", "无", "暂无", "none", "null", "<null>", "n/a"}
DBF_NAME = 10  # bytes a Shapefile keeps of a heading
LINES_TOO = "_lines"  # our own files keep lines beside areas in a second layer of this name
SHOWN = 40  # letters of a wrong value that a sentence repeats


class GeoFileError(GeometryError):
    """A file that cannot be taken as a whole; the message is a sentence for the person who sent it."""


@dataclass
class Row:
    """One zone of the file. A cell that is None was not given and changes nothing; so does a missing shape."""

    number: int  # as the file counts, from 1
    cells: dict[str, str | None] = field(default_factory=dict)
    geometry: dict[str, Any] | None = None
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def code(self) -> str:
        """What the zone is known by, empty when it has none."""
        return self.cells.get("code") or ""

    @property
    def called(self) -> str:
        """Its name or code, or its number in the file."""
        return self.cells.get("name") or self.code or _("row %(n)s") % {"n": self.number}


@dataclass
class GeoFile:
    """What a file holds: its zones, which heading gave which field, and what is worth saying about the whole."""

    kind: str  # "geojson" or "shapefile"
    rows: list[Row]
    headings: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def find_headings(found: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """Our field -> heading of the file, and notes on headings that mean the same; GeoFileError without a code."""
    named: dict[str, str] = {}
    for heading in found:
        named.setdefault(folded(heading), heading)
    chosen, notes = {}, []
    for name, ways in HEADINGS.items():
        known = [named[way] for way in _ways(ways) if way in named]
        known = list(dict.fromkeys(known))
        if known:
            chosen[name] = known[0]
        if len(known) > 1:
            words = {"one": known[0], "others": ", ".join(known[1:])}
            notes.append(_("“%(one)s” was read; the fields of the same meaning were not: %(others)s.") % words)
    if "code" not in chosen:
        shown = ", ".join(short(heading) for heading in list(named.values())[:12]) or "—"
        raise GeoFileError(
            _("No field is called “code” (编码), by which a zone is known. The fields are: %(found)s.")
            % {"found": shown}
        )
    return chosen, notes


def _ways(ways: tuple[str, ...]) -> list[str]:
    """How a heading may be written, also as a Shapefile cuts it after ten bytes."""
    cut = [way.encode()[:DBF_NAME].decode(errors="ignore") for way in ways if len(way.encode()) > DBF_NAME]
    return [folded(way) for way in (*ways, *cut)]


def folded(text: str) -> str:
    """How headings are compared."""
    return re.sub(r"[\s_\-]", "", unicodedata.normalize("NFKC", str(text))).casefold()


def fill(row: Row, headings: Mapping[str, str], values: Mapping[str, Any]) -> None:
    """Puts the cells into the row; what cannot be kept becomes a sentence."""
    for name, heading in headings.items():
        row.cells[name] = clean_cell(row, name, heading, values.get(heading))
    if not row.code and not row.problems:
        row.problems.append(_("%(column)s is missing.") % {"column": headings["code"]})


def clean_cell(row: Row, name: str, heading: str, value: Any) -> str | None:
    """One cell as a line of print, None when it is empty or wrong."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        row.problems.append(_("%(column)s is no text.") % {"column": short(heading)})
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = unicodedata.normalize("NFC", UNSEEN.sub("", str(value))).replace("\u3000", " ").strip()
    if name in ("code", "parent") and not text.isascii():
        text = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" and c not in "（）" else c for c in text)
    if text[:1] == "'" and text[1:].startswith(RUNS):
        text = text[1:]  # how a spreadsheet, and our own Shapefile, keeps such a text harmless
    if text.casefold() in NOTHING:
        return None
    wrong = why_not(name, heading, text)
    if wrong:
        row.problems.append(wrong)
    return None if wrong else text


def why_not(name: str, heading: str, text: str) -> str:
    """Why a text cannot be kept; empty when it can."""
    if len(text) > MOST[name]:
        words = {"column": short(heading), "most": MOST[name], "n": len(text)}
        return _("%(column)s may have %(most)s characters; this has %(n)s.") % words
    if "\ufffd" in text:
        return _("%(column)s has characters that cannot be read: “%(value)s”. Save the file as UTF-8.") % {
            "column": short(heading),
            "value": short(text),
        }
    if not text.isprintable():
        return _("There is a line break or an invisible character in it.") + f" ({short(heading)})"
    if text.startswith(RUNS):
        return _("A text that begins with “%(sign)s” can run as a formula elsewhere; remove the sign.") % {
            "sign": text[0]
        }
    if name == "code" and not CODE.fullmatch(text):
        return _("A code is made of letters, digits and the signs - _ . without spaces: “%(value)s”.") % {
            "value": short(text)
        }
    return ""


def mark_twins(rows: list[Row]) -> None:
    """Two rows with one code: nobody can say which of them is meant."""
    places: dict[str, list[int]] = {}
    for row in rows:
        if row.code:
            places.setdefault(row.code, []).append(row.number)
    for row in rows:
        same = places.get(row.code, [])
        if len(same) > 1:
            others = ", ".join(str(number) for number in same if number != row.number)[:60]
            row.problems.append(
                _("The code %(code)s stands in row %(others)s, too; a zone in several parts is one row.")
                % {"code": row.code, "others": others}
            )


def short(text: Any) -> str:
    """A wrong value in a sentence."""
    plain = "".join(letter if letter.isprintable() else " " for letter in str(text)[: SHOWN + 1])
    return plain if len(plain) <= SHOWN else plain[:SHOWN] + "…"
