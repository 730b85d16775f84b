"""The office's desk: the dispatch pool with a way on for each entry, and the board of what units ask for."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rectification.models import Petition
from rectification.workflow import Status
from supervision.models import Event, Post
from tests.town import MONDAY, TUESDAY, at, file_ticket, take


def given_back(town):
    """An entry the street returned and the team leader took back, for the office to send out."""
    ticket = file_ticket(town, now=at(MONDAY, "09:10"), anyway="另一处")

    take(town, "ask", ticket, "street_clerk", at(MONDAY, "09:20"), petition="return", words="不在我街道范围。")
    take(town, "decide", ticket, "team_leader", at(MONDAY, "09:30"), petition="return", verdict=True, words="属实")
    assert ticket.status == Status.DISPATCHING
    return ticket


def sent(ticket, **more):
    """What the forms of the desk carry."""
    return {"expected": str(Event.objects.filter(stream_id=ticket.pk).count()), "key": "desk-1", **more}


def names(card):
    return [one["name"] for one in card["candidates"]]


def test_the_pool_says_why_an_entry_is_there_and_who_could_have_it(town, hands):
    ticket = given_back(town)
    page = hands("office").get("/dispatch/")
    [card] = page.context["waiting"]
    assert card["number"] == ticket.number
    assert "东城街道" in card["why"] and "不在我街道范围。" in card["why"] and "孙立本" in card["why"]
    assert "。。" not in card["why"]
    assert "东城街道" not in names(card)  # whoever gave it back is not offered again
    assert "市市场监管局" in names(card)


def test_one_press_sends_it_out_and_leads_back_to_the_pool(town, hands):
    ticket = given_back(town)
    office = hands("office")
    unit = str(town.units["urban_mgmt"].pk)
    where = f"/entries/{ticket.number}/dispatch/"
    done = office.client.post(where, sent(ticket, unit=unit), headers={"referer": "http://testserver/dispatch/"})
    assert done["Location"] == "/dispatch/"
    ticket.refresh_from_db()
    assert ticket.status == Status.ASSIGNED and ticket.lead_duty.unit == town.units["urban_mgmt"]
    assert office.get("/dispatch/").context["waiting"] == []


def test_a_unit_where_nobody_is_appointed_is_shown_and_cannot_be_pressed(town, hands):
    Post.objects.filter(pk=town.posts["west_clerk"].pk).update(valid_to=at(MONDAY, "08:00"))
    ticket = file_ticket(town, site="S003", now=at(MONDAY, "09:10"))
    assert ticket.status == Status.DISPATCHING
    answer = hands("office").get("/dispatch/")
    [card] = answer.context["waiting"]
    assert "西城街道" in card["why"]
    [street] = [one for one in card["candidates"] if one["name"] == "西城街道"]
    assert street["person"] == ""
    assert f'value="{street["id"]}" class="dp-unit" disabled' in answer.content.decode()


def test_a_report_from_outside_is_admitted_or_not(town, hands):
    first = file_ticket(town, "office", source="hotline", now=at(MONDAY, "09:10"))
    second = file_ticket(town, "office", source="public", site="S002", now=at(MONDAY, "09:20"))
    office, back = hands("office"), {"referer": "http://testserver/dispatch/"}
    cards = office.get("/dispatch/").context["screening"]
    assert {card["number"] for card in cards} == {first.number, second.number}
    done = office.client.post(f"/entries/{first.number}/admit/", sent(first), headers=back)
    assert done["Location"] == "/dispatch/"
    without = office.client.post(f"/entries/{second.number}/decline/", sent(second, key="d"), headers=back)
    assert without.status_code == 422  # no reason
    done = office.client.post(f"/entries/{second.number}/decline/", sent(second, key="d", words="不实"), headers=back)
    assert done["Location"] == "/dispatch/"
    first.refresh_from_db(), second.refresh_from_db()
    assert (first.status, second.status) == (Status.ASSIGNED, Status.DECLINED)


def test_an_open_entry_of_the_same_kind_at_the_same_site_is_named(town, hands):
    other = file_ticket(town, now=at(MONDAY, "09:00"))
    given_back(town)
    [card] = hands("office").get("/dispatch/").context["waiting"]
    assert [one["number"] for one in card["twins"]] == [other.number]


def asked(town, petition, **more):
    """The street asks."""
    ticket = file_ticket(town, now=at(MONDAY, "09:10"), anyway="另一处")
    words = more.pop("words", "等停水")
    take(town, "ask", ticket, "street_clerk", at(MONDAY, "09:20"), petition=petition, words=words, photos=1, **more)
    return ticket


def test_the_board_shows_what_is_asked_and_what_the_answer_would_do(town, hands):
    later = asked(town, "extension", until=at(TUESDAY, "17:30"))
    long = asked(town, "suspension", until=at(TUESDAY, "17:30").replace(month=6))
    columns = {one["key"]: one["entries"] for one in hands("office").get("/petitions/").context["columns"]}
    assert [card["number"] for card in columns["extension"]] == [later.number]
    assert [card["number"] for card in columns["suspension"]] == [long.number]
    [card] = columns["extension"]
    assert card["reason"] == "等停水" and card["until"] == "2026-03-03" and len(card["proofs"]) == 1
    assert "李知微" in card["who"]


@pytest.mark.parametrize("verdict, state", [("yes", "granted"), ("no", "refused")])
def test_an_answer_on_the_board_leads_back_to_it(town, hands, verdict, state):
    ticket = asked(town, "extension", until=at(TUESDAY, "17:30"))
    where = f"/entries/{ticket.number}/decide/?petition=extension"
    given = sent(ticket, petition="extension", verdict=verdict, words="工期确需", until="2026-03-03")
    done = hands("office").client.post(where, given, headers={"referer": "http://testserver/petitions/"})
    assert done["Location"] == "/petitions/"
    row = Petition.objects.get(ticket=ticket)
    assert row.state == state


def test_an_answer_without_grounds_comes_back_with_what_was_chosen(town, hands):
    ticket = asked(town, "extension", until=at(TUESDAY, "17:30"))
    given = sent(ticket, petition="extension", verdict="no", words="", until="2026-03-03")
    answer = hands("office").post(f"/entries/{ticket.number}/decide/?petition=extension", **given)
    assert answer.status_code == 422 and 'value="no"' in answer.content.decode()
    assert Petition.objects.get(ticket=ticket).state == "open"


def test_a_team_leader_answers_first_returns_and_sees_nothing_of_the_office(town, hands):
    back = asked(town, "return")
    asked(town, "extension", until=at(TUESDAY, "17:30"))
    columns = hands("team_leader").get("/petitions/").context["columns"]
    assert [(one["key"], [card["number"] for card in one["entries"]]) for one in columns] == [("return", [back.number])]
    [card] = columns[0]["entries"]
    assert "东城街道" not in names(card) and "市市场监管局" in names(card)


def test_the_desk_costs_no_more_the_fuller_it_is(town, hands, stand):
    stand(at(MONDAY, "11:00"))
    office = hands("office")
    given_back(town), asked(town, "extension", until=at(TUESDAY, "17:30"))
    file_ticket(town, "office", source="hotline", now=at(MONDAY, "09:10"), anyway="另一处")
    for page in ("/dispatch/", "/petitions/"):
        office.get(page)
    before = {page: counted(office, page) for page in ("/dispatch/", "/petitions/")}
    for _ in range(4):
        given_back(town), asked(town, "extension", until=at(TUESDAY, "17:30"))
        file_ticket(town, "office", source="hotline", now=at(MONDAY, "09:10"), anyway="另一处")
    office.get("/dispatch/")  # the first look at what callers told is written down
    assert {page: counted(office, page) for page in before} == before
    assert max(before.values()) < 60


def counted(person, page):
    with CaptureQueriesContext(connection) as queries:
        assert person.get(page).status_code == 200
    return len(queries)
