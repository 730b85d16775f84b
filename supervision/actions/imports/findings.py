"""The rows of an import as they are kept: what was found in the dry run, and what was written."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from supervision.actions import rows as bulk
from supervision.actions.imports.check import Findings
from supervision.actions.imports.writing import Done
from supervision.importing.reasons import Problem
from supervision.importing.tables import Row, Status, Table
from supervision.models import Import, ImportRow

PORTION = 300  # rows a transaction keeps; well below the time a writer may hold SQLite


def keep_findings(owner: Import, findings: Findings) -> None:
    """Replaces what an earlier look has found; rows that were written stay as they are."""
    written = set(owner.rows.filter(written_at__isnull=False).values_list("sheet", "number"))
    forget(owner)
    fresh = [
        row_of(owner, table, row)
        for table in findings.tables.tables.values()
        for row in table.rows
        if worth_telling(row) and (row.sheet, row.number) not in written
    ]
    for start in range(0, len(fresh), PORTION):
        with transaction.atomic():
            bulk.insert(fresh[start : start + PORTION])


def forget(owner: Import) -> None:
    """Rows of an earlier look."""
    while ids := list(owner.rows.filter(written_at=None).values_list("id", flat=True)[:PORTION]):
        with transaction.atomic():
            ImportRow.objects.filter(pk__in=ids).delete()


def worth_telling(row: Row) -> bool:
    """A row that stays as it is and has nothing wrong is only counted."""
    return row.status is not Status.SAME or bool(row.problems)


def row_of(owner: Import, table: Table, row: Row) -> ImportRow:
    """A row as it is kept."""
    return bulk.new(
        ImportRow,
        owner_id=owner.pk,
        sheet=row.sheet,
        number=row.number,
        key=row.key[:60],
        name=str(row.given.get("name") or "")[:80],
        status=row.status.value,
        problems=[{**problem.content(), "cell": cell_of(table, row, problem)} for problem in row.problems],
        changes=[{"field": c.field, "before": c.before, "after": c.after} for c in row.changes],
    )


def cell_of(table: Table, row: Row, problem: Problem) -> str:
    """Where the problem stands in the file."""
    return table.cell(row, problem.column)


def kept_rows(owner: Import) -> dict[tuple[str, int], int]:
    """(sheet, number) -> id of the rows that are not written yet."""
    rows = owner.rows.filter(written_at=None).values_list("sheet", "number", "id")
    return {(sheet, number): pk for sheet, number, pk in rows}


def keep_written(kept: dict[tuple[str, int], int], done: Sequence[Done], now: datetime) -> None:
    """Notes what was written, in the transaction that writes it, and of rows that had to be left, why."""
    written = [
        bulk.made(
            ImportRow,
            {
                "id": kept[one.row.sheet, one.row.number],
                "target": one.target,
                "made": one.made,
                "written_at": now,
            },
            stored=True,
        )
        for one in done
        if not one.left
    ]
    bulk.update(written, ("target", "made", "written_at"))
    for one in done:
        if one.left:
            row = ImportRow.objects.get(pk=kept[one.row.sheet, one.row.number])
            problem = Problem("changed_since", "", {"why": one.left})
            row.status = Status.BAD.value
            row.problems = [*row.problems, {**problem.content(), "cell": str(row.number)}]
            row.save(update_fields=["status", "problems"])
