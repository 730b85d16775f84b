"""The files of units: opened by a person or by the count of circulars in a quarter, and kept true to that count.

The count is taken after the step that gave or took back a circular, in its transaction. The register of circulars
(the row `document:circular` of the counters) is its lock: two circulars given at once see each other.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from rectification.models import Measure, Ticket, UnitMeasure
from rectification.quarters import Quarter, quarter_of
from rectification.settle import People
from sites.models import Unit
from supervision.actions.book import Book, open_book, open_or_new, write
from supervision.actions.calendars import ladder, ladder_in_force
from supervision.actions.climb import Told, tell
from supervision.actions.numbers import lock_counter
from supervision.ids import fixed_id
from supervision.ladder import CONFIRMS, Count, Rung
from supervision.models import Duty, DutyKind, Event, User

KIND = "unit_measure"
COUNT = "circulars_in_quarter"
OF_UNIT = ("handler", "unit_head")


class Dossier:
    """One file of a unit under its lock: what a step looks at, and what it writes."""

    def __init__(self, book: Book, row: UnitMeasure, now: datetime) -> None:
        self.book = book
        self.row = row
        self.now = book.at(now)
        self.recorded_at = now

    @property
    def today(self) -> date:
        """The city's date."""
        return timezone.localtime(self.now).date()

    @property
    def rung(self) -> Rung:
        """The rung the file is about."""
        return Rung.of(self.row.rung)

    def people(self, *relations: str) -> list[Told]:
        """Who stands in these relations to the unit now, each once."""
        unit = self.row.unit_id
        return People([], [unit], self.now).known_as(relations, Ticket(), Duty(unit_id=unit), self.now)

    def append(self, action: str, facts: dict[str, Any], *, by: Any = None, once: str | None = None) -> Event:
        """The event; by a person in a post, or by the platform itself."""
        return self.book.append(
            action,
            at=self.now,
            recorded_at=self.recorded_at,
            actor_id=by.user.id if by else None,
            post_id=by.post.id if by else None,
            facts=facts,
            once=once,
        )

    def tell(self, event: Event, key: str, told: Iterable[Told]) -> None:
        """Everybody it concerns hears of it, except whoever did it. The unit's names are resolved in the notice."""
        unit = Unit.objects.get(pk=self.row.unit_id)
        facts = {"unit": unit.name, "unit_en": unit.name_en}
        tell(self.book, event, key, [one for one in told if one.user_id != event.actor_id], facts)


def open_file(pk: UUID, now: datetime) -> Dossier:
    """A file, locked and read again under its lock."""
    book = open_book(pk)
    return Dossier(book, UnitMeasure.objects.get(pk=pk), now)


def begin(
    unit_id: UUID, rung: Rung, now: datetime, *, quarter: Quarter, needed: int = 0, by: User | None = None
) -> Dossier | None:
    """The next file of the unit's rung in the quarter; None where somebody has begun it at this very moment."""
    nth = 1 + UnitMeasure.objects.filter(unit_id=unit_id, rung=rung.code, quarter=quarter.code).count()
    pk = fixed_id(KIND, unit_id, rung.code, quarter.code, nth)
    book = open_or_new(KIND, pk, now)
    if book.seq:
        return None
    row = UnitMeasure(
        id=pk, unit_id=unit_id, rung=rung.code, nth=nth, quarter=quarter.code, needed=needed,
        proposed_at=book.at(now), proposed_by=by,
    )  # fmt: skip
    return Dossier(book, book.add(row), now)


def tell_proposed(dossier: Dossier, event: Event) -> None:
    """The office has to speak; the unit may speak before it does."""
    dossier.tell(event, f"hearing.{dossier.row.rung}", dossier.people(*OF_UNIT))
    dossier.tell(event, f"proposal.{dossier.row.rung}", dossier.people(*CONFIRMS))


def circulars(unit_id: UUID, quarter: Quarter) -> QuerySet[Measure]:
    """Every circular the unit was given in the quarter, by the moment at which it was confirmed; taken back ones too.

    What was struck off since, or went to another unit, was given all the same.
    """
    given = {"confirmed_at__gte": quarter.starts, "confirmed_at__lt": quarter.ends}
    rows = Measure.objects.filter(rung=Rung.CIRCULAR.code, duty__unit=unit_id, duty__kind=DutyKind.RECTIFY, **given)
    return rows.order_by("confirmed_at", "id")


def recount(moved: Iterable[Measure], now: datetime) -> None:
    """Circulars were given or taken back: the proposals that hang on their number follow."""
    places = {(row.duty.unit_id, quarter_of(row.confirmed_at)) for row in moved if row.confirmed_at}
    if places:
        lock_counter(f"document:{Rung.CIRCULAR.code}")
    for unit_id, quarter in sorted(places):
        count(unit_id, quarter, now)


def count(unit_id: UUID, quarter: Quarter, now: datetime) -> None:
    """One unit's circulars in one quarter against what was proposed because of them."""
    held = list(circulars(unit_id, quarter).filter(revoked_at=None).values_list("id", flat=True))
    last = UnitMeasure.objects.filter(unit_id=unit_id, quarter=quarter.code, needed__gt=0).order_by("-nth").first()
    if last is None or last.withdrawn:
        propose(unit_id, quarter, held, now)
    elif last.revoked_at is None:
        follow(open_file(last.pk, now), held)


def propose(unit_id: UUID, quarter: Quarter, held: list[UUID], now: datetime) -> None:
    """As many circulars as the ladder in force asks for: a talk is proposed, once."""
    version = ladder_in_force(now)
    rule = ladder(version).on_unit(COUNT)
    if rule is None or not isinstance(rule.moment, Count) or len(held) < rule.moment.n:
        return
    dossier = None
    while dossier is None:  # a person may be opening a file of the unit at this moment
        dossier = begin(unit_id, rule.rung, now, quarter=quarter, needed=rule.moment.n)
    row = dossier.row
    about = {"unit": unit_id, "rung": row.rung, "count": [COUNT, row.needed], "ladder": version, "circulars": held}
    event = dossier.append("propose", about, once=f"{unit_id}:{row.rung}:{COUNT}:{row.quarter}:{row.nth}")
    tell_proposed(dossier, event)
    write([dossier.book])


def follow(dossier: Dossier, held: list[UUID]) -> None:
    """One circular more or fewer: the reason says so; a proposal without ground is taken back by the platform."""
    row = dossier.row
    if row.revoked_at is not None:
        return
    if len(held) >= row.needed or not row.waits:
        dossier.append("ground", {"circulars": held})
    else:
        dossier.book.change(row, revoked_at=dossier.now, withdrawn=True)
        event = dossier.append("withdraw", {"circulars": held, "count": [COUNT, row.needed]})
        dossier.tell(event, "withdrawn", [*dossier.people(*OF_UNIT), *dossier.people(*CONFIRMS)])
    write([dossier.book])
