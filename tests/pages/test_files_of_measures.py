"""The file of a measure, and the list of all of them: what each reader is shown and offered."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from rectification.models import Measure, Ticket
from supervision.actions.sweep import sweep
from supervision.models import Duty, Words
from tests.calling import DAY, NOON, NUMBER, PROMISED, confirm, file_of, lead, proposed, record, told, whole
from tests.town import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, at, file_ticket, take


def page(hands, stand, who: str, ticket: Ticket, rung: str = "talk", now=NOON):
    stand(now)
    return hands(who).get(f"/entries/{ticket.number}/measures/{rung}/")


def test_the_unit_states_its_view_and_the_office_reads_it_before_it_decides(town, hands, stand):
    ticket = proposed(town)
    event = take(town, "state", ticket, "unit_head", at(MONDAY, "11:00"), rung="talk", words="车辆故障，已租车")
    assert "车辆故障" not in event.text and event.facts["words"].keys() == {"id", "digest"}
    assert told(ticket, "stated") == {"office"}
    take(town, "state", ticket, "street_clerk", at(MONDAY, "11:30"), rung="talk", words="今日可清完")
    stand(NOON)
    form = hands("office").get(f"/entries/{ticket.number}/confirm_rung/?rung=talk").content.decode()
    assert "车辆故障，已租车" in form and "今日可清完" in form
    shown = page(hands, stand, "office", ticket).context["files"][0]
    assert [(one["who"], one["text"]) for one in shown["statements"]] == [
        ("东城街道 高明远", "车辆故障，已租车"), ("东城街道 李知微", "今日可清完"),
    ]  # fmt: skip
    whole()


def test_what_the_unit_stated_can_be_erased_and_the_file_says_so(town, hands, stand):
    ticket = proposed(town)
    event = take(town, "state", ticket, "unit_head", at(MONDAY, "11:00"), rung="talk", words="张某某电话 13800000000")
    words = Words.objects.get(pk=event.facts["words"]["id"])
    take(town, "erase", ticket, "office", at(MONDAY, "11:30"), erase=(words.pk,), words="涉及个人信息")
    shown = page(hands, stand, "office", ticket).context["files"][0]["statements"][0]
    assert shown["text"] == "（文字已清除）"
    whole()


def test_a_talk_records_who_with_whom_what_was_promised_and_by_when(town, hands, stand):
    ticket = proposed(town)
    confirm(town, ticket)
    before = lead(ticket)
    event = record(town, ticket)
    row = file_of(ticket)
    assert (row.post, row.partner) == (town.posts["city_leader"], town.posts["unit_head"])
    assert (row.held_on, row.until) == (WEDNESDAY.date(), PROMISED)
    assert event.facts["on"] == "2026-03-04" and "一周内" not in event.text
    assert told(ticket, "talked") == {"street_clerk", "unit_head", "city_leader"}
    after = lead(ticket)
    times = ("due_at", "score_due_at", "schedule", "adjustments", "clock_no")
    assert [getattr(after, name) for name in times] == [getattr(before, name) for name in times]
    stand(at(THURSDAY, "11:00"))
    shown = hands("street_clerk").get(f"/entries/{ticket.number}/").context["measures"]
    assert [(one["talk"], one["count"]["due"]) for one in shown] == [("澜川市 林正清与东城街道 高明远，昨天", PROMISED)]
    file = page(hands, stand, "street_clerk", ticket, now=at(THURSDAY, "11:00")).context["files"][0]
    assert (file["promise"], file["document"]) == ("一周内完成整改，安排专人值守", f"{NUMBER}（2026 年 3 月 3 日）")
    whole()


def test_the_file_tells_the_history_from_the_ledger(town, hands, stand):
    """Rungs with their times, a failed check, an extension: nobody types it."""
    ticket = file_ticket(town, now=at(MONDAY, "09:00"))
    until = at(TUESDAY, "17:30")
    take(town, "ask", ticket, "street_clerk", at(MONDAY, "09:30"), petition="extension", words="等车", until=until)
    said = {"petition": "extension", "verdict": True, "words": "同意"}
    take(town, "decide", ticket, "office", at(MONDAY, "09:40"), **said)
    take(town, "submit", ticket, "street_clerk", at(MONDAY, "10:00"), photos=1)
    take(town, "fail", ticket, "inspector", at(MONDAY, "10:20"), words="仍有垃圾")
    take(town, "comment", ticket, "unit_head", at(MONDAY, "10:30"), words="闲话")
    take(town, "set_rung", ticket, "office", at(THURSDAY, "10:00"), rung="talk", words="逾期不改")
    file = page(hands, stand, "office", ticket, now=at(THURSDAY, "10:10")).context["files"][0]
    assert [one["title"] for one in reversed(file["history"])] == [
        "请示答复：延期", "不通过，第 1 次", "预警", "催办", "督办", "人工定级",
    ]  # fmt: skip
    assert file["reasons"] == ["人工提出：市文明办 陈伯言，今天 10:00：逾期不改"]


def test_by_time_the_reason_names_the_rule(town, hands, stand):
    ticket = file_ticket(town, now=at(MONDAY, "09:00"))
    sweep(at(FRIDAY, "09:00"))
    file = page(hands, stand, "office", ticket, "listed", at(FRIDAY, "09:30")).context["files"][0]
    assert file["reasons"] == ["到时提出：昨天 17:30，到期后 3 个工作日"]


def test_by_count_the_reason_names_the_count(town, hands, stand):
    ticket = file_ticket(town, now=at(MONDAY, "09:00"))
    for number in range(3):
        take(town, "submit", ticket, "street_clerk", at(MONDAY, f"09:{10 + number * 10}"), photos=1)
        take(town, "fail", ticket, "inspector", at(MONDAY, f"09:{15 + number * 10}"), words="未清理")
    file = page(hands, stand, "office", ticket, "listed", at(MONDAY, "10:00")).context["files"][0]
    assert file["reasons"] == ["按次提出：今天 09:35，第 3 次复查不通过时"]
    assert [one["title"] for one in file["history"]].count("拟挂牌督办") == 1


def test_taken_back_it_stays_visible_with_its_number_and_a_new_one_opens_a_file_of_its_own(town, hands, stand):
    ticket = proposed(town)
    take(town, "state", ticket, "unit_head", at(MONDAY, "11:00"), rung="talk", words="第一次陈述")
    confirm(town, ticket)
    record(town, ticket)
    take(town, "revoke_rung", ticket, "office", at(THURSDAY, "11:00"), rung="talk", words="事实有误")
    assert lead(ticket).highest_rung < 5
    take(town, "set_rung", ticket, "city_leader", at(THURSDAY, "12:00"), rung="talk", words="再次逾期")
    shown = page(hands, stand, "office", ticket, now=at(THURSDAY, "14:00")).context["files"]
    assert [(one["nth"], one["state"]["key"], one["document"]) for one in shown] == [
        (2, "waits", ""), (1, "revoked", f"{NUMBER}（2026 年 3 月 3 日）"),
    ]  # fmt: skip
    assert [len(one["statements"]) for one in shown] == [0, 1]
    assert shown[0]["talk"] == "" and "林正清" in shown[1]["talk"]
    confirm(town, ticket, now=at(THURSDAY, "15:00"), number="澜创文办约〔2026〕4号")
    assert list(Measure.objects.order_by("nth").values_list("number", flat=True)) == [NUMBER, "澜创文办约〔2026〕4号"]
    content = page(hands, stand, "street_clerk", ticket, now=at(THURSDAY, "15:10")).content.decode()
    assert "事实有误" in content and NUMBER in content
    whole()


def test_another_unit_begins_with_an_empty_file(town, hands, stand):
    ticket = proposed(town)
    confirm(town, ticket)
    take(town, "reassign", ticket, "office", at(WEDNESDAY, "10:00"), unit="urban_mgmt", words="职责调整")
    assert lead(ticket).rungs == []
    shown = page(hands, stand, "office", ticket, now=at(WEDNESDAY, "10:10")).context["files"]
    assert [(one["state"]["key"], one["document"]) for one in shown] == [("ended", f"{NUMBER}（2026 年 3 月 3 日）")]
    take(town, "set_rung", ticket, "office", at(WEDNESDAY, "10:20"), rung="talk", words="新单位")
    assert Measure.objects.filter(ticket=ticket).count() == 2
    whole()


def listing(hands, stand, who: str, now=NOON) -> dict:
    stand(now)
    return hands(who).get("/measures/").context


def test_the_office_sees_what_waits_over_all_rungs_and_what_stands(town, hands, stand):
    waiting, standing, listed = proposed(town), proposed(town, "circular"), proposed(town, "listed")
    confirm(town, standing, "circular")
    take(town, "state", waiting, "unit_head", at(MONDAY, "11:00"), rung="talk", words="陈述")
    shown = listing(hands, stand, "office")
    assert {one["number"]: one["stated"] for one in shown["waits"]} == {waiting.number: True, listed.number: False}
    assert [(group["rung"]["label"], [one["number"] for one in group["rows"]]) for group in shown["groups"]] == [
        ("通报", [standing.number])
    ]
    assert hands("office").get("/").context["measures"] == {
        "n": 2, "late": 0, "days": 1, "url": "/measures/", "leads": False,
    }  # fmt: skip
    assert hands("city_leader").get("/").context["measures"]["leads"]
    assert hands("discipline").get("/").context["measures"] is None


def test_everybody_sees_their_own_scope_and_office_and_leader_what_waits_for_their_word(town, hands, stand):
    proposed(town)
    confirm(town, proposed(town))
    seen = {
        who: (listing(hands, stand, who)["n"], listing(hands, stand, who)["standing"])
        for who in ("office", "city_leader", "discipline", "team_leader", "street_clerk", "west_clerk")
    }
    assert seen == {
        "office": (1, 1), "city_leader": (1, 1), "discipline": (0, 1), "team_leader": (0, 1),
        "street_clerk": (0, 1), "west_clerk": (0, 0),
    }  # fmt: skip


def test_a_stranger_finds_no_file_and_a_former_holder_neither(town, hands, stand):
    ticket = proposed(town)
    assert page(hands, stand, "west_clerk", ticket).status_code == 404
    assert page(hands, stand, "street_clerk", ticket).status_code == 200
    assert page(hands, stand, "office", ticket, "circular").status_code == 404
    take(town, "reassign", ticket, "office", NOON, unit="urban_mgmt", words="职责调整")
    assert page(hands, stand, "street_clerk", ticket, now=at(TUESDAY, "13:00")).status_code == 404


def test_the_forms_ask_for_what_belongs_to_the_rung(town, hands, stand):
    ticket = proposed(town)
    take(town, "set_rung", ticket, "office", at(MONDAY, "10:10"), rung="listed", words="群众反映")
    stand(NOON)
    office = hands("office")
    url = f"/entries/{ticket.number}/confirm_rung/"
    fields = {rung: set(office.get(url, rung=rung).context["form"].fields) for rung in ("talk", "listed", "")}
    assert fields == {
        "talk": {"rung", "number", "on", "words"}, "listed": {"rung", "person", "until", "words"},
        "": {"rung", "number", "on", "person", "until", "words"},
    }  # fmt: skip
    seen = office.get(url, rung="talk").context["step"]
    wrong = office.post(f"{url}?rung=talk", rung="talk", number="", on="", expected=seen["expected"], key="k1")
    assert wrong.status_code == 422 and set(wrong.context["form"].errors) == {"number", "on"}
    done = office.post(f"{url}?rung=talk", rung="talk", number=NUMBER, on=str(DAY), expected=seen["expected"], key="k2")
    assert done.status_code == 302
    stand(at(THURSDAY, "10:00"))
    talk = office.get(f"/entries/{ticket.number}/record_talk/")
    assert next(label for _value, label in talk.context["form"].fields["partner"].choices).startswith("高明远")
    held = office.post(
        f"/entries/{ticket.number}/record_talk/", person=str(town.posts["city_leader"].id), on="2026-03-04",
        partner=str(town.posts["unit_head"].id), until="2026-03-13", words="一周内完成", key="k3",
        expected=talk.context["step"]["expected"],
    )  # fmt: skip
    assert held.status_code == 302
    assert file_of(ticket).until == PROMISED


def test_the_number_that_is_used_is_said_beside_the_form(town, hands, stand):
    one, two = proposed(town), proposed(town)
    confirm(town, one)
    stand(NOON)
    office, url = hands("office"), f"/entries/{two.number}/confirm_rung/?rung=talk"
    expected = office.get(url).context["step"]["expected"]
    refused = office.post(url, rung="talk", number=NUMBER, on=str(DAY), expected=expected, key="k")
    assert refused.status_code == 422
    assert f"文号{NUMBER}已用于{one.number}" in refused.content.decode()


def test_nothing_is_offered_that_would_be_refused(town, hands, stand):
    ticket = proposed(town)

    def offered(who: str) -> list[str]:
        return [step["url"].split("/")[3] for step in page(hands, stand, who, ticket).context["files"][0]["steps"]]

    assert offered("office") == ["confirm_rung", "revoke_rung"]
    assert offered("unit_head") == offered("street_clerk") == ["state"]
    assert offered("city_leader") == ["confirm_rung"]
    assert offered("team_leader") == offered("discipline") == []
    confirm(town, ticket)
    assert offered("office") == ["record_talk", "revoke_rung"]
    assert offered("unit_head") == []


def test_the_pages_ask_as_much_of_the_database_for_one_as_for_six(town, hands, stand):
    """The list, and the file of an entry with a longer story."""
    numbers = iter(range(100))

    def more() -> Ticket:
        proposed(town)
        ticket = proposed(town)
        confirm(town, ticket, number=f"约{next(numbers)}")
        record(town, ticket)
        gone = proposed(town, "circular")
        confirm(town, gone, "circular", number=f"通{next(numbers)}")
        take(town, "revoke_rung", gone, "office", at(THURSDAY, "10:10"), rung="circular", words="撤")
        return ticket

    def queries(path: str) -> int:
        stand(at(THURSDAY, "11:00"))
        client = hands("office")
        with CaptureQueriesContext(connection) as caught:
            assert client.get(path).status_code == 200
        return len(caught)

    ticket = more()
    file = f"/entries/{ticket.number}/measures/talk/"
    queries("/")  # the gaps of the day are reckoned once
    before = queries("/measures/"), queries(file), queries("/")
    for _ in range(5):
        more()
    for minute in range(20, 40):
        take(town, "comment", ticket, "unit_head", at(THURSDAY, f"10:{minute}"), words="进展")
    assert (queries("/measures/"), queries(file), queries("/")) == before


def test_an_entry_on_a_high_rung_is_not_said_to_rise_to_a_lower_one(town, hands, stand):
    ticket = proposed(town)
    confirm(town, ticket)
    stand(NOON)
    clerk = hands("street_clerk").get(f"/entries/{ticket.number}/")
    assert clerk.context["next_rung"]["rung"]["label"] == "约谈" and "label" not in clerk.context["next_rung"]
    assert "升为" not in clerk.content.decode()


def test_a_rung_of_a_check_is_taken_back_on_a_page_that_says_of_what(town, hands, stand):
    ticket = file_ticket(town)
    take(town, "receive", ticket, "street_clerk", at(MONDAY, "09:30"))
    take(town, "submit", ticket, "street_clerk", at(MONDAY, "10:00"), photos=1)
    sweep(at(THURSDAY, "17:30"))
    stand(at(THURSDAY, "17:31"))
    office, url = hands("office"), f"/entries/{ticket.number}/revoke_rung/"
    shown = office.get(url)
    review = Duty.objects.get(subject_id=ticket.id, kind="review")
    assert f"{review.ordinal}.reminder" in dict(shown.context["form"].fields["rung"].choices)
    assert "催办 · 复查 · 督查一组" in shown.content.decode()
    given = {"rung": f"{review.ordinal}.reminder", "words": "停电一天", "expected": shown.context["step"]["expected"]}
    again = office.post(url, **{**given, "rung": "99.reminder", "key": "k1"})
    assert again.status_code == 422
    after = office.post(url, **given, key="k2", follow=True)
    assert after.status_code == 200 and "催办·复查" in after.content.decode()
    review.refresh_from_db()
    assert [row[2] for row in review.rungs if row[1] == "reminder"] == ["revoked"]
