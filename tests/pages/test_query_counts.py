"""A list costs no more queries with fifty entries than with five (DESIGN 7.6)."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.town import MONDAY, TUESDAY, at, file_ticket, take

LISTS = (
    ("street_clerk", "/"),
    ("office", "/"),
    ("street_clerk", "/inbox/"),
    ("street_clerk", "/inbox/?group=late"),
    ("inspector", "/inbox/"),
    ("street_clerk", "/ledger/"),
    ("office", "/ledger/"),
    ("inspector", "/review/"),
    ("street_clerk", "/notices/"),
)


def five(town) -> None:
    """One entry in each of the states a list has to tell apart."""
    tickets = [file_ticket(town, now=at(MONDAY, "09:10"), photos=2, anyway="另一处") for _ in range(5)]
    assigned, received, reviewing, failed, asked = tickets
    take(town, "receive", received, "street_clerk", at(MONDAY, "09:20"))
    for ticket in (reviewing, failed):
        take(town, "submit", ticket, "street_clerk", at(MONDAY, "09:30"), photos=1)
    take(town, "fail", failed, "inspector", at(MONDAY, "09:40"), words="还有垃圾")
    take(town, "ask", asked, "street_clerk", at(MONDAY, "09:50"), petition="return", words="不归我们管")
    assert assigned.status == "assigned"


def counted(person, page: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert person.get(page).status_code == 200
    return len(queries)


def test_lists_cost_no_more_with_fifty_entries_than_with_five(town, hands, stand):
    five(town)
    stand(at(TUESDAY, "10:00"))
    people = {name: hands(name) for name, _page in LISTS}
    for name, page in LISTS:
        people[name].get(page)  # what a process keeps (catalogue, calendar) is read now
    before = {row: counted(people[row[0]], row[1]) for row in LISTS}
    for _ in range(9):
        five(town)
    after = {row: counted(people[row[0]], row[1]) for row in LISTS}
    assert {row: n for row, n in after.items() if n > before[row]} == {}
    assert max(before.values()) < 60


def test_an_entry_costs_no_more_the_longer_its_story(town, hands):
    ticket = file_ticket(town, now=at(MONDAY, "09:10"))
    clerk = hands("street_clerk")
    take(town, "comment", ticket, "street_clerk", at(MONDAY, "09:20"), words="一")
    clerk.get(f"/entries/{ticket.number}/")
    before = counted(clerk, f"/entries/{ticket.number}/")
    for minute in range(21, 41):
        take(town, "comment", ticket, "street_clerk", at(MONDAY, f"09:{minute}"), words="又一条")
    assert counted(clerk, f"/entries/{ticket.number}/") == before
