"""Rules of the sheet of units."""

from sites.vocabulary import UnitKind
from supervision.importing.checking import Check, circle, once, pair
from supervision.importing.columns import PEOPLE, SITES, UNIT_KINDS, UNITS, ZONES, Kind

SPECIAL = (UnitKind.CITY, UnitKind.OFFICE)
FIXED = (*SPECIAL, UnitKind.TEAM, UnitKind.DISCIPLINE)  # much hangs on these: they are not turned into one another


def units_once(check: Check) -> None:
    once(check, UNITS, lambda row: row.given.get("code"), "twice", "code")


def units_named(check: Check) -> None:
    for sheet in (UNITS, PEOPLE, ZONES, SITES):
        for row in check.rows(sheet):
            check.names.resolve(row, Kind.UNIT)


def unit_kinds(check: Check) -> None:
    """A city and its office are founded, not brought in."""
    for row in check.rows(UNITS):
        stored, kind = check.known.units.get(row.key), row.given.get("kind")
        if kind is None:
            continue
        if stored is None:
            if kind in SPECIAL:
                row.say("special_kind", "kind")
        elif kind != stored.values["kind"] and (kind in FIXED or stored.values["kind"] in FIXED):
            old, new = pair(UNIT_KINDS, stored.values["kind"]), pair(UNIT_KINDS, kind)
            row.say("fixed_kind", "kind", unit=stored.values["name"], old=old, new=new)


def unit_functions(check: Check) -> None:
    """A function is held by one unit."""
    holders = {code: unit for unit, s in check.known.units.items() for code in s.values["functions"] or ()}
    seen: dict[str, int] = {}
    for row in check.rows(UNITS):
        check.names.resolve(row, Kind.FUNCTIONS)
        for code in row.given.get("functions") or ():
            name = list(check.known.functions[code])
            if code in seen:
                row.say("function_twice", "functions", value=name, row=seen[code])
            elif holders.get(code, row.key) != row.key:
                unit = check.known.units[holders[code]].values["name"]
                row.say("moves", "functions", value=name, unit=unit)
            seen.setdefault(code, row.number)


def unit_circles(check: Check) -> None:
    for row in check.rows(UNITS):
        if row.given.get("parent") == row.key and row.key:
            row.say("above_itself", "parent")
        elif way := circle(row.key, check.unit_parent):
            row.say("circle", "parent", way=" → ".join(way))
