"""A duty that hangs on no entry is a card wherever one's duties are shown, and nowhere else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from supervision import kinds
from supervision.models import DutyKind
from supervision.mornings import by_person
from tests.instructing import write
from tests.town import FRIDAY, MONDAY, THURSDAY, WEDNESDAY, at, file_ticket
from tests.trial import owe, register_trial

PAGES = ("/", "/inbox/", "/unit/")


@pytest.fixture
def trial(monkeypatch):
    """A kind of subject that no floor has."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    register_trial()


def test_what_it_is_its_countdown_and_the_way_there(town, trial, stand, hands):
    duty = owe(town, who="unit_head")
    stand(at(WEDNESDAY, "10:00"))
    head = hands("unit_head")
    inbox = head.get("/inbox/")
    card = inbox.context["groups"][0]["entries"][0]
    assert (card["title"], card["place"], card["url"]) == ("申诉裁定", "SS-1 三月排名", "/trial/")
    assert card["count"]["due"] == duty.due_at and 'href="/trial/"' in inbox.content.decode()
    assert [row["url"] for row in head.get("/").context["columns"][0]["rows"]] == ["/trial/"]
    assert [row["url"] for row in head.get("/unit/").context["entries"]] == ["/trial/"]


def test_once_late_it_is_among_what_is_late_of_whoever_owes_it(town, trial, stand, hands):
    owe(town, who="unit_head")
    ticket = file_ticket(town, now=at(THURSDAY, "09:00"))
    stand(at(FRIDAY, "10:00"))
    late = hands("unit_head").get("/").context["columns"][1]
    assert late["n"] == "2" and [row["url"] for row in late["rows"]] == ["/trial/", f"/entries/{ticket.number}/"]
    assert hands("other_clerk").get("/").context["columns"][1]["n"] == "0"
    assert hands("unit_head").get("/inbox/").context["lead"]["late"] == 2


def test_what_is_to_be_decided_waits_in_its_own_column(town, trial, stand, hands):
    owe(town, days=9)
    waits = hands("office").get("/").context["columns"][2]
    assert waits["n"] == 1 and waits["rows"][0]["url"] == "/trial/"


def test_the_bar_counts_an_instruction_in_the_inbox(town, hands):
    write(town)
    nav = {item["url"]: item["count"] for item in hands("unit_head").get("/").context["nav"]}
    assert nav["/inbox/"] == 1 and nav["/instructions/"] == 0
    assert {item["url"]: item["count"] for item in hands("street_clerk").get("/").context["nav"]}["/inbox/"] == 0


def test_the_morning_counts_an_instruction_as_work_and_an_appeal_as_a_decision(town, trial):
    owe(town)
    owe(town, who="unit_head", kind=DutyKind.INSTRUCTION)
    sums = by_person(at(WEDNESDAY, "08:30"))
    assert sums[town.people["unit_head"].pk] == {"due": 1}
    assert sums[town.people["office"].pk]["judge"] == 1


def test_fifty_cost_no_more_queries_than_five(town, hands, stand):
    """DESIGN 7.6, of entries and instructions together."""
    head = hands("unit_head")

    def more(n):
        for _ in range(n):
            write(town)
            file_ticket(town, now=at(MONDAY, "09:10"), anyway="另一处")

    more(5)
    stand(at(FRIDAY, "10:00"))
    for page in PAGES:
        head.get(page)
    before = {page: counted(head, page) for page in PAGES}
    more(45)
    assert {page: n for page in PAGES if (n := counted(head, page)) > before[page]} == {}


def counted(person, page: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert person.get(page).status_code == 200
    return len(queries)
