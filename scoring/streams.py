"""The streams of this floor: rankings, schemes, appeals; and the long work of counting."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rectification.demo import history
from scoring import periods
from scoring.actions import rankings, schemes
from scoring.demo import publishing
from scoring.models import Bonus, Ranking
from supervision.job_kinds import JobKind, register_job
from supervision.kinds import SubjectKind, register
from supervision.roles import Role


def named_rankings(ids: Sequence[UUID]) -> dict[UUID, tuple[str, str]]:
    """Periods and addresses of rankings: one query."""
    rows = Ranking.objects.filter(pk__in=list(ids)).only("pk", "kind", "code")
    return {row.pk: (title(row), f"/rankings/{row.pk}/") for row in rows}


def title(ranking: Ranking) -> str:
    """The period it is about."""
    return periods.full_words(periods.Period(periods.Kind(ranking.kind), ranking.code))


def said(job: Any) -> str:
    """How many duties were counted."""
    return _("%(n)s duties counted") % {"n": job.result["lines"]} if "lines" in job.result else ""


def links(job: Any) -> list[tuple[str, Any]]:
    """On to the ranking."""
    return [(f"/rankings/{job.facts['ranking']}/", gettext_lazy("Open the ranking"))]


def register_all() -> None:
    """Hands this floor's kinds to the registry."""
    register(SubjectKind(schemes.KIND, {}))
    register(SubjectKind(rankings.KIND, {"ranking": Ranking, "bonus": Bonus}, named=named_rankings))
    register_job(
        JobKind(rankings.JOB, gettext_lazy("Ranking of a period"), rankings.count, said, links, roles=(Role.OFFICE,))
    )
    register_job(
        JobKind(
            publishing.KIND, gettext_lazy("Rankings of the demo city"), publishing.publish_all, publishing.said,
            roles=(Role.OFFICE,), after=history.KIND,
        )
    )  # fmt: skip
