"""挂牌督办: proposed by time or count, confirmed with a leader and a date, on the board until fixed (ENGINE 8, 9)."""

from datetime import timedelta

import pytest

from rectification.models import Measure, Ticket
from rectification.workflow import Action
from supervision.actions.rebuild import rebuild
from supervision.actions.sweep import sweep
from supervision.actions.verify import verify
from supervision.ids import new_id
from supervision.models import Duty, Event, Notice
from supervision.mornings import by_person
from supervision.refusals import NotAllowed, Refused
from tests.pages.conftest import hands, stand  # noqa: F401 - fixtures
from tests.town import FRIDAY, MONDAY, THURSDAY, TUESDAY, at, file_ticket, take

LATE = at(FRIDAY, "09:00")  # due Monday 14:30; supervision Tuesday, listed Thursday at the close of office
TARGET = at(FRIDAY, "17:30") + timedelta(days=7)


def told(ticket: Ticket, key: str) -> set[str]:
    """Who was told of something on the entry."""
    return {row.user.username for row in Notice.objects.filter(subject_id=ticket.id, key=key).select_related("user")}


def rungs(ticket: Ticket) -> list[tuple[str, str]]:
    """Rungs of the lead duty with their states."""
    return [(code, state) for _clock, code, state, _at in Duty.objects.get(pk=ticket.lead_duty_id).rungs]


def proposed(town, now=LATE) -> Ticket:
    """Three working days past due."""
    ticket = file_ticket(town, now=at(MONDAY, "09:00"))
    sweep(now)
    return ticket


def confirm(town, ticket: Ticket, now=LATE, **more):
    """The office names the city leader and the date."""
    terms = {"person": town.posts["city_leader"].id, "until": TARGET, **more}
    return take(town, "confirm_rung", ticket, "office", now, rung="listed", **terms)


def board(hands, stand, who: str, now=LATE) -> dict:  # noqa: F811 - the fixtures come as arguments
    stand(now)
    return hands(who).get("/listed/").context


def test_three_working_days_after_its_time_it_is_proposed_to_the_office_and_does_not_stand_yet(town):
    ticket = proposed(town)
    assert rungs(ticket)[-1] == ("listed", "proposed")
    assert Duty.objects.get(pk=ticket.lead_duty_id).highest_rung == 2
    assert told(ticket, "proposal.listed") == {"office"}
    assert told(ticket, "rung.listed") == set()
    event = Event.objects.get(stream_id=ticket.id, once__endswith=":listed")
    assert event.occurs_at == at(THURSDAY, "17:30") and event.facts["state"] == "proposed"
    row = Measure.objects.get(ticket=ticket)
    assert row.waits and not row.stands


def test_it_is_proposed_once_however_often_the_worker_looks(town):
    ticket = proposed(town)
    sweep(LATE)
    sweep(at(FRIDAY, "18:00"))
    assert rungs(ticket).count(("listed", "proposed")) == 1
    assert rebuild() == {} and list(verify()) == []


def test_confirming_names_a_leader_and_a_date_and_tells_everybody(town):
    ticket = proposed(town)
    event = confirm(town, ticket)
    assert rungs(ticket)[-1] == ("listed", "confirmed")
    assert Duty.objects.get(pk=ticket.lead_duty_id).highest_rung == 3
    row = Measure.objects.get(ticket=ticket)
    assert row.stands and (row.post_id, row.until) == (town.posts["city_leader"].id, TARGET)
    assert row.confirmed_by == town.people["office"]
    assert event.facts["leader"] == str(town.posts["city_leader"].id)
    assert {"city_leader", "unit_head", "team_leader"} <= told(ticket, "rung.listed")
    assert rebuild() == {} and list(verify()) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"person": None}, "no_leader"),
        ({"person": new_id()}, "no_leader"),
        ({"until": None}, "date_needed"),
        ({"until": MONDAY}, "date_needed"),
        ({"until": FRIDAY + timedelta(days=4000)}, "date_far"),
    ],
)
def test_without_a_leader_of_now_or_a_date_ahead_nothing_is_listed(town, change, code):
    ticket = proposed(town)
    with pytest.raises(Refused) as refused:
        confirm(town, ticket, **change)
    assert refused.value.code == code
    assert rungs(ticket)[-1] == ("listed", "proposed")


def test_a_post_that_is_no_city_leaders_cannot_lead_it(town):
    ticket = proposed(town)
    with pytest.raises(Refused):
        confirm(town, ticket, person=town.posts["team_leader"].id)


@pytest.mark.parametrize("who", ["team_leader", "unit_head", "street_clerk", "discipline"])
def test_only_the_office_and_a_city_leader_confirm(town, who):
    ticket = proposed(town)
    with pytest.raises(NotAllowed):
        take(
            town, "confirm_rung", ticket, who, LATE,
            rung="listed", person=town.posts["city_leader"].id, until=TARGET,
        )  # fmt: skip


def test_a_city_leader_gives_the_word_and_leads_it_himself(town):
    ticket = proposed(town)
    leader = town.posts["city_leader"]
    event = take(town, "confirm_rung", ticket, "city_leader", LATE, rung="listed", person=leader.id, until=TARGET)
    row = Measure.objects.get(ticket=ticket)
    assert row.stands and (row.post_id, row.confirmed_by_id) == (leader.id, town.people["city_leader"].id)
    assert event.post_id == leader.id
    with pytest.raises(Refused) as refused:  # whoever comes second, is told
        confirm(town, ticket)
    assert refused.value.code == "nothing_to_confirm"


def test_the_third_failed_check_proposes_it_whatever_the_time(town):
    ticket = file_ticket(town, now=at(MONDAY, "09:00"))
    for number in range(3):
        take(town, "submit", ticket, "street_clerk", at(MONDAY, f"09:{10 + number * 10}"), photos=1)
        assert rungs(ticket) == []
        take(town, "fail", ticket, "inspector", at(MONDAY, f"09:{15 + number * 10}"), words="未清理")
    assert rungs(ticket) == [("listed", "proposed")]
    event = Event.objects.get(stream_id=ticket.id, action="rung")
    assert event.facts["count"] == ["failed_check", 3]
    # the clock's own rungs go their own way, and the fourth failure proposes nothing
    sweep(at(TUESDAY, "10:00"))
    assert ("reminder", "fired") in rungs(ticket)
    take(town, "submit", ticket, "street_clerk", at(TUESDAY, "10:10"), photos=1)
    take(town, "fail", ticket, "inspector", at(TUESDAY, "10:20"), words="未清理")
    assert [state for code, state in rungs(ticket) if code == "listed"] == ["proposed"]
    assert rebuild() == {}


def test_the_second_relapse_in_the_chain_proposes_it_at_the_filing(town):
    chain = []
    for day in (MONDAY, TUESDAY, FRIDAY):
        ticket = file_ticket(town, now=at(day, "09:00"))
        chain.append(ticket)
        if day != FRIDAY:
            take(town, "submit", ticket, "street_clerk", at(day, "09:10"), photos=1)
            take(town, "pass", ticket, "inspector", at(day, "09:20"))
    assert [ticket.relapse_count for ticket in chain] == [0, 1, 2]
    assert [rungs(ticket) for ticket in chain] == [[], [], [("listed", "proposed")]]
    assert Measure.objects.get().ticket == chain[-1]


def test_a_rung_that_was_counted_is_not_premature_when_the_calendar_is_corrected(town):
    from rectification.correction import correct_ticket
    from supervision.actions.calendar_edit import set_day

    ticket = file_ticket(town, now=at(MONDAY, "09:00"))
    for number in range(3):
        take(town, "submit", ticket, "street_clerk", at(MONDAY, f"09:{10 + number * 10}"), photos=1)
        take(town, "fail", ticket, "inspector", at(MONDAY, f"09:{15 + number * 10}"), words="未清理")
    set_day(MONDAY.date(), "off", "台风", "台风", now=at(MONDAY, "10:00"))
    correct_ticket(ticket.id, at(MONDAY, "10:01"), "k")
    assert rungs(ticket) == [("listed", "proposed")]


def test_a_part_of_the_work_is_not_proposed_beside_its_lead(town):
    ticket = file_ticket(town, now=at(MONDAY, "09:00"))
    take(town, "sub_assign", ticket, "street_clerk", at(MONDAY, "09:10"), unit="community_a1")
    sweep(LATE)
    assert Measure.objects.filter(ticket=ticket).count() == 1


def test_taken_back_it_leaves_the_board_and_stays_visible(town, hands, stand):  # noqa: F811
    ticket = proposed(town)
    confirm(town, ticket)
    take(town, "revoke_rung", ticket, "office", at(FRIDAY, "10:00"), rung="listed", words="已另行安排")
    assert rungs(ticket)[-1] == ("listed", "revoked")
    assert "city_leader" in told(ticket, "rung_revoked")
    assert board(hands, stand, "office", at(FRIDAY, "11:00"))["n"] == 0
    assert "已另行安排" in hands("office").get(f"/entries/{ticket.number}/").content.decode()
    assert rebuild() == {}


def test_struck_off_it_leaves_the_board(town, hands, stand):  # noqa: F811
    ticket = proposed(town)
    confirm(town, ticket)
    assert board(hands, stand, "city_leader")["n"] == 1
    take(town, "submit", ticket, "street_clerk", at(FRIDAY, "10:00"), photos=1, words="已清运")
    shown = board(hands, stand, "city_leader", at(FRIDAY, "10:05"))["entries"][0]
    assert [note["text"] for note in shown["notes"]] == ["已清运"]
    take(town, "pass", ticket, "inspector", at(FRIDAY, "10:10"))
    after = board(hands, stand, "city_leader", at(FRIDAY, "10:20"))
    assert (after["n"], [row["number"] for row in after["lifted"]]) == (0, [ticket.number])


def test_a_leader_sets_it_by_hand_and_the_office_completes_it(town, hands, stand):  # noqa: F811
    ticket = file_ticket(town, now=at(MONDAY, "09:00"))
    take(town, "set_rung", ticket, "city_leader", at(MONDAY, "09:30"), rung="listed", words="影响恶劣")
    assert told(ticket, "proposal.listed") == {"office"}
    page = board(hands, stand, "office", at(MONDAY, "09:40"))
    assert [row["number"] for row in page["waits"]] == [ticket.number]
    confirm(town, ticket, now=at(MONDAY, "10:00"))
    assert board(hands, stand, "office", at(MONDAY, "10:10"))["n"] == 1


def test_what_stands_is_not_asked_for_twice(town):
    """A new clock reaches the rung again: the office has given its word already."""
    ticket = proposed(town)
    confirm(town, ticket)
    take(town, "submit", ticket, "street_clerk", at(FRIDAY, "10:00"), photos=1)
    take(town, "fail", ticket, "inspector", at(FRIDAY, "10:30"), words="未清理")
    sweep(at(FRIDAY, "10:00") + timedelta(days=10))
    assert [state for code, state in rungs(ticket) if code == "listed"] == ["confirmed", "confirmed"]
    assert Notice.objects.filter(subject_id=ticket.id, key="proposal.listed").count() == 1


def test_the_board_shows_each_reader_their_own_scope(town, hands, stand):  # noqa: F811
    ticket = proposed(town)
    confirm(town, ticket)
    seen = {
        who: [row["number"] for row in board(hands, stand, who)["entries"]]
        for who in ("office", "city_leader", "discipline", "team_leader", "street_clerk", "west_clerk", "second_leader")
    }
    own = [ticket.number]
    assert seen == {
        "office": own, "city_leader": own, "discipline": own, "team_leader": own, "street_clerk": own,
        "west_clerk": [], "second_leader": [],
    }  # fmt: skip


def test_only_the_office_is_shown_what_waits_for_its_word(town, hands, stand):  # noqa: F811
    ticket = proposed(town)
    assert [row["number"] for row in board(hands, stand, "office")["waits"]] == [ticket.number]
    assert board(hands, stand, "team_leader")["waits"] == []


def test_a_note_of_progress_is_shown_on_the_board_and_reaches_the_leader(town, hands, stand):  # noqa: F811
    ticket = proposed(town)
    confirm(town, ticket)
    take(town, "comment", ticket, "unit_head", at(FRIDAY, "11:00"), words="已协调两车清运")
    note = board(hands, stand, "city_leader", at(FRIDAY, "11:10"))["entries"][0]["notes"][0]
    assert (note["who"], note["text"]) == ("高明远", "已协调两车清运")
    assert "city_leader" in told(ticket, "comment")


def test_the_offices_form_asks_for_leader_and_date(town, hands, stand):  # noqa: F811
    ticket = proposed(town)
    stand(LATE)
    office, url = hands("office"), f"/entries/{ticket.number}/confirm_rung/"
    page = office.get(url)
    assert {"rung", "person", "until"} <= set(page.context["form"].fields)
    assert [label for _value, label in page.context["form"].fields["person"].choices] == ["林正清 · 市领导"]
    missing = office.post(url, rung="listed", expected=page.context["step"]["expected"], key="k1")
    assert missing.status_code == 422
    done = office.post(
        url, rung="listed", person=str(town.posts["city_leader"].id), until=TARGET.date().isoformat(),
        expected=page.context["step"]["expected"], key="k2",
    )  # fmt: skip
    assert done.status_code == 302
    entry = hands("street_clerk").get(f"/entries/{ticket.number}/")
    assert entry.context["listing"]["leader"] == "澜川市 林正清"
    assert "挂牌督办" in entry.content.decode()


def test_the_board_asks_as_much_of_the_database_for_one_as_for_five(town, hands, stand):  # noqa: F811
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries() -> int:
        stand(at(FRIDAY, "12:00"))
        client = hands("office")
        with CaptureQueriesContext(
            connection,
        ) as caught:
            client.get("/listed/")
        return len(caught)

    def noted(ticket: Ticket) -> None:
        confirm(town, ticket, now=at(FRIDAY, "10:00"))
        take(town, Action.COMMENT, ticket, "unit_head", at(FRIDAY, "11:00"), words="进展")

    noted(proposed(town))
    one = queries()
    for number in range(4):
        more = file_ticket(town, now=at(MONDAY, "09:00"), anyway="另一处")
        sweep(at(FRIDAY, f"09:1{number}"))
        noted(more)
    assert queries() == one


def test_when_the_target_date_comes_the_leader_and_the_office_read_it_in_the_morning(town):
    confirm(town, proposed(town))

    def said(day, who: str) -> int:
        return by_person(at(day, "08:30")).get(town.people[who].id, {}).get("promised", 0)

    assert said(TARGET - timedelta(days=1), "city_leader") == said(TARGET - timedelta(days=1), "office") == 0
    assert said(TARGET, "city_leader") == said(TARGET, "office") == 1
    assert said(TARGET + timedelta(days=3), "city_leader") == 1  # until it is struck off
    assert said(TARGET, "unit_head") == 0
