"""Gaps cannot be missed: on the list, the map, the office's home, in its morning's letter; mended, they are gone."""

import json

import pytest
from django.core.cache import cache
from django.urls import reverse

from sites.actions.places import draw_zone
from sites.models import Site, SiteZone, Zone, ZoneLayer
from supervision.actions.contracts import end_contract, make_contract, seed_kinds
from supervision.actions.people import end_post
from supervision.gaps import TOOK, Gaps, without_holder
from supervision.models import ContractKind
from supervision.mornings import by_person
from tests.town import FRIDAY, MONDAY, at

pytestmark = pytest.mark.django_db
TEN = at(MONDAY, "10:00")


@pytest.fixture(autouse=True)
def kinds(town):
    """Every street is to have a linked leader; the office asks for nothing else."""
    seed_kinds()
    ContractKind.objects.update(required=False)
    ContractKind.objects.filter(code="leader_link").update(required=True, layer="administrative")


def leader(town, code, now=TEN, **more):
    """A city leader is linked to a street."""
    zone, city = Zone.objects.get(code=code, layer__code="administrative").pk, town.units["city"].id
    return make_contract("leader_link", city, town.people["city_leader"], "zone", zone, now=now, **more)


def counts(now=TEN):
    return Gaps(now).counts()


def box(west, east):
    ring = [[west, 30.0], [east, 30.0], [east, 30.3], [west, 30.3], [west, 30.0]]
    return {"type": "Polygon", "coordinates": [ring]}


def test_a_zone_nobody_holds_is_a_gap_until_it_is_given_out(town):
    assert counts() == {"unheld": 2}
    row = leader(town, "east")
    assert counts() == {"unheld": 1}
    leader(town, "west")
    assert counts() == {}
    end_contract(row, now=at(MONDAY, "11:00"))
    assert counts(at(MONDAY, "11:00")) == {"unheld": 1}


def test_whoever_holds_the_ground_around_or_all_its_parts_fills_it(town):
    zones = {code: Zone.objects.get(code=code).pk for code in ("east", "west")}
    layer = Zone.objects.get(code="east").layer
    one, two, three = (
        Zone.objects.lay(layer=layer, code=code, name=code, parent_id=zones["east"]).pk for code in "abc"
    )
    parents = {zones["east"]: None, zones["west"]: None, one: zones["east"], two: zones["east"], three: zones["east"]}
    assert without_holder(parents, {zones["east"]}) == [zones["west"]]
    assert without_holder(parents, {one, two, three}) == [zones["west"]]
    assert set(without_holder(parents, {one, two})) == {zones["east"], zones["west"], three}


def test_a_holder_who_left_and_a_contract_that_ends_are_gaps(town):
    leader(town, "east")
    leader(town, "west", until=FRIDAY)
    assert counts() == {"ending": 1}
    end_post(town.posts["city_leader"], now=at(MONDAY, "12:00"))
    assert counts(at(MONDAY, "12:01")) == {"ending": 1, "vacant": 2}
    assert counts(FRIDAY) == {"unheld": 1, "vacant": 1}


def test_bare_ground_and_sites_outside_are_gaps_of_a_layer_that_all_ground_must_lie_in(town):
    leader(town, "east"), leader(town, "west")
    administrative = ZoneLayer.objects.get(code="administrative")
    administrative.required = True
    administrative.save()
    patrol = ZoneLayer.objects.create(code="patrol", name="督查片区", required=True)
    assert counts() == {}  # a layer without any zone has not been begun
    draw_zone(Zone(layer=patrol, code="p1", name="一片"), geometry=box(120.0, 120.2))
    assert counts() == {"ground": 1, "outside": 4}
    for site in Site.objects.exclude(code="S003"):
        SiteZone.objects.create(site=site, zone=Zone.objects.get(code="p1"), layer=patrol)
    draw_zone(Zone(layer=patrol, code="p2", name="二片"), geometry=box(120.2, 120.4))
    assert Gaps(TEN).outside()[1][1].get().code == "S003"


def test_the_office_reads_each_gap_with_what_mends_it(town, hands):
    leader(town, "west", until=FRIDAY)
    page = hands("office").get(reverse("office_gaps")).content.decode()
    assert "2 处" in page and "东城" in page and "西城" in page
    east = Zone.objects.get(code="east").pk
    assert f"{reverse('office_contract_assign')}?kind=leader_link&amp;zone={east}" in page
    only = hands("office").get(reverse("office_gaps"), what="ending").content.decode()
    assert "西城" in only and f"zone={east}" not in only
    assert hands("office").get(reverse("office_gaps"), what="'\u0000x").status_code == 200


def test_whatever_is_mended_leaves_the_list(town, hands):
    leader(town, "east"), leader(town, "west")
    page = hands("office").get(reverse("office_gaps")).content.decode()
    assert "没有责任空白" in page


def test_the_office_s_home_and_its_morning_s_letter_count_them(town, hands):
    assert "2 处责任空白" in hands("office").get("/").content.decode()
    assert "责任空白" not in hands("street_clerk").get("/").content.decode()
    assert by_person(TEN)[town.people["office"].pk]["gaps"] == 2
    assert not any("gaps" in sums for who, sums in by_person(TEN).items() if who != town.people["office"].pk)


def test_the_map_shows_them_and_only_the_office_is_led_to_the_mending(town, hands):
    asked = {"box": "119,29,121,31", "z": "12"}
    told = {who: json.loads(hands(who).get(reverse("map_gaps"), **asked).content) for who in ("office", "street_clerk")}
    assert sorted(shape[1].partition(":")[0] for shape in told["office"]["shapes"]) == ["东城", "西城"]
    assert all(shape[2] for shape in told["office"]["shapes"])
    assert not any(shape[2] for shape in told["street_clerk"]["shapes"])
    away = json.loads(hands("office").get(reverse("map_gaps"), box="110,20,111,21").content)
    assert away["shapes"] == away["points"] == []


def test_the_list_costs_the_same_with_more_gaps(town, hands, django_assert_max_num_queries):
    office = hands("office")
    office.get(reverse("office_gaps"))
    with django_assert_max_num_queries(45) as few:
        office.get(reverse("office_gaps"))
    layer = Zone.objects.get(code="east").layer
    for n in range(30):
        west = 120.5 + n / 1000
        Zone.objects.lay(layer=layer, code=f"z{n}", name=f"z{n}", geometry=box(west, west + 0.001))
    with django_assert_max_num_queries(len(few)):
        office.get(reverse("office_gaps"))


def test_where_the_reckoning_takes_long_the_page_comes_at_once_and_asks_for_the_list(town, hands):
    office = hands("office")
    cache.set(TOOK, 2.5, None)
    try:
        first = office.get("/office/gaps/", what="alone")
        assert 'hx-get="?what=alone&amp;whole=1"' in first.content.decode() and "kinds" not in first.context
        assert "kinds" in office.get("/office/gaps/", what="alone", whole="1").context
        assert cache.get(TOOK) < 1  # of this small town it is known now
        assert "kinds" in office.get("/office/gaps/").context
    finally:
        cache.delete(TOOK)
