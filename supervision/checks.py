"""The start checks: a ledger whose triggers are gone, or whose duties nobody settles, must not take a single entry."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connection, models

from supervision import triggers
from supervision.kinds import all_kinds
from supervision.models import Duty, DutyState, Event


def ledger_is_guarded(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """An error for each missing trigger, once the tables are there."""
    if not databases or not exists(Event):
        return []
    return [
        Error(
            f"The ledger's trigger {name} is missing.",
            hint="Run `manage.py migrate`: it puts the triggers back. Then run `manage.py verify_ledger`.",
            id="taizhang.E001",
        )
        for name in triggers.missing()
    ]


def duties_can_be_settled(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """An error for each kind of subject that still owes something and that no app settles (ENGINE 12)."""
    if not databases or not exists(Duty):
        return []
    settled = [kind.name for kind in all_kinds() if kind.settle is not None]
    rows = Duty.objects.exclude(state=DutyState.DONE).exclude(subject_kind__in=settled)
    return [
        Error(
            f"There are duties of the subject kind {kind!r}, which no installed app settles.",
            hint="Install the app that owns this kind: until then its time limits would pass unseen.",
            id="taizhang.E002",
        )
        for kind in rows.order_by("subject_kind").values_list("subject_kind", flat=True).distinct()
    ]


def exists(model: type[models.Model]) -> bool:
    """Whether the table has been made yet."""
    return model._meta.db_table in connection.introspection.table_names()
