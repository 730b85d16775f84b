"""The board's pages: who sees them, what they say of nothing, one tap, and what is asked for each minute."""

from datetime import timedelta

import pytest

from rectification.models import Measure
from scoring.board import publications
from scoring.board.lists import BLACK, RED, Listing, Published, Ranking, RankList
from supervision.actions.sweep import sweep
from supervision.models import Event
from tests.calling import called, proposed
from tests.town import FRIDAY, MONDAY, at, file_ticket, take

NOON = at(MONDAY, "12:00")
SEES = {"city_leader": 200, "office": 200, "discipline": 200}
PAGES = ("/board/", "/board/wall/", "/board/now/", "/board/now/?for=wall")


@pytest.mark.parametrize("path", PAGES)
def test_the_board_is_for_those_who_see_the_whole_city(town, hands, path):
    for who in ("city_leader", "office", "discipline", "team_leader", "inspector", "unit_head", "street_clerk"):
        assert hands(who).client.get(path).status_code == SEES.get(who, 404), who
    assert hands("office").get("/board/now/", **{"for": "nothing"}).status_code == 404


def test_it_is_offered_to_those_alone(town, hands):
    for who in ("city_leader", "office", "discipline", "team_leader", "unit_head", "inspector"):
        offered = 'href="/board/"' in hands(who).get("/").content.decode()
        assert offered == (who in SEES), who


@pytest.mark.parametrize("path", PAGES)
def test_an_empty_city_says_what_will_stand_where(town, hands, path):
    said = hands("city_leader").client.get(path).content.decode()
    for words in ("还没有公示过榜单", "全市没有超时件", "没有等您确认的事项", "还没有市领导挂点", "近七天没有"):
        assert words in said, words
    assert "style=" not in said


def test_a_wall_has_no_navigation_and_nothing_to_tap(town, hands, stand):
    listed(town)
    stand(at(FRIDAY, "10:00"))
    said = hands("city_leader").get("/board/wall/").content.decode()
    assert "tz-nav" not in said and "tz-tabs" not in said and "<form" not in said
    assert "挂牌督办" in said and "data-wall-page" in said


# What waits for a leader's word


def listed(town):
    """Nobody fixed it: three working days past due it is proposed for the public board."""
    ticket = file_ticket(town, now=at(MONDAY, "09:00"), anyway="另一处")
    sweep(at(FRIDAY, "09:30"))
    return ticket


def test_one_tap_and_the_leader_leads_it(town, hands, stand):
    ticket = listed(town)
    stand(at(FRIDAY, "10:00"))
    leader = hands("city_leader")
    shown = leader.get("/board/").context["cases"]
    (case,), tap = shown["rows"], shown["rows"][0]["tap"]
    assert shown["n"] == 1 and case["url"] == f"/entries/{ticket.number}/measures/listed/"
    assert "超 3 天" in case["why"] and case["photo"]["thumb"].startswith("/photos/")
    sent = {"until": tap["until"], "expected": tap["expected"], "key": "tap-1"}
    done = leader.client.post(tap["url"], sent)
    assert (done.status_code, done["Location"]) == (302, "/board/")
    row = Measure.objects.get(ticket=ticket, rung="listed")
    assert row.stands and row.post == town.posts["city_leader"] and row.until == at(FRIDAY, "17:30") + timedelta(days=7)
    assert leader.get("/board/").context["cases"]["n"] == 0
    again = leader.client.post(tap["url"], sent, follow=True).content.decode()  # the same tap twice
    assert "已确认" in again and Event.objects.filter(stream_id=ticket.pk, action="confirm_rung").count() == 1


def test_a_tap_after_the_office_was_faster_says_who(town, hands, stand):
    ticket = listed(town)
    stand(at(FRIDAY, "10:00"))
    leader = hands("city_leader")
    tap = leader.get("/board/").context["cases"]["rows"][0]["tap"]
    take(town, "confirm_rung", ticket, "office", at(FRIDAY, "10:05"), rung="listed",
         person=town.posts["city_leader"].id, until=at(FRIDAY, "17:30") + timedelta(days=3))  # fmt: skip
    stand(at(FRIDAY, "10:06"))
    said = leader.client.post(tap["url"], {**tap, "key": "k"}, follow=True).content.decode()
    assert "陈伯言" in said and Event.objects.filter(stream_id=ticket.pk, action="confirm_rung").count() == 1


def test_a_tap_is_a_leaders_and_what_cannot_be_read_is_said(town, hands, stand):
    ticket = listed(town)
    stand(at(FRIDAY, "10:00"))
    tap = hands("city_leader").get("/board/").context["cases"]["rows"][0]["tap"]
    for who, status in (("office", 403), ("discipline", 403), ("team_leader", 404), ("street_clerk", 404)):
        assert hands(who).client.post(tap["url"], {**tap, "key": "k"}).status_code == status, who
    assert hands("city_leader").post("/board/lead/LC2603-99999/").status_code == 404
    for wrong in ({}, {**tap, "key": ""}, {**tap, "until": "soon", "key": "k"}):
        assert "请打开表单" in hands("city_leader").client.post(tap["url"], wrong, follow=True).content.decode()
    past = hands("city_leader").client.post(tap["url"], {**tap, "until": "2026-03-02", "key": "k"}, follow=True)
    assert "晚于现在" in past.content.decode() or "日期" in past.content.decode()
    assert not Event.objects.filter(stream_id=ticket.pk, action="confirm_rung").exists()


def test_what_needs_a_document_opens_its_form(town, hands, stand):
    ticket = proposed(town)
    unit = called(town, at(MONDAY, "10:30"))
    called(town, at(MONDAY, "10:31"), "accountability")
    stand(NOON)
    for who, n in (("city_leader", 2), ("office", 3), ("discipline", 0)):
        assert hands(who).get("/board/").context["cases"]["n"] == n, who
    leader = hands("city_leader")
    rows = leader.get("/board/").context["cases"]["rows"]
    assert [row["tap"] for row in rows] == [None, None]
    assert {row["form_url"] for row in rows} == {
        f"/entries/{ticket.number}/confirm_rung/?rung=talk", f"/measures/units/{unit.pk}/confirm_rung/",
    }  # fmt: skip
    assert all(leader.client.get(row["form_url"]).status_code == 200 for row in rows)
    assert len(leader.get("/measures/").context["waits"]) == 2


def test_the_office_names_the_leader_on_the_form(town, hands, stand):
    listed(town)
    stand(at(FRIDAY, "10:00"))
    case = hands("office").get("/board/").context["cases"]["rows"][0]
    assert case["tap"] is None and case["form_url"].endswith("/confirm_rung/?rung=listed")


def test_that_the_unit_has_spoken_stands_on_the_case(town, hands, stand):
    ticket = proposed(town)
    take(town, "state", ticket, "unit_head", at(MONDAY, "11:00"), rung="talk", words="清运车辆故障")
    stand(NOON)
    assert "单位已陈述" in hands("city_leader").get("/board/").content.decode()


# The lists, when there are some

ROWS = [
    Listing("a", "滨江街道", 1, "96.4", "/ledger/?a", 2, (90.0, 91.0, 96.4), share=0.964),
    Listing("b", "东城街道", 2, "94.2", "/ledger/?b", 0, (92.0, None, 94.2), share=0.942),
    Listing("c", "云山镇", 3, "92.7", "/ledger/?c", None, (92.7,), share=0.927),
    Listing("d", "西城街道", 4, "91.0", "/ledger/?d", -1, (), share=0.91),
]
WORST = Listing("z", "白石镇", 10, "71.4", "/ledger/?z", -3, (88.0, 71.4), "11 件超时，8 件在圩市马路市场", 0.714)
PUBLISHED = Published(
    "第 10 周", "已公示，申诉期满",
    [RankList(RED, "街道与镇", "前三", ROWS),
     RankList(BLACK, "街道与镇", "末位且低于 85 分", [WORST], "再 1 周末位：约谈")],
    [Ranking("街道与镇", [*ROWS, WORST], ["新区"], "/rankings/")], "/lists/",
)  # fmt: skip


@pytest.mark.parametrize("path", ["/board/", "/board/wall/"])
def test_lists_say_who_how_far_and_why(town, hands, monkeypatch, path):
    monkeypatch.setattr(publications, "listings", lambda *_asked: PUBLISHED)
    answer = hands("city_leader").client.get(path)
    said = answer.content.decode()
    for words in (
        "96.4",
        "▲2",
        "上升 2 位",
        "▼3",
        "下降 3 位",
        "11 件超时，8 件在圩市马路市场",
        "再 1 周末位：约谈",
        "新区",
        "上期未排名",
    ):
        assert words in said, words
    red, black = answer.context["red"], answer.context["black"]
    assert [row["name"] for row in red["rows"]] == ["滨江街道", "东城街道", "云山镇"] and red["more"] == 1
    assert red["about"] == "街道与镇 · 前三" and {row["group"] for row in red["rows"]} == {""}
    assert '<a href="/lists/">第 10 周</a>' in said
    assert red["rows"][0]["spark"] is not None and red["rows"][2]["spark"] is None
    assert black["rows"][0]["url"] == "/ledger/?z" and "还没有公示" not in said


def best(name: str, *ranks: int) -> RankList:
    """A red list of a group, whose units are called by their rank."""
    return RankList(RED, name, "前三", [Listing(f"{name}{n}", f"{name} {n}", n, "90.0", "/ledger/") for n in ranks])


GROUPS = [
    # (lists of the groups, who stands on the board, how many more)
    ([best("部门", 1, 2, 3)], ["部门 1", "部门 2", "部门 3"], 0),
    ([best("部门", 1, 2, 3, 3, 3)], ["部门 1", "部门 2", "部门 3"], 2),
    ([best("部门", 1, 2, 3), best("街道", 1)], ["部门 1", "部门 2", "街道 1"], 1),
    ([best("部门", 1, 2, 3), best("街道", 1, 1), best("镇", 1)], ["部门 1", "街道 1", "镇 1"], 3),
    ([best(name, 1) for name in "甲乙丙丁戊"], ["甲 1", "乙 1", "丙 1"], 2),
]


@pytest.mark.parametrize(("lists", "names", "more"), GROUPS)
def test_of_several_groups_each_has_its_first_before_any_has_its_second(town, hands, monkeypatch, lists, names, more):
    monkeypatch.setattr(publications, "listings", lambda *_asked: Published("第 10 周", "已公示", lists, (), "/lists/"))
    answer = hands("city_leader").client.get("/board/wall/")
    red = answer.context["red"]
    assert [row["name"] for row in red["rows"]] == names and red["more"] == more
    assert all(row["group"] == (row["name"].split()[0] if len(lists) > 1 else "") for row in red["rows"])
    assert ("另有" in answer.content.decode()) == (more > 0)


# What is asked for once a minute


def test_nothing_new_is_said_without_a_word_and_with_its_moment(town, hands, stand):
    hand = hands("office")
    stand(NOON)
    first = hand.client.get("/board/now/?for=wall")
    assert first.status_code == 200 and first["Counted-At"] == "2026-03-02T12:00:00+08:00"
    assert "<html" not in first.content.decode() and first["Cache-Control"] == "private, no-cache"
    stand(NOON + timedelta(minutes=1))
    same = hand.client.get("/board/now/?for=wall", HTTP_IF_NONE_MATCH=first["ETag"])
    assert (same.status_code, same.content) == (304, b"") and same["Counted-At"] == "2026-03-02T12:01:00+08:00"
    file_ticket(town, now=NOON + timedelta(minutes=1, seconds=10))
    stand(NOON + timedelta(minutes=2))
    fresh = hand.client.get("/board/now/?for=wall", HTTP_IF_NONE_MATCH=first["ETag"])
    assert fresh.status_code == 200 and fresh["ETag"] != first["ETag"]


def test_each_language_has_its_own_mark(town, hands):
    hand = hands("office")
    marks = {hand.client.get("/board/now/", HTTP_ACCEPT_LANGUAGE=code)["ETag"] for code in ("zh-hans", "en")}
    assert len(marks) == 2


def test_who_is_signed_out_is_led_to_the_door(town, hands):
    hand = hands("office")
    hand.client.logout()
    answer = hand.client.get("/board/now/?for=wall")
    assert answer.status_code == 302 and answer["Location"].startswith("/sign-in/")
