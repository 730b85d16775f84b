"""Pages that say no say it in the product's own words, in both languages, with a way on."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Ear, Person, Stack

pytestmark = pytest.mark.browser

# What happened -> path, status, and what stands above in Chinese and in English.
REFUSALS = {
    "not to be seen": ("/entries/{open}/", 404, "这里没有您能看的", "Nothing here for you"),
    "no such address": ("/nowhere/", 404, "这里没有您能看的", "Nothing here for you"),
    "not to be done": ("/file/", 403, "您能看，但不能办", "You may see this, but not do it"),
}


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("path, status, chinese, english", REFUSALS.values(), ids=REFUSALS)
def test_a_page_that_says_no(person: Person, stack: Stack, ear: Ear, language, path, status, chinese, english):
    ear.expect(f"status of {status}")
    page = person("street_clerk", "phone", language)
    answer = page.goto(stack.url + path.format(**stack.entries))
    assert answer and answer.status == status
    expect(page.locator("h1")).to_have_text(chinese if language == "zh-CN" else english)
    page.locator("main a.tz-btn--go").click()
    expect(page).to_have_url(f"{stack.url}/")


def test_without_a_network_the_page_says_so_and_comes_back(person: Person, stack: Stack, ear: Ear):
    ear.expect("net::ERR_INTERNET_DISCONNECTED")
    page = person("street_clerk", "phone", service_workers="allow")
    page.goto(f"{stack.url}/inbox/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    page.goto(f"{stack.url}/ledger/")
    expect(page.locator("h1")).to_contain_text("网络")
    page.context.set_offline(False)
    page.goto(f"{stack.url}/ledger/")
    expect(page.locator(".lg-sum")).to_be_visible()
