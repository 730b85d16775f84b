"""Instructions as subjects: one under its lock, what notices call it, whom it may go to, who waits for an answer."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from rectification.desk import engine_rules
from rectification.instruction_table import ENDED, Side, State
from rectification.models import Instruction, Sight, Ticket
from rectification.scope import reader_of
from sites.models import Unit, Zone, ZoneVersion
from sites.vocabulary import UnitKind
from supervision.actions.book import Book, open_book
from supervision.actions.calendars import load_calendar
from supervision.actions.climb import Told, tell
from supervision.actions.plain_duties import Engine
from supervision.actions.relations import Relations
from supervision.actions.rosters import load_roster
from supervision.models import Contract, Duty, Event, Post, Tenure
from supervision.roles import HANDLES, KEEPS, Role
from supervision.roster import Holder
from supervision.rules import EngineRules
from supervision.workcalendar import WorkCalendar

KIND = "instruction"
INSTRUCTS = frozenset({Role.CITY_LEADER})
ANSWERS_FIRST = (Role.UNIT_HEAD, Role.UNIT_HANDLER)  # the head answers for the unit, without one its handler
OF_UNIT = ("handler", "unit_head")


def facts(ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """What every notice about some instructions is made of: one query."""
    rows = Instruction.objects.filter(pk__in=list(ids)).select_related("ticket", "zone", "unit")
    return {row.pk: facts_of(row) for row in rows}


def facts_of(row: Instruction) -> dict[str, Any]:
    """Of one: its number, and what it is about in both languages, or the kind of problem of its entry."""
    if row.ticket is not None:
        return {"called": row.number, "category": row.ticket.category, "catalogue": row.ticket.catalogue}
    about = row.zone or row.unit
    return {"called": row.number, "about": about.name, "about_en": about.name_en}


def near(ids: Sequence[UUID]) -> dict[UUID, dict[str, list[Told]]]:
    """The city leader of an instruction is the one who wrote it, as long as they hold the post: one query."""
    rows = Instruction.objects.filter(pk__in=list(ids), post__valid_to=None).select_related("post")
    return {row.pk: {"city_leader": [Told(row.post.user_id, row.post_id, "city_leader")]} for row in rows}


ENGINE = Engine(facts, near)


def named(ids: Sequence[UUID]) -> dict[UUID, tuple[str, str]]:
    """Number with what it is about, and address: one query."""
    rows = Instruction.objects.filter(pk__in=list(ids)).select_related("ticket", "zone", "unit")
    return {row.pk: (f"{row.number} {about(row)}", reverse("instruction", args=[row.pk])) for row in rows}


def about(row: Instruction) -> str:
    """What it is about, for people: the entry's number, the zone or the unit."""
    if row.ticket is not None:
        return row.ticket.number
    return row.zone.label if row.zone is not None else row.unit.label


def owing(post: Post, now: datetime) -> list[UUID]:
    """Those of the post's unit and the units below it that have not ended, all of them for who reads all."""
    rows = Instruction.objects.visible_to(reader_of(post, now)).exclude(state__in=list(ENDED))
    return list(rows.values_list("pk", flat=True))


def awaited(post: UUID | None) -> Counter[UUID]:
    """Answers that wait for the word of whoever wrote the instruction, by their post: one query."""
    rows = Instruction.objects.filter(state=State.ANSWERED, **({"post": post} if post else {}))
    return Counter(dict(rows.order_by().values_list("post").annotate(n=Count("id"))))


class Paper:
    """One instruction under its lock: what a step looks at, and what it writes."""

    def __init__(self, book: Book, row: Instruction, duty: Duty, now: datetime) -> None:
        self.book = book
        self.row = row
        self.duty = duty
        self.now = book.at(now)
        self.recorded_at = now

    @property
    def today(self) -> date:
        """The city's date."""
        return timezone.localtime(self.now).date()

    @cached_property
    def calendar(self) -> WorkCalendar:
        """The working calendar as of now."""
        return load_calendar()

    @cached_property
    def rules(self) -> EngineRules:
        """The engine's settings of this city."""
        return engine_rules()

    @cached_property
    def tenures(self) -> list[Tenure]:
        """Who held the duty."""
        return list(Tenure.objects.filter(duty=self.duty).order_by("valid_from", "id"))

    def others(self) -> list[Holder]:
        """Colleagues of the unit who could owe the answer instead."""
        return others(self.duty, self.now)

    def handler(self) -> list[Told]:
        """Whoever owes the answer."""
        return Relations([self.duty.unit_id], self.now).told("handler", self.duty, self.now)

    def of_unit(self) -> list[Told]:
        """Whoever owes the answer, and the unit's head, each once."""
        around = Relations([self.duty.unit_id], self.now)
        found = {one.user_id: one for name in OF_UNIT for one in around.told(name, self.duty, self.now)}
        return list(found.values())

    def leader(self) -> list[Told]:
        """Whoever holds the post that wrote it; once that has ended, the first of the city's leaders."""
        post = self.row.post
        own = load_roster([post.unit_id]).by_post(post.pk, self.now)
        if own is not None:
            return [Told(own.user_id, own.post_id, "city_leader")]
        return Relations([self.duty.unit_id], self.now).told("city_leader", self.duty, self.now)

    def append(self, action: str, said: dict[str, Any], *, by: Any, before: str = "") -> Event:
        """The event of a step by a person in a post."""
        return self.book.append(
            action,
            at=self.now,
            recorded_at=self.recorded_at,
            actor_id=by.user.id,
            post_id=by.post.id,
            before=before,
            after=self.row.state,
            facts=said,
        )

    def tell(self, event: Event, key: str, told: Iterable[Told]) -> None:
        """Everybody it concerns hears of it, except whoever did it."""
        tell(self.book, event, key, [one for one in told if one.user_id != event.actor_id], facts_of(self.row))


def open_paper(pk: UUID, now: datetime) -> Paper:
    """An instruction, locked and read again under its lock, with what fell due by now settled (ENGINE 10)."""
    book = open_book(pk)
    row = Instruction.objects.select_related("ticket", "zone", "unit", "post", "duty").get(pk=pk)
    ENGINE.settle_one(book, [row.duty], book.at(now))
    return Paper(book, row, row.duty, now)


def sides_of(row: Instruction, post: Post, now: datetime) -> frozenset[Side]:
    """In which capacities the post stands to the instruction; `row.post` is at hand."""
    found = set()
    if post.unit_id == row.unit_id and post.role in HANDLES:
        found.add(Side.UNIT)
    gone = row.post.valid_to is not None and row.post.valid_to <= now
    if post.pk == row.post_id or (gone and post.role in INSTRUCTS):
        found.add(Side.LEADER)
    if post.role in KEEPS:
        found.add(Side.OFFICE)
    return frozenset(found)


def holder_in(unit_id: UUID, now: datetime) -> Holder | None:
    """Who answers for the unit now: its head, else its handler."""
    return load_roster([unit_id]).first(unit_id, ANSWERS_FIRST, now)


def others(duty: Duty, now: datetime) -> list[Holder]:
    """Whoever of the unit handles what it owes and does not have this duty, as posts are now."""
    held = load_roster([duty.unit_id]).holders(duty.unit_id, HANDLES, now)
    return [one for one in held if (one.post_id, one.user_id) != (duty.post_id, duty.user_id)]


def units_of_entry(ticket: Ticket) -> list[UUID]:
    """Units that read the entry as it stands: those that have a part in it, and the units above them."""
    keys = Sight.objects.filter(ticket=ticket, key__startswith="u:", until_seq=None).values_list("key", flat=True)
    taking_part = {UUID(key[2:]) for key in keys}
    above = {pk for unit in taking_part for pk in Unit.objects.ancestor_ids(unit)}
    return sorted(taking_part | above)


def units_of_zone(zone: Zone, now: datetime) -> list[UUID]:
    """Units that answer for the ground now, the answering unit first, then those whose people hold it by contract."""
    today = timezone.localtime(now).date()
    lies = ZoneVersion.objects.on(today).filter(zone=zone).values_list("unit_id", flat=True).first()
    holders = Contract.objects.holders_of("zone", [zone.pk], now)[str(zone.pk)]
    return list(dict.fromkeys(pk for pk in (lies, *(row.unit_id for row in holders)) if pk))


def able(now: datetime) -> Any:
    """Units of today that can answer: with a head or a handler, and no team."""
    held = Post.objects.at(now).filter(role__in=ANSWERS_FIRST).values("unit_id")
    today = timezone.localtime(now).date()
    return Unit.objects.on(today).exclude(kind=UnitKind.TEAM).filter(pk__in=held)
