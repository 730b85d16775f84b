"""Which rankings of other periods hold for one that is counted, and what was known when it was counted."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from scoring.models import Ranking


def earlier(ranking: Ranking) -> list[UUID]:
    """The editions that stood for the earlier periods of the same kind, latest period first."""
    return published_before(ranking.kind, ranking.starts, counted_by(ranking, "published_at"))


def published_before(kind: str, starts: datetime, known: Q | None = None) -> list[UUID]:
    """The editions that stand for the periods of a kind that ended by then, latest period first: one query."""
    found: dict[str, UUID] = {}
    rows = Ranking.objects.filter(kind=kind, ends__lte=starts, state=Ranking.State.PUBLISHED)
    rows = rows.filter(known or Q()).order_by("-ends", "nth")
    for pk, code in rows.values_list("pk", "code"):
        found[code] = pk  # of several editions the last; the period keeps its place
    return list(found.values())


def counted_by(ranking: Ranking, column: str) -> Q:
    """What was there when the ranking was counted for the last time; while it is being counted, everything is."""
    at = None if ranking.state == Ranking.State.COUNTING else ranking.counted_at
    return Q() if at is None else Q(**{f"{column}__lte": at})
