"""What the machine of tests/machine found in the engine, each as a story of its own."""

import pytest

from rectification.actions import take as take_step
from rectification.desk import Actor
from rectification.facts import StepData
from rectification.models import Ticket
from rectification.workflow import Action
from supervision.actions import people
from supervision.actions.calendar_edit import reckon_subject, set_day
from supervision.actions.sweep import sweep
from supervision.models import Event, Notice
from supervision.refusals import NotAllowed, Refused
from tests.town import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, at, file_ticket, take

pytestmark = pytest.mark.django_db


def events_of(ticket):
    """(action or rung, moment) in the order of the stream."""
    rows = Event.objects.filter(stream_id=ticket.id).order_by("seq")
    return [(e.facts["rung"] if e.action == "rung" else e.action, e.occurs_at) for e in rows]


@pytest.mark.parametrize("worker_looked", [True, False])
def test_a_suspension_that_ended_by_itself_makes_nobody_else_the_faster_one(town, worker_looked):
    ticket = file_ticket(town)
    seen = take(town, "suspend", ticket, "office", at(MONDAY, "10:00"), words="等天晴", until=THURSDAY).seq
    if worker_looked:
        sweep(at(THURSDAY, "09:30"))
    take(town, "comment", ticket, "office", at(THURSDAY, "10:00"), words="可以开工了", expected=seen)
    assert [action for action, _ in events_of(ticket)] == ["file", "suspend", "resume", "comment"]


def test_a_calendar_correction_brings_nothing_about_before_its_own_instant(town):
    set_day(TUESDAY.date(), "off", "台风停工", "防台风", now=at(MONDAY, "08:00"))
    ticket = file_ticket(town, now=at(MONDAY, "16:30"))  # 4 office hours over a day off: Wednesday 11:30
    set_day(TUESDAY.date(), None, "", "台风未至", now=at(WEDNESDAY, "10:00"))
    reckon_subject("ticket", ticket.id, at(WEDNESDAY, "10:00"), "k")  # would have been due on Tuesday 11:30
    sweep(at(WEDNESDAY, "12:00"))
    assert events_of(ticket)[1:] == [
        ("correct", at(WEDNESDAY, "10:00")),
        ("warning", at(WEDNESDAY, "10:00")),
        ("reminder", at(WEDNESDAY, "10:00")),
    ]


def test_a_correction_that_moves_only_a_warning_is_written_too(town):
    ticket = file_ticket(town, category="ENV-04", site="S001", now=MONDAY)  # 2 working days: Wednesday 17:30
    first = dict(ticket.lead_duty.schedule)
    set_day(MONDAY.date(), "off", "停电", "停电", now=at(MONDAY, "10:00"))  # the day of start is not counted anyway
    reckon_subject("ticket", ticket.id, at(MONDAY, "10:00"), "k")
    ticket.refresh_from_db()
    second = dict(ticket.lead_duty.schedule)
    assert ticket.lead_duty.due_at == at(WEDNESDAY, "17:30")
    assert second["warning"] > first["warning"]
    assert events_of(ticket)[-1] == ("correct", at(MONDAY, "10:00"))


@pytest.mark.parametrize("confirmed", [True, False])
def test_a_rung_that_a_leader_has_set_is_not_premature_when_the_time_is_extended(town, confirmed):
    ticket = file_ticket(town)
    ask = {"petition": "extension", "words": "要调车"}
    take(town, "ask", ticket, "street_clerk", at(MONDAY, "10:00"), **ask, until=at(FRIDAY, "17:30"))
    take(town, "set_rung", ticket, "city_leader", at(MONDAY, "10:30"), rung="supervision", words="群众反映强烈")
    if confirmed:
        take(town, "confirm_rung", ticket, "office", at(MONDAY, "10:40"), rung="supervision")
    take(town, "decide", ticket, "office", at(MONDAY, "11:00"), petition="extension", verdict=True, words="同意")
    stands = "confirmed" if confirmed else "set"
    assert [(code, state) for _, code, state, _ in ticket.lead_duty.rungs] == [("supervision", stands)]
    assert not Event.objects.filter(stream_id=ticket.id, action="revoke").exists()


def test_a_rung_of_the_very_instant_of_asking_came_before_the_asking(town):
    ticket = file_ticket(town)  # warning at 14:00
    take(town, "suspend", ticket, "office", at(MONDAY, "14:00"), words="等天晴", until=THURSDAY)
    assert [(code, state) for _, code, state, _ in ticket.lead_duty.rungs] == [("warning", "fired")]


def test_an_entry_out_of_sight_is_no_target(town):
    mine, theirs = file_ticket(town), file_ticket(town, "second_inspector", site="S003")
    with pytest.raises(Refused) as refused:
        take(town, "merge", mine, "team_leader", at(MONDAY, "10:00"), target=theirs.id, words="同一处")
    assert refused.value.code == "no_such_target"
    take(town, "submit", theirs, "west_clerk", at(MONDAY, "10:00"), photos=1)
    take(town, "pass", theirs, "second_inspector", at(MONDAY, "11:00"))
    later = file_ticket(town, now=at(MONDAY, "12:00"), anyway="另一处")
    with pytest.raises(Refused) as refused:
        take(town, "mark_relapse", later, "team_leader", at(MONDAY, "14:00"), target=theirs.id)
    assert refused.value.code == "no_such_target"
    take(town, "mark_relapse", later, "office", at(MONDAY, "14:00"), target=theirs.id)


@pytest.mark.parametrize("worker_looked", [True, False])
def test_who_hears_of_a_rung_does_not_hang_on_when_the_worker_looked_at_the_instant_a_post_ends(town, worker_looked):
    ticket = file_ticket(town)  # due at 15:00
    if worker_looked:
        sweep(at(MONDAY, "15:00"))
    people.end_post(town.posts["unit_head"], now=at(MONDAY, "15:00"))
    sweep(at(MONDAY, "16:00"))
    told = Notice.objects.filter(subject_id=ticket.id, key="rung.reminder").values_list("user__username", flat=True)
    assert sorted(told) == ["street_clerk", "unit_head"]


def test_a_post_that_has_ended_sees_nothing_and_files_nothing(town):
    ticket = file_ticket(town)
    for name in ("street_clerk", "office", "inspector"):
        people.end_post(town.posts[name], now=at(MONDAY, "10:00"))
        by = Actor(town.people[name], town.posts[name])
        with pytest.raises(Ticket.DoesNotExist):
            take_step(Action.COMMENT, ticket.id, by=by, now=at(MONDAY, "10:00"), data=StepData(words="还在吗"))
    with pytest.raises(NotAllowed):
        file_ticket(town, now=at(MONDAY, "10:00"), site="S003")
