"""Steps of the check: who must look, pass, fail, and what is found wrong with a strike-off afterwards."""

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from rectification.desk import Desk, Outcome, place_fact
from rectification.facts import StepData
from rectification.models import PhotoKind, Ticket
from rectification.places import metres_to, teams_at
from rectification.scope import reader_of
from rectification.steps import does
from rectification.workflow import Action, Status
from sites.vocabulary import Urgency, Verify
from supervision.actions import duties as clocks
from supervision.clocks import Rework, Wait
from supervision.limits import half
from supervision.models import Duty, DutyKind, Team
from supervision.refusals import Refused
from supervision.roles import CHECKS
from supervision.roster import Holder


def start_review(desk: Desk) -> Duty:
    """The check is owed from now on, by people who had no hand in the fix (ENGINE 23)."""
    unit_id, holder = checker(desk)
    urgent = desk.ticket.urgency == Urgency.A
    limit = desk.rules.review_urgent if urgent else desk.rules.review
    review = desk.start(DutyKind.REVIEW, unit_id, holder, limit)
    desk.put(main_duty_id=review.id)
    return review


def checker(desk: Desk) -> tuple[UUID, Holder | None]:
    """The first unit in which somebody is left who may check; the office if truly nobody is."""
    excluded = desk.excluded()
    for unit_id in candidates(desk):
        for holder in desk.roster(unit_id).holders(unit_id, CHECKS, desk.now):
            if holder.user_id not in excluded:
                return unit_id, holder
    return desk.function_unit("office"), None


def candidates(desk: Desk) -> Iterator[UUID]:
    """The team that found it, without one the team of the place, else the office; then discipline, then any team."""
    found = desk.ticket.team_id
    if found:
        yield found
    else:
        zones = [UUID(key[2:]) for key in desk.sights if key.startswith("z:")]
        yield from teams_at(zones)
        yield desk.function_unit("office")
    if "discipline" in desk.functions:
        yield desk.functions["discipline"]
    yield from Team.objects.order_by("unit__code").values_list("unit_id", flat=True)
    yield desk.function_unit("office")


@does(Action.DEAL_OUT)
def deal_out(desk: Desk, data: StepData) -> Outcome:
    """The team leader says who of the team checks."""
    review = desk.main
    holder = desk.person(review.unit_id, data.person, CHECKS)
    if holder.user_id in desk.excluded():
        raise Refused("four_eyes", _("Whoever had a hand in the fix cannot check it."))
    if holder.user_id == review.user_id:
        raise Refused("same_person", _("This person has it already."))
    clocks.hand_over(desk.book, review, holder, desk.now, desk.tenures)
    return Outcome(desk.ticket.status, {"post": holder.post_id}, [("dealt_out", desk.duty_told(review))])


@does(Action.PASS)
def pass_(desk: Desk, data: StepData) -> Outcome:
    """通过，销号: checked by somebody else, struck off the ledger."""
    ticket, lead = desk.ticket, desk.lead
    photos = desk.add_photos(data.photos, PhotoKind.CHECK)
    away = metres_to(ticket, data.place) if data.place else None
    onsite = bool(photos and data.place) and (away is None or away <= desk.rules.onsite_metres)
    if ticket.verify == Verify.ONSITE and not onsite and away is not None and photos:
        raise Refused(
            "too_far",
            _("You are %(metres)s m away from the place. This kind of problem is checked on the spot."),
            metres=round(away),
        )
    if ticket.verify == Verify.ONSITE and not onsite:
        raise Refused(
            "onsite_needed", _("This kind of problem is checked on the spot: a photo of your own and your place.")
        )
    told = desk.duty_told(lead)
    desk.finish(lead, "passed")
    desk.finish(desk.main, "passed")
    desk.finish_all("closed")
    how = Verify.ONSITE if onsite else Verify.PHOTO_OK
    desk.put(
        main_duty_id=None,
        closed_at=desk.now,
        verified_by_id=desk.by.user.id,
        verified_how=how,
    )
    facts = {"photos": photos, "place": place_fact(data.place), "how": how, "on_time": on_time(lead)}
    return Outcome(Status.CLOSED, facts, [("passed", told)])


def on_time(lead: Duty) -> bool:
    """The submission that passed came before the scored due time (DESIGN 2)."""
    return lead.stopped_at is not None and lead.stopped_at <= lead.score_due_at


@does(Action.FAIL)
def fail(desk: Desk, data: StepData) -> Outcome:
    """退回重办: the unit does not pay for the checker, and a sham submission gains nothing (ENGINE 4)."""
    lead, review = desk.lead, desk.main
    photos = desk.add_photos(data.photos, PhotoKind.CHECK)
    limit = half(clocks.limit_of(lead), desk.rules.rework_at_least)
    desk.finish(review, "failed")
    desk.former(review.unit_id)
    wait, again = Wait(lead.stopped_at or review.started_at, desk.now), Rework(desk.now, limit)
    clocks.restart(desk.book, lead, desk.now, desk.calendar, wait, again)
    desk.book.change(lead, failed=lead.failed + 1)
    desk.put(main_duty_id=lead.id, rework_count=desk.ticket.rework_count + 1)
    facts = {"photos": photos, "place": place_fact(data.place), "rework": desk.ticket.rework_count}
    return Outcome(Status.RECTIFYING, facts, [("failed", desk.duty_told(lead))])


@does(Action.MARK_RELAPSE)
def mark_relapse(desk: Desk, data: StepData) -> Outcome:
    """反弹: this entry is the old problem come back."""
    known = Ticket.objects.visible_to(reader_of(desk.by.post, desk.now))
    old = known.filter(id__in=filter(None, [data.target]), status=Status.CLOSED).first()
    if old is None or old.category != desk.ticket.category:
        raise Refused("no_such_target", _("Choose a struck-off entry of the same category."))
    if old.closed_at is None or old.closed_at > desk.ticket.filed_at:
        raise Refused("struck_off_later", _("That entry was struck off after this one was filed."))
    if desk.ticket.relapse_of_id == old.pk:
        raise Refused("already_marked", _("It is marked so already."))
    desk.put(relapse_of_id=old.pk, relapse_count=old.relapse_count + 1)
    facts = {"of": old.pk, "number": old.number, "count": desk.ticket.relapse_count}
    return Outcome(desk.ticket.status, facts, [("relapse", desk.duty_told(desk.main))])


@does(Action.MARK_FALSE)
def mark_false(desk: Desk, data: StepData) -> Outcome:
    """虚假销号: a finding against the verifier; it is no relapse and opens nothing (ENGINE 24)."""
    if desk.ticket.false_strike_off:
        raise Refused("already_marked", _("It is marked so already."))
    desk.put(false_strike_off=True)
    return Outcome(Status.CLOSED, {"verifier": desk.ticket.verified_by_id})
