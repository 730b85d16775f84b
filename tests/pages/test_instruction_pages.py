"""Instructions on the pages: written by a leader, answered by the unit, read by whoever may know of them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rectification.models import Instruction
from sites.models import Zone
from supervision.actions.contracts import make_contract
from supervision.actions.notices import deliver
from supervision.actions.people import end_post
from supervision.actions.sweep import sweep
from supervision.models import Notice, Words
from supervision.mornings import by_person
from tests.instructing import WORDS, take, write
from tests.town import FRIDAY, MONDAY, TUESDAY, add_person, at, file_ticket, photo


def form(**more):
    """What the form of an instruction sends."""
    return {"words": WORDS, "until": "", "key": "k-1", **more}


def test_a_leader_writes_on_an_entry_and_the_unit_that_owes_it_comes_first(town, hands):
    ticket = file_ticket(town)
    leader = hands("city_leader")
    page = leader.get(f"/entries/{ticket.number}/")
    assert page.context["instruct_url"] == f"/instructions/new/?entry={ticket.number}"
    page = leader.get("/instructions/new/", entry=ticket.number)
    assert page.context["form"]["unit"].initial == str(town.units["street_a"].pk)
    choices = dict(page.context["form"].fields["unit"].choices)
    assert "市城管局" not in choices.values() and "东城街道" in choices.values()
    answer = leader.post(page.context["step"]["action_url"], unit=town.units["street_a"].pk, **form())
    row = Instruction.objects.get()
    assert (answer["Location"], row.ticket) == (f"/instructions/{row.pk}/", ticket)
    again = leader.post(page.context["step"]["action_url"], unit=town.units["street_a"].pk, **form())
    assert again["Location"] == answer["Location"] and Instruction.objects.count() == 1  # the button pressed twice


def test_the_entry_shows_its_instructions_to_whoever_may_see_them(town, hands):
    ticket = file_ticket(town)
    row = write(town, ticket=ticket.pk)
    address = f"/entries/{ticket.number}/"
    for who, seen in (("city_leader", True), ("office", True), ("street_clerk", True), ("inspector", False)):
        page = hands(who).get(address)
        assert [one["number"] for one in page.context["instructions"]] == ([row.number] if seen else [])
        assert (row.number in page.content.decode()) == seen
    assert hands("street_clerk").get(address).context["instruct_url"] == ""


def test_on_a_zone_whoever_answers_for_it_comes_first(town, hands):
    zone = Zone.objects.get(code="east")
    market = town.units["market_reg"]
    make_contract("area_chief", market.pk, town.people["market_clerk"], "zone", zone.pk, now=MONDAY)
    page = hands("city_leader").get("/instructions/new/", zone=str(zone.pk))
    (_first, _empty), (label, near), *_others = page.context["form"].fields["unit"].choices
    assert label == "负责本片区的单位" and [name for _pk, name in near] == ["东城街道", "市市场监管局"]
    hands("city_leader").post(page.context["step"]["action_url"], unit=market.pk, **form(until="2026-03-05"))
    row = Instruction.objects.get()
    assert (row.zone, row.unit) == (zone, market) and row.duty.due_at == at(MONDAY + timedelta(days=3), "17:30")


def test_a_leader_finds_the_way_from_a_holders_page_and_from_the_map(town, hands):
    zone = Zone.objects.get(code="east")
    make_contract(
        "area_chief", town.units["street_a"].pk, town.people["unit_head"], "zone", zone.pk, now=at(MONDAY, "09:00")
    )
    head = town.people["unit_head"].pk
    leader = hands("city_leader")
    assert leader.get(f"/ground/{head}/").context["instruct_url"] == f"/instructions/new/?zone={zone.pk}"
    assert hands("office").get(f"/ground/{head}/").context["instruct_url"] == ""
    assert (
        leader.get(f"/ground/{town.units['street_a'].pk}/")
        .context["instruct_url"]
        .endswith(f"?unit={town.units['street_a'].pk}")
    )
    assert "instructions/new/?zone=" in leader.get("/map/").context["map"]
    assert "instructions/new/" not in hands("office").get("/map/").context["map"]


@pytest.mark.parametrize(
    "query",
    [
        {"entry": "LC2026-99999"}, {"entry": "\x00"}, {"zone": "x"}, {"zone": "00000000-0000-0000-0000-000000000000"},
        {"unit": "x"}, {"unit": "00000000-0000-0000-0000-000000000000"}, {"entry": "y" * 5000},
    ],
)  # fmt: skip
def test_what_is_not_there_cannot_be_written_on(town, hands, query):
    assert hands("city_leader").get("/instructions/new/", **query).status_code in (400, 404)


@pytest.mark.parametrize(
    "wrong",
    [
        {"words": ""}, {"words": "\x00"}, {"words": "长" * 2001}, {"unit": ""}, {"unit": "x"}, {"until": "x"},
        {"until": "2026-03-01"}, {"until": "9999-12-31"}, {"until": "0001-01-01"}, {"key": "k" * 200 + "\x00"},
    ],
)  # fmt: skip
def test_a_form_that_cannot_be_is_refused_in_words_and_loses_nothing(town, hands, wrong):
    given = {"unit": town.units["street_a"].pk, **form(), **wrong}
    page = hands("city_leader").post("/instructions/new/", **given)
    if page.status_code == 302:  # the key alone was cut to what is kept
        assert "key" in wrong
        return
    assert page.status_code == 422 and not Instruction.objects.exists()
    assert "words" in wrong or WORDS in page.content.decode()


def test_an_entry_that_no_unit_has_yet_is_not_written_on(town, hands):
    for name in ("street_clerk", "colleague", "unit_head", "other_clerk", "market_clerk"):
        end_post(town.posts[name], now=at(MONDAY, "08:00"))
    ticket = file_ticket(town, now=at(MONDAY, "09:10"))
    assert ticket.status == "dispatching"
    leader = hands("city_leader")
    assert leader.get(f"/entries/{ticket.number}/").context["instruct_url"] == ""
    assert leader.get("/instructions/new/", entry=ticket.number)["Location"] == f"/entries/{ticket.number}/"


def test_the_unit_answers_with_words_and_photos_and_the_leader_accepts(town, hands, stand):
    row = write(town)
    head, leader, url = hands("unit_head"), hands("city_leader"), f"/instructions/{row.pk}/"
    page = head.get(url)
    assert [step["label"] for step in page.context["steps"]] == ["反馈", "移交同事"] and WORDS in page.content.decode()
    own = photo(town.people["unit_head"], at(MONDAY, "09:50"))
    asked = head.get(f"{url}answer/")
    sent = {"expected": asked.context["step"]["expected"], "key": "a", "photos": str(own)}
    page = head.post(f"{url}answer/", words="", **sent)
    assert page.status_code == 422 and [one["id"] for one in page.context["staged"]] == [str(own)]
    assert head.post(f"{url}answer/", words="已拆除并复绿", **sent)["Location"] == url
    page = leader.get(url)
    assert [step["label"] for step in page.context["steps"]] == ["认可反馈", "退回重报", "撤回批示"]
    (answer,) = page.context["answers"]
    assert answer["text"] == "已拆除并复绿" and len(answer["photos"]) == 1
    assert leader.client.get(answer["photos"][0]["thumb"]).status_code == 200
    assert head.client.get(answer["photos"][0]["thumb"]).status_code == 404  # signed for the leader
    back = leader.get(f"{url}send_back/")
    assert any("已拆除并复绿" in line for line in back.context["depends"])
    stand(at(TUESDAY, "10:00"))
    leader.post(f"{url}accept/", words="很好", expected=back.context["step"]["expected"], key="b")
    page = head.get(url)
    assert page.context["state"]["key"] == "accepted" and page.context["ended"]["text"] == "很好"
    assert page.context["in_time"] == "按时"
    assert page.context["steps"] == []


def test_the_head_gives_it_to_a_colleague_in_whose_inbox_it_is_then(town, hands):
    row = write(town)
    head, url = hands("unit_head"), f"/instructions/{row.pk}/"
    asked = head.get(f"{url}hand_over/")
    offered = dict(asked.context["form"].fields["person"].choices)
    assert set(offered) == {str(town.posts[who].pk) for who in ("street_clerk", "colleague")}
    sent = {"expected": asked.context["step"]["expected"], "key": "h"}
    assert head.post(f"{url}hand_over/", words="", **sent).status_code == 422  # to whom?
    sent["person"] = str(town.posts["colleague"].pk)
    assert [head.post(f"{url}hand_over/", words="请你办", **sent)["Location"] for _twice in range(2)] == [url, url]
    page = head.get(url)
    assert "周海" in page.context["owes"] and "周海" in page.context["history"][0]["lines"][-1]
    assert [
        one["url"] for group in hands("colleague").get("/inbox/").context["groups"] for one in group["entries"]
    ] == [url]
    assert hands("street_clerk").get("/inbox/").context["groups"] == []
    slower = hands("street_clerk").post(f"{url}hand_over/", words="", **{**sent, "key": "other"})
    assert slower.status_code == 409 and "高明远" in slower.context["refusal"]["text"]


def test_who_has_no_colleague_is_offered_no_handing_over(town, hands):
    row = write(town, "urban_mgmt")
    page = hands("other_clerk").get(f"/instructions/{row.pk}/")
    assert [step["label"] for step in page.context["steps"]] == ["反馈"]


def test_whoever_was_slower_is_told_and_keeps_what_was_written(town, hands):
    row = write(town)
    url = f"/instructions/{row.pk}/withdraw/"
    take(town, "answer", row, "unit_head", at(MONDAY, "09:30"))
    page = hands("city_leader").post(url, words="不必了", expected="1", key="k")
    assert page.status_code == 409 and "高明远" in page.context["refusal"]["text"]
    assert "不必了" in page.content.decode()
    assert hands("city_leader").post(url, words="不必了", expected=page.context["step"]["expected"]).status_code == 302


def test_an_answer_sent_back_says_why_on_the_units_page(town, hands):
    row = write(town)
    take(town, "answer", row, "unit_head", at(MONDAY, "09:20"))
    take(town, "send_back", row, "city_leader", at(MONDAY, "09:40"), "缺整改后照片")
    page = hands("street_clerk").get(f"/instructions/{row.pk}/")
    assert page.context["back"] == "缺整改后照片" and page.context["rounds"] == 1
    assert any(
        "缺整改后照片" in line for line in hands("unit_head").get(f"{page.wsgi_request.path}answer/").context["depends"]
    )


def test_a_stranger_learns_nothing_not_even_from_lists_and_counts(town, hands):
    row = write(town, ticket=file_ticket(town).pk)
    for who in ("other_clerk", "west_clerk", "community_clerk", "inspector", "team_leader"):
        person = hands(who)
        assert person.get(f"/instructions/{row.pk}/").status_code == 404
        for step in ("answer", "accept", "erase", "nonsense"):
            assert person.get(f"/instructions/{row.pk}/{step}/").status_code == 404
            assert person.post(f"/instructions/{row.pk}/{step}/", words="x").status_code == 404
        page = person.get("/instructions/")
        assert (page.context["rows"], page.context["open"], page.context["late"]) == ([], 0, 0)
        assert row.number not in page.content.decode()


def test_the_unit_above_reads_what_its_units_owe_and_answers_nothing(town, hands):
    row = write(town, "community_a1")
    page = hands("unit_head").get("/instructions/", show="open")
    assert [one["number"] for one in page.context["rows"]] == [row.number]
    assert hands("unit_head").get(f"/instructions/{row.pk}/").context["steps"] == []
    assert hands("unit_head").get(f"/instructions/{row.pk}/answer/").status_code == 403


def test_a_list_for_each_reader(town, hands, stand):
    add_person(town, "second", "赵启明", "city", "city_leader", 20)
    first, second, third = write(town), write(town, "urban_mgmt"), write(town, by="second")
    take(town, "answer", first, "unit_head", at(MONDAY, "09:30"))
    take(town, "withdraw", second, "city_leader", at(MONDAY, "09:40"), "x")
    tabs = lambda page: {one["label"]: one["n"] for one in page.context["parts"]}  # noqa: E731
    page = hands("city_leader").get("/instructions/")
    assert tabs(page) == {"待我审定": 1, "我的在办": 1, "全部在办": 2, "已办结": 1}
    assert page.context["on"] == "word" and [one["number"] for one in page.context["rows"]] == [first.number]
    page = hands("unit_head").get("/instructions/")
    assert tabs(page) == {"待反馈": 1, "全部在办": 2, "已办结": 0}
    assert [one["number"] for one in page.context["rows"]] == [third.number]
    assert tabs(hands("office").get("/instructions/")) == {"全部在办": 2, "已办结": 1}
    ended = hands("other_clerk").get("/instructions/", show="ended")
    assert [one["number"] for one in ended.context["rows"]] == [second.number]
    assert hands("office").get("/instructions/", show="nonsense", after="x").status_code == 200
    stand(at(FRIDAY, "10:00"))
    assert hands("office").get("/instructions/").context["late"] == 1


@pytest.mark.parametrize("show", ["open", "ended"])
def test_a_long_list_is_walked_page_by_page_each_once(town, hands, show):
    rows = [write(town) for _ in range(35)]
    if show == "ended":
        for n, row in enumerate(rows):
            take(town, "withdraw", row, "city_leader", at(MONDAY, "09:10") + timedelta(seconds=n), "x")
    office = hands("office")
    page = office.get("/instructions/", show=show)
    found = [one["number"] for one in page.context["rows"]]
    page = office.get(f"/instructions/{page.context['next_url']}")
    found += [one["number"] for one in page.context["rows"]]
    assert sorted(found) == sorted(row.number for row in rows) and page.context["next_url"] is None


def test_lists_and_one_cost_no_more_the_more_there_is(town, hands, stand):
    leader, ticket = hands("city_leader"), file_ticket(town)

    def more(n):
        for _ in range(n):
            row = write(town, ticket=ticket.pk)
            write(town, zone=Zone.objects.get(code="east").pk)
            take(town, "answer", row, "unit_head", at(MONDAY, "09:30"))

    more(2)
    row = Instruction.objects.filter(state="answered").latest("written_at")
    pages = ("/instructions/?show=open", "/instructions/?show=word", f"/entries/{ticket.number}/")
    story = f"/instructions/{row.pk}/"
    for page in (*pages, story):
        leader.get(page)
    before = {page: counted(leader, page) for page in (*pages, story)}
    more(13)
    for _ in range(4):
        take(town, "send_back", row, "city_leader", at(MONDAY, "09:40"), "x")
        take(town, "answer", row, "unit_head", at(MONDAY, "09:45"))
    after = {page: counted(leader, page) for page in (*pages, story)}
    assert {page: n for page, n in after.items() if n > before[page]} == {} and max(before.values()) < 60


def counted(person, page: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert person.get(page).status_code == 200
    return len(queries)


def test_what_waits_for_the_leaders_word_is_said_at_home_in_the_bar_and_in_the_morning(town, hands):
    row = write(town)
    leader = hands("city_leader")
    assert leader.get("/").context["words"] is None
    take(town, "answer", row, "unit_head", at(MONDAY, "09:30"))
    page = leader.get("/")
    assert page.context["words"] == {"n": 1, "url": "/instructions/?show=word"}
    assert {item["url"]: item["count"] for item in page.context["nav"]}["/instructions/"] == 1
    assert by_person(at(TUESDAY, "08:30"))[town.people["city_leader"].pk] == {"awaited": 1}
    assert hands("office").get("/").context["words"] is None


def test_notices_are_sentences_that_lead_to_it(town, hands, stand):
    row = write(town, ticket=file_ticket(town).pk)
    take(town, "answer", row, "unit_head", at(MONDAY, "09:30"))
    take(town, "send_back", row, "city_leader", at(MONDAY, "09:40"), "x")
    sweep(at(FRIDAY, "09:00"))
    deliver(at(FRIDAY, "09:00"))
    stand(at(FRIDAY, "09:30"))
    head = hands("unit_head")
    said = [one["text"] for day in head.get("/notices/").context["days"] for one in day["notices"]]
    assert any(text.startswith(f"批示 {row.number} 暴露垃圾、卫生死角：催办") for text in said)
    assert any("市领导作出批示" in text for text in said) and any("被退回" in text for text in said)
    mine = Notice.objects.filter(user=town.people["unit_head"], subject_id=row.pk).first()
    assert head.get(f"/notices/{mine.pk}/")["Location"] == f"/instructions/{row.pk}/"


def test_the_office_erases_words_and_they_are_nowhere_any_more(town, hands):
    row = write(town)
    url = f"/instructions/{row.pk}/"
    office = hands("office")
    choices = office.get(f"{url}erase/").context["form"].fields["erase"].choices
    assert [text for _pk, text in choices] == [WORDS]
    sent = {"erase": choices[0][0], "words": "涉及居民信息", "expected": "1", "key": "e"}
    assert office.post(f"{url}erase/", **sent)["Location"] == url
    for page in (url, "/instructions/", f"{url}answer/"):
        assert WORDS not in hands("unit_head").get(page).content.decode()
    assert Words.objects.get(pk=row.words).text == ""


@pytest.mark.parametrize("who", ["street_clerk", "city_leader", "office", "discipline", "inspector"])
def test_the_list_opens_for_everybody_with_a_post_and_says_when_it_is_empty(town, hands, who):
    page = hands(who).get("/instructions/")
    assert page.status_code == 200 and page.context["rows"] == [] and "没有" in page.content.decode()
    assert bool(page.context["new_url"]) == (who == "city_leader")
