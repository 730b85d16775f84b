"""A leader on a tablet, the unit's head on a phone: an instruction on an entry, its answer, the leader's word."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Person, Stack
from tests.browser.hands import add_photos, in_days, write_down

pytestmark = pytest.mark.browser
TABLET = {"width": 820, "height": 1180}


def test_a_leader_instructs_on_a_tablet_and_the_head_answers_on_a_phone(person: Person, stack: Stack):
    number = write_down(person("inspector", "phone"), stack, "Q011")
    leader = person("city_leader", "desk", viewport=TABLET, has_touch=True)
    leader.goto(f"{stack.url}/entries/{number}/")
    leader.locator(".tk-acts").get_by_role("link", name="作批示").tap()
    expect(leader.locator(".tk-crumb")).to_contain_text(number)
    expect(leader.locator("select[name=unit] option:checked")).to_have_text("东城街道")
    leader.locator("textarea[name=words]").fill("请主要负责同志到现场，当日清理到位")
    leader.locator("input[name=until]").fill(in_days(5))
    leader.locator(".sp-form button[type=submit]").tap()
    expect(leader).to_have_url(re.compile(r"/instructions/[0-9a-f-]{36}/$"))
    expect(leader.locator(".in-words")).to_have_text("请主要负责同志到现场，当日清理到位")
    expect(leader.locator(".tz-lead")).to_contain_text("高明远")
    assert leader.evaluate("document.documentElement.scrollWidth") <= TABLET["width"]

    head = person("unit_head", "phone")
    head.goto(f"{stack.url}/inbox/")
    head.locator(".tz-card", has_text="批示落实").get_by_role("link", name="批示落实").first.tap()
    expect(head).to_have_url(leader.url)
    head.get_by_role("link", name="反馈", exact=True).tap()
    expect(head.locator(".sp-depends")).to_contain_text("当日清理到位")
    add_photos(head, 1)
    head.locator("textarea[name=words]").fill("已到现场，垃圾清运完毕，安排专人值守")
    head.locator(".sp-form button[type=submit]").tap()
    expect(head).to_have_url(leader.url)
    expect(head.locator(".tz-lead")).to_contain_text("待")

    leader.goto(f"{stack.url}/")
    leader.get_by_role("link", name=re.compile("待你审定")).tap()
    leader.locator(".in-rows li", has_text=number).get_by_role("link").tap()
    expect(leader.locator(".in-photos img")).to_have_count(1)
    leader.get_by_role("link", name="认可反馈").tap()
    expect(leader.locator(".sp-depends")).to_contain_text("专人值守")
    leader.locator(".sp-form button[type=submit]").tap()
    expect(leader.locator(".tz-lead")).to_contain_text("已落实")

    leader.goto(f"{stack.url}/entries/{number}/")
    expect(leader.locator(".ms-on")).to_contain_text("已落实")
    head.goto(f"{stack.url}/inbox/")
    expect(head.locator("main")).not_to_contain_text("批示落实")
