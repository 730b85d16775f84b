"""The ladder as data: a draft is refused or played, a version holds for clocks that start after it (ENGINE 6, 8)."""

import pytest

from supervision.actions import calendars
from supervision.actions.jobs import run_waiting
from supervision.actions.ladder_edit import LADDER_STREAM, change_ladder
from supervision.actions.rebuild import rebuild
from supervision.actions.sweep import sweep
from supervision.ladder import BUILT_IN
from supervision.ladder_draft import exchanged, rules_of
from supervision.models import Duty, Event, Job, LadderVersion, Notice
from supervision.refusals import Conflict, Refused
from tests.town import FRIDAY, MONDAY, THURSDAY, TUESDAY, at, file_ticket, take

URL = "/office/ladder/"


@pytest.fixture(autouse=True)
def fresh_memory():
    """A version is kept in memory for ever, as it never changes; only a test takes one back."""
    yield
    for number in [number for number in calendars._ladders if number != BUILT_IN.number]:
        del calendars._ladders[number]


@pytest.fixture
def office(hands):
    return hands("office")


def filled(office, kind: str = "rectify", **changes) -> dict:
    """The form as it stands, with changes; a field set to None is left out."""
    form = office.get(f"{URL}{kind}/").context["form"]
    given = {"kinds": list(form.fields["kinds"].initial), "expected": form_seq(office, kind)}
    for name, field in form.fields.items():
        if name != "kinds" and field.initial not in (None, False) and not field.disabled:
            given[name] = list(field.initial) if isinstance(field.initial, tuple) else field.initial
    return {name: value for name, value in (given | changes).items() if value is not None}


def form_seq(office, kind: str) -> int:
    return office.get(f"{URL}{kind}/").context["edit"]["expected"]


def drafted(office, kind: str = "rectify", **changes) -> str:
    """The address of a draft."""
    answer = office.post(f"{URL}{kind}/", **filled(office, kind, **changes))
    assert answer.status_code == 302, answer.context["form"].errors
    return answer["Location"]


def changed(town, now) -> int:
    """A version in which the office hears of a reminder, too."""
    own = [
        r if r.rung.code != "reminder" else type(r)(**{**fields(r), "recipients": (*r.recipients, "office")})
        for r in rules_of(calendars.ladder(calendars.ladder_in_force(now)).rules, "rectify")
    ]
    stands = calendars.ladder(calendars.ladder_in_force(now)).rules
    return change_ladder(exchanged(stands, ["rectify"], own), "常委会议定", by=town.posts["office"], now=now)


def fields(rule) -> dict:
    return {name: getattr(rule, name) for name in rule.__dataclass_fields__}


def told(ticket, rung: str) -> set:
    """Who was told of a rung of the entry."""
    rows = Notice.objects.filter(subject_id=ticket.id, key=f"rung.{rung}")
    return {row.user.username for row in rows.select_related("user")}


def test_a_new_version_holds_for_clocks_that_start_after_it(town):
    before = file_ticket(town, now=at(MONDAY, "09:00"))
    assert changed(town, at(MONDAY, "09:30")) == 2
    after = file_ticket(town, now=at(MONDAY, "10:00"), anyway="另一处")
    sweep(at(MONDAY, "17:00"))
    assert told(before, "reminder") == {"street_clerk", "unit_head"}
    assert told(after, "reminder") == {"street_clerk", "unit_head", "office"}
    assert [ticket.lead_duty.ladder for ticket in (before, after)] == [1, 2]
    fired = Event.objects.filter(stream_id__in=[before.id, after.id], action="rung")
    assert {(e.stream_id, e.facts["ladder"]) for e in fired} == {(before.id, 1), (after.id, 2)}
    assert rebuild() == {}


def test_the_next_clock_of_the_same_duty_follows_the_version_of_its_own_start(town):
    ticket = file_ticket(town, now=at(MONDAY, "09:00"))
    changed(town, at(MONDAY, "09:30"))
    take(town, "submit", ticket, "street_clerk", at(MONDAY, "10:00"), photos=1)
    duty = Duty.objects.get(pk=ticket.lead_duty_id)
    assert duty.ladder == 1
    take(town, "fail", ticket, "inspector", at(MONDAY, "10:30"), words="未清理")
    duty.refresh_from_db()
    assert duty.ladder == 2
    assert rebuild() == {}


def test_the_version_says_who_and_why_in_the_ladders_own_stream(town, office):
    changed(town, at(MONDAY, "09:30"))
    event = Event.objects.get(stream_id=LADDER_STREAM)
    assert (event.stream_kind, event.action, event.actor_id) == ("ladder", "version", town.people["office"].id)
    assert event.facts["version"] == 2
    page = office.get(URL).content.decode()
    assert "第 2 版" in page and "常委会议定" in page and "增加告知" in page


def test_two_people_at_once_get_one_version_and_one_message(town):
    changed(town, at(MONDAY, "09:30"))
    own = rules_of(BUILT_IN.rules, "review")
    more = [type(own[0])(**{**fields(own[0]), "recipients": ("handler", "office")}), *own[1:]]
    with pytest.raises(Conflict):
        change_ladder(
            exchanged(BUILT_IN.rules, ["review"], more), "再改", by=town.posts["office"],
            now=at(MONDAY, "09:40"), expected=0,
        )  # fmt: skip


NONSENSE = [
    # (what is filled in, what is said)
    ({"r2_when": "share", "r2_n": 50}, "督办（时限用去 50％ 时）须在预警"),
    ({"r2_when": "due"}, "须在催办"),
    ({"r1_to": None}, "没有任何人会得到告知"),
    ({"r1_on": None, "r2_on": None, "r6_on": None}, "任何时限都不能无声超过"),
    ({"r2_n": ""}, "请填写数值"),
    ({"r9_on": "on", "r9_confirm": None}, "约谈须由人确认"),
]


@pytest.mark.parametrize(("changes", "words"), NONSENSE)
def test_a_ladder_nobody_could_climb_is_refused_in_words(town, office, changes, words):
    answer = office.post(f"{URL}rectify/", **filled(office, **changes))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Job.objects.exists() and not LadderVersion.objects.exists()


def test_nonsense_is_refused_whichever_door_it_comes_through(town):
    silent = [type(r)(**{**fields(r), "recipients": ()}) for r in rules_of(BUILT_IN.rules, "rectify")]
    with pytest.raises(Refused):
        change_ladder(exchanged(BUILT_IN.rules, ["rectify"], silent), "x", by=town.posts["office"], now=MONDAY)


def test_nothing_changed_makes_no_draft(town, office):
    answer = office.post(f"{URL}rectify/", **filled(office))
    assert answer.status_code == 422 and not Job.objects.exists()


def test_one_kind_of_duty_can_leave_the_ladder_it_shared(town, office, stand):
    stand(at(MONDAY, "10:00"))
    url = drafted(office, "review", kinds=["review"], r2_n=2)
    answer = office.post(url, why="复查从宽", expected=0)
    assert answer["Location"] == URL
    rules = calendars.ladder(2)
    three = {
        kind: [str(getattr(r.moment, "limit", "")) for r in rules.rules_for(kind)] for kind in ("review", "decide")
    }
    assert three == {"review": ["", "", "2 workday"], "decide": ["", "", "1 workday"]}
    assert len(office.get(URL).context["ladders"]) == 3


def test_a_draft_is_played_before_it_is_in_force_and_writes_nothing(town, office, stand):
    ticket = file_ticket(town, now=at(MONDAY, "09:00"))  # due 14:30
    on_time = file_ticket(town, now=at(MONDAY, "09:10"), anyway="另一处")
    take(town, "submit", on_time, "street_clerk", at(MONDAY, "09:20"), photos=1)
    stand(at(MONDAY, "16:00"))
    events = Event.objects.count()
    url = drafted(office, r1_to=["handler", "unit_head", "office"], r0_n=50)
    assert office.get(url).context["play"] is None
    run_waiting(lambda: at(MONDAY, "16:00"))
    page = office.get(url)
    play = page.context["play"]
    rows = {(g["rung"]["level"], row["who"]): (row["before"], row["after"]) for g in play["rungs"] for row in g["rows"]}
    assert play["clocks"] == 2 and play["changed"] == 1
    assert {key[0]: value for key, value in rows.items() if key[0] == 1} == {1: (1, 1)}
    assert sorted(value for key, value in rows.items() if key[0] == 2) == [(0, 1), (1, 1), (1, 1)]
    assert [one["number"] for one in play["examples"]] == [ticket.number]
    assert ticket.number in page.content.decode()
    (person,) = play["persons"]
    assert person["who"] == str(town.people["office"]) and play["others"] == 0
    assert person["rungs"] == [{"rung": "催办", "before": 0, "after": 1}]
    assert Event.objects.count() == events and not LadderVersion.objects.exists()
    office.post(url, why="试行", expected=0)
    assert LadderVersion.objects.get().version == 2


def test_a_draft_of_yesterday_does_not_overwrite_todays_version(town, office, stand):
    url = drafted(office, r1_to=["handler"])
    changed(town, at(MONDAY, "11:00"))
    stand(at(MONDAY, "12:00"))
    answer = office.post(url, why="试行", expected=0)
    assert answer.status_code == 409
    assert LadderVersion.objects.count() == 1


def test_only_the_office_makes_ladders(town, hands, office):
    url = drafted(office, r1_to=["handler"])
    for name in ("team_leader", "unit_head", "city_leader"):
        assert {hands(name).get(path).status_code for path in (URL, f"{URL}rectify/", url)} == {403}


def test_checkers_and_deciders_have_a_ladder_that_really_tells_somebody(town):
    """The checker is as accountable as the checked: what is not judged climbs to the team leader and the office."""
    ticket = file_ticket(town, now=at(MONDAY, "09:00"))
    take(town, "submit", ticket, "street_clerk", at(MONDAY, "09:30"), photos=1)
    sweep(at(FRIDAY, "17:00"))
    assert told(ticket, "reminder") == {"inspector"} or told(ticket, "reminder") == {"team_leader"}
    assert told(ticket, "supervision") - told(ticket, "reminder")


def test_the_superior_of_a_team_leader_is_the_office_and_of_the_office_a_city_leader(town):
    asked = file_ticket(town, now=at(MONDAY, "09:00"))
    take(town, "ask", asked, "street_clerk", at(MONDAY, "09:30"), petition="return", words="不属本街道")
    take(town, "ask", asked, "street_clerk", at(MONDAY, "09:40"), petition="suspension", words="需施工", until=FRIDAY)
    sweep(at(THURSDAY, "17:00"))
    heard = [
        {row.user.username for row in Notice.objects.filter(event_id=event.id).select_related("user")}
        for event in Event.objects.filter(stream_id=asked.id, action="rung").order_by("seq")
        if event.facts["kind"] == "decide" and event.facts["rung"] == "supervision"
    ]
    assert heard == [{"team_leader", "office"}, {"office", "city_leader"}]


def test_a_note_a_screening_and_a_dispatch_that_nobody_makes_are_heard_of(town):
    report = file_ticket(town, now=at(MONDAY, "09:00"), source="hotline")
    sweep(at(THURSDAY, "17:00"))
    assert told(report, "supervision") == {"office", "city_leader"}


def test_whoever_the_place_is_contracted_to_can_be_told(town):
    from supervision.actions.contracts import make_contract
    from supervision.models import ContractKind

    ContractKind.objects.create(code="link", name="挂点", name_en="Link")
    leader = town.people["city_leader"]
    make_contract("link", town.units["city"].id, leader, "site", town.sites["S001"].id, now=at(MONDAY, "08:00"))
    own = [
        type(r)(**{**fields(r), "recipients": ("contract_leader", "city_leader")}) if r.rung.code == "reminder" else r
        for r in rules_of(BUILT_IN.rules, "rectify")
    ]
    change_ladder(exchanged(BUILT_IN.rules, ["rectify"], own), "x", by=town.posts["office"], now=at(MONDAY, "08:30"))
    here, there = (file_ticket(town, site=site, now=at(MONDAY, "09:00")) for site in ("S001", "S003"))
    sweep(at(TUESDAY, "17:00"))
    relations = {
        e.stream_id: [row[2] for row in e.facts["told"]]
        for e in Event.objects.filter(action="rung", stream_id__in=[here.id, there.id])
        if e.facts["rung"] == "reminder"
    }
    assert relations == {here.id: ["contract_leader"], there.id: ["city_leader"]}
