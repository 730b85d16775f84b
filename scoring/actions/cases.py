"""One appeal under its lock, and the engine that makes the duty to decide it climb."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from scoring.models import Appeal, Ranking
from supervision.actions import duties as clocks
from supervision.actions.book import Book, open_book, write
from supervision.actions.climb import Told, tell
from supervision.actions.plain_duties import Engine
from supervision.actions.rosters import load_roster
from supervision.actions.standing import faster
from supervision.models import Duty, Event, Post, Tenure
from supervision.refusals import Refused
from supervision.roles import HANDLES

KIND = "appeal"


class Case:
    """One appeal under its lock."""

    def __init__(self, book: Book, row: Appeal, now: datetime) -> None:
        self.book = book
        self.row = row
        self.now = book.at(now)
        self.recorded_at = now

    @cached_property
    def duty(self) -> Duty:
        """The office's duty to decide."""
        return Duty.objects.get(subject_id=self.row.pk)

    def append(self, action: str, facts: dict[str, Any], *, by: Post | None, before: str = "") -> Event:
        """One event."""
        return self.book.append(
            action,
            at=self.now,
            recorded_at=self.recorded_at,
            actor_id=by.user_id if by else None,
            post_id=by.pk if by else None,
            before=before,
            after=self.row.state,
            facts=facts,
        )

    def end(self, outcome: str) -> None:
        """The office owes nothing any more."""
        tenures = list(Tenure.objects.filter(duty=self.duty))
        clocks.finish(self.book, self.duty, outcome, self.now, tenures)

    def of_unit(self) -> list[Told]:
        """The unit's head and handlers now."""
        roster = load_roster([self.row.unit_id])
        return [Told(h.user_id, h.post_id, "handler") for h in roster.holders(self.row.unit_id, HANDLES, self.now)]

    def tell(self, event: Event, key: str, told: Sequence[Told]) -> None:
        """Everybody it concerns hears of it, except whoever did it."""
        others = [one for one in told if one.user_id != event.actor_id]
        tell(self.book, event, key, others, facts_of(self.row))


def facts(ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """What notices about some appeals are made of: one query."""
    rows = Appeal.objects.filter(pk__in=list(ids)).select_related("ranking", "unit")
    return {row.pk: facts_of(row) for row in rows}


def facts_of(row: Appeal) -> dict[str, Any]:
    """Of one: the period, and who appeals."""
    return {"called": row.ranking.code, "about": row.unit.name, "about_en": row.unit.name_en}


ENGINE = Engine(facts)


def named(ids: Sequence[UUID]) -> dict[UUID, tuple[str, str]]:
    """Who appeals against which ranking, and the address: one query."""
    rows = Appeal.objects.filter(pk__in=list(ids)).select_related("ranking", "unit")
    return {row.pk: (f"{row.ranking.code} {row.unit.label}", reverse("appeal", args=[row.pk])) for row in rows}


def opened(appeal: Appeal, now: datetime, expected: int | None) -> Case:
    """An open appeal under its lock, settled first (ENGINE 10)."""
    book = open_book(appeal.pk)
    later = Event.objects.filter(stream_id=appeal.pk, actor_id__isnull=False, seq__gt=expected or 0)
    if expected is not None and later.exists():
        raise faster([appeal.pk])
    row = Appeal.objects.select_related("ranking").get(pk=appeal.pk)
    if row.state != Appeal.State.OPEN:
        raise Refused("decided_already", _("This appeal is not open any more."))
    case = Case(book, row, now)
    ENGINE.settle_one(book, [case.duty], case.now)
    return case


def lapse(ranking: Ranking, now: datetime, by: Post) -> None:
    """The ranking was dropped: nobody owes a decision any more. Inside its transaction."""
    for row in Appeal.objects.filter(ranking=ranking, state=Appeal.State.OPEN).order_by("pk"):
        case = opened(row, now, None)
        case.book.change(case.row, state=Appeal.State.LAPSED)
        case.end("lapsed")
        case.append("lapse", {}, by=by, before="open")
        write([case.book])
