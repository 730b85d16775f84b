"""Limits and routing of a kind of problem, decided by the city: dated, with a reason, in the city's stream."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sites.actions.catalogue import Loaded
from sites.actions.category_rules import change_routes, change_rule
from sites.catalogue_rules.routes import ListRow
from supervision.actions.standing import CITY_STREAM, begin, enter
from supervision.models import Post
from supervision.refusals import Refused


def edit_rule(code: str, changed: dict[str, Any], why: str, *, by: Post, now: datetime, expected: int | None) -> int:
    """What is asked of a fix from now on; entries under way keep what they began with. Returns the new version."""
    facts = {"columns": sorted(changed), "values": {name: str(value) for name, value in changed.items()}}
    return _edited("rule", code, facts, lambda: change_rule(code, changed, now=now), why, by, now, expected)


def edit_routes(
    code: str, group: str, rows: Sequence[ListRow], why: str, *, by: Post, now: datetime, expected: int | None
) -> int:
    """Where it goes from now on; entries under way stay where they are. Returns the number of the new version."""
    facts = {"group": group, "rows": [list(row) for row in rows]}
    return _edited("routes", code, facts, lambda: change_routes(code, group, rows, now=now), why, by, now, expected)


def _edited(
    action: str,
    code: str,
    facts: dict[str, Any],
    change: Callable[[], Loaded],
    why: str,
    by: Post,
    now: datetime,
    expected: int | None,
) -> int:
    with transaction.atomic():
        book = begin("city", CITY_STREAM, now, expected)
        loaded = change()
        if not loaded.is_new:
            raise Refused("nothing_changed", _("Nothing is different from before."))
        enter(book, action, {**facts, "category": code, "version": loaded.version.number}, why, now=now, by=by)
    return loaded.version.number
