"""The bell of a page that stays open: its number rises by itself, and it leads to what is new."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Person, Stack
from tests.browser.hands import write_down

pytestmark = pytest.mark.browser
PLACES = {"phone": "Q009", "desk": "Q010"}
ROUND = 31_000  # milliseconds; the page asks every 30 seconds


def test_the_number_rises_without_a_reload_and_the_bell_opens_what_is_new(person: Person, stack: Stack, size: str):
    clerk, inspector = person("street_clerk", size), person("inspector", size)
    clerk.clock.install()
    clerk.goto(f"{stack.url}/notices/")
    for button in clerk.get_by_role("button", name="全部标为已读").all():
        button.click()
    expect(clerk.locator(".is-new")).to_have_count(0)
    clerk.evaluate("window.untouched = true")
    number = write_down(inspector, stack, PLACES[size])
    bell = clerk.locator("[data-bell]").locator("visible=true").first
    expect(bell.locator("i")).to_have_count(0)
    clerk.clock.fast_forward(ROUND)
    expect(bell.locator("i")).to_have_text("1")
    expect(bell).to_have_attribute("aria-label", re.compile("1"))
    assert clerk.evaluate("window.untouched")
    bell.click()
    expect(clerk.locator(".is-new")).to_have_count(1)
    expect(clerk.locator(".is-new")).to_contain_text(number)
    clerk.locator(".is-new a").click()
    expect(clerk).to_have_url(f"{stack.url}/entries/{number}/")
    expect(clerk.locator("[data-bell] i")).to_have_count(0)


def test_the_bell_has_its_place_in_the_longest_head(person: Person, stack: Stack):
    """The office has most pages, and their names are longest in English."""
    page = person("office", "desk", "en-GB")
    page.goto(f"{stack.url}/notices/")
    box = page.locator(".tz-top [data-bell]").bounding_box()
    assert box is not None
    assert box["width"] >= 40
    assert box["x"] + box["width"] <= 1440
