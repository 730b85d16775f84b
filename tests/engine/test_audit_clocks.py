"""ENGINE 1-9, 11, 26 held sentence by sentence: whose clock runs, what stops it, what moves it, what is told when."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import OperationalError

from rectification.models import Ticket
from rectification.workflow import OPEN, OWNED, Status
from sites.models import City
from supervision import clock
from supervision.actions import jobs, people
from supervision.actions.calendar_edit import set_day
from supervision.actions.sweep import sweep
from supervision.job_kinds import KINDS
from supervision.ladder import Rung
from supervision.limits import Limit
from supervision.models import Duty, Event, Job, Tenure
from supervision.refusals import Refused
from supervision.rules import EngineRules
from tests.town import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, at, file_ticket, take

pytestmark = pytest.mark.django_db
LATER = at(FRIDAY, "17:30")
NEXT_WEEK = MONDAY + timedelta(days=7)


def rungs(ticket, kind="rectify"):
    """Codes of the rungs fired on duties of a kind, in the order of the stream."""
    events = Event.objects.filter(stream_id=ticket.id, action="rung").order_by("seq")
    return [e.facts["rung"] for e in events if e.facts["kind"] == kind]


def submitted(town, *, now=MONDAY, clock="11:00", **more):
    ticket = file_ticket(town, now=now, **more)
    take(town, "submit", ticket, "street_clerk", at(now, clock), photos=1)
    return ticket


def suspended(town, until, *, clock="10:00", now=MONDAY):
    ticket = file_ticket(town, now=now)
    take(town, "suspend", ticket, "office", at(now, clock), words="等停水", until=until)
    return ticket


# 1: every open ticket has exactly one main duty

MAIN = {
    Status.REPORTED: ("screen", "running"),
    Status.DISPATCHING: ("dispatch", "running"),
    Status.ASSIGNED: ("rectify", "running"),
    Status.RECTIFYING: ("rectify", "running"),
    Status.REVIEWING: ("review", "running"),
    Status.SUSPENDED: ("rectify", "paused"),
}


def brought_to(town, status):
    """A ticket in the status."""
    match status:
        case Status.REPORTED:
            return file_ticket(town, "office", source="hotline")
        case Status.DISPATCHING:
            ticket = file_ticket(town)
            take(town, "ask", ticket, "street_clerk", at(MONDAY, "09:10"), petition="return", words="不是我们的")
            take(
                town, "decide", ticket, "team_leader", at(MONDAY, "09:20"), petition="return", verdict=True, words="好"
            )
            return ticket
        case Status.ASSIGNED:
            return file_ticket(town)
        case Status.RECTIFYING:
            ticket = file_ticket(town)
            take(town, "receive", ticket, "street_clerk", at(MONDAY, "09:10"))
            return ticket
        case Status.REVIEWING:
            return submitted(town)
        case _:
            return suspended(town, LATER)


@pytest.mark.parametrize("status", sorted(OPEN))
def test_rule_1_every_open_status_has_its_one_main_duty(town, status):
    ticket = brought_to(town, Status(status))
    assert ticket.status == status
    assert (ticket.main_duty.kind, ticket.main_duty.state) == MAIN[Status(status)]
    assert ticket.main_duty.subject_id == ticket.id
    assert (ticket.lead_duty is not None) is (Status(status) in OWNED)


@pytest.mark.parametrize(("action", "by", "more"), [
    ("void", "office", {"words": "误报"}),
    ("merge", "office", {}),
    ("pass", "inspector", {}),
])  # fmt: skip
def test_rule_1_an_ended_ticket_owes_nothing(town, action, by, more):
    if action == "merge":
        more = {"target": file_ticket(town, anyway="同一处").pk, "words": "同一处"}
    ticket = submitted(town, anyway="另一处")
    take(town, action, ticket, by, at(MONDAY, "14:00"), **more)
    assert ticket.main_duty is None
    assert not Duty.objects.filter(subject_id=ticket.id).exclude(state="done").exists()
    assert not Tenure.objects.filter(duty__subject_id=ticket.id, valid_to=None).exists()


def test_rule_1_the_database_itself_refuses_an_open_ticket_without_a_main_duty(town):
    ticket = file_ticket(town)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk).update(main_duty=None)


# 2: tenure


def test_rule_2_who_was_answerable_at_a_moment_is_one_row(town):
    ticket = file_ticket(town)
    take(town, "hand_over", ticket, "street_clerk", at(MONDAY, "09:30"), person="colleague")
    take(town, "reassign", ticket, "office", at(MONDAY, "10:00"), unit="market_reg", words="归市监局")
    rows = Tenure.objects.filter(duty__subject_id=ticket.id).order_by("valid_from")
    spans = [(row.user.username, row.unit.code, row.valid_from, row.valid_to) for row in rows]
    assert spans == [
        ("street_clerk", "street_a", MONDAY, at(MONDAY, "09:30")),
        ("colleague", "street_a", at(MONDAY, "09:30"), at(MONDAY, "10:00")),
        ("market_clerk", "market_reg", at(MONDAY, "10:00"), None),
    ]


def test_rule_2_a_dealt_out_check_moves_nothing_but_the_person(town):
    ticket = submitted(town)
    before = ticket.main_duty
    assert before.user == town.people["team_leader"]
    take(town, "deal_out", ticket, "team_leader", at(MONDAY, "11:30"), person="inspector")
    after = ticket.main_duty
    assert (after.user, after.due_at, after.clock_no) == (town.people["inspector"], before.due_at, before.clock_no)
    assert Tenure.objects.filter(duty=after).count() == 2


# 4: submit, fail, recall


def test_rule_4_a_sham_submission_gains_nothing(town):
    """Handed in one minute before due, turned down eleven minutes later: one minute of scored time is left."""
    ticket = submitted(town, clock="14:59")
    take(town, "fail", ticket, "inspector", at(MONDAY, "15:10"), words="根本没动")
    lead = ticket.lead_duty
    assert lead.score_due_at == at(MONDAY, "15:11")
    assert lead.due_at == at(MONDAY, "17:10")  # the later of that and two office hours to do it again
    take(town, "submit", ticket, "street_clerk", at(MONDAY, "17:00"), photos=1)
    event = take(town, "pass", ticket, "inspector", at(MONDAY, "17:10"))
    assert event.facts["on_time"] is False


def test_rule_4_a_unit_that_submitted_in_time_does_not_pay_for_a_slow_checker(town):
    ticket = submitted(town)
    event = take(town, "pass", ticket, "inspector", at(THURSDAY, "09:00"))
    assert event.facts["on_time"] is True
    assert rungs(ticket) == []
    assert rungs(ticket, "review") == ["warning", "reminder", "supervision"]


def test_rule_4_a_second_failure_waits_again(town):
    ticket = submitted(town)
    for day in (TUESDAY, WEDNESDAY):
        take(town, "fail", ticket, "inspector", at(day, "09:30"), words="还有")
        take(town, "submit", ticket, "street_clerk", at(day, "09:40"), photos=1)
    lead = ticket.lead_duty
    assert (ticket.rework_count, lead.clock_no) == (2, 3)
    # Four hours from Monday 09:00: two were used until 11:00, ten minutes on Tuesday, ten on Wednesday until 09:40.
    assert lead.score_due_at == at(WEDNESDAY, "11:20")


def test_rule_4_a_recall_after_due_sounds_what_was_missed_from_then_on(town):
    ticket = submitted(town, clock="14:50")
    take(town, "recall", ticket, "street_clerk", at(MONDAY, "16:00"))
    sweep(at(MONDAY, "16:00"))
    event = Event.objects.filter(stream_id=ticket.id, action="rung").last()
    assert (event.facts["rung"], event.occurs_at) == ("reminder", at(MONDAY, "16:00"))
    assert ticket.lead_duty.score_due_at == at(MONDAY, "15:00")


# 5: extension, suspension, reassignment


def test_rule_5_an_extension_may_move_the_scored_time_too_where_the_city_says_so(town):
    City.objects.update(rules={"extension_moves_score": True})
    ticket = file_ticket(town)
    take(town, "ask", ticket, "street_clerk", at(MONDAY, "10:00"), petition="extension", words="要调车", until=LATER)
    take(town, "decide", ticket, "office", at(MONDAY, "11:00"), petition="extension", verdict=True, words="同意")
    assert ticket.lead_duty.due_at == ticket.lead_duty.score_due_at == LATER


def test_rule_5_an_extension_granted_after_due_counts_from_the_asking(town):
    ticket = file_ticket(town)
    take(town, "ask", ticket, "street_clerk", at(MONDAY, "13:00"), petition="extension", words="要调车", until=LATER)
    take(town, "decide", ticket, "office", at(TUESDAY, "09:00"), petition="extension", verdict=True, words="同意")
    lead = ticket.lead_duty
    assert rungs(ticket) == ["warning", "reminder"]  # fell due while nobody decided
    revoked = Event.objects.get(stream_id=ticket.id, action="revoke")
    assert revoked.facts["rungs"] == ["warning", "reminder"]
    assert (lead.highest_rung, lead.due_at, lead.clock_no) == (-1, LATER, 2)


def test_rule_5_the_next_unit_has_a_limit_of_its_own(town):
    ticket = file_ticket(town)
    take(town, "reassign", ticket, "office", at(MONDAY, "14:50"), unit="market_reg", words="归市监局")
    lead = ticket.lead_duty
    assert (lead.started_at, lead.due_at, lead.clock_no) == (at(MONDAY, "14:50"), at(TUESDAY, "09:50"), 1)
    first = Duty.objects.get(subject_id=ticket.id, ordinal=1)
    assert (first.outcome, first.scored) == ("reassigned", True)  # moved by the office, not accepted as "not theirs"


def test_rule_5_the_office_resumes_early_and_what_was_left_at_the_asking_is_left_now(town):
    ticket = suspended(town, LATER)  # five hours of work, three office hours left
    take(town, "resume", ticket, "office", at(WEDNESDAY, "09:00"))
    lead = ticket.lead_duty
    assert (ticket.status, lead.due_at, lead.score_due_at) == ("rectifying", at(WEDNESDAY, "12:00"), lead.due_at)
    assert [d.outcome for d in Duty.objects.filter(subject_id=ticket.id, kind="note")] == ["resumed"]


# 6: frozen and corrected


def test_rule_6_the_number_of_the_clock_rises_on_fail_extension_resume_and_a_revoking_correction(town):
    ticket = file_ticket(town)
    numbers = [ticket.lead_duty.clock_no]

    def then(action, by, now, **more):
        take(town, action, ticket, by, now, **more)
        numbers.append(ticket.lead_duty.clock_no)

    then("submit", "street_clerk", at(MONDAY, "10:00"), photos=1)
    then("fail", "inspector", at(MONDAY, "10:30"), words="还有")
    then("ask", "street_clerk", at(MONDAY, "11:00"), petition="extension", words="要调车", until=at(TUESDAY, "17:30"))
    then("decide", "office", at(MONDAY, "11:30"), petition="extension", verdict=True, words="同意")
    then("suspend", "office", at(MONDAY, "14:00"), words="等停水", until=THURSDAY)
    then("resume", "office", at(WEDNESDAY, "09:00"))
    then("reclassify", "office", at(WEDNESDAY, "09:30"), category="ENV-04", words="是渣土")
    assert numbers == [1, 1, 2, 2, 3, 4, 5, 5]


def test_rule_6_limit_and_ladder_stay_those_of_the_start(town):
    ticket = submitted(town)
    before = (ticket.lead_duty.limit_value, ticket.lead_duty.limit_unit, ticket.lead_duty.ladder)
    take(town, "fail", ticket, "inspector", at(MONDAY, "14:00"), words="还有")
    lead = ticket.lead_duty
    assert (lead.limit_value, lead.limit_unit, lead.ladder) == before == (4, "workhour", 1)


def corrected(day, kind, now):
    """A day of the calendar is edited, and the job has reached every clock."""
    set_day(day.date(), kind, "台风停工" if kind == "off" else "", "通知", now=now)
    jobs.run_waiting(lambda: now)


def test_rule_6_a_correction_reaches_running_stopped_and_paused_clocks(town):
    now = at(MONDAY, "16:30")
    running = file_ticket(town, now=now)
    stopped = submitted(town, now=now, clock="16:40", anyway="另一处")
    paused = file_ticket(town, now=now, anyway="又一处")
    take(town, "suspend", paused, "office", at(MONDAY, "16:40"), words="等停水", until=at(TUESDAY, "08:30"))
    assert paused.lead_duty.due_at == at(TUESDAY, "14:20")
    corrected(TUESDAY, "off", at(MONDAY, "17:20"))
    for ticket in (running, stopped):
        ticket.refresh_from_db()
        assert ticket.lead_duty.due_at == at(WEDNESDAY, "11:30")
    paused.refresh_from_db()
    assert paused.lead_duty.due_at == at(WEDNESDAY, "14:20")


def test_rule_6_a_correction_settles_first_and_what_it_makes_due_is_due_from_then_on(town):
    """Tuesday was thought to be off; on Wednesday it turns out to have been worked: due has long passed."""
    corrected(TUESDAY, "off", at(MONDAY, "09:00"))
    ticket = file_ticket(town, now=at(MONDAY, "16:30"))
    assert ticket.lead_duty.due_at == at(WEDNESDAY, "11:30")
    corrected(TUESDAY, None, at(WEDNESDAY, "09:00"))
    sweep(at(WEDNESDAY, "09:00"))
    fired = Event.objects.filter(stream_id=ticket.id, action="rung").order_by("seq")
    assert [(e.facts["rung"], e.occurs_at) for e in fired] == [
        ("warning", at(WEDNESDAY, "09:00")),
        ("reminder", at(WEDNESDAY, "09:00")),
    ]
    moments = list(Event.objects.filter(stream_id=ticket.id).order_by("seq").values_list("occurs_at", flat=True))
    assert moments == sorted(moments)


def test_rule_6_a_rung_that_a_leader_set_is_nothing_a_calendar_can_make_premature(town):
    ticket = file_ticket(town, now=at(MONDAY, "16:30"))
    take(town, "set_rung", ticket, "city_leader", at(MONDAY, "16:40"), rung="supervision", words="领导督办")
    corrected(TUESDAY, "off", at(MONDAY, "17:00"))
    ticket.refresh_from_db()
    assert ticket.lead_duty.highest_rung == Rung.SUPERVISION
    assert not Event.objects.filter(stream_id=ticket.id, action="revoke").exists()


def test_rule_6_an_edit_is_brought_once_even_when_its_job_runs_twice(town):
    ticket = file_ticket(town, now=at(MONDAY, "16:30"))
    corrected(TUESDAY, "off", at(MONDAY, "17:00"))
    job = Job.objects.get()
    Job.objects.filter(pk=job.pk).update(state="running", beat_at=at(MONDAY, "16:00"))  # its runner died at the end
    assert jobs.run_waiting(lambda: at(MONDAY, "17:20")) == 1
    assert Event.objects.filter(stream_id=ticket.id, action="correct").count() == 1


def test_rule_6_a_database_that_went_away_does_not_lose_the_job(town, monkeypatch):
    """What the worker could not finish is found again by its last sign of life."""
    ticket = file_ticket(town, now=at(MONDAY, "16:30"))
    set_day(TUESDAY.date(), "off", "台风停工", "通知", now=at(MONDAY, "17:00"))

    def gone(job, now):
        raise OperationalError("server closed the connection unexpectedly")

    with monkeypatch.context() as patch:
        patch.setitem(KINDS, "reckon_calendar", replace(KINDS["reckon_calendar"], work=gone))
        with pytest.raises(OperationalError):
            jobs.run_waiting(lambda: at(MONDAY, "17:01"))
    assert jobs.run_waiting(lambda: at(MONDAY, "17:02")) == 0
    assert jobs.run_waiting(lambda: at(MONDAY, "17:10")) == 1
    ticket.refresh_from_db()
    assert ticket.lead_duty.due_at == at(WEDNESDAY, "11:30")


# 7: default limits


def test_rule_7_the_default_limits_are_settings(town):
    rules = EngineRules()
    assert {
        name: str(getattr(rules, name)) for name in ("screen", "dispatch", "review", "review_urgent", "decide")
    } == {
        "screen": "1 workday",
        "dispatch": "4 workhour",
        "review": "1 workday",
        "review_urgent": "4 hour",
        "decide": "1 workday",
    }
    assert EngineRules.of({"review": "2 workday"}).review == Limit(2, "workday")
    for wrong in ({"reviev": "2 workday"}, {"review": "soon"}):
        with pytest.raises(ValueError, match=r"."):
            EngineRules.of(wrong)


@pytest.mark.parametrize(("kind", "due"), [
    ("screen", at(TUESDAY, "17:30")),
    ("dispatch", at(MONDAY, "15:20")),
    ("review", at(TUESDAY, "17:30")),
    ("review_urgent", at(MONDAY, "15:00")),
    ("decide", at(TUESDAY, "17:30")),
    ("note", at(FRIDAY, "17:30") + timedelta(days=25)),  # Tuesday 31 March
])  # fmt: skip
def test_rule_7_what_each_desk_owes_by_when(town, kind, due):
    match kind:
        case "screen":
            ticket = brought_to(town, Status.REPORTED)
        case "dispatch":
            ticket = brought_to(town, Status.DISPATCHING)
        case "review":
            ticket = submitted(town)
        case "review_urgent":
            ticket = submitted(town, category="ENV-08")
        case "decide":
            ticket = file_ticket(town)
            take(town, "ask", ticket, "street_clerk", at(MONDAY, "09:10"), petition="return", words="不是我们的")
        case _:
            ticket = suspended(town, MONDAY + timedelta(days=60))
    duty = Duty.objects.exclude(state="done").get(subject_id=ticket.id, kind=kind.removesuffix("_urgent"))
    assert duty.due_at == due


# 8, 9: the ladder


def test_rule_8_the_small_ladder_of_a_check_ends_with_the_holders_superior(town):
    ticket = submitted(town)
    take(town, "deal_out", ticket, "team_leader", at(MONDAY, "11:30"), person="inspector")
    sweep(at(WEDNESDAY, "17:30"))
    events = Event.objects.filter(stream_id=ticket.id, action="rung").order_by("seq")
    names = {str(person.id): name for name, person in town.people.items()}
    assert [(e.facts["rung"], [names[who[0]] for who in e.facts["told"]]) for e in events] == [
        ("warning", ["inspector"]),
        ("reminder", ["inspector"]),
        ("supervision", ["inspector", "team_leader"]),
    ]


def test_rule_9_the_same_rung_fires_again_only_for_another_clock(town):
    ticket = submitted(town, clock="15:30")
    take(town, "fail", ticket, "inspector", at(MONDAY, "16:00"), words="还有")
    sweep(NEXT_WEEK)
    keys = list(Event.objects.filter(stream_id=ticket.id, action="rung").order_by("seq").values_list("once", flat=True))
    lead = ticket.lead_duty_id
    assert keys[:2] == [f"{lead}:1:warning", f"{lead}:1:reminder"]
    assert keys[2:] == [f"{lead}:2:{code}" for code in ("warning", "reminder", "supervision", "listed")]


# 11: one clock


def test_rule_11_nobody_below_the_edges_asks_what_time_it_is():
    """The clock is asked by views, tasks, commands and middleware; everything else is told."""
    edges = re.compile(r"(clock|health|metrics|tasks|acting|processes|launcher|(views|api|commands)/\w+)\.py$")
    asking = re.compile(r"clock\.now\(\)|timezone\.now\(\)|datetime\.now\(|utcnow\(|date\.today\(")
    root = Path(__file__).parents[2]
    found = [
        str(path.relative_to(root))
        for app in ("sites", "supervision", "rectification", "scoring", "config")
        for path in (root / app).rglob("*.py")
        if asking.search(path.read_text(encoding="utf-8")) and not edges.search(str(path))
    ]
    assert found == []


def test_rule_11_the_clock_is_aware_and_near_this_machines():
    assert abs(clock.now() - clock.datetime.now(clock.UTC)) < timedelta(minutes=1)


# 26: the scored thing is the duty


def test_rule_26_a_duty_belongs_to_the_period_of_its_scored_due_time_also_when_finished_earlier(town):
    """Done in March, due in April: the duty keeps the scored time that says so, and says how it went."""
    ticket = file_ticket(town, category="FIR-05", site="S003")  # thirty days
    due = ticket.lead_duty.score_due_at
    take(town, "submit", ticket, "west_clerk", at(MONDAY, "10:00"), photos=2)
    take(town, "pass", ticket, "inspector", at(TUESDAY, "10:00"), photos=1, place=town.sites["S003"].point)
    lead = ticket.lead_duty
    assert (due.month, lead.done_at.month, lead.score_due_at, lead.scored) == (4, 3, due, True)


def test_a_post_appointed_later_hears_nothing_of_rungs_before(town):
    ticket = file_ticket(town)
    people.end_post(town.posts["street_clerk"], now=at(MONDAY, "14:30"))
    sweep(WEDNESDAY)
    names = {str(person.id): name for name, person in town.people.items()}
    told = {e.facts["rung"]: [names[who[0]] for who in e.facts["told"]] for e in
            Event.objects.filter(stream_id=ticket.id, action="rung")}  # fmt: skip
    assert told["warning"] == ["street_clerk"]
    assert told["reminder"] == ["colleague", "unit_head"]


def test_rule_4_what_a_refused_step_had_settled_is_settled_again(town):
    ticket = file_ticket(town)
    with pytest.raises(Refused):
        take(town, "pass", ticket, "office", at(TUESDAY, "17:30"))
    assert rungs(ticket) == []
    sweep(at(TUESDAY, "17:30"))
    assert rungs(ticket) == ["warning", "reminder", "supervision"]
