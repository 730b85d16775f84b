"""What an import would do: each row is new, changed, the same or bad, and of a changed one which fields."""

from collections import Counter
from datetime import date
from typing import Any

from supervision.importing.columns import PEOPLE, SHEETS, SITES, UNITS, ZONES
from supervision.importing.known import Known, Stored
from supervision.importing.rules import check_rows
from supervision.importing.tables import Change, Row, Status, Tables

# Columns that are compared and written, by sheet; an empty cell leaves what is there.
FIELDS = {
    UNITS: ("name", "name_en", "kind", "parent", "group"),
    ZONES: ("name", "name_en", "unit", "shape"),
    SITES: ("name", "name_en", "type", "address", "lon", "lat", "manager", "owner", "shape", "since"),
    PEOPLE: ("name", "phone"),
}
Counts = dict[str, dict[str, int]]


def make_plan(tables: Tables, known: Known, today: date) -> Counts:
    """Checks all rows and says of each what it would do; returns how many of each kind every sheet has."""
    check_rows(tables, known, today)
    for row in tables.every():
        if row.status is not Status.LEFT:
            row.status = Status.BAD if row.bad else decide(row, known)
    return counts_of(tables)


def counts_of(tables: Tables) -> Counts:
    """Sheet -> status -> rows."""
    return {
        sheet.name: {status.value: Counter(row.status for row in tables.rows(sheet.name))[status] for status in Status}
        for sheet in SHEETS
    }


def decide(row: Row, known: Known) -> Status:
    """New, changed or the same; the changes are kept with the row."""
    stored = stored_of(row, known)
    if stored is None:
        row.changes = []
        return Status.NEW
    row.changes = differences(row, stored)
    if stored.ended:
        row.say("revived")
    return Status.CHANGED if row.changes else Status.SAME


def stored_of(row: Row, known: Known) -> Stored | None:
    """What the city has under the row's key."""
    if row.sheet == ZONES:
        return known.zones.get((row.given["layer"], row.key))
    return {UNITS: known.units, PEOPLE: known.people, SITES: known.sites}[row.sheet].get(row.key)  # type: ignore[attr-defined]


def differences(row: Row, stored: Stored) -> list[Change]:
    """Field by field, in the workbook's own order."""
    given, values = row.given, stored.values
    found = [
        Change(name, values.get(name), given[name])
        for name in FIELDS[row.sheet]
        if given.get(name) is not None and given[name] != values.get(name)
    ]
    found += MORE[row.sheet](given, stored)
    if stored.ended:
        found.append(Change("ended", True, False))
    return found


def unit_more(given: dict[str, Any], stored: Stored) -> list[Change]:
    """Functions are added, never taken away by an import."""
    held = list(stored.values["functions"] or ())
    both = sorted({*held, *(given.get("functions") or ())})
    return [Change("functions", held, both)] if both != sorted(held) else []


def zone_more(given: dict[str, Any], stored: Stored) -> list[Change]:
    """The zone above, by its code."""
    code = given["parent"][1] if given.get("parent") else None
    return [Change("parent", stored.values["parent"], code)] if code and code != stored.values["parent"] else []


def site_more(given: dict[str, Any], stored: Stored) -> list[Change]:
    """The zones it lies in: the one the row names; all of them when the point has moved."""
    held = stored.values["places"]
    moved = given["lon"] != stored.values["lon"] or given["lat"] != stored.values["lat"]
    named = dict([given["zone"]]) if given.get("zone") else {}
    places = {**(given["places"] if moved or stored.ended else {}), **named}
    return [Change(f"zone:{layer}", held.get(layer), code) for layer, code in places.items() if held.get(layer) != code]


def person_more(given: dict[str, Any], stored: Any) -> list[Change]:
    """The post: that there is one, its title and its rank."""
    post = stored.posts.get((given["unit"], given["role"]))
    if post is None:
        return [Change("post", None, [given["unit"], given["role"]])]
    pairs = (("title", post.title), ("rank", post.rank))
    return [Change(key, old, given[key]) for key, old in pairs if given.get(key) is not None and given[key] != old]


MORE = {UNITS: unit_more, ZONES: zone_more, SITES: site_more, PEOPLE: person_more}
