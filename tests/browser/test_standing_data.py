"""The office at its desk and on a phone: a day of the calendar is changed after one has seen what it moves."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Person, Stack

pytestmark = pytest.mark.browser
FAR = {"phone": 200, "desk": 220}  # days ahead, so that no other story's entries move


def test_a_day_off_is_looked_at_before_it_is_saved(person: Person, stack: Stack, size: str):
    far = date.today() + timedelta(days=FAR[size])
    day = (far + timedelta(days=2 if far.isoweekday() > 5 else 0)).isoformat()  # never a weekend
    office = person("office", size)
    office.goto(f"{stack.url}/office/calendar/?year={day[:4]}")
    office.locator(f'.cal a[href*="first={day}"]').click()
    expect(office.locator("#id_first")).to_have_value(day)
    office.locator("[name=kind][value=off]").check()
    office.fill("#id_name", "台风停工")
    office.fill("#id_why", "防台风通知")
    office.get_by_role("button", name="看看影响").click()
    expect(office.locator("#moves")).to_contain_text("时限")
    expect(office.locator("#moves")).to_be_in_viewport()

    office.fill("#id_name", "停工一天")  # changed after it was looked at: Enter shows it again and saves nothing
    with office.expect_navigation():
        office.locator("#id_name").press("Enter")
    expect(office.locator("#moves button[name=save]")).to_be_visible()
    expect(office).to_have_url(re.compile("/office/calendar/days/"))

    office.locator("#moves button[name=save]").click()
    expect(office).to_have_url(re.compile(r"/jobs/[0-9a-f-]{36}/"))
    expect(office.locator("#job")).to_contain_text("工作日历")
    office.goto(f"{stack.url}/office/calendar/?year={day[:4]}")
    expect(office.locator(f'td.is-off a[href*="first={day}"]')).to_have_count(1)
    expect(office.locator(".of-history")).to_contain_text("防台风通知")
