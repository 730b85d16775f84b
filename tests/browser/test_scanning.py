"""The label of a site, scanned with a phone: after signing in one writes down a problem at that very site."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Stack
from tests.browser.ground import PASSWORD
from tests.browser.test_on_a_phone import fits

pytestmark = pytest.mark.browser


def test_a_scanned_label_opens_writing_down_at_its_site(page: Page, stack: Stack):
    page.set_viewport_size({"width": 375, "height": 812})
    page.goto(f"{stack.url}/s/S002/")
    page.fill("[name=username]", "inspector")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page).to_have_url(f"{stack.url}/file/?site={stack.sites['S002']}")
    expect(page.locator("#place")).to_contain_text("桂花巷")
    expect(page.locator("[name=site]")).to_have_value(stack.sites["S002"])
    assert page.locator("[name=lat]").input_value() == "", "a label says nothing of where the phone is"
    fits(page)
