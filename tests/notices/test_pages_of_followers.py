"""The office enters a system that follows the ledger, tests it, and sees from when on and how far it is behind."""

import pytest

from supervision.actions.outward.following import follow
from supervision.couriers.signing import key_of
from supervision.models import Channel
from tests.notices import receivers
from tests.notices.conftest import LATER, TEN, follower, send
from tests.pages.conftest import hands, stand  # noqa: F401 - fixtures
from tests.town import MONDAY, at, file_ticket

pytestmark = pytest.mark.django_db
NEW = "/office/notices/new/?kind=events"


@pytest.fixture
def office(hands):  # noqa: F811
    return hands("office")


def form(town, **changes):
    street = str(town.units["street_a"].pk)
    return {"name": "城市大脑", "headers": "", "expects": "", "unit": street, "why": "市里要求", **changes}


def test_a_system_is_entered_with_its_steps_and_its_part_of_the_city(town, office, receiver):
    outside = receiver()
    page = office.get(NEW).content.decode()
    assert "订阅台账的系统" in page and "触发督办级别" in page and "{phone}" not in page
    given = form(town, address=outside.url, actions=["pass", "rung"])
    assert office.post(NEW, **given).status_code == 302
    row = Channel.objects.get()
    assert (row.serves, row.actions, row.groups, row.keeps_quiet) == ("events", ["pass", "rung"], [], False)
    assert row.unit == town.units["street_a"] and row.follows_from > row.created_at
    shown = office.get(f"/office/notices/{row.pk}/").content.decode()
    assert key_of(row.pk, 1) in shown and "触发督办级别" in shown and "已跟上" in shown
    assert "订阅台账的系统" in office.get("/office/notices/").content.decode()
    edit = f"/office/notices/{row.pk}/edit/"
    assert office.post(edit, **form(town, address="", unit="", expected="1")).status_code == 302
    row.refresh_from_db()
    assert (row.actions, row.unit, row.address) == ([], None, outside.url)
    assert "所有条目的所有环节" in office.get(f"/office/notices/{row.pk}/").content.decode()


def test_a_step_that_does_not_exist_is_refused(town, office):
    answer = office.post(NEW, **form(town, address="https://8.8.8.8/", actions=["dance"]))
    assert answer.status_code == 422 and "dance" in answer.content.decode() and not Channel.objects.exists()


def test_a_test_says_what_it_is(town, office, receiver):
    outside = receiver()
    row = follower(outside.url)
    assert "测试消息已送达" in office.post(f"/office/notices/{row.pk}/test/", follow=True).content.decode()
    assert outside.heard[0].json["kind"] == "test" and set(outside.heard[0].json) == {"id", "kind", "recorded_at"}
    assert outside.heard[0].key == outside.heard[0].json["id"]


def test_how_far_it_is_behind_stands_on_its_page(town, office, stand, receiver):  # noqa: F811
    outside = receiver(receivers.error_500)
    row = follower(outside.url)
    ticket = file_ticket(town, now=at(MONDAY, "09:30"))
    page = f"/office/notices/{row.pk}/"
    stand(LATER)
    assert "正在处理" in office.get(page).content.decode()
    follow(lambda: TEN)
    send()
    shown = office.get(page).content.decode()
    assert "10:00起等待" in shown and "对方返回 500" in shown and f"{ticket.number} 第 1 步：记入台账" in shown
    assert "订阅台账的系统" in office.get("/office/notices/").content.decode()
