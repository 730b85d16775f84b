"""The office finds, keeps the question, takes the list out, and moves two entries with one press."""

import io

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser.conftest import Person, Stack

pytestmark = pytest.mark.browser


def test_find_filter_keep_and_take_out(person: Person, stack: Stack, size: str):
    page, name = person("office", size), f"积压 {size}"
    page.goto(f"{stack.url}/ledger/?q=垃圾桶")
    expect(page.locator("[data-row]").first).to_be_visible()
    page.locator(".lg-plus > summary").click()
    page.locator(".lg-more [name=source]").select_option("team")
    page.locator(".lg-more button").click()
    expect(page.locator(".lg-words .tz-chip")).to_have_count(2)
    page.locator(".lg-side summary", has_text="存为常用").click()
    page.locator(".lg-form [name=name]").fill(name)
    page.locator(".lg-form button", has_text="存为常用").click()
    expect(page.locator("#toasts")).to_contain_text(name)
    expect(page.locator(".lg-words .tz-chip")).to_have_count(2)

    page.locator(".lg-side summary", has_text="导出").click()
    page.locator(".lg-form button", has_text="导出").click()
    expect(page.locator(".jb-state")).to_contain_text("等候中")
    stack.work()
    with page.expect_download() as fetched:
        page.get_by_role("link", name="下载文件").click()
    book = load_workbook(io.BytesIO(fetched.value.path().read_bytes()))
    assert book.worksheets[0].max_row > 5 and "编号" in [cell.value for cell in book.worksheets[0][1]]


def test_the_same_list_as_photos_and_as_points(person: Person, stack: Stack, size: str):
    page = person("office", size)
    page.goto(f"{stack.url}/ledger/")
    page.locator(".lg-ways a").nth(1).click()
    expect(page.locator(".lg-wall li").first).to_be_visible()
    page.locator(".lg-ways a").nth(2).click()
    expect(page.locator(".lg-map .pt").first).to_be_visible()


def test_two_entries_with_one_press(person: Person, stack: Stack):
    page = person("office", "desk")
    page.goto(f"{stack.url}/ledger/?q={stack.entries['inbox3']}")
    page.goto(f"{stack.url}/ledger/?order=new&state=assigned")
    for place in range(2):
        page.locator("[name=pick]").nth(place).check()
    page.locator(".lg-bulk select").select_option("comment")
    page.locator(".lg-bulk button").click()
    expect(page.locator("h1")).to_contain_text("2")
    page.locator("[name=words]").fill("请今天办结")
    page.locator(".sp-form button[type=submit]").click()
    expect(page.locator("h1")).to_contain_text("全部办好")
    expect(page.locator(".bk-entries li")).to_have_count(2)
