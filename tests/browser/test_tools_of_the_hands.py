"""What only a browser can do for people: follow others, photograph from the same place, point at a map."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Person, Stack

LOOK = "document.dispatchEvent(new Event('visibilitychange'))"  # a page asks when it comes to the front; no test waits


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
    page.locator(".snap-map > summary").click()
    expect(page.locator(".leaflet-container path").first).to_be_visible()
    page.locator(".snap-map-box").click(position={"x": 60, "y": 150})
    expect(page.locator("#place")).to_contain_text(re.compile(r"\d+\.\d{5}, \d+\.\d{5}"))
    assert page.locator("[name=lat]").input_value() and page.locator("[name=lng]").input_value()
