"""Entries on the map, of the reader's own scope: open ones by time left and rung, and how much was found where."""

from typing import Any

from django.db.models import Count, F, Q
from django.db.models.functions import Floor

from rectification.filters import of_category
from rectification.pages.map_asked import Asked, within
from rectification.pages.points import category_names, level, where
from rectification.pages.viewer import Viewer
from rectification.querysets import TicketQuerySet
from rectification.workflow import ENDED, Status
from sites.geometry import Box
from sites.models.named import label_of
from supervision.countdowns import Bounds
from supervision.models import DutyState

MOST = 2_000
MILLION = 1_000_000
SQUARE = 48  # pixels
NOT_FOUND = (Status.DECLINED, Status.VOIDED)  # nothing was the matter
COLUMNS = (
    "number", "catalogue", "category", "status", "main_duty__due_at", "lead_duty__highest_rung",
    "site__name", "site__name_en", "x", "y",
)  # fmt: skip


def open_entries(viewer: Viewer) -> TicketQuerySet:
    """What is still owed, of what the reader may see."""
    return viewer.present().exclude(status__in=list(ENDED))


def placed(rows: TicketQuerySet, box: Box) -> TicketQuerySet:
    """Those in a box: at their stated place, else at their site's."""
    at_site = Q(lon__isnull=True) & Q(**within(box, "site__lon", "site__lat"))
    return rows.filter(Q(**within(box)) | at_site).annotate(x=where("lon"), y=where("lat"))


def entries(viewer: Viewer, asked: Asked, box: Box) -> dict[str, Any]:
    """Open entries in the box, the most urgent first; when there are too many, how many lie where: two queries."""
    rows = placed(open_entries(viewer), box)
    live = rows.filter(main_duty__due_at__isnull=False).order_by("main_duty__due_at", "main_duty_id")
    found = list(live.values_list(*COLUMNS)[: MOST + 1])
    if len(found) > MOST:
        return {"entries": [], "squares": squares(rows, asked), "cell": asked.cell(SQUARE), "cut": True}
    bounds, names = Bounds.at(viewer.now), category_names({row[1] for row in found})
    return {"entries": [entry(row, bounds, names) for row in found], "squares": [], "cut": False}


def entry(row: tuple, bounds: Bounds, names: dict[tuple[int, str], str]) -> list[Any]:
    """Number, what, where, time left, rung, longitude, latitude."""
    number, version, code, status, due, rung, site, site_en, x, y = row
    place = label_of(site, site_en) if site else ""
    name = names.get((version, code), code)
    return [number, name, place, level(status, due, bounds), rung or 0, round(x * MILLION), round(y * MILLION)]


def heat(viewer: Viewer, asked: Asked, box: Box) -> dict[str, Any]:
    """How many problems were found in each square within the period: one query."""
    rows = viewer.present().filter(filed_at__gte=asked.since).exclude(status__in=list(map(str, NOT_FOUND)))
    if asked.category:
        rows = of_category(rows, asked.category)
    return {"squares": squares(placed(rows, box), asked), "cell": asked.cell(SQUARE), "cut": False}


def squares(rows: TicketQuerySet, asked: Asked) -> list[list[int]]:
    """Column, line and number of entries of each square that has any: one query."""
    wide, tall = asked.cell(SQUARE)
    cut = rows.order_by().annotate(column=Floor(F("x") / wide), line=Floor(F("y") / tall))
    found = cut.values("column", "line").annotate(n=Count("pk"))
    return [[int(row["column"]), int(row["line"]), row["n"]] for row in found]


def owed(viewer: Viewer) -> dict[str, int]:
    """How many are open, and how many of them are past due: one query."""
    stands = Q(status=Status.SUSPENDED) | Q(status=Status.REVIEWING, main_duty__due_at__gt=viewer.now)
    late = Q(main_duty__state=DutyState.RUNNING, main_duty__due_at__lte=viewer.now) & ~stands
    return open_entries(viewer).aggregate(n=Count("pk"), late=Count("pk", filter=late))
