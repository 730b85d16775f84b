"""The desk: one ticket under its lock with everything a step may look at, read once; and the writing a step does."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rectification.facts import Place
from rectification.models import Measure, Petition, Photo, Sight, Ticket
from rectification.workflow import Status
from sites.models import City, Unit, UnitFunction
from sites.vocabulary import Urgency
from supervision.actions import duties as clocks
from supervision.actions import rows
from supervision.actions.book import Book
from supervision.actions.calendars import ladder_in_force, load_calendar
from supervision.actions.climb import Told
from supervision.actions.rosters import load_nights, load_roster
from supervision.actions.uploads import claim
from supervision.clocks import Adjustment
from supervision.ids import fixed_id
from supervision.ladder import FILED_FROM, Rung
from supervision.limits import Limit
from supervision.models import Duty, DutyKind, DutyState, Post, Tenure, User
from supervision.refusals import Refused
from supervision.roles import CHECKS, HANDLES, Role
from supervision.roster import Holder, Roster
from supervision.rules import EngineRules
from supervision.workcalendar import WorkCalendar

# What settling reads: a sweep loads these columns only, the rest would come by itself if it were asked for.
SETTLED_TICKET = ("id", "number", "category", "catalogue", "urgency", "status", "team_id")
SETTLED_DUTY = (
    "id", "subject_id", "ordinal", "kind", "unit_id", "post_id", "user_id", "state", "ladder", "due_at",
    "running_since", "schedule", "rungs", "clock_no", "clock_rung", "highest_rung", "next_action_at",
)  # fmt: skip


@dataclass(frozen=True)
class Actor:
    """A person acting in one of their posts."""

    user: User
    post: Post


@dataclass
class Outcome:
    """What a step came to: the status after it, its facts, who is told what, and rungs that became premature.

    `says` is what the notices say besides the entry's own facts.
    """

    after: str
    facts: dict[str, Any] = field(default_factory=dict)
    told: list[tuple[str, list[Told]]] = field(default_factory=list)
    revoked: list[tuple[Duty, list]] = field(default_factory=list)
    says: dict[str, Any] = field(default_factory=dict)


class Desk:
    """A ticket, its duties in order, and lazily what surrounds them."""

    def __init__(self, book: Book, ticket: Ticket, duties: list[Duty], now: datetime, actor: Actor | None) -> None:
        self.book = book
        self.ticket = ticket
        self.duties = duties
        self.now = book.at(now)
        self.recorded_at = now
        self.actor = actor
        self.rosters: dict[UUID, Roster] = {}
        self.circulars: list[Measure] = []  # given or taken back by the step: the unit's are counted after it

    # What surrounds the ticket, each read at most once.

    @cached_property
    def calendar(self) -> WorkCalendar:
        """The working calendar as of now."""
        return load_calendar()

    @cached_property
    def rules(self) -> EngineRules:
        """The engine's settings of this city."""
        return engine_rules()

    @cached_property
    def ladder_version(self) -> int:
        """For clocks that start now."""
        return ladder_in_force(self.now)

    @cached_property
    def functions(self) -> dict[str, UUID]:
        """Which unit holds which function today."""
        return UnitFunction.objects.bindings(self.today)

    @cached_property
    def tenures(self) -> list[Tenure]:
        """Who held which duty of the ticket."""
        return list(Tenure.objects.filter(duty__subject_id=self.ticket.id).order_by("valid_from", "id"))

    @cached_property
    def sights(self) -> dict[str, Sight]:
        """The ticket's visibility rows by key."""
        return {row.key: row for row in Sight.objects.filter(ticket_id=self.ticket.id)}

    @cached_property
    def petitions(self) -> list[Petition]:
        """Everything that was asked on this ticket."""
        return list(Petition.objects.filter(ticket_id=self.ticket.id).order_by("asked_at", "id"))

    @cached_property
    def measures(self) -> list[Measure]:
        """The files of the entry's rungs, in order; none are looked for where no rung can have one."""
        fresh = {row.pk: row for row in self.book.fresh(Measure)}
        duties = {duty.id: duty for duty in self.duties}
        rows = Measure.objects.filter(ticket_id=self.ticket.id).select_related(
            "post__user", "post__unit", "partner__user", "partner__unit", "confirmed_by"
        )
        found = {row.pk: row for row in rows} if any(map(may_have_files, self.duties)) else {}
        for row in found.values():
            if row.duty_id in duties:
                row.duty = duties[row.duty_id]
        return sorted({**found, **fresh}.values(), key=lambda row: (row.proposed_at, row.nth))

    @property
    def today(self) -> date:
        """The city's date."""
        return timezone.localtime(self.now).date()

    @property
    def has_lead(self) -> bool:
        """Whether a unit owes the rectification now, or owed it last."""
        return self.ticket.lead_duty_id is not None

    @property
    def lead(self) -> Duty:
        """The current rectify duty (ENGINE 1)."""
        return self.duty(self.ticket.lead_duty_id)

    @property
    def main(self) -> Duty:
        """The duty whose holder must act now."""
        return self.duty(self.ticket.main_duty_id)

    def duty(self, pk: UUID | None) -> Duty:
        """One of the ticket's duties."""
        return next(d for d in self.duties if d.id == pk)

    @property
    def by(self) -> Actor:
        """Whoever takes the step; a step of the platform's own has nobody to ask for."""
        if self.actor is None:
            raise LookupError("the platform itself takes this step")
        return self.actor

    def live(self, *kinds: str) -> list[Duty]:
        """Duties of these kinds that are not done."""
        return [d for d in self.duties if d.state != DutyState.DONE and (not kinds or d.kind in kinds)]

    def open_petition(self, kind: str = "") -> Petition | None:
        """The open petition, of a kind if one is named."""
        rows = [p for p in self.petitions if p.state == Petition.State.OPEN and kind in ("", p.kind)]
        return rows[-1] if rows else None

    def function_unit(self, code: str) -> UUID:
        """The unit that holds a function; without one the city is not set up."""
        try:
            return self.functions[code]
        except KeyError:
            raise Refused("no_function", _("No unit holds the function %(function)s."), function=code) from None

    def roster(self, unit_id: UUID) -> Roster:
        """The posts of a unit, read once."""
        if unit_id not in self.rosters:
            self.rosters[unit_id] = load_roster([unit_id])
        return self.rosters[unit_id]

    def excluded(self) -> frozenset[UUID]:
        """Four eyes: everybody who holds or held since assignment a post in a unit that had the ticket (ENGINE 23)."""
        owing = {d.id for d in self.duties if d.kind in (DutyKind.RECTIFY, DutyKind.ASSIST)}
        since: dict[UUID, datetime] = {}
        for tenure in self.tenures:
            if tenure.duty_id in owing:
                since[tenure.unit_id] = min(tenure.valid_from, since.get(tenure.unit_id, tenure.valid_from))
        return load_roster(since).served_since(since)

    # Writing.

    def start(
        self,
        kind: str,
        unit_id: UUID,
        holder: Holder | None,
        limit: Limit,
        *,
        parent: Duty | None = None,
        adjustments: Iterable[Adjustment] = (),
    ) -> Duty:
        """A new duty on this ticket; its unit may see the ticket from now on."""
        self.book.change(self.ticket, duty_count=self.ticket.duty_count + 1)
        duty = clocks.start(
            self.book,
            kind,
            ordinal=self.ticket.duty_count,
            unit_id=unit_id,
            holder=holder,
            limit=limit,
            now=self.now,
            calendar=self.calendar,
            version=self.ladder_version,
            parent=parent,
            adjustments=adjustments,
            receive_within=self.rules.receive_within if kind == DutyKind.RECTIFY and parent is None else None,
        )
        self.duties.append(duty)
        self.show(f"u:{unit_id}")
        return duty

    def finish(self, duty: Duty, outcome: str) -> None:
        """Ends a duty and the tenure of whoever held it."""
        clocks.finish(self.book, duty, outcome, self.now, self.tenures)

    def finish_all(self, outcome: str, *, keep: Iterable[Duty] = ()) -> None:
        """Ends everything that is still owed, with the ticket or with the duty it served."""
        kept = {d.id for d in keep}
        for duty in self.live():
            if duty.id not in kept:
                self.finish(duty, outcome)

    def show(self, *keys: str) -> None:
        """Holders of these keys may see the ticket, all of it."""
        for key in keys:
            row = self.sights.get(key)
            if row is None:
                row = Sight(
                    id=fixed_id(self.ticket.id, key), ticket=self.ticket, key=key, filed_at=self.ticket.filed_at
                )
                self.sights[key] = self.book.add(row)
            else:
                self.book.change(row, until_seq=None)

    def former(self, unit_id: UUID) -> None:
        """A unit that no longer owes anything keeps reading its own span, this step included (ENGINE 21)."""
        still = {d.unit_id for d in self.live()} | {self.ticket.team_id}
        row = self.sights.get(f"u:{unit_id}")
        if row is not None and unit_id not in still:
            self.book.change(row, until_seq=self.book.seq + 1)

    def put(self, **columns: Any) -> None:
        """New values in the ticket's row."""
        self.book.change(self.ticket, **columns)

    def add_photos(self, ids: Iterable[UUID], kind: str) -> list[str]:
        """Takes staged uploads into the ledger; returns facts naming each photo and the digest of its file."""
        ids = list(dict.fromkeys(ids))
        if not ids or self.actor is None:
            return []
        uploads = claim(self.actor.user, ids, self.recorded_at)
        for ordinal, upload in enumerate(uploads):
            self.book.add(
                Photo(
                    id=upload.id,
                    ticket=self.ticket,
                    kind=kind,
                    ordinal=ordinal,
                    round=self.ticket.rework_count + 1,
                    file_id=upload.file_id,
                    added_at=self.now,
                    added_by=self.actor.user,
                    taken_at=upload.taken_at,
                    lon=upload.lon,
                    lat=upload.lat,
                )
            )
        return [f"{upload.id}:{upload.file_id}" for upload in uploads]

    # Who is asked, who is told.

    def holder_of(self, unit_id: UUID) -> Holder | None:
        """Who answers for the unit now: its handler, else its head."""
        return self.roster(unit_id).first(unit_id, HANDLES, self.now)

    def person(self, unit_id: UUID, post_id: UUID | None, roles: Iterable[str]) -> Holder:
        """A named post of the unit, in force now, with one of the roles."""
        for holder in self.roster(unit_id).holders(unit_id, roles, self.now):
            if holder.post_id == post_id:
                return holder
        raise Refused("no_such_post", _("This person holds no such post in the unit now."))

    def duty_told(self, duty: Duty | None, relation: str = "handler") -> list[Told]:
        """Whoever answers for a duty now: its holder or who stands in, and on urgent entries the night roster.

        Where the post has ended, or nobody was named, it is everybody at that desk.
        """
        if duty is None:
            return []
        roster = self.roster(duty.unit_id)
        own = roster.by_post(duty.post_id, self.now) if duty.post_id else None
        found = [own] if own else roster.holders(duty.unit_id, (*CHECKS, *HANDLES), self.now)
        told = [Told(h.user_id, h.post_id, relation) for h in found]
        if self.ticket.urgency == Urgency.A:
            nights = Roster((), load_nights([duty.unit_id]))
            told += [Told(user, None, "night") for user in nights.night_holders(duty.unit_id, self.now)]
        return told

    def office_holder(self) -> tuple[UUID, Holder | None]:
        """The city office and who answers there first."""
        unit = self.function_unit("office")
        return unit, self.roster(unit).first(unit, (Role.OFFICE,), self.now)


def engine_rules(city: City | None = None) -> EngineRules:
    """The engine's settings: the defaults with the city's overrides."""
    city = city or City.objects.current()
    return EngineRules.of(city.rules if city else {})


def load_desks(books: dict[UUID, Book], now: datetime, *, live_only: bool = False) -> dict[UUID, Desk]:
    """Desks for open books: two queries however many they are."""
    tickets = Ticket.objects.filter(id__among=list(books))
    found = rows.lean(tickets, *SETTLED_TICKET) if live_only else tickets
    desks = {ticket.id: Desk(books[ticket.id], ticket, [], now, None) for ticket in found}
    duties = Duty.objects.filter(subject_id__among=list(desks)).order_by("ordinal")
    live = duties.exclude(state=DutyState.DONE)
    for duty in rows.lean(live, *SETTLED_DUTY) if live_only else duties:
        desks[duty.subject_id].duties.append(duty)
    return desks


def place_fact(place: Place | None) -> list[str] | None:
    """A place as canonical text can hold it."""
    return None if place is None else [format(place[0], "f"), format(place[1], "f")]


def may_have_files(duty: Duty) -> bool:
    """Whether one of the duty's rungs may have a file."""
    return any(state != "fired" or Rung.of(code) >= FILED_FROM for _clock, code, state, _at in duty.rungs)


def is_open(ticket: Ticket) -> bool:
    """Whether the ticket is still in the ledger's open part."""
    return Status(ticket.status) not in {Status.CLOSED, Status.DECLINED, Status.VOIDED}


def unit_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names of units, one query."""
    return dict(Unit.objects.filter(pk__in=set(ids)).values_list("id", "name"))
