"""Which steps a reader is offered on an entry, and which not and why: the step table and the engine's own checks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils.translation import gettext as _

from rectification import dossiers
from rectification.desk import Desk
from rectification.facts import StepData
from rectification.models import PetitionKind
from rectification.pages.reading import Reading
from rectification.steps.asking import CHECKS_BEFORE_ASKING
from rectification.wording import ACTIONS, AT_ONCE, Word, ask_label
from rectification.workflow import STEPS, Action, Party, Status, gives_word, open_steps
from sites.models import Unit
from supervision.actions.calendars import ladder
from supervision.ladder import FILED_FROM, Rung
from supervision.models import Duty, DutyKind, DutyState
from supervision.refusals import Refused
from supervision.roles import CHECKS, HANDLES
from supervision.wording import RUNGS

# What is done with an entry, in the order in which it is offered; everything else stands in the menu.
STEPS_FIRST = (
    Action.RECEIVE,
    Action.SUBMIT,
    Action.PASS,
    Action.DECIDE,
    Action.DISPATCH,
    Action.ADMIT,
    Action.DECLINE,
    Action.CONFIRM_SUB,
    Action.FINISH,
    Action.NOTE,
    Action.RESUME,
    Action.CONFIRM_RUNG,
    Action.STATE,
    Action.RECORD_TALK,
    Action.RECALL,
    Action.DEAL_OUT,
    Action.HAND_OVER,
    Action.SUB_ASSIGN,
    Action.ASK,
    Action.WITHDRAW,
    Action.COMMENT,
)
STRONG = frozenset(STEPS_FIRST[:10]) - {Action.DECLINE}
# Offered elsewhere: joining when writing down, a failed check on the page of the check, corrections by the platform.
ELSEWHERE = frozenset({Action.JOIN, Action.FAIL, Action.CORRECT})
ICONS = {Action.SUBMIT: "camera", Action.PASS: "eye", Action.COMMENT: "plus"}


@dataclass(frozen=True)
class Offers:
    """Buttons of the page, and the sentences for what is not possible."""

    steps: list[dict[str, Any]] = field(default_factory=list)
    tools: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, str]] = field(default_factory=list)


def offers(reading: Reading) -> Offers:
    """Everything the reader may do with the entry now. Nothing is offered that the server would refuse."""
    found = Offers()
    possible = open_steps(reading.ticket.status, reading.parties)
    for action in sorted(possible, key=_order):
        if action not in ELSEWHERE:
            goal = found.steps if action in STEPS_FIRST else found.tools
            goal.extend(buttons(action, reading, found.refused))
    for step in found.steps[1:]:
        step["strong"] = False  # one strong button a page (LOOK 1.6)
    mark_four_eyes(reading, found.refused)
    return found


def _order(action: Action) -> int:
    return STEPS_FIRST.index(action) if action in STEPS_FIRST else len(STEPS_FIRST) + list(STEPS).index(action)


def buttons(action: Action, reading: Reading, refused: list[dict[str, str]]) -> Iterator[dict[str, Any]]:
    """The buttons of one step: one for each of its subjects; what stands in its way goes to `refused`."""
    if action == Action.PASS:
        yield link(action, _("Check the fix"), reverse("review_one", args=[reading.ticket.number]))
    elif action == Action.ASK:
        yield from asks(reading, refused)
    elif action in BY_RUNG:
        for rung in BY_RUNG[action](reading):
            yield link(action, about_rung(action, rung), address(reading, action, rung=rung.code))
    elif action in (Action.DECIDE, Action.WITHDRAW):
        for kind in open_petitions(reading, action):
            yield link(action, ACTIONS[action], address(reading, action, petition=kind))
    else:
        why = not_now(action, reading)
        if why:
            refused.append({"label": str(ACTIONS[action]), "why": why})
        elif has_subject(action, reading):
            yield (
                at_once(action, reading)
                if action in AT_ONCE
                else link(action, ACTIONS[action], address(reading, action))
            )


def about_rung(action: Action, rung: Rung) -> Word:
    """The label of a step about a rung; a talk is named by the step itself."""
    if action == Action.RECORD_TALK:
        return ACTIONS[action]
    return _("%(what)s: %(rung)s") % {"what": ACTIONS[action], "rung": RUNGS[rung]}


def address(reading: Reading, action: Action, **query: str) -> str:
    """The page of a step."""
    url = reverse("step", args=[reading.ticket.number, action])
    return url + (f"?{'&'.join(f'{name}={value}' for name, value in query.items())}" if query else "")


def link(action: Action, label: Word, url: str) -> dict[str, Any]:
    """A step with a form of its own."""
    return {"label": label, "url": url, "strong": action in STRONG, "icon": ICONS.get(action)}


def at_once(action: Action, reading: Reading) -> dict[str, Any]:
    """A step without a form: the button posts."""
    button = link(action, ACTIONS[action], address(reading, action))
    return {**button, "post": True, "expected": reading.expected, "key": uuid4().hex}


def asks(reading: Reading, refused: list[dict[str, str]]) -> Iterator[dict[str, Any]]:
    """One button for each thing that can be asked for now; the engine's own words for the others."""
    desk = reading.desk
    far = StepData(until=max(desk.now, desk.lead.due_at) + timedelta(days=3650))
    for kind in PetitionKind.values:
        if desk.open_petition(kind):
            continue
        try:
            CHECKS_BEFORE_ASKING[kind](desk, far)
        except Refused as refusal:
            refused.append({"label": ask_label(kind), "why": refusal.words})
        else:
            yield link(Action.ASK, ask_label(kind), address(reading, Action.ASK, petition=kind))


def open_petitions(reading: Reading, action: Action) -> list[str]:
    """Kinds that wait for a decision: of the unit's own, or those the reader's unit decides."""
    desk = reading.desk
    waiting = [row for row in desk.petitions if row.state == "open"]
    if action == Action.DECIDE:
        own = {duty.id for duty in desk.live(DutyKind.DECIDE) if duty.unit_id == reading.viewer.actor.post.unit_id}
        me = reading.viewer.actor.user.pk  # with a post in both units: whoever asked does not decide
        waiting = [row for row in waiting if row.decide_duty_id in own and row.asked_by_id != me]
    return [row.kind for row in waiting]


def not_now(action: Action, reading: Reading) -> str:
    """Why the engine would refuse a step that the table allows."""
    if action == Action.SUBMIT and parts_below(reading.desk):
        return _("Work was sub-assigned and is not confirmed yet.")
    return ""


def has_subject(action: Action, reading: Reading) -> bool:
    """Whether what the step is about exists (the table's column `about`, and the people or units it needs)."""
    test = SUBJECTS.get(action)
    return test is None or test(reading)


def own_parts(reading: Reading) -> list[Duty]:
    """Assistance or sub-assigned work of the reader's own unit that is not handed in."""
    unit = reading.viewer.actor.post.unit_id
    rows = reading.desk.live(DutyKind.ASSIST, DutyKind.RECTIFY)
    owed = [duty for duty in rows if duty.state in (DutyState.RUNNING, DutyState.PAUSED) and duty.unit_id == unit]
    return [duty for duty in owed if duty.kind == DutyKind.ASSIST or duty.parent_id]


def parts_below(desk: Desk) -> list[Duty]:
    """Sub-assigned work that is not confirmed yet."""
    return [duty for duty in desk.live(DutyKind.RECTIFY) if duty.parent_id and duty.parent_id == desk.lead.id]


def handed_up(reading: Reading) -> list[Duty]:
    """Sub-assigned work that waits to be confirmed."""
    return [duty for duty in parts_below(reading.desk) if duty.state == DutyState.STOPPED]


def units_below(reading: Reading) -> list[Unit]:
    """Units to which the reader's unit can give work."""
    own = reading.viewer.actor.post.unit_id
    taken = {duty.unit_id for duty in reading.desk.live(DutyKind.RECTIFY)}
    below = Unit.objects.on(reading.desk.today).filter(pk__in=Unit.objects.subtree_ids([own]) - {own} - taken)
    return list(below.exclude(kind="team").order_by("code"))


def colleagues(reading: Reading) -> list[tuple[Any, Any]]:
    """Posts and persons who could have the fix instead."""
    lead = reading.desk.lead
    held = reading.desk.roster(lead.unit_id).holders(lead.unit_id, HANDLES, reading.viewer.now)
    return [(h.post_id, h.user_id) for h in held if (h.post_id, h.user_id) != (lead.post_id, lead.user_id)]


def checkers(reading: Reading) -> list[tuple[Any, Any]]:
    """Posts and persons of the checking unit who could check and do not have it."""
    review, excluded = reading.desk.main, reading.desk.excluded()
    held = reading.desk.roster(review.unit_id).holders(review.unit_id, CHECKS, reading.viewer.now)
    return [(h.post_id, h.user_id) for h in held if h.user_id not in excluded and h.user_id != review.user_id]


def unconfirmed(reading: Reading) -> list[Rung]:
    """Rungs of the current duty that need a person's word."""
    lead = reading.desk.lead
    needing = {rule.rung for rule in ladder(lead.ladder).rules_for(lead.kind) if rule.confirm}
    needing |= {rung for rung in Rung if rung >= FILED_FROM}  # one that came by itself still wants its number
    states = {"proposed", "set"}
    rows = [(Rung.of(code), state) for _clock, code, state, _at in lead.rungs]
    return sorted({rung for rung, state in rows if state in states or (state == "fired" and rung in needing)})


def unstated(reading: Reading) -> list[Rung]:
    """Rungs on which the unit may speak before the office decides."""
    desk = reading.desk
    rows = [row for row in desk.measures if row.duty_id == desk.lead.id and row.waits] if desk.has_lead else []
    return sorted({Rung.of(row.rung) for row in rows})


def talks(reading: Reading) -> list[Rung]:
    """A talk that stands and can be put on record."""
    desk = reading.desk
    file = dossiers.opened(desk, desk.lead, Rung.TALK) if desk.has_lead else None
    return [Rung.TALK] if file is not None and file.stands else []


def to_confirm(reading: Reading) -> list[Rung]:
    """Rungs that wait for the reader's word."""
    waiting = unconfirmed(reading) if reading.desk.has_lead else []
    return [rung for rung in waiting if gives_word(reading.parties, rung)]


def standing(reading: Reading) -> list[Rung]:
    """Rungs of the current duty that the reader can take back."""
    desk = reading.desk
    own = desk.has_lead and desk.lead.user_id == reading.viewer.actor.user.pk
    return stands_on(desk.lead) if desk.has_lead and not own else []


def standing_elsewhere(reading: Reading) -> list[tuple[Duty, Rung]]:
    """Rungs of the entry's other duties - checks, answers, dispatch - that the reader can take back."""
    lead, me = reading.ticket.lead_duty_id, reading.viewer.actor.user.pk
    others = [duty for duty in reading.desk.duties if duty.id != lead and duty.user_id != me]
    return [(duty, rung) for duty in others for rung in stands_on(duty)]


def stands_on(duty: Duty) -> list[Rung]:
    """The rungs of a duty that have not been taken back."""
    return sorted({Rung.of(code) for _clock, code, state, _at in duty.rungs if state != "revoked"})


# Steps with a button for each rung they can be about.
BY_RUNG: dict[Action, Callable[[Reading], list[Rung]]] = {
    Action.CONFIRM_RUNG: to_confirm,
    Action.STATE: unstated,
    Action.RECORD_TALK: talks,
}
SUBJECTS: dict[Action, Callable[[Reading], Any]] = {
    Action.FINISH: own_parts,
    Action.CONFIRM_SUB: handed_up,
    Action.SUB_ASSIGN: units_below,
    Action.HAND_OVER: colleagues,
    Action.DEAL_OUT: checkers,
    Action.SET_RUNG: lambda reading: reading.desk.has_lead and reading.desk.lead.highest_rung < max(Rung),
    Action.REVOKE_RUNG: lambda reading: standing(reading) or standing_elsewhere(reading),
    Action.MARK_FALSE: lambda reading: not reading.ticket.false_strike_off,
}


def mark_four_eyes(reading: Reading, refused: list[dict[str, str]]) -> None:
    """Somebody of the checking unit who had a hand in the fix is told why the check is not offered (ENGINE 23)."""
    post, desk = reading.viewer.actor.post, reading.desk
    if reading.ticket.status != Status.REVIEWING or Party.VERIFIER in reading.parties or reading.until is not None:
        return
    if post.role in CHECKS and desk.main.unit_id == post.unit_id:
        why = _("You had a hand in the fix, so somebody else has to check it.")
        refused.append({"label": _("Check the fix"), "why": why})
