"""Steps that decide who owes an entry: screening, dispatch, reassignment, classification, merging, voiding."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from rectification.catalogue import category, limit_of, primary_standard
from rectification.desk import Desk, Outcome
from rectification.facts import StepData
from rectification.models import PhotoKind, Ticket
from rectification.places import Spot, route
from rectification.querysets import sight_keys
from rectification.steps import does
from rectification.workflow import Action, Status
from sites.models import Site, Unit
from sites.vocabulary import UnitKind
from supervision.actions import duties as clocks
from supervision.clocks import Relimit
from supervision.models import Duty, DutyKind
from supervision.refusals import Refused
from supervision.roster import Holder


def spot_of(ticket: Ticket) -> Spot:
    """The ticket's place."""
    site = Site.objects.select_related("type").get(pk=ticket.site_id) if ticket.site_id else None
    place = (ticket.lon, ticket.lat) if ticket.lon is not None and ticket.lat is not None else None
    return Spot(site, place)


def route_now(desk: Desk, spot: Spot) -> str:
    """Routes the ticket by today's table: to a unit with a handler, else to the dispatch pool. Returns the status."""
    ticket = desk.ticket
    facts = spot.facts(desk.today)
    desk.show(*sight_keys(zones=facts.zone_ids, sites=[ticket.site_id] if ticket.site_id else []))
    found = route(ticket.catalogue, ticket.category, facts, desk.functions, desk.now)
    holder = desk.holder_of(found.lead) if found.lead else None
    if found.lead is None or holder is None:
        return to_dispatch(desk)
    assign(desk, found.lead, holder)
    for unit_id in found.assisting:
        helper = desk.holder_of(unit_id)
        if helper is not None:
            desk.start(DutyKind.ASSIST, unit_id, helper, desk.rules.assist)
    return Status.ASSIGNED


def assign(desk: Desk, unit_id: UUID, holder: Holder | None = None) -> Duty:
    """The unit owes the rectification from now on; nobody is assigned without a handler (责任到人)."""
    holder = holder or desk.holder_of(unit_id)
    if holder is None:
        raise Refused("no_handler", _("This unit has no handler. Appoint one first."))
    row = category(desk.ticket.catalogue, desk.ticket.category)
    duty = desk.start(DutyKind.RECTIFY, unit_id, holder, limit_of(row))
    desk.put(lead_duty_id=duty.id, main_duty_id=duty.id)
    return duty


def to_dispatch(desk: Desk) -> str:
    """Nobody owns it yet: the office owes a decision."""
    unit_id, holder = desk.office_holder()
    duty = desk.start(DutyKind.DISPATCH, unit_id, holder, desk.rules.dispatch)
    desk.put(lead_duty_id=None, main_duty_id=duty.id)
    return Status.DISPATCHING


def release_lead(desk: Desk, outcome: str, *, scored: bool = True) -> None:
    """The current unit no longer owes it; what hung on its duty ends with it."""
    units = {d.unit_id for d in desk.live()}
    if desk.has_lead and not scored:
        desk.book.change(desk.lead, scored=False)
    desk.finish_all(outcome)
    for petition in desk.petitions:
        if petition.state == "open":
            desk.book.change(petition, state="lapsed")
    for unit_id in units:
        desk.former(unit_id)


def assigned_notices(desk: Desk) -> list:
    """Lead and assisting units hear of what they owe from now on."""
    told = [("assigned", desk.duty_told(desk.lead))] if desk.has_lead else [("to_dispatch", desk.duty_told(desk.main))]
    return told + [("assist", desk.duty_told(d)) for d in desk.live(DutyKind.ASSIST)]


def check_unit(desk: Desk, unit_id: UUID | None) -> Unit:
    """A unit that may be given a problem: it exists today and is no team."""
    unit = Unit.objects.on(desk.today).filter(id__in=filter(None, [unit_id])).first()
    if unit is None or unit.kind == UnitKind.TEAM:
        raise Refused("no_such_unit", _("Choose a unit that can be given problems."))
    return unit


@does(Action.ADMIT)
def admit(desk: Desk, data: StepData) -> Outcome:
    """立案: the outside report becomes an entry that somebody owes."""
    desk.finish(desk.main, "admitted")
    after = route_now(desk, spot_of(desk.ticket))
    return Outcome(after, told=assigned_notices(desk))


@does(Action.DECLINE)
def decline(desk: Desk, data: StepData) -> Outcome:
    """不予立案, with the reason."""
    desk.finish_all("declined")
    desk.put(main_duty_id=None, lead_duty_id=None)
    return Outcome(Status.DECLINED)


@does(Action.DISPATCH)
def dispatch(desk: Desk, data: StepData) -> Outcome:
    """派遣: the office names the unit."""
    unit = check_unit(desk, data.unit)
    desk.finish(desk.main, "dispatched")
    assign(desk, unit.id)
    return Outcome(Status.ASSIGNED, {"unit": unit.id}, assigned_notices(desk))


@does(Action.REASSIGN)
def reassign(desk: Desk, data: StepData) -> Outcome:
    """改派: the first unit's duty ends here, the next one's starts with a clock of its own."""
    unit = check_unit(desk, data.unit)
    lead = desk.lead
    if unit.id == lead.unit_id:
        raise Refused("same_unit", _("The entry is with this unit already."))
    previous = desk.duty_told(lead)
    release_lead(desk, "reassigned")
    assign(desk, unit.id)
    desk.put(suspended_until=None)
    told = [*assigned_notices(desk), ("taken_away", previous)]
    return Outcome(Status.ASSIGNED, {"from": lead.unit_id, "unit": unit.id}, told)


@does(Action.RECLASSIFY)
def reclassify(desk: Desk, data: StepData) -> Outcome:
    """Another category: the limit is reckoned again as if it had been so from the start (ENGINE 6)."""
    ticket, row = desk.ticket, category(desk.ticket.catalogue, data.category)
    if row.code == ticket.category:
        raise Refused("same_category", _("The entry is in this category already."))
    before = ticket.category
    site = spot_of(ticket).site
    site_type = site.type_id if site else ""
    desk.put(
        category=row.code,
        verify=row.verify,
        urgency=row.urgency,
        standard=primary_standard(ticket.catalogue, row.code, site_type),
    )
    revoked = []
    if desk.has_lead:
        gone = clocks.correct(desk.book, desk.lead, desk.now, desk.calendar, Relimit(limit_of(row)))
        revoked = [(desk.lead, gone)]
    told = [("reclassified", desk.duty_told(desk.main))]
    return Outcome(ticket.status, {"from": before, "to": row.code}, told, revoked)


@does(Action.MERGE)
def merge(desk: Desk, data: StepData) -> Outcome:
    """并案: this entry is the same problem as the other; it leaves the ledger, the other one stays.

    The other entry's own stream gets a JOIN event from `actions.take`, under the same lock.
    """
    target = Ticket.objects.filter(id__in=filter(None, [data.target])).first()
    if target is None or target.pk == desk.ticket.pk or target.main_duty_id is None:
        raise Refused("no_such_target", _("Choose another entry that is still open."))
    if target.category != desk.ticket.category:
        raise Refused("other_category", _("Only entries of the same category can be merged."))
    release_lead(desk, "merged")
    desk.put(main_duty_id=None, lead_duty_id=None, merged_into_id=target.pk, suspended_until=None)
    return Outcome(Status.VOIDED, {"into": target.pk, "number": target.number})


@does(Action.VOID)
def void(desk: Desk, data: StepData) -> Outcome:
    """作废, with the reason; the entry stays readable."""
    told = [("voided", desk.duty_told(desk.main))]
    release_lead(desk, "voided")
    desk.put(main_duty_id=None, lead_duty_id=None, suspended_until=None)
    return Outcome(Status.VOIDED, told=told)


@does(Action.JOIN)
def join(desk: Desk, data: StepData) -> Outcome:
    """Somebody else saw the same problem: their photos and their eyes are added."""
    photos = desk.add_photos(data.photos, PhotoKind.BEFORE)
    desk.show(f"p:{desk.by.post.id}", *([f"u:{desk.by.post.unit_id}"] if desk.by.post.unit.kind == "team" else []))
    return Outcome(desk.ticket.status, {"photos": photos}, [("joined", desk.duty_told(desk.main))])
