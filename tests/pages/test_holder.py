"""My ground and the balance: a holder sees what is theirs, each figure has its list, a hand-over tells both."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rectification.models import Ticket
from rectification.pages.balance import shared
from rectification.pages.holding import page as holder_page
from rectification.pages.viewer import Viewer
from rectification.scope import reader_of
from sites.models import Site, SiteZone, Zone
from supervision.actions.calendars import load_calendar
from supervision.actions.contracts import hand_over, make_contract, seed_kinds
from supervision.models import Contract, ContractKind
from tests.town import MONDAY, TUESDAY, WEDNESDAY, Town, at, file_ticket, take

EIGHT, TEN = at(MONDAY, "08:00"), at(MONDAY, "10:00")
MARKET = "S001"  # in the east


@pytest.fixture(autouse=True)
def kinds(town):
    """The kinds a city begins with."""
    seed_kinds()


def gives(town: Town, who: str, code: str = "east", kind: str = "area_chief", now=EIGHT) -> Contract:
    """Somebody of the cast holds a zone, or a site."""
    subject = ("site", town.sites[code].pk) if code in town.sites else ("zone", Zone.objects.get(code=code).pk)
    return make_contract(kind, town.posts[who].unit_id, town.people[who], *subject, now=now)


def viewer(town: Town, who: str, now=TEN) -> Viewer:
    """Somebody of the cast who looks."""
    return Viewer(town.actor(who), now, load_calendar())


def words(answer) -> str:
    """A page without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def in_ledger(hands, url: str) -> set[str]:
    """The numbers of the entries that the ledger of a link lists."""
    return set(re.findall(r"LC\d{4}-\d{5}", hands.client.get(url).content.decode()))


# A holder sees what is theirs


def test_a_holder_finds_their_ground_its_sites_and_what_is_open_on_it(town, hands):
    gives(town, "market_clerk")
    file_ticket(town, now=at(MONDAY, "09:10"))
    said = words(hands("market_clerk").get("/ground/"))
    assert "东城" in said and "东门菜市场" in said and "片长" in said
    assert "东城街道" in said  # who owes it


def test_ground_of_others_is_not_on_it(town, hands):
    gives(town, "market_clerk")
    gives(town, "west_clerk", "west")
    file_ticket(town, now=at(MONDAY, "09:10"))
    said = words(hands("west_clerk").get("/ground/"))
    assert "西门小区" in said and "东门菜市场" not in said and "LC2603" not in said


def test_who_holds_nothing_reads_how_one_comes_by_ground_and_has_no_way_to_the_page_in_the_navigation(town, hands):
    file_ticket(town, now=at(MONDAY, "09:10"))
    answer = hands("other_clerk").get("/ground/")
    assert answer.status_code == 200 and "LC2603" not in words(answer)
    assert 'href="/ground/"' not in hands("other_clerk").get("/").content.decode()
    gives(town, "market_clerk")
    assert 'href="/ground/"' in hands("market_clerk").get("/").content.decode()


def test_a_chief_of_a_site_reads_what_is_found_there_and_nothing_else(town, hands):
    gives(town, "market_clerk", MARKET, "building_chief")
    there = file_ticket(town, now=at(MONDAY, "09:10"))
    beside = file_ticket(town, site="S002", now=at(MONDAY, "09:20"))
    seen = Ticket.objects.visible_to(reader_of(town.posts["market_clerk"], TEN))
    assert set(seen) == {there}
    said = words(hands("market_clerk").get("/ground/"))
    assert there.number in said and beside.number not in said


def test_what_the_unit_holds_as_a_whole_is_everybodys_there(town, hands):
    east = Zone.objects.get(code="east").pk
    make_contract("pairing", town.units["street_b"].pk, None, "zone", east, now=EIGHT)
    assert "部门结对" in words(hands("west_clerk").get("/ground/"))


def test_somebody_elses_ground_is_for_those_who_lead_the_city(town, hands):
    gives(town, "market_clerk")
    url = f"/ground/{town.people['market_clerk'].pk}/"
    for who, status in (("office", 200), ("city_leader", 200), ("unit_head", 404), ("west_clerk", 404)):
        assert hands(who).get(url).status_code == status, who
    assert hands("market_clerk").get(url).status_code == 302  # one's own is one's own page
    assert hands("office").get(f"/ground/{town.units['street_a'].pk}/").status_code == 200
    assert hands("office").get(f"/ground/{town.sites[MARKET].pk}/").status_code == 404
    assert hands("west_clerk").get("/ground/map/", holder=str(town.people["market_clerk"].pk)).status_code == 404
    assert hands("office").get("/ground/map/", holder="nobody").status_code == 404


# Its figures


def test_each_figure_is_what_its_list_has(town, hands, stand):
    gives(town, "market_clerk")
    gives(town, "market_clerk", "S003", "building_chief")
    for site, n in ((MARKET, 3), ("S002", 2), ("S003", 1)):
        for _ in range(n):
            file_ticket(town, site=site, now=at(MONDAY, "09:10"), anyway="另一处")
    moved = file_ticket(town, now=at(MONDAY, "09:15"), anyway="另一处")
    take(town, "reassign", moved, "office", at(MONDAY, "09:20"), unit="urban_mgmt", words="改派")
    done = file_ticket(town, now=at(MONDAY, "09:15"), anyway="另一处")
    take(town, "submit", done, "street_clerk", at(MONDAY, "09:30"), photos=1)
    stand(at(WEDNESDAY, "10:00"))
    clerk = hands("market_clerk")
    page = holder_page(viewer(town, "market_clerk", at(WEDNESDAY, "10:00")), None, {})
    lead = page["lead"]
    assert (lead["pieces"], lead["sites"], lead["n"]) == (2, 4, 8)
    assert len(in_ledger(clerk, page["open_url"])) == 8
    assert len(in_ledger(clerk, page["late_url"])) == lead["late"] > 0
    for row in page["units"]:
        assert len(in_ledger(clerk, row["url"])) == row["n"], row["label"]
        assert not row["late"] or len(in_ledger(clerk, row["late_url"])) == row["late"]
    for row in page["sites"]:
        assert not row["n"] or len(in_ledger(clerk, row["open_url"])) == row["n"], row["label"]
    assert sum(row["n"] for row in page["units"]) == 8


def test_one_piece_of_several_can_be_looked_at(town, hands):
    gives(town, "market_clerk")
    gives(town, "market_clerk", "S003", "building_chief")
    west = file_ticket(town, site="S003", now=at(MONDAY, "09:10"))
    east = file_ticket(town, now=at(MONDAY, "09:10"))
    said = words(hands("market_clerk").get("/ground/", ground=str(town.sites["S003"].pk)))
    assert west.number in said and east.number not in said


def test_zones_inside_ones_own_belong_to_it(town, hands):
    east = Zone.objects.get(code="east")
    inner = Zone.objects.create(layer=east.layer, code="east-1", name="东门社区", parent=east)
    site = Site.objects.create(code="S900", name="东门小学", type_id="school", lon=120.15, lat=30.15)
    SiteZone.objects.create(site=site, zone=inner, layer=inner.layer)
    town.sites["S900"] = site
    gives(town, "market_clerk")
    ticket = file_ticket(town, site="S900", now=at(MONDAY, "09:10"))
    said = words(hands("market_clerk").get("/ground/"))
    assert "东门小学" in said and ticket.number in said


def test_the_map_has_the_ground_its_sites_and_its_entries(town, hands):
    gives(town, "market_clerk")
    ticket = file_ticket(town, now=at(MONDAY, "09:10"))
    file_ticket(town, "second_inspector", site="S003", now=at(MONDAY, "09:10"))
    found = json.loads(hands("market_clerk").get("/ground/map/").content)
    assert [row[0] for row in found["entries"]["entries"]] == [ticket.number]
    assert found["sites"]["names"] == ["东门菜市场", "桂花巷", "文昌路"]
    coloured = [row[1] for row in found["zones"]["zones"] if row[3] >= 0]
    assert coloured == ["东城"]
    west, south, east, north = found["bounds"]
    assert west < 120.0 and 120.2 < east < 120.4 and south < 30.0 and north > 30.3


def counted(look) -> int:
    """How many queries a page takes."""
    with CaptureQueriesContext(connection) as queries:
        assert look().status_code == 200
    return len(queries)


def test_fifty_zones_cost_no_more_queries_than_one(town, hands):
    layer = Zone.objects.get(code="east").layer
    gives(town, "market_clerk")
    file_ticket(town, now=at(MONDAY, "09:10"))
    clerk, office = hands("market_clerk"), hands("office")
    looks = {
        "page": lambda: clerk.get("/ground/"),
        "map": lambda: clerk.get("/ground/map/"),
        "balance": lambda: office.get("/ground/balance/"),
    }
    for look in looks.values():
        look()
    before = {name: counted(look) for name, look in looks.items()}
    for n in range(50):
        zone = Zone.objects.lay(layer=layer, code=f"z{n}", name=f"第{n}片", geometry=square(n))
        site = Site.objects.create(code=f"Z{n}", name=f"第{n}校", type_id="school", lon=120 + n / 1000, lat=30.2)
        SiteZone.objects.create(site=site, zone=zone, layer=layer)
        make_contract(
            "area_chief", town.posts["market_clerk"].unit_id, town.people["market_clerk"], "zone", zone.pk, now=EIGHT
        )
        file_ticket(town, site=None, place=(120 + n / 1000, 30.2), now=at(MONDAY, "09:30"), anyway="另一处")
    after = {name: counted(look) for name, look in looks.items()}
    assert {name: n for name, n in after.items() if n > before[name]} == {}
    assert max(before.values()) < 50


def square(n: int) -> dict:
    """A small area."""
    west, south = 120 + n / 1000, 30.2
    ring = [[west, south], [west + 0.0008, south], [west + 0.0008, south + 0.001], [west, south + 0.001], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


# Handing over


def test_after_a_hand_over_the_successor_has_ground_and_note_and_the_predecessor_the_history(town, hands, stand):
    before = gives(town, "market_clerk")
    ticket = file_ticket(town, now=at(MONDAY, "09:10"))
    west, person = town.units["street_b"], town.people["west_clerk"]
    note = "夜市九点收摊，需到场看一遍"
    hand_over(before, west.pk, person, now=TUESDAY, since=TUESDAY, note=note, by=town.posts["office"])
    stand(at(TUESDAY, "10:00"))
    successor = words(hands("west_clerk").get("/ground/"))
    assert note in successor and ticket.number in successor and "前任：市市场监管局 何青" in successor
    gone = words(hands("market_clerk").get("/ground/"))
    assert "继任：西城街道 邓一舟" in gone and ticket.number not in gone and note not in gone
    assert hands("market_clerk").get(f"/entries/{ticket.number}/").status_code == 404


def test_what_is_handed_over_on_a_day_ahead_stands_as_to_come(town, hands):
    before = gives(town, "market_clerk")
    west, person = town.units["street_b"], town.people["west_clerk"]
    hand_over(before, west.pk, person, now=TEN, since=WEDNESDAY, note="交接单在档案柜", by=town.posts["office"])
    coming = words(hands("west_clerk").get("/ground/"))
    assert "待接手" in coming and "交接单在档案柜" in coming
    assert "在任" in words(hands("market_clerk").get("/ground/"))


# The balance


def test_the_balance_counts_what_its_lists_have(town, hands):
    gives(town, "street_clerk")
    gives(town, "west_clerk", "west")
    for site, n in ((MARKET, 3), ("S003", 1)):
        for _ in range(n):
            file_ticket(town, "office", site=site, now=at(MONDAY, "09:10"), anyway="另一处")
    done = file_ticket(town, now=at(MONDAY, "09:15"), anyway="另一处")
    take(town, "submit", done, "street_clerk", at(MONDAY, "09:30"), photos=1)
    take(town, "pass", done, "team_leader", at(MONDAY, "09:40"))
    east, west = sorted(shared(viewer(town, "office"), "area_chief"), key=lambda one: -one.open)
    assert (east.open, east.found, len(east.sites)) == (3, 4, 3)
    assert (west.open, west.found, len(west.sites)) == (1, 1, 1)
    assert 630 < east.area < 645  # 0.2 by 0.3 degrees at 30 north: 19.3 by 33.3 km
    page = hands("office").get("/ground/balance/", by="open").content.decode()
    links = [url.replace("&amp;", "&") for url in re.findall(r'href="(/ledger/\?holder[^"]+)"', page)]
    of_east = [url for url in links if str(town.people["street_clerk"].pk) in url]
    assert [len(in_ledger(hands("office"), url)) for url in of_east] == [3, 4]  # open; found lately
    assert "李知微" in page and "比平均多 50%" in page and "比平均少 50%" in page


def test_the_length_of_roads_given_one_by_one_is_compared_and_none_counts_twice(town, hands):
    for code, lon in (("S002", 120.12), ("S004", 120.14)):
        line = {"type": "LineString", "coordinates": [[lon, 30.1], [lon, 30.11]]}  # 1.11 km to the north
        Site.objects.filter(code=code).update(geometry=line)
    gives(town, "street_clerk", "S002", "lane_chief")
    gives(town, "colleague", "S004", "lane_chief")
    file_ticket(town, site="S004", now=at(MONDAY, "09:10"))
    shares = {one.label: one for one in shared(viewer(town, "office"), "lane_chief")}
    assert [round(one.length, 2) for one in shares.values()] == [1.11, 1.11]
    assert round(shares["周海"].density("length"), 2) == 0.9
    page = hands("office").get("/ground/balance/", kind="lane_chief", by="size").content.decode()
    assert "1.11 km" in page and "长度" in page

    ContractKind.objects.filter(code="area_chief").update(subjects=["zone", "site"])
    gives(town, "unit_head")
    (before,) = shared(viewer(town, "office"), "area_chief")
    gives(town, "unit_head", "S002", "area_chief")
    (after,) = shared(viewer(town, "office"), "area_chief")
    assert (after.area, after.length) == (before.area, before.length)  # it lies in the same holder's zone


def test_only_the_kind_that_is_asked_for_counts(town, hands):
    gives(town, "street_clerk")
    gives(town, "street_clerk", "S003", "building_chief")
    file_ticket(town, "second_inspector", site="S003", now=at(MONDAY, "09:10"))
    (one,) = shared(viewer(town, "office"), "area_chief")
    assert (one.open, len(one.sites)) == (0, 3)
    assert in_ledger(hands("office"), f"/ledger/?holder={one.pk}&contract=area_chief") == set()
    assert len(in_ledger(hands("office"), f"/ledger/?holder={one.pk}")) == 1


def test_the_balance_is_for_those_who_share_out_ground(town, hands):
    gives(town, "street_clerk")
    for who, status in (("office", 200), ("city_leader", 200), ("team_leader", 200), ("unit_head", 403)):
        for page in ("/ground/balance/", "/ground/balance/map/"):
            assert hands(who).get(page, kind="area_chief").status_code == status, (who, page)
    assert hands("office").get("/ground/balance/", kind="x' OR 1", by="<b>").status_code == 200
