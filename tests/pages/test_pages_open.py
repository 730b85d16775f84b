"""Every page opens for its people, is not found by strangers, and sends everybody else to the sign-in page."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.town import MONDAY, TUESDAY, at, file_ticket, take

CAST = ("inspector", "team_leader", "street_clerk", "unit_head", "office", "city_leader", "discipline")
PAGES = ("/", "/inbox/", "/ledger/", "/review/", "/notices/", "/post/", "/password/")
# What may be opened without signing in, and why.
PUBLIC = {
    "healthz",
    "readyz",
    "metrics",
    "worker",
    "offline",
    "sign_in",
    "activate",
    "set_language",
    "supervision_api:token",
    "whose_ground",
}
SAMPLES = {"number": "LC2603-00001", "action": "submit", "verdict": "pass", "token": "x"}
BY_KIND = {"UUIDConverter": "01900000-0000-7000-8000-000000000000", "IntConverter": "2026"}


def patterns(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from patterns(entry, inner)
        elif entry.name:
            yield f"{space}{entry.name}", entry


def address(name: str, pattern: URLPattern) -> str:
    kinds = {key: type(converter).__name__ for key, converter in pattern.pattern.converters.items()}
    names = pattern.pattern.regex.groupindex  # of a route and of an expression alike
    values = {key: BY_KIND.get(kinds.get(key, "")) or SAMPLES.get(key, "1") for key in names}
    return reverse(name, kwargs=values)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_for_everybody_of_the_cast(town, hands, page):
    file_ticket(town, now=at(MONDAY, "09:10"))
    for name in CAST:
        assert hands(name).get(page).status_code == 200, name


@pytest.mark.django_db
def test_whoever_is_not_signed_in_gets_nothing_but_the_public_pages():
    client, open_ = Client(), set()
    for name, pattern in patterns(get_resolver()):
        answer = client.get(address(name, pattern))
        to_sign_in = answer.status_code == 302 and answer["Location"].startswith("/sign-in/")
        if not to_sign_in and answer.status_code not in (401, 403):
            open_.add(name)
    assert open_ <= PUBLIC


def test_a_stranger_finds_no_entry_no_step_and_no_check(town, hands):
    ticket = file_ticket(town, now=at(MONDAY, "09:10"))
    stranger = hands("west_clerk")
    for path in ("", "receive/", "submit/", "comment/"):
        assert stranger.get(f"/entries/{ticket.number}/{path}").status_code == 404
    assert stranger.get(f"/review/{ticket.number}/").status_code == 404
    assert stranger.get(f"/filed/{ticket.number}/").status_code == 404
    assert stranger.post(f"/entries/{ticket.number}/receive/").status_code == 404
    assert ticket.number not in stranger.get("/ledger/?state=all").content.decode()


def test_a_reader_without_the_right_is_told_so(town, hands):
    ticket = file_ticket(town, now=at(MONDAY, "09:10"))
    for name, path in (
        ("inspector", f"/entries/{ticket.number}/receive/"),
        ("office", f"/entries/{ticket.number}/submit/"),
        ("street_clerk", f"/entries/{ticket.number}/void/"),
        ("street_clerk", "/file/"),
    ):
        answer = hands(name).get(path)
        assert answer.status_code == 403, path
        assert "不" in answer.content.decode()
    assert hands("inspector").post(f"/entries/{ticket.number}/receive/").status_code == 403


def test_a_unit_reads_its_entry_but_does_not_judge_it(town, hands):
    ticket = file_ticket(town, now=at(MONDAY, "09:10"))
    take(town, "submit", ticket, "street_clerk", at(MONDAY, "09:30"), photos=1)
    assert hands("street_clerk").get(f"/review/{ticket.number}/").status_code == 403
    assert hands("inspector").get(f"/review/{ticket.number}/").status_code == 200


def test_an_entry_opens_in_every_state(town, hands, stand):
    ticket = file_ticket(town, now=at(MONDAY, "09:10"))
    office = hands("office")
    for action, by, more in (
        (None, None, {}),
        ("receive", "street_clerk", {}),
        ("submit", "street_clerk", {"photos": 1}),
        ("fail", "inspector", {"words": "还有垃圾"}),
        ("submit", "street_clerk", {"photos": 1}),
        ("pass", "inspector", {}),
    ):
        if action:
            take(town, action, ticket, by, at(TUESDAY, "10:00"), **more)
        stand(at(TUESDAY, "10:30"))
        answer = office.get(f"/entries/{ticket.number}/")
        assert answer.status_code == 200
    assert "销号" in answer.content.decode()


def test_a_step_that_nobody_takes_does_not_exist(town, hands):
    ticket = file_ticket(town, now=at(MONDAY, "09:10"))
    office = hands("office")
    for name in ("file", "correct", "nonsense"):
        assert office.get(f"/entries/{ticket.number}/{name}/").status_code == 404


@pytest.mark.parametrize(
    "page",
    [
        "/office/zones/?q=%00",
        "/office/contracts/?q=%00",
        "/office/contracts/matrix/?layer=%00&q=%00",
        "/office/gaps/?what=%00",
        "/office/sites/codes/?q=%00",
        "/office/proposals/?area=%00&layer=%00",
        "/map/?kind=%00&category=%00&day=%00",
        "/map/table/?kind=%00",
        "/ground/balance/?kind=%00&by=%00",
        "/ground/?ground=%00",
    ],
)
def test_a_sign_no_database_keeps_breaks_no_page(town, hands, page):
    path, _mark, query = page.partition("?")
    asked = dict.fromkeys((part.partition("=")[0] for part in query.split("&")), "\x00")
    assert hands("office").get(path, **asked).status_code in (200, 400, 404)
