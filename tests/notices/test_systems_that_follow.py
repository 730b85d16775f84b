"""Another system follows the ledger: each event once or again under the same key, in order, none lost, nobody named."""

import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from django.db import transaction

from supervision.actions import outbox
from supervision.actions.outward.following import BATCH, follow
from supervision.actions.sweep import sweep
from supervision.couriers.signing import key_of
from supervision.ids import fixed_id
from supervision.models import Channel, Delivery, Event, PendingEvent
from tests.notices import receivers
from tests.notices.conftest import LATER, TEN, channel, follower, send
from tests.town import MONDAY, at, file_ticket, take

pytestmark = pytest.mark.django_db
NINE = at(MONDAY, "09:00")


def story(town, hour: int = 9):
    """An entry that was received, handed in, found wanting, handed in again and struck off: six events."""
    ticket = file_ticket(town, now=at(MONDAY, f"{hour:02}:00"), anyway="另一处")
    for minute, (action, who, given) in enumerate(
        [
            ("receive", "street_clerk", {}),
            ("submit", "street_clerk", {"photos": 1, "words": "已清运"}),
            ("fail", "inspector", {"words": "还有残留"}),
            ("submit", "street_clerk", {"photos": 1, "words": "再次清运"}),
            ("pass", "inspector", {"photos": 1}),
        ]
    ):
        take(town, action, ticket, who, at(MONDAY, f"{hour:02}:{10 + minute}"), **given)
    return ticket


def told(now=TEN) -> int:
    """The deliveries of what happened."""
    return follow(lambda: now)


def test_each_event_of_an_entry_arrives_in_order_signed_and_without_a_word_of_anybody(town, receiver, settings):
    settings.PUBLIC_URL = "https://ledger.lanchuan.example"
    outside = receiver()
    way = follower(outside.url)
    ticket = story(town)
    events = list(Event.objects.filter(stream_id=ticket.pk).order_by("seq"))
    assert told() == len(events) == 6
    assert (send(), send()) == (6, 0)
    assert [heard.json["action"] for heard in outside.heard] == ["file", "receive", "submit", "fail", "submit", "pass"]
    assert [heard.json["seq"] for heard in outside.heard] == [1, 2, 3, 4, 5, 6]
    for heard, event in zip(outside.heard, events, strict=True):
        assert heard.key == heard.json["id"] == str(fixed_id("delivery", way.pk, event.pk))
        said = dict(part.split("=") for part in heard.headers["X-Taizhang-Signature"].split(","))
        text = said["t"].encode() + b"." + heard.body
        assert said["v1"] == hmac.new(key_of(way.pk, 1).encode(), text, hashlib.sha256).hexdigest()
    third = outside.heard[2].json
    assert third == {
        "id": outside.heard[2].key,
        "kind": "event",
        "event": str(events[2].pk),
        "number": ticket.number,
        "ticket": str(ticket.pk),
        "seq": 3,
        "action": "submit",
        "before": "rectifying",
        "status": "reviewing",
        "occurs_at": "2026-03-02T01:11:00.000000Z",
        "recorded_at": "2026-03-02T01:11:00.000000Z",
        "unit": {"id": str(town.units["street_a"].pk), "name": town.units["street_a"].name},
        "due_at": third["due_at"],
        "rungs": [],
        "proposed": False,
        "url": f"https://ledger.lanchuan.example/api/v1/tickets/{ticket.number}",
    }
    whole = b" ".join(heard.body for heard in outside.heard).decode()
    assert "清运" not in whole and "残留" not in whole
    assert not [person for person in town.people.values() if str(person) in whole or str(person.pk) in whole]


def test_a_rung_is_told_of_with_its_name_and_its_true_moment(town, receiver):
    outside = receiver()
    follower(outside.url, actions=["rung"])
    file_ticket(town, now=MONDAY)
    sweep(at(MONDAY, "15:05"))
    told(at(MONDAY, "15:06"))
    send(at(MONDAY, "15:06"))
    assert [heard.json["rungs"] for heard in outside.heard] == [["warning"], ["reminder"]]
    last = outside.heard[1].json
    assert last["unit"] is None and last["occurs_at"] == last["due_at"] < last["recorded_at"]


def test_a_channel_hears_of_its_steps_its_part_of_the_city_and_its_time_only(town, receiver):
    outside = receiver()
    columns = {
        "steps": {"actions": ["pass", "void"]},
        "street": {"unit": town.units["street_a"]},
        "other": {"unit": town.units["market_reg"]},
        "later": {"follows_from": at(MONDAY, "09:12")},
        "off": {"active": False},
    }
    ways = {name: follower(outside.url, name=name, **found) for name, found in columns.items()}
    story(town)
    told()
    heard = {
        name: list(Delivery.objects.filter(channel=way).order_by("position").values_list("position", flat=True))
        for name, way in ways.items()
    }
    assert heard == {"steps": [6], "street": [1, 2, 3, 4, 5, 6], "other": [], "later": [4, 5, 6], "off": []}


def test_who_has_had_an_entry_hears_of_its_own_span(town, receiver):
    outside = receiver()
    way = follower(outside.url, unit=town.units["street_a"])
    ticket = file_ticket(town, now=NINE)
    take(town, "reassign", ticket, "office", at(MONDAY, "09:10"), unit="market_reg", words="改派")
    take(town, "receive", ticket, "market_clerk", at(MONDAY, "09:20"))
    told()
    assert set(Delivery.objects.filter(channel=way).values_list("position", flat=True)) == {1, 2}


@pytest.mark.parametrize("behave", [receivers.down, receivers.error_500, receivers.hangs_up])
def test_a_receiver_that_fails_gets_every_event_and_the_second_under_the_same_key_with_the_same_words(
    town, receiver, behave
):
    outside = receiver(behave)
    follower(outside.url)
    story(town)
    told()
    assert send() == 0 and len(outside.heard) == 1
    outside.behave = lambda request: request.answer(200)
    assert send(LATER + timedelta(hours=1)) == 6
    again = [heard for heard in outside.heard if heard.key == outside.heard[0].key]
    assert len(again) == 2 and again[0].body == again[1].body
    assert {heard.json["seq"] for heard in outside.heard} == {1, 2, 3, 4, 5, 6}
    assert len({heard.key for heard in outside.heard}) == 6


def test_what_was_given_up_is_a_dead_letter_and_can_be_sent_again(town, receiver):
    from supervision.actions.outward.channels import send_again

    outside = receiver()
    follower(outside.url)
    story(town)
    told()
    Delivery.objects.update(state="dead", tries=8, ended_at=TEN, error={"code": "status", "status": 500})
    assert send_again(None, by=town.posts["office"], now=LATER) == 6
    assert send() == 6 and [heard.json["seq"] for heard in outside.heard] == [1, 2, 3, 4, 5, 6]


def test_notices_and_the_ledger_go_their_own_ways(town, receiver):
    from supervision.actions.notices import deliver

    people, system = receiver(), receiver()
    channel(people.url)
    follower(system.url)
    file_ticket(town, now=NINE)
    deliver(TEN)
    told()
    assert send() == 2
    assert people.heard[0].json["kind"] == "assigned" and system.heard[0].json["kind"] == "event"


def test_where_nobody_follows_nothing_is_put_aside_and_what_is_refused_leaves_nothing(town, receiver):
    story(town)
    assert not PendingEvent.objects.exists()
    follower(receiver().url)
    with pytest.raises(RuntimeError), transaction.atomic():
        file_ticket(town, now=at(MONDAY, "09:30"), anyway="另一处")
        assert PendingEvent.objects.count() == 1
        raise RuntimeError
    assert not PendingEvent.objects.exists()


def test_a_process_looks_now_and_then_whether_somebody_follows_and_a_new_follower_waits_for_that(town, monkeypatch):
    from supervision.actions.outward.channels import Wanted, add

    monkeypatch.setattr(outbox, "BELIEVE_SECONDS", 3600.0)
    monkeypatch.setattr(outbox, "_looked", None)
    assert not outbox.followers()
    wanted = Wanted("城市大脑", serves="events", audience="group", address="https://8.8.8.8/")
    row, key = add("web", wanted, "市里要求", by=town.posts["office"], now=TEN)
    assert key and row.follows_from == TEN + outbox.START and not outbox.followers()
    monkeypatch.setattr(outbox, "_looked", None)
    assert outbox.followers()
    assert outbox.START.total_seconds() > 2 * 2.0  # a look is believed for two seconds


def test_a_change_applies_to_what_happens_after_it(town):
    from supervision.actions.outward import channels

    way = follower("https://8.8.8.8/")
    file_ticket(town, now=NINE)
    fewer = channels.Wanted(**{**vars(channels.Wanted.of(way)), "actions": ("void",)})
    channels.change(way, fewer, "少一些", by=town.posts["office"], now=TEN, expected=None)
    assert Delivery.objects.count() == 1
    channels.switch(way, False, "试用结束", by=town.posts["office"], now=TEN, expected=None)
    assert Delivery.objects.get().error == {"code": "switched_off"}
    channels.switch(way, True, "恢复", by=town.posts["office"], now=LATER, expected=None)
    assert Channel.objects.get().follows_from == LATER + outbox.START


def test_many_events_are_seen_to_in_batches_in_a_fixed_number_of_queries(town, django_assert_max_num_queries):
    way = follower("https://8.8.8.8/", unit=town.units["street_a"])
    ticket = file_ticket(town, now=NINE)
    with django_assert_max_num_queries(14):
        told()
    for minute in range(12):
        take(town, "comment", ticket, "street_clerk", at(MONDAY, f"09:{10 + minute}"), words="催")
    with django_assert_max_num_queries(14):
        assert told() == 12
    assert BATCH > 12 and Delivery.objects.filter(channel=way).count() == 13


def test_a_body_is_plain_json_whose_values_are_known(town):
    follower("https://8.8.8.8/")
    story(town)
    told()
    for row in Delivery.objects.all():
        assert json.loads(json.dumps(row.facts)) == row.facts
