"""The board in a browser: a wall that turns and outlives its connection, and a tablet for the thumb."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Ear, Person, Stack

pytestmark = pytest.mark.browser
FULL_HD, FOUR_K = {"width": 1920, "height": 1080}, {"width": 3840, "height": 2160}
TABLET = {"width": 820, "height": 1180}
MINUTE = 61_000


def wall(person: Person, stack: Stack, who: str = "city_leader", screen: dict | None = None, **more) -> Page:
    """The wall of somebody who is signed in, with a clock the story moves."""
    page = person(who, "desk", viewport=screen or FULL_HD, **more)
    page.clock.install()
    page.goto(f"{stack.url}/board/wall/")
    expect(page.locator("[data-board-clock]")).to_contain_text("数据到")
    expect(page.locator("[data-wall-turn]")).to_be_visible()
    return page


def shown(page: Page) -> int:
    """Which page of the wall is seen."""
    return page.evaluate("[...document.querySelectorAll('[data-wall-page]')].findIndex((page) => !page.hidden)")


def test_a_cut_connection_leaves_the_figures_and_says_since_when(person: Person, stack: Stack, ear: Ear):
    ear.expect("ERR_INTERNET_DISCONNECTED")
    page = wall(person, stack)
    clock, opened = page.locator("[data-board-clock]"), page.locator(".wb-ladder li").last.text_content()
    since = page.locator("[data-board-said] u").inner_text()
    page.context.set_offline(True)
    page.clock.fast_forward(MINUTE)
    expect(clock).to_have_class(re.compile("is-lost"))
    expect(clock).to_contain_text(f"自 {since} 起没有新数据")
    assert clock.evaluate("(box) => getComputedStyle(box).backgroundColor") == "rgb(20, 25, 31)"  # ink
    assert page.locator(".wb-ladder li").last.text_content() == opened
    page.clock.fast_forward(10 * MINUTE)  # it goes on turning, and asks again and again
    expect(clock).to_contain_text("没有新数据")
    page.context.set_offline(False)
    expect(clock).not_to_have_class(re.compile("is-lost"))
    expect(clock).to_contain_text("每分钟更新，数据到")


def test_a_server_that_is_away_is_the_same_as_no_connection(person: Person, stack: Stack, ear: Ear):
    ear.expect("status of 503")
    page = wall(person, stack)
    page.route("**/board/now/**", lambda route: route.fulfill(status=503, body="away"))
    page.clock.fast_forward(MINUTE)
    expect(page.locator("[data-board-clock]")).to_contain_text("没有新数据")
    page.unroute("**/board/now/**")
    page.clock.fast_forward(MINUTE)
    expect(page.locator("[data-board-clock]")).to_contain_text("每分钟更新")


def test_a_session_that_has_ended_is_said_on_the_screen_with_the_way_back(person: Person, stack: Stack):
    page = wall(person, stack)
    opened = page.locator(".wb-ladder li").last.text_content()
    page.context.clear_cookies()
    page.clock.fast_forward(MINUTE)
    clock = page.locator("[data-board-clock]")
    expect(clock).to_contain_text("登录已到期")
    expect(clock.get_by_role("link", name="重新登录")).to_have_attribute("href", "/sign-in/?next=%2Fboard%2Fwall%2F")
    assert page.locator(".wb-ladder li").last.text_content() == opened


def test_pages_turn_by_themselves_by_keys_and_by_touch_and_can_be_stopped(person: Person, stack: Stack):
    page = wall(person, stack, has_touch=True)
    # The figures, the ranking of the groups, the ground.
    assert page.locator("[data-wall-page]").count() == 3 and shown(page) == 0
    page.clock.fast_forward(20_500)
    assert shown(page) == 1
    page.keyboard.press("Space")
    expect(page.locator("[data-wall-stop]")).to_contain_text("2 / 3 已停住")
    expect(page.locator("[data-wall-stop]")).to_have_attribute("aria-pressed", "true")
    page.clock.fast_forward(3 * MINUTE)  # renewed meanwhile: it stands where it stood
    assert shown(page) == 1
    page.keyboard.press("ArrowRight")
    assert shown(page) == 2
    page.keyboard.press("ArrowLeft")
    assert shown(page) == 1
    page.touchscreen.tap(960, 60)
    expect(page.locator("[data-wall-stop]")).to_contain_text("自动翻页")
    page.clock.fast_forward(20_500)
    assert shown(page) == 2
    page.clock.fast_forward(20_500)
    assert shown(page) == 0


@pytest.mark.parametrize("screen", [FULL_HD, FOUR_K, {"width": 1920, "height": 1200}, {"width": 1366, "height": 768}])
def test_a_wall_fits_its_screen_without_scroll_bars(person: Person, stack: Stack, screen: dict):
    page = wall(person, stack, screen=screen)
    expect(page.locator(".wb-chart svg")).to_be_visible()
    rem = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    assert rem == pytest.approx(min(screen["width"] / 120, screen["height"] / 67.5), abs=0.01)
    for _turn in range(page.locator("[data-wall-page]").count()):
        over = page.evaluate(
            """[document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight,
            ...[...document.querySelectorAll("[data-wall-page]:not([hidden]) > section")]
              .map((box) => Math.max(0, box.scrollHeight - box.clientHeight - 1))]"""
        )
        assert set(over) == {0}, over
        page.keyboard.press("ArrowRight")


def test_no_word_on_a_wall_is_smaller_than_can_be_read_from_afar(person: Person, stack: Stack):
    page = wall(person, stack)
    small = page.evaluate(
        """[...document.querySelectorAll(".wl :not(script, style)")].filter((box) => box.checkVisibility()
          && !box.closest("svg, .tz-sr, .wb-alt")
          && [...box.childNodes].some((node) => node.nodeType === 3 && node.data.trim())
          && parseFloat(getComputedStyle(box).fontSize) < 20).map((box) => box.outerHTML.slice(0, 90))"""
    )
    assert small == []


def test_what_is_tapped_on_a_tablet_is_as_large_as_a_thumb(person: Person, stack: Stack):
    page = person("city_leader", "desk", viewport=TABLET, has_touch=True, is_mobile=True)
    page.goto(f"{stack.url}/board/")
    expect(page.locator(".wb-chart svg")).to_be_visible()
    # Links within a sentence, and names on the map, have another way: the buttons, and the table.
    pressed = (
        ".bd button, .bd .tz-btn, .bd .wb-ladder a, .bd .wb-rows td a, .bd li > b > a, .bd .wb-score, .bd .wb-note a"
    )
    small = page.evaluate(
        """(pressed) => [...document.querySelectorAll(pressed)]
          .filter((box) => box.checkVisibility() && !box.closest(".wb-alt:not(.is-shown)"))
          .map((box) => ({ html: box.outerHTML.slice(0, 80), ...box.getBoundingClientRect().toJSON() }))
          .filter((box) => box.height < 43.5 || box.width < 43.5)""",
        pressed,
    )
    assert small == []
    assert page.locator(pressed).count() > 8
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_behind_each_chart_stands_its_table(person: Person, stack: Stack):
    page = person("office", "desk")
    page.goto(f"{stack.url}/board/")
    expect(page.locator(".wb-chart svg")).to_be_visible()
    table = page.locator("[data-board-alt=city]")
    assert table.locator("tbody tr").count() == 12  # there for whoever hears the page, before anybody switches it on
    assert table.evaluate("(box) => box.getBoundingClientRect().width") <= 1
    switch = page.locator("[data-board-table=city]")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")
    assert table.evaluate("(box) => box.getBoundingClientRect().width") > 200
    page.emulate_media(media="print")
    assert page.locator("[data-board-alt=ground]").evaluate("(box) => box.getBoundingClientRect().width") > 200


def test_a_press_on_a_week_leads_to_what_was_missed_in_it(person: Person, stack: Stack):
    page = person("office", "desk")
    page.goto(f"{stack.url}/board/")
    chart = page.locator(".wb-chart svg")
    expect(chart).to_be_visible()
    box = page.locator(".wb-chart").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] - 30, box["y"] + box["height"] / 2)
    page.wait_for_url(re.compile(r"/ledger/\?state=all&due_since=.*&kept=no"))
    expect(page.locator(".lg-say, .lg-sum").first).to_be_visible()
