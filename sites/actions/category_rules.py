"""The city's own limits and routing lists: kept apart from the files, and at once a new version of the catalogue."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sites.actions.catalogue import Loaded, become, read_records, with_edits
from sites.catalogue_rules.routes import ListRow, faults_of
from sites.models import CatalogueVersion, Category, CategoryEdit, Function

MAY_FAIL = _("The last line has to find somebody anywhere: a unit holding a function, or the sub-district or town.")
# A fault of a list in the words of whoever fills in a form.
WORDS = {
    "no_lead": _("Whoever owes it comes first, whoever assists after that; somebody has to owe it."),
    "lead_may_fail": MAY_FAIL,
    "list_may_fail": MAY_FAIL,
    "unreached": _("The lines below one that always finds somebody are never reached."),
    "twice": _("The same line stands there twice."),
}


def change_rule(code: str, changed: dict[str, Any], *, now: datetime.datetime) -> Loaded:
    """Columns of `catalogue.EDITABLE` with their new values, from now on."""
    with transaction.atomic():
        edit = _edit(code)
        edit.changed = {**edit.changed, **{name: _plain(value) for name, value in changed.items()}}
        return _put(edit, now)


def change_routes(code: str, group: str, rows: Sequence[ListRow], *, now: datetime.datetime) -> Loaded:
    """The routing list of a category for one group of site types ('' for all without a list of their own), from now on.

    An empty list for a group gives up the group's own list. ValidationError where the list is not sound.
    """
    check_list(group, rows)
    with transaction.atomic():
        edit = _edit(code)
        edit.routes = {**edit.routes, group: [list(row) for row in rows]}
        return _put(edit, now)


def check_list(group: str, rows: Sequence[ListRow]) -> None:
    """The rules that hold for the files' lists hold here; an empty list of a group is none."""
    if not rows and group:
        return
    for code, _place in faults_of(rows):
        raise ValidationError(WORDS[code])


def list_of(category: Category, group: str) -> list[ListRow]:
    """The list as it stands: one query."""
    rows = category.routes.filter(site_group=group).order_by("priority")
    return list(rows.values_list("resolver", "resolver_arg", "assisting"))


def functions_of(version: int) -> list[Function]:
    """Every function a list can name: one query."""
    return list(Function.objects.filter(version=version).order_by("code"))


def _edit(code: str) -> CategoryEdit:
    return CategoryEdit.objects.select_for_update().get_or_create(code=code)[0]


def _put(edit: CategoryEdit, now: datetime.datetime) -> Loaded:
    current = CatalogueVersion.objects.select_for_update().current()
    if current is None:
        raise CatalogueVersion.DoesNotExist
    edit.save()
    return become(with_edits(read_records(current), [edit]), now=now)


def _plain(value: Any) -> Any:
    """As JSON keeps it."""
    return value if isinstance(value, int | str) else str(value)
