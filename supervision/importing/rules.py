"""The rules between rows, as a table: each looks at everything and says what is wrong where."""

from collections.abc import Callable
from datetime import date
from typing import Any

from supervision.importing import ground_rules, people_rules, unit_rules
from supervision.importing.checking import Check
from supervision.importing.known import Known
from supervision.importing.tables import Row, Tables


def fallout(check: Check) -> None:
    """Whoever names a row that cannot be taken cannot be taken either."""
    grown = True
    while grown:
        grown = False
        for row in check.tables.every():
            if row.given and not row.bad and fell(check, row):
                grown = True


def fell(check: Check, row: Row) -> bool:
    """Says which unit or zone that the row names cannot be taken, if one cannot."""
    for column in ("unit", "manager", "owner", "zone", "parent"):
        code: Any = row.given.get(column)
        if not code:
            continue
        zone = isinstance(code, tuple)
        target: Row | None = check.names.zone_rows.get(code) if zone else check.names.unit_rows.get(code)
        stored = code in check.known.zones if zone else code in check.known.units
        if target is not None and target.bad and not stored:
            word = code[1] if zone else code
            row.say("zone_row_bad" if zone else "unit_row_bad", column, value=word, row=target.number)
            return True
    return False


RULES: tuple[Callable[[Check], None], ...] = (
    unit_rules.units_once,
    unit_rules.units_named,
    unit_rules.unit_kinds,
    unit_rules.unit_functions,
    unit_rules.unit_circles,
    people_rules.people_sign_in,
    people_rules.people_apart,
    people_rules.posts,
    ground_rules.layers_named,
    ground_rules.zone_trees,
    ground_rules.shapes,
    ground_rules.zones_apart,
    ground_rules.sites_placed,
    fallout,
)


def check_rows(tables: Tables, known: Known, today: date) -> Tables:
    """Every rule over all rows; what is wrong stands in the rows afterwards."""
    check = Check(tables, known, today)
    for rule in RULES:
        rule(check)
    return tables
