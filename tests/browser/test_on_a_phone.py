"""What people really do, on a phone of 375 pixels: file with photos, receive, fix, check; and the first sign-in."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import Stack
from tests.browser.ground import PASSWORD, SLIP_FOR
from tests.town import HERE, MARKET_CATEGORY

pytestmark = pytest.mark.browser


def picture(name: str, shade: int) -> dict:
    """A photo as a phone hands it over."""
    data = io.BytesIO()
    Image.new("RGB", (640, 480), (shade, 90, 40)).save(data, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": data.getvalue()}


def sign_in(page: Page, stack: Stack, name: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{stack.url}/sign-in/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page).to_have_url(f"{stack.url}/")


def add_photos(page: Page, *pictures: dict) -> None:
    """Chosen photos leave at once, each on its own; accepted ones stand in the form."""
    page.locator("input[data-files][multiple]").set_input_files(list(pictures))
    expect(page.locator("[data-photo] input[name=photos]")).to_have_count(len(pictures))


WIDE = """[...document.querySelectorAll("body *")].filter((part) => part.getBoundingClientRect().right > innerWidth)
  .map((part) => `${part.tagName}.${part.getAttribute("class")} ${part.getBoundingClientRect().right}`)"""


def fits(page: Page) -> None:
    """Nothing is wider than the phone."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 375, page.evaluate(WIDE)


def test_a_problem_goes_from_the_street_to_the_strike_off(page: Page, stack: Stack):
    page.set_viewport_size({"width": 375, "height": 812})
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"longitude": float(HERE[0]), "latitude": float(HERE[1])})

    sign_in(page, stack, "inspector")
    page.goto(f"{stack.url}/file/")
    expect(page.locator("#place")).to_contain_text("东门菜市场")
    add_photos(page, picture("before-1.jpg", 200), picture("before-2.jpg", 180))
    kind = page.locator(f'label[for="kind-{MARKET_CATEGORY}"]')
    if not kind.is_visible():
        page.locator("details.snap-all > summary").click()
    kind.click()
    expect(page.locator("#owes")).to_contain_text("东城街道 李知微")
    fits(page)
    page.locator(".snap-foot button").click()
    expect(page).to_have_url(re.compile(r"/filed/LC\d{4}-\d{5}/"))
    number = page.url.rstrip("/").rsplit("/", 1)[-1]

    sign_in(page, stack, "street_clerk")
    page.goto(f"{stack.url}/inbox/")
    fits(page)
    card = page.locator(".tz-card", has_text=number)
    card.get_by_role("button", name="签收").click()
    card.get_by_role("link", name="去整改").click()
    add_photos(page, picture("after.jpg", 20))
    page.fill("[name=words]", "已清运，地面冲洗干净")
    page.locator(".sp-form button[type=submit]").click()
    expect(page).to_have_url(f"{stack.url}/entries/{number}/")
    expect(page.locator(".tz-status--reviewing")).to_be_visible()

    sign_in(page, stack, "team_leader")
    page.goto(f"{stack.url}/review/{number}/")
    expect(page.locator(".rv-notes")).to_contain_text("已清运")
    fits(page)
    page.locator(".rv-act .tz-btn--seal").click()
    expect(page).to_have_url(f"{stack.url}/entries/{number}/")
    expect(page.locator(".tz-seal--land")).to_be_visible()
    fits(page)


def test_the_slip_of_paper_is_enough_for_the_first_sign_in(page: Page, stack: Stack):
    page.set_viewport_size({"width": 375, "height": 812})
    page.goto(f"{stack.url}/activate/")
    page.fill("[name=username]", SLIP_FOR)
    page.fill("[name=code]", stack.slip)
    page.fill("[name=password1]", PASSWORD)
    page.fill("[name=password2]", PASSWORD)
    page.locator("form[data-once] button[type=submit]").click()
    expect(page).to_have_url(f"{stack.url}/")
    expect(page.locator("h1")).to_contain_text("周海")
