"""Contracts end: at once, on a day ahead, later than was said; what was handed over hangs on its successor."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from supervision.actions.book import Book, open_book, write
from supervision.actions.contracts.facts import Facts, Span, Wanted
from supervision.actions.contracts.kinds import lock_kinds
from supervision.actions.contracts.planning import day_of
from supervision.actions.contracts.telling import ENDED, TERM, Said, tell_holders
from supervision.actions.people import reason, record
from supervision.actions.standing import faster
from supervision.canonical import moment_text
from supervision.doorbell import ring
from supervision.models import Contract, Event, Post
from supervision.refusals import Conflict, Refused
from supervision.wording import full_day


def end_contract(
    row: Contract, *, now: datetime, by: Post | None = None, why: str = "", expected: int | None = None
) -> Event:
    """It ends at once; one that has not begun is taken back. Its history stays."""
    with transaction.atomic():
        book = opened(row, now, expected)
        until = max(book.at(now), row.valid_from)
        book.change(row, valid_to=until)
        event = record(book, "end", now, by, {"ends": moment_text(until), **reason(book, why)})
        finish(ENDED, book, event, row, now)
    return event


def change_end(
    row: Contract,
    until: datetime | None,
    *,
    now: datetime,
    by: Post | None = None,
    why: str = "",
    expected: int | None = None,
) -> Event:
    """Another end, which lies ahead; None for good. Nobody else may have been given the time that is added."""
    with transaction.atomic():
        book = opened(row, now, expected)
        if until is not None and until <= max(now, row.valid_from):
            raise Refused("bad_end", _("The end must lie ahead, and after the beginning. To end it now, end it."))
        if until == row.valid_to:
            raise Refused("nothing_changed", _("Nothing is different from before."))
        check_free(row, until, now)
        before = moment_text(row.valid_to) if row.valid_to else None
        book.change(row, valid_to=until)
        facts = {"before": before, "ends": moment_text(until) if until else None, **reason(book, why)}
        event = record(book, "term", now, by, facts)
        finish(TERM, book, event, row, now)
    return event


def opened(row: Contract, now: datetime, expected: int | None) -> Book:
    """The contract, locked behind its kind, as it is now; refused where it has ended or was handed over."""
    lock_kinds([row.kind_id], now)
    book = open_book(row.pk)
    if expected is not None and expected != book.seq:
        raise faster([row.pk])
    row.refresh_from_db()
    if row.valid_to is not None and (row.valid_to <= now or row.valid_to == row.valid_from):
        raise Refused("ended", _("The contract has ended already."))
    successor = Contract.objects.filter(follows=row).meeting(now, None).select_related("user", "unit").first()
    if successor is not None:
        name = str(successor.user or successor.unit.label)
        words = _("It is handed over to %(name)s on %(day)s. Take that back first.")
        raise Refused("handed_over", words, name=name, day=full_day(day_of(successor.valid_from)))
    return book


def check_free(row: Contract, until: datetime | None, now: datetime) -> None:
    """Where one alone may hold it, nobody has the time up to the new end."""
    facts = Facts([wanted(row)], now)
    kind = facts.kinds[row.kind_id]
    span = Span(row.unit_id, row.user_id, row.valid_from, until)
    for other in facts.spans[row.kind_id, row.subject]:
        if other.row is None or other.row.pk == row.pk or not span.meets(other.since, other.until):
            continue
        if not kind.many or (other.unit_id, other.user_id) == (row.unit_id, row.user_id):
            words = _("%(subject)s: %(holder)s is %(kind)s from %(day)s on already.")
            about = {"subject": facts.thing(row.subject), "kind": kind.label}
            holder = facts.holder(other.unit_id, other.user_id)
            raise Conflict("taken", words, holder=holder, day=full_day(day_of(other.since)), **about)


def wanted(row: Contract) -> Wanted:
    """A contract as it was wanted."""
    return Wanted(row.kind_id, row.unit_id, row.user_id, row.subject, row.valid_from, row.valid_to)


def finish(key: str, book: Book, event: Event, row: Contract, now: datetime) -> None:
    """The holder hears of it; everything is written."""
    tell_holders([Said(key, book, event, row)], Facts([wanted(row)], now), now)
    write([book])
    ring()
