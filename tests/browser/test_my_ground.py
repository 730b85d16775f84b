"""A holder on a phone opens their ground, sees it on the map, and presses an entry of theirs; nothing else is there."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Person, Stack

pytestmark = pytest.mark.browser
MAP = "[data-held-map]"


def drawn(page: Page) -> None:
    """The map has come into sight, and what lies on it is there."""
    page.locator(MAP).scroll_into_view_if_needed()
    expect(page.locator(f"{MAP}.leaflet-container")).to_be_visible()
    expect(page.locator(MAP)).not_to_have_attribute("aria-busy", "true")


def test_a_holder_opens_their_ground_on_a_phone_and_presses_an_entry(person: Person, stack: Stack):
    page = person("west_clerk", "phone")
    page.goto(f"{stack.url}/")
    page.locator(".tz-tabs").get_by_text("我的包干").first.click()
    expect(page.locator("h1")).to_contain_text("西城")
    drawn(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    late = page.locator(".tz-card.is-late a").first
    expect(page.locator(".tz-card.is-late")).to_contain_text(stack.entries["late"])
    late.click()
    expect(page).to_have_url(f"{stack.url}/entries/{stack.entries['late']}/")


def test_on_the_map_an_entry_is_pressed_and_opened(person: Person, stack: Stack):
    page = person("west_clerk", "desk")
    page.goto(f"{stack.url}/ground/")
    drawn(page)
    page.wait_for_timeout(500)
    # All of them are at one site: zoom to it, and press it.
    at = page.evaluate(
        """() => { const { ground } = document.querySelector("[data-held-map]");
        const spot = ground.map.latLngToContainerPoint(ground.plane.latLng(120.3, 30.1)); return [spot.x, spot.y]; }"""
    )
    page.locator(MAP).click(position={"x": at[0], "y": at[1]})
    card = page.locator("[data-map-card]")
    expect(card).to_be_visible()
    card.locator("a[href^='/entries/']").first.click()
    expect(page.locator("h1")).to_be_visible()
    assert "/entries/LC" in page.url


def test_only_what_is_theirs_is_on_it(person: Person, stack: Stack):
    page = person("street_clerk", "phone")  # holds a lane of the east
    page.goto(f"{stack.url}/ground/")
    expect(page.locator("h1")).to_contain_text("桂花巷")
    drawn(page)
    assert stack.entries["open"] not in page.content() and "西门小区" not in page.content()
    reply = page.request.get(f"{stack.url}/ground/map/?holder={stack.entries['holder']}")
    assert reply.status == 404
