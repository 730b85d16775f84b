"""What is stored of a ranking does not hang on the order in which duties came in, nor on how the tables keep them."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random

import pytest
from django.db import transaction

from rectification.models import Ticket
from scoring.actions import rankings
from scoring.actions.verifying import verify
from scoring.models import Line, LineOf, Ranking, Score
from scoring.periods import Kind, Period
from scoring.reckoning import everybody, frozen_counts, inputs_digest, reckon, result_digest
from supervision.actions import rows
from supervision.actions.jobs import run_waiting
from supervision.ids import new_id
from tests.scoring.busy_month import busy_month
from tests.town import MONDAY, TUESDAY, Town, at, file_ticket, take

pytestmark = pytest.mark.django_db
WEEK = Period(Kind.WEEK, "2026-W10")
COUNT = at(MONDAY + timedelta(days=9), "18:00")


def stored(ranking: Ranking) -> dict[tuple[str, str, str], tuple]:
    """Every result to the last digit, by whose it is."""
    found = Score.objects.filter(ranking=ranking)
    return {
        (row.subject, row.group, str(row.key)): (row.state, row.rank, row.total, row.sample, row.figures, row.lists)
        for row in found
    }


@pytest.fixture(scope="module")
def month(founded, django_db_blocker):
    """A month in which everything happens, published."""
    with django_db_blocker.unblock():
        return busy_month(founded)


def mixed_up(ranking: Ranking, chance: Random) -> None:
    """The same lines, written once more in another order and under other ids."""
    lines, others = list(Line.objects.filter(ranking=ranking)), list(LineOf.objects.filter(ranking=ranking))
    LineOf.objects.filter(ranking=ranking).delete()
    Line.objects.filter(ranking=ranking).delete()
    ids = {line.pk: new_id() for line in lines}
    for line in lines:
        line.pk = ids[line.pk]
    for other in others:
        other.pk, other.line_id = new_id(), ids[other.line_id]
    for found in (lines, others):
        chance.shuffle(found)
        rows.insert(found)


@pytest.mark.parametrize("seed", range(3))
def test_lines_that_are_kept_in_another_order_come_to_the_same(month, db, seed):
    chance = Random(seed)
    before = list(Line.objects.filter(ranking=month).values_list("pk", flat=True))
    mixed_up(month, chance)
    assert len(before) == Line.objects.filter(ranking=month).exclude(pk__in=before).count() > 20
    counts = frozen_counts(month)
    known = everybody(month, counts)
    chance.shuffle(known)
    found = reckon(month, counts, known)
    again = {(it.subject, it.named.group, str(it.named.key)): it.as_row(month) for it in found}
    assert stored(month) == {
        whose: (row.state, row.rank, row.total, row.sample, row.figures, row.lists) for whose, row in again.items()
    }
    assert (inputs_digest(month), result_digest(found)) == (month.inputs, month.result)
    assert verify(month) == []


# Each a problem of Monday morning: where, by whom it is written down and mended, when, and what came of it.
EAST, WEST = ("S001", "inspector", "street_clerk"), ("S003", "second_inspector", "west_clerk")
PROBLEMS = (
    *((EAST, hour, "pass") for hour in ("10:00", "10:30", "14:59", "15:01", "16:00")),
    *((WEST, hour, "pass") for hour in ("09:30", "11:00", "16:20")),
    (EAST, "11:10", "fail"),
    (WEST, "11:20", "fail"),
    (WEST, "", "void"),
    (EAST, "", ""),
    (WEST, "", ""),
)


def published(town: Town, order: Sequence[int]) -> Ranking:
    """The week of these problems, written down and dealt with in this order."""
    tickets: dict[int, Ticket] = {}
    for n in order:
        (site, by, _clerk), _hour, _end = PROBLEMS[n]
        tickets[n] = file_ticket(town, by, site=site, now=at(MONDAY, "09:00"), anyway="另一处", photos=2)
    for n in reversed(order):
        (_site, by, clerk), hour, end = PROBLEMS[n]
        if hour:
            take(town, "submit", tickets[n], clerk, at(MONDAY, hour), photos=1)
            take(town, end, tickets[n], by, at(TUESDAY, "10:00"), words="" if end == "pass" else "还有残留")
        elif end:
            take(town, end, tickets[n], "office", at(MONDAY, "10:30"), words="重复登记")
    office = town.posts["office"]
    ranking = rankings.begin(WEEK, by=office, now=COUNT)
    run_waiting(lambda: COUNT)
    rankings.announce(ranking, by=office, now=COUNT)
    rankings.approve(ranking, by=town.posts["city_leader"], now=COUNT + timedelta(days=6))
    rankings.publish(ranking, by=office, now=COUNT + timedelta(days=6))
    ranking.refresh_from_db()
    return ranking


def undone(what: Callable[[], tuple]) -> tuple:
    """What comes out of it; then it has not been."""
    with transaction.atomic():
        found = what()
        transaction.set_rollback(True)
    return found


def test_problems_that_came_in_in_another_order_come_to_the_same_ranking(town):
    def came_out(order: Sequence[int]) -> tuple:
        ranking = published(town, order)
        assert verify(ranking) == []
        return ranking.result, stored(ranking)

    every = range(len(PROBLEMS))
    orders = [list(every), *(Random(seed).sample(every, len(every)) for seed in range(3))]
    found = [undone(lambda order=order: came_out(order)) for order in orders]
    assert all(again == found[0] for again in found[1:])
    units = {row[1]: row[2] for whose, row in found[0][1].items() if whose[0] == "unit" and row[1]}
    assert set(units) == {1, 2} and len(set(units.values())) == 2, "somebody is before somebody"
