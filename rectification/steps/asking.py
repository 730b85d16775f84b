"""Petitions (return, extension, suspension) and the long entries they lead to: 退回, 延期, 挂账."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rectification.desk import Desk, Outcome
from rectification.facts import StepData, Today
from rectification.models import Petition, PetitionKind, PhotoKind
from rectification.steps import does
from rectification.steps.fixing import parts
from rectification.steps.moving import assign, assigned_notices, check_unit, release_lead, to_dispatch
from rectification.workflow import Action, Status
from supervision.actions import duties as clocks
from supervision.actions.words import keep
from supervision.clocks import Extend, Pause, read_adjustments, write_adjustments
from supervision.ids import new_id
from supervision.limits import workdays
from supervision.models import Duty, DutyKind, DutyState
from supervision.refusals import Refused
from supervision.roles import Role
from supervision.roster import Holder
from supervision.wording import limit_words

FARTHEST = timedelta(days=3660)  # ten years


@does(Action.ASK)
def ask(desk: Desk, data: StepData) -> Outcome:
    """A unit asks, with reason and proof; the answer counts from the asking time."""
    kind = petition_kind(data)
    if desk.open_petition(kind):
        raise Refused("asked_already", _("This has been asked and is not decided yet."))
    CHECKS_BEFORE_ASKING[kind](desk, data)
    proof = desk.add_photos(data.photos, PhotoKind.PROOF)
    unit_id, holder = decider(desk, kind)
    duty = desk.start(DutyKind.DECIDE, unit_id, holder, desk.rules.decide)
    reason = keep(desk.book, data.words)
    petition = desk.book.add(
        Petition(
            id=new_id(),
            ticket=desk.ticket,
            duty=desk.lead,
            decide_duty=duty,
            clock_no=desk.lead.clock_no,
            kind=kind,
            asked_at=desk.now,
            asked_by=desk.by.user,
            until=data.until,
            reason=reason["id"] if reason else None,
        )
    )
    desk.petitions.append(petition)
    facts = {"petition": petition.id, "kind": kind, "until": data.until, "words": reason, "photos": proof}
    return Outcome(desk.ticket.status, facts, [("petition.asked", desk.duty_told(duty))])


def may_return(desk: Desk, data: StepData) -> None:
    """Free within 4 office hours of assignment, until the office has decided a second time (ENGINE 25)."""
    if desk.ticket.return_bound:
        raise Refused("return_bound", _("The office has decided on a second return; that decision binds."))
    last = desk.calendar.add(desk.lead.started_at, desk.rules.return_within)
    if desk.now > last:
        raise Refused(
            "return_late",
            _("A return can be asked only within %(limit)s of assignment."),
            limit=limit_words(desk.rules.return_within),
        )


def may_extend(desk: Desk, data: StepData) -> None:
    """Only before due, once by default (ENGINE 5)."""
    granted = [p for p in desk.petitions if p.kind == PetitionKind.EXTENSION and p.state == Petition.State.GRANTED]
    if desk.now >= desk.lead.due_at:
        raise Refused("extension_late", _("An extension can no longer be asked: the time limit has passed."))
    if len([p for p in granted if p.duty_id == desk.lead.id]) >= desk.rules.extensions:
        raise Refused("extended_already", _("The time limit has been extended already."))
    if data.until is None or data.until <= desk.lead.due_at:
        raise Refused("date_needed", _("State a new date after the present time limit."))
    check_reach(desk, data.until)


def may_suspend(desk: Desk, data: StepData) -> None:
    """A long-term entry needs a target date that lies ahead."""
    if data.until is None or data.until <= desk.now:
        raise Refused("date_needed", _("State a target date that lies ahead."))
    check_reach(desk, data.until)


def check_reach(desk: Today, until: datetime) -> None:
    """A slip of the keyboard in the year buries no entry for centuries, nor leads past the calendar's end."""
    if until > desk.now + FARTHEST:
        raise Refused("date_far", _("This year lies out of range."))


CHECKS_BEFORE_ASKING: dict[str, Callable[[Desk, StepData], None]] = {
    PetitionKind.RETURN: may_return,
    PetitionKind.EXTENSION: may_extend,
    PetitionKind.SUSPENSION: may_suspend,
}


def petition_kind(data: StepData) -> PetitionKind:
    """The kind that was named."""
    if data.petition not in PetitionKind.values:
        raise Refused("no_petition_kind", _("Say what is asked for: return, extension or suspension."))
    return PetitionKind(data.petition)


def decider(desk: Desk, kind: str) -> tuple[UUID, Holder | None]:
    """The team decides a first return; everything else, and a second return, is the office's."""
    if kind == PetitionKind.RETURN and desk.ticket.team_id and not desk.ticket.return_count:
        team = desk.ticket.team_id
        leader = desk.roster(team).first(team, (Role.TEAM_LEADER,), desk.now)
        if leader:
            return team, leader
    return desk.office_holder()


@does(Action.WITHDRAW)
def withdraw(desk: Desk, data: StepData) -> Outcome:
    """The unit takes its petition back."""
    petition = open_petition(desk, data)
    duty = end_petition(desk, petition, Petition.State.WITHDRAWN)
    facts = {"petition": petition.id, "kind": petition.kind}
    return Outcome(desk.ticket.status, facts, [("petition.withdrawn", desk.duty_told(duty))])


def open_petition(desk: Desk, data: StepData) -> Petition:
    """The open petition of the named kind."""
    petition = desk.open_petition(petition_kind(data))
    if petition is None:
        raise Refused("no_petition", _("Nothing of the kind is waiting for a decision."))
    return petition


def end_petition(desk: Desk, petition: Petition, state: str, **columns: Any) -> Duty:
    """The petition and the duty to decide it end."""
    desk.book.change(petition, state=state, **columns)
    duty = desk.duty(petition.decide_duty_id)
    desk.finish(duty, state)
    desk.former(duty.unit_id)
    return duty


@does(Action.DECIDE)
def decide(desk: Desk, data: StepData) -> Outcome:
    """Granted or refused, effective from the asking time."""
    petition = open_petition(desk, data)
    duty = desk.duty(petition.decide_duty_id)
    if duty.unit_id != desk.by.post.unit_id:
        raise Refused("not_your_decision", _("This petition is decided by another unit."))
    if petition.asked_by_id == desk.by.user.id:  # somebody with a post in both units
        raise Refused("four_eyes", _("Whoever asked for it cannot decide it."))
    if petition.kind == PetitionKind.RETURN:
        check_return_target(desk, data)
    asker = desk.duty_told(desk.lead)
    answer = keep(desk.book, data.words)
    state = Petition.State.GRANTED if data.verdict else Petition.State.REFUSED
    columns = {"decided_at": desk.now, "decided_by_id": desk.by.user.id, "answer": answer["id"] if answer else None}
    end_petition(desk, petition, state, **columns)
    if petition.kind == PetitionKind.RETURN:
        count = desk.ticket.return_count + 1
        desk.put(return_count=count, return_bound=count >= 2)
    outcome = GRANTS[petition.kind](desk, petition, data) if data.verdict else Outcome(desk.ticket.status)
    outcome.facts |= {"petition": petition.id, "kind": petition.kind, "verdict": bool(data.verdict), "words": answer}
    outcome.told.insert(0, (f"petition.{state}", asker))
    return outcome


def check_return_target(desk: Desk, data: StepData) -> None:
    """A return may be granted straight to another unit."""
    if data.unit is not None and data.unit == desk.lead.unit_id:
        raise Refused("same_unit", _("The entry is with this unit already."))


def grant_return(desk: Desk, petition: Petition, data: StepData) -> Outcome:
    """Not theirs: the duty ends unscored; the entry goes to the named unit, else to the dispatch pool."""
    release_lead(desk, "returned", scored=False)
    if data.unit is None:
        return Outcome(to_dispatch(desk), told=assigned_notices(desk))
    unit = check_unit(desk, data.unit)
    assign(desk, unit.id)
    return Outcome(Status.ASSIGNED, {"unit": unit.id}, assigned_notices(desk))


def grant_extension(desk: Desk, petition: Petition, data: StepData) -> Outcome:
    """The due time moves; whether the scored one too is the city's setting (ENGINE 5)."""
    until = new_date(petition, data)
    check_reach(desk, until)
    more = Extend(until, score=desk.rules.extension_moves_score)
    gone = clocks.restart(desk.book, desk.lead, desk.now, desk.calendar, more, since=petition.asked_at)
    desk.book.change(desk.lead, extended=desk.lead.extended + 1)
    return Outcome(desk.ticket.status, {"until": until}, revoked=[(desk.lead, gone)])


def grant_suspension(desk: Desk, petition: Petition, data: StepData) -> Outcome:
    """挂账 from the asking time to the target date."""
    return suspend_until(desk, new_date(petition, data), since=petition.asked_at)


def new_date(petition: Petition, data: StepData) -> datetime:
    """The date the decider states, else the one that was asked for."""
    until = data.until or petition.until
    if until is None:
        raise Refused("date_needed", _("State a date."))
    return until


GRANTS: dict[str, Callable[[Desk, Petition, StepData], Outcome]] = {
    PetitionKind.RETURN: grant_return,
    PetitionKind.EXTENSION: grant_extension,
    PetitionKind.SUSPENSION: grant_suspension,
}


@does(Action.SUSPEND)
def suspend(desk: Desk, data: StepData) -> Outcome:
    """The office itself puts an entry on the long list."""
    if data.until is None:
        raise Refused("date_needed", _("State a target date that lies ahead."))
    outcome = suspend_until(desk, data.until, since=desk.now)
    outcome.told.append(("suspended", desk.duty_told(desk.lead)))
    return outcome


def suspend_until(desk: Desk, until: datetime, *, since: datetime) -> Outcome:
    """All clocks of the work stand until the target date; what follows is reckoned now. Open petitions fall away."""
    if until <= desk.now:
        raise Refused("date_needed", _("State a target date that lies ahead."))
    check_reach(desk, until)
    fallen, told = [], []
    for duty in (desk.lead, *parts(desk, DutyState.RUNNING)):
        pause = Pause(max(since, duty.started_at), until)
        fallen.append((duty, clocks.pause(desk.book, duty, pause, until, desk.now, desk.calendar)))
        told += desk.duty_told(duty) if duty.id != desk.lead.id else []
    for petition in desk.petitions:
        if petition.state == Petition.State.OPEN:
            end_petition(desk, petition, Petition.State.LAPSED)
    desk.put(suspended_until=until, main_duty_id=desk.lead.id)
    owe_note(desk)
    return Outcome(Status.SUSPENDED, {"until": until, "since": since}, [("suspended", told)], fallen)


def owe_note(desk: Desk) -> None:
    """A suspended entry owes a note by the close of the month's last working day (ENGINE 7)."""
    lead = desk.lead
    holder = Holder(lead.post_id, lead.user_id) if lead.post_id and lead.user_id else desk.holder_of(lead.unit_id)
    desk.start(DutyKind.NOTE, lead.unit_id, holder, workdays(days_to_note(desk)))


def days_to_note(desk: Desk) -> int:
    """Working days from today to the month's last one; to the next month's on that day itself or after a note."""
    noted = max((d.due_at for d in desk.duties if d.kind == DutyKind.NOTE and d.outcome == "noted"), default=desk.now)
    last = timezone.localtime(max(noted, desk.now)).date()
    close = timezone.localtime(desk.calendar.month_close(desk.now)).date()
    if close <= last:
        close = timezone.localtime(desk.calendar.month_close(next_month(close))).date()
    days = (desk.today + timedelta(days=n) for n in range(1, (close - desk.today).days + 1))
    return sum(desk.calendar.is_workday(day) for day in days)


def next_month(day: date) -> datetime:
    """The beginning of the month after this day's."""
    first = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return datetime.combine(first, time(0), timezone.get_default_timezone())


@does(Action.RESUME)
def resume(desk: Desk, data: StepData) -> Outcome:
    """The suspension ends before its target date."""
    lead, told = desk.lead, []
    for duty in (lead, *parts(desk, DutyState.PAUSED)):
        adjustments = list(read_adjustments(duty.adjustments))
        last, pause = [(i, a) for i, a in enumerate(adjustments) if isinstance(a, Pause)][-1]
        adjustments[last] = Pause(pause.since, desk.now)
        clocks.resume_early(desk.book, duty, write_adjustments(adjustments), desk.now, desk.calendar)
        told += desk.duty_told(duty)
    for note in desk.live(DutyKind.NOTE):
        desk.finish(note, "resumed")
    desk.put(suspended_until=None)
    return Outcome(Status.RECTIFYING, {"duty": lead.id}, [("resumed", told)])


@does(Action.NOTE)
def note(desk: Desk, data: StepData) -> Outcome:
    """The monthly note on a suspended entry; the next one is owed from now on."""
    for owed in desk.live(DutyKind.NOTE):
        desk.finish(owed, "noted")
    photos = desk.add_photos(data.photos, PhotoKind.PROOF)
    owe_note(desk)
    return Outcome(Status.SUSPENDED, {"photos": photos}, [("noted", desk.duty_told(office_or_team(desk)))])


def office_or_team(desk: Desk) -> Duty | None:
    """Whoever last decided on this entry hears of the note."""
    decided = [d for d in desk.duties if d.kind == DutyKind.DECIDE]
    return decided[-1] if decided else None
