"""What only a browser can do for people: follow others, photograph from the same place, point at a map."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Person, Stack
from tests.town import HERE

LOOK = "document.dispatchEvent(new Event('visibilitychange'))"  # a page asks when it comes to the front; no test waits
POINT = re.compile(r"\d+\.\d{5}, \d+\.\d{5}")
# The device knows where it is only when the test says so: beside the first market.
LATE = f"""navigator.geolocation.getCurrentPosition = (told) => {{
  window.found = () => told({{ coords: {{ latitude: {HERE[1]}, longitude: {HERE[0]}, accuracy: 10 }} }});
}};"""


def test_an_entry_that_stands_open_follows_what_others_do(stack: Stack, person: Person):
    number = stack.entries["inbox1"]
    reader, clerk = person("second_inspector", "desk"), person("west_clerk", "phone")
    reader.goto(f"{stack.url}/entries/{number}/")
    expect(reader.locator(".tz-status--assigned").first).to_be_visible()
    clerk.goto(f"{stack.url}/entries/{number}/")
    clerk.get_by_role("button", name="签收").click()
    expect(clerk.locator(".tz-status--rectifying").first).to_be_visible()
    reader.evaluate(LOOK)
    expect(reader.locator(".tz-status--rectifying").first).to_be_visible()
    expect(reader.locator("#toasts")).to_contain_text("已更新")


def test_the_fix_is_photographed_with_the_photo_from_before_over_the_picture(stack: Stack, person: Person):
    page = person("west_clerk", "phone", permissions=["camera"])
    page.goto(f"{stack.url}/entries/{stack.entries['open']}/submit/")
    page.locator("[data-ghost]").click()
    expect(page.locator("dialog.gh img")).to_have_js_property("complete", True)
    page.locator("[data-shoot]").click()  # waits until the camera shows something
    expect(page.locator("dialog.gh")).not_to_be_visible()
    expect(page.locator(".snap-photo .snap-ok")).to_be_visible()


def test_without_a_camera_the_photos_can_still_be_chosen(stack: Stack, person: Person):
    page = person("west_clerk", "phone", permissions=[])
    page.add_init_script("navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error('none'))")
    page.goto(f"{stack.url}/entries/{stack.entries['open']}/submit/")
    page.locator("[data-ghost]").click()
    expect(page.locator("dialog.gh [role=status]")).to_contain_text("打不开相机")
    page.locator("[data-leave]").click()
    expect(page.locator(".snap-add").first).to_be_visible()


def test_a_point_on_the_map_is_where_the_problem_is(stack: Stack, person: Person, size: str):
    page = person("inspector", size)
    page.goto(f"{stack.url}/file/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with page.expect_response("**/file/preview/**"):  # asked by whatever hears of the point
        point_at_the_map(page)
    places = [url for url in asked if "/file/place/" in url]
    assert len(places) == 1 and "free=1" in places[0], places  # a known place nearby does not take its stead
    assert page.locator("[name=lat]").input_value() and page.locator("[name=lng]").input_value()


def test_a_device_that_finds_its_place_late_does_not_move_what_was_chosen(stack: Stack, person: Person, size: str):
    page = person("inspector", size)
    page.add_init_script(LATE)
    page.goto(f"{stack.url}/file/")
    point_at_the_map(page)
    chosen = page.locator("[name=lat]").input_value()
    page.evaluate("window.found()")
    assert page.locator("[name=lat]").input_value() == chosen

    page.goto(f"{stack.url}/file/")
    page.locator("#places button").last.click()
    expect(page.locator("#place [name=site]")).to_have_count(1)
    site = page.locator("#place [name=site]").input_value()
    with page.expect_response("**/file/preview/**"):
        page.evaluate("window.found()")
    expect(page.locator("#owes.htmx-request, #place.htmx-request")).to_have_count(0)
    assert page.locator("[name=lat]").input_value() == str(HERE[1])
    assert page.locator("#place [name=site]").input_value() == site


def point_at_the_map(page: Page) -> None:
    """Opens the small map and presses somewhere on it."""
    if not page.locator(".snap-other[open]").count():
        page.locator(".snap-other > summary").click()
    page.locator(".snap-map > summary").click()
    expect(page.locator(".leaflet-container path").first).to_be_visible()
    page.locator(".snap-map-box").click(position={"x": 60, "y": 150})
    expect(page.locator("#place")).to_contain_text(POINT)
