"""In which capacities a person stands to a ticket: the one place where posts meet the step table."""

from collections.abc import Iterable

from rectification.desk import Actor, Desk
from rectification.models import Petition
from rectification.workflow import Party
from supervision.ladder import NAMES_LEADER, Rung
from supervision.models import Duty, DutyKind, DutyState
from supervision.roles import CHECKS, FILES, HANDLES, Role

OWN_ROLE: dict[str, Party] = {
    Role.OFFICE: Party.OFFICE,
    Role.DISCIPLINE: Party.DISCIPLINE,
    Role.CITY_LEADER: Party.CITY_LEADER,
}
DECIDES = (Role.TEAM_LEADER, Role.OFFICE)


def parties_of(desk: Desk, actor: Actor | None) -> frozenset[Party]:
    """Every capacity of the actor's post towards the ticket. Nobody is the worker."""
    if actor is None:
        return frozenset({Party.WORKER})
    post = actor.post
    found = {Party.READER}
    if post.role in FILES:
        found.add(Party.FINDER)
    if post.role in OWN_ROLE:
        found.add(OWN_ROLE[post.role])
    if post.role in HANDLES:
        found |= _of_unit(desk, post.unit_id)
    if desk.ticket.team_id == post.unit_id:
        found.add(Party.TEAM)
    review = _running_review(desk)
    if post.role == Role.TEAM_LEADER and post.unit_id in (desk.ticket.team_id, review.unit_id if review else None):
        found.add(Party.LEADER)
    if review and post.role in CHECKS and post.unit_id == review.unit_id and actor.user.id not in desk.excluded():
        found.add(Party.VERIFIER)
    if post.role == Role.CITY_LEADER and desk.has_lead and came_up(desk.lead, NAMES_LEADER):
        found.add(Party.CONFIRMER)
    if post.role in DECIDES and _decides(desk, post.unit_id):
        found.add(Party.DECIDER)
    return frozenset(found)


def came_up(lead: Duty, rungs: Iterable[Rung]) -> bool:
    """Whether one of some rungs was ever reached or proposed on the duty: who is too late to give the word hears so."""
    return not {rung.code for rung in rungs}.isdisjoint(row[1] for row in lead.rungs)


def _of_unit(desk: Desk, unit_id: object) -> set[Party]:
    found: set[Party] = set()
    if desk.has_lead and desk.lead.unit_id == unit_id:
        found.add(Party.UNIT)
    for duty in desk.live(DutyKind.RECTIFY, DutyKind.ASSIST):
        if duty.unit_id == unit_id and duty.state in (DutyState.RUNNING, DutyState.PAUSED):
            if duty.kind == DutyKind.ASSIST:
                found.add(Party.ASSISTANT)
            elif duty.parent_id is not None:
                found.add(Party.SUB_UNIT)
    return found


def _running_review(desk: Desk) -> Duty | None:
    return next(iter(desk.live(DutyKind.REVIEW)), None)


def _decides(desk: Desk, unit_id: object) -> bool:
    open_ones = {p.decide_duty_id for p in desk.petitions if p.state == Petition.State.OPEN}
    return any(d.id in open_ones and d.unit_id == unit_id for d in desk.live(DutyKind.DECIDE))
