"""What the pages of files of zones show: layers to take out, files that came in, and one file with all it would do."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import shapely
from django.db.models import Count
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sites.geometry import to_shape
from sites.models import Unit, Zone, ZoneLayer
from sites.outlines import alive, outlines_on
from supervision.actions.zone_files.intake import CHECK, RUNNING, features_of, step_of
from supervision.actions.zone_files.steps import Status, Step
from supervision.job_kinds import job_kind
from supervision.models import Job, StreamHead
from supervision.refusals import Refused
from supervision.wording import full_day, moment

NEWEST = 12
PORTION = 50
MAP_POINTS = 40_000  # the map of a result is for looking: borders are drawn with as many corners in all
ORDER = (Status.BAD, Status.NEW, Status.CHANGED, Status.SAME)


def overview(asked: QueryDict, now: datetime) -> dict[str, Any]:
    """Layers with what they hold on the chosen day, and the newest files: three queries."""
    today = timezone.localtime(now).date()
    day = day_of(asked.get("day", ""), today)
    lives = Count("zones", filter=alive(day, "zones__"))
    layers = [{"code": layer.code, "label": layer.label, "n": layer.n} for layer in ZoneLayer.objects.annotate(n=lives)]
    return {"layers": layers, "day": day.isoformat(), "files": newest(now)}


def day_of(text: str, today: date) -> date:
    """The day an address asks for; today when it asks for none that can be."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return today
    return found if 2000 <= found.year <= 2100 else today


def newest(now: datetime) -> list[dict[str, Any]]:
    """The newest files of everybody in the office."""
    rows = Job.objects.filter(kind=CHECK).select_related("asked_by").order_by("-asked_at", "-id")[:NEWEST]
    layers = {layer.code: layer.label for layer in ZoneLayer.objects.all()}
    return [
        {
            "url": reverse("office_zone_file", args=[row.pk]),
            "name": row.facts["name"],
            "layer": layers.get(row.facts["layer"], ""),
            "state": state_of(row),
            "label": state_words(row),
            "said": job_kind(row.kind).said(row) if row.state == Job.State.DONE else "",
            "by": str(row.asked_by),
            "when": moment(row.asked_at, now),
        }
        for row in rows
    ]


def state_of(row: Job) -> str:
    """Where a file stands."""
    if row.state in RUNNING:
        return "running"
    if row.state != Job.State.DONE:
        return "failed"
    if row.result.get("refused"):
        return "refused"
    if row.result.get("applied"):
        return "applied"
    return "applying" if row.result.get("apply") else "looked"


def state_words(row: Job) -> str:
    """The same for people."""
    return {
        "running": pgettext("zone file", "is being looked at"),
        "failed": pgettext("zone file", "broke off"),
        "refused": pgettext("zone file", "cannot be read"),
        "applied": pgettext("zone file", "brought in"),
        "applying": pgettext("zone file", "being brought in"),
        "looked": pgettext("zone file", "not brought in"),
    }[state_of(row)]


def page(row: Job, asked: QueryDict, now: datetime) -> dict[str, Any]:
    """One file: where it stands, what it would do, the zones of the chosen kind."""
    layer = ZoneLayer.objects.get(code=row.facts["layer"])
    state, apply = state_of(row), job_of(row.result.get("apply"))
    if apply is not None and apply.state not in RUNNING:
        state = "applied" if apply.state == Job.State.DONE and not apply.result.get("stopped") else "stopped"
    found: dict[str, Any] = {
        "id": str(row.pk),
        "url": reverse("office_zone_file", args=[row.pk]),
        "name": row.facts["name"],
        "layer": layer.label,
        "day": full_day(date.fromisoformat(row.facts["day"])),
        "by": str(row.asked_by),
        "when": moment(row.asked_at, now),
        "state": state,
        "refused": row.result.get("refused", ""),
        "notes": row.result.get("notes", []),
        "counts": row.result.get("counts"),
        "gains": row.result.get("gains", 0),
        "token": row.result.get("token", ""),
        "job": part(apply or row) if state in ("running", "applying") else None,
        "done": apply.result if apply else row.result.get("applied"),
        "left": apply.result.get("left", []) if apply else [],
        "file": bool(row.result.get("file")),
    }
    return found | (zones(row, layer, asked) if found["counts"] and found["file"] else {"chips": [], "rows": []})


def job_of(pk: str | None) -> Job | None:
    """The job that writes it."""
    return Job.objects.filter(pk=UUID(pk)).first() if pk else None


def part(job: Job) -> dict[str, Any]:
    """How far a job is."""
    return {"title": job_kind(job.kind).title, "done": job.done, "total": job.total}


def zones(row: Job, layer: ZoneLayer, asked: QueryDict) -> dict[str, Any]:
    """The zones of one kind, so many at a time, in the order of the file."""
    try:
        contents = [feature["properties"]["step"] for feature in features_of(row)]
    except Refused:
        return {"chips": [], "rows": [], "file": False}
    counts = row.result["counts"]
    kinds = [status for status in ORDER if counts[status]]
    chosen = next((status for status in kinds if status == asked.get("show")), kinds[0] if kinds else Status.NEW)
    mark = asked.get("after", "")
    start = int(mark) if mark.isdecimal() and len(mark) < 9 else 0
    wanted = [content for content in contents if content["status"] == chosen]
    shown = [step_of(content, None) for content in wanted[start : start + PORTION]]
    more = f"?{urlencode({'show': chosen, 'after': start + PORTION})}" if start + PORTION < len(wanted) else ""
    return {
        "stale": stale(contents) if state_of(row) == "looked" else False,
        "chips": [{"label": kind_words(s), "n": counts[s], "url": f"?show={s}", "on": s == chosen} for s in kinds],
        "rows": shown_rows(shown, layer),
        "next_url": more,
        "first_url": f"?show={chosen}" if start else "",
    }


def kind_words(status: Status) -> str:
    """What a kind of zone is called."""
    return {
        Status.BAD: pgettext("zones", "Wrong"),
        Status.NEW: pgettext("zones", "New"),
        Status.CHANGED: pgettext("zones", "Changed"),
        Status.SAME: pgettext("zones", "As they were"),
    }[status]


def stale(contents: list[dict[str, Any]]) -> bool:
    """Whether a zone has been changed since it was looked at: one query."""
    seen = {UUID(content["zone"]): content["seq"] for content in contents if content["zone"]}
    heads = StreamHead.objects.filter(kind="zone", id__among=list(seen))
    return any(seen[pk] != seq for pk, seq in heads.values_list("pk", "seq"))


def shown_rows(steps: list[Step], layer: ZoneLayer) -> list[dict[str, Any]]:
    """What the page says of each zone: two queries for the names."""
    units = {u.code: u.label for u in Unit.objects.filter(code__in=named(steps, "unit"))}
    above = {z.code: z.label for z in Zone.objects.filter(layer=layer, code__in=named(steps, "parent"))}
    words = {"unit": units, "parent": above}
    return [
        {
            "row": step.row,
            "code": step.code,
            "name": step.after.get("name", ""),
            "status": step.status,
            "problems": step.problems,
            "notes": step.notes,
            "changes": [change(step, name, words) for name in step.columns if name != "shape"] if step.zone else [],
            "border": border(step),
            "unit": units.get(step.after.get("unit", ""), ""),
            "above": above.get(step.after.get("parent", ""), step.after.get("parent", "")),
            "gains": step.gains,
            "loses": step.loses,
        }
        for step in steps
    ]


def named(steps: list[Step], column: str) -> set[str]:
    """The codes that stand in a column, before or after."""
    return {side.get(column, "") for step in steps for side in (step.before, step.after)} - {""}


def change(step: Step, column: str, words: dict[str, dict[str, str]]) -> dict[str, str]:
    """One cell before and after."""
    label = {
        "name": pgettext("standing data", "Name"),
        "name_en": _("English name"),
        "parent": _("Zone above"),
        "unit": _("Unit"),
    }[column]
    known = words.get(column, {})
    before, after = step.before.get(column, ""), step.after.get(column, "")
    return {"label": label, "before": known.get(before, before) or "—", "after": known.get(after, after) or "—"}


def border(step: Step) -> dict[str, Any] | None:
    """A border that is new or moves: square metres before and after, and how far."""
    if "shape" not in step.columns:
        return None
    return {
        "before": area_words(step.area_before) if step.zone and step.area_before else "",
        "after": area_words(step.area_after) if step.area_after else _("a line"),
        "moved": f"{step.moved:,.0f}" if step.moved is not None and step.moved >= 10 else step.moved,
    }


def area_words(square_metres: float) -> str:
    """As people say it."""
    if square_metres >= 100_000:
        return _("%(n)s km²") % {"n": f"{square_metres / 1e6:,.2f}"}
    return _("%(n)s m²") % {"n": f"{square_metres:,.0f}"}


def shapes(row: Job) -> dict[str, Any]:
    """The result as GeoJSON for the small map: borders as they would be, old ones of those that change, and marks."""
    features = features_of(row)
    corners = sum(int(shapely.get_num_coordinates(to_shape(f["geometry"]))) for f in features if f["geometry"])
    coarse = 0.0 if corners <= MAP_POINTS else 0.00002 * corners / MAP_POINTS
    found = []
    changed = []
    for feature in features:
        step = feature["properties"]["step"]
        facts = {"kind": step["status"], "name": step["after"].get("name") or step["code"]}
        if feature["geometry"]:
            found.append(drawn(feature["geometry"], facts, coarse))
        if step["status"] == Status.CHANGED and "shape" in step["columns"]:
            changed.append(UUID(step["zone"]))
        found += [
            {
                "type": "Feature",
                "properties": {**facts, "kind": "spot"},
                "geometry": {"type": "Point", "coordinates": s},
            }
            for s in step["spots"]
        ]
    if state_of(row) == "looked":
        day = date.fromisoformat(row.facts["day"])
        for old in outlines_on(day, layers=[row.facts["layer"]]).filter(zone__id__among=changed):
            if old.geometry:
                found.append(drawn(old.geometry, {"kind": "before", "name": old.zone.label}, coarse))
    return {"type": "FeatureCollection", "features": found}


def drawn(geometry: dict, facts: dict[str, str], coarse: float) -> dict[str, Any]:
    """One border with as many corners as the map needs."""
    shape = to_shape(geometry)
    shape = shapely.simplify(shape, coarse) if coarse else shape
    return {"type": "Feature", "properties": facts, "geometry": shapely.geometry.mapping(shape)}
