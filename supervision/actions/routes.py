"""Which unit holds which function: what routing needs of the city, changed with a reason."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sites.actions.places import bind_function
from sites.models import Unit, UnitFunction
from sites.vocabulary import UnitKind
from supervision.actions.standing import CITY_STREAM, begin, enter
from supervision.models import Post
from supervision.refusals import Refused


def bind(code: str, unit: Unit, why: str, *, by: Post, now: datetime, expected: int | None) -> None:
    """From now on the unit holds the function; entries that are under way stay where they are."""
    if unit.kind == UnitKind.TEAM:
        raise Refused("team_owes_nothing", _("A supervision team is never given a problem to fix."))
    with transaction.atomic():
        book = begin("city", CITY_STREAM, now, expected)
        before = UnitFunction.objects.filter(code=code).first()
        if before is not None and before.unit_id == unit.pk:
            raise Refused("nothing_changed", _("Nothing is different from before."))
        bind_function(code, unit)
        facts = {"function": code, "from": before.unit_id if before else None, "to": unit.pk}
        enter(book, "bind", facts, why, now=now, by=by)
