"""The streams of this floor: rankings, schemes, appeals; and the long work of counting."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rectification.demo import history
from scoring import periods, preview
from scoring.actions import cases, consequences, funds, rankings, schemes
from scoring.actions.hindrances import JOB
from scoring.demo import publishing
from scoring.models import Appeal, Bonus, Consequence, FundShare, IncentiveFund, Ranking
from scoring.readers import score_reader
from scoring.waiting import late_proposals
from scoring.workbook import job as workbook
from supervision.actions.plain_duties import plain_kind
from supervision.job_kinds import JobKind, register_job
from supervision.kinds import SubjectKind, register
from supervision.models import Post
from supervision.roles import Role


def named_rankings(ids: Sequence[UUID]) -> dict[UUID, tuple[str, str]]:
    """Periods and addresses of rankings: one query."""
    rows = Ranking.objects.filter(pk__in=list(ids)).only("pk", "kind", "code")
    return {row.pk: (title(row), f"/rankings/{row.pk}/") for row in rows}


def named_proposals(ids: Sequence[UUID]) -> dict[UUID, tuple[str, str]]:
    """Units and addresses of proposals: one query."""
    rows = Consequence.objects.filter(pk__in=list(ids)).select_related("unit")
    return {row.pk: (row.unit.label, f"/rankings/{row.ranking_id}/consequences/{row.pk}/") for row in rows}


def named_funds(ids: Sequence[UUID]) -> dict[UUID, tuple[str, str]]:
    """The period and the address of each share-out: one query."""
    rows = IncentiveFund.objects.filter(pk__in=list(ids)).select_related("ranking")
    return {row.pk: (title(row.ranking), f"/rankings/{row.ranking_id}/fund/{row.pk}/") for row in rows}


def owing_appeals(post: Post, now: datetime) -> list[UUID]:
    """Appeals that wait for a decision: those of the post's unit and the units below it, or all: one query."""
    rows = Appeal.objects.visible_to(score_reader(post, now)).filter(state=Appeal.State.OPEN)
    return list(rows.values_list("pk", flat=True))


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
    register(plain_kind(cases.KIND, {"appeal": Appeal}, cases.ENGINE, named=cases.named, owing=owing_appeals))
    tables = {"consequence": Consequence}
    register(SubjectKind(consequences.KIND, tables, named=named_proposals, overdue=late_proposals))
    register(SubjectKind(funds.KIND, {"fund": IncentiveFund, "fund_share": FundShare}, named=named_funds))
    register_job(
        JobKind(workbook.KIND, gettext_lazy("Workbook of a ranking"), workbook.work, workbook.said, workbook.links)
    )
    words = gettext_lazy("A draft of the scheme, tried on a past period")
    register_job(JobKind(preview.KIND, words, preview.work, preview.summed_up, preview.links, roles=(Role.OFFICE,)))
    register_job(JobKind(JOB, gettext_lazy("Ranking of a period"), rankings.count, said, links, roles=(Role.OFFICE,)))
    register_job(
        JobKind(
            publishing.KIND, gettext_lazy("Rankings of the demo city"), publishing.publish_all, publishing.said,
            roles=(Role.OFFICE,), after=history.KIND,
        )
    )  # fmt: skip
