"""What is said before a measure stands and after it: the unit's statement, and the record of a talk."""

from datetime import date
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rectification import dossiers
from rectification.desk import Desk, Outcome
from rectification.facts import StepData, Today
from rectification.models import File, Measure
from rectification.steps import does
from rectification.steps.climbing import named_rung, people
from rectification.steps.terms import day_ahead
from rectification.workflow import Action
from supervision.actions.climb import Told
from supervision.ladder import CONFIRMS, Rung
from supervision.models import Post
from supervision.refusals import Refused
from supervision.roles import HANDLES, Role

TALKS = (Role.CITY_LEADER, Role.DISCIPLINE, Role.OFFICE)  # who may hold a formal talk


@does(Action.STATE)
def state(desk: Desk, data: StepData) -> Outcome:
    """The unit states its view (陈述) while a measure waits for the office's word; it may add to it until then."""
    rung, lead = named_rung(data), desk.lead
    file = dossiers.opened(desk, lead, rung)
    if file is None or not file.waits:
        raise Refused("nothing_waits", _("This rung is not waiting for the office's word: there is nothing to state."))
    desk.book.change(file, stated_at=desk.now)
    told = people(desk).known_as(CONFIRMS, desk.ticket, lead, desk.now)
    return Outcome(desk.ticket.status, {"duty": lead.id, "rung": rung.code}, [("stated", told)])


@does(Action.RECORD_TALK)
def record_talk(desk: Desk, data: StepData) -> Outcome:
    """Who talked with whom on which day, what was promised (the step's words) and by when. No clock hears of it."""
    file = standing_talk(desk)
    until, on = day_ahead(desk, data.until), talk_day(desk, file, data.on)
    leader = named_post(desk, data.person, TALKS, _("Name who held the talk: a city leader, the office or discipline."))
    partner = named_post(desk, data.partner, HANDLES, _("Name who came to the talk: the unit's head or a handler."))
    if partner.unit_id != desk.lead.unit_id:
        raise Refused("no_such_post", _("Name who came to the talk: the unit's head or a handler."))
    desk.book.change(file, post_id=leader.id, partner_id=partner.id, held_on=on, until=until)
    about = {"duty": desk.lead.id, "rung": Rung.TALK.code}
    held = {"leader": leader.id, "partner": partner.id, "on": on, "until": until}
    both = [Told(partner.user_id, partner.id, "handler"), Told(leader.user_id, leader.id, "city_leader")]
    return Outcome(desk.ticket.status, about | held, [("talked", [*desk.duty_told(desk.lead), *both])])


def standing_talk(desk: Desk) -> Measure:
    """The talk that the office has confirmed."""
    file = dossiers.opened(desk, desk.lead, Rung.TALK)
    if file is None or not file.stands:
        raise Refused("no_talk", _("No formal talk is confirmed on this entry."))
    return file


def talk_day(desk: Today, file: File, on: date | None) -> date:
    """A day that has been, and not before the document that called for it."""
    if on is None:
        raise Refused("day_needed", _("State the day of the talk."))
    if on > desk.today or (file.dated is not None and on < file.dated):
        raise Refused("day_wrong", _("The day of the talk lies between the date of the document and today."))
    return on


def named_post(desk: Today, pk: UUID | None, roles: tuple[str, ...], no: str | Promise) -> Post:
    """A post with one of the roles, held now."""
    found: Post | None = Post.objects.at(desk.now).filter(pk=pk, role__in=roles).first() if pk else None
    if found is None:
        raise Refused("no_such_post", no)
    return found
