"""What people do with a page, in the words of the stories."""

import io
import itertools
import re
from datetime import date, timedelta

from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import Stack
from tests.town import MARKET_CATEGORY

shades = itertools.count(1)


def picture(name: str = "photo.jpg") -> dict:
    """A photo as a phone hands it over, no two alike."""
    data = io.BytesIO()
    shade = next(shades)
    Image.new("RGB", (640, 480), (shade % 256, 90, 40)).save(data, "JPEG", comment=str(shade))  # near ones look alike
    return {"name": name, "mimeType": "image/jpeg", "buffer": data.getvalue()}


def add_photos(page: Page, n: int) -> None:
    """Chosen photos leave at once; accepted ones stand in the form."""
    page.locator("input[data-files][multiple]").set_input_files([picture() for _ in range(n)])
    expect(page.locator("[data-photo] input[name=photos]")).to_have_count(n)


def fill_in(page: Page, stack: Stack, site: str) -> None:
    """The page for writing down, filled in at a place."""
    page.goto(f"{stack.url}/file/?site={stack.sites[site]}")
    add_photos(page, 2)
    kind = page.locator(f'label[for="kind-{MARKET_CATEGORY}"]')
    if not kind.is_visible():
        page.locator("details.snap-all > summary").click()
    kind.click()
    expect(page.locator("#owes")).to_contain_text("东城街道")


def write_down(page: Page, stack: Stack, site: str) -> str:
    """A problem written down; its number."""
    fill_in(page, stack, site)
    page.locator(".snap-foot button").click()
    expect(page).to_have_url(re.compile(r"/filed/LC\d{4}-\d{5}/"))
    return page.url.rstrip("/").rsplit("/", 1)[-1]


def step(page: Page, stack: Stack, number: str, action: str, *, photos: int = 0, **fields: str) -> None:
    """A step with its form: fields by name; the entry is shown afterwards."""
    petition = fields.pop("petition", "")
    page.goto(f"{stack.url}/entries/{number}/{action}/" + (f"?petition={petition}" if petition else ""))
    if photos:
        add_photos(page, photos)
    for name, value in fields.items():
        put(page, name, value)
    page.locator(".sp-form button[type=submit]").click()
    expect(page).to_have_url(f"{stack.url}/entries/{number}/")


def put(page: Page, name: str, value: str) -> None:
    """One field, whatever it is."""
    field = page.locator(f".sp-form [name={name}]")
    if name == "unit":
        field.select_option(label=value)
    elif name == "verdict":
        page.locator(f".sp-form [name=verdict][value={value}]").check(force=True)
    else:
        field.fill(value)


def in_days(n: int) -> str:
    """A day ahead as a date field takes it."""
    return (date.today() + timedelta(days=n)).isoformat()


def judge(page: Page, stack: Stack, number: str, verdict: str, words: str = "") -> None:
    """Passes or fails a fix; done when the page has gone on, or says why it does not."""
    page.goto(f"{stack.url}/review/{number}/")
    if words:
        page.fill("#judge-words", words)
    with page.expect_response(lambda answer: f"/{verdict}/" in answer.url) as told:
        page.locator(f'.rv-act button[formaction$="/{verdict}/"]').click()
    assert told.value.status in (204, 409), told.value.status
    if told.value.status == 204:
        expect(page).not_to_have_url(f"{stack.url}/review/{number}/")
