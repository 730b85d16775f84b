"""When a notice leaves the house: in office time, an urgent one at once to the night roster, many as one message."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision.actions import nights
from supervision.actions.calendar_edit import set_day
from supervision.actions.calendars import load_calendar
from supervision.actions.jobs import run_waiting
from supervision.actions.outward.letters import Writer
from supervision.actions.people import set_acting
from supervision.actions.sweep import sweep
from supervision.models import Delivery, Notice
from supervision.sending import GATHER, RESTS, is_open, opening, rest, send_at
from supervision.workcalendar import Day, DayKind, WorkCalendar
from tests.notices.conftest import LATER, TEN, channel, mail_channel, reach, send, tell
from tests.town import FRIDAY, MONDAY, THURSDAY, TUESDAY, TZ, WEDNESDAY, at, file_ticket

pytestmark = pytest.mark.django_db
URGENT = "ENV-08"
# Tuesday is a holiday, Saturday is worked instead.
HOLIDAY = WorkCalendar({date(2026, 3, 3): Day(DayKind.OFF, "节"), date(2026, 3, 7): Day(DayKind.WORK, "补班")})
SATURDAY = FRIDAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("now", "leaves"),
    [
        (at(MONDAY, "10:00"), at(MONDAY, "10:01")),
        (at(MONDAY, "08:29"), at(MONDAY, "08:30")),
        (at(MONDAY, "08:28"), at(MONDAY, "08:30")),
        (at(MONDAY, "11:58"), at(MONDAY, "11:59")),
        (at(MONDAY, "11:59"), at(MONDAY, "14:00")),
        (at(MONDAY, "12:30"), at(MONDAY, "14:00")),
        (at(MONDAY, "17:29"), at(MONDAY + timedelta(days=2), "08:30")),
        (at(MONDAY, "23:59"), at(MONDAY + timedelta(days=2), "08:30")),
        (at(TUESDAY, "10:00"), at(MONDAY + timedelta(days=2), "08:30")),
        (at(FRIDAY, "18:00"), at(SATURDAY, "08:30")),
        (at(SATURDAY, "18:00"), at(MONDAY + timedelta(days=7), "08:30")),
    ],
)
def test_in_office_time_or_at_the_next_opening(now, leaves):
    assert send_at(now, HOLIDAY, at_once=False, quiet=True) == leaves
    assert send_at(now, HOLIDAY, at_once=True, quiet=True) == now
    assert send_at(now, HOLIDAY, at_once=False, quiet=False) == now + GATHER


@given(now=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)))
def test_it_is_never_early_never_out_of_hours_and_never_later_than_the_first_chance(now):
    leaves = send_at(now, HOLIDAY, at_once=False, quiet=True)
    spans = [span for n in range(400) for span in HOLIDAY.spans_on((now.astimezone(TZ) + timedelta(days=n)).date())]
    chances = (max(start, now + GATHER) for start, end in spans if end > now + GATHER)
    assert leaves == next(chances)
    assert is_open(HOLIDAY, leaves) and opening(HOLIDAY, leaves) == leaves


def test_the_rests_grow_and_no_two_letters_have_the_same():
    whole = [rest(tries, "a") for tries in range(1, len(RESTS) + 1)]
    assert whole == sorted(whole)
    assert all(0.8 <= found / usual <= 1.2 for found, usual in zip(whole, RESTS, strict=True))
    assert len({rest(3, str(n)) for n in range(50)}) > 40
    assert rest(99, "a") <= RESTS[-1] * 1.2


def several(town, n: int) -> None:
    """So many entries are sent to the street, and its handler told of each."""
    for _ in range(n):
        file_ticket(town, now=at(MONDAY, "09:50"), photos=2, anyway="另一处")
    tell()


def test_what_falls_due_at_night_waits_for_the_morning(town, receiver):
    outside = receiver()
    channel(outside.url, groups=["supervision"])
    file_ticket(town, now=at(MONDAY, "10:00"))
    sweep(at(TUESDAY, "17:30"))
    tell(at(TUESDAY, "17:30"))
    assert send(at(TUESDAY, "23:00")) == 0 and outside.heard == []
    assert set(Delivery.objects.values_list("next_try_at", flat=True)) == {at(TUESDAY + timedelta(days=1), "08:30")}
    assert send(at(TUESDAY + timedelta(days=1), "08:30")) == len(outside.heard) > 0


def test_a_channel_to_another_system_need_not_keep_office_time(town, receiver):
    channel(receiver().url, audience="group", keeps_quiet=False)
    file_ticket(town, now=at(MONDAY, "22:00"))
    tell(at(MONDAY, "22:00"))
    assert send(at(MONDAY, "22:02")) == 1


def test_an_urgent_one_goes_to_the_night_roster_at_once_and_the_others_sleep(town, mails):
    mail_channel()
    reach(town, "street_clerk", "colleague")
    post = town.posts["colleague"]
    planned = {MONDAY.date(): post.user_id}
    nights.plan(post.unit_id, planned, calendar=load_calendar(), now=MONDAY, by=town.posts["office"])
    file_ticket(town, category=URGENT, now=at(MONDAY, "22:00"))
    tell(at(MONDAY, "22:02"))
    told = Notice.objects.filter(key="assigned").values_list("user__username", flat=True)
    assert {"street_clerk", "colleague"} <= set(told)
    assert send(at(MONDAY, "22:02")) == 1
    assert [to for to, _ in mails.mails] == ["colleague@lanchuan.example"]
    assert send(at(TUESDAY, "08:30")) == 1
    assert [to for to, _ in mails.mails][1:] == ["street_clerk@lanchuan.example"]


def test_without_a_night_roster_an_urgent_one_wakes_whoever_owes_it(town, mails):
    mail_channel()
    reach(town, "street_clerk")
    file_ticket(town, category=URGENT, now=at(MONDAY, "22:00"))
    tell(at(MONDAY, "22:02"))
    assert send(at(MONDAY, "22:02")) == 1


def test_more_than_three_for_one_person_become_one_message(town, mails):
    mail_channel()
    reach(town, "street_clerk")
    several(town, 4)
    assert send() == 1
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["folded"] * 3 + ["sent"]
    assert len(Delivery.objects.get(state="sent").notices) == 4


def test_three_stay_three(town, mails):
    mail_channel()
    reach(town, "street_clerk")
    several(town, 3)
    assert send() == 3


def test_what_was_tried_before_is_not_changed_by_what_came_since(town, receiver):
    from tests.notices import receivers

    outside = receiver(receivers.error_500)
    channel(outside.url)
    several(town, 2)
    send()
    several(town, 4)
    outside.behave = lambda request: request.answer(200)
    send(LATER + timedelta(hours=2))
    send(LATER + timedelta(hours=2))
    assert outside.heard[0].key in {heard.key for heard in outside.heard[1:]}
    bodies = {heard.json["text"] for heard in outside.heard if heard.key == outside.heard[0].key}
    assert len(bodies) == 1
    states = Delivery.objects.values_list("state", flat=True)
    assert "waiting" not in states and "dead" not in states


def test_what_was_seen_in_the_app_meanwhile_is_not_sent(town, mails):
    mail_channel()
    reach(town, "street_clerk")
    several(town, 2)
    first = Notice.objects.earliest("id")
    Notice.objects.filter(pk=first.pk).update(seen_at=TEN)
    assert send() == 1
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["sent", "spared"]


def test_a_long_pile_is_told_by_twenty_lines_and_the_rest_by_number(town, mails):
    mail_channel()
    reach(town, "street_clerk")
    several(town, 23)
    assert send() == 1
    row = Delivery.objects.get(state="sent")
    letter = Writer([row], LATER).letter(row)
    assert letter.values["n"] == "23" and len(letter.values["text"].splitlines()) == 1 + 20 + 1


def test_on_leave_whoever_stands_in_gets_it(town, mails):
    mail_channel()
    reach(town, "street_clerk", "colleague")
    file_ticket(town, now=at(MONDAY, "17:40"))
    tell(at(MONDAY, "17:40"))
    set_acting(
        town.posts["street_clerk"],
        town.people["colleague"],
        at(TUESDAY, "00:00"),
        at(FRIDAY, "00:00"),
        now=at(MONDAY, "17:45"),
    )
    assert send(at(TUESDAY, "08:30")) == 0  # on leave: handed on, and gathered
    copy = Notice.objects.get(user=town.people["colleague"])
    assert send(at(TUESDAY, "08:31")) == 1
    assert [to for to, _ in mails.mails] == ["colleague@lanchuan.example"]
    assert (
        f"/notices/{copy.pk}/"
        in Writer(list(Delivery.objects.filter(state="sent")), LATER).letter(Delivery.objects.get(state="sent")).text
    )


@pytest.mark.parametrize("way", ["person", "group"])
def test_a_rung_that_fell_before_the_morning_is_not_sent(town, receiver, way):
    """Due at the close of Tuesday; before Wednesday's opening the office enters that Tuesday was off."""
    outside = receiver()
    channel(outside.url, audience=way, groups=["supervision", "change"])
    file_ticket(town, now=at(MONDAY, "16:30"), category="ENV-03")  # due Tuesday 11:30, supervision on Wednesday
    close, evening = at(WEDNESDAY, "17:30"), at(WEDNESDAY, "18:00")
    sweep(close)
    tell(close)
    waited = Delivery.objects.count()
    set_day(WEDNESDAY.date(), "off", "台风停工", "防台风", now=evening, by=town.posts["office"])
    run_waiting(lambda: evening)
    tell(evening)
    assert send(at(THURSDAY, "08:31")) == len(outside.heard)
    assert [json.loads(request.body)["kind"] for request in outside.heard].count("rung.supervision") == 0
    assert Delivery.objects.filter(state="spared", facts__on="taken_back").count() == waited > 0
