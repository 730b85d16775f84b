"""The pages of the routing: the matrix of a group of problems, why a cell goes where it goes, and the functions."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from sites.catalogue import needed_functions, typical_for
from sites.models import Category, Function, SiteType, Unit, UnitFunction
from sites.routing import Outcome, SiteFacts, Tried, rows_for
from sites.vocabulary import Resolver, Urgency, Verify
from supervision.actions.standing import CITY_STREAM, seq_of
from supervision.limits import Limit
from supervision.limits import Unit as LimitUnit
from supervision.office.history import history
from supervision.office.routing import Cell, Standing, matrix, placed_categories, rules_of
from supervision.wording import limit_words

SHOWN_SITES = 40
# What the groups of site types are called.
GROUPS = {
    "commerce": gettext_lazy("Markets and shops"),
    "culture": gettext_lazy("Culture"),
    "education": gettext_lazy("Schools"),
    "facility": gettext_lazy("Public facilities"),
    "group": gettext_lazy("Groups of people"),
    "medical": gettext_lazy("Hospitals"),
    "practice": gettext_lazy("Practice centres"),
    "public_space": gettext_lazy("Squares and parks"),
    "residential": gettext_lazy("Housing"),
    "road": gettext_lazy("Roads"),
    "rural": gettext_lazy("Villages"),
    "transport": gettext_lazy("Transport"),
    "window": gettext_lazy("Service windows"),
}
# Why a row of the table found nobody.
OUTCOMES = {
    Outcome.SAME_AS_LEAD: gettext_lazy("leads already"),
    Outcome.ALREADY_ASSISTING: gettext_lazy("assists already"),
    Outcome.UNBOUND: gettext_lazy("no unit holds the function"),
    Outcome.NO_SITE: gettext_lazy("there is no site to ask"),
    Outcome.NO_MANAGER: gettext_lazy("nobody manages the site"),
    Outcome.NO_TERRITORY: gettext_lazy("it lies on nobody's ground"),
    Outcome.NO_CONTRACT: gettext_lazy("nobody holds a contract for the zone"),
}


def categories(now: datetime, group: str, street: Unit | None) -> dict[str, Any]:
    """The matrix of one group of problems, and of all groups how many cells reach no unit."""
    standing, every = Standing(now, street), placed_categories()
    table = matrix(standing, every)
    groups = list(dict.fromkeys(row.parent for row in every if row.parent))
    chosen = next((one for one in groups if one.code == group), groups[0] if groups else None)
    shown = [row for row in every if chosen and row.parent_id == chosen.pk]
    lost = {one.code: lost_in(table, [row for row in every if row.parent_id == one.pk]) for one in groups}
    return {
        "groups": [
            {
                "label": one.label,
                "url": f"?{query(one.code, street)}",
                "on": one == chosen,
                "lost": lost[one.code],
            }
            for one in groups
        ],
        "group": chosen.label if chosen else "",
        "lost": sum(lost.values()),
        "columns": [column(row, street) for row in shown],
        "blocks": list(blocks(standing, table, shown, street)),
        "streets": [
            {"id": pk, "label": standing.units[pk].label, "on": street is not None and pk == street.pk}
            for pk in standing.streets
        ],
        "group_code": chosen.code if chosen else "",
        "street": street.label if street else "",
        "unbound": [row.label for row in needed_functions() if row.code not in standing.bindings],
    }


def lost_in(table: Any, rows: list[Category]) -> int:
    """Cells from which at least one site, or the site there might be, reaches no unit."""
    return sum(bool(cells[row.code].lost) for cells in table.values() for row in rows)


def query(group: str, street: Unit | None) -> str:
    """The address of a matrix."""
    return urlencode({"group": group, **({"street": street.pk} if street else {})})


def column(row: Category, street: Unit | None) -> dict[str, Any]:
    """One kind of problem: what is expected of its fix."""
    return {
        "label": row.label,
        "code": row.code,
        "limit": limit_of(row),
        "urgency": row.urgency,
        "url": reverse("office_category", args=[row.code]) + (f"?street={street.pk}" if street else ""),
    }


def limit_of(row: Category) -> str:
    """The time limit in words."""
    return limit_words(Limit(row.limit_value or 1, LimitUnit(row.limit_unit)))


def blocks(standing: Standing, table: Any, shown: list[Category], street: Unit | None) -> Iterable[dict[str, Any]]:
    """The rows of the matrix under the headings of the groups of sites."""
    by_group: dict[str, list[SiteType]] = {}
    for kind in standing.types:
        by_group.setdefault(kind.group, []).append(kind)
    for group, kinds in by_group.items():
        rows = [
            {
                "label": kind.label,
                "n": len(standing.facts.get(kind.code, [])),
                "cells": [cell_of(standing, table[kind.code][row.code], row, kind, street) for row in shown],
            }
            for kind in kinds
        ]
        yield {"label": GROUPS.get(group, group), "rows": rows}


def cell_of(standing: Standing, cell: Cell, row: Category, kind: SiteType, street: Unit | None) -> dict[str, Any]:
    """One cell: the unit, or that there is none."""
    first = cell.first
    address = {"type": kind.code, **({"street": street.pk} if street else {})}
    return {
        "url": f"{reverse('office_category', args=[row.code])}?{urlencode(address)}",
        "unit": standing.units[first].label if first in standing.units else "",
        "more": len([unit for unit in cell.units if unit]) - 1,
        "lost": cell.lost,
        "all_lost": first is None,
        "unmanned": first is not None and first not in standing.manned,
        "nominal": cell.nominal,
        "usual": typical_for(row, kind.code),
    }


def category(row: Category, now: datetime, kind: SiteType | None, street: Unit | None) -> dict[str, Any]:
    """Why a kind of problem goes where it goes, from one kind of site or from all of a group."""
    standing = Standing(now, street)
    rows = rules_of([row])[row.code]
    kind = kind or next((one for one in standing.types if typical_for(row, one.code)), standing.types[0])
    places = standing.facts.get(kind.code, []) or [standing.nominal(kind)]
    found = [(facts, standing.resolve(rows, facts)) for facts in places]
    sample = next((one for one in found if one[1].lead is None), found[0])
    functions = {one.code: one.label for one in Function.objects.filter(version=row.version)}
    names = {site.pk: site for site in standing.sites}
    return {
        "row": {
            "label": row.label,
            "code": row.code,
            "group": row.parent.label if row.parent else "",
            "limit": limit_of(row),
            "urgency": str(Urgency(row.urgency).label),
            "verify": str(Verify(row.verify).label),
            "photos": row.photo_min,
            "deduction": row.deduction,
            "source": row.source_ref or row.source,
        },
        "kind": {"label": kind.label, "code": kind.code, "group": GROUPS.get(kind.group, kind.group)},
        "own_rules": bool(kind.group) and any(one.group == kind.group for one in rows),
        "types": [{"code": one.code, "label": one.label, "on": one == kind} for one in standing.types],
        "tried": [tried(one, standing.units, functions) for one in sample[1].tried],
        "untried": untried(rows_for(rows, kind.group), sample[1].tried, functions),
        "sample": names[sample[0].site_id].label if sample[0].site_id in names else "",
        "reached": reached(found, standing),
        "lost": [
            {"label": names[facts.site_id].label, "url": reverse("office_site", args=[facts.site_id])}
            for facts, way in found
            if way.lead is None and facts.site_id in names
        ][:SHOWN_SITES],
        "nobody": all(way.lead is None for _facts, way in found),
        "n": len(standing.facts.get(kind.code, [])),
        "street": {"id": street.pk, "label": street.label} if street else None,
        "back_url": f"{reverse('office_categories')}?{query(row.parent.code if row.parent else '', street)}",
        "version": row.version_id,
        "rule_url": reverse("office_rule", args=[row.code]),
        "routes_url": routes_url(row, kind, own=any(one.group == kind.group for one in rows)),
        "own_routes_url": f"{reverse('office_routes', args=[row.code])}?{urlencode({'group': kind.group})}",
    }


def routes_url(row: Category, kind: SiteType, *, own: bool) -> str:
    """The list that decides here: the group's own, else the general one."""
    address = reverse("office_routes", args=[row.code])
    return f"{address}?{urlencode({'group': kind.group})}" if own and kind.group else address


def reached(found: list[tuple[SiteFacts, Any]], standing: Standing) -> list[dict[str, Any]]:
    """The units it reaches, the one with most sites first."""
    counts: dict[UUID, int] = {}
    for _facts, way in found:
        if way.lead is not None:
            counts[way.lead] = counts.get(way.lead, 0) + 1
    rows = sorted(counts.items(), key=lambda pair: -pair[1])
    return [
        {
            "label": standing.units[pk].label if pk in standing.units else "",
            "url": reverse("office_unit", args=[pk]),
            "n": n,
            "unmanned": pk not in standing.manned,
        }
        for pk, n in rows
    ]


def tried(row: Tried, units: dict[UUID, Unit], functions: dict[str, str]) -> dict[str, Any]:
    """One row of the table that was tried, and what became of it."""
    found = row.unit is not None and row.outcome == Outcome.RESOLVED
    return {
        "how": how(row.resolver, row.arg, functions),
        "unit": units[row.unit].label if row.unit in units else "",
        "found": found,
        "why": "" if found else str(OUTCOMES.get(row.outcome, row.outcome)),
        "assists": row.assisting,
    }


def how(resolver: str, arg: str, functions: dict[str, str]) -> str:
    """The way a row looks for a unit."""
    label = str(Resolver(resolver).label)
    if not arg:
        return label
    return _("%(how)s (%(what)s)") % {"how": label, "what": functions.get(arg, arg)}


def untried(chain: list[Any], done: tuple[Tried, ...], functions: dict[str, str]) -> list[str]:
    """Rows after the one that found the lead."""
    lead = [row for row in chain if not row.assisting]
    return [how(row.resolver, row.arg, functions) for row in lead[sum(not one.assisting for one in done) :]]


def functions(now: datetime) -> dict[str, Any]:
    """Which unit holds which function; what nobody holds comes first."""
    rows = needed_functions()
    bound = {row.code: row.unit for row in UnitFunction.objects.select_related("unit")}
    today = Standing(now).today
    lines = []
    for row in rows:
        unit = bound.get(row.code)
        living = unit is not None and unit.holds_on(today)
        lines.append(
            {
                "label": row.label,
                "duties": row.duties,
                "unit": unit.label if unit and living else "",
                "gone": unit.label if unit and not living else "",
                "url": reverse("office_function", args=[row.code]),
            }
        )
    lines.sort(key=lambda line: bool(line["unit"]))
    return {
        "functions": lines,
        "lost": sum(not line["unit"] for line in lines),
        "expected": seq_of(CITY_STREAM),
        "history": history([CITY_STREAM], now),
        "list_words": pgettext("enumeration", ", "),
    }
