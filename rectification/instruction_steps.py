"""What people do with an instruction: write it, answer, accept, send back, withdraw, erase words - one event each."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rectification.desk import Actor, engine_rules
from rectification.facts import StepData
from rectification.instruction_table import ENDED, STEPS, Act, refusal
from rectification.instructions import INSTRUCTS, KIND, Paper, able, holder_in, open_paper, sides_of, units_of_entry
from rectification.models import Instruction, Ticket
from rectification.scope import reader_of
from rectification.steps.asking import check_reach
from sites.models import City, Unit, Zone
from supervision.actions import duties as clocks
from supervision.actions.book import Book, new_book, write
from supervision.actions.calendars import ladder_in_force, load_calendar
from supervision.actions.climb import Told
from supervision.actions.numbers import lock_counter, next_number
from supervision.actions.requests import Request
from supervision.actions.standing import faster
from supervision.actions.uploads import claim
from supervision.actions.words import erase as erase_words
from supervision.actions.words import keep
from supervision.canonical import NotCanonical, clean_text
from supervision.clocks import Adjustment, Extend, Rework, Wait
from supervision.doorbell import ring
from supervision.ids import new_id
from supervision.limits import Limit, half, workdays, workhours
from supervision.models import DutyKind, Event, Words
from supervision.refusals import NotAllowed, Refused
from supervision.workcalendar import WorkCalendar

HOUR = timedelta(hours=1)
Outcome = tuple[dict[str, Any], str, list[Told]]  # facts of the event, the key of the notice, and who gets it
NOT_YOURS = _("This step is not yours to take.")


@dataclass(frozen=True)
class Wanted:
    """An instruction as a leader states it: about an entry, a zone, or with neither about the unit itself.

    `until` is the close of office of the day that was named; without one the city's own limit holds.
    """

    words: str
    unit: UUID | None
    ticket: UUID | None = None
    zone: UUID | None = None
    until: datetime | None = None


def instruct(wanted: Wanted, *, by: Actor, now: datetime, key: str | None = None) -> Event:
    """A city leader's instruction becomes a duty of the unit; a repeated request key returns the first one's event."""
    if by.post.role not in INSTRUCTS:
        raise NotAllowed("wrong_party", _("Only a city leader gives instructions."))
    with transaction.atomic():
        request = Request(by.user.id, key, [KIND, asdict(wanted)], now)
        if request.first is not None:
            return request.first
        unit, about = addressed(wanted, by, now)
        book = new_book(KIND, new_id(), now)
        holder = holder_in(unit.pk, now)
        if holder is None:
            raise Refused("no_handler", _("This unit has neither a head nor a handler. Appoint one first."))
        said = spoken(book, wanted.words, _("Write what is to be done."))
        calendar = load_calendar()
        limit, more = time_for(wanted.until, now, calendar)
        duty = clocks.start(
            book, DutyKind.INSTRUCTION, ordinal=1, unit_id=unit.pk, holder=holder, limit=limit, now=now,
            calendar=calendar, version=ladder_in_force(now), adjustments=more,
        )  # fmt: skip
        row = Instruction(
            id=book.head.id, number=number(now), unit=unit, post=by.post, user=by.user, duty=duty,
            words=said["id"], written_at=now, **about,
        )  # fmt: skip
        paper = Paper(book, book.add(row), duty, now)
        subject = {name: one.pk for name, one in about.items()}
        event = paper.append("write", {"unit": unit.pk, "duty": duty.id, "words": said, **subject}, by=by)
        paper.tell(event, "instruction.written", paper.of_unit())
        finish(paper, request, event)
    return event


def addressed(wanted: Wanted, by: Actor, now: datetime) -> tuple[Unit, dict[str, Any]]:
    """The unit that shall answer and what about; a Refused in words where they do not go together."""
    unit = able(now).filter(pk__in=filter(None, [wanted.unit])).first()
    if unit is None:
        raise Refused("needs_unit", _("Choose a unit that has a head or a handler."))
    if wanted.ticket is not None and wanted.zone is not None:
        raise Refused("one_thing", _("An instruction is about an entry or about a zone, not both."))
    if wanted.ticket is not None:
        ticket = Ticket.objects.visible_to(reader_of(by.post, now)).filter(pk=wanted.ticket).first()
        if ticket is None:
            raise Refused("no_such_entry", _("There is no such entry."))
        if unit.pk not in units_of_entry(ticket):
            raise Refused("not_theirs", _("This unit has no part in the entry and could not read it."))
        return unit, {"ticket": ticket}
    if wanted.zone is not None:
        zone = Zone.objects.on(timezone.localtime(now).date()).filter(pk=wanted.zone).first()
        if zone is None:
            raise Refused("no_such_zone", _("There is no such zone today."))
        return unit, {"zone": zone}
    return unit, {}


def time_for(until: datetime | None, now: datetime, calendar: WorkCalendar) -> tuple[Limit, tuple[Adjustment, ...]]:
    """The limit, and what holds it to the day that was named: to its close of office, never before.

    A named day is counted in working days from the day of start; of today in the whole office hours that are left.
    """
    if until is None:
        return engine_rules().instruct, ()
    check_day(until, now)
    today, last = (timezone.localtime(at).date() for at in (now, until))
    n = sum(calendar.is_workday(today + timedelta(days=day)) for day in range(1, (last - today).days + 1))
    if n:
        return workdays(n), (Extend(until, score=True),)
    left = calendar.elapsed(now, until, "workhour") // HOUR
    if left < 1:
        raise Refused("too_short", _("Less than an hour of office time is left of that day. Name a later one."))
    return workhours(left), (Extend(until, score=True),)


def check_day(until: datetime, now: datetime) -> None:
    """A named day lies ahead, and not beyond all reckoning."""
    if until <= now:
        raise Refused("date_needed", _("Name a day that lies ahead."))
    check_reach(Moment(now), until)


@dataclass(frozen=True)
class Moment:
    """When a step is taken, where there is no subject yet."""

    now: datetime

    @property
    def today(self) -> Any:
        """The city's date."""
        return timezone.localtime(self.now).date()


def number(now: datetime) -> str:
    """The next number of the year; the counter's row is locked to the end of the transaction, so it comes last."""
    city = City.objects.current()
    series, year = city.series if city else "", timezone.localtime(now).strftime("%Y")
    return f"{series}PS{year}-{next_number(lock_counter(f'{KIND}:{series}'), year):04d}"


def take(
    act: Act,
    pk: UUID,
    data: StepData,
    *,
    by: Actor,
    now: datetime,
    key: str | None = None,
    expected: int | None = None,
) -> Event:
    """One step on an instruction; a repeated request key returns the first one's event.

    Raises Instruction.DoesNotExist when it is out of sight, NotAllowed, Conflict, or Refused with words; then nothing
    was written.
    """
    with transaction.atomic():
        request = Request(by.user.id, key, [KIND, act, pk, data.as_content()], now)
        if request.first is not None:
            return request.first
        Instruction.objects.visible_to(reader_of(by.post, now)).only("pk").get(pk=pk)
        paper = open_paper(pk, now)
        row, before = paper.row, paper.row.state
        why = refusal(act, before, sides_of(row, by.post, paper.now))
        if why == "wrong_party":
            raise NotAllowed("wrong_party", NOT_YOURS)
        check_expected(pk, expected)
        if why:
            raise Refused("wrong_status", _("This step is not possible in the instruction's present state."))
        said = spoken(paper.book, data.words, NEEDED.get(act, "") if STEPS[act].words else "")
        facts, notice, told = HANDLERS[act](paper, data, by, said)
        after = STEPS[act].after
        if after is not None:
            paper.book.change(row, state=str(after), ended_at=paper.now if after in ENDED else None)
        event = paper.append(act, {**facts, **({"words": said} if said else {})}, by=by, before=before)
        if notice:
            paper.tell(event, notice, told)
        finish(paper, request, event)
    return event


def check_expected(pk: UUID, expected: int | None) -> None:
    """Somebody was faster; what the platform wrote by itself hides nothing from whoever saw it before."""
    rows = Event.objects.filter(stream_id=pk, actor_id__isnull=False)
    if expected is not None and rows.filter(seq__gt=expected).exists():
        raise faster([pk])


def spoken(book: Book, text: str, needed: Any) -> Any:
    """The step's words, in an erasable row; missing ones, and a text that cannot be kept, are refused."""
    try:
        clean_text(text)
    except NotCanonical:
        raise Refused("bad_text", _("The text contains characters that cannot be kept.")) from None
    words = keep(book, text)
    if needed and words is None:
        raise Refused("needs_words", needed)
    return words


def finish(paper: Paper, request: Request, event: Event) -> None:
    """What the step came to is written, and the worker is woken."""
    write([paper.book])
    request.answer(event)
    ring()


def answer(paper: Paper, data: StepData, by: Actor, said: Any) -> Outcome:
    """The unit answers; its clock stands until the leader has spoken. Photos are proof."""
    uploads = claim(by.user, data.photos, paper.recorded_at) if data.photos else []
    clocks.stop(paper.book, paper.duty, paper.now)
    paper.book.change(paper.row, answer=UUID(said["id"]), answered_at=paper.now)
    photos = [f"{upload.id}:{upload.file_id}" for upload in uploads]
    return {"photos": photos}, "instruction.answered", paper.leader()


def hand_over(paper: Paper, data: StepData, by: Actor, said: Any) -> Outcome:
    """A colleague of the unit owes the answer from now on: the same clock (ENGINE 2)."""
    duty = paper.duty
    if data.person == duty.post_id:
        raise Refused("same_person", _("This person has it already."))
    holder = next((one for one in paper.others() if one.post_id == data.person), None)
    if holder is None:
        raise Refused("no_such_post", _("This person holds no such post in the unit now."))
    clocks.hand_over(paper.book, duty, holder, paper.now, paper.tenures)
    return {"post": holder.post_id, "person": holder.user_id}, "handed_over", paper.handler()


def accept(paper: Paper, data: StepData, by: Actor, said: Any) -> Outcome:
    """The answer stands; in time if it came before the scored time."""
    duty = paper.duty
    in_time = duty.stopped_at is not None and duty.stopped_at <= duty.score_due_at
    clocks.finish(paper.book, duty, "accepted", paper.now, paper.tenures)
    return {"in_time": in_time}, "instruction.accepted", paper.of_unit()


def send_back(paper: Paper, data: StepData, by: Actor, said: Any) -> Outcome:
    """The clock runs again: the unit does not pay for the leader's own time, as after a failed check (ENGINE 4)."""
    duty, now = paper.duty, paper.now
    limit = half(clocks.limit_of(duty), paper.rules.rework_at_least)
    more: list[Adjustment] = [Wait(duty.stopped_at or now, now), Rework(now, limit)]
    if data.until is not None:
        check_day(data.until, now)
        more.append(Extend(data.until, score=True))
    clocks.restart(paper.book, duty, now, paper.calendar, *more)
    paper.book.change(paper.row, rounds=paper.row.rounds + 1)
    return {"round": paper.row.rounds, "until": data.until}, "instruction.sent_back", paper.of_unit()


def withdraw(paper: Paper, data: StepData, by: Actor, said: Any) -> Outcome:
    """Nothing is owed any more; what was written and answered stays readable."""
    told = paper.of_unit()
    clocks.finish(paper.book, paper.duty, "withdrawn", paper.now, paper.tenures)
    return {}, "instruction.withdrawn", told


def erase(paper: Paper, data: StepData, by: Actor, said: Any) -> Outcome:
    """Words are blanked; the events that named them stay, and verification still passes (ENGINE 16)."""
    ids = list(Words.objects.filter(stream_id=paper.row.pk, pk__in=data.erase).values_list("id", flat=True))
    if not ids or len(ids) != len(set(data.erase)):
        raise Refused("no_such_words", _("Choose words of this instruction."))
    erase_words(ids, paper.recorded_at)
    return {"erased": sorted(ids)}, "", []


HANDLERS: dict[Act, Callable[[Paper, StepData, Actor, Any], Outcome]] = {
    Act.ANSWER: answer,
    Act.HAND_OVER: hand_over,
    Act.ACCEPT: accept,
    Act.SEND_BACK: send_back,
    Act.WITHDRAW: withdraw,
    Act.ERASE: erase,
}
NEEDED = {
    Act.ANSWER: _("Write what was done."),
    Act.SEND_BACK: _("Say what is still missing."),
    Act.WITHDRAW: _("State the reason."),
    Act.ERASE: _("State the reason."),
}
