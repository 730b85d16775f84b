"""The morning digest: by role what waits today, once for each person and working day, at the opening."""

from datetime import timedelta
from email import message_from_string, policy

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from supervision.actions.people import set_acting
from supervision.gaps import Gaps
from supervision.models import Delivery, Duty, Heartbeat, Wish
from supervision.mornings import due_day, make_mornings
from tests.notices.conftest import channel, mail_channel, reach, send
from tests.town import FRIDAY, MONDAY, TUESDAY, at, file_ticket, take

pytestmark = pytest.mark.django_db
OPENING = at(TUESDAY, "08:30")
SATURDAY = FRIDAY + timedelta(days=1)


def told(mails) -> dict[str, str]:
    """The subject each person reads."""
    return {
        to.partition("@")[0]: message_from_string(text, policy=policy.default)["Subject"] for to, text in mails.mails
    }


def monday(town) -> None:
    """Yesterday: one entry is late, two fall due today, one waits for its check."""
    late, _first, _second, fixed = (file_ticket(town, now=at(MONDAY, "16:00"), anyway="另一处") for _ in range(4))
    Duty.objects.filter(subject_id=late.id).update(due_at=at(MONDAY, "17:00"))
    take(town, "submit", fixed, "street_clerk", at(MONDAY, "16:30"), photos=1)


def test_each_role_reads_what_waits_on_it(town, mails):
    monday(town)
    mail_channel()
    reach(town, "street_clerk", "unit_head", "colleague", "team_leader", "office")
    assert make_mornings(OPENING) == 4
    assert send(OPENING) == 4
    assert told(mails) == {
        "street_clerk": "今日：到期 2 件、已超期 1 件",
        "unit_head": "今日：到期 2 件、已超期 1 件",
        "team_leader": "今日：待复查 1 件",
        "office": "今日：责任空白 2 处",
    }  # the colleague owes nothing


def test_two_beats_and_a_whole_day_of_them_make_one(town, mails):
    monday(town)
    mail_channel()
    reach(town, "street_clerk")
    assert make_mornings(OPENING) == 1
    assert make_mornings(OPENING + timedelta(minutes=1)) == 0
    Heartbeat.objects.all().delete()  # the other beat has not seen it yet
    assert make_mornings(OPENING) == 0
    assert send(OPENING) == 1 and send(at(TUESDAY, "09:30")) == 0
    assert make_mornings(OPENING + timedelta(days=1)) == 1  # the next working day


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (at(TUESDAY, "08:29"), False),
        (at(TUESDAY, "08:30"), True),
        (at(TUESDAY, "12:30"), True),
        (at(TUESDAY, "17:29"), True),
        (at(TUESDAY, "17:30"), False),
        (at(SATURDAY, "09:00"), False),
    ],
)
def test_it_is_made_from_the_opening_on_and_only_on_working_days(town, now, due):
    assert due_day(now) == (now.date() if due else None)


def test_who_stands_in_reads_it_and_who_is_on_leave_does_not(town, mails):
    monday(town)
    mail_channel()
    reach(town, "street_clerk", "colleague")
    holder, stand_in = town.posts["street_clerk"], town.people["colleague"]
    set_acting(holder, stand_in, at(MONDAY, "18:00"), at(FRIDAY, "18:00"), now=at(MONDAY, "17:00"))
    make_mornings(OPENING)
    send(OPENING)
    assert told(mails) == {"colleague": "今日：到期 2 件、已超期 1 件"}


def test_who_does_not_want_it_and_ways_that_do_not_carry_it_are_left_out(town, mails, receiver):
    monday(town)
    way = mail_channel()
    channel(receiver().url, groups=["reminder"])
    channel(receiver().url, audience="group")
    reach(town, "street_clerk", "unit_head")
    Wish.objects.create(user=town.people["street_clerk"], channel=way, groups=["reminder"])
    assert make_mornings(OPENING) == 1
    assert Delivery.objects.get().user == town.people["unit_head"]


def test_it_is_in_the_readers_language_and_leads_to_the_first_page(town, mails):
    monday(town)
    mail_channel()
    reach(town, "street_clerk")
    town.people["street_clerk"].language = "en"
    town.people["street_clerk"].save()
    make_mornings(OPENING)
    send(OPENING)
    assert told(mails) == {"street_clerk": "Today: 2 due, 1 late"}
    assert "https://ledger.lanchuan.example/\n" in mails.mails[0][1]


def test_it_costs_the_same_however_many_people(town, mails):
    monday(town)
    mail_channel()
    reach(town, "street_clerk")
    Gaps(OPENING).counts()  # what is kept of them is kept for both
    with CaptureQueriesContext(connection) as one:
        assert make_mornings(OPENING) == 1
    reach(town, *town.people)
    Heartbeat.objects.all().delete()
    with CaptureQueriesContext(connection) as many:
        assert make_mornings(OPENING) > 2
    assert len(many) <= len(one)
