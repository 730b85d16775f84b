"""Entries as their events left them at a moment: the ledger's own answer, whatever the tables say now."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from scoring.lines import SCORED_KINDS, DutyLine, line_of
from supervision.kinds import tables
from supervision.models import Event

Row = dict[str, Any]
READ = ("ticket", "duty", "sight")
ZONE, SITE = "z:", "s:"


@dataclass
class Entry:
    """One entry at a moment: its row, its duties, the keys of those who may see it."""

    ticket: Row = field(default_factory=dict)
    duties: list[Row] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    def lines(self, starts: datetime, ends: datetime, at: datetime) -> Iterator[DutyLine]:
        """Its duties of a period as they stood at `at`."""
        for duty in self.duties:
            if duty["kind"] in SCORED_KINDS and starts <= duty["score_due_at"] < ends:
                yield line_of(duty, self.ticket, at)

    @property
    def places(self) -> list[tuple[str, UUID]]:
        """The zones it lies in and its site, as contracts name their subjects."""
        names = {ZONE: "zone", SITE: "site"}
        return [(names[key[:2]], UUID(key[2:])) for key in self.keys if key[:2] in names]


def fold(ids: Iterable[UUID], until: datetime) -> dict[UUID, Entry]:
    """Entries as of their last event that happened by `until`: one query. Those that began later are not among them."""
    events = Event.objects.filter(stream_id__in=list(ids), stream_kind="ticket", occurs_at__lte=until)
    rows: dict[UUID, dict[tuple[str, str], Row]] = defaultdict(dict)
    for event in events.order_by("stream_id", "seq").only("stream_id", "seq", "text").iterator(chunk_size=2000):
        for patch in event.patches:
            if patch["t"] in READ:
                rows[event.stream_id].setdefault((patch["t"], patch["id"]), {}).update(patch["c"])
    return {pk: entry_of(found) for pk, found in rows.items()}


def entry_of(rows: dict[tuple[str, str], Row]) -> Entry:
    """The folded rows of one stream, their values typed; a column younger than its events has its default."""
    entry = Entry()
    for (table, pk), columns in sorted(rows.items()):
        match table:
            case "ticket":
                entry.ticket = typed(table, pk, columns)
            case "duty":
                entry.duties.append(typed(table, pk, columns))
            case "sight":
                entry.keys.append(columns["key"])
    return entry


def typed(table: str, pk: str, columns: Row) -> Row:
    """A folded row with the types of its table."""
    row: Row = {}
    for column in tables()[table]._meta.concrete_fields:
        target = column.target_field if column.is_relation else column
        value = pk if column.primary_key else columns.get(column.attname, column.get_default())
        row[column.attname] = target.to_python(value)
    return row
