"""ENGINE 1-6: the life of a duty, tenure, submit and fail, petitions, corrections - told with the cast."""

import pytest

from rectification.models import Petition
from supervision.actions.calendar_edit import reckon_subject, set_day
from supervision.actions.sweep import sweep
from supervision.ladder import Rung
from supervision.models import Duty, Event, Tenure
from supervision.refusals import NotAllowed, Refused
from tests.calling import whole
from tests.town import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, Town, at, file_ticket, take

pytestmark = pytest.mark.django_db


def state_of(ticket):
    """(kind, state) of every duty, in order."""
    return [(d.kind, d.state) for d in Duty.objects.filter(subject_id=ticket.id).order_by("ordinal")]


def rungs_of(ticket):
    """Codes of the rungs fired on the ticket, in the order of its stream."""
    events = Event.objects.filter(stream_id=ticket.id, action="rung").order_by("seq")
    return [e.facts["rung"] for e in events]


def closed(ticket):
    return ticket.status == "closed" and ticket.main_duty_id is None


def reviewing(town: Town, *, now=MONDAY):
    """An entry the street says is fixed, at 11:00 of the day it was filed."""
    ticket = file_ticket(town, now=now)
    take(town, "receive", ticket, "street_clerk", at(now, "09:30"))
    take(town, "submit", ticket, "street_clerk", at(now, "11:00"), photos=1)
    return ticket


def test_rule_1_filing_starts_the_units_duty_and_it_is_the_main_one(town):
    ticket = file_ticket(town)
    assert state_of(ticket) == [("rectify", "running")]
    assert ticket.main_duty_id == ticket.lead_duty_id
    assert ticket.lead_duty.user == town.people["street_clerk"]


def test_rule_1_submit_stops_the_unit_and_starts_the_checker(town):
    ticket = reviewing(town)
    assert state_of(ticket) == [("rectify", "stopped"), ("review", "running")]
    assert ticket.main_duty.kind == "review"
    assert ticket.main_duty.unit == town.units["team_1"]


def test_rule_1_a_failed_check_sets_the_same_duty_running_again(town):
    ticket = reviewing(town)
    take(town, "fail", ticket, "inspector", at(MONDAY, "14:00"), words="还有积水")
    assert state_of(ticket) == [("rectify", "running"), ("review", "done")]
    assert ticket.main_duty_id == ticket.lead_duty_id
    assert ticket.lead_duty.clock_no == 2


def test_rule_1_a_passed_check_ends_everything(town):
    ticket = reviewing(town)
    take(town, "pass", ticket, "inspector", at(MONDAY, "14:00"))
    assert closed(ticket)
    assert state_of(ticket) == [("rectify", "done"), ("review", "done")]


def test_rule_2_handing_over_to_a_colleague_adds_a_tenure_and_moves_nothing_else(town):
    ticket = file_ticket(town)
    before = ticket.lead_duty
    take(town, "hand_over", ticket, "street_clerk", at(MONDAY, "10:00"), person="colleague")
    after = ticket.lead_duty
    assert after.user == town.people["colleague"]
    assert (after.due_at, after.clock_no, after.started_at) == (before.due_at, before.clock_no, before.started_at)
    spans = Tenure.objects.filter(duty=after).order_by("valid_from").values_list("user__username", "valid_to")
    assert list(spans) == [("street_clerk", at(MONDAY, "10:00")), ("colleague", None)]


def test_rule_4_the_checkers_delay_costs_the_unit_nothing(town):
    ticket = reviewing(town)  # submitted Monday 11:00, four office hours from 09:00 end at 15:00
    first = ticket.lead_duty
    take(town, "fail", ticket, "inspector", at(TUESDAY, "11:00"), words="没有清干净")
    lead = ticket.lead_duty
    assert lead.score_due_at == at(TUESDAY, "15:00")  # a whole office day of waiting, given back exactly
    assert lead.due_at >= first.due_at
    assert lead.due_at == at(TUESDAY, "15:00")  # the later of that and 11:00 + two office hours


def test_rule_4_a_recall_is_as_if_it_had_never_been_submitted(town):
    ticket = file_ticket(town)
    take(town, "receive", ticket, "street_clerk", at(MONDAY, "09:30"))
    before = ticket.lead_duty
    take(town, "submit", ticket, "street_clerk", at(MONDAY, "10:00"), photos=1)
    take(town, "recall", ticket, "street_clerk", at(MONDAY, "10:30"))
    after = ticket.lead_duty
    columns = ("due_at", "score_due_at", "clock_no", "adjustments", "schedule", "state", "next_action_at")
    assert [getattr(after, c) for c in columns] == [getattr(before, c) for c in columns]
    assert ticket.status == "rectifying"


def test_rule_5_an_extension_is_asked_before_due_or_not_at_all(town):
    ticket = file_ticket(town)
    with pytest.raises(Refused) as late:
        take(
            town, "ask", ticket, "street_clerk", at(MONDAY, "16:00"),
            petition="extension", words="来不及", until=FRIDAY,
        )  # fmt: skip
    assert late.value.code == "extension_late"


def test_rule_5_a_granted_extension_moves_the_ladder_and_not_the_ranking(town):
    ticket = file_ticket(town)
    scored = ticket.lead_duty.score_due_at
    later = at(FRIDAY, "17:30")
    take(town, "ask", ticket, "street_clerk", at(MONDAY, "10:00"), petition="extension", words="要调车", until=later)
    take(town, "decide", ticket, "office", at(MONDAY, "11:00"), petition="extension", verdict=True, words="同意")
    assert ticket.lead_duty.due_at == at(FRIDAY, "17:30")
    assert ticket.lead_duty.score_due_at == scored
    assert ticket.lead_duty.clock_no == 2


def test_rule_5_only_one_extension(town):
    ticket = file_ticket(town)
    ask = {"petition": "extension", "words": "要调车"}
    take(town, "ask", ticket, "street_clerk", at(MONDAY, "10:00"), **ask, until=at(WEDNESDAY, "17:30"))
    take(town, "decide", ticket, "office", at(MONDAY, "10:10"), petition="extension", verdict=True, words="同意")
    with pytest.raises(Refused) as again:
        take(town, "ask", ticket, "street_clerk", at(MONDAY, "10:20"), **ask, until=at(FRIDAY, "17:30"))
    assert again.value.code == "extended_already"


def test_rule_5_a_suspension_stops_the_clock_and_gives_back_what_was_left(town):
    ticket = file_ticket(town)  # 09:00, four office hours: 15:00
    target = at(THURSDAY, "09:00")
    take(town, "ask", ticket, "street_clerk", at(MONDAY, "10:00"), petition="suspension", words="等停水", until=target)
    take(town, "decide", ticket, "office", at(MONDAY, "11:00"), petition="suspension", verdict=True, words="同意挂账")
    assert ticket.status == "suspended"
    lead = ticket.lead_duty
    assert lead.state == "paused"
    assert lead.due_at == at(THURSDAY, "12:00")  # three office hours were left at the asking
    assert lead.score_due_at == lead.due_at
    assert ("note", "running") in state_of(ticket)


def test_rule_5_at_the_target_date_the_clock_runs_by_itself(town):
    ticket = file_ticket(town)
    target = at(THURSDAY, "09:00")
    take(town, "suspend", ticket, "office", at(MONDAY, "10:00"), words="等天晴", until=target)
    sweep(at(FRIDAY, "09:00"))
    ticket.refresh_from_db()
    resume = Event.objects.get(stream_id=ticket.id, action="resume")
    assert (ticket.status, resume.occurs_at) == ("rectifying", target)
    assert rungs_of(ticket)[-2:] == ["warning", "reminder"]


def test_rule_5_a_return_accepted_as_not_theirs_is_not_scored(town):
    ticket = file_ticket(town)
    first = ticket.lead_duty
    take(town, "ask", ticket, "street_clerk", at(MONDAY, "10:00"), petition="return", words="不属于我街道")
    take(
        town, "decide", ticket, "team_leader", at(MONDAY, "10:30"),
        petition="return", verdict=True, words="改派市监局", unit="market_reg",
    )  # fmt: skip
    first.refresh_from_db()
    assert (first.state, first.outcome, first.scored) == ("done", "returned", False)
    assert ticket.lead_duty.unit == town.units["market_reg"]
    assert ticket.lead_duty.started_at == at(MONDAY, "10:30")  # a clock of its own


def test_rule_6_a_day_off_entered_afterwards_revokes_the_rung_it_made_premature(town):
    ticket = file_ticket(town, now=at(MONDAY, "16:30"))  # 4 office hours: Tuesday 11:30
    assert ticket.lead_duty.due_at == at(TUESDAY, "11:30")
    sweep(at(TUESDAY, "11:45"))
    assert rungs_of(ticket) == ["warning", "reminder"]
    set_day(TUESDAY.date(), "off", "台风停工", "防台风", now=at(TUESDAY, "12:00"))
    reckon_subject("ticket", ticket.id, at(TUESDAY, "12:00"), "k")
    ticket.refresh_from_db()
    lead = ticket.lead_duty
    assert lead.due_at == at(WEDNESDAY, "11:30")
    assert lead.clock_no == 2
    assert lead.highest_rung < Rung.REMINDER
    revoked = Event.objects.get(stream_id=ticket.id, action="revoke")
    assert revoked.facts["rungs"] == ["warning", "reminder"]
    sweep(at(WEDNESDAY, "11:30"))
    assert rungs_of(ticket) == ["warning", "reminder", "warning", "reminder"]


def test_rule_6_limit_and_ladder_are_frozen_while_the_calendar_is_not(town):
    ticket = file_ticket(town)
    duty = ticket.lead_duty
    assert (duty.limit_value, duty.limit_unit, duty.ladder) == (4, "workhour", 1)


def test_rule_6_reclassifying_reckons_the_limit_from_the_start(town):
    ticket = file_ticket(town)  # ENV-03: 4 office hours from Monday 09:00
    take(town, "reclassify", ticket, "team_leader", at(MONDAY, "10:00"), category="ENV-01", words="其实是路面不洁")
    assert ticket.lead_duty.due_at == at(MONDAY, "11:00")  # ENV-01: 2 office hours from 09:00


def test_rule_25_a_return_is_free_within_four_office_hours(town):
    ticket = file_ticket(town, now=at(MONDAY, "16:30"))
    take(town, "ask", ticket, "street_clerk", at(TUESDAY, "11:30"), petition="return", words="不是我们的")
    assert Petition.objects.get(ticket=ticket).state == "open"
    late = file_ticket(town, site="S002", category="ENV-03", now=at(MONDAY, "16:30"))
    with pytest.raises(Refused) as refused:
        take(town, "ask", late, late.lead_duty.user.username, at(TUESDAY, "11:31"), petition="return", words="不是")
    assert refused.value.code == "return_late"


def test_rule_25_the_offices_decision_on_a_second_return_binds(town):
    ticket = file_ticket(town)
    take(town, "ask", ticket, "street_clerk", at(MONDAY, "09:10"), petition="return", words="不是我们的")
    take(town, "decide", ticket, "team_leader", at(MONDAY, "09:20"), petition="return", verdict=False, words="就是")
    take(town, "ask", ticket, "street_clerk", at(MONDAY, "09:30"), petition="return", words="真不是")
    with pytest.raises(NotAllowed):
        take(town, "decide", ticket, "team_leader", at(MONDAY, "09:40"), petition="return", verdict=True, words="好吧")
    take(town, "decide", ticket, "office", at(MONDAY, "09:50"), petition="return", verdict=False, words="属地负责")
    with pytest.raises(Refused) as bound:
        take(town, "ask", ticket, "street_clerk", at(MONDAY, "10:00"), petition="return", words="再问一次")
    assert bound.value.code == "return_bound"


def parts_of(ticket):
    """Sub-assigned and assisting work, in order."""
    return list(Duty.objects.filter(subject_id=ticket.id).exclude(pk=ticket.lead_duty_id).exclude(kind="note"))


def test_rule_5_a_suspension_stops_the_parts_of_the_work_with_their_lead(town):
    ticket = file_ticket(town)  # four office hours from 09:00
    take(town, "sub_assign", ticket, "street_clerk", at(MONDAY, "10:00"), unit="community_a1")
    target = at(WEDNESDAY, "08:30")
    take(town, "suspend", ticket, "office", at(MONDAY, "11:00"), words="等停水", until=target)
    [part] = parts_of(ticket)
    assert (part.state, part.next_action_at) == ("paused", target)
    sweep(at(TUESDAY, "18:00"))
    assert rungs_of(ticket) == []  # nobody is chased for what stands
    sweep(at(WEDNESDAY, "17:00"))
    [part] = parts_of(ticket)
    assert (part.state, part.due_at) == ("running", at(WEDNESDAY, "11:30"))  # three hours were left of it
    assert Event.objects.filter(stream_id=ticket.id, action="resume").count() == 1


def test_rule_5_a_part_may_be_handed_in_while_the_entry_is_suspended_and_resumes_early_with_it(town):
    ticket = file_ticket(town)
    take(town, "sub_assign", ticket, "street_clerk", at(MONDAY, "10:00"), unit="community_a1")
    take(town, "suspend", ticket, "office", at(MONDAY, "11:00"), words="等停水", until=at(WEDNESDAY, "08:30"))
    [part] = parts_of(ticket)
    take(town, "finish", ticket, "community_clerk", at(MONDAY, "15:00"), duty=part.id, photos=1)
    take(town, "resume", ticket, "office", at(TUESDAY, "09:00"))
    take(town, "confirm_sub", ticket, "street_clerk", at(TUESDAY, "09:10"), duty=part.id, verdict=False)
    [part] = parts_of(ticket)
    assert part.state == "running"
    whole()
