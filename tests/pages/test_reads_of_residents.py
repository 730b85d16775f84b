"""Whoever reads what a resident told, or takes a list out, is written down, and the office finds it."""

import pytest

from rectification.residents import note_reads
from supervision.actions import access
from supervision.actions.verify import verify
from supervision.models import Event
from tests.api.program import Program
from tests.town import MONDAY, TUESDAY, at, file_ticket

NINE, TEN = at(MONDAY, "09:10"), at(MONDAY, "10:00")


@pytest.fixture
def told(town, stand):
    """A resident's report and a hotline's, which wait for the office, and what a team has found."""
    stand(TEN)
    return {
        "resident": file_ticket(town, "office", now=NINE, source="public", words="我住三单元，楼下占道"),
        "hotline": file_ticket(town, "office", now=NINE, site="S003", source="hotline", words="来电人姓王"),
        "team": file_ticket(town, now=NINE, anyway="另一处"),
    }


def reads() -> list[tuple[str, str]]:
    rows = Event.objects.filter(stream_kind="access", action="read").order_by("recorded_at", "seq")
    return [(str(row.actor_id), row.facts["number"]) for row in rows]


def test_opening_what_a_resident_told_is_written_down_once_a_day(told, town, hands, stand):
    office, number = hands("office"), told["resident"].number
    for _twice in range(2):
        assert office.get(f"/entries/{number}/").status_code == 200
        assert office.get(f"/entries/{told['team'].number}/").status_code == 200
    assert reads() == [(str(town.people["office"].pk), number)]
    stand(at(TUESDAY, "09:00"))
    office.get(f"/entries/{number}/")
    assert len(reads()) == 2


def test_lists_that_show_the_words_count_as_reading_and_others_do_not(told, hands):
    hands("city_leader").get("/ledger/?state=all")
    assert reads() == []
    hands("city_leader").get("/ledger/?state=all&cols=words")
    assert {number for _who, number in reads()} == {told["resident"].number, told["hotline"].number}
    hands("office").get("/dispatch/")
    assert len(reads()) == 4


def test_a_stranger_reads_nothing_and_leaves_nothing(told, hands):
    assert hands("other_clerk").get(f"/entries/{told['resident'].number}/").status_code == 404
    assert reads() == []


@pytest.mark.parametrize("address", ["tickets/{}/", "tickets/{}/events/", "events/"])
def test_a_program_leaves_the_same_trace(address, told, town):
    program = Program(town, "office")
    assert program.get(address.format(told["hotline"].number)).status_code == 200
    assert told["hotline"].number in {number for _who, number in reads()}


def test_two_pages_at_once_write_one_row(told, town, monkeypatch):
    seen, plain = [], access.unwritten

    def late(keys):
        """The other page writes between the first look and the lock."""
        found = plain(keys)
        if not seen:
            seen.append(True)
            note_reads([told["resident"]], town.actor("office"), TEN)
        return found

    monkeypatch.setattr(access, "unwritten", late)
    note_reads([told["resident"]], town.actor("office"), TEN)
    assert len(reads()) == 1 and list(verify()) == []


def test_the_office_finds_who_read_and_who_took_out(told, town, hands):
    leader, office = hands("city_leader"), hands("office")
    leader.get(f"/entries/{told['resident'].number}/")
    leader.post("/ledger/export/", query="source=public", column=["number", "words"])
    rows = office.get("/office/reads/").context["rows"]
    assert [row["name"] for row in rows] == ["这份清单", told["resident"].number]
    assert all(row["who"] == town.people["city_leader"].display_name for row in rows)
    (out,) = office.get("/office/reads/?what=out").context["rows"]
    assert "source=public" in out["url"] and "2" in out["what"]
    assert office.get("/office/reads/", q=town.people["inspector"].display_name).context["rows"] == []
    assert hands("city_leader").get("/office/reads/").status_code == 403


def test_a_long_list_goes_on_behind_its_mark(told, town, hands):
    office = hands("office")
    for n in range(43):
        access.record_access(
            "fetch", {"name": f"{n}.xlsx"}, by=town.posts["office"], user_id=town.people["office"].pk, now=TEN
        )
    first = office.get("/office/reads/").context
    second = office.get(f"/office/reads/{first['next_url']}").context
    names = [row["name"] for page in (first, second) for row in page["rows"]]
    assert len(names) == len(set(names)) == 43 and second["next_url"] is None and second["first_url"]
