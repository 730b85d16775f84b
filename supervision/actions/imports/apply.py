"""Writes what a workbook brings, sheet by sheet, in short transactions; begun again, it does what is missing."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from supervision.actions.imports import people, sites, units, zones
from supervision.actions.imports.batches import in_batches
from supervision.actions.imports.check import Findings
from supervision.actions.imports.findings import keep_findings, keep_written, kept_rows
from supervision.actions.imports.writing import Pen
from supervision.actions.sweep import sweep
from supervision.importing.columns import PEOPLE, SITES, UNITS, ZONES
from supervision.importing.tables import Row, Status
from supervision.models import Import

Write = Callable[[Sequence[Row], Any], Any]
Writer = tuple[Callable[[Sequence[Row]], Any], Write]  # what is made ready before the transaction, and the writing


def planned(findings: Findings, sheet: str) -> list[Row]:
    """Rows of a sheet that would be written."""
    return [row for row in findings.tables.rows(sheet) if row.status in (Status.NEW, Status.CHANGED)]


def total(findings: Findings) -> int:
    """How many rows would be written."""
    return sum(len(planned(findings, sheet)) for sheet in (UNITS, ZONES, PEOPLE, SITES))


def apply(owner: Import, findings: Findings, now: datetime) -> Iterator[int]:
    """Writes everything that is new or changed; yields how many rows are done after each transaction.

    Whoever comes after a crash looks at the workbook anew: what was written is the same by then.
    """
    keep_findings(owner, findings)
    pen = Pen(owner, owner.post, now, local_day(now))
    if any(change.field == "parent" for row in planned(findings, UNITS) for change in row.changes):
        sweep(now)  # what has fallen due is settled under the old tree; `hang` then finds nothing left to settle
    kept = kept_rows(owner)
    done = 0
    for rows, writer in steps(findings, pen):
        if rows:
            ready, write = writer()
            for part in in_batches(rows, noted(write, kept, now), ready):
                yield done + part
        done += len(rows)


def steps(findings: Findings, pen: Pen) -> Iterator[tuple[list[Row], Callable[[], Writer]]]:
    """The four sheets in the order in which they need one another; a writer is made when its turn has come."""
    known = findings.known
    yield units.in_order(planned(findings, UNITS)), lambda: alone(lambda rows: units.write_units(rows, known, pen))
    yield zones.in_order(planned(findings, ZONES)), lambda: alone(lambda rows: zones.write_zones(rows, pen))
    yield planned(findings, PEOPLE), lambda: alone(lambda rows: people.write_people(rows, pen))
    yield planned(findings, SITES), lambda: site_writer(pen)


def alone(write: Callable[[Sequence[Row]], Any]) -> Writer:
    """Few rows, written by the actions for one: nothing is made ready."""
    return lambda rows: None, lambda rows, ready: write(rows)


def site_writer(pen: Pen) -> Writer:
    """Sites name zones and units that may have come a moment ago: they are read when sites begin."""
    around = sites.Around()
    return (
        lambda rows: sites.make_ready(rows, around, pen),
        lambda rows, ready: sites.write_sites(rows, ready, around, pen),
    )


def noted(write: Write, kept: dict[tuple[str, int], int], now: datetime) -> Write:
    """The rows and the note of what was written, in one transaction."""

    def work(rows: Sequence[Row], ready: Any) -> None:
        keep_written(kept, write(rows, ready), now)

    return work


def local_day(now: datetime) -> date:
    """The day in the city."""
    return timezone.localtime(now).date()
