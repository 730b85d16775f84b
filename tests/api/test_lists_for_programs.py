"""The lists beside the ledger: units, sites, kinds of problem, the calendar, duties, events; strict and in scope."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rectification.models import Ticket
from rectification.pages.viewer import Viewer
from scoring.actions import appeals, rankings
from scoring.actions.appeals import Plea
from scoring.models import Line, Ranking
from supervision import clock
from supervision.actions.calendars import load_calendar
from supervision.owed import owed_by
from tests.api.program import Program, fields
from tests.instructing import take as take_instruction
from tests.instructing import write
from tests.scoring.test_rankings_step_by_step import NEXT_WEEK, counted, fixed
from tests.town import MONDAY, TUESDAY, Town, at, file_ticket, take

pytestmark = pytest.mark.django_db
NOW = at(MONDAY, "09:30")  # before anything rings


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every edge reads Monday morning."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def office(town: Town) -> Program:
    return Program(town, "office")


def codes(answer, name: str) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["code"] for row in answer.json()[name]]


def test_units_are_found_by_kind_by_name_and_below_one_another(town, office):
    assert codes(office.get("units"), "units") == sorted(town.units)
    assert codes(office.get("units?kind=street"), "units") == ["street_a", "street_b"]
    assert codes(office.get(f"units?under={town.units['street_a'].id}"), "units") == ["community_a1", "street_a"]
    assert codes(office.get("units?q=西城"), "units") == ["street_b"]
    assert codes(office.get("units?q=xcjd"), "units") == ["street_b"]


def test_a_long_list_of_units_goes_on_after_its_mark(town, office, monkeypatch):
    monkeypatch.setattr("supervision.api.queries.PAGE", 4)
    first = office.get("units").json()
    second = office.get(f"units?after={first['after']}").json()
    third = office.get(f"units?after={second['after']}").json()
    assert [u["code"] for page in (first, second, third) for u in page["units"]] == sorted(town.units)
    assert third["after"] is None
    nowhere = office.get("units?after=00000000-0000-0000-0000-000000000000")
    assert (nowhere.status_code, nowhere.json()["code"]) == (422, "bad_cursor")


def test_sites_are_found_as_on_the_page(town, office):
    assert codes(office.get("sites"), "sites") == ["S001", "S002", "S003", "S004"]
    for words in ("菜市场", "dmcsc", "S001"):
        assert codes(office.get(f"sites?q={words}"), "sites") == ["S001"]
    assert codes(office.get("sites?type=alley_back"), "sites") == ["S002"]
    assert codes(office.get(f"sites?unit={town.units['street_b'].id}"), "sites") == ["S003"]
    near = office.get("sites?lon=120.1001&lat=30.1&metres=2000").json()["sites"]
    assert [(site["code"], site["metres"]) for site in near] == [("S001", 10), ("S002", 1463)]
    assert near[0]["zone"]["name"] == "东城" and near[0]["unit"]["name"] == "东城街道"
    assert codes(office.get("sites?lon=120.1001&lat=30.1"), "sites") == ["S001"]


def test_kinds_of_problem_say_their_limit_and_what_proves_a_fix(office):
    found = office.get("categories?q=ENV-03").json()["categories"]
    assert [(row["code"], row["limit"], row["verify"], row["photos"]) for row in found] == [
        ("ENV-03", {"value": 4, "unit": "workhour", "words": "4 工作时"}, "photo_ok", found[0]["photos"])
    ]
    assert found[0]["photos"] >= 1
    every = office.get("categories").json()["categories"]
    usual = office.get("categories?site_type=market_wet").json()["categories"]
    assert 0 < len(usual) < len(every)
    assert {row["group"]["code"] for row in office.get("categories?group=ENV").json()["categories"]} == {"ENV"}


def test_the_calendar_says_which_days_are_worked(office):
    one = office.get("calendar?day=2026-03-02").json()
    hours = [["08:30", "12:00"], ["14:00", "17:30"]]
    assert one == {
        "year": 2026,
        "known": True,
        "days": [{"date": "2026-03-02", "workday": True, "name": "", "hours": hours}],
    }
    month = office.get("calendar?year=2026&month=10").json()["days"]
    assert len(month) == 31 and not month[0]["workday"] and month[0]["name"] and not month[0]["hours"]
    assert len(office.get("calendar").json()["days"]) == 365
    assert office.get("calendar?year=2198").json()["known"] is False


def test_duties_are_those_of_the_entries_in_sight_first_due_first(town, office):
    east = file_ticket(town, now=at(MONDAY, "09:10"))
    west = file_ticket(town, "second_inspector", site="S003", now=at(MONDAY, "09:00"))
    found = office.get("duties?kind=rectify").json()["duties"]
    assert [duty["ticket"]["number"] for duty in found] == [west.number, east.number]
    assert (found[1]["unit"]["name"], found[1]["user"]["name"], found[1]["state"]) == ("东城街道", "李知微", "running")
    clerk = Program(town, "street_clerk")
    assert [duty["ticket"]["number"] for duty in clerk.get("duties").json()["duties"]] == [east.number]
    mine = {str(pk) for pk in owed_by(town.posts["street_clerk"], NOW).values_list("pk", flat=True)}
    assert {duty["id"] for duty in clerk.get("duties?mine=true").json()["duties"]} == mine
    assert office.get("duties?mine=true").json()["duties"] == []
    assert len(office.get(f"duties?unit={town.units['street_b'].id}&kind=rectify").json()["duties"]) == 1
    take(town, "reassign", east, "office", at(MONDAY, "09:20"), unit="street_b", words="改派")
    assert clerk.get("duties").json()["duties"] == []


def test_duties_on_instructions_and_appeals_stand_among_those_on_entries(town, office, monkeypatch):
    ranking = published_week(town)
    now = ranking.announced_at + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: now)
    plea = Plea("on_time_rate", "当日停电", Line.objects.filter(ranking=ranking, role="lead").get().duty_id)
    appeal = appeals.ask(ranking, plea, by=town.actor("street_clerk"), now=now)
    row = write(town, now=now)
    ticket = file_ticket(town, now=now, anyway="另一处")
    found = office.get("duties").json()["duties"]
    assert [(duty["subject"]["kind"], duty["subject"]["path"]) for duty in found] == [
        ("ticket", f"/entries/{ticket.number}/"),  # four office hours, two working days, three
        ("appeal", f"/appeals/{appeal.pk}/"),
        ("instruction", f"/instructions/{row.pk}/"),
    ]
    assert [duty["ticket"] for duty in found[1:]] == [None, None]
    assert found[2]["subject"]["name"].startswith(row.number)
    assert [duty["kind"] for duty in office.get("duties?mine=true").json()["duties"]] == ["appeal"]
    assert [duty["id"] for duty in office.get("duties?kind=instruct").json()["duties"]] == [str(row.duty_id)]
    seen = {
        who: [duty["kind"] for duty in Program(town, who).get("duties").json()["duties"]]
        for who in ("street_clerk", "unit_head", "west_clerk", "inspector", "discipline")
    }
    everything = ["rectify", "appeal", "instruct"]
    assert seen == {
        "street_clerk": everything, "unit_head": everything, "discipline": everything, "west_clerk": [],
        "inspector": ["rectify"],
    }  # fmt: skip
    assert [d["kind"] for d in Program(town, "unit_head").get("duties?mine=true").json()["duties"]] == [
        "rectify", "instruct"
    ]  # fmt: skip
    monkeypatch.setattr("rectification.api.doors.PAGE", 2)
    first = office.get("duties").json()
    rest = office.get(f"duties?after={first['after']}").json()
    assert [duty["kind"] for duty in (*first["duties"], *rest["duties"])] == everything and rest["after"] is None
    take_instruction(town, "withdraw", row, "city_leader", now, "不必了")
    assert office.get("duties?kind=instruct").json()["duties"] == []


def published_week(town) -> Ranking:
    """The first week of March with one late fix, announced."""
    fixed(town, handed_in="16:00")
    ranking = counted(town)
    rankings.announce(ranking, by=town.posts["office"], now=NEXT_WEEK)
    ranking.refresh_from_db()
    return ranking


def test_events_are_those_in_sight_newest_first_and_a_former_holder_has_its_own_span(town, office):
    ticket = file_ticket(town)
    take(town, "reassign", ticket, "office", at(MONDAY, "09:20"), unit="street_b", words="改派")
    take(town, "comment", ticket, "west_clerk", at(MONDAY, "09:25"), words="之后的话")
    actions = [(e["action"], e["ticket"]["number"]) for e in office.get("events").json()["events"]]
    assert actions == [(action, ticket.number) for action in ("comment", "reassign", "file")]
    former = Program(town, "street_clerk")
    assert [e["action"] for e in former.get("events").json()["events"]] == ["reassign", "file"]
    assert [e["action"] for e in former.get(f"tickets/{ticket.number}/events").json()["events"]] == ["file", "reassign"]
    assert [e["action"] for e in former.get(f"tickets/{ticket.number}/events?after=1").json()["events"]] == ["reassign"]
    assert Program(town, "community_clerk").get("events").json() == {"events": [], "after": None}


def test_pages_of_events_and_duties_follow_one_another(town, office, monkeypatch):
    for name in ("doors", "story"):
        monkeypatch.setattr(f"rectification.api.{name}.PAGE", 2)
    tickets = [file_ticket(town, now=at(MONDAY, f"09:0{n}"), anyway="另一处") for n in range(5)]
    numbers = [ticket.number for ticket in tickets]
    for reader in (office, Program(town, "street_clerk")):
        for list_, expected in (("duties", numbers), ("events", numbers[::-1])):
            seen, after = [], ""
            while after is not None:
                page = reader.get(f"{list_}?after={after}" if after else list_).json()
                seen += [row["ticket"]["number"] for row in page[list_]]
                after = page["after"]
            assert seen == expected, list_


@pytest.mark.parametrize(
    "query",
    [
        "units?kind=planet",
        "units?under=x",
        "units?colour=red",
        "units?q=%00",
        "units?kind=street&kind=town",
        "sites?metres=10",
        "sites?lon=120",
        "sites?lat=91&lon=1",
        "sites?lon=NaN&lat=1",
        "sites?after=%F0",
        "categories?page=2",
        "calendar?year=1",
        "calendar?month=3",
        "calendar?day=2026-02-30",
        "calendar?day=2026-03-02&year=2026",
        "duties?state=done",
        "duties?mine=perhaps",
        "events?after=1",
        "tickets?q=%00",
        "tickets?unit=",
        "tickets?since=yesterday",
        f"tickets?q={'x' * 81}",
        "tickets?state=open&state=closed",
        "tokens?all=1",
        "me?who=1",
    ],
)
def test_a_condition_that_cannot_be_read_is_named(office, query):
    answer = office.get(query)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_filter")
    asked = {pair.partition("=")[0] for pair in query.partition("?")[2].split("&")}
    assert asked & set(fields(answer)) or {"lat", "lon", "year"} & set(fields(answer))


def test_lists_cost_the_same_for_few_rows_and_for_many(town, office):
    clerk = Program(town, "street_clerk")
    lists = ("duties", "events", "units", "sites", "categories", "calendar", "tokens", "sites?lon=120.1&lat=30.1")

    def cost(reader: Program, path: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert reader.get(path).status_code == 200
        return len(seen)

    file_ticket(town)
    load_calendar()
    before = {(reader, path): cost(reader, path) for reader in (office, clerk) for path in lists}
    for n in range(8):
        file_ticket(town, now=at(MONDAY, f"09:0{n}"), anyway="另一处")
    assert {key: cost(*key) for key in before} == before
    assert max(n for (_who, path), n in before.items() if path != "duties") <= 9
    assert max(n for (_who, path), n in before.items() if path == "duties") <= 14  # three scopes


def test_who_would_get_it_is_said_in_the_words_of_the_page(town):
    leader = Program(town, "team_leader")
    found = leader.get(f"tickets/preview?category=ENV-03&site={town.sites['S001'].id}").json()
    assert (found["unit_name"], found["user_name"], found["why"]) == ("东城街道", "李知微", "routed")
    assert "4 工作时" in found["words"]
    assert next(row["outcome"] for row in found["tried"]) == "resolved"
    refused = leader.get("tickets/preview?category=ENV-03&lon=120.1")
    assert (refused.status_code, fields(refused)) == (422, ["lat"])
    assert Program(town, "street_clerk").get("tickets/preview?category=ENV-03").status_code == 403


def test_what_came_back_is_told_only_to_whoever_may_read_the_old_entry(town, monkeypatch):
    old = file_ticket(town, "second_inspector")
    take(town, "submit", old, "street_clerk", at(MONDAY, "09:10"), photos=1)
    take(town, "pass", old, "second_leader", at(MONDAY, "09:20"))
    query = f"tickets/preview?category=ENV-03&site={town.sites['S001'].id}"
    assert Program(town, "office").get(query).json()["relapse"] == old.number
    assert Program(town, "inspector").get(query).json()["relapse"] is None


def test_an_entry_is_opened_and_moved_by_its_number_and_the_reply_names_the_steps_now_open(town):
    ticket, clerk = file_ticket(town), Program(town, "street_clerk")
    by_number, by_id = clerk.get(f"tickets/{ticket.number}/").json(), clerk.get(f"tickets/{ticket.pk}").json()
    assert by_number == by_id
    received = clerk.post(f"tickets/{ticket.number}/steps/receive/", {"expected": by_number["seq"]}).json()
    assert (received["number"], received["status"], received["seq"]) == (ticket.number, "rectifying", 2)
    named = {step["action"]: step["needs"] for step in received["steps"]}
    assert named["submit"] == ["after_photo"] and "receive" not in named
    assert received["steps"] == clerk.get(f"tickets/{ticket.number}").json()["steps"]
    given = {"unit": str(town.units["street_b"].id), "words": "改派"}
    leader = Program(town, "team_leader").post(f"tickets/{ticket.number}/steps/reassign", given)
    assert leader.status_code == 200 and leader.json()["steps"]
    for wrong in ("LC2603-99999", "LC2603-1%00", "x", "%F0%9F%98%80", "9" * 300):
        assert clerk.get(f"tickets/{wrong}").status_code == 404
        assert clerk.post(f"tickets/{wrong}/steps/receive", {}).status_code == 404


def test_what_the_api_lists_is_what_the_pages_may_show(town):
    for n, who in enumerate(("inspector", "second_inspector")):
        file_ticket(town, who, site=("S001", "S003")[n], now=at(MONDAY, f"09:1{n}"))
    for name in ("office", "street_clerk", "west_clerk", "inspector", "city_leader", "market_clerk"):
        seen = {t["number"] for t in Program(town, name).get("tickets").json()["tickets"]}
        viewer = Viewer(town.actor(name), TUESDAY, load_calendar())
        assert (
            seen
            == set(viewer.present().values_list("number", flat=True))
            <= set(Ticket.objects.values_list("number", flat=True))
        )


def test_pages_of_the_plain_list_are_the_scope_in_order_also_for_entries_of_one_moment(town):
    for n in range(53):
        by, site = (("inspector", "S001"), ("second_inspector", "S003"))[n % 9 == 3]
        file_ticket(town, by, site=site, now=at(MONDAY, f"09:0{n // 8}"), anyway="另一处")
    moved = Ticket.objects.earliest("filed_at", "id")
    take(town, "reassign", moved, "office", at(MONDAY, "09:20"), unit="street_b", words="改派")
    for name in ("street_clerk", "west_clerk", "inspector", "office", "community_clerk"):
        reader, seen, after = Program(town, name), [], ""
        while after is not None:
            page = reader.get(f"tickets?after={after}" if after else "tickets").json()
            seen += [ticket["number"] for ticket in page["tickets"]]
            after = page["after"]
        present = Viewer(town.actor(name), NOW, load_calendar()).present()
        assert seen == list(present.order_by("-filed_at", "-id").values_list("number", flat=True)), name
