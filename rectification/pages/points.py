"""The entries of a filter as points of a map, coloured by the time left."""

from typing import Any

from django.db.models import FloatField
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse

from rectification.filters import Filter, order_of
from rectification.pages.ledger import scope
from rectification.pages.viewer import Viewer
from rectification.workflow import Status
from sites.models import Category
from supervision.countdowns import Bounds

MOST = 2_000


def points(viewer: Viewer, wanted: Filter) -> dict[str, Any]:
    """At most so many, in the order of the list; how many had no place: two queries."""
    order = order_of(wanted)
    rows = order.live(wanted.narrowed(scope(viewer, wanted), viewer.now))
    way = "-" if order.falling else ""
    placed = rows.order_by(f"{way}{order.column}", f"{way}{order.tie}").annotate(x=where("lon"), y=where("lat"))
    found = list(
        placed.values_list("number", "catalogue", "category", "status", "main_duty__due_at", "x", "y", "site__name")[
            : MOST + 1
        ]
    )
    bounds, names = Bounds.at(viewer.now), category_names({row[1] for row in found})
    return {
        "points": [
            {
                "at": [float(y), float(x)],
                "level": level(status, due, bounds),
                "name": f"{names.get((version, code), code)} {site or ''}".strip(),
                "number": number,
                "url": reverse("entry", args=[number]),
            }
            for number, version, code, status, due, x, y, site in found[:MOST]
            if x is not None and y is not None
        ],
        "more": len(found) > MOST,
        "most": MOST,
    }


def where(name: str) -> Coalesce:
    """The stated place, else that of the site."""
    return Coalesce(Cast(name, FloatField()), Cast(f"site__{name}", FloatField()))


def category_names(versions: set[int]) -> dict[tuple[int, str], str]:
    """Names of the categories of some versions of the catalogue."""
    return {(row.version_id, row.code): row.label for row in Category.objects.filter(version__in=versions)}


def level(status: str, due: Any, bounds: Bounds) -> str:
    """How dark a point is: as its row would be."""
    if due is None or status == Status.SUSPENDED or (status == Status.REVIEWING and due > bounds.now):
        return "stop"
    for key, end in (("late", bounds.now), ("today", bounds.day_ends), ("week", bounds.week_ends)):
        if due <= end:
            return key
    return "later"
