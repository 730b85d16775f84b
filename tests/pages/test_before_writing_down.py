"""What the page of a new problem offers before anything is sent: places, the map, what is asked, what has come back."""

import pytest

from tests.town import MARKET_CATEGORY, MONDAY, TUESDAY, at, file_ticket, take

MARKET, ALLEY = "东门菜市场", "桂花巷"


def struck_off(town, **more):
    """An entry that has gone round the whole loop on Monday."""
    ticket = file_ticket(town, now=at(MONDAY, "09:10"), **more)
    take(town, "submit", ticket, "street_clerk", at(MONDAY, "10:00"), photos=1)
    take(town, "pass", ticket, "inspector", at(MONDAY, "11:00"))
    return ticket


def test_places_where_one_was_lately_come_first(town, hands, stand):
    file_ticket(town, site="S002", now=at(MONDAY, "09:10"))
    file_ticket(town, site="S001", now=at(MONDAY, "09:20"))
    stand(at(MONDAY, "10:00"))
    page = hands("inspector").get("/file/places/").content.decode()
    assert page.index(MARKET) < page.index(ALLEY)
    assert "西门小区" not in page  # the whole list by name is only for who has nothing else to go by
    assert "西门小区" in hands("second_inspector").get("/file/places/").content.decode()
    assert MARKET not in hands("inspector").get("/file/places/", q=ALLEY).content.decode()


def test_a_point_on_the_map_is_meant_as_it_is(town, hands):
    inspector, here = hands("inspector"), {"lat": "30.100000", "lng": "120.100000"}
    assert MARKET in inspector.get("/file/place/", **here).content.decode()
    free = inspector.get("/file/place/", free="1", **here).content.decode()
    assert MARKET not in free and "30.10000, 120.10000" in free


def test_the_map_draws_what_lies_in_its_box(town, hands):
    inspector = hands("inspector")
    drawn = inspector.get("/file/ground/", box="120.09,30.09,120.115,30.115").json()["features"]
    names = {one["properties"]["name"] for one in drawn if one["properties"]["kind"] == "site"}
    assert names == {MARKET, ALLEY}


@pytest.mark.parametrize("box", ["", "1,2,3", "a,b,c,d", "5,5,1,1", "nan,0,1,1", "0,0,999,1", "0,0,1,1,1", "inf,1,2,3"])
def test_a_box_that_is_none_is_said_to_be_none(town, hands, box):
    assert hands("inspector").get("/file/ground/", box=box).status_code == 400


def test_what_the_kind_asks_for_is_said_beside_it(town, hands):
    inspector = hands("inspector")
    site = str(town.sites["S001"].id)
    page = inspector.get("/file/asks/", category=MARKET_CATEGORY, site=site).content.decode()
    assert "data-phrase" in page and "照片核实" in page
    assert "data-phrase" not in inspector.get("/file/asks/", category="NO-SUCH", site=site).content.decode()


def test_what_has_come_back_is_shown_before_it_is_sent(town, hands, stand):
    old = struck_off(town)
    stand(at(TUESDAY, "09:00"))
    asked = {"category": MARKET_CATEGORY, "site": str(town.sites["S001"].id)}
    page = hands("inspector").get("/file/duplicates/", **asked).content.decode()
    assert old.number in page and "问题反弹了" in page
    assert (
        old.number
        not in hands("inspector").get("/file/duplicates/", **{**asked, "category": "ENV-01"}).content.decode()
    )


def test_after_writing_down_the_next_one_here_is_one_press_away(town, hands):
    ticket = file_ticket(town, now=at(MONDAY, "09:10"))
    page = hands("inspector").get(f"/filed/{ticket.number}/").content.decode()
    assert f"/file/?site={ticket.site_id}" in page and f"/entries/{ticket.number}/slip/" in page and "tz-count" in page
    assert MARKET in hands("inspector").get("/file/", site=str(ticket.site_id)).content.decode()


def test_the_slip_says_whole_dates_and_leads_back_to_the_entry(town, hands, stand):
    ticket = file_ticket(town, now=at(MONDAY, "09:10"))
    stand(at(TUESDAY, "10:00"))
    page = hands("street_clerk").get(f"/entries/{ticket.number}/slip/").content.decode()
    assert f"http://testserver/entries/{ticket.number}/" in page and "2026.03.02 09:10" in page
    assert "今天" not in page.split("sl-sheet")[1]
    assert hands("other_clerk").get(f"/entries/{ticket.number}/slip/").status_code == 404
