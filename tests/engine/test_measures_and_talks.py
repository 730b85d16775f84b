"""通报, 约谈, 问责: proposed, heard, confirmed with number and date, taken back with a reason (ENGINE 8)."""

from datetime import date, timedelta

import pytest

from rectification.correction import correct_ticket
from rectification.models import Measure, Ticket
from supervision.actions.calendar_edit import set_day
from supervision.actions.sweep import sweep
from supervision.ids import new_id
from supervision.models import Duty, Event
from supervision.refusals import NotAllowed, Refused
from tests.calling import DAY, NOON, NUMBER, PROMISED, confirm, file_of, lead, proposed, record, told, whole
from tests.town import FRIDAY, MONDAY, THURSDAY, WEDNESDAY, at, file_ticket, take


@pytest.mark.parametrize("rung", ["circular", "talk", "accountability"])
def test_set_by_hand_it_waits_for_the_office_and_the_unit_may_speak(town, rung):
    ticket = proposed(town, rung)
    assert lead(ticket).highest_rung == -1  # it does not stand yet
    assert told(ticket, f"proposal.{rung}") == {"office"}
    assert told(ticket, f"hearing.{rung}") == {"street_clerk", "unit_head"}
    assert told(ticket, f"rung.{rung}") == set()
    assert file_of(ticket, rung).waits


@pytest.mark.parametrize(("rung", "level"), [("circular", 4), ("talk", 5), ("accountability", 6)])
def test_confirmed_it_carries_number_and_date_and_everybody_hears(town, rung, level):
    ticket = proposed(town, rung)
    event = confirm(town, ticket, rung)
    row = file_of(ticket, rung)
    assert row.stands and (row.number, row.dated, row.confirmed_by) == (NUMBER, DAY, town.people["office"])
    assert (event.facts["document"], event.facts["dated"]) == (NUMBER, "2026-03-03")
    assert lead(ticket).highest_rung == level
    assert {"street_clerk", "city_leader"} <= told(ticket, f"rung.{rung}")
    whole()


REFUSED = {
    "no number": ("confirm", {"number": ""}, "number_needed"),
    "a number of spaces": ("confirm", {"number": " \u3000 "}, "number_needed"),
    "a number too long": ("confirm", {"number": "约" * 61}, "number_long"),
    "a number nobody can keep": ("confirm", {"number": "1\x00"}, "bad_text"),
    "no date": ("confirm", {"on": None}, "day_needed"),
    "a date ahead": ("confirm", {"on": WEDNESDAY.date()}, "day_wrong"),
    "a date before the entry": ("confirm", {"on": date(2026, 3, 1)}, "day_wrong"),
    "another rung": ("confirm", {"rung": "circular"}, "nothing_to_confirm"),
    "no such rung": ("confirm", {"rung": "prison"}, "no_such_rung"),
    "set twice": ("set", {}, "rung_waits"),
    "a statement on nothing": ("state", {"rung": "circular"}, "nothing_waits"),
    "a statement of no words": ("state", {"words": " "}, "needs_words"),
    "a talk that nobody called": ("record", {}, "no_talk"),
}
TALK_REFUSED = {
    "a statement when it is decided": ("state", {}, "nothing_waits"),
    "confirmed twice": ("confirm", {"number": "别的"}, "nothing_to_confirm"),
    "set again": ("set", {}, "rung_stands"),
    "no promise": ("record", {"words": ""}, "needs_words"),
    "nobody held it": ("record", {"person": None}, "needs_person"),
    "somebody unknown held it": ("record", {"person": new_id()}, "no_such_post"),
    "nobody came": ("record", {"partner": None}, "no_such_post"),
    "the promise lies behind": ("record", {"until": at(MONDAY, "09:00")}, "date_needed"),
    "the promise lies beyond reckoning": ("record", {"until": FRIDAY + timedelta(days=9000)}, "date_far"),
    "no day": ("record", {"on": None}, "day_needed"),
    "a day ahead": ("record", {"on": FRIDAY.date()}, "day_wrong"),
    "before it was called": ("record", {"on": MONDAY.date()}, "day_wrong"),
}


def attempt(town, ticket: Ticket, what: str, more: dict) -> None:
    """One thing somebody tries."""
    if what == "confirm":
        confirm(town, ticket, **more)
    elif what == "record":
        record(town, ticket, **more)
    elif what == "set":
        take(town, "set_rung", ticket, "office", NOON, rung="talk", words="再提")
    else:
        take(town, "state", ticket, "unit_head", NOON, **{"rung": "talk", "words": "情况说明", **more})


@pytest.mark.parametrize(("what", "more", "code"), REFUSED.values(), ids=REFUSED)
def test_refused_while_it_waits(town, what, more, code):
    ticket = proposed(town)
    events = Event.objects.filter(stream_id=ticket.id).count()
    with pytest.raises(Refused) as refused:
        attempt(town, ticket, what, more)
    assert refused.value.code == code
    assert Event.objects.filter(stream_id=ticket.id, actor_id__isnull=False).count() <= events
    assert file_of(ticket).waits


@pytest.mark.parametrize(("what", "more", "code"), TALK_REFUSED.values(), ids=TALK_REFUSED)
def test_refused_once_it_stands(town, what, more, code):
    ticket = proposed(town)
    confirm(town, ticket)
    with pytest.raises(Refused) as refused:
        attempt(town, ticket, what, more)
    assert refused.value.code == code
    assert file_of(ticket).held_on is None


@pytest.mark.parametrize(
    ("who", "as_"), [("person", "street_clerk"), ("person", "inspector"), ("partner", "inspector"),
                     ("partner", "west_clerk"), ("partner", "city_leader")],
)  # fmt: skip
def test_a_talk_is_held_by_the_city_and_with_the_unit(town, who, as_):
    ticket = proposed(town)
    confirm(town, ticket)
    with pytest.raises(Refused) as refused:
        record(town, ticket, **{who: town.posts[as_].id})
    assert refused.value.code == "no_such_post"


@pytest.mark.parametrize("who", ["team_leader", "unit_head", "discipline"])
def test_only_the_office_and_city_leaders_confirm(town, who):
    ticket = proposed(town)
    with pytest.raises(NotAllowed):
        take(town, "confirm_rung", ticket, who, NOON, rung="talk", number=NUMBER, on=DAY)


def test_a_city_leader_confirms_a_talk_with_its_document(town):
    ticket = proposed(town)
    with pytest.raises(Refused) as refused:
        take(town, "confirm_rung", ticket, "city_leader", NOON, rung="talk")
    assert refused.value.code == "number_needed"
    take(town, "confirm_rung", ticket, "city_leader", NOON, rung="talk", number=NUMBER, on=DAY)
    assert file_of(ticket).stands


@pytest.mark.parametrize("rung", ["circular", "accountability"])
def test_what_names_no_leader_is_the_offices_to_confirm(town, rung):
    ticket = proposed(town, rung)
    with pytest.raises(NotAllowed):
        take(town, "confirm_rung", ticket, "city_leader", NOON, rung=rung, number=NUMBER, on=DAY)
    take(town, "set_rung", ticket, "office", NOON, rung="talk" if rung == "circular" else "circular", words="再次")
    with pytest.raises(NotAllowed):  # although something else waits for a leader's word
        take(town, "confirm_rung", ticket, "city_leader", NOON, rung=rung, number=NUMBER, on=DAY)


@pytest.mark.parametrize("who", ["team_leader", "unit_head", "city_leader", "discipline"])
def test_only_the_office_records_a_talk(town, who):
    ticket = proposed(town)
    confirm(town, ticket)
    with pytest.raises(NotAllowed):
        record(town, ticket, by=who)


@pytest.mark.parametrize("who", ["office", "team_leader", "city_leader"])
def test_only_the_unit_states_its_view(town, who):
    ticket = proposed(town)
    with pytest.raises(NotAllowed):
        take(town, "state", ticket, who, NOON, rung="talk", words="情况说明")


def test_a_number_is_used_once_for_a_rung_and_never_again(town):
    one, two, three = proposed(town), proposed(town), proposed(town, "circular")
    confirm(town, one)
    with pytest.raises(Refused) as refused:
        confirm(town, two, number=f"  {NUMBER} ")
    assert refused.value.code == "number_used" and one.number in str(refused.value.words)
    confirm(town, three, "circular")  # another register
    take(town, "revoke_rung", one, "office", at(WEDNESDAY, "10:00"), rung="talk", words="另行处理")
    with pytest.raises(Refused):
        confirm(town, two)
    whole()


def test_a_circular_that_came_by_itself_stands_and_is_given_its_number(town):
    ticket = file_ticket(town, now=at(MONDAY, "09:00"))
    later = at(MONDAY, "18:00") + timedelta(days=7)
    sweep(later)
    assert lead(ticket).highest_rung == 4
    assert file_of(ticket, "circular").waits
    people = told(ticket, "rung.circular")
    assert "unit_head" in people
    take(town, "confirm_rung", ticket, "office", later, rung="circular", number="通1", on=later.date())
    assert file_of(ticket, "circular").number == "通1"
    assert told(ticket, "rung.circular") == people  # nobody is told twice
    take(town, "submit", ticket, "street_clerk", later + timedelta(hours=1), photos=1)
    take(town, "fail", ticket, "inspector", later + timedelta(hours=2), words="未清理")
    sweep(later + timedelta(days=30))
    assert [state for _no, code, state, _at in lead(ticket).rungs if code == "circular"] == ["confirmed", "confirmed"]
    assert Measure.objects.filter(ticket=ticket, rung="circular").count() == 1
    whole()


def test_a_part_of_the_work_is_not_criticised_beside_its_lead(town):
    ticket = file_ticket(town, now=at(MONDAY, "09:00"))
    take(town, "sub_assign", ticket, "street_clerk", at(MONDAY, "09:30"), unit="community_a1")
    sweep(at(MONDAY, "18:00") + timedelta(days=7))
    part = Duty.objects.get(subject_id=ticket.id, parent__isnull=False)
    assert part.highest_rung == 2 and lead(ticket).highest_rung == 4
    assert Measure.objects.filter(ticket=ticket, rung="circular").count() == 1


def test_what_a_calendar_edit_takes_back_leaves_its_file_behind(town):
    ticket = file_ticket(town, now=at(MONDAY, "09:00"))
    sweep(at(FRIDAY, "09:00"))
    terms = {"person": town.posts["city_leader"].id, "until": PROMISED}
    take(town, "confirm_rung", ticket, "office", at(FRIDAY, "09:10"), rung="listed", **terms)
    set_day(THURSDAY.date(), "off", "台风", "台风", now=at(FRIDAY, "10:00"))
    correct_ticket(ticket.id, at(FRIDAY, "10:01"), "k")
    row = Measure.objects.get(ticket=ticket)
    assert row.revoked_at is not None and not row.stands and not row.waits
    sweep(at(FRIDAY, "18:00"))
    assert [(row.nth, row.waits) for row in Measure.objects.filter(ticket=ticket).order_by("nth")] == [
        (1, False), (2, True),
    ]  # fmt: skip
    whole()
