"""A page that stands open learns that something has happened; the review queue goes on without a new page."""

from rectification.workflow import Status
from tests.pages.test_working_pages import sent
from tests.town import MONDAY, at, file_ticket, take


def pulse(person, **query) -> str:
    return person.get("/pulse/", **query).json()["token"]


def test_an_entry_has_another_token_when_its_story_goes_on(town, hands):
    ticket = file_ticket(town, now=at(MONDAY, "09:10"))
    inspector = hands("inspector")
    before = pulse(inspector, entry=ticket.number)
    assert f'data-token="{before}"' in inspector.get(f"/entries/{ticket.number}/").content.decode()
    assert pulse(inspector, entry=ticket.number) == before
    take(town, "receive", ticket, "street_clerk", at(MONDAY, "09:30"))
    assert pulse(inspector, entry=ticket.number) != before


def test_whoever_may_not_see_an_entry_feels_no_pulse(town, hands):
    ticket = file_ticket(town, now=at(MONDAY, "09:10"))
    assert hands("other_clerk").get("/pulse/", entry=ticket.number).status_code == 404
    assert hands("other_clerk").get("/pulse/", entry="LC0000-00000").status_code == 404


def test_a_list_has_another_token_when_something_comes_goes_or_falls_due(town, hands, stand):
    clerk, tokens = hands("street_clerk"), []
    tokens.append(pulse(clerk))
    ticket = file_ticket(town, now=at(MONDAY, "09:10"))
    tokens.append(pulse(clerk))
    stand(at(MONDAY, "17:00"))  # its four office hours are over
    tokens.append(pulse(clerk))
    take(town, "submit", ticket, "street_clerk", at(MONDAY, "17:10"), photos=1)
    stand(at(MONDAY, "17:20"))
    tokens.append(pulse(clerk))
    assert len(set(tokens)) == 4
    assert pulse(clerk) == tokens[-1]
    assert f'data-token="{tokens[-1]}"' in clerk.get("/inbox/").content.decode()


def test_a_check_judged_in_place_says_where_to_go_on(town, hands, stand):
    tickets = [file_ticket(town, now=at(MONDAY, "09:10"), anyway="另一处") for _ in range(2)]
    for ticket in tickets:
        take(town, "submit", ticket, "street_clerk", at(MONDAY, "10:00"), photos=1)
    stand(at(MONDAY, "10:30"))
    inspector = hands("inspector")
    first, last = (
        inspector.client.post(f"/review/{t.number}/pass/", sent(t, key=t.number), headers={"X-In-Place": "1"})
        for t in tickets
    )
    assert (first.status_code, first["X-Go"]) == (204, "/review/")
    assert (last.status_code, last["X-Go"]) == (204, f"/entries/{tickets[1].number}/")
    for ticket in tickets:
        ticket.refresh_from_db()
        assert ticket.status == Status.CLOSED
