"""Who answered for a place on a day: asked from its entry and from its page at the office, by everybody."""

import pytest
from django.urls import reverse

from sites.actions.places import hand_site
from sites.models import Zone
from supervision.actions.contracts import hand_over, make_contract, seed_kinds
from tests.town import FRIDAY, MONDAY, TUESDAY, WEDNESDAY, at, file_ticket

pytestmark = pytest.mark.django_db
TEN = at(MONDAY, "10:00")


def asked(client, site, on):
    return client.get(reverse("answers", args=[site.pk]), on=on).content.decode()


@pytest.fixture
def changed(town):
    """The chief of the ground changes on Wednesday, the managing unit on Friday."""
    seed_kinds()
    street, east = town.units["street_a"].id, Zone.objects.get(code="east").pk
    first = make_contract("area_chief", street, town.people["street_clerk"], "zone", east, now=TEN)
    hand_over(first, street, town.people["colleague"], now=at(WEDNESDAY, "15:00"))
    hand_site(town.sites["S001"], town.units["urban_mgmt"], on=FRIDAY.date())
    return town.sites["S001"]


def test_each_day_names_who_it_was_then(town, changed, hands):
    clerk = hands("other_clerk")
    tuesday = asked(clerk, changed, TUESDAY.date())
    assert "东城街道" in tuesday and "李知微" in tuesday and "周海" not in tuesday
    wednesday = asked(clerk, changed, WEDNESDAY.date())
    assert "李知微" in wednesday and "周海" in wednesday and "15:00" in wednesday
    friday = asked(clerk, changed, FRIDAY.date())
    assert "市城管局" in friday and "周海" in friday and "李知微" not in friday


def test_the_days_of_change_lead_on(town, changed, hands):
    page = asked(hands("inspector"), changed, TUESDAY.date())
    for day in (WEDNESDAY, FRIDAY):
        assert f"{reverse('answers', args=[changed.pk])}?on={day.date().isoformat()}" in page


def test_an_entry_leads_to_the_day_it_was_found(town, hands):
    ticket = file_ticket(town, now=at(MONDAY, "10:00"))
    page = hands("street_clerk").get(reverse("entry", args=[ticket.number])).content.decode()
    assert f"{reverse('answers', args=[ticket.site_id])}?on={MONDAY.date().isoformat()}" in page


@pytest.mark.parametrize("on", ["", "yesterday", "2026-02-30", "9999-12-31", "0001-01-01", "2026-03-02'--", "\u0000"])
def test_a_day_that_is_none_is_today(town, hands, on):
    assert "今天" in asked(hands("inspector"), town.sites["S001"], on)


def test_a_site_that_was_not_there_yet_says_so(town, hands):
    site = town.sites["S001"]
    site.valid_from = WEDNESDAY.date()
    site.save()
    assert "未启用" in asked(hands("inspector"), site, TUESDAY.date())
