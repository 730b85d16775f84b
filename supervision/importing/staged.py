"""The tables of a workbook as a text: what the check has read is not unpacked and cleaned again for the writing."""

import json
from typing import Any

from supervision.importing.columns import SHEETS
from supervision.importing.reasons import Problem
from supervision.importing.tables import Row, Status, Table, Tables

FORM = 1  # another number when a later release reads workbooks otherwise: what was read before is read anew


def write_tables(tables: Tables) -> bytes:
    """As they come from the file, before they are compared with the city."""
    sheets = {
        name: {
            "title": table.title,
            "places": table.places,
            "heading": table.heading,
            "rows": [
                [row.number, row.given, [each.content() for each in row.problems], row.status] for row in table.rows
            ],
        }
        for name, table in tables.tables.items()
    }
    remarks = [remark.content() for remark in tables.remarks]
    return json.dumps({"form": FORM, "sheets": sheets, "remarks": remarks}).encode()


def read_staged(text: bytes) -> Tables | None:
    """The same tables; None for the text of another release, or a broken one."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    if found["form"] != FORM:
        return None
    tables = {sheet.name: _table(Table(sheet, ""), found["sheets"][sheet.name]) for sheet in SHEETS}
    return Tables(tables, [Problem(**remark) for remark in found["remarks"]])


def _table(table: Table, found: dict[str, Any]) -> Table:
    table.title, table.places, table.heading = found["title"], found["places"], found["heading"]
    name = table.sheet.name
    table.rows = [
        Row(name, number, given, [Problem(**each) for each in problems], Status(status))
        for number, given, problems, status in found["rows"]
    ]
    return table
