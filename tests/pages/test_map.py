"""The map: what lies in a box, in the reader's scope, as on a day; compact, compressed, hard to confuse."""

import gzip
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rectification.pages import map_entries, map_ground
from rectification.pages.map_asked import NEAREST, read_zoom
from rectification.pages.map_holders import COLOURS, Plot, coloured
from sites.models import Site, Zone
from supervision.actions.contracts.giving import hand_over, make_contract
from supervision.ids import new_id
from supervision.models import ContractKind
from tests.town import FOUNDED, MONDAY, TUESDAY, WEDNESDAY, at, file_ticket, take

CITY = "119.9,30.0,120.5,30.3"
EAST, WEST = "120.0,30.0,120.2,30.3", "120.2,30.0,120.4,30.3"
LAYERS = ("zones", "sites", "entries", "heat")
DEGREE = 1_000_000


def asked(person, layer: str, box: str = CITY, **query: str) -> dict:
    """What the map is answered."""
    answer = person.get(f"/map/{layer}/", box=box, z="13", **query)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def numbers(person, **query: str) -> set[str]:
    return {row[0] for row in asked(person, "entries", **query)["entries"]}


def given(town, kind: str, zone: str, who: str, now=FOUNDED, **rules: bool):
    """A zone given out by contract."""
    ContractKind.objects.update_or_create(code=kind, defaults={"name": "包干", "name_en": "Area", **rules})
    post = town.posts[who]
    pk = str(Zone.objects.get(code=zone).pk)
    return make_contract(kind, post.unit_id, post.user, "zone", pk, now=now)


def holders(answer: dict) -> dict[str, str]:
    """Zone -> who holds it, empty where nobody does."""
    return {row[1]: answer["holders"][row[3]][0] if row[3] >= 0 else "" for row in answer["zones"]}


def test_a_clerk_sees_only_the_entries_of_their_own_unit(town, hands):
    east = file_ticket(town, now=at(MONDAY, "09:10"))
    west = file_ticket(town, site="S003", now=at(MONDAY, "09:10"))
    assert numbers(hands("office")) == {east.number, west.number}
    assert numbers(hands("street_clerk")) == {east.number}
    assert numbers(hands("west_clerk")) == {west.number}
    assert numbers(hands("market_clerk")) == set()


def test_what_was_handed_on_is_gone_from_the_map_of_who_had_it(town, hands):
    ticket = file_ticket(town, now=at(MONDAY, "09:10"))
    take(town, "reassign", ticket, "office", at(MONDAY, "09:30"), unit="urban_mgmt", words="属市政管养")
    assert numbers(hands("street_clerk")) == set() and numbers(hands("other_clerk")) == {ticket.number}
    assert hands("street_clerk").get("/map/").context["lead"]["n"] == 0


def test_heat_counts_what_the_reader_may_see_and_nothing_that_was_voided(town, hands):
    for _ in range(3):
        file_ticket(town, now=at(MONDAY, "09:10"), anyway="另一处")
    void = file_ticket(town, now=at(MONDAY, "09:10"), anyway="另一处")
    file_ticket(town, site="S003", now=at(MONDAY, "09:10"))
    take(town, "void", void, "office", at(MONDAY, "09:30"), words="记错了")

    def heat(who: str, **query: str) -> list[int]:
        return sorted(n for _column, _line, n in asked(hands(who), "heat", **query)["squares"])

    assert heat("office") == [1, 3] and heat("street_clerk") == [3] and heat("market_clerk") == []
    assert heat("office", category="ENV") == [1, 3] and heat("office", category="TRF") == []


def test_heat_keeps_to_its_period(town, hands, stand):
    file_ticket(town, now=at(MONDAY, "09:10"))
    office = hands("office")
    stand(at(MONDAY + timedelta(days=8), "10:00"))
    assert asked(office, "heat", period="7")["squares"] == []
    assert [n for *_cell, n in asked(office, "heat", period="30")["squares"]] == [1]


def test_an_entry_tells_what_it_is_where_and_how_late(town, hands, stand):
    ticket = file_ticket(town, now=at(MONDAY, "09:10"))
    office = hands("office")
    (row,) = asked(office, "entries", box=EAST)["entries"]
    assert row == [ticket.number, "暴露垃圾、卫生死角", "东门菜市场", "today", -1, 120_100_000, 30_100_000]
    stand(at(WEDNESDAY, "10:00"))
    assert asked(office, "entries", box=EAST)["entries"][0][3] == "late"
    assert asked(office, "entries", box=WEST)["entries"] == []


def test_the_first_sentence_counts_what_is_open_and_late(town, hands, stand):
    file_ticket(town, now=at(MONDAY, "09:10"))
    file_ticket(town, site="S003", now=at(TUESDAY, "16:30"))
    stand(at(WEDNESDAY, "08:00"))
    assert {key: hands("office").get("/map/").context["lead"][key] for key in ("n", "late", "sites", "zones")} == {
        "n": 2, "late": 1, "sites": 4, "zones": 2,
    }  # fmt: skip
    assert hands("west_clerk").get("/map/").context["lead"]["n"] == 1


def test_zones_wear_their_holder_and_one_without_is_said_to_have_nobody(town, hands):
    given(town, "area", "east", "unit_head")
    office = hands("office")
    found = asked(office, "zones")
    assert found["kind"] == "area" and holders(found) == {"东城": "高明远", "西城": ""}
    assert {row[1]: row[3] for row in found["zones"]}["西城"] == -1
    assert office.get("/map/").context["lead"]["empty"] == 1
    table = office.get("/map/table/").content.decode()
    assert "无人负责" in table and table.index("西城") < table.index("东城")


def test_without_contracts_the_answering_unit_colours_the_zones(town, hands):
    found = asked(hands("office"), "zones")
    assert found["kind"] == "unit" and holders(found) == {"东城": "东城街道", "西城": "西城街道"}
    colours = [row[2] for row in found["holders"]]
    assert len(set(colours)) == 2


def test_an_earlier_day_shows_the_holder_of_that_day(town, hands, stand):
    first = given(town, "area", "east", "unit_head", now=at(MONDAY, "09:00"))
    stand(at(WEDNESDAY, "10:00"))
    post = town.posts["street_clerk"]
    hand_over(first, post.unit_id, post.user, now=at(TUESDAY, "15:00"))
    office = hands("office")
    assert holders(asked(office, "zones"))["东城"] == "李知微"
    assert holders(asked(office, "zones", day="2026-03-02"))["东城"] == "高明远"
    assert asked(office, "zones", day="2026-03-01")["kind"] == "unit"
    assert "2026年3月2日" in office.get("/map/", day="2026-03-02").content.decode()


def test_a_zone_shared_by_two_names_both(town, hands):
    given(town, "area", "east", "unit_head", many=True)
    given(town, "area", "east", "street_clerk", many=True)
    assert holders(asked(hands("office"), "zones"))["东城"] == "高明远、李知微"


def test_shapes_come_as_steps_that_add_up_to_the_border(town, hands):
    (east,) = (row for row in asked(hands("office"), "zones")["zones"] if row[1] == "东城")
    (steps,) = east[6]
    spots, at_now = [], [0, 0]
    for n in range(0, len(steps), 2):
        at_now = [at_now[0] + steps[n], at_now[1] + steps[n + 1]]
        spots.append(tuple(edge / DEGREE for edge in at_now))
    assert set(spots) == {(120.0, 30.0), (120.2, 30.0), (120.2, 30.3), (120.0, 30.3)} and spots[0] == spots[-1]


def test_sites_lie_in_their_box_with_their_kinds(town, hands):
    found = asked(hands("street_clerk"), "sites", box=EAST)
    assert found["names"] == ["东门菜市场", "桂花巷", "文昌路"] and not found["cut"]
    assert [found["types"][kind][2] for kind in found["kinds"]] == ["market_wet", "alley_back", "road_secondary"]
    assert found["ids"][:32] == town.sites["S001"].pk.hex
    assert found["points"][:4] == [120_100_000, 30_100_000, 10_000, 10_000]
    assert asked(hands("street_clerk"), "sites", box=EAST, only="lines")["names"] == []


def test_a_site_that_has_ended_is_only_on_the_map_of_its_days(town, hands):
    Site.objects.filter(code="S002").update(valid_to=MONDAY.date())
    office = hands("office")
    assert "桂花巷" not in asked(office, "sites")["names"]
    assert "桂花巷" in asked(office, "sites", day="2026-03-01")["names"]


def test_too_many_are_counted_instead_and_said_to_be_cut(town, hands, monkeypatch):
    for _ in range(3):
        file_ticket(town, now=at(MONDAY, "09:10"), anyway="另一处")
    monkeypatch.setattr(map_ground, "MOST_SITES", 3)
    monkeypatch.setattr(map_ground, "MOST_ZONES", 1)
    monkeypatch.setattr(map_entries, "MOST", 2)
    office = hands("office")
    sites, entries, zones = asked(office, "sites"), asked(office, "entries"), asked(office, "zones")
    assert sites["cut"] and sites["names"] == [] and sum(n for *_spot, n in sites["heaps"]) == 4
    assert entries["cut"] and entries["entries"] == [] and [n for *_cell, n in entries["squares"]] == [3]
    assert zones["cut"] and len(zones["zones"]) == 1


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize(
    "box",
    ("", "1", "1,2,3", "a,b,c,d", "120,30,119,31", "120,31,121,30", "nan,30,121,31", "-181,0,1,1", "1,2,3,4,5",
     "inf,30,inf,31", "1e999,0,2,1", "' OR 1=1,0,1,1"),
)  # fmt: skip
def test_a_box_that_is_none_is_refused_in_words(town, hands, layer, box):
    answer = hands("office").get(f"/map/{layer}/", box=box)
    assert answer.status_code == 400 and "地图" in answer.content.decode()


@pytest.mark.parametrize("layer", LAYERS)
def test_words_nobody_knows_are_no_condition(town, hands, layer):
    file_ticket(town, now=at(MONDAY, "09:10"))
    office = hands("office")
    strange = {"category": "'; DROP", "kind": "x" * 500, "period": "9999999", "only": "all"}
    for day in ("", "yesterday", "2026-02-31", "0001-01-01", "99999-01-01"):
        for zoom in ("", "-5", "1e400", "nan", "x", "13.4"):
            answer = office.client.get(f"/map/{layer}/", {"box": CITY, "z": zoom, "day": day, **strange})
            assert answer.status_code == 200
    assert office.client.get("/map/", {**strange, "on": "zones,nonsense,heat", "day": "x"}).status_code == 200
    assert office.client.get("/map/table/", {**strange, "day": "2026-99-99"}).status_code == 200


def test_a_zoom_is_a_whole_number_within_reason():
    assert [read_zoom(word) for word in ("13", "13.4", "-3", "99", "nan", "x")] == [13, 13, 1, NEAREST, 12, 12]


def test_the_same_question_is_not_answered_twice(town, hands):
    file_ticket(town, now=at(MONDAY, "09:10"))
    office = hands("office")
    for layer in LAYERS:
        first = office.get(f"/map/{layer}/", box=CITY, z="13")
        assert "private" in first["Cache-Control"] and "max-age" in first["Cache-Control"]
        assert "Cookie" in first["Vary"]
        again = office.client.get(f"/map/{layer}/", {"box": CITY, "z": "13"}, headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 304 and again.content == b""
    before = office.get("/map/entries/", box=CITY, z="13")["ETag"]
    file_ticket(town, site="S003", now=at(MONDAY, "09:15"))
    answer = office.client.get("/map/entries/", {"box": CITY, "z": "13"}, headers={"If-None-Match": before})
    assert answer.status_code == 200


def test_answers_are_compressed_and_their_mark_holds_either_way(town, hands):
    office = hands("office")
    packed = office.client.get("/map/sites/", {"box": CITY, "z": "13"}, headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.content))["names"][0] == "东门菜市场"
    query = {"If-None-Match": packed["ETag"], "Accept-Encoding": "gzip"}
    assert office.client.get("/map/sites/", {"box": CITY, "z": "13"}, headers=query).status_code == 304


def test_the_map_costs_no_more_queries_with_more_on_it(town, hands):
    addresses = [f"/map/{layer}/?box={CITY}&z=13" for layer in LAYERS] + ["/map/", "/map/table/"]
    people_at = {name: hands(name) for name in ("office", "street_clerk")}

    def counted() -> dict[tuple[str, str], int]:
        found = {}
        for name, person in people_at.items():
            for address in addresses:
                with CaptureQueriesContext(connection) as queries:
                    assert person.client.get(address).status_code == 200
                found[name, address] = len(queries)
        return found

    given(town, "area", "east", "unit_head")
    file_ticket(town, now=at(MONDAY, "09:10"), anyway="另一处")
    counted()
    before = counted()
    more(town)
    after = counted()
    assert {key: (before[key], n) for key, n in after.items() if n > before[key]} == {}
    assert max(n for (_name, address), n in before.items() if "box" in address) <= 12


def more(town) -> None:
    """Ten more zones with holders, sites and entries."""
    layer = Zone.objects.get(code="east").layer
    for n in range(10):
        west = 120.0 + n / 100
        ring = [[west, 30.0], [west + 0.01, 30.0], [west + 0.01, 30.1], [west, 30.1], [west, 30.0]]
        shape = {"type": "Polygon", "coordinates": [ring]}
        Zone.objects.lay(layer=layer, code=f"more{n}", name=f"网格{n}", geometry=shape, unit=town.units["street_a"])
        given(town, "area", f"more{n}", "other_clerk" if n % 2 else "unit_head")
        Site.objects.create(code=f"N{n}", name=f"点位{n}", type_id="market_wet", lon=west, lat=30.05)
        file_ticket(town, now=at(MONDAY, "09:10"), anyway="另一处")


def test_neighbours_differ_in_colour_even_when_there_are_more_holders_than_colours():
    plots, of = {}, {}
    for n in range(40):
        key = new_id()
        column, row = n % 8, n // 8
        plots[key] = Plot(key, "grid", "", None, (column, row, column + 1, row + 1), None)
        of[key] = n
    colours = coloured(plots, of, 40)
    grid = {(n % 8, n // 8): colour for n, colour in enumerate(colours)}
    assert set(colours) <= set(range(COLOURS))
    for (column, row), colour in grid.items():
        for other in ((column + 1, row), (column, row + 1), (column + 1, row + 1)):
            assert other not in grid or grid[other] != colour


def test_the_map_is_in_the_navigation_of_who_looks_at_the_whole(town, hands):
    for name in ("office", "team_leader", "city_leader", "discipline", "unit_head"):
        page = hands(name).get("/map/")
        assert page.status_code == 200
        assert [item["url"] for item in page.context["nav"] if item["current"]] == [reverse("map")]
    assert hands("street_clerk").get("/map/").status_code == 200


def test_a_press_on_a_site_leads_where_the_reader_may_go(town, hands):
    def links(name: str) -> dict[str, str]:
        return json.loads(hands(name).get("/map/").context["map"])["links"]

    assert links("office")["site"].startswith("/office/sites/")
    assert links("street_clerk")["site"].startswith("/ledger/")


def test_the_table_sums_what_lies_in_each_zone_for_its_reader(town, hands, stand):
    file_ticket(town, now=at(MONDAY, "09:10"))
    file_ticket(town, now=at(TUESDAY, "16:30"), anyway="另一处")
    file_ticket(town, site="S003", now=at(MONDAY, "09:10"))
    stand(at(TUESDAY, "17:00"))

    def rows(name: str) -> dict[str, tuple]:
        found = hands(name).get("/map/table/").context["rows"]
        return {row["label"]: (row["sites"], row["open"], row["late"]) for row in found}

    assert rows("office") == {"东城": (3, 2, 1), "西城": (1, 1, 1)}
    assert rows("street_clerk") == {"东城": (3, 2, 1), "西城": (1, 0, 0)}
