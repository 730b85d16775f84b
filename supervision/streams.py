"""The streams of this floor: posts, contracts, the calendar, ladders. One ledger for all that must not be altered."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from supervision.actions.imports.jobs import register_imports
from supervision.actions.jobs import RECKON, reckon_calendar
from supervision.actions.splitting import SPLIT, split
from supervision.actions.zone_files.work import register_zone_files
from supervision.job_kinds import JobKind, register_job
from supervision.kinds import SubjectKind, register
from supervision.models import (
    Acting,
    CalendarDay,
    CalendarYear,
    Contract,
    LadderVersion,
    NightDuty,
    OfficeHours,
    Post,
)
from supervision.office import codes, ladder_play, proposals, signs
from supervision.roles import Role


def named_contracts(ids: Sequence[UUID]) -> dict[UUID, tuple[str, str]]:
    """Kinds and addresses of contracts: one query."""
    rows = Contract.objects.filter(pk__in=list(ids)).select_related("kind")
    return {row.pk: (row.kind.label, reverse("contract", args=[row.pk])) for row in rows}


def register_all() -> None:
    """Hands this floor's kinds to the registry; none of them has timed rungs of its own yet."""
    register(SubjectKind("post", {"post": Post, "acting": Acting}))
    register(SubjectKind("nights", {"night": NightDuty}))
    register(SubjectKind("contract", {"contract": Contract}, named=named_contracts))
    register(SubjectKind("calendar", {"day": CalendarDay, "hours": OfficeHours, "year": CalendarYear}))
    register(SubjectKind("ladder", {"ladder": LadderVersion}))
    register(SubjectKind("access", {}))
    # Their events say who changed what, and why.
    for standing in ("unit", "person", "zone", "site", "city", "channel", "contract_kind"):
        register(SubjectKind(standing, {}))
    register_imports()
    register_zone_files()
    register_job(
        JobKind(
            ladder_play.PLAY,
            _("Draft of the ladder, played"),
            ladder_play.play,
            said=ladder_play.summed_up,
            links=ladder_play.links,
            roles=(Role.OFFICE,),
        )
    )
    register_job(
        JobKind(
            SPLIT,
            _("Proposal for a split"),
            split,
            said=proposals.summed_up,
            links=proposals.links,
            roles=(Role.OFFICE,),
        )
    )
    register_job(JobKind(codes.KIND, _("QR codes of sites"), codes.print_codes, codes.said, codes.links))
    register_job(JobKind(signs.KIND, _("Signs"), signs.print_signs, signs.said, signs.links))
    register_job(JobKind(RECKON, _("Working calendar"), reckon_calendar, roles=(Role.OFFICE,)))
