"""Two at once about a unit: circulars that do not see each other, two words on one file, one number for two files."""

import pytest

from rectification.models import Measure, Ticket, UnitMeasure
from tests.calling import call, called, circular, proposed
from tests.engine.test_audit_races import codes, together, whole
from tests.town import MONDAY, TODAY, at, file_ticket, take

pytestmark = pytest.mark.django_db(transaction=True)
TEN = at(MONDAY, "10:00")


def test_two_circulars_given_at_once_propose_one_talk(lasting_town):
    town = lasting_town
    tickets = [file_ticket(town, now=at(MONDAY, "09:00"), anyway="另一处") for _ in range(2)]
    for ticket in tickets:
        take(town, "set_rung", ticket, "city_leader", at(MONDAY, "09:30"), rung="circular", words="多次逾期")
    copies = [Ticket.objects.get(pk=ticket.pk) for ticket in tickets]

    def give(copy: Ticket, number: str) -> None:
        take(town, "confirm_rung", copy, "office", TEN, rung="circular", number=number, on=TODAY)

    assert codes(together(lambda: give(copies[0], "通1"), lambda: give(copies[1], "通2"))) == []
    assert UnitMeasure.objects.get().waits and whole() == []


def test_one_circular_given_and_another_taken_back_at_once(lasting_town):
    """Whoever comes last, what is proposed is what the number of circulars asks for."""
    town = lasting_town
    circular(town, at(MONDAY, "12:00"), "通1")
    gone = Ticket.objects.get(pk=circular(town, at(MONDAY, "13:00"), "通2").pk)
    fresh = file_ticket(town, now=at(MONDAY, "13:10"), anyway="另一处")
    take(town, "set_rung", fresh, "city_leader", at(MONDAY, "13:20"), rung="circular", words="多次逾期")
    fresh = Ticket.objects.get(pk=fresh.pk)
    now = at(MONDAY, "15:00")
    together(
        lambda: take(town, "revoke_rung", gone, "office", now, rung="circular", words="有误"),
        lambda: take(town, "confirm_rung", fresh, "office", now, rung="circular", number="通3", on=TODAY),
    )
    assert Measure.objects.filter(revoked_at=None, confirmed_at__isnull=False).count() == 2
    assert [row.waits for row in UnitMeasure.objects.filter(revoked_at=None)] == [True]
    assert whole() == []


def test_two_words_of_the_office_at_once_are_one(lasting_town):
    town = lasting_town
    row = called(town, at(MONDAY, "09:00"))
    copies = [UnitMeasure.objects.get(pk=row.pk) for _ in range(2)]
    terms = {"on": TODAY, "person": town.posts["city_leader"].id}
    results = together(
        lambda: call(town, "confirm_rung", copies[0], "office", TEN, number="约1", expected=1, **terms),
        lambda: call(town, "confirm_rung", copies[1], "office", TEN, number="约2", expected=1, **terms),
    )
    assert codes(results) == ["somebody_faster"] and whole() == []


def test_one_number_for_a_unit_and_an_entry_at_once(lasting_town):
    town = lasting_town
    row, ticket = called(town, at(MONDAY, "09:00")), proposed(town)
    copy = Ticket.objects.get(pk=ticket.pk)
    later = at(MONDAY, "11:00")
    results = together(
        lambda: call(town, "confirm_rung", row, "office", later, number="约1", on=TODAY,
                     person=town.posts["city_leader"].id),
        lambda: take(town, "confirm_rung", copy, "office", later, rung="talk", number="约1", on=TODAY),
    )  # fmt: skip
    assert codes(results) == ["number_used"] and whole() == []


def test_two_people_who_propose_the_same_at_once(lasting_town):
    town = lasting_town
    results = together(lambda: called(town, TEN), lambda: called(town, TEN, by="city_leader"))
    assert codes(results) == ["rung_waits"] and UnitMeasure.objects.count() == 1 and whole() == []
