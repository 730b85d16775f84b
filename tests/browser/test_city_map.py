"""The map in a browser: it opens, its layers switch, a press opens an entry, a line by hand takes what is inside."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from sites.coordinates import from_gcj02, to_gcj02
from tests.browser.conftest import Ear, Person, Stack

pytestmark = pytest.mark.browser
SHIFT = Path(__file__).resolve().parents[2] / "frontend" / "src" / "map" / "shift.js"
GROUND = "document.querySelector('[data-map]').ground"
POINTS = [(116.397, 39.909), (104.066, 30.572), (121.474, 31.230), (87.617, 43.793), (109.512, 18.253), (120.1, 30.1)]


def opened(page: Page, stack: Stack, path: str = "/map/") -> Page:
    """The map with everything drawn."""
    page.goto(stack.url + path)
    page.wait_for_function(f"() => {GROUND}?.layers.has('zones')")
    still(page)
    return page


def still(page: Page) -> None:
    page.wait_for_function(f"() => {GROUND}.sheet.painted && !document.querySelector('[data-map][aria-busy]')")


def where(page: Page, lon: float, lat: float) -> dict[str, float]:
    """A place as pixels of the window."""
    return page.evaluate(
        f"""([lon, lat]) => {{ const g = {GROUND}, at = g.map.latLngToContainerPoint(g.plane.latLng(lon, lat)),
        box = g.map.getContainer().getBoundingClientRect(); return {{ x: box.left + at.x, y: box.top + at.y }} }}""",
        [lon, lat],
    )


def near(page: Page, lon: float, lat: float, zoom: int = 15) -> None:
    page.evaluate(
        f"([lon, lat, zoom]) => {GROUND}.map.setView({GROUND}.plane.latLng(lon, lat), zoom, {{ animate: false }})",
        [lon, lat, zoom],
    )
    still(page)


def names(page: Page) -> set[str]:
    return set(page.evaluate(f"() => [...{GROUND}.layers.keys()]"))


def test_the_office_opens_the_map_and_switches_its_layers(person: Person, stack: Stack, size: str):
    page = opened(person("office", size), stack)
    expect(page.locator("h1")).to_contain_text("图上未销号")
    page.wait_for_function(f"() => {GROUND}.layers.has('entries')")
    page.locator("[data-map-layer=sites]").click()
    page.wait_for_function(f"() => {GROUND}.layers.has('sites')")
    page.locator("[data-map-layer=heat]").click()
    page.wait_for_function(f"() => {GROUND}.layers.has('heat')")
    assert "entries" not in names(page)
    expect(page.locator("[data-map-layer=entries]")).to_have_attribute("aria-pressed", "false")
    assert "on=sites%2Cheat" in page.url
    if size == "phone":
        page.locator(".mp-panel > summary").click()
    expect(page.locator("[data-map-legend]")).to_contain_text("每格问题数")
    page.locator("label[for=period-7]").click()
    page.wait_for_function("() => location.search.includes('period=7')")
    page.reload()
    page.wait_for_function(f"() => {GROUND}?.layers.has('heat')")


def test_a_press_on_an_entry_opens_it(person: Person, stack: Stack, size: str):
    page = opened(person("office", size), stack)
    page.wait_for_function(f"() => {GROUND}.layers.has('entries')")
    near(page, 120.30, 30.10)
    spot = where(page, 120.30, 30.10)
    (page.touchscreen.tap if size == "phone" else page.mouse.click)(spot["x"], spot["y"])
    card = page.locator("[data-map-card]")
    expect(card.locator("a").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    (page.touchscreen.tap if size == "phone" else page.mouse.click)(spot["x"], spot["y"])
    card.locator(".mp-list a").first.click()
    page.wait_for_url("**/entries/**")


def test_enter_opens_what_is_in_the_middle_and_arrows_move_it(person: Person, stack: Stack):
    page = opened(person("office", "desk"), stack, "/map/?on=zones#15/30.15/120.1")
    page.locator("[data-map]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-map-card]")).to_contain_text("东城")
    before = page.evaluate(f"() => {GROUND}.map.getCenter().lng")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"(before) => {GROUND}.map.getCenter().lng > before", arg=before)


def test_a_line_drawn_by_hand_takes_what_lies_inside(person: Person, stack: Stack):
    page = opened(person("office", "desk"), stack, "/map/?on=zones,sites#12/30.13/120.14")
    page.wait_for_function(f"() => {GROUND}.layers.has('sites')")
    page.evaluate(f"() => {{ window.taken = {GROUND}.lasso('free') }}")
    around = [(120.095, 30.095), (120.115, 30.095), (120.115, 30.115), (120.095, 30.115)]
    spots = [where(page, *spot) for spot in around]
    page.mouse.move(spots[0]["x"], spots[0]["y"])
    page.mouse.down()
    for spot in [*spots[1:], spots[0]]:
        page.mouse.move(spot["x"], spot["y"], steps=8)
    page.mouse.up()
    assert set(page.evaluate("() => window.taken")["sites"]) == {stack.sites["S001"], stack.sites["S002"]}

    page.evaluate(f"() => {{ window.taken = {GROUND}.lasso('box') }}")
    start, end = where(page, 120.105, 30.105), where(page, 120.115, 30.115)
    page.mouse.move(start["x"], start["y"])
    page.mouse.down()
    page.mouse.move(end["x"], end["y"], steps=5)
    page.mouse.up()
    assert page.evaluate("() => window.taken")["sites"] == [stack.sites["S002"]]

    page.evaluate(f"() => {{ window.taken = {GROUND}.lasso() }}")
    page.keyboard.press("Escape")
    assert page.evaluate("() => window.taken") is None


def test_a_lost_connection_is_said_and_what_is_drawn_stays(person: Person, stack: Stack, ear: Ear):
    page = opened(person("office", "desk"), stack)
    ear.expect("ERR_INTERNET_DISCONNECTED", "htmx:sendError")
    page.context.set_offline(True)
    page.locator("[data-map-layer=sites]").click()
    expect(page.locator("[data-map-note]")).to_contain_text("网络已断开")
    assert "zones" in names(page)
    page.context.set_offline(False)
    page.wait_for_function(f"() => {GROUND}.layers.has('sites')")
    expect(page.locator("[data-map-note]")).to_be_hidden()


def test_a_clerk_sees_their_own_and_the_table_says_the_same(person: Person, stack: Stack, size: str):
    page = opened(person("west_clerk", size), stack)
    page.wait_for_function(f"() => {GROUND}.layers.has('entries')")
    table = page.locator(".mp-table")
    expect(table).to_contain_text("西城")
    expect(table.get_by_role("link", name="东城")).to_be_visible()
    wide = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0


def test_the_shift_to_gcj02_is_the_same_here_and_on_the_server(page: Page):
    page.goto("about:blank")
    code = SHIFT.read_text(encoding="utf-8")
    run = """async ([code, points]) => { const m = await import("data:text/javascript," + encodeURIComponent(code));
      const { there, back } = m.shiftOf("GCJ-02"), same = m.shiftOf("WGS-84");
      return points.map((point) => [there(point), back(there(point)), same.there(point)]) }"""
    found = page.evaluate(run, [code, POINTS])
    for point, (there, back, same) in zip(POINTS, found, strict=True):
        assert there == pytest.approx(to_gcj02(point), abs=1e-10)
        assert back == pytest.approx(from_gcj02(to_gcj02(point)), abs=1e-10) and back == pytest.approx(point, abs=1e-8)
        assert tuple(same) == point


def test_with_a_shifted_base_map_data_is_shifted_to_the_screen_and_presses_back(person: Person, stack: Stack):
    page = opened(person("office", "desk"), stack)
    run = f"""(points) => {{ const Plane = {GROUND}.plane.constructor, plane = new Plane(points[0], "GCJ-02");
      return points.map(([lon, lat]) => {{ const [y, x] = plane.latLng(lon, lat);
        const spot = plane.on(lon, lat), same = plane.of({{ lng: x, lat: y }});
        return [[x, y], plane.off({{ lng: x, lat: y }}), Math.hypot(spot[0] - same[0], spot[1] - same[1])] }}) }}"""
    for point, (shown, pressed, apart) in zip(POINTS, page.evaluate(run, POINTS), strict=True):
        assert shown == pytest.approx(to_gcj02(point), abs=1e-9) and pressed == pytest.approx(point, abs=1e-8)
        assert apart < 1e-6
