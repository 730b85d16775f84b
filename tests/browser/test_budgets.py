"""How much travels: the script of the page for writing down, and the first look at a full inbox (DESIGN 7)."""

import gzip
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.conftest import Person, Stack
from tests.browser.ground import INBOX

pytestmark = pytest.mark.browser
KB = 1000
CARDS = 20


def answers(page: Page, go: Callable[[], object]) -> list[Response]:
    """Everything that came until the page was quiet."""
    found: list[Response] = []
    page.on("response", lambda answer: found.append(answer))
    go()
    page.wait_for_load_state("networkidle")
    return found


def test_the_script_of_the_page_for_writing_down(person: Person, stack: Stack):
    page = person("inspector", "phone")
    found = answers(page, lambda: page.goto(f"{stack.url}/file/"))
    scripts = {answer.url: answer.body() for answer in found if answer.request.resource_type == "script"}
    assert scripts
    assert sum(len(gzip.compress(body)) for body in scripts.values()) <= 150 * KB


def test_the_first_look_at_a_full_inbox(person: Person, stack: Stack):
    page = person("west_clerk", "phone")
    page.goto(f"{stack.url}/inbox/")
    path = page.locator(".tz-group .tz-end").first.get_attribute("href")
    fresh = person("west_clerk", "phone")
    found = answers(fresh, lambda: fresh.goto(f"{stack.url}{path}"))
    fresh.evaluate("document.querySelectorAll('img').forEach((picture) => (picture.loading = 'eager'))")
    for picture in fresh.locator("img").all():
        expect(picture).to_have_js_property("complete", True)
    fresh.wait_for_load_state("networkidle")
    assert CARDS <= fresh.locator(".tz-card").count() <= INBOX + 5
    photos = [answer for answer in found if "/photos/" in answer.url]
    assert len(photos) >= CARDS and all(answer.headers["content-type"] == "image/jpeg" for answer in photos)
    travelled = sum(answer.request.sizes()["responseBodySize"] for answer in found)
    assert travelled <= 600 * KB, f"{travelled} bytes in {len(found)} answers"
