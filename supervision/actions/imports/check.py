"""The dry run: a workbook is read and compared with the city; nothing is written."""

from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.utils import timezone

from supervision.actions.imports.standing import known_city
from supervision.importing.known import Known
from supervision.importing.plan import Counts, make_plan
from supervision.importing.tables import Tables, read_tables
from supervision.importing.workbook import read_workbook
from supervision.snapshots import one_snapshot


@dataclass
class Findings:
    """What an import would do, row by row and in numbers."""

    tables: Tables
    known: Known
    counts: Counts

    def total(self, *statuses: str) -> int:
        """Rows of these kinds over all sheets."""
        return sum(self.counts[sheet].get(status, 0) for sheet in self.counts for status in statuses)


def look_at(file: BinaryIO, now: datetime) -> Findings:
    """Reads and checks a workbook; BadFile when it cannot be read at all."""
    return compare(read(file), now)


def read(file: BinaryIO) -> Tables:
    """The tables of a workbook; BadFile when it cannot be read at all."""
    return read_tables(read_workbook(file))


def compare(tables: Tables, now: datetime) -> Findings:
    """The tables against the city as it is now."""
    today = timezone.localtime(now).date()
    with one_snapshot():
        known = known_city(now, today)
    return Findings(tables, known, make_plan(tables, known, today))
