"""A token is made and revoked on its page, and the reference of the API is opened and tried out."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Person, Stack

pytestmark = pytest.mark.browser


def test_a_token_is_made_used_and_revoked(stack: Stack, person: Person, size: str) -> None:
    page = person("west_clerk", size)
    page.goto(f"{stack.url}/tokens/")
    page.get_by_label("用途").fill(f"对接 {size}")
    page.get_by_role("button", name="创建").click()
    key = page.locator(".ky-key code").inner_text()
    asked = {"headers": {"Authorization": f"Token {key}"}}
    assert page.request.get(f"{stack.url}/api/v1/me/", **asked).json()["token"]["name"] == f"对接 {size}"
    page.goto(f"{stack.url}/tokens/")
    expect(page.locator("main")).not_to_contain_text(key)
    page.get_by_role("button", name=f"吊销“对接 {size}”").click()
    expect(page.locator(".ky-list li", has_text=f"对接 {size}")).to_contain_text("已于")
    assert page.request.get(f"{stack.url}/api/v1/me/", **asked).status == 401


def test_a_door_is_opened_by_its_address_and_tried_out(stack: Stack, person: Person, size: str) -> None:
    page = person("west_clerk", size)
    page.goto(f"{stack.url}/tokens/reference/#operations-ticket")
    door = page.locator("#operations-ticket")
    expect(door.get_by_text("单个条目")).to_be_visible()
    door.get_by_text("试用").click()
    number = stack.entries["open"]
    door.get_by_label("entry").fill(number)
    door.get_by_role("button", name="发送").click()
    expect(door.locator("[data-answer]")).to_contain_text("200")
    expect(door.locator("[data-answer]")).to_contain_text(number)
