"""Ground from nothing to a name: a zone is drawn, its gap is closed by a contract, the contract is handed over."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Person, Stack
from tests.browser.test_zone_editor import open_map, press, save

pytestmark = pytest.mark.browser


def choose(page: Page, name: str) -> None:
    """A person, looked for by name and picked."""
    page.locator(".ct-picker input[name=q]").press_sequentially(name)
    page.locator(".ct-people label", has_text=name).first.click()


def test_a_zone_is_drawn_contracted_and_its_gap_is_gone_then_it_is_handed_over(person: Person, stack: Stack, size: str):
    zone, office = f"湖滨值守片{size}", person("office", size)
    open_map(office, f"{stack.url}/office/zones/new/?layer=watch-{size}")
    press(office, size, (0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6))
    office.locator("[data-do=finish]").click()
    save(office, name=zone, code="lake")
    expect(office.locator("h1")).to_contain_text(zone)

    office.goto(f"{stack.url}/office/gaps/?what=unheld")
    row = office.locator(".gp-rows li", has_text=zone)
    expect(row).to_have_count(1)
    row.get_by_role("link", name="分包").click()
    expect(office.locator(".ct-subjects")).to_contain_text(zone)
    choose(office, "李知微")
    office.fill("#id_why", "新划片区定人")
    office.get_by_role("button", name="落实", exact=True).click()
    expect(office.locator("body")).to_contain_text("李知微")
    office.goto(f"{stack.url}/office/gaps/?what=unheld")
    expect(office.locator("h1")).to_be_visible()
    expect(office.locator(".gp-rows li", has_text=zone)).to_have_count(0)

    office.goto(f"{stack.url}/office/contracts/?q={zone}")
    office.locator(".ct-rows a").first.click()
    expect(office.locator("h1")).to_contain_text("李知微")
    office.locator('a[href$="/hand-over/"]').click()
    choose(office, "周海")
    office.fill("#id_note", "东侧围挡在施工，注意扬尘")
    office.fill("#id_why", "岗位调整")
    office.locator(".of-form button[type=submit]").click()
    expect(office).to_have_url(re.compile(r"/contracts/[0-9a-f-]{36}/$"))
    expect(office.locator(".ct-chain li")).to_have_count(2)
    expect(office.locator(".ct-chain")).to_contain_text("李知微")
    expect(office.locator(".ct-chain")).to_contain_text("周海")

    successor = person("colleague", size)
    successor.goto(f"{stack.url}/ground/")
    expect(successor.locator(".hg-past")).to_contain_text("东侧围挡在施工")
