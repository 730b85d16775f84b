"""The office has an area split: a border dragged by mouse or finger, the balance beside it, accepted or left."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Person, Stack

pytestmark = pytest.mark.browser
# The middles of the two cells of two pieces that lie nearest to one another where a pointer reaches both.
SIDE_BY_SIDE = """() => {
  const middle = (path) => {
    const { x, y, width, height } = path.getBoundingClientRect();
    return { x: x + width / 2, y: y + height / 2, hue: path.getAttribute("class").match(/pr-h(\\d)/)[1], path };
  };
  const reached = ({ x, y, path }) => document.elementFromPoint(x, y) === path;
  const cells = [...document.querySelectorAll(".pr-cell")].map(middle).filter(reached);
  const pairs = cells.flatMap((one) => cells.filter(({ hue }) => hue !== one.hue).map((other) => [one, other]));
  const far = ([one, other]) => Math.hypot(one.x - other.x, one.y - other.y);
  pairs.sort((one, other) => far(one) - far(other));
  return pairs[0].map(({ x, y }) => ({ x, y }));
}"""


def proposed(office: Page, stack: Stack) -> None:
    """Asks for three pieces of the east, waits for the worker, and opens the proposal."""
    office.goto(f"{stack.url}/office/proposals/")
    office.select_option("#id_area", label="东城")
    office.select_option("#id_layer", "supervision")
    office.fill("#id_count", "3")
    office.get_by_role("button", name="生成方案").click()
    expect(office).to_have_url(re.compile(r"/office/proposals/[0-9a-f-]{36}/"))
    stack.work()
    office.get_by_role("link", name="查看方案").click()
    expect(office.locator(".pr-number")).to_have_count(3)


def evens(office: Page) -> list[str]:
    """How far each piece is from the mean, as the table says."""
    return [text.strip() for text in office.locator("[data-deviation]").all_inner_texts()]


def test_a_border_is_dragged_with_the_mouse_and_the_proposal_accepted(person: Person, stack: Stack):
    office = person("office", "desk")
    proposed(office, stack)
    before = evens(office)
    office.get_by_role("button", name="拖动边界").click()
    start, end = office.evaluate(SIDE_BY_SIDE)
    office.mouse.move(start["x"], start["y"])
    office.mouse.down()
    office.mouse.move(end["x"], end["y"], steps=6)
    during = evens(office)
    assert during != before  # before the button is let go
    office.mouse.up()
    expect(office.locator(".pr-accept [name=expected]")).to_have_value("1")
    assert evens(office) == during
    office.get_by_role("button", name="撤回上一步").click()
    expect(office.locator(".pr-accept [name=expected]")).to_have_value("2")
    assert evens(office) == before

    for number, name in enumerate(("东一片", "东二片", "东三片")):
        office.fill(f"#id_name_{number}", name)
    office.fill("#id_why", "分片包干")
    office.get_by_role("button", name="采纳").click()
    expect(office.get_by_text("已划定 3 个片区")).to_be_visible()
    expect(office.locator(".tz-notice")).to_contain_text("采纳")
    expect(office.locator(".pr-number")).to_have_count(3)
    expect(office.get_by_role("button", name="拖动边界")).to_have_count(0)


def test_a_border_is_dragged_with_a_finger_and_the_proposal_left(person: Person, stack: Stack):
    office = person("office", "phone")
    proposed(office, stack)
    before = evens(office)
    office.get_by_role("button", name="拖动边界").tap()
    office.locator("[data-proposal-url]").scroll_into_view_if_needed()
    start, end = office.evaluate(SIDE_BY_SIDE)
    finger = office.context.new_cdp_session(office)

    def touch(kind: str, *spots: tuple[float, float]) -> None:
        points = [{"x": x, "y": y} for x, y in spots]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", (start["x"], start["y"]))
    for step in (1, 2, 3):
        touch("touchMove", tuple(start[way] + (end[way] - start[way]) * step / 3 for way in ("x", "y")))
    touch("touchEnd")
    expect(office.locator(".pr-accept [name=expected]")).to_have_value("1")
    assert evens(office) != before
    office.get_by_role("button", name="搁置").tap()
    expect(office.get_by_text("方案已搁置，未作任何变动。")).to_be_visible()
