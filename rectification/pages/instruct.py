"""What an instruction is to be about - an entry, a zone, a unit - and which units it may go to."""

from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rectification.desk import engine_rules
from rectification.instructions import INSTRUCTS, able, units_of_entry, units_of_zone
from rectification.models import Ticket
from rectification.pages.material import JOINS, categories_of
from rectification.pages.viewer import Viewer
from sites.models import Unit, Zone
from sites.vocabulary import UnitKind
from supervision.limits import Limit
from supervision.staging import read_id

Choices = list[tuple[Any, Any]]


@dataclass(frozen=True)
class Target:
    """What it is about, the units it may go to with the one that is meant first, and how long they have otherwise."""

    choices: Choices
    first: str
    limit: Limit
    ticket: Ticket | None = None
    zone: Zone | None = None
    shown: dict[str, str] = field(default_factory=dict)  # number, title, place above the form
    query: str = ""
    back: str = ""


def may_instruct(viewer: Viewer) -> bool:
    """Whether the reader gives instructions."""
    return viewer.actor.post.role in INSTRUCTS


def address(**about: Any) -> str:
    """The page on which an instruction is written: `entry` is a number, `zone` and `unit` are ids."""
    return f"{reverse('instruction_new')}?{urlencode(about)}"


def target_of(query: QueryDict, viewer: Viewer) -> Target:
    """What an address names; Http404 for what is not there, or is out of sight."""
    if entry := query.get("entry", ""):
        return about_entry(entry, viewer)
    if zone := query.get("zone", ""):
        return about_zone(read_id(zone), viewer)
    units, limit, back = list(able(viewer.now)), engine_rules().instruct, reverse("instructions")
    wanted = read_id(query.get("unit", ""))
    if query.get("unit") and wanted not in {unit.pk for unit in units}:
        raise Http404
    asked = urlencode({"unit": wanted}) if wanted else ""
    shown = {"number": str(_("Instructions"))}
    return Target(by_kind(units), str(wanted or ""), limit, query=asked, back=back, shown=shown)


def about_entry(number: str, viewer: Viewer) -> Target:
    """An entry: to the unit that owes it, or another that has a part in it."""
    ticket = viewer.tickets().select_related(*JOINS).filter(number=number[:24]).first()
    if ticket is None:
        raise Http404
    units = {unit.pk: unit for unit in able(viewer.now).filter(pk__in=units_of_entry(ticket))}
    owing = ticket.lead_duty.unit_id if ticket.lead_duty else None
    first = [units[owing]] if owing in units else []
    rest = [unit for pk, unit in sorted(units.items(), key=lambda pair: pair[1].code) if pk != owing]
    category = next(iter(categories_of([ticket]).values()), None)
    return Target(
        [(str(unit.pk), unit.label) for unit in (*first, *rest)],
        str(first[0].pk) if first else "",
        engine_rules().instruct,
        ticket=ticket,
        query=urlencode({"entry": ticket.number}),
        back=reverse("entry", args=[ticket.number]),
        shown={
            "number": ticket.number,
            "title": category.label if category else ticket.category,
            "place": ticket.site.label if ticket.site else "",
        },
    )


def about_zone(pk: UUID | None, viewer: Viewer) -> Target:
    """A zone: first the units that answer for the ground or hold it, then all the others."""
    today = timezone.localtime(viewer.now).date()
    zone = Zone.objects.on(today).select_related("layer").filter(pk=pk).first() if pk else None
    if zone is None:
        raise Http404
    known = {unit.pk: unit for unit in able(viewer.now)}
    near = [known[unit] for unit in units_of_zone(zone, viewer.now) if unit in known]
    others = [unit for unit in known.values() if unit not in near]
    choices = [(_("Answer for this ground"), [(str(unit.pk), unit.label) for unit in near])] if near else []
    return Target(
        [*choices, *by_kind(others)],
        str(near[0].pk) if near else "",
        engine_rules().instruct,
        zone=zone,
        query=urlencode({"zone": zone.pk}),
        back=reverse("instructions"),
        shown={"number": str(_("Instructions")), "title": zone.label, "place": zone.layer.label},
    )


def by_kind(units: list[Unit]) -> Choices:
    """Units in groups of their kind."""
    rows = sorted(units, key=lambda unit: (unit.kind, unit.code))
    return [
        (UnitKind(kind).label, [(str(unit.pk), unit.label) for unit in part])
        for kind, part in groupby(rows, key=lambda unit: unit.kind)
    ]
