"""Rungs set, confirmed and revoked by hand, and the correction of a clock after a calendar edit."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from rectification import dossiers
from rectification.desk import Desk, Outcome
from rectification.facts import StepData
from rectification.models.measures import waiting_rows
from rectification.parties import parties_of
from rectification.settle import People
from rectification.steps import does
from rectification.steps.terms import terms_of
from rectification.workflow import Action, gives_word
from supervision.actions import duties as clocks
from supervision.actions.calendars import ladder
from supervision.actions.climb import Told, take_back
from supervision.canonical import moment_text
from supervision.ladder import CONFIRMS, FILED_FROM, Rung
from supervision.models import Duty, DutyState
from supervision.refusals import NotAllowed, Refused


def named_rung(data: StepData) -> Rung:
    """The rung that was named."""
    try:
        return Rung.of(data.rung)
    except ValueError:
        raise Refused("no_such_rung", _("There is no such rung.")) from None


def write_rungs(desk: Desk, duty: Duty, rungs: list) -> None:
    """The duty's rungs and the highest one that stands."""
    desk.book.change(duty, rungs=rungs, highest_rung=clocks.standing_rungs(rungs))


@does(Action.SET_RUNG)
def set_rung(desk: Desk, data: StepData) -> Outcome:
    """A leader sets a rung by hand, with the reason. Timed rungs go their own way."""
    rung, lead = named_rung(data), desk.lead
    if lead.highest_rung >= rung:
        raise Refused("rung_stands", _("The entry stands on this rung or a higher one already."))
    if rung >= FILED_FROM and waiting_rows(lead, rung):
        raise Refused("rung_waits", _("This rung is proposed already and waits for the office's word."))
    known = people(desk)
    named = known.known_as(ladder(lead.ladder).hears_of(lead.kind, rung), desk.ticket, lead, desk.now)
    told = [(f"rung.{rung.code}", [*desk.duty_told(lead), *named])]
    if rung >= FILED_FROM:  # the office completes it; until then the unit may state its view
        dossiers.propose(desk, lead, rung, desk.now)
        head = known.known_as(("unit_head",), desk.ticket, lead, desk.now)
        told = [
            (f"hearing.{rung.code}", [*desk.duty_told(lead), *head]),
            (f"proposal.{rung.code}", known.known_as(CONFIRMS, desk.ticket, lead, desk.now)),
        ]
    write_rungs(desk, lead, [*lead.rungs, [lead.clock_no, rung.code, "set", moment_text(desk.now)]])
    facts = {"duty": lead.id, "clock": lead.clock_no, "rung": rung.code}
    return Outcome(desk.ticket.status, facts, told)


def people(desk: Desk) -> People:
    """Who stands in which relation to the entry now."""
    return People.of_desks([desk], desk.now, [desk.lead.unit_id])


@does(Action.CONFIRM_RUNG)
def confirm_rung(desk: Desk, data: StepData) -> Outcome:
    """A rung that needs a person's word gets it; who hears of such a rung hears of it now."""
    rung, lead = named_rung(data), desk.lead
    waiting = waiting_rows(lead, rung)
    if not waiting:
        raise Refused("nothing_to_confirm", _("This rung is not waiting for a confirmation."))
    if not gives_word(parties_of(desk, desk.actor), rung):
        raise NotAllowed("wrong_party", _("This step is not yours to take."))
    facts = {"duty": lead.id, "clock": waiting[0][0], "rung": rung.code}
    told = heard(desk, lead, rung, waiting)
    terms = terms_of(desk, rung, data)
    file = dossiers.file_of(desk, lead, rung)
    if file is not None:
        desk.book.change(file, confirmed_at=desk.now, confirmed_by_id=desk.by.user.id, **terms.columns)
        if rung is Rung.CIRCULAR:
            desk.circulars.append(file)
    if terms.leader is not None:
        holder = Told(terms.leader.user_id, terms.leader.id, "city_leader")
        told = [holder, *(one for one in told if one.relation != "city_leader" and one.user_id != holder.user_id)]
    write_rungs(desk, lead, [[*row[:2], "confirmed", row[3]] if row in waiting else row for row in lead.rungs])
    return Outcome(desk.ticket.status, facts | terms.facts, [(f"rung.{rung.code}", told)])


def heard(desk: Desk, lead: Duty, rung: Rung, waiting: list) -> list[Told]:
    """Everybody the rung's rule names; nobody new where it was made known when it was reached.

    A circular, a talk, an accountability reach whoever owes the work, too, although their rule may not name the unit.
    """
    version = ladder(lead.ladder)
    if rung < FILED_FROM:
        rule = version.rule_for(lead.kind, rung)
        return people(desk).known_as(rule.recipients, desk.ticket, lead, desk.now) if rule and rule.confirm else []
    if all(row[2] == "fired" for row in waiting):
        return []
    found = people(desk).known_as(version.hears_of(lead.kind, rung), desk.ticket, lead, desk.now)
    return found if rung == Rung.LISTED else [*found, *desk.duty_told(lead)]


@does(Action.REVOKE_RUNG)
def revoke_rung(desk: Desk, data: StepData) -> Outcome:
    """A rung is taken back with a reason; it stays visible as revoked and is not fired again by the same clock.

    It is a rung of the unit's duty, or of another one that is named: of a check, an answer, a dispatch.
    """
    rung, duty = named_rung(data), named_duty(desk, data)
    gone = [row for row in duty.rungs if row[1] == rung.code and row[2] != "revoked"]
    if not gone:
        raise Refused("no_such_rung", _("The entry does not stand on this rung."))
    if duty.user_id == desk.by.user.id:
        raise Refused("own_duty", _("What you owe yourself, somebody else has to take back."))
    told, file = desk.duty_told(duty), dossiers.opened(desk, duty, rung)
    told += take_back(desk.book, duty, {(row[0], row[1]) for row in gone}, desk.recorded_at)
    if file is not None and file.post is not None:
        told.append(Told(file.post.user_id, file.post_id, "city_leader"))
    dossiers.close(desk, duty, rung)
    write_rungs(desk, duty, [[*row[:2], "revoked", row[3]] if row in gone else row for row in duty.rungs])
    facts = {"duty": duty.id, "clock": gone[-1][0], "rung": rung.code, "kind": duty.kind}
    return Outcome(desk.ticket.status, facts, [("rung_revoked", told)], says={"rungs": [rung.code]})


def named_duty(desk: Desk, data: StepData) -> Duty:
    """The duty that was named; else the unit's, or where no unit has had the entry, whatever is owed now."""
    if data.duty is None:
        return desk.lead if desk.has_lead else desk.main
    found = next((duty for duty in desk.duties if duty.id == data.duty), None)
    if found is None:
        raise Refused("no_such_duty", _("The entry has no such duty."))
    return found


@does(Action.CORRECT)
def correct(desk: Desk, data: StepData) -> Outcome:
    """The calendar was edited: every clock on the ticket is reckoned again, premature rungs are revoked (ENGINE 6)."""
    revoked: list[tuple[Duty, list[Rung]]] = []
    moved, changed = [], []
    for duty in desk.live():
        before, times = duty.due_at, times_of(duty)
        gone = clocks.correct(desk.book, duty, desk.now, desk.calendar)
        if gone:
            revoked.append((duty, gone))
        if times_of(duty) != times:
            moved.append([duty.id, before, duty.due_at])
            changed += [duty] if duty.due_at != before and duty.state == DutyState.RUNNING else []
    if not moved:
        raise Refused("nothing_to_correct", _("No time limit of this entry has moved."))
    told = [person for duty in [desk.main, *changed] for person in desk.duty_told(duty)]
    return Outcome(desk.ticket.status, {"moved": moved}, [("corrected", told)], revoked, now_due(changed, revoked))


def now_due(changed: list[Duty], revoked: list[tuple[Duty, list[Rung]]]) -> dict[str, Any]:
    """What a notice of a correction says: which rungs fell, and the new time where it is one."""
    times = {duty.due_at for duty in changed}
    rungs = [rung.code for rung in sorted({rung for _duty, gone in revoked for rung in gone})]
    if len(times) != 1:
        return {}
    return {"due_at": moment_text(times.pop())} | ({"rungs": rungs} if rungs else {})


def times_of(duty: Duty) -> tuple:
    """Everything that follows from the calendar: a rung may move although the due time stays."""
    return duty.due_at, duty.score_due_at, duty.schedule
