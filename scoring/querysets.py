"""Scope of rankings: who knows of which, and whose figures somebody opens (DESIGN 4)."""

from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from django.db.models import Q, QuerySet

from scoring.behind import Behind

ANNOUNCED = ("announced", "approved", "published")


@dataclass(frozen=True)
class ScoreReader:
    """What a post may know of rankings.

    `sees_all` reads drafts and everybody's figures; anybody else reads what is published, of an announced one their own
    figures, and opens their own figures down to the entries: of their unit and those below it, their team, the ground
    that they or their unit as a whole hold.
    """

    sees_all: bool
    units: frozenset[UUID] = frozenset()
    teams: frozenset[UUID] = frozenset()
    zones: frozenset[UUID] = frozenset()
    holders: frozenset[UUID] = frozenset()

    def own(self) -> Q:
        """Their own rows of scores."""
        return (
            Q(subject="unit", key__in=self.units)
            | Q(subject="team", key__in=self.teams)
            | Q(subject="zone", key__in=self.zones)
            | Q(subject="holder", key__in=self.holders)
        )


class RankingQuerySet(QuerySet[Any]):
    """Rankings, by reader."""

    def visible_to(self, reader: ScoreReader) -> Self:
        """Published ones are everybody's; announced ones are known to whoever is in them."""
        if reader.sees_all:
            return self.all()
        scores = self.model._meta.get_field("scores").related_model
        own = scores.objects.filter(reader.own()).values("ranking")
        return self.filter(Q(state="published") | Q(state__in=ANNOUNCED, pk__in=own))

    def current(self) -> Self:
        """Published and not superseded by a later edition of the same period."""
        return self.filter(state="published").exclude(corrected_by__state="published")


class ScoreQuerySet(QuerySet[Any]):
    """Results, by reader."""

    def visible_to(self, reader: ScoreReader) -> Self:
        """Totals and ranks of a published ranking are everybody's; before that one's own only."""
        if reader.sees_all:
            return self.all()
        return self.filter(Q(ranking__state="published") | reader.own() & Q(ranking__state__in=ANNOUNCED))

    def opened_by(self, reader: ScoreReader) -> Self:
        """Results whose entries the reader may look at."""
        if reader.sees_all:
            return self.all()
        return self.filter(reader.own(), ranking__state__in=ANNOUNCED)


class LineQuerySet(QuerySet[Any]):
    """Duties of a ranking, by whom they count for and what is behind a figure."""

    def counting_for(self, ranking: UUID, subject: str, group: str, key: UUID) -> Self:
        """Those of a unit or a team by themselves; of zones and holders by the rows that say so."""
        if subject in ("unit", "team"):
            return self.filter(ranking=ranking, unit=key)
        return self.filter(also__ranking=ranking, also__subject=subject, also__group=group, also__key=key)

    def behind(self, wanted: Behind) -> Self:
        """Those that a figure was counted from; `Behind.holds` says the same of one line."""
        more = Q(**{f"{name}__gte": least for name, least in wanted.has})
        if wanted.lacks:
            more &= Q(**{wanted.lacks: 0})
        if wanted.urgency:
            more &= Q(urgency=wanted.urgency)
        if wanted.category:
            more &= Q(category=wanted.category)
        return self.filter(more, role__in=wanted.roles, out=wanted.out)


class AppealQuerySet(QuerySet[Any]):
    """Appeals, by reader."""

    def visible_to(self, reader: ScoreReader) -> Self:
        """A unit knows its own, and those of the units below it."""
        return self.all() if reader.sees_all else self.filter(unit__in=reader.units)
