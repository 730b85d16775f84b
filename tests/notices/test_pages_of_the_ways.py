"""The office keeps the ways out and sends again what did not arrive; each person chooses; secrets stay secret."""

import re
from datetime import timedelta

import pytest

from supervision.actions.sweep import sweep
from supervision.couriers.signing import key_of
from supervision.models import Channel, Delivery, Event, Notice, Wish
from tests.notices import receivers
from tests.notices.conftest import LATER, TEN, channel, mail_channel, reach, send, tell
from tests.pages.conftest import hands, stand  # noqa: F401 - fixtures
from tests.town import MONDAY, at, file_ticket, take

pytestmark = pytest.mark.django_db
FORM = {
    "name": "短信网关",
    "headers": "Authorization: Bearer hush-hush\nX-App: 台账".replace("台账", "tz"),
    "template": '{"to": "{phone}", "text": "{text}"}',
    "expects": '"ok"',
    "audience": "person",
    "unit": "",
    "groups": ["reminder", "supervision"],
    "keeps_quiet": "on",
    "why": "与移动公司签约",
}


@pytest.fixture
def office(hands):  # noqa: F811
    return hands("office")


def entered(office, url: str, **changes) -> Channel:
    answer = office.post("/office/notices/new/?kind=web", address=url, **{**FORM, **changes})
    assert answer.status_code == 302
    return Channel.objects.get()


def test_a_way_is_entered_and_its_key_is_shown_once_and_stands_nowhere(town, office, receiver):
    row = entered(office, f"{receiver().url}?token=s3cret")
    page = f"/office/notices/{row.pk}/"
    shown = office.get(page).content.decode()
    key = key_of(row.pk, 1)
    assert key in shown and "与移动公司签约" in shown
    again = office.get(page).content.decode()
    assert key not in again and "s3cret" not in again and "hush-hush" not in again
    edit = office.get(page + "edit/").content.decode()
    assert "s3cret" not in edit and "hush-hush" not in edit and "{phone}" in edit
    said = " ".join(Event.objects.filter(stream_kind="channel").values_list("text", flat=True))
    assert "s3cret" not in said and "hush" not in said and key not in said


def test_what_is_left_empty_stays_and_who_was_slower_is_told(town, office, receiver):
    row = entered(office, receiver().url)
    page = f"/office/notices/{row.pk}/edit/"
    kept = {**FORM, "address": "", "headers": "", "name": "短信", "why": "改名", "expected": "1"}
    assert office.post(page, **kept).status_code == 302
    was = Channel.objects.get()
    assert (was.name, was.address, was.headers) == ("短信", row.address, row.headers)
    assert office.post(page, **{**kept, "name": "又改"}).status_code == 409
    assert office.post(page, **{**kept, "headers": "-", "expected": "2"}).status_code == 302
    assert Channel.objects.get().headers == {}
    assert "陈伯言" in office.get(f"/office/notices/{row.pk}/").content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"address": "https://user:pw@example.org/"}, "地址不可用"),
        ({"address": "http://example.org/"}, "只接受 https"),
        ({"template": "{"}, "不是 JSON"),
        ({"template": '{"a": "{password}"}'}, "{password}"),
        ({"headers": "Host: elsewhere"}, "Host"),
        ({"headers": "no colon"}, "名称: 值"),
        ({"groups": ["nonsense"]}, "nonsense"),
        ({"why": ""}, "必填"),
    ],
)
def test_what_could_not_be_sent_is_refused_with_all_that_was_typed(town, office, changes, words):
    answer = office.post("/office/notices/new/?kind=web", **{**FORM, "address": "https://8.8.8.8/", **changes})
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not Channel.objects.exists()


def test_without_a_mail_server_mail_cannot_be_entered_and_it_says_why(town, office, settings):
    settings.EMAIL_HOST = ""
    page = office.get("/office/notices/").content.decode()
    assert "TAIZHANG_SMTP_URL" in page and "apprise" in page
    form = {"name": "邮件", "groups": ["reminder"], "why": "启用"}
    answer = office.post("/office/notices/new/?kind=mail", **form)
    assert answer.status_code == 422 and "电子邮件未配置" in answer.content.decode()
    settings.EMAIL_HOST = "127.0.0.1"
    assert office.post("/office/notices/new/?kind=mail", **form).status_code == 302
    assert office.post("/office/notices/new/?kind=mail", **form).status_code == 422  # one is enough


def test_a_test_says_what_came_of_it(town, office, receiver):
    outside = receiver(lambda request: request.answer(200, b'"ok"'))
    row = entered(office, outside.url)
    page = f"/office/notices/{row.pk}/test/"
    assert "测试消息已送达" in office.post(page, follow=True).content.decode()
    assert (
        "短信网关" in outside.heard[0].json["text"] and outside.heard[0].headers["Authorization"] == "Bearer hush-hush"
    )
    outside.behave = receivers.error_500
    assert "对方返回 500" in office.post(page, follow=True).content.decode()
    assert not Delivery.objects.exists()


def test_a_new_key_signs_from_then_on(town, office, receiver):
    row = entered(office, receiver().url)
    office.get(f"/office/notices/{row.pk}/")
    office.post(f"/office/notices/{row.pk}/key/", why="人员变动")
    page = office.get(f"/office/notices/{row.pk}/").content.decode()
    assert key_of(row.pk, 2) in page and key_of(row.pk, 1) not in page


def test_what_did_not_arrive_is_sent_again_one_or_all_under_the_same_key(town, office, receiver):
    outside = receiver()
    row = channel(outside.url, audience="group")
    for _ in range(3):
        file_ticket(town, now=at(MONDAY, "09:50"), anyway="另一处")
    tell()
    Delivery.objects.update(state="dead", tries=8, ended_at=TEN, error={"code": "status", "status": 500})
    page = office.get("/office/notices/undelivered/").content.decode()
    assert "3 条消息" in page and "对方返回 500" in page and "3 条消息未送达" in office.get("/office/").content.decode()
    first = Delivery.objects.first()
    office.post("/office/notices/again/", letter=str(first.pk))
    assert send() == 1 and outside.heard[0].key == str(first.pk)
    office.post("/office/notices/again/", all="1")
    assert send() == 2
    assert "全部送达" in office.get("/office/notices/undelivered/").content.decode()
    assert "重新发送 2 条" in office.get(f"/office/notices/{row.pk}/").content.decode()
    assert office.post("/office/notices/again/", letter="nonsense").status_code == 404


def test_switching_off_loses_nothing_and_sends_nothing(town, office, receiver):
    outside = receiver()
    row = channel(outside.url)
    file_ticket(town, now=at(MONDAY, "09:55"))
    tell()
    office.post(f"/office/notices/{row.pk}/switch/", why="试用结束")
    assert Delivery.objects.get().error == {"code": "switched_off"} and send() == 0
    file_ticket(town, now=at(MONDAY, "09:56"), anyway="另一处")
    tell()
    assert Delivery.objects.count() == 1
    office.post("/office/notices/again/", all="1")
    assert Delivery.objects.get().state == "dead"  # it is off
    office.post(f"/office/notices/{row.pk}/switch/", why="恢复")
    office.post("/office/notices/again/", all="1")
    assert send() == 1


def test_the_lists_cost_the_same_however_many_did_not_arrive(town, office, receiver, django_assert_max_num_queries):
    channel(receiver().url, audience="group")
    for _ in range(12):
        file_ticket(town, now=at(MONDAY, "09:50"), photos=2, anyway="另一处")
    tell()
    Delivery.objects.update(state="dead", ended_at=TEN)
    for page in ("/office/notices/", "/office/notices/undelivered/", f"/office/notices/{Channel.objects.get().pk}/"):
        office.get(page)
        with django_assert_max_num_queries(24):
            office.get(page)


def test_each_person_chooses_for_themselves_and_it_is_written_down_without_the_address(town, hands, mails):  # noqa: F811
    way = mail_channel(groups=["work", "reminder"])
    clerk = hands("street_clerk")
    page = clerk.get("/notices/ways/").content.decode()
    assert "待办" in page and "督办及以上" not in page and "始终即时可见" in page
    wanted = {"email": "li@lanchuan.example", f"way-{way.pk}": ["reminder"]}
    assert clerk.post("/notices/ways/", **wanted).status_code == 302
    clerk.person.refresh_from_db()
    assert clerk.person.email == "li@lanchuan.example" and Wish.objects.get().groups == ["reminder"]
    event = Event.objects.get(stream_id=clerk.person.pk, action="reach")
    assert event.actor_id == clerk.person.pk and "lanchuan.example" not in event.text
    clerk.post("/notices/ways/", **wanted)
    assert Event.objects.filter(action="reach").count() == 1  # nothing was different
    assert clerk.post("/notices/ways/", **{**wanted, "email": "no address"}).status_code == 422
    forbidden = clerk.post("/notices/ways/", **{**wanted, f"way-{way.pk}": ["supervision"]})
    assert forbidden.status_code == 422 and Wish.objects.get().groups == ["reminder"]


def test_a_link_of_a_mail_opens_the_thing_after_signing_in_and_is_a_receipt(town, hands, mails, settings):  # noqa: F811
    from django.test import Client

    mail_channel()
    reach(town, "street_clerk")
    ticket = file_ticket(town, now=at(MONDAY, "09:55"))
    tell()
    send()
    path = re.search(r"https://ledger\.lanchuan\.example(/notices/\S+/)", mails.mails[0][1]).group(1)
    assert Client().get(path)["Location"] == f"/sign-in/?next={path}"
    assert hands("street_clerk").get(path)["Location"] == f"/entries/{ticket.number}/"
    assert Notice.objects.get().seen_at == TEN


def test_the_office_sees_who_has_seen_a_rung_and_nobody_else_does(town, hands, stand):  # noqa: F811
    ticket = file_ticket(town, now=MONDAY)
    sweep(at(MONDAY, "15:05"))
    stand(at(MONDAY, "16:00"))
    notice = Notice.objects.get(key="rung.reminder", user=town.people["street_clerk"])
    hands("street_clerk").get(f"/notices/{notice.pk}/")
    page = hands("office").get(f"/entries/{ticket.number}/").content.decode()
    assert "李知微（今天 16:00）已查看" in page and "高明远尚未查看" in page
    assert "尚未查看" not in hands("unit_head").get(f"/entries/{ticket.number}/").content.decode()


def test_the_bell_counts_ones_own(town, hands):  # noqa: F811
    file_ticket(town, now=at(MONDAY, "09:55"))
    assert hands("street_clerk").get("/notices/count/").json() == {"n": 1}
    assert hands("other_clerk").get("/notices/count/").json() == {"n": 0}


def test_a_letter_waits_its_turn_on_the_page_of_its_way(town, office, receiver):
    row = channel(receiver(receivers.error_500).url)
    file_ticket(town, now=at(MONDAY, "09:55"))
    tell()
    send()
    page = office.get(f"/office/notices/{row.pk}/").content.decode()
    assert "下次尝试" in page and "对方返回 500" in page and "无法送达" in page
    assert send(LATER + timedelta(hours=1)) == 0


def test_a_notice_of_a_rung_that_fell_says_so(town, hands):  # noqa: F811
    ticket = file_ticket(town, now=at(MONDAY, "09:00"))
    sweep(at(MONDAY, "16:00"))
    assert "已撤销" not in hands("unit_head").get("/notices/").content.decode()
    take(town, "revoke_rung", ticket, "office", at(MONDAY, "16:10"), rung="reminder", words="误催")
    page = hands("unit_head").get("/notices/")
    [fell, first] = page.context["days"][0]["notices"]
    assert first["gone"] and first["rung"] is None and not fell["gone"]
    assert "催办已撤销，不再有效" in fell["text"] and page.content.decode().count("nt-gone") == 1
