"""The matrix of a layer as a workbook: written with who holds what, read back with care into what somebody wants."""

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any, BinaryIO, cast
from uuid import UUID

import xlsxwriter
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sites.models import Unit, Zone, ZoneLayer
from supervision.actions.contracts import Line, Wanted
from supervision.importing.cells import folded, short
from supervision.importing.naming import like
from supervision.importing.reasons import BadFile
from supervision.importing.workbook import ExcelError, Formula, RawSheet, cell_name, read_workbook
from supervision.models import ContractKind, Post
from supervision.office import holders
from supervision.office.matrix import held, kinds_of, zones_of

CODE, NAME = ("编码", "Code"), ("名称", "Name")
HEADING_ROWS = 10
MOST = 5000  # cells that are given at once
SEVERAL = re.compile(r"[;；、\n]")
IN_UNIT = re.compile(r"(?P<name>[^（(]+)[（(](?P<unit>.+)[）)]")


@dataclass
class Given:
    """One name in one cell: where it stands, and what it would give or why not."""

    cell: str
    zone: Zone
    kind: ContractKind
    text: str
    wanted: Wanted | None = None
    says: list[str] = field(default_factory=list)
    line: Line | None = None


@dataclass
class Sheet:
    """What was read: names in cells, and sentences about rows and columns that nothing can be made of."""

    given: list[Given] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def write_book(layer: ZoneLayer, now: datetime) -> bytes:
    """The workbook: a row for each zone, a column for each kind, the present holders in the cells."""
    kinds, zones = kinds_of(layer.code), zones_of(layer.code, now)
    cells = held(kinds, zones, now)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, bold = book.add_worksheet(sheet_name(layer.label)), book.add_format({"bold": True, "bottom": 1})
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1 + len(kinds), 26)
    english = (get_language() or "").startswith("en")
    for place, label in enumerate([CODE[english], NAME[english], *(kind.label for kind in kinds)]):
        sheet.write_string(0, place, label, bold)
    for row, zone in enumerate(zones, 1):
        sheet.write_string(row, 0, zone.code)
        sheet.write_string(row, 1, zone.label)
        for place, kind in enumerate(kinds, 2):
            rows = [one for one in cells.get((kind.code, str(zone.pk)), ()) if one.holds_at(now)]
            if rows:
                names = (_("%(person)s (%(unit)s)") % {"person": one.user, "unit": one.unit.label} if one.user
                         else one.unit.label for one in rows)  # fmt: skip
                sheet.write_string(row, place, "；".join(names))
    notes = book.add_worksheet(_("How to fill it in"))
    notes.set_column(0, 0, 100)
    for row, rule in enumerate(rules()):
        notes.write_string(row, 0, rule)
    book.close()
    return out.getvalue()


def rules() -> list[str]:
    """How it is filled in."""
    return [
        _("Write a sign-in name, a name with its unit in brackets, or a name that only one person has."),
        _("Where a unit alone may hold it, write the name of the unit."),
        _("Several holders of a kind that allows them are parted by a semicolon."),
        _("Another name than before: the holder hands over at once. An empty cell leaves what is."),
        _("Zones are known by their code; the order of rows and columns does not matter."),
    ]


def sheet_name(label: str) -> str:
    """A name that Excel takes for a sheet."""
    return re.sub(r"[\[\]:*?/\\']", " ", label)[:31].strip() or "1"


def read_book(file: IO[Any], layer: ZoneLayer, now: datetime) -> Sheet:
    """What the workbook says; BadFile where it is none, or none of this layer."""
    kinds, zones = kinds_of(layer.code), {folded(zone.code): zone for zone in zones_of(layer.code, now)}
    for raw in read_workbook(cast(BinaryIO, file)).sheets:
        places = headings(raw, kinds)
        if places is not None:
            return read_sheet(raw, places, zones, People(now))
    raise BadFile("no_headings", sheet=layer.label, column=list(CODE))


Places = tuple[int, int, dict[int, ContractKind]]  # number of the heading's row, place of the code, kinds by place


def headings(raw: RawSheet, kinds: list[ContractKind]) -> Places | None:
    """Where the code and the kinds stand, in the first row that names both."""
    words = {folded(word): kind for kind in kinds for word in (kind.code, kind.name, kind.name_en)}
    for row in raw.rows[:HEADING_ROWS]:
        texts = {place: folded(str(cell)) for place, cell in enumerate(row.cells) if isinstance(cell, str)}
        code = next((place for place, text in texts.items() if text in map(folded, CODE)), None)
        found = {place: words[text] for place, text in texts.items() if text in words}
        if code is not None and found:
            return row.number, code, found
    return None


def read_sheet(raw: RawSheet, places: Places, zones: dict[str, Zone], people: "People") -> Sheet:
    """Every name in every cell of the kinds' columns."""
    heading, code, kinds = places
    sheet, seen = Sheet(), set[UUID]()
    for row in raw.rows:
        if row.number <= heading or len(row.cells) <= code or row.cells[code] is None:
            continue
        text = str(row.cells[code])
        zone = zones.get(folded(text))
        where = cell_name(row.number, code + 1)
        if zone is None:
            sheet.remarks.append(
                _("%(cell)s: there is no zone “%(value)s” in this layer.") % {"cell": where, "value": short(text)}
            )
        elif zone.pk in seen:
            sheet.remarks.append(
                _("%(cell)s: the zone “%(value)s” stands above already.") % {"cell": where, "value": short(text)}
            )
        else:
            seen.add(zone.pk)
            for place, kind in kinds.items():
                value = row.cells[place] if place < len(row.cells) else None
                sheet.given += read_cell(cell_name(row.number, place + 1), value, zone, kind, people)
    if len(sheet.given) > MOST:
        raise BadFile("too_many_rows", sheet=raw.title, most=MOST)
    return sheet


def read_cell(where: str, value: Any, zone: Zone, kind: ContractKind, people: "People") -> Iterator[Given]:
    """The names in a cell."""
    if isinstance(value, Formula | ExcelError):
        yield Given(where, zone, kind, short(value.text), says=[_("Type the name: a formula is not read.")])
        return
    texts = [text.strip() for text in SEVERAL.split(str(value))] if value is not None else []
    for text in dict.fromkeys(filter(None, texts)):
        one = Given(where, zone, kind, short(text))
        found = people.find(text)
        if isinstance(found, str):
            one.says.append(found)
        else:
            one.wanted = Wanted(kind.code, *holders.ids_of(found), ("zone", str(zone.pk)))
        yield one


class People:
    """Everybody with a post, and every unit, by what a cell may call them: two queries."""

    def __init__(self, now: datetime) -> None:
        self.people: dict[str, list[holders.Holder]] = defaultdict(list)
        self.names: set[str] = set()
        seen: set[tuple[UUID, UUID]] = set()
        for post in Post.objects.at(now).select_related("user", "unit").order_by("rank", "id"):
            if (post.unit_id, post.user_id) in seen:
                continue
            seen.add((post.unit_id, post.user_id))
            one = holders.Holder(post.unit, post.user)
            self.names.add(str(post.user))
            for word in {folded(post.user.username), folded(str(post.user))}:
                self.people[word].append(one)
        self.units: dict[str, list[Unit]] = defaultdict(list)
        for unit in Unit.objects.on(holders.day_of(now)):
            for word in {folded(unit.code), folded(unit.name), folded(unit.name_en)} - {""}:
                self.units[word].append(unit)

    def find(self, text: str) -> holders.Holder | str:
        """Whoever is meant, or the sentence that says why it cannot be told."""
        split = IN_UNIT.fullmatch(text.strip())
        found = self.people.get(folded(split["name"] if split else text), [])
        if split:
            units = {unit.pk for unit in self.units.get(folded(split["unit"]), ())}
            found = [one for one in found if one.unit.pk in units]
        if len(found) == 1:
            return found[0]
        if found:
            return _("Several are called “%(value)s”: add the unit in brackets, or write the sign-in name.") % {
                "value": short(text)
            }
        units_ = self.units.get(folded(text), [])
        if len(units_) == 1:
            return holders.Holder(units_[0])
        return self.unknown(text, split["name"] if split else text)

    def unknown(self, text: str, name: str) -> str:
        """Nobody is called so; perhaps somebody else was meant."""
        meant = like(name, self.names)
        said = _("Nobody with a post is called “%(value)s”.") % {"value": short(text)}
        return f"{said} {_('Do you mean %(name)s?') % {'name': meant}}" if meant and meant != name else said


def wanted_of(given: Iterable[Given]) -> list[Wanted]:
    """What can be planned."""
    return [one.wanted for one in given if one.wanted is not None]
