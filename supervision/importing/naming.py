"""Finding what a cell names: a unit, a zone, a kind of site, by code or by name, here or in the city."""

import re
from collections import defaultdict
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from supervision.importing.cells import folded, short
from supervision.importing.columns import BY_NAME, LAYERS, UNITS, ZONES, Kind
from supervision.importing.known import Known
from supervision.importing.tables import Row, Tables

ADMINISTRATIVE = "administrative"


def like(value: str, words: Iterable[str]) -> str:
    """The word somebody may have meant."""
    return next(iter(get_close_matches(value, list(words), 1, 0.6)), "")


class Names:
    """Everything that can be named: what the city has, and what the workbook brings."""

    def __init__(self, tables: Tables, known: Known) -> None:
        self.tables, self.known = tables, known
        self.unit_rows = {row.key: row for row in reversed(tables.rows(UNITS)) if row.key}
        self.units: dict[str, set[str]] = defaultdict(set)
        for code, unit in known.units.items():
            self._name_unit(code, unit.values)
        for code, row in self.unit_rows.items():
            self._name_unit(code, row.given)
        self.layer_words = self._layers()
        self.zone_rows: dict[tuple[str, str], Row] = {}
        self.zones: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self.types = {
            folded(word): code
            for code, words in known.types.items()
            for word in (re.sub(r"（.*?）", "", words[0]), code, *words)  # 农贸（集贸）市场 is 农贸市场, too
            if word
        }
        self.functions = {folded(w): code for code, words in known.functions.items() for w in (code, *words) if w}

    def _name_unit(self, code: str, values: dict[str, Any]) -> None:
        for name in filter(None, (values.get("name"), values.get("name_en"))):
            self.units[folded(name)].add(code)

    def _layers(self) -> dict[str, str]:
        words = {folded(word): layer.code for layer in LAYERS.values() for word in (layer.code, layer.zh, layer.en)}
        return words | {folded(w): code for code, names in self.known.layers.items() for w in (code, *names) if w}

    def name_zones(self) -> None:
        """Called when the rows of zones know their layers."""
        for layer, code in self.known.zones:
            self._name_zone(layer, code, self.known.zones[layer, code].values["name"])
        for row in reversed(self.tables.rows(ZONES)):
            its = row.given.get("layer")
            if row.key and its:
                self.zone_rows[its, row.key] = row
                self._name_zone(its, row.key, row.given.get("name") or "")

    def _name_zone(self, layer: str, code: str, name: str) -> None:
        self.zones[folded(code)].add((layer, code))
        if name:
            self.zones[folded(name)].add((layer, code))

    def resolve(self, row: Row, kind: Kind) -> None:
        """Every cell of the row that names something of this kind gets its code, or a complaint."""
        for column in BY_NAME[row.sheet].columns:
            if column.kind is kind and row.given.get(column.key) is not None:
                row.given[column.key] = FINDERS[kind](self, row, column.key, str(row.given[column.key]))

    def unit(self, row: Row, column: str, text: str) -> str | None:
        """The code of a unit."""
        if text in self.unit_rows:
            return text
        stored = self.known.units.get(text)
        codes = {text} if stored else self.units.get(folded(text), set())
        if len(codes) == 1:
            code = next(iter(codes))
            if code in self.unit_rows or not self.known.units[code].ended:
                return code
            row.say("ended_unit", column, value=short(text))
        elif codes:
            row.say("many_units", column, value=short(text))
        else:
            names = [str(unit.values["name"]) for unit in self.known.units.values()]
            names += [str(found.given.get("name")) for found in self.unit_rows.values()]
            row.say("unknown_unit", column, value=short(text), like=like(text, [*names, *self.known.units]))
        return None

    def layer(self, row: Row, column: str, text: str) -> str | None:
        """The code of a layer."""
        code = self.layer_words.get(folded(text))
        if code is None:
            pairs = {layer.code: (layer.zh, layer.en) for layer in LAYERS.values()} | self.known.layers
            choices = ["、".join(zh for zh, _en in pairs.values()), ", ".join(en or zh for zh, en in pairs.values())]
            row.say("unknown_layer", column, value=short(text), choices=choices)
        return code

    def zone(self, row: Row, column: str, text: str) -> Any:
        """(layer, code) of a zone; of a parent, one of the row's own layer; else the administrative one first."""
        found = self.zones.get(folded(text), set())
        if row.sheet == ZONES:
            found = {pair for pair in found if pair[0] == row.given.get("layer")}
        exact = {pair for pair in found if pair[1] == text}
        found = exact or found
        if len(found) > 1:
            found = {pair for pair in found if pair[0] == ADMINISTRATIVE} or found
        if len(found) == 1:
            return next(iter(found))
        row.say("many_zones" if found else "unknown_zone", column, value=short(text))
        return None

    def type(self, row: Row, column: str, text: str) -> str | None:
        """The code of a kind of site."""
        code = self.types.get(folded(text))
        if code is None:
            words = [w for zh, en in self.known.types.values() for w in (zh, re.sub(r"（.*?）", "", zh), en)]
            row.say("unknown_type", column, value=short(text), like=like(text, words))
        return code

    def function(self, row: Row, column: str, text: str) -> list[str] | None:
        """The codes of several functions."""
        codes = []
        for word in filter(
            None, text.replace("；", ";").replace("、", ";").replace("，", ";").replace(",", ";").split(";")
        ):
            code = self.functions.get(folded(word))
            if code is None:
                words = [zh for zh, _en in self.known.functions.values()]
                row.say("unknown_function", column, value=short(word), like=like(word, words))
            else:
                codes.append(code)
        return sorted(set(codes)) or None


FINDERS = {
    Kind.UNIT: Names.unit,
    Kind.ZONE: Names.zone,
    Kind.TYPE: Names.type,
    Kind.LAYER: Names.layer,
    Kind.FUNCTIONS: Names.function,
}
