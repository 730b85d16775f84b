"""The ledger as a list: its filter as a sentence, counts by time left, and one page of rows after a mark."""

from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest, nsmallest
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from rectification.export import COLUMNS
from rectification.filters import CHOOSABLE, COLUMNS_MOST, NEW, TIMES, USUAL, Filter, at_time, order_of
from rectification.models import Ticket
from rectification.newest import is_narrow, walk
from rectification.pages.material import JOINS, gather
from rectification.pages.rows import former_row, row
from rectification.pages.viewer import Viewer
from rectification.querysets import TicketQuerySet
from rectification.residents import note_reads
from supervision.actions.words import read as read_words
from supervision.countdowns import Bounds
from supervision.paging import Behind, capped_count, count_words, read_mark, write_mark

PAGE = 20
FEW = 10_000  # up to so many that fit a filter are found and sorted
OF_A_SCOPE = 3_000  # and of a scope: counting more would cost what walking past the others does
SMALL = 1_000  # up to so many are counted with the page; more afterwards
Mark = tuple[datetime, UUID]
# What a column one may choose reads of the entry's relations.
JOINED = {
    "team": ("team",),
    "filed_by": ("filed_by",),
    "type": ("site__type",),
    "relapse": ("relapse_of",),
    "verified_by": ("verified_by",),
}


def scope(viewer: Viewer, wanted: Filter) -> TicketQuerySet:
    """The entries a filter chooses from."""
    return viewer.former() if wanted.state == "former" else viewer.present()


def chosen(viewer: Viewer, wanted: Filter) -> TicketQuerySet:
    """The rows of a filter but for the time left."""
    return wanted.rows(scope(viewer, wanted), viewer.now)


def sums(viewer: Viewer, wanted: Filter) -> list[dict[str, Any]]:
    """How many of each group: five capped counts; an answer about what is no longer open has none."""
    if wanted.state not in ("open", "all"):
        return []
    rows, bounds = chosen(viewer, wanted), Bounds.at(viewer.now)
    return [sum_of(key, count_words(capped_count(at_time(rows, key, bounds))), wanted) for key in TIMES]


def sum_of(key: str, n: str, wanted: Filter) -> dict[str, Any]:
    """One group with its number, empty while it is not counted yet."""
    return {"key": key, "n": n, "url": wanted.url(time="" if wanted.time == key else key), "on": wanted.time == key}


@dataclass(frozen=True)
class PageOf:
    """One page of rows, the marks of the first and the last, and how many rows the list has, counted to a bound."""

    tickets: list[Ticket]
    last: Mark | None
    start: int
    n: int


def page_of(viewer: Viewer, wanted: Filter, query: QueryDict) -> PageOf:
    """The rows after the mark in the address: a count, the ids of a page in their order, and the rows with their joins.

    The database guesses that what fits lies evenly in the ledger, and walks along the order until the page is full. It
    may walk through everything when that is wrong. So where a filter or a scope fits few, they are all found and sorted
    here; where many fit, the walk is short, if it goes along what the reader may see.
    """
    chosen = wanted.narrowed(scope(viewer, wanted), viewer.now)
    bound = OF_A_SCOPE if not viewer.reader.sees_all else FEW if wanted.narrow else SMALL
    n, order, mark = capped_count(chosen, bound), order_of(wanted), read_mark(query.get("after", ""))
    rows = order.live(chosen).values_list(order.column, order.tie, "pk")
    if mark:
        rows = rows.filter(Behind(order.column, mark, falling=order.falling))
    if n <= bound:
        keys = (nlargest if order.falling else nsmallest)(PAGE + 1, rows.order_by().iterator(chunk_size=2000))
    elif order is NEW and wanted.state != "former" and is_narrow(viewer.reader):
        keys = [(at, pk, pk) for at, pk in walk(chosen, viewer.reader, mark, PAGE + 1)]
    else:
        way = "-" if order.falling else ""
        keys = list(rows.order_by(f"{way}{order.column}", f"{way}{order.tie}")[: PAGE + 1])
    joins = (*JOINS, *(path for name in wanted.columns for path in JOINED.get(name, ())))
    found = Ticket.objects.select_related(*joins).in_bulk([key[2] for key in keys[:PAGE]])
    last = keys[PAGE - 1][:2] if len(keys) > PAGE else None
    start = query.get("n", "")
    begun = int(start) if mark and start.isdecimal() and len(start) < 9 else 0
    return PageOf([found[key[2]] for key in keys[:PAGE] if key[2] in found], last, begun, n)


def listed(viewer: Viewer, wanted: Filter, query: QueryDict) -> dict[str, Any]:
    """Rows, counts and the foot of the list. What takes longer to count is counted when the page stands."""
    page = page_of(viewer, wanted, query)
    prefix = common_prefix([ticket.number for ticket in page.tickets])
    material = gather(page.tickets, viewer)
    shape = former_row if wanted.state == "former" else row
    if "words" in wanted.columns and wanted.state != "former":
        note_reads(page.tickets, viewer.actor, viewer.now)
    words = said(page.tickets) if "words" in wanted.columns else {}
    small = page.n <= SMALL
    waiting = [sum_of(key, "", wanted) for key in TIMES] if wanted.state in ("open", "all") else []
    total = count_words(page.n) if small else ""
    return {
        "entries": [
            shape(ticket, material, prefix) | {"more": cells(ticket, wanted, words)} for ticket in page.tickets
        ],
        "heads": heads(wanted),
        "prefix": prefix,
        "total": total,
        "sums": sums(viewer, wanted) if small else waiting,
        "counts_url": None if small else f"{reverse('ledger_counts')}{wanted.url()}",
        "page": foot(page, wanted, total, query),
    }


def heads(wanted: Filter) -> dict[str, Any]:
    """What the list shows beside the columns that always are there, and the choice of them."""
    plain = [name for name in wanted.columns if name not in USUAL] if wanted.state != "former" else []
    return {
        "urgency": "urgency" in wanted.columns,
        "rung": "rung" in wanted.columns,
        "more": [COLUMNS[name].label for name in plain],
        "choices": [{"name": name, "label": COLUMNS[name].label, "on": name in wanted.columns} for name in CHOOSABLE],
        "hidden": {name: value for name, value in wanted.pairs().items() if name != "cols"},
        "most": COLUMNS_MOST,
    }


def said(tickets: list[Ticket]) -> dict[str, str]:
    """What was written with the entries: one query."""
    return {pk: row.text for pk, row in read_words([t.words for t in tickets if t.words]).items()}


def cells(ticket: Ticket, wanted: Filter, words: dict[str, str]) -> list[str]:
    """The chosen columns of one row, as the workbook has them; a unit that no longer has the entry sees none."""
    names = [name for name in wanted.columns if name not in USUAL] if wanted.state != "former" else []
    return [shown(COLUMNS[name].value(ticket, words)) for name in names]


def shown(value: Any) -> str:
    """A cell: moments in the city's time."""
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "m-d H:i")
    return "" if value is None or value == 0 else str(value)


def counts(viewer: Viewer, wanted: Filter, *, exact: bool) -> dict[str, Any]:
    """The numbers of a long list: exact to 10,000, beyond it only on demand (DESIGN 7.6)."""
    rows = wanted.narrowed(scope(viewer, wanted), viewer.now)
    total = f"{rows.order_by().count():,}" if exact else count_words(capped_count(rows))
    more = f"{reverse('ledger_counts')}{wanted.url()}&exact=1" if total.endswith("+") else None
    return {"total": total, "sums": sums(viewer, wanted), "exact_url": more}


def foot(page: PageOf, wanted: Filter, total: str, query: QueryDict) -> dict[str, Any]:
    """From, to, and the links."""
    end = page.start + len(page.tickets)
    forward = f"{wanted.url()}&after={write_mark(*page.last)}&n={end}" if page.last else None
    first = wanted.url() if query.get("after") else None
    return {"from": page.start + 1, "to": end, "total": total, "prev_url": first, "next_url": forward}


def common_prefix(numbers: list[str]) -> str:
    """The common head of the numbers, up to the dash."""
    heads = {number.rpartition("-")[0] for number in numbers}
    return f"{heads.pop()}-" if len(heads) == 1 else ""
