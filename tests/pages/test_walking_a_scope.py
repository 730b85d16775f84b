"""A narrow scope gone through key by key gives what sorting all of it gives, for each reader, page by page."""

import pytest

from rectification import newest
from rectification.filters import Filter
from rectification.models import Ticket
from rectification.newest import is_narrow, walk
from rectification.pages.ledger import chosen
from rectification.pages.viewer import Viewer
from supervision.actions.calendars import load_calendar
from tests.town import MONDAY, Town, at, file_ticket, take

pytestmark = pytest.mark.django_db
NOW = at(MONDAY, "10:30")
READERS = ("street_clerk", "west_clerk", "inspector", "second_leader", "community_clerk", "team_leader")


@pytest.fixture
def full(town: Town) -> Town:
    """Fourteen entries of two streets, some written at one moment; one has gone from east to west."""
    for n in range(14):
        by, site = (("inspector", "S001"), ("second_inspector", "S003"))[n % 3 == 1]
        category = ("ENV-03", "ORD-01")[n % 4 == 0]
        file_ticket(town, by, site=site, category=category, now=at(MONDAY, f"09:0{n // 4}"), anyway="另一处")
    moved = Ticket.objects.earliest("filed_at", "id")
    take(town, "reassign", moved, "office", at(MONDAY, "09:20"), unit="street_b", words="改派")
    return town


@pytest.mark.parametrize("condition", [{}, {"category": "ENV-03"}, {"category": "ENV"}, {"urgency": "A"}], ids=str)
@pytest.mark.parametrize("first", [1, 3, 200])
def test_the_walk_gives_the_rows_in_their_order(full, monkeypatch, condition, first):
    monkeypatch.setattr(newest, "FIRST", first)
    seen = 0
    for name in READERS:
        viewer = Viewer(full.actor(name), NOW, load_calendar())
        rows = chosen(viewer, Filter.read({"state": "all", **condition}))
        wanted = list(rows.order_by("-filed_at", "-id").values_list("filed_at", "pk"))
        assert is_narrow(viewer.reader)
        found, mark = [], None
        while page := walk(rows, viewer.reader, mark, 3):
            found, mark = found + page, page[-1]
        assert found == wanted, name
        seen += len(found)
    assert seen or condition == {"urgency": "A"}
