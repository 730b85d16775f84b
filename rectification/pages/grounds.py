"""Grounds for judging a fix: how far apart the photos were taken, in time or late, used before, what came back."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from rectification.models import Photo, PhotoKind
from rectification.pages.entry import point_of
from rectification.pages.material import shown_at
from rectification.pages.reading import Reading
from sites.geometry import distance_m, metres_per_degree
from supervision.wording import clock_word, day_word, moment, parts_of_time, time_left

SAME_PLACE = 50  # metres (ENGINE 24)
HISTORY = timedelta(days=90)
BOX = (32.0, 26.0)  # how far from the middle a place may be drawn, in per cent of width and height
Point = tuple[float, float]


def facts(reading: Reading) -> list[dict[str, Any]]:
    """Three lines with a tick, or without one."""
    return [line for line in (distance(reading), time_taken(reading), photo_check(reading)) if line]


def places(reading: Reading) -> tuple[Point, Point] | None:
    """Where the photo before and the photo after were taken; the entry's own place stands for a missing first."""
    material, ticket = reading.material, reading.ticket
    before = next(filter(None, map(taken_at, material.of_kind(ticket, PhotoKind.BEFORE))), None) or point_of(ticket)
    after = next(filter(None, map(taken_at, material.of_kind(ticket, PhotoKind.AFTER))), None)
    return (before, after) if before and after else None


def taken_at(photo: Photo) -> Point | None:
    """Where a photo says it was taken."""
    return (float(photo.lon), float(photo.lat)) if photo.lon is not None and photo.lat is not None else None


def distance(reading: Reading) -> dict[str, Any] | None:
    """How far apart the two photos were taken."""
    found = places(reading)
    if found is None:
        return None
    metres = round(distance_m(*found))
    near = metres <= SAME_PLACE
    verdict = {"yes": _("same place")} if near else {"no": _("another place?")}
    return {"label": _("Photos apart"), "parts": [{"n": metres, "unit": pgettext("figure", "m")}], **verdict}


def time_taken(reading: Reading) -> dict[str, Any]:
    """From being given to being handed in."""
    lead = reading.desk.lead
    stopped = lead.stopped_at or reading.viewer.now
    late = stopped - lead.score_due_at
    outcome = {"yes": pgettext("outcome", "in time")}
    if late > timedelta(0):
        outcome = {"no": _("late %(time)s") % {"time": time_left(late, late=True)}}
    return {"label": _("Given to handed in"), "parts": parts_of_time(stopped - lead.started_at), **outcome}


def photo_check(reading: Reading) -> dict[str, Any] | None:
    """When the photo after was taken, and whether its very file was handed in before: one query."""
    rows = reading.material.of_kind(reading.ticket, PhotoKind.AFTER)
    if not rows:
        return None
    words = _("taken %(time)s") % {"time": clock_word(shown_at(rows[0]))}
    used = Photo.objects.filter(file__in=[row.file_id for row in rows]).exclude(ticket=reading.ticket)
    n = used.values("ticket").distinct().count()
    if n:
        again = ngettext("used in %(n)s other entry", "used in %(n)s other entries", n) % {"n": n}
        return {"label": pgettext("grounds", "Photo"), "parts": [], "text": words, "no": again}
    return {"label": pgettext("grounds", "Photo"), "parts": [], "text": words, "yes": _("not used before")}


def apart(reading: Reading) -> dict[str, Any] | None:
    """Both places on a small map without ground, to the same scale in both ways."""
    found = places(reading)
    if found is None:
        return None
    (a_lon, a_lat), (b_lon, b_lat) = found
    x, y = metres_per_degree(a_lat)
    east, north = (b_lon - a_lon) * x / 2, (b_lat - a_lat) * y / 2
    scale = min(1.0, 1 / max(abs(east) / 40 or 0.01, abs(north) / 20 or 0.01, 0.01))
    dx, dy = _within(east * scale, BOX[0]), _within(north * scale, BOX[1])
    metres = round(distance_m(*found))
    word = _("%(n)s m") % {"n": metres}
    return {
        "ax": round(50 - dx, 1),
        "ay": round(50 + dy, 1),
        "bx": round(50 + dx, 1),
        "by": round(50 - dy, 1),
        "word": word,
        "summary": _("The two photos were taken %(distance)s apart.") % {"distance": word},
    }


def _within(value: float, most: float) -> float:
    return max(-most, min(most, value))


def history(reading: Reading) -> dict[str, Any] | None:
    """The same kind of problem at the same site in ninety days: one query."""
    ticket, now = reading.ticket, reading.viewer.now
    if ticket.site_id is None:
        return None
    same = reading.viewer.present().filter(site=ticket.site_id, category=ticket.category)
    rows = same.filter(filed_at__gte=now - HISTORY).exclude(pk=ticket.pk).order_by("filed_at")[:5]
    before = list(rows.values_list("filed_at", flat=True))
    if not before:
        return None
    n = len(before) + 1
    words = ngettext("%(n)s time here in 90 days", "%(n)s times here in 90 days", n) % {"n": n}
    points = [
        {"x": round(100 - (now - at) / HISTORY * 90, 1), "word": point_word(at, now), "now": False} for at in before
    ]
    points.append({"x": 100, "word": pgettext("day", "today"), "now": True})
    last = _("The last one was written down %(moment)s.") % {"moment": moment(before[-1], now)}
    return {"title": f"{words} · {reading.material.title(ticket)}", "points": points, "text": last}


def point_word(at: datetime, now: datetime) -> str:
    """The day of an earlier entry; none where it would lie over the word for today."""
    today = timezone.localtime(now).date()
    return "" if now - at < HISTORY / 6 else day_word(timezone.localtime(at).date(), today)
