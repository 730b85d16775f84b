"""What the rules between rows look at: the workbook and the city together."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

from supervision.importing.columns import LAYERS
from supervision.importing.known import Known
from supervision.importing.naming import Names
from supervision.importing.shapes import Ground
from supervision.importing.tables import Row, Tables

T = TypeVar("T", bound=Hashable)


@dataclass
class Check:
    """What the rules look at."""

    tables: Tables
    known: Known
    today: date

    @cached_property
    def names(self) -> Names:
        """Everything that can be named."""
        return Names(self.tables, self.known)

    def rows(self, sheet: str) -> list[Row]:
        """The rows of a sheet that are no examples."""
        return [row for row in self.tables.rows(sheet) if row.given]

    def unit_kind(self, code: str) -> str:
        """What a unit is, or will be."""
        row, stored = self.names.unit_rows.get(code), self.known.units.get(code)
        return str((row and row.given.get("kind")) or (stored.values["kind"] if stored else ""))

    def unit_parent(self, code: str) -> str | None:
        """The unit above, as it will be."""
        row, stored = self.names.unit_rows.get(code), self.known.units.get(code)
        return (row and row.given.get("parent")) or (stored.values["parent"] if stored else None)

    def zone_parent(self, pair: tuple[str, str]) -> tuple[str, str] | None:
        """The zone above, as it will be."""
        row, stored = self.names.zone_rows.get(pair), self.known.zones.get(pair)
        above = row and row.given.get("parent")
        if above:
            return above
        return (pair[0], stored.values["parent"]) if stored and stored.values["parent"] else None

    def areas(self, layer: str) -> list[tuple[str, str]]:
        """(code, shape) of a layer, as it will be."""
        found = {
            code: stored.values["shape"]
            for (its, code), stored in self.known.zones.items()
            if its == layer and stored.values["shape"] and not stored.ended
        }
        for (its, code), row in self.names.zone_rows.items():
            if its == layer and row.given.get("shape") and not row.bad:
                found[code] = row.given["shape"]
        return list(found.items())

    @cached_property
    def grounds(self) -> dict[str, Ground]:
        """The areas in which a site lies by itself, by layer."""
        layers = [*LAYERS, *(code for code in self.known.layers if code not in LAYERS)]
        return {
            code: Ground(areas)
            for code in layers
            if code not in self.known.overlapping
            and not (code in LAYERS and LAYERS[code].overlap)
            and (areas := self.areas(code))
        }


def once(check: Check, sheet: str, key: Callable[[Row], Hashable | None], code: str, column: str) -> None:
    """Two rows with one key: the second says where the first is."""
    seen: dict[Hashable, int] = {}
    for row in check.rows(sheet):
        value = key(row)
        if value is None:
            continue
        if value in seen:
            row.say(code, column, row=seen[value])
        else:
            seen[value] = row.number


def circle(start: T, above: Callable[[T], T | None]) -> list[T]:
    """The way from a row back to itself, or nothing."""
    way, here, seen = [start], above(start), {start}
    while here is not None:
        way.append(here)
        if here == start:
            return way
        if here in seen:
            return []  # a circle of others; they say so themselves
        seen.add(here)
        here = above(here)
    return []


def pair(words: dict, key: str) -> list[str]:
    """A stored word in Chinese and in English."""
    return [words[key][0], words[key][-1]]
