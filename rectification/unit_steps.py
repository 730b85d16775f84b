"""What people do with the file of a unit: propose, state, confirm, put a talk on record, take back - one event each."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rectification.desk import Actor
from rectification.facts import StepData
from rectification.models import UnitMeasure
from rectification.quarters import quarter_of, read_quarter
from rectification.scope import reader_of
from rectification.steps.measuring import TALKS, named_post, talk_day
from rectification.steps.terms import claim_number, day_ahead, stated_number
from rectification.unit_files import KIND, OF_UNIT, Dossier, begin, open_file, tell_proposed
from rectification.workflow import Action
from sites.models import Unit
from sites.vocabulary import UnitKind
from supervision.actions.book import write
from supervision.actions.calendars import ladder, ladder_in_force
from supervision.actions.climb import Told
from supervision.actions.requests import Request
from supervision.actions.standing import faster
from supervision.actions.words import erase as erase_words
from supervision.actions.words import keep
from supervision.canonical import NotCanonical, clean_text
from supervision.doorbell import ring
from supervision.ladder import CONFIRMS, NAMES_LEADER, Rung
from supervision.models import DutyKind, Event, Post, Words
from supervision.refusals import NotAllowed, Refused
from supervision.roles import HANDLES, KEEPS, Role

PROPOSES = frozenset({Role.OFFICE, Role.CITY_LEADER})
RUNGS = (Rung.TALK, Rung.ACCOUNTABILITY)  # what a unit as a whole can be called to
Outcome = tuple[dict[str, Any], list[tuple[str, list[Told]]]]  # facts of the event, and who is told what


def propose(data: StepData, *, by: Actor, now: datetime, key: str | None = None) -> Event:
    """A person's decision: a unit is to be called to a talk, or held to account. Its event opens the file."""
    if by.post.role not in PROPOSES:
        raise NotAllowed("wrong_party", _("This step is not yours to take."))
    rung = next((rung for rung in RUNGS if rung.code == data.rung), None)
    if rung is None:
        raise Refused("no_such_rung", _("There is no such rung."))
    with transaction.atomic():
        request = Request(by.user.id, key, [KIND, data.as_content()], now)
        if request.first is not None:
            return request.first
        unit = some_unit(data.unit, now)
        waits = UnitMeasure.objects.filter(unit=unit, rung=rung.code, confirmed_at=None, revoked_at=None).exists()
        dossier = None if waits else begin(unit.pk, rung, now, quarter=quarter_of(now), by=by.user)
        if dossier is None:
            raise Refused("rung_waits", _("This rung is proposed already and waits for the office's word."))
        facts = {"unit": unit.pk, "rung": rung.code, "words": said(dossier, data, _("State the reason."))}
        event = dossier.append("propose", facts, by=by)
        tell_proposed(dossier, event)
        finish(dossier, request, event)
    return event


def some_unit(pk: UUID | None, now: datetime) -> Unit:
    """A unit of now that can owe something."""
    unit = Unit.objects.filter(pk=pk).exclude(kind=UnitKind.TEAM).first() if pk else None
    if unit is None or not unit.holds_on(now.astimezone(quarter_of(now).starts.tzinfo).date()):
        raise Refused("needs_unit", _("Choose a unit."))
    return unit


def take(
    action: Action,
    pk: UUID,
    data: StepData,
    *,
    by: Actor,
    now: datetime,
    key: str | None = None,
    expected: int | None = None,
) -> Event:
    """One step on a file; a repeated request key returns the first one's event.

    Raises UnitMeasure.DoesNotExist when the file is out of sight, NotAllowed, Conflict, or Refused with words; then
    nothing was written.
    """
    with transaction.atomic():
        request = Request(by.user.id, key, [KIND, action, pk, data.as_content()], now)
        if request.first is not None:
            return request.first
        UnitMeasure.objects.visible_to(reader_of(by.post, now)).only("pk").get(pk=pk)
        dossier = open_file(pk, now)
        if action not in HANDLERS or not is_party(action, dossier.row, by.post):
            raise NotAllowed("wrong_party", _("This step is not yours to take."))
        check_expected(dossier, expected)
        words = said(dossier, data, NEEDED.get(action, ""))
        facts, told = HANDLERS[action](dossier, data, by)
        event = dossier.append(action, {**facts, **({"words": words} if words else {})}, by=by)
        for notice, people in told:
            dossier.tell(event, notice, people)
        finish(dossier, request, event)
    return event


def is_party(action: Action, row: UnitMeasure, post: Post) -> bool:
    """Whether the step is the post's to take: the unit speaks for itself, the office does all else; a city
    leader may give the word, too, for what names one."""
    if action == Action.STATE:
        return post.unit_id == row.unit_id and post.role in HANDLES
    if action == Action.CONFIRM_RUNG and post.role == Role.CITY_LEADER:
        return Rung.of(row.rung) in NAMES_LEADER
    return post.role in KEEPS


def check_expected(dossier: Dossier, expected: int | None) -> None:
    """Somebody was faster; what the platform wrote by itself hides nothing from whoever saw the file before it."""
    rows = Event.objects.filter(stream_id=dossier.row.pk, actor_id__isnull=False)
    if expected is not None and rows.filter(seq__gt=expected).exists():
        raise faster([dossier.row.pk])


def said(dossier: Dossier, data: StepData, needed: Any) -> dict[str, str] | None:
    """The step's words, in an erasable row; missing ones, and a text that cannot be kept, are refused."""
    try:
        clean_text(data.words)
    except NotCanonical:
        raise Refused("bad_text", _("The text contains characters that cannot be kept.")) from None
    words = keep(dossier.book, data.words)
    if needed and words is None:
        raise Refused("needs_words", needed)
    return words


def finish(dossier: Dossier, request: Request, event: Event) -> None:
    """What the step came to is written, and the worker is woken."""
    write([dossier.book])
    request.answer(event)
    ring()


def state(dossier: Dossier, _data: StepData, _by: Actor) -> Outcome:
    """The unit states its view while the office has not spoken; it may add to it until then."""
    if not dossier.row.waits:
        raise Refused("nothing_waits", _("This rung is not waiting for the office's word: there is nothing to state."))
    dossier.book.change(dossier.row, stated_at=dossier.now)
    return {}, [("stated", dossier.people(*CONFIRMS))]


def confirm(dossier: Dossier, data: StepData, by: Actor) -> Outcome:
    """The office's word: number and date of the document, and the city leader who will talk."""
    row = dossier.row
    if not row.waits:
        raise Refused("nothing_to_confirm", _("This rung is not waiting for a confirmation."))
    number = stated_number(data)
    if data.on is None:
        raise Refused("day_needed", _("State the date of the document."))
    if not read_quarter(row.quarter).first <= data.on <= dossier.today:
        raise Refused(
            "day_wrong", _("The date of the document lies between the first day of the proposal's quarter and today.")
        )
    leader = city_leader(dossier, data) if dossier.rung is Rung.TALK else None
    claim_number(dossier.rung, number)
    dossier.book.change(
        row,
        number=number,
        dated=data.on,
        post_id=leader.id if leader else None,
        confirmed_at=dossier.now,
        confirmed_by_id=by.user.id,
    )
    about = {"leader": leader.id} if leader else {}
    return {"document": number, "dated": data.on, **about}, [(f"rung.{row.rung}", concerned(dossier, leader))]


def city_leader(dossier: Dossier, data: StepData) -> Post:
    """Who talks with the unit."""
    return named_post(dossier, data.person, (Role.CITY_LEADER,), _("Name a city leader who holds the post now."))


def concerned(dossier: Dossier, leader: Post | None) -> list[Told]:
    """Whom the ladder names, the unit itself, and the leader who was named in the place of the first of them."""
    rule = ladder(ladder_in_force(dossier.now))
    told = dossier.people(*OF_UNIT, *rule.hears_of(DutyKind.RECTIFY, dossier.rung))
    if leader is None:
        return told
    return [Told(leader.user_id, leader.id, "city_leader"), *(one for one in told if one.relation != "city_leader")]


def record_talk(dossier: Dossier, data: StepData, _by: Actor) -> Outcome:
    """Who talked with whom on which day, what was promised (the step's words) and by when."""
    row = dossier.row
    if dossier.rung is not Rung.TALK or not row.stands:
        raise Refused("no_talk", _("No formal talk with this unit is confirmed."))
    until, on = day_ahead(dossier, data.until), talk_day(dossier, row, data.on)
    leader = named_post(
        dossier, data.person, TALKS, _("Name who held the talk: a city leader, the office or discipline.")
    )
    no_partner = _("Name who came to the talk: the unit's head or a handler.")
    partner = named_post(dossier, data.partner, HANDLES, no_partner)
    if partner.unit_id != row.unit_id:
        raise Refused("no_such_post", no_partner)
    dossier.book.change(row, post_id=leader.id, partner_id=partner.id, held_on=on, until=until)
    told = [*dossier.people(*OF_UNIT), *(Told(post.user_id, post.id, "party") for post in (partner, leader))]
    return {"leader": leader.id, "partner": partner.id, "on": on, "until": until}, [("talked", told)]


def revoke(dossier: Dossier, _data: StepData, _by: Actor) -> Outcome:
    """Taken back with a reason; it stays visible with its number."""
    row = dossier.row
    if row.revoked_at is not None:
        raise Refused("revoked", _("This was taken back already."))
    dossier.book.change(row, revoked_at=dossier.now)
    leader = [Told(row.post.user_id, row.post_id, "city_leader")] if row.post else []
    return {}, [("rung_revoked", [*dossier.people(*OF_UNIT), *leader])]


def erase(dossier: Dossier, data: StepData, _by: Actor) -> Outcome:
    """Words of the file are blanked; the events that named them stay, and verification still passes (ENGINE 16)."""
    ids = list(Words.objects.filter(stream_id=dossier.row.pk, pk__in=data.erase).values_list("id", flat=True))
    if not ids or len(ids) != len(set(data.erase)):
        raise Refused("no_such_words", _("Choose words of this file."))
    erase_words(ids, dossier.recorded_at)
    return {"erased": sorted(ids)}, []


HANDLERS: dict[Action, Callable[[Dossier, StepData, Actor], Outcome]] = {
    Action.STATE: state,
    Action.CONFIRM_RUNG: confirm,
    Action.RECORD_TALK: record_talk,
    Action.REVOKE_RUNG: revoke,
    Action.ERASE: erase,
}
NEEDED = {
    Action.STATE: _("Write something."),
    Action.RECORD_TALK: _("Write something."),
    Action.REVOKE_RUNG: _("State the reason."),
    Action.ERASE: _("State the reason."),
}


def possible(row: UnitMeasure, post: Post) -> list[Action]:
    """What the post may do with the file now: nothing that would be refused."""
    if row.waits:
        found = [Action.CONFIRM_RUNG, Action.STATE, Action.REVOKE_RUNG]
    elif row.stands:
        found = [*([Action.RECORD_TALK] if row.rung == Rung.TALK.code else []), Action.REVOKE_RUNG]
    else:
        found = []
    found.append(Action.ERASE)
    return [action for action in found if is_party(action, row, post)]
