"""The life of a file of zones as people steer it: it comes in, is looked at, perhaps once more, and is brought in."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile, File
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sites.geofiles.rows import Row
from sites.models import ZoneLayer
from supervision.actions.jobs import ask
from supervision.actions.zone_files.apply import Writing, words_of, write_all
from supervision.actions.zone_files.steps import Shape, Status, Step
from supervision.ids import new_id
from supervision.models import Job, Post
from supervision.refusals import Conflict, Refused

CHECK, APPLY = "zone_file_check", "zone_file_apply"
AT_ONCE = 50  # so many zones are written while the person waits
AHEAD = 366 * 5  # days; further is a slip of the hand
RUNNING = (Job.State.WAITING, Job.State.RUNNING)
TYPE = "application/geo+json"


def receive(
    file: File, name: str, layer: ZoneLayer, day: date, system: str, *, by: Post, user_id: UUID, now: datetime
) -> Job:
    """Keeps the file and asks for its check; nothing is read before the job."""
    check_day(day, now)
    pk = new_id()
    path = storages["results"].save(f"zones/{pk}.upload", file)
    facts = {"name": name[-120:] or "-", "path": path, "layer": layer.code, "day": day.isoformat(), "system": system}
    return ask(CHECK, {**facts, **asker(by)}, user_id=user_id, now=now, job_id=pk)


def look_again(job: Job, *, by: Post, user_id: UUID, now: datetime) -> Job:
    """The same zones compared with the city as it is by now."""
    if "file" not in job.result:
        raise Refused("gone", _("The file is no longer kept; send it once more."))
    kept = {name: job.facts[name] for name in ("name", "layer", "day", "system")}
    return ask(CHECK, {**kept, "again": str(job.pk), **asker(by)}, user_id=user_id, now=now)


def asker(by: Post) -> dict[str, str | None]:
    """In which post it was asked for, and in which language the sentences are read."""
    return {"post": str(by.pk), "language": get_language()}


def check_day(day: date, now: datetime) -> None:
    """Nothing is back-dated."""
    today = timezone.localtime(now).date()
    if day < today:
        raise Refused("back_dated", _("Zones are not back-dated: choose today or a later day."))
    if (day - today).days > AHEAD:
        raise Refused("far", _("The day lies more than five years ahead."))


def keep_steps(job: Job, rows: list[Row], steps: list[Step]) -> dict[str, Any]:
    """The file of a check: a GeoJSON for people, with what was found beside each zone; a job's file."""
    content = b"".join(marked_pieces(rows, steps))
    path = storages["results"].save(f"zones/{job.pk}.geojson", ContentFile(content))
    stem = job.facts["name"].rpartition(".")[0] or job.facts["name"]
    return {"path": path, "name": f"{stem}-{_('marked')}.geojson", "type": TYPE, "bytes": len(content)}


def marked_pieces(rows: list[Row], steps: list[Step]) -> Iterator[bytes]:
    """Zone by zone; `given` is the row as it came and `step` what the writing needs, the rest is for people."""
    yield b'{"type":"FeatureCollection","features":['
    for place, (row, step) in enumerate(zip(rows, steps, strict=True)):
        given = {"cells": row.cells, "problems": row.problems, "notes": row.notes}
        properties = {
            "row": step.row,
            "code": step.code,
            **step.after,
            "status": step.status,
            "remarks": " ".join([*step.problems, *step.notes]),
            "given": {**given, "shape": row.geometry is not None},
            "step": step.content(),
        }
        feature = {"type": "Feature", "properties": properties, "geometry": row.geometry or step.final}
        yield (b",\n" if place else b"\n") + json.dumps(feature, ensure_ascii=False, separators=(",", ":")).encode()
    yield b"\n]}\n"


def features_of(job: Job) -> list[dict[str, Any]]:
    """What a check has kept; Refused when the file is gone."""
    try:
        with storages["results"].open(job.result["file"]["path"]) as file:
            found: list[dict[str, Any]] = json.loads(file.read())["features"]
    except (KeyError, FileNotFoundError):
        raise Refused("gone", _("The file is no longer kept; send it once more.")) from None
    return found


def steps_of(job: Job) -> list[Step]:
    """The steps as they were found."""
    return [step_of(feature["properties"]["step"], feature["geometry"]) for feature in features_of(job)]


def step_of(content: dict[str, Any], geometry: Shape | None) -> Step:
    """One step; a border that is as it was is not written."""
    return Step.read(content, geometry if "shape" in content["columns"] else None)


def rows_of(job: Job) -> list[Row]:
    """The rows as they came."""
    found = []
    for feature in features_of(job):
        given = feature["properties"]["given"]
        row = Row(feature["properties"]["row"], given["cells"], problems=given["problems"], notes=given["notes"])
        row.geometry = feature["geometry"] if given["shape"] else None
        found.append(row)
    return found


def bring_in(pk: UUID, token: str, why: str, *, good_only: bool, by: Post, user_id: UUID, now: datetime) -> Job:
    """Writes what was looked at: few zones at once, all or none of them; many as a job. The check's row says so."""
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=pk, kind=CHECK)
        check_ready(job, token, good_only=good_only)
        check_day(date.fromisoformat(job.facts["day"]), now)
        steps = [step for step in steps_of(job) if step.writes]
        if len(steps) > AT_ONCE:
            facts = {"check": str(job.pk), "why": why, **asker(by)}
            keep(job, apply=str(ask(APPLY, facts, user_id=user_id, now=now).pk))
            return job
        writing = writing_of(job, why, by, now)
        try:
            write_all(steps, writing)
        except Refused:
            raise
        except ValueError as error:  # of a shape
            raise Refused("unfit", words_of(error)) from None
        keep(job, applied=writing.done)
    return job


def check_ready(job: Job, token: str, *, good_only: bool) -> None:
    """Only what was looked at, whole, and once."""
    if job.result.get("applied") or job.result.get("apply"):
        raise Conflict("brought_in", _("The file has been brought in already."))
    if job.state != Job.State.DONE or not job.result.get("counts"):
        raise Refused("not_ready", _("Only a file that was looked at can be brought in."))
    if token != job.result["token"]:
        raise Conflict("another_look", _("The file was looked at once more meanwhile. See what is shown now."))
    if job.result["counts"][Status.BAD] and not good_only:
        raise Refused("bad_rows", _("Some zones are wrong. Mend them, or bring in the others only."))


def writing_of(job: Job, why: str, by: Post, now: datetime) -> Writing:
    """Who writes what."""
    layer = ZoneLayer.objects.get(code=job.facts["layer"])
    return Writing(job.pk, layer, date.fromisoformat(job.facts["day"]), why, by, now)


def keep(job: Job, **found: Any) -> None:
    """More of the result."""
    job.result = {**job.result, **found}
    Job.objects.filter(pk=job.pk).update(result=job.result)
