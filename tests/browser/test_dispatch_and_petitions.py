"""The desk: a team leader answers on the board, the office sends out from the pool with one press."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Person, Stack
from tests.browser.hands import step, write_down

PLACES = {"phone": "Q007", "desk": "Q008"}


def test_given_back_on_the_board_and_sent_out_from_the_pool(person: Person, stack: Stack, size: str):
    inspector, clerk, leader = (person(name, size) for name in ("inspector", "street_clerk", "team_leader"))
    office, other = person("office", size), person("market_clerk", size)
    number = write_down(inspector, stack, PLACES[size])
    step(clerk, stack, number, "ask", petition="return", words="不属于我街道")

    leader.goto(f"{stack.url}/petitions/")
    card = leader.locator(".pt-card", has_text=number)
    expect(card).to_contain_text("不属于我街道")
    card.locator("[data-phrase]").first.click()
    expect(card.locator("textarea")).not_to_have_value("")
    card.get_by_role("button", name="同意", exact=True).click()
    expect(leader).to_have_url(f"{stack.url}/petitions/")
    expect(leader.locator(".pt-card", has_text=number)).to_have_count(0)

    office.goto(f"{stack.url}/dispatch/")
    card = office.locator(".dp-card", has_text=number)
    expect(card.locator(".dp-why")).to_contain_text("不属于我街道")
    card.locator(".dp-unit", has_text="市市场监管局").click()
    expect(office).to_have_url(f"{stack.url}/dispatch/")
    expect(office.locator(".dp-card", has_text=number)).to_have_count(0)

    other.goto(f"{stack.url}/entries/{number}/")
    expect(other.get_by_role("button", name=re.compile("签收"))).to_be_visible()
