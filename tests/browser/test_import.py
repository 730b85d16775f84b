"""The office brings in a workbook: it has errors, they are corrected in the marked-up copy, it comes in."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.browser.conftest import Person, Stack
from tests.importing.books import book

pytestmark = pytest.mark.browser


def send(page, stack: Stack, file: Path) -> None:
    """The workbook is sent and checked while the page looks on."""
    page.goto(f"{stack.url}/office/import/")
    page.locator("input[name=file]").set_input_files(file)
    page.get_by_role("button", name="检查").click()
    page.locator(".im-runs").wait_for()
    stack.work()


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_errors_are_found_corrected_and_the_city_comes_in(person: Person, stack: Stack, tmp_path: Path, size: str):
    file, mark = tmp_path / "城市.xlsx", size[0].upper()
    rows = [(f"{mark}1", "新城市场", "农贸市场", 120.15, 30.15), (f"{mark}2", "新城巷", "背街小巷", 30.16, 120.16)]
    file.write_bytes(book(单位=[(f"unit{mark}", "新城社区", "社区", "东成街道")], 点位=rows).read())
    page = person("office", size)

    send(page, stack, file)
    page.get_by_role("heading", name="有 2 行错误。").wait_for()
    assert page.get_by_text("是否为“东城街道”？").is_visible()
    assert page.get_by_text("经纬度好像颠倒了：30.16、120.16。").is_visible()

    with page.expect_download() as fetched:
        page.get_by_role("link", name="下载批注副本").click()
    marked = tmp_path / "marked.xlsx"
    fetched.value.save_as(marked)
    copy = load_workbook(marked)
    assert copy["点位"]["D3"].comment is not None
    copy["单位"]["D2"].value = "东城街道"
    copy["点位"]["D3"].value, copy["点位"]["E3"].value = 120.16, 30.16
    copy.save(marked)

    send(page, stack, marked)
    page.get_by_role("heading", name="没有错误：新增 3，有变化 0。").wait_for()
    page.get_by_role("button", name="导入", exact=True).click()
    page.locator(".im-runs").wait_for()
    stack.work()
    page.get_by_role("heading", name="已导入：新增 3，更新 0。").wait_for()

    send(page, stack, marked)
    page.get_by_role("heading", name="这些数据平台上都已有了。").wait_for()
