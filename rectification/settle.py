"""Settles tickets: every rung due by now, in order, with the people as they were at each moment (ENGINE 8, 10)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from rectification import dossiers
from rectification.desk import Desk, load_desks
from rectification.models import Sight, Ticket
from rectification.workflow import Action, Status
from sites.vocabulary import Urgency
from supervision.actions import duties as clocks
from supervision.actions.book import open_books, write
from supervision.actions.calendars import ladder
from supervision.actions.climb import CONFIRMED, Told, counted, earliest, fire, has_file, reached, settle_book, tell
from supervision.actions.relations import INSTANT, Relations
from supervision.actions.rosters import load_nights
from supervision.failpoints import reach
from supervision.ladder import Count, Rung
from supervision.models import Contract, Duty, DutyKind, DutyState, Event
from supervision.roles import Role
from supervision.roster import Roster

COUNTS: dict[str, Callable[[Ticket], int]] = {
    "failed_check": lambda ticket: ticket.rework_count,
    "relapse_in_chain": lambda ticket: ticket.relapse_count,
}
BY_PLACE = {"contract_leader"}  # relations that hang on the entry's place


class People:
    """Who hears of a rung, by relation to the duty; two queries for a whole batch, more if a rung asks for them."""

    def __init__(self, tickets: Iterable[Ticket], units: Iterable[UUID], now: datetime) -> None:
        """`units` are those of the duties that will be asked about."""
        tickets = list(tickets)
        self.tickets = [ticket.id for ticket in tickets]
        self.around = Relations({*units, *(ticket.team_id for ticket in tickets if ticket.team_id)}, now)
        self.known: dict[tuple, list[Told]] = {}

    @classmethod
    def of_desks(cls, desks: Iterable[Desk], now: datetime, more: Iterable[UUID] = ()) -> "People":
        """For every duty of these desks that may still climb, and those of `more` units."""
        desks = list(desks)
        units = {duty.unit_id for desk in desks for duty in desk.duties if duty.next_action_at}
        return cls([desk.ticket for desk in desks], units.union(more), now)

    @cached_property
    def contracts(self) -> dict[UUID, list[Contract]]:
        """By entry: contracts on its site and on the ground it lies on, those that have ended too."""
        places: dict[tuple[str, str], list[UUID]] = defaultdict(list)
        for pk, site in Ticket.objects.filter(pk__in=self.tickets, site__isnull=False).values_list("pk", "site_id"):
            places["site", str(site)].append(pk)
        sights = Sight.objects.filter(ticket__in=self.tickets, key__startswith="z:")
        for pk, key in sights.values_list("ticket_id", "key"):
            places["zone", key[2:]].append(pk)
        rows = Contract.objects.filter(subject_key__in={key for _kind, key in places}, user__isnull=False)
        found: dict[UUID, list[Contract]] = defaultdict(list)
        for row in rows.order_by("valid_from", "id"):
            for pk in places.get((row.subject_kind, row.subject_key), ()):
                found[pk].append(row)
        return found

    def contracted(self, ticket: Ticket, at: datetime) -> list[Told]:
        """Whoever the entry's place was contracted to at the moment."""
        rows = [c for c in self.contracts[ticket.id] if c.valid_from <= at and (c.valid_to is None or at < c.valid_to)]
        return [Told(row.user_id, None, "contract_leader") for row in rows if row.user_id]

    @cached_property
    def nights(self) -> Roster:
        """Who is on duty at night, for urgent entries."""
        return Roster((), load_nights(self.around.units))

    def told(self, ticket: Ticket, duty: Duty, rung: Rung, at: datetime) -> list[Told]:
        """Everybody the rung's rule names, as posts were at the moment it fell due; each person once.

        A rung comes before anything else of the same instant (ENGINE 10), a post that ends or begins then too: or it
        would hang on whether the worker had looked before or after.
        """
        return self.known_as(self.relations(duty, rung), ticket, duty, at - INSTANT)

    def known_as(self, relations: tuple[str, ...], ticket: Ticket, duty: Duty, at: datetime) -> list[Told]:
        """Everybody in these relations at the moment, each person once."""
        place = ticket.id if BY_PLACE.intersection(relations) else None
        alike = relations, duty.unit_id, duty.post_id, duty.user_id, ticket.team_id, ticket.urgency, place, at
        if alike not in self.known:  # what a unit owes often falls due together: at the close of the office
            found: dict[UUID, Told] = {}
            for relation in relations:
                for person in self.relation(relation, ticket, duty, at):
                    found.setdefault(person.user_id, person)
            self.known[alike] = list(found.values())
        return self.known[alike]

    def relations(self, duty: Duty, rung: Rung) -> tuple[str, ...]:
        """Whom the rung's rule names: of a proposal whoever has to confirm it."""
        rule = self.around.rule(duty, rung)
        return rule.hears if rule else ()

    def asks(self, duty: Duty, rung: Rung) -> bool:
        """Whether the rung needs a person's word before it stands."""
        rule = self.around.rule(duty, rung)
        return rule is not None and rule.confirm

    def relation(self, name: str, ticket: Ticket, duty: Duty, at: datetime) -> list[Told]:
        """The people who stand in the relation to the duty; beside the handler of an urgent entry, the night roster."""
        match name:
            case "handler" if ticket.urgency == Urgency.A:
                night = self.nights.night_holders(duty.unit_id, at)
                return [*self.around.told(name, duty, at), *(Told(user, None, "night") for user in night)]
            case "team_leader" if ticket.team_id:
                leaders = self.around.roster.holders(ticket.team_id, (Role.TEAM_LEADER,), at)
                return [Told(holder.user_id, holder.post_id, name) for holder in leaders]
            case "contract_leader":
                return self.contracted(ticket, at)
            case _:
                return self.around.told(name, duty, at)


def would_hear(asked: Sequence[tuple[Duty, tuple[str, ...], datetime]], now: datetime) -> list[list[UUID]]:
    """For each (duty, relations, moment) the people who would have been told, as posts were then. Only reads."""
    tickets = Ticket.objects.in_bulk({duty.subject_id for duty, _who, _at in asked})
    people = People(tickets.values(), {duty.unit_id for duty, _who, _at in asked}, now)
    return [
        [one.user_id for one in people.known_as(who, tickets[duty.subject_id], duty, at - INSTANT)]
        for duty, who, at in asked
    ]


def settle(ids: Sequence[UUID], now: datetime) -> int:
    """The bulk door for the sweep: locks what nobody else holds, settles it, writes it; returns how many subjects."""
    books = open_books(ids, skip_locked=True)
    reach("sweep_locked")
    desks = load_desks(books, now, live_only=True)
    due = [desk for desk in desks.values() if any_due(desk, now)]
    if due:
        people = People.of_desks(due, now)
        for desk in due:
            climb(desk, now, people)
        write([desk.book for desk in due])
    return len(due)


def any_due(desk: Desk, now: datetime) -> bool:
    """Whether something fell due by now."""
    return earliest(desk.duties, now) is not None


def settle_desk(desk: Desk, now: datetime) -> int:
    """Everything due on one ticket; a step calls this before it acts."""
    return climb(desk, now, People.of_desks([desk], now)) if any_due(desk, now) else 0


def climb(desk: Desk, now: datetime, people: People) -> int:
    """The rungs and resumptions due on one ticket, in order; returns how many."""
    ticket = desk.ticket
    return settle_book(
        desk.book,
        desk.duties,
        now,
        status=lambda: ticket.status,
        told=lambda duty, rung, at: people.told(ticket, duty, rung, at),
        asks=people.asks,
        propose=lambda duty, rung, at: dossiers.propose(desk, duty, rung, at),
        facts=lambda: notice_facts(ticket),
        resume=lambda duty, at: resume_at_target(desk, duty, at, now, people),
    )


def has_come(desk: Desk, once: str) -> bool:
    """Whether what happens only once has happened: in the ledger, or on the desk of a sitting, unwritten."""
    return any(event.once == once for event in desk.book.events) or Event.objects.filter(once=once).exists()


def notice_facts(ticket: Ticket) -> dict[str, Any]:
    """What every notice about an entry is made of."""
    return {
        "number": ticket.number,
        "category": ticket.category,
        "catalogue": ticket.catalogue,
        "urgency": ticket.urgency,
    }


def climb_by_count(desk: Desk) -> None:
    """Rungs that failed checks or relapses have brought: each count once for ever, whoever has the entry by then."""
    if not desk.has_lead or desk.lead.state == DutyState.DONE:
        return
    lead, people = desk.lead, None
    for rule in ladder(lead.ladder).rules_for(lead.kind):
        if not isinstance(rule.moment, Count) or rule.moment.kind not in COUNTS:
            continue
        kind, n = rule.moment.kind, rule.moment.n
        if COUNTS[kind](desk.ticket) < n or has_come(desk, counted(desk.ticket.id, rule.rung, kind, n)):
            continue
        people = people or People.of_desks([desk], desk.now, [lead.unit_id])
        state = reached(lead, rule.rung, asks=rule.confirm)
        if has_file(rule.rung, state):
            dossiers.propose(desk, lead, rule.rung, desk.now)
        told = [] if state == CONFIRMED else people.known_as(rule.hears, desk.ticket, lead, desk.now)
        fire(
            desk.book, lead, rule.rung, desk.now, now=desk.recorded_at, status=desk.ticket.status, told=told,
            facts=notice_facts(desk.ticket), state=state, count=(kind, n),
        )  # fmt: skip


def resume_at_target(desk: Desk, duty: Duty, at: datetime, now: datetime, people: People) -> None:
    """The target date of a suspension has come: the clock runs again, and those of its parts, whoever is looking."""
    told = []
    for paused in [row for row in desk.duties if row.state == DutyState.PAUSED]:
        told += people.known_as(("handler", "unit_head"), desk.ticket, paused, at - INSTANT)
        clocks.resume(desk.book, paused, at)
    for note in desk.live(DutyKind.NOTE):
        clocks.finish(desk.book, note, "resumed", at, desk.tenures)
    desk.put(status=Status.RECTIFYING, suspended_until=None)
    event = desk.book.append(
        Action.RESUME,
        at=at,
        recorded_at=now,
        before=Status.SUSPENDED,
        after=Status.RECTIFYING,
        facts={"duty": str(duty.id), "by": "target_date"},
    )
    tell(desk.book, event, "resumed", told, notice_facts(desk.ticket))


__all__ = ["People", "any_due", "climb_by_count", "notice_facts", "settle", "settle_desk"]
