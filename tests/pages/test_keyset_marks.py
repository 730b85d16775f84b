"""The mark of a long list: what lies behind it, where many rows have one moment."""

import pytest

from rectification.models import Ticket
from supervision.paging import Behind
from tests.town import MONDAY, at, file_ticket

pytestmark = pytest.mark.django_db

WAYS = [("filed_at", "id"), ("main_duty__due_at", "main_duty_id")]


@pytest.fixture
def entries(town):
    """Three at nine, three at ten; each three owed by one moment."""
    return [file_ticket(town, now=at(MONDAY, hour), anyway="another") for hour in ("09:00", "10:00") for _ in range(3)]


@pytest.mark.parametrize("falling", [False, True])
@pytest.mark.parametrize(("moment", "tie"), WAYS)
def test_behind_each_row_are_those_that_come_later_in_the_order(entries, moment, tie, falling):
    way = "-" if falling else ""
    order = [f"{way}{moment}", f"{way}{tie}"]
    rows = list(Ticket.objects.order_by(*order).values_list(moment, tie))
    assert len({at for at, _pk in rows}) == 2
    for place, mark in enumerate(rows):
        behind = Ticket.objects.filter(Behind(moment, mark, falling=falling)).order_by(*order)
        assert list(behind.values_list(moment, tie)) == rows[place + 1 :]
        before = Ticket.objects.exclude(Behind(moment, mark, falling=falling)).order_by(*order)
        assert list(before.values_list(moment, tie)) == rows[: place + 1]


def test_the_list_can_be_cut_in_a_query_that_goes_on(entries):
    mark = (entries[3].filed_at, entries[3].pk)
    cut = Ticket.objects.filter(Behind("filed_at", mark, falling=True))
    assert Ticket.objects.filter(pk__in=cut.values("pk")).count() == cut.count() == 3
