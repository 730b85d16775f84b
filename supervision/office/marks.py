"""Pages of long lists in the order of a text and the id: the mark of a row in an address, and what lies behind it."""

from typing import Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

PAGE = 40


def read_id(text: str) -> UUID | None:
    """A uuid, or nothing."""
    try:
        return UUID(text)
    except ValueError:
        return None


def page_of(rows: QuerySet, column: str, query: QueryDict, url: str) -> tuple[list[Any], dict[str, Any]]:
    """One page of rows after the mark in the address, and the foot of the list: two queries."""
    total, mark = rows.count(), read_mark(query.get("after", ""))
    if mark:
        text, pk = mark
        rows = rows.filter(Q(**{f"{column}__gt": text}) | Q(**{column: text, "id__gt": pk}))
    found = list(rows.order_by(column, "id")[: PAGE + 1])
    shown = found[:PAGE]
    given = query.get("n", "")
    start = int(given) if mark and given.isdecimal() and len(given) < 9 else 0
    end = start + len(shown)
    more = f"{url}&after={mark_of(shown[-1], column)}&n={end}" if len(found) > PAGE else None
    foot = {"from": min(start + 1, end), "to": end, "total": total, "next_url": more}
    return shown, {**foot, "prev_url": url if mark else None}


def mark_of(row: Model, column: str) -> str:
    """The text and the id of a row; neither has a sign that an address would have to escape."""
    return f"{getattr(row, column)}~{row.pk.hex}"


def read_mark(text: str) -> tuple[str, UUID] | None:
    """The last row of the page before; anything else begins at the first."""
    letters, _sign, pk = text.partition("~")
    found = read_id(pk)
    return (letters[:120], found) if found else None
