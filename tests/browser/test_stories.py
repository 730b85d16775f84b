"""What happens between people, on a phone and on a desk: the whole loop, two at once, a lost reply, a refused photo."""

import re

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Ear, Person, Stack
from tests.browser.hands import fill_in, in_days, judge, picture, step, write_down

pytestmark = pytest.mark.browser
PLACES = {"phone": ("Q001", "Q003", "Q005"), "desk": ("Q002", "Q004", "Q006")}


def test_returned_extended_failed_twice_struck_off_and_come_back(person: Person, stack: Stack, size: str):
    place = PLACES[size][0]
    inspector, clerk, leader = (person(name, size) for name in ("inspector", "street_clerk", "team_leader"))
    other, office = person("other_clerk", size), person("office", size)
    number = write_down(inspector, stack, place)

    step(clerk, stack, number, "ask", petition="return", words="不属于我街道，属城管")
    step(leader, stack, number, "decide", petition="return", verdict="yes", unit="市城管局", words="同意")
    other.goto(f"{stack.url}/entries/{number}/")
    expect(other.locator("main")).to_contain_text("许若谷")
    other.get_by_role("button", name="签收").click()
    expect(other.locator(".tz-status--rectifying")).to_be_visible()
    step(other, stack, number, "ask", petition="extension", until=in_days(9), words="等材料")
    step(office, stack, number, "decide", petition="extension", verdict="yes", words="同意延期")

    for _ in range(2):
        step(other, stack, number, "submit", photos=1, words="已清运")
        judge(leader, stack, number, "fail", words="角落还有残留")
    step(other, stack, number, "submit", photos=1, words="再次清运")
    judge(leader, stack, number, "pass")
    leader.goto(f"{stack.url}/entries/{number}/")
    expect(leader.locator(".tz-seal").first).to_be_visible()
    clerk.goto(f"{stack.url}/entries/{number}/")
    expect(clerk.locator("main")).not_to_contain_text("再次清运")  # its part was over before

    fill_in(inspector, stack, place)
    expect(inspector.locator(".snap-dup--back")).to_contain_text(number)
    inspector.locator(".snap-foot button").click()
    expect(inspector).to_have_url(re.compile(r"/filed/"))
    inspector.goto(inspector.url.replace("/filed/", "/entries/"))
    expect(inspector.locator("main")).to_contain_text(number)


def test_two_checkers_at_once_and_the_second_keeps_the_words(person: Person, stack: Stack, ear: Ear, size: str):
    ear.expect("status of 409")
    inspector, clerk, leader = (person(name, size) for name in ("inspector", "street_clerk", "team_leader"))
    number = write_down(inspector, stack, PLACES[size][1])
    step(clerk, stack, number, "submit", photos=1, words="已清运")

    inspector.goto(f"{stack.url}/review/{number}/")
    judge(leader, stack, number, "pass")
    inspector.fill("#judge-words", "墙角还有一堆")
    inspector.locator('.rv-act button[formaction$="/fail/"]').click()
    expect(inspector.locator(".tz-refusal")).to_contain_text("孙立本")
    expect(inspector.locator("textarea[name=words]")).to_have_value("墙角还有一堆")
    inspector.locator(".sp-form button[type=submit]").click()
    expect(inspector).to_have_url(f"{stack.url}/entries/{number}/")
    expect(inspector.locator("main")).to_contain_text("墙角还有一堆")
    expect(inspector.locator(".tz-seal").first).to_be_visible()


def lost(route: Route) -> None:
    """The server acts, and its answer never arrives; the person stops waiting."""
    if route.request.method != "POST":
        return route.continue_()
    route.fetch(max_redirects=0)
    return route.abort("aborted")


def test_a_reply_that_never_arrives_leaves_one_entry(person: Person, stack: Stack, ear: Ear, size: str):
    ear.expect("net::ERR_ABORTED")
    inspector, office = person("inspector", size), person("office", size)
    inspector.clock.install()
    site = stack.sites[PLACES[size][2]]
    fill_in(inspector, stack, PLACES[size][2])
    inspector.route("**/file/", lost)
    send = inspector.locator(".snap-foot button")
    with inspector.expect_event("requestfailed"):
        send.click()
    expect(send).to_have_attribute("aria-disabled", "true")
    inspector.unroute("**/file/")
    inspector.clock.fast_forward(60_000)
    expect(send).not_to_have_attribute("aria-disabled", "true")
    send.click()
    expect(inspector).to_have_url(re.compile(r"/filed/LC\d{4}-\d{5}/"))
    office.goto(f"{stack.url}/ledger/?state=all&site={site}")
    expect(office.locator(".lg-tb tbody tr")).to_have_count(1)


def test_a_photo_refused_among_three_leaves_the_other_two(person: Person, stack: Stack, ear: Ear, size: str):
    ear.expect("status of 422")
    page = person("inspector", size)
    page.goto(f"{stack.url}/file/")
    letter = {"name": "letter.jpg", "mimeType": "image/jpeg", "buffer": b"Dear office, this is not a picture."}
    page.locator("input[data-files][multiple]").set_input_files([picture("a.jpg"), letter, picture("b.jpg")])
    expect(page.locator("[data-photo] input[name=photos]")).to_have_count(2)
    expect(page.locator("[data-photo]")).to_have_count(2)
    expect(page.locator(".tz-photo-words")).to_contain_text("letter.jpg")
    page.locator("input[data-files][multiple]").set_input_files([picture("c.jpg")])
    expect(page.locator("[data-photo] input[name=photos]")).to_have_count(3)


def test_a_photo_that_does_not_arrive_is_sent_again_by_itself_alone(person: Person, stack: Stack, ear: Ear, size: str):
    ear.expect("net::ERR_FAILED")
    page = person("inspector", size)
    page.goto(f"{stack.url}/file/")
    page.route("**/uploads", lambda route: route.abort())
    page.locator("input[data-files][multiple]").set_input_files([picture("a.jpg")])
    expect(page.locator("[data-again]")).to_be_visible()
    page.unroute("**/uploads")
    page.locator("[data-again]").click()
    expect(page.locator("[data-photo] input[name=photos]")).to_have_count(1)
    expect(page.locator("[data-photo]")).to_have_count(1)
