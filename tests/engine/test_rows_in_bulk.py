"""Rows written without the ORM's compiler read back as the ORM would have written them; what a request may cost."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from supervision.actions import rows
from supervision.ids import new_id
from supervision.models import Duty, Notice, StreamHead, Words
from tests.town import MONDAY, at, file_ticket

pytestmark = pytest.mark.django_db

TEXTS = [
    "",
    r"\N",
    "\\",
    "tab\tline\nreturn\rend",
    "quote \" and apostrophe '",
    "{curly, comma}",
    "%s %(name)s 100 %",
    "东门菜市场 🚲 é",
    "NULL",
]


def notice(user, text):
    """A notice with the text in every place that takes one."""
    return Notice(
        user=user, event_id=new_id(), subject_kind="ticket", subject_id=new_id(), key=text[:40],
        facts={"text": text, "n": 1, "none": None, "list": [text, True]}, created_at=MONDAY,
    )  # fmt: skip


@pytest.mark.parametrize("times", [1, 4], ids=["few, by a statement", "many, by the bulk way"])
def test_every_letter_is_written_as_it_is(town, times):
    written = [notice(town.people["inspector"], text) for text in TEXTS * times]
    assert (len(written) >= rows.FEW) == (times > 1)
    assert rows.insert(written) == len(written)
    for row in written:
        kept = Notice.objects.get(pk=row.pk)
        assert (kept.key, kept.facts, kept.created_at, kept.post_id, kept.seen_at) == (
            row.key, row.facts, MONDAY, None, None,
        )  # fmt: skip


@pytest.mark.parametrize("times", [1, 4], ids=["one by one", "all at once"])
def test_new_values_are_written_as_they_are(town, times):
    written = [notice(town.people["inspector"], text) for text in TEXTS * times]
    rows.insert(written)
    for row, text in zip(written, reversed(TEXTS * times), strict=True):
        row.facts, row.seen_at, row.post_id = {"now": text}, MONDAY + timedelta(microseconds=1), new_id()
    names = ("facts", "seen_at", "post_id")
    for some in [written] if times > 1 else [[row] for row in written]:
        rows.update(some, names)
    for row in written:
        kept = Notice.objects.get(pk=row.pk)
        assert [getattr(kept, name) for name in names] == [getattr(row, name) for name in names]


def test_the_database_compares_them_with_what_it_wrote_itself(town):
    ours, its = (StreamHead(id=new_id(), kind="x", last_at=MONDAY) for _ in range(2))
    rows.insert([ours])
    its.save(force_insert=True)
    assert StreamHead.objects.filter(pk__in=[ours.pk, its.pk], last_at=MONDAY, kind="x").count() == 2
    assert StreamHead.objects.filter(pk__in=[ours.pk, its.pk], last_at__lte=MONDAY - timedelta(seconds=1)).count() == 0


def test_a_conflict_is_counted_and_changes_nothing():
    first = StreamHead(id=new_id(), kind="first", last_at=MONDAY)
    assert rows.insert([first], ignore_conflicts=True) == 1
    assert rows.insert([StreamHead(id=first.id, kind="second", last_at=MONDAY)], ignore_conflicts=True) == 0
    assert StreamHead.objects.get(pk=first.pk).kind == "first"


def test_a_row_that_is_not_there_cannot_get_new_values():
    with pytest.raises(DatabaseError):
        rows.update([Words(id=new_id(), stream_id=new_id(), salt="", text="x")], ["text"])


def test_a_lean_row_reads_the_rest_when_it_is_asked_for(town, django_assert_num_queries):
    ticket = file_ticket(town)
    (duty,) = rows.lean(Duty.objects.filter(subject_id=ticket.id), "id", "unit_id")
    with django_assert_num_queries(0):
        assert duty.unit_id == town.units["street_a"].id
    with django_assert_num_queries(1):
        assert duty.kind == "rectify"
    assert duty == Duty.objects.get(subject_id=ticket.id)


def test_among_many_ids_the_rows_are_found_whose_ids_are_there(town):
    heads = [StreamHead(id=new_id(), kind="x", last_at=MONDAY) for _ in range(3)]
    rows.insert(heads)
    wanted = {heads[0].id, heads[2].id}
    found = StreamHead.objects.filter(id__among=[*wanted, new_id(), *wanted])
    assert set(found.values_list("id", flat=True)) == wanted
    assert not StreamHead.objects.filter(id__among=[]).exists()
    assert Notice.objects.filter(event_id__among=wanted).count() == 0


def test_filing_costs_as_many_queries_in_a_full_ledger_as_in_an_empty_one(town):
    def queries(east, clock):
        place = (Decimal("120.100000") + Decimal(east), Decimal("30.100000"))
        with CaptureQueriesContext(connection) as seen:
            file_ticket(town, photos=2, site=None, place=place, now=at(MONDAY, clock))
        return [re.sub(r"'[^']*'|[0-9]+", "?", query["sql"])[:90] for query in seen.captured_queries]

    queries("0.002", "09:00")  # what is kept in memory is read once
    empty = queries("0.004", "09:30")
    for _ in range(20):
        file_ticket(town, site="S001", photos=2, anyway="bench")
    assert queries("0.006", "10:30") == empty
