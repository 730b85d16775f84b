"""Who answered for a place on a day: asked from its entry and from its page at the office, by everybody."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sites.actions.places import hand_site, redraw_zone
from sites.models import Site, Zone
from supervision.actions.contracts import hand_over, make_contract, seed_kinds
from supervision.actions.sweep import sweep
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


# --- from any page --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["inspector", "street_clerk", "unit_head", "team_leader", "office", "city_leader"])
@pytest.mark.parametrize("page", ["home", "ledger", "notices", "rankings", "map"])
def test_every_page_leads_to_the_question(town, hands, who, page):
    assert f'href="{reverse("who")}"' in hands(who).get(reverse(page)).content.decode()


def found(client, **asked):
    page = client.get(reverse("who"), **asked)
    assert page.status_code == 200
    return {row["code"]: row["url"] for row in page.context["sites"]}


def test_a_place_is_found_by_name_or_code_and_leads_to_its_answer(town, hands):
    clerk, site = hands("street_clerk"), town.sites["S001"]
    url = reverse("answers", args=[site.pk])
    assert found(clerk, q=site.name)["S001"] == found(clerk, q="s001")["S001"] == url
    assert found(clerk, q="S001", on=TUESDAY.date().isoformat())["S001"] == f"{url}?on={TUESDAY.date().isoformat()}"


def test_a_place_out_of_use_is_found_on_its_days_only(town, hands):
    site, clerk = town.sites["S001"], hands("inspector")
    site.valid_to = WEDNESDAY.date()
    site.save()
    assert list(found(clerk, q="S001", on=TUESDAY.date().isoformat())) == ["S001"]
    assert found(clerk, q="S001", on=WEDNESDAY.date().isoformat()) == {}


@pytest.mark.parametrize("q", ["", "   ", "没有这个地方", "%", "\u0000", "x" * 5000, "<script>alert(1)</script>"])
def test_what_is_no_place_finds_none_and_says_what_to_do(town, hands, q):
    page = hands("inspector").get(reverse("who"), q=q)
    assert page.status_code == 200 and page.context["sites"] == [] and b"<script>alert" not in page.content


def test_a_long_list_is_cut_and_says_so(town, hands, django_assert_max_num_queries):
    site, clerk = town.sites["S001"], hands("inspector")
    clerk.get(reverse("who"), q="N")
    with CaptureQueriesContext(connection) as few:
        found(clerk, q="S001")
    for n in range(40):
        Site.objects.create(code=f"N{n:03}", name=f"长队{n}号", type=site.type, lon=site.lon, lat=site.lat)
    with django_assert_max_num_queries(len(few)):
        page = clerk.get(reverse("who"), q="长队")
    assert len(page.context["sites"]) == 30 and page.context["more"]


def test_a_site_on_the_map_and_on_its_contract_leads_to_it_for_whoever_reads_them(town, hands):
    seed_kinds()
    site, clerk = town.sites["S001"], town.people["street_clerk"]
    held = make_contract("lane_chief", town.units["street_a"].id, clerk, "site", site.pk, now=TEN)
    links = json.loads(hands("street_clerk").get("/map/").context["map"])["links"]
    assert links["answers"] == reverse("answers", args=[links["id"]])
    page = hands("street_clerk").get(reverse("contract", args=[held.pk])).content.decode()
    assert f'href="{reverse("answers", args=[site.pk])}"' in page
    assert f'href="{reverse("office_site", args=[site.pk])}"' not in page


def test_what_runs_stays_with_whoever_owes_it_when_unit_and_border_change_and_what_is_found_then_goes_to_the_new_one(
    town, stand
):
    site, west = town.sites["S003"], Zone.objects.get(code="west")
    before = file_ticket(town, site="S003", now=at(MONDAY, "10:00"))
    owed = before.lead_duty.unit
    hand_site(site, town.units["urban_mgmt"], on=WEDNESDAY.date())
    redraw_zone(west, on=WEDNESDAY.date(), unit=town.units["street_a"])
    stand(at(WEDNESDAY, "10:00"))
    sweep(at(WEDNESDAY, "10:00"))
    before.refresh_from_db()
    assert before.lead_duty.unit == owed
    after = file_ticket(town, site="S003", now=at(WEDNESDAY, "10:00"), anyway="另一处")
    assert after.lead_duty.unit == town.units["urban_mgmt"] != owed
