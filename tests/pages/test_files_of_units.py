"""The file of a unit, and where units and the office meet it: lists, home, notices, the morning."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rectification.models import Ticket, UnitMeasure
from rectification.waiting import patient_since, waited
from supervision.actions.calendars import load_calendar
from supervision.actions.notices import deliver
from supervision.models import Notice
from supervision.mornings import by_person
from supervision.wording import notice_words
from tests.calling import PROMISED, call, called, circular, proposed, whole
from tests.town import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, at, file_ticket, take

TERMS = {"number": "澜创文办约〔2026〕9号", "on": WEDNESDAY.date()}
NOON = at(WEDNESDAY, "12:00")


def two(town) -> tuple[UnitMeasure, Ticket, Ticket]:
    first = circular(town, at(MONDAY, "16:00"), "通1")
    second = circular(town, at(TUESDAY, "16:00"), "通2")
    return UnitMeasure.objects.get(), first, second


def confirmed(town) -> UnitMeasure:
    row = two(town)[0]
    call(town, "confirm_rung", row, "office", at(WEDNESDAY, "11:00"), **TERMS, person=town.posts["city_leader"].id)
    return row


def page(hands, stand, who: str, row: UnitMeasure, now=NOON):
    stand(now)
    return hands(who).get(f"/measures/units/{row.pk}/")


def test_the_file_names_the_circulars_and_each_opens_its_own(town, hands, stand):
    row, first, second = two(town)
    shown = page(hands, stand, "office", row)
    file = shown.context["files"][0]
    assert file["reasons"] == ["按次提出：昨天 16:00，单位一个季度内第 2 次被通报时"]
    assert [ground["url"] for ground in file["grounds"]] == [
        f"/entries/{ticket.number}/measures/circular/" for ticket in (first, second)
    ]
    assert file["steps"][0]["label"] == "确认级别" and file["waits"]
    assert hands("office").get(file["grounds"][0]["url"]).status_code == 200
    assert "2026 年第 1 季度" in shown.content.decode()


def test_the_record_over_the_quarter_comes_from_the_ledger(town, hands, stand):
    row, _first, _second = two(town)
    late = file_ticket(town, now=at(MONDAY, "09:00"), anyway="另一处")
    take(town, "set_rung", late, "city_leader", at(TUESDAY, "10:00"), rung="listed", words="群众反映")
    terms = {"person": town.posts["city_leader"].id, "until": PROMISED}
    take(town, "confirm_rung", late, "office", at(TUESDAY, "11:00"), rung="listed", **terms)
    done = file_ticket(town, now=at(MONDAY, "09:00"), anyway="另一处")
    take(town, "submit", done, "street_clerk", at(MONDAY, "10:00"), photos=1)
    take(town, "pass", done, "team_leader", at(MONDAY, "10:10"))
    file_ticket(town, now=at(TUESDAY, "17:00"), anyway="另一处")  # at the same place: it came back
    record = page(hands, stand, "office", row, now=at(WEDNESDAY, "08:45")).context["files"][0]["record"]
    # late: the listed one and that of the first circular; the others have time until later this morning
    assert [(line["label"], line["n"]) for line in record] == [
        ("有效通报", 2), ("挂牌督办", 1), ("逾期未改", 2), ("销号后反弹", 1),
    ]  # fmt: skip


def test_from_the_forms_to_the_talk(town, hands, stand):
    row = two(town)[0]
    stand(at(WEDNESDAY, "09:00"))
    head, office, url = hands("unit_head"), hands("office"), f"/measures/units/{row.pk}/"
    assert set(head.get(f"{url}state/").context["form"].fields) == {"words"}
    assert head.post(f"{url}state/", words="人手不足，已增派", expected="1", key="k1").status_code == 302
    form = office.get(f"{url}confirm_rung/")
    assert "人手不足，已增派" in form.content.decode()
    assert set(form.context["form"].fields) == {"number", "on", "person", "words"}
    wrong = office.post(f"{url}confirm_rung/", number="", expected=form.context["step"]["expected"], key="k2")
    assert wrong.status_code == 422 and set(wrong.context["form"].errors) == {"number", "on", "person"}
    leader = str(town.posts["city_leader"].id)
    said = {"number": TERMS["number"], "on": "2026-03-04", "person": leader}
    stale = office.post(f"{url}confirm_rung/", **said, expected="1", key="k3")
    assert stale.status_code == 409 and "高明远" in stale.content.decode()
    assert office.post(f"{url}confirm_rung/", **said, expected="2", key="k4").status_code == 302
    stand(at(THURSDAY, "10:00"))
    talk = office.get(f"{url}record_talk/")
    assert str(talk.context["form"]["person"].initial) == leader
    assert next(label for _value, label in talk.context["form"].fields["partner"].choices).startswith("高明远")
    held = office.post(
        f"{url}record_talk/", person=leader, partner=str(town.posts["unit_head"].id), on="2026-03-04",
        until="2026-03-13", words="一周内完成整改", expected="3", key="k5",
    )  # fmt: skip
    assert held.status_code == 302
    file = page(hands, stand, "unit_head", row, now=at(THURSDAY, "11:00")).context["files"][0]
    assert (file["promise"], file["count"]["due"]) == ("一周内完成整改", PROMISED)
    assert [one["title"] for one in file["history"]] == ["约谈记录", "确认级别", "单位陈述", "拟约谈"]
    revoked = office.post(f"{url}revoke_rung/", words="复核后撤回", expected="4", key="k6", follow=True)
    assert revoked.context["files"][0]["state"]["key"] == "revoked"
    assert "复核后撤回" in revoked.content.decode() and TERMS["number"] in revoked.content.decode()
    assert office.get(f"{url}revoke_rung/").status_code == 302  # nothing is left to take back
    whole()


def test_what_the_unit_stated_can_be_erased_and_the_file_says_so(town, hands, stand):
    row = called(town, at(MONDAY, "10:00"))
    event = call(town, "state", row, "unit_head", at(MONDAY, "11:00"), words="张某某电话 13800000000")
    stand(at(MONDAY, "12:00"))
    office, url = hands("office"), f"/measures/units/{row.pk}/"
    assert [step["url"].split("/")[4] for step in office.get(url).context["files"][0]["steps"]] == [
        "confirm_rung", "revoke_rung", "erase",
    ]  # fmt: skip
    said = {"erase": event.facts["words"]["id"], "words": "涉及个人信息", "key": "k1", "expected": "2"}
    assert office.post(f"{url}erase/", **{**said, "erase": str(row.pk)}).status_code == 422
    assert office.post(f"{url}erase/", **said).status_code == 302
    assert office.get(url).context["files"][0]["statements"][0]["text"] == "（文字已清除）"
    assert hands("unit_head").get(f"{url}erase/").status_code == 403
    whole()


def test_a_ground_that_fell_away_is_said(town, hands, stand):
    row, _first, second = two(town)
    call(town, "confirm_rung", row, "office", at(WEDNESDAY, "11:00"), **TERMS, person=town.posts["city_leader"].id)
    take(town, "revoke_rung", second, "office", at(WEDNESDAY, "11:30"), rung="circular", words="事实有误")
    shown = page(hands, stand, "office", row)
    assert shown.context["files"][0]["fallen"] and "依据已不成立" in shown.content.decode()
    assert [one["gone"] for one in shown.context["files"][0]["grounds"]] == [False, True]


def test_a_withdrawn_proposal_says_so(town, hands, stand):
    row, _first, second = two(town)
    take(town, "revoke_rung", second, "office", at(WEDNESDAY, "11:30"), rung="circular", words="事实有误")
    file = page(hands, stand, "office", row).context["files"][0]
    assert file["state"]["label"] == "自动撤回" and file["steps"] == []
    assert file["history"][0]["lines"] == ["自动，有效通报 1 次"]


def test_by_hand_on_the_page(town, hands, stand):
    stand(NOON)
    leader = hands("city_leader")
    assert "/measures/units/" in leader.get("/measures/").content.decode()
    assert "/measures/units/" not in hands("team_leader").get("/measures/").content.decode()
    given = {"unit": str(town.units["street_a"].id), "rung": "talk", "words": "连续垫底"}
    done = leader.post("/measures/units/", **given, key="k", follow=True)
    assert done.context["files"][0]["reasons"] == ["人工提出：澜川市 林正清，今天 12:00：连续垫底"]
    again = leader.post("/measures/units/", **given, key="k", follow=True)  # sent twice
    assert again.context["files"][0]["unit"] == "东城街道" and UnitMeasure.objects.count() == 1
    refused = leader.post("/measures/units/", **given, key="k2")
    assert refused.status_code == 422 and "已经提出" in refused.content.decode()


@pytest.mark.parametrize(
    "given",
    [{}, {"unit": "x"}, {"unit": "00000000-0000-0000-0000-000000000000", "rung": "talk", "words": "x"},
     {"rung": "circular"}, {"rung": "talk", "words": "x\x00"}, {"words": "长" * 2001}],
)  # fmt: skip
def test_a_proposal_of_nonsense_is_refused_beside_the_form(town, hands, stand, given):
    stand(NOON)
    assert hands("office").post("/measures/units/", **given, key="k").status_code == 422
    assert not UnitMeasure.objects.exists()


def test_the_list_shows_entries_and_units_the_oldest_first(town, hands, stand):
    row = called(town, at(MONDAY, "09:30"))
    ticket = proposed(town)
    stand(at(MONDAY, "12:00"))
    shown = hands("office").get("/measures/").context
    assert [(one["title"], one["waited"], one["late"]) for one in shown["waits"]] == [
        ("东城街道", "", False), (shown["waits"][1]["title"], "", False),
    ]  # fmt: skip
    assert shown["waits"][1]["number"] == ticket.number and shown["waits"][0]["about"][0] == "对单位"
    call(town, "confirm_rung", row, "office", at(TUESDAY, "09:00"), number="约1", on=MONDAY.date(),
         person=town.posts["city_leader"].id)  # fmt: skip
    shown = hands("unit_head").get("/measures/").context
    assert [(group["rung"]["label"], group["rows"][0]["title"]) for group in shown["groups"]] == [("约谈", "东城街道")]
    assert hands("west_clerk").get("/measures/").context["standing"] == 0
    call(town, "revoke_rung", row, "office", at(TUESDAY, "10:00"), words="撤")
    stand(at(TUESDAY, "11:00"))
    assert [one["title"] for one in hands("office").get("/measures/").context["gone"]] == ["东城街道"]


def test_a_talk_leaves_the_list_a_month_after_its_promise(town, hands, stand):
    row = confirmed(town)
    said = {"person": town.posts["city_leader"].id, "partner": town.posts["unit_head"].id, "words": "整改"}
    call(town, "record_talk", row, "office", at(THURSDAY, "10:00"), on=WEDNESDAY.date(), until=PROMISED, **said)
    for days, shown in ((29, 1), (31, 0)):
        stand(PROMISED + timedelta(days=days))
        titles = [
            one["title"] for group in hands("office").get("/measures/").context["groups"] for one in group["rows"]
        ]
        assert titles.count("东城街道") == shown


def test_the_unit_sees_it_among_its_own(town, hands, stand):
    row = two(town)[0]
    stand(NOON)
    for who in ("unit_head", "street_clerk"):
        assert [one["url"] for one in hands(who).get("/unit/").context["measures"]] == [f"/measures/units/{row.pk}/"]
    assert hands("west_clerk").get("/unit/").context["measures"] == []
    offered = [step["url"].split("/")[4] for step in page(hands, stand, "unit_head", row).context["files"][0]["steps"]]
    assert offered == ["state"]
    leader = page(hands, stand, "city_leader", row).context["files"][0]["steps"]
    assert [step["url"].split("/")[4] for step in leader] == ["confirm_rung"]
    assert page(hands, stand, "discipline", row).context["files"][0]["steps"] == []
    assert page(hands, stand, "community_clerk", row).status_code == 404


def test_a_notice_leads_to_the_file(town, hands, stand):
    row = two(town)[0]
    deliver(NOON)
    stand(NOON)
    notice = Notice.objects.get(subject_id=row.pk, key="proposal.talk")
    assert hands("office").get(f"/notices/{notice.pk}/").url == f"/measures/units/{row.pk}/"
    assert notice_words(notice.key, notice.facts, "", NOON) == "东城街道 单位措施：拟约谈，请确认。"
    assert "东城街道" in hands("office").get("/notices/").content.decode()


# Proposed on Monday; how many working days it has waited, and whether that is too long.
PATIENCE = {
    "the same day": (at(MONDAY, "17:00"), 0, False),
    "the third day at work": (at(THURSDAY, "17:29"), 3, False),
    "the third day is over": (at(THURSDAY, "17:30"), 3, True),
    "the weekend does not count": (at(MONDAY + timedelta(days=6), "12:00"), 4, True),
}


@pytest.mark.parametrize(("now", "days", "late"), PATIENCE.values(), ids=PATIENCE)
def test_a_proposal_waits_three_working_days(town, now, days, late):
    calendar = load_calendar()
    proposed_at = at(MONDAY, "10:00")
    assert waited(calendar, proposed_at, now) == days
    assert (proposed_at < patient_since(calendar, now)) is late


def test_what_waits_over_a_holiday_is_not_late(town):
    """The Spring Festival of 2026 lasts from 15 to 23 February."""
    calendar = load_calendar()
    eve = at(MONDAY, "10:00").replace(month=2, day=13)
    assert not eve < patient_since(calendar, eve + timedelta(days=12))
    assert eve < patient_since(calendar, eve + timedelta(days=14))


def test_home_and_the_morning_name_what_waits_too_long(town, hands, stand):
    called(town, at(MONDAY, "10:00"))
    proposed(town)
    now = at(FRIDAY, "08:45")
    stand(now)
    home = hands("office").get("/")
    assert home.context["measures"] == {"n": 2, "late": 2, "days": 4, "url": "/measures/", "leads": False}
    assert "2 件等待过久" in home.content.decode() and "最早的已等 4 个工作日" in home.content.decode()
    assert "等待过久" in hands("office").get("/measures/").content.decode()
    assert by_person(now)[town.people["office"].id]["overdue"] == 2
    assert "overdue" not in by_person(now).get(town.people["city_leader"].id, {})
    assert "overdue" not in by_person(at(TUESDAY, "08:45")).get(town.people["office"].id, {})


def test_pages_ask_as_much_of_the_database_for_one_as_for_six(town, hands, stand):
    numbers = iter(range(100))

    def queries(path: str) -> int:
        stand(at(THURSDAY, "11:00"))
        client = hands("office")
        with CaptureQueriesContext(connection) as caught:
            assert client.get(path).status_code == 200
        return len(caught)

    def more(unit: str) -> UnitMeasure:
        called(town, at(WEDNESDAY, "15:00"), "accountability", unit=unit)
        row = called(town, at(WEDNESDAY, "15:00"), unit=unit)
        terms = {"on": WEDNESDAY.date(), "person": town.posts["city_leader"].id}
        call(town, "confirm_rung", row, "office", at(WEDNESDAY, "16:00"), number=f"约{next(numbers)}", **terms)
        return row

    row = more("street_a")
    circular(town, at(WEDNESDAY, "16:30"), "通a")
    paths = ("/measures/", f"/measures/units/{row.pk}/", "/")
    queries("/")  # the gaps of the day are reckoned once
    before = [queries(path) for path in paths]
    for unit in ("street_b", "market_reg", "urban_mgmt", "community_a1"):
        more(unit)
    call(town, "revoke_rung", row, "office", at(THURSDAY, "09:00"), words="撤")
    assert [queries(path) for path in paths] == before
