"""Tickets as a kind of stream: which tables are folded from their events, and how the sweep settles them."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rectification import export, instructions, unit_files
from rectification.correction import correct_ticket
from rectification.demo import history
from rectification.followed import followed, steps
from rectification.ground_duties import ON_GROUND
from rectification.models import Instruction, Measure, Petition, Photo, Sight, Ticket, UnitMeasure
from rectification.search import search_again
from rectification.settle import settle, would_hear
from rectification.waiting import late_entries, late_units, promised, promised_by_units
from rectification.workflow import ENDED
from supervision.actions.plain_duties import plain_kind
from supervision.burdens import Burden, register_burden
from supervision.job_kinds import JobKind, register_job
from supervision.kinds import SubjectKind, register
from supervision.models import Duty, Tenure
from supervision.roles import Role


def named(ids: Sequence[UUID]) -> dict[UUID, tuple[str, str]]:
    """Number and address of entries: one query."""
    rows = Ticket.objects.filter(pk__in=list(ids)).values_list("pk", "number")
    return {pk: (number, reverse("entry", args=[number])) for pk, number in rows}


def named_files(ids: Sequence[UUID]) -> dict[UUID, tuple[str, str]]:
    """Units and addresses of their files: one query."""
    rows = UnitMeasure.objects.filter(pk__in=list(ids)).select_related("unit")
    return {row.pk: (row.unit.label, reverse("unit_measure", args=[row.pk])) for row in rows}


def open_at(sites: Sequence[UUID]) -> dict[UUID, int]:
    """How many entries are open at each of these sites: one query."""
    rows = Ticket.objects.exclude(status__in=list(ENDED)).filter(site__in=list(sites)).order_by()
    return dict(rows.values_list("site").annotate(n=Count("id")))


def register_all() -> None:
    """Parents before children: rows are inserted in this order."""
    register(
        SubjectKind(
            "ticket",
            {
                "duty": Duty,
                "tenure": Tenure,
                "ticket": Ticket,
                "petition": Petition,
                "photo": Photo,
                "sight": Sight,
                "measure": Measure,
            },
            settle=settle,
            correct=correct_ticket,
            named=named,
            followed=followed,
            steps=steps,
            overdue=late_entries,
            promised=promised,
            would_hear=would_hear,
            on_ground=ON_GROUND,
        )
    )
    register(
        SubjectKind(
            unit_files.KIND,
            {"unit_measure": UnitMeasure},
            named=named_files,
            overdue=late_units,
            promised=promised_by_units,
        )
    )
    register(
        plain_kind(
            instructions.KIND,
            {"instruction": Instruction},
            instructions.ENGINE,
            named=instructions.named,
            awaited=instructions.awaited,
            owing=instructions.owing,
        )
    )
    register_burden(Burden("open", _("sites and open entries"), open_at))
    register_job(JobKind(export.KIND, _("Ledger as a workbook"), export.export, said=export.said, links=export.links))
    register_job(JobKind("search_again", _("What entries are found by"), search_again, roles=(Role.OFFICE,)))
    register_job(
        JobKind(history.KIND, _("History of the demo city"), history.write_history, history.said, roles=(Role.OFFICE,))
    )
