"""An admin at the map, with a mouse at the desk and a finger on the phone: zones drawn, refused, cut, fought over."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Ear, Person, Stack

pytestmark = pytest.mark.browser
PAUSE = 250  # milliseconds between two presses, as a hand takes them


def open_map(page: Page, address: str) -> Page:
    """A page with a map one draws on, and the map in sight."""
    page.goto(address)
    page.wait_for_selector("[data-zone-draw][data-open]")
    page.locator("[data-ground]").scroll_into_view_if_needed()
    return page


def spots(page: Page, *shares: tuple[float, float]) -> list[tuple[float, float]]:
    """Places on the map by their share of its width and height, as pixels of the window."""
    box = page.locator("[data-ground]").bounding_box()
    assert box
    return [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in shares]


def press(page: Page, size: str, *shares: tuple[float, float]) -> None:
    """One place after the other, by finger or by mouse."""
    for x, y in spots(page, *shares):
        if size == "phone":
            page.touchscreen.tap(x, y)
        else:
            page.mouse.move(x, y, steps=3)
            page.mouse.click(x, y)
        page.wait_for_timeout(PAUSE)


def drag(page: Page, size: str, start: tuple[float, float], end: tuple[float, float]) -> None:
    """From one place to another without letting go."""
    (x, y), (to, up) = spots(page, start, end)
    steps = [(x + (to - x) * n / 8, y + (up - y) * n / 8) for n in range(1, 9)]
    if size == "desk":
        page.mouse.move(x, y)
        page.mouse.down()
        for spot in steps:
            page.mouse.move(*spot)
        page.mouse.up()
        return
    finger = page.context.new_cdp_session(page)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for at, up in steps:
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": at, "y": up}]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def drawn(page: Page) -> dict | None:
    """What the form would send."""
    text = page.locator("[data-drawn]").input_value()
    return json.loads(text) if text else None


def save(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.fill(f"#id_{name}", value)
    page.fill("#id_why", "按新方案划分")
    page.locator(".zo-side button[type=submit]").click()


def test_an_overlap_is_marked_nothing_is_lost_and_what_fits_is_saved(person: Person, stack: Stack, size: str, ear: Ear):
    ear.expect("status of 422")
    page = open_map(person("office", size), f"{stack.url}/office/zones/new/?layer=plots-{size}")
    press(page, size, (0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6))  # in the middle of the zone that is there
    page.locator("[data-do=finish]").click()
    expect(page.locator("[data-faults-list] li")).to_have_count(1)
    expect(page.locator(".zo-fault")).to_have_count(1)
    before = drawn(page)
    save(page, name="重叠片", code="over")
    expect(page.locator(".tz-refusal, [role=alert]").first).to_be_visible()
    page.wait_for_selector("[data-zone-draw][data-open]")
    assert drawn(page) == before
    expect(page.locator("#id_name")).to_have_value("重叠片")
    expect(page.locator(".zo-fault")).to_have_count(1)

    page.locator("[data-do=clear]").click()
    expect(page.locator(".zo-fault")).to_have_count(0)
    page.locator(".leaflet-control-zoom-out").click()
    page.wait_for_timeout(600)
    page.locator("[data-tool=area]").click()
    press(page, size, (0.78, 0.4), (0.94, 0.4), (0.94, 0.6), (0.78, 0.6))
    page.locator("[data-do=finish]").click()
    save(page, name="东侧片", code="beside")
    expect(page.locator("h1")).to_contain_text("东侧片")
    expect(page.locator(".zo-versions li")).to_have_count(1)


def test_a_step_is_taken_back_and_done_again(person: Person, stack: Stack, size: str):
    zone = stack.entries[f"drawn-{size}"]
    page = open_map(person("office", size), f"{stack.url}/office/zones/{zone}/edit/")
    first = drawn(page)
    expect(page.locator("[data-do=undo]")).to_be_disabled()
    page.locator("[data-tool=move]").click()
    drag(page, size, (0.5, 0.5), (0.55, 0.45))
    page.wait_for_function("was => document.querySelector('[data-drawn]').value !== was", arg=json.dumps(first))
    moved = drawn(page)
    assert moved != first
    page.locator("[data-do=undo]").click()
    assert drawn(page)["coordinates"] == first["coordinates"]
    page.locator("[data-do=redo]").click()
    assert drawn(page) == moved
    page.locator("[data-do=clear]").click()
    assert drawn(page) is None
    page.locator("[data-do=undo]").click()
    assert drawn(page) == moved


def test_a_zone_is_cut_along_a_drawn_line(person: Person, stack: Stack, size: str):
    zone = stack.entries[f"cut-{size}"]
    page = open_map(person("office", size), f"{stack.url}/office/zones/{zone}/split/")
    press(page, size, (0.02, 0.5), (0.5, 0.55), (0.98, 0.5))
    page.locator("[data-do=finish]").click()
    page.locator(".zo-side button[type=submit]").click()
    expect(page.locator(".zo-pieces li")).to_have_count(2)
    page.wait_for_selector("[data-zone-draw][data-open]")
    expect(page.locator("#id_name-0")).to_be_hidden()  # it stays the zone
    save(page, **{"name-1": "北片", "code-1": "north"})
    expect(page.locator(".zo-versions li").first).to_be_visible()
    page.goto(f"{stack.url}/office/zones/?layer=cut-{size}")
    expect(page.locator(".zo-rows li")).to_have_count(2)


def test_of_two_at_one_zone_the_second_sees_both_borders_and_decides(person: Person, stack: Stack, size: str, ear: Ear):
    ear.expect("status of 409")
    address = f"{stack.url}/office/zones/{stack.entries[f'shared-{size}']}/edit/"
    one, other = (open_map(person("office", size), address) for _ in range(2))
    for page, end in ((one, (0.56, 0.5)), (other, (0.44, 0.5))):
        page.locator("[data-tool=move]").click()
        drag(page, size, (0.5, 0.5), end)
        expect(page.locator("[data-do=undo]")).to_be_enabled()
    theirs, mine = drawn(one), drawn(other)
    save(one, name="先改的")
    expect(one.locator(".zo-versions li").first).to_be_visible()
    save(other, name="后改的")
    expect(other.locator("[data-both]")).to_contain_text("陈伯言")
    other.wait_for_selector("[data-zone-draw][data-open]")
    assert drawn(other) == mine
    expect(other.locator("#id_name")).to_have_value("后改的")
    other.locator("[data-take-theirs]").click()
    west = min(lon for lon, _lat in drawn(other)["coordinates"][0])
    assert west == pytest.approx(min(lon for lon, _lat in theirs["coordinates"][0]), abs=1e-6)
    other.locator("[data-do=undo]").click()
    assert drawn(other)["coordinates"] == mine["coordinates"]
    save(other)
    expect(other.locator("h1")).to_contain_text("后改的")
    expect(other.locator(".of-history li")).to_have_count(2)
