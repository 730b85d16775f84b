"""A ranking from its beginning to its number, by hand: begun, announced, approved, published, read."""

import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ROOT, Person, Stack

pytestmark = pytest.mark.browser
# Two weeks that are over: one for each size of screen.
WEEKS = {"phone": -2, "desk": -1}
# The time to appeal is three working days: the story lets them pass.
PASS_THE_DAYS = """
from scoring.models import Ranking
from supervision import clock
Ranking.objects.filter(state="announced").update(appeals_until=clock.now())
"""


def in_the_platform(stack: Stack, code: str) -> None:
    """What nobody can wait for in a story."""
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", code]
    subprocess.run(command, cwd=ROOT, env=stack.environment, check=True)


def test_begun_counted_announced_approved_published_and_read(person: Person, stack: Stack, size: str):
    office, leader, clerk = (person(name, size) for name in ("office", "city_leader", "west_clerk"))
    office.goto(f"{stack.url}/rankings/")
    office.get_by_role("link", name="开始统计").click()
    office.locator("input[name=period][value^=week]").nth(WEEKS[size]).check()
    office.get_by_role("button", name="开始统计").click()
    expect(office).to_have_url(re.compile(r"/rankings/[0-9a-f-]{36}/"))
    expect(office.locator("h1")).to_contain_text("正在统计")
    expect(office.locator("progress")).to_be_visible()
    url = office.url
    stack.work()
    expect(office.locator("h1")).to_contain_text("草稿")  # the page fills by itself

    clerk.goto(f"{stack.url}/rankings/")
    expect(clerk.locator(f'a[href="{url.removeprefix(stack.url)}"]')).to_have_count(0)
    office.get_by_role("link", name="公示").click()
    expect(office.locator(".sp-says")).to_contain_text("前申诉")
    office.get_by_role("button", name="公示").click()
    expect(office.locator("h1")).to_contain_text("申诉截止")

    leader.goto(url)
    expect(leader.locator(".rk-no")).to_contain_text("审定")
    in_the_platform(stack, PASS_THE_DAYS)
    leader.reload()
    leader.get_by_role("link", name="审定").click()
    leader.get_by_role("button", name="审定").click()
    expect(leader.locator("h1")).to_contain_text("已审定")

    office.goto(url)
    office.get_by_role("link", name="发布").click()
    office.get_by_role("button", name="发布").click()
    expect(office.locator(".rk-over")).to_contain_text("第")
    clerk.goto(f"{stack.url}/rankings/")
    clerk.locator(f'a[href="{url.removeprefix(stack.url)}"]').click()
    expect(clerk.locator(".rk-state")).to_contain_text("已发布")
    wide = clerk.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
