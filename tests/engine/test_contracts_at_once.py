"""Two people give the same ground at the same moment: one holder, and one clear message."""

import threading

import pytest
from django.db import connection

from sites.models import Zone
from supervision.actions.contracts import assign, hand_over, make_contract, seed_kinds
from supervision.actions.contracts.facts import Wanted
from supervision.actions.rebuild import rebuild
from supervision.actions.verify import verify
from supervision.models import Contract
from supervision.refusals import Conflict, Refused
from tests.town import MONDAY, TUESDAY, at

pytestmark = pytest.mark.django_db(transaction=True)
TEN = at(MONDAY, "10:00")
PATIENCE = 120


def together(*calls):
    """Each in a thread and a connection of its own; what each came to."""
    results, start = [None] * len(calls), threading.Barrier(len(calls))

    def run(number, call):
        try:
            start.wait(PATIENCE)
            results[number] = call()
        except Refused as refused:
            results[number] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return results


def test_two_give_the_same_ground_one_holds_it_and_the_other_is_told_who(lasting_town):
    seed_kinds()
    town, zone = lasting_town, str(Zone.objects.get(code="east").pk)

    def give(who):
        return make_contract("area_chief", town.posts[who].unit_id, town.people[who], "zone", zone, now=TEN)

    results = together(lambda: give("street_clerk"), lambda: give("colleague"))
    row = Contract.objects.get()
    told = next(one for one in results if isinstance(one, Refused))
    assert isinstance(told, Conflict) and str(row.user) in told.words
    assert list(verify()) == [] and rebuild() == {}


def test_two_hand_over_the_same_contract_and_one_list_gives_it_away_only_one_follows(lasting_town):
    seed_kinds()
    town, zone = lasting_town, str(Zone.objects.get(code="east").pk)
    clerk = town.posts["street_clerk"]
    before = make_contract("area_chief", clerk.unit_id, clerk.user, "zone", zone, now=TEN)
    colleague, head = town.posts["colleague"], town.posts["unit_head"]
    listed = Wanted("area_chief", head.unit_id, head.user_id, ("zone", zone))
    results = together(
        lambda: hand_over(before, colleague.unit_id, colleague.user, now=TUESDAY, expected=1),
        lambda: assign([listed], now=TUESDAY, by=None),
    )
    assert sum(isinstance(one, Refused) for one in results) == 1
    assert Contract.objects.at(TUESDAY).get().follows == before
    assert list(verify()) == [] and rebuild() == {}
