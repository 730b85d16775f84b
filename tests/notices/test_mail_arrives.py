"""Mail through a real server: one for each person who is told and has an address, in their language, once."""

from datetime import timedelta
from email import message_from_string, policy

import pytest

from supervision.actions.sweep import sweep
from supervision.couriers import mail
from supervision.models import Delivery, Notice, Wish
from tests.notices.conftest import LATER, mail_channel, reach, send, tell
from tests.town import MONDAY, at, file_ticket, take

pytestmark = pytest.mark.django_db


def parsed(mails):
    """The mails as their readers see them."""
    return [message_from_string(text, policy=policy.default) for _to, text in mails.mails]


def test_a_mail_says_what_and_by_when_and_its_link_opens_the_thing(town, mails):
    mail_channel()
    reach(town, "street_clerk")
    file_ticket(town, now=at(MONDAY, "09:55"))
    tell()
    assert send() == 1
    (letter,) = parsed(mails)
    notice = Notice.objects.get()
    assert letter["To"] == "street_clerk@lanchuan.example" and "暴露垃圾" in letter["Subject"]
    assert f"https://ledger.lanchuan.example/notices/{notice.pk}/" in letter.get_content()
    assert letter["Message-ID"] == f"<{Delivery.objects.get().pk}@lanchuan.example>"
    assert letter["Auto-Submitted"] == "auto-generated"


def test_the_readers_language_is_kept_to(town, mails):
    mail_channel()
    reach(town, "street_clerk")
    town.people["street_clerk"].language = "en"
    town.people["street_clerk"].save()
    file_ticket(town, now=at(MONDAY, "09:55"))
    tell()
    send()
    assert "sent to you to fix" in parsed(mails)[0]["Subject"]


def test_who_has_no_address_or_does_not_want_it_gets_none(town, mails):
    way = mail_channel()
    reach(town, "street_clerk")
    Wish.objects.create(user=town.people["street_clerk"], channel=way, groups=["reminder"])
    file_ticket(town, now=MONDAY)
    tell()
    assert not Delivery.objects.exists()
    sweep(at(MONDAY, "15:05"))
    tell(at(MONDAY, "15:05"))
    assert send(at(MONDAY, "15:10")) == 1  # the head is told, too, and has no address
    assert "催办" in parsed(mails)[0]["Subject"]


def test_an_address_the_server_refuses_holds_up_nobody_elses_mail(town, mails):
    mail_channel()
    reach(town, "street_clerk", "other_clerk", "market_clerk")
    mails.refuse["street_clerk@lanchuan.example"] = "550 nobody of that name"
    ticket = file_ticket(town, now=at(MONDAY, "09:40"))
    take(town, "reassign", ticket, "office", at(MONDAY, "09:45"), unit="urban_mgmt", words="改派")
    take(town, "reassign", ticket, "office", at(MONDAY, "09:50"), unit="market_reg", words="改派")
    tell()
    send()
    bad = Delivery.objects.filter(user=town.people["street_clerk"])
    assert {(row.state, row.error["code"], row.error["status"]) for row in bad} == {("waiting", "mail_refused", 550)}
    others = Delivery.objects.exclude(user=town.people["street_clerk"]).values_list("state", flat=True)
    assert set(others) == {"sent"}


def test_a_mail_server_that_hangs_up_gets_the_mail_when_it_is_back(town, mails):
    mail_channel()
    reach(town, "street_clerk")
    file_ticket(town, now=at(MONDAY, "09:55"))
    tell()
    mails.silent = True
    assert send() == 0 and Delivery.objects.get().error["code"] == "hung_up"
    mails.silent = False
    assert send(LATER + timedelta(hours=1)) == 1
    assert len(mails.mails) == 1


def test_words_cannot_become_a_header_or_another_address(town, mails, settings):
    from supervision.couriers import Letter, Receiver
    from supervision.ids import new_id

    tricky = Letter(new_id(), LATER, "一件事\r\nBcc: all@example.org", "正文", to="a@lanchuan.example")
    assert mail.carry(Receiver("mail"), tricky, 10).arrived
    (letter,) = parsed(mails)
    assert letter["Bcc"] is None and mails.mails[0][0] == "a@lanchuan.example"
    for to in ("a@lanchuan.example\r\nRCPT TO:<b@example.org>", "a@b@c", "", "a@lanchuan.example, b@example.org"):
        outcome = mail.carry(Receiver("mail"), Letter(new_id(), LATER, "一", "二", to=to), 10)
        assert outcome.error == {"code": "bad_mail_address"} and not outcome.ill
    settings.EMAIL_HOST = ""
    assert mail.carry(Receiver("mail"), tricky, 10).error == {"code": "mail_not_set_up"}
