"""A receiver that is down, slow, lies or hangs up delays nothing else and loses nothing; each letter has its key."""

import hashlib
import hmac
from datetime import timedelta

import pytest

from supervision.couriers.signing import key_of
from supervision.models import Channel, Delivery, Notice
from supervision.sending import TRIES
from tests.notices import receivers
from tests.notices.conftest import LATER, TEN, channel, send, tell
from tests.town import MONDAY, at, file_ticket

pytestmark = pytest.mark.django_db
QUICK = 2.0  # for receivers that would hold us: long enough for a busy machine to send them the letter


def one_told(town) -> Notice:
    """One entry, so one person is told."""
    file_ticket(town, now=at(MONDAY, "09:55"))
    tell()
    return Notice.objects.get()


def test_a_notice_arrives_once_signed_and_with_its_key(town, receiver):
    outside = receiver()
    gateway = channel(outside.url)
    notice = one_told(town)
    assert Delivery.objects.get().state == "waiting"
    assert (send(), send()) == (1, 0)
    (heard,) = outside.heard
    assert heard.path == "/hook" and heard.json["person"] == "李知微" and "暴露垃圾" in heard.json["text"]
    assert heard.json["url"].endswith(f"/notices/{notice.pk}/")
    assert heard.key == str(Delivery.objects.get().pk) == heard.json["id"]
    said = dict(part.split("=") for part in heard.headers["X-Taizhang-Signature"].split(","))
    key = key_of(gateway.pk, 1).encode()
    wanted = hmac.new(key, said["t"].encode() + b"." + heard.body, hashlib.sha256).hexdigest()
    assert said["v1"] == wanted
    row = Delivery.objects.get()
    assert (row.state, row.tries, row.ended_at) == ("sent", 1, LATER)


def test_delivering_twice_makes_one_message(town, receiver):
    channel(receiver().url)
    one_told(town)
    Notice.objects.update(delivered_at=None)
    tell(LATER)
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize(
    ("behave", "code", "expects"),
    [
        (receivers.down, "hung_up", ""),
        (receivers.error_500, "status", ""),
        (receivers.hangs_up, "hung_up", ""),
        (receivers.garbage, "garbage", ""),
        (receivers.lies, "unexpected", '"errcode":0'),
        (receivers.redirects, "redirect", ""),
        (receivers.holds, "slow", ""),
        (receivers.drips, "slow", ""),
    ],
)
def test_a_receiver_that_misbehaves_gets_the_same_letter_again_when_it_is_well(town, receiver, behave, code, expects):
    outside = receiver(behave)
    channel(outside.url, expects=expects)
    one_told(town)
    assert send(seconds=QUICK if code == "slow" else 10) == 0
    assert outside.came.wait(receivers.LONG)
    row = Delivery.objects.get()
    assert (row.state, row.tries, row.error["code"]) == ("waiting", 1, code)
    assert row.next_try_at > LATER and Channel.objects.get().rest_until > LATER
    assert send(LATER) == 0  # it rests
    outside.freed.set()
    outside.behave = lambda request: request.answer(200, b'{"errcode":0}')
    assert send(LATER + timedelta(hours=1)) == 1
    assert len(outside.heard) == 2 and len({heard.key for heard in outside.heard}) == 1
    assert {heard.path for heard in outside.heard} == {"/hook"}  # no redirect was followed
    assert Delivery.objects.get().state == "sent" and Channel.objects.get().failures == 0


def test_nobody_at_home_is_tried_again_until_it_is_a_dead_letter_and_stays_one(town, settings):
    settings.NOTICE_HOSTS = ["127.0.0.1"]
    with receivers.nobody() as port:
        channel(f"http://127.0.0.1:{port}/hook")
        one_told(town)
        now = LATER
        for _ in range(TRIES):
            assert Delivery.objects.get().state == "waiting"
            assert send(now) == 0
            now += timedelta(hours=12)
        row = Delivery.objects.get()
        assert (row.state, row.tries, row.error["code"]) == ("dead", TRIES, "refused")
        assert send(now) == 0 and Delivery.objects.get().tries == TRIES


def test_a_receiver_that_holds_us_keeps_nobody_else_waiting(town, receiver):
    slow, quick = receiver(receivers.holds), receiver()

    def answer_and_free(request) -> None:
        request.answer(200)
        slow.freed.set()

    quick.behave = answer_and_free
    slow.behave = lambda request: (slow.freed.wait(receivers.LONG), request.answer(200))
    channel(slow.url, name="慢")
    channel(quick.url, name="快")
    one_told(town)
    # The slow one answers only after the quick one has had its letter: one after the other, the first would fail.
    assert send() == 2
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_after_a_failure_the_line_waits_and_one_letter_tries_the_way(town, receiver):
    outside = receiver(receivers.error_500)
    channel(outside.url, audience="group")
    for _ in range(5):
        file_ticket(town, now=at(MONDAY, "09:50"), anyway="另一处")
    tell()
    send()
    assert len(outside.heard) == 1 and sorted(Delivery.objects.values_list("tries", flat=True)) == [0, 0, 0, 0, 1]
    send(LATER + timedelta(hours=2))
    assert len(outside.heard) == 2
    outside.behave = lambda request: request.answer(204, b"")
    assert send(LATER + timedelta(hours=4)) == 5
    assert len(outside.heard) == 7 and set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_one_letter_that_is_not_wanted_does_not_hold_up_the_line(town, receiver):
    outside = receiver()
    channel(outside.url, audience="group")
    for _ in range(3):
        file_ticket(town, now=at(MONDAY, "09:50"), anyway="另一处")
    tell()
    outside.behave = lambda request: request.answer(422 if len(outside.heard) == 1 else 200)
    assert send() == 2
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["sent", "sent", "waiting"]
    assert Channel.objects.get().failures == 0


def test_a_sender_that_died_leaves_its_letters_to_the_next_with_the_same_key(town, receiver, monkeypatch):
    from supervision.actions.outward import sending

    outside = receiver()
    channel(outside.url)
    one_told(town)
    with monkeypatch.context() as dying:
        dying.setattr(sending, "settle", lambda *_: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            send()
    assert send() == 0  # the lease of the dead one
    assert send(LATER + sending.LEASE) == 1
    assert len(outside.heard) == 2 and len({heard.key for heard in outside.heard}) == 1


def test_whoever_comes_after_their_lease_changes_nothing(town, receiver):
    from supervision.actions.outward import sending
    from supervision.couriers import Outcome

    channel(receiver().url)
    one_told(town)
    row = Channel.objects.get()
    late = sending.take(row, LATER)
    assert sending.take(row, LATER).letters == ()
    again = sending.take(row, LATER + sending.LEASE)
    assert [taken.pk for taken in late.letters] == [taken.pk for taken in again.letters]
    assert sending.settle(late, [(late.letters[0], Outcome(False, {"code": "slow"}, True))], LATER) == 0
    assert Delivery.objects.get().error == {}
    assert sending.settle(again, [(again.letters[0], Outcome(True))], LATER) == 1


def test_one_message_for_a_group_however_many_are_told_and_it_leads_to_the_entry(town, receiver):
    from supervision.actions.sweep import sweep

    outside = receiver()
    channel(outside.url, audience="group", groups=["reminder"])
    ticket = file_ticket(town, now=MONDAY)
    sweep(at(MONDAY, "15:05"))
    tell(at(MONDAY, "15:05"))
    assert Notice.objects.filter(key="rung.reminder").count() == 2
    assert send(at(MONDAY, "15:10")) == 1
    assert outside.heard[0].json["url"].endswith(f"/entries/{ticket.number}/") and not outside.heard[0].json["person"]


def test_a_group_of_one_unit_hears_of_its_own_only(town, receiver):
    outside = receiver()
    channel(outside.url, audience="group", unit=town.units["street_b"])
    file_ticket(town, now=at(MONDAY, "09:50"))
    file_ticket(town, site="S003", now=at(MONDAY, "09:50"))
    tell()
    assert send() == 1 and Delivery.objects.count() == 1


def test_without_channels_nothing_is_written_and_the_app_has_the_notice(town):
    one_told(town)
    assert Notice.objects.get().delivered_at == TEN and not Delivery.objects.exists()
