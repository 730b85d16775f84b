"""What people do with rankings: a leader follows the black list to what lies behind it; a unit appeals and is right."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Ear, Person, Stack, founded
from tests.browser.hands import add_photos
from tests.browser.march_clock import CLOCK, put
from tests.town import MONDAY, at

pytestmark = pytest.mark.browser
TABLET = {"width": 820, "height": 1180}
TUESDAY = MONDAY + timedelta(days=15)  # the 17th; appeals against February are possible until Thursday's close
FRIDAY = MONDAY + timedelta(days=18)
EAST, WEST = "东城街道", "西城街道"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A platform in March 2026 for the stories of this file."""
    folder = tmp_path_factory.mktemp("march")
    put(folder / "clock", at(TUESDAY, "09:00"))
    more = {"DJANGO_SETTINGS_MODULE": "tests.browser.march_settings", CLOCK: str(folder / "clock")}
    with founded(folder, "tests.browser.march_ground", **more) as found:
        yield found


def it_is(stack: Stack, moment: datetime) -> None:
    """The clock of the story."""
    put(Path(stack.environment[CLOCK]), moment)


def as_wide_as_the_screen(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_leader_follows_the_black_list_to_its_cause_and_confirms_with_one_tap(person: Person, stack: Stack):
    it_is(stack, at(TUESDAY, "09:00"))
    left, late = stack.entries["left"], stack.entries["west"].split()
    page = person("city_leader", "desk", viewport=TABLET, has_touch=True, is_mobile=True)
    page.goto(f"{stack.url}/board/")
    worst = page.locator(".wb-black li", has_text=WEST)
    expect(worst).to_contain_text("5 件中 3 件超期，均为暴露垃圾、卫生死角")
    expect(page.locator(".wb-black li", has_text=EAST)).to_have_count(0)

    worst.get_by_role("link", name=WEST).tap()
    expect(page.locator("h1")).to_contain_text(WEST)
    on_time = page.locator("tbody[data-component=on_time_rate]")
    expect(on_time.locator("[data-part=numerator]")).to_have_text("2")
    expect(on_time.locator("[data-part=denominator]")).to_have_text("5")
    as_wide_as_the_screen(page)
    on_time.locator("[data-part=missing]").tap()
    behind = page.locator("[data-listing] tbody tr")
    expect(behind).to_have_count(3)
    assert sorted(row.get_attribute("data-number") or "" for row in behind.all()) == sorted([left, *late])
    never = page.locator(f"tr[data-number={left}]")
    expect(never.locator("[data-label=报完成]")).to_have_text("—")
    as_wide_as_the_screen(page)
    never.get_by_role("link", name=left).tap()
    expect(page).to_have_url(f"{stack.url}/entries/{left}/")
    expect(page.locator("main")).to_contain_text("西门小区")

    page.goto(f"{stack.url}/board/")
    waits = page.locator(".wb-cases")
    case = waits.locator("article", has_text="挂牌督办")
    expect(case).to_contain_text("西门小区")
    expect(case.locator(".wb-by")).to_contain_text("由您督办")
    case.get_by_role("button", name="确认挂牌").tap()
    expect(page).to_have_url(f"{stack.url}/board/")
    expect(page.locator("body")).to_contain_text(f"{left}：挂牌督办已确认，由您督办。")
    expect(case).to_have_count(0)

    page.goto(f"{stack.url}/listed/")
    expect(page.locator(".ls-one", has_text=left)).to_contain_text("林正清")


@dataclass(frozen=True)
class Figures:
    """What the page of a result says of its unit."""

    total: str
    rank: str
    on_time: str


def figures(page: Page) -> Figures:
    """Of the page that is open."""
    main, rate = page.locator("main[data-score]"), page.locator("tbody[data-component=on_time_rate]")
    parts = [rate.locator(f"[data-part={part}]").inner_text() for part in ("numerator", "denominator")]
    return Figures(main.get_attribute("data-total") or "", main.get_attribute("data-rank") or "", "/".join(parts))


def hidden_from(other: Page, *urls: str) -> None:
    """For another unit they are not there."""
    for url in urls:
        answer = other.goto(url)
        assert answer is not None and answer.status == 404, url


def test_a_head_appeals_with_a_photo_is_right_and_the_month_is_published_with_it(
    person: Person, stack: Stack, ear: Ear
):
    it_is(stack, at(TUESDAY, "10:00"))
    month, late = f"{stack.url}/rankings/{stack.entries['month']}/", stack.entries["late"]
    head, office = person("unit_head", "phone"), person("office", "desk")
    head.goto(f"{stack.url}/rankings/")
    head.locator(f'a[href="{month.removeprefix(stack.url)}"]').first.tap()
    expect(head.locator("h1")).to_contain_text("第 2 名")
    expect(head.locator("main")).not_to_contain_text(WEST)
    head.get_by_role("link", name=EAST, exact=True).tap()
    expect(head.locator("main[data-score]")).to_be_visible()
    result = head.url
    assert figures(head) == Figures("280/3", "2", "4/5")
    had_it_been_in_time = head.locator("[data-whatif]")
    expect(had_it_been_in_time).to_have_attribute("data-whatif", "100")
    expect(had_it_been_in_time).to_have_attribute("data-rank", "1")
    head.locator("tbody[data-component=on_time_rate] [data-part=missing]").tap()
    row = head.locator("[data-listing] tbody tr")
    expect(row).to_have_count(1)
    assert row.get_attribute("data-number") == late
    behind = head.url
    row.locator(".wy-plea").tap()
    expect(head.locator("select[name=figure] option:checked")).to_have_text("按时率")
    expect(head.locator("select[name=duty] option:checked")).to_have_text(late)
    add_photos(head, 1)
    head.locator("textarea[name=words]").fill("当日停电，14 时已清运完毕，现场照片为证")
    as_wide_as_the_screen(head)
    head.locator(".sp-form button[type=submit]").tap()
    expect(head).to_have_url(re.compile(r"/appeals/[0-9a-f-]{36}/$"))
    appeal = head.url
    expect(head.locator(".in-photos img")).to_have_count(1)
    other, of_the_east = person("west_clerk", "phone"), (result, behind, appeal, f"{stack.url}/entries/{late}/")
    ear.expect("status of 404")
    hidden_from(other, *of_the_east)

    office.goto(f"{stack.url}/inbox/")
    office.locator(f'a[href="{appeal.removeprefix(stack.url)}"]').first.click()
    expect(office.locator(".in-words")).to_contain_text("当日停电")
    expect(office.locator(".in-photos img")).to_have_count(1)
    office.locator(".tz-buttons").get_by_role("link").first.click()
    office.locator("[name=verdict][value=on_time]").check(force=True)
    office.locator("textarea[name=words]").fill("停电属实，照片时间无误")
    office.locator(".sp-form button[type=submit]").click()
    expect(office).to_have_url(appeal)
    expect(office.locator("main")).to_contain_text("停电属实")
    office.goto(f"{stack.url}/inbox/")
    expect(office.locator(f'a[href="{appeal.removeprefix(stack.url)}"]')).to_have_count(0)
    stack.work()  # everything is counted again

    head.goto(result)
    assert figures(head) == Figures("100", "1", "5/5")
    leader = person("city_leader", "desk")
    leader.goto(month)
    expect(leader.locator(".rk-no")).to_contain_text("审定")
    it_is(stack, at(FRIDAY, "09:00"))
    leader.reload()
    leader.get_by_role("link", name="审定").click()
    leader.get_by_role("button", name="审定").click()
    expect(leader.locator("h1")).to_contain_text("已审定")
    office.goto(month)
    office.get_by_role("link", name="发布").click()
    office.get_by_role("button", name="发布").click()
    expect(office.locator(".rk-state")).to_contain_text("已发布")

    head.goto(month)
    expect(head.locator("h1")).to_contain_text("第 1 名")
    head.goto(appeal)
    expect(head.locator(".tz-lead")).to_contain_text("成立")
    expect(head.locator("main")).to_contain_text("停电属实，照片时间无误")

    other.goto(month)
    table = other.locator("tr", has_text=EAST)
    expect(table.locator(".rk-rank")).to_contain_text("1")
    expect(table.locator(".rk-total")).to_contain_text("100")
    expect(table.locator(".rk-name a")).to_have_count(0)
    expect(other.locator("tr", has_text=WEST).locator(".rk-name a")).to_have_count(1)
    hidden_from(other, *of_the_east)
