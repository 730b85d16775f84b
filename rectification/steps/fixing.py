"""Steps of the unit that owes the fix, and of the units that help it."""

from django.utils.translation import gettext_lazy as _

from rectification.desk import Desk, Outcome, place_fact
from rectification.facts import StepData
from rectification.models import PhotoKind
from rectification.steps import does
from rectification.steps.moving import check_unit
from rectification.steps.reviewing import start_review
from rectification.workflow import Action, Status
from sites.models import Unit
from supervision.actions import duties as clocks
from supervision.models import Duty, DutyKind, DutyState
from supervision.refusals import Refused
from supervision.roles import HANDLES


@does(Action.RECEIVE)
def receive(desk: Desk, data: StepData) -> Outcome:
    """签收."""
    clocks.receive(desk.book, desk.lead, desk.now)
    return Outcome(Status.RECTIFYING)


@does(Action.SUBMIT)
def submit(desk: Desk, data: StepData) -> Outcome:
    """反馈: the unit says fixed; its clock stops, the check is owed by somebody else."""
    if any(d.parent_id == desk.lead.id for d in desk.live(DutyKind.RECTIFY)):
        raise Refused("sub_work_open", _("Work was sub-assigned and is not confirmed yet."))
    photos = desk.add_photos(data.photos, PhotoKind.AFTER)
    clocks.receive(desk.book, desk.lead, desk.now)
    clocks.stop(desk.book, desk.lead, desk.now)
    for petition in desk.petitions:
        if petition.state == "open":
            desk.book.change(petition, state="lapsed")
            desk.finish(desk.duty(petition.decide_duty_id), "lapsed")
    review = start_review(desk)
    facts = {"photos": photos, "place": place_fact(data.place), "review": review.unit_id}
    return Outcome(Status.REVIEWING, facts, [("submitted", desk.duty_told(review))])


@does(Action.RECALL)
def recall(desk: Desk, data: StepData) -> Outcome:
    """撤回: as if never submitted (ENGINE 4)."""
    review = desk.main
    told = desk.duty_told(review)
    desk.finish(review, "recalled")
    clocks.take_back(desk.book, desk.lead, desk.now)
    desk.put(main_duty_id=desk.lead.id)
    desk.former(review.unit_id)
    return Outcome(Status.RECTIFYING, told=[("recalled", told)])


@does(Action.HAND_OVER)
def hand_over(desk: Desk, data: StepData) -> Outcome:
    """移交同事: another person of the same unit, the same clock (ENGINE 2)."""
    lead = desk.lead
    holder = desk.person(lead.unit_id, data.person, HANDLES)
    if holder.post_id == lead.post_id and holder.user_id == lead.user_id:
        raise Refused("same_person", _("This person has it already."))
    clocks.hand_over(desk.book, lead, holder, desk.now, desk.tenures)
    return Outcome(desk.ticket.status, {"post": holder.post_id}, [("handed_over", desk.duty_told(lead))])


@does(Action.SUB_ASSIGN)
def sub_assign(desk: Desk, data: StepData) -> Outcome:
    """Two-level dispatch: a unit below does the work, this one stays answerable."""
    unit, lead = check_unit(desk, data.unit), desk.lead
    if lead.unit_id not in Unit.objects.ancestor_ids(unit.id):
        raise Refused("not_below", _("Work can be sub-assigned only to a unit below your own."))
    if any(d.unit_id == unit.id for d in desk.live(DutyKind.RECTIFY)):
        raise Refused("same_unit", _("The entry is with this unit already."))
    holder = desk.holder_of(unit.id)
    if holder is None:
        raise Refused("no_handler", _("This unit has no handler. Appoint one first."))
    child = desk.start(DutyKind.RECTIFY, unit.id, holder, clocks.limit_of(lead), parent=lead)
    facts = {"unit": unit.id, "duty": child.id}
    return Outcome(Status.RECTIFYING, facts, [("sub_assigned", desk.duty_told(child))])


@does(Action.FINISH)
def finish(desk: Desk, data: StepData) -> Outcome:
    """An assisting unit has done its part; a unit below hands its work up for confirmation."""
    duty = own_part(desk, data)
    photos = desk.add_photos(data.photos, PhotoKind.PROOF)
    if duty.kind == DutyKind.ASSIST:
        desk.finish(duty, "done")
        desk.former(duty.unit_id)
    else:
        clocks.stop(desk.book, duty, desk.now)
    facts = {"duty": duty.id, "unit": duty.unit_id, "photos": photos}
    return Outcome(desk.ticket.status, facts, [("part_done", desk.duty_told(desk.lead))])


@does(Action.CONFIRM_SUB)
def confirm_sub(desk: Desk, data: StepData) -> Outcome:
    """The answerable unit looks at the sub-assigned work: it ends, or goes on."""
    duty = next((d for d in desk.live(DutyKind.RECTIFY) if d.id == data.duty and d.parent_id == desk.lead.id), None)
    if duty is None or duty.state != DutyState.STOPPED:
        raise Refused("nothing_to_confirm", _("This part of the work has not been handed up."))
    told = desk.duty_told(duty)
    if data.verdict:
        desk.finish(duty, "confirmed")
        desk.former(duty.unit_id)
    else:
        clocks.take_back(desk.book, duty, desk.now)
    key = "sub_confirmed" if data.verdict else "sub_rejected"
    return Outcome(desk.ticket.status, {"duty": duty.id, "verdict": bool(data.verdict)}, [(key, told)])


def parts(desk: Desk, state: str) -> list[Duty]:
    """Sub-assigned and assisting work of the entry in a state."""
    found = desk.live(DutyKind.RECTIFY, DutyKind.ASSIST)
    return [duty for duty in found if duty.id != desk.lead.id and duty.state == state]


def own_part(desk: Desk, data: StepData) -> Duty:
    """The assist or sub-assigned duty that is the actor's own unit's, also while the entry is suspended."""
    for duty in desk.live(DutyKind.ASSIST, DutyKind.RECTIFY):
        part = duty.kind == DutyKind.ASSIST or duty.parent_id is not None
        own = duty.id == data.duty and duty.unit_id == desk.by.post.unit_id
        if part and own and duty.state in (DutyState.RUNNING, DutyState.PAUSED):
            return duty
    raise Refused("not_your_part", _("Your unit has no open part in this entry."))
