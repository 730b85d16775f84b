"""The newest entries of a narrow scope: of each key of visibility the first few by its index, merged.

Counting what a scope holds, or walking the ledger for it, grows with the scope or with the ledger; this grows with
neither.
"""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection, models

from rectification.models import Sight
from rectification.querysets import Reader, TicketQuerySet

Mark = tuple[datetime, UUID]
KEYS = 150  # a district's units and zones; whoever has more is served by the usual way
FIRST, MOST = 200, 2000  # entries of the scope looked at together
OF_A_KEY = """SELECT * FROM (SELECT filed_at, ticket_id FROM rectification_sight
 WHERE key = %s AND until_seq IS NULL{behind} ORDER BY filed_at DESC, ticket_id DESC LIMIT %s) of_key"""
BEHIND = " AND (filed_at, ticket_id) < (%s, %s)"


def is_narrow(reader: Reader) -> bool:
    """Whether the scope can be gone through key by key."""
    return 0 < len(reader.keys) <= KEYS


def newest_of(reader: Reader, mark: Mark | None, count: int) -> list[Mark]:
    """So many entries the reader still has a part in, the newest first, behind the mark: one query."""
    moment, key_of = models.DateTimeField(), Sight._meta.get_field("ticket").target_field
    behind: list[Any] = []
    if mark is not None:
        behind = [moment.get_db_prep_value(mark[0], connection), key_of.get_db_prep_value(mark[1], connection)]
    part = OF_A_KEY.format(behind=BEHIND if mark is not None else "")
    keys = sorted(reader.keys)
    values = [value for key in keys for value in (key, *behind, count)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([part] * len(keys)), values)
        found = {(_moment(at), key_of.to_python(pk)) for at, pk in cursor.fetchall()}
    return sorted(found, reverse=True)[:count]


def walk(rows: TicketQuerySet, reader: Reader, mark: Mark | None, count: int) -> list[Mark]:
    """The newest `count` of the rows, found along the scope and not along the ledger: where many of the scope fit."""
    found: list[Mark] = []
    size = FIRST
    while len(found) < count:
        part = newest_of(reader, mark, size)
        fitting = set(rows.filter(pk__in=[pk for _at, pk in part]).order_by().values_list("pk", flat=True))
        found += [each for each in part if each[1] in fitting]
        if len(part) < size:
            break
        mark, size = part[-1], min(size * 2, MOST)
    return found[:count]


def _moment(at: Any) -> datetime:
    """SQLite's moments are in UTC and do not say so."""
    moment = at if isinstance(at, datetime) else datetime.fromisoformat(at)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
