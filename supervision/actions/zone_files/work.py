"""The two jobs of a file of zones: looking at it, and writing many of them. Each may be begun again after a crash."""

import io
from datetime import date
from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from django.db import OperationalError
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sites.geofiles.reading import read_zones
from sites.geofiles.rows import MAX_BYTES, GeoFile, GeoFileError
from sites.models import City, ZoneLayer
from supervision.actions import jobs
from supervision.actions.zone_files.apply import write_batches
from supervision.actions.zone_files.intake import APPLY, CHECK, keep, keep_steps, rows_of, steps_of, writing_of
from supervision.actions.zone_files.plan import plan
from supervision.actions.zone_files.steps import counts_of, token_of
from supervision.job_kinds import Clock, JobKind, register_job
from supervision.models import Job, Post
from supervision.refusals import Refused
from supervision.roles import Role


def register_zone_files() -> None:
    """Called once when the app is ready."""
    for name, title, work, said in (
        (CHECK, gettext_lazy("A look at a file of zones"), check_work, check_said),
        (APPLY, gettext_lazy("Zones brought in from a file"), apply_work, apply_said),
    ):
        register_job(JobKind(name, title, work, said, links, (Role.OFFICE,)))


def links(job: Job) -> list[tuple[str, str | Promise]]:
    """From the job to the page of the file."""
    return [(reverse("office_zone_file", args=[job.facts.get("check", job.pk)]), gettext_lazy("See the file"))]


def language_of(job: Job) -> Any:
    """The language of whoever asked; the sentences are read by one person."""
    return translation.override(job.facts.get("language") or settings.LANGUAGE_CODE)


def check_work(job: Job, clock: Clock) -> dict[str, Any]:
    """Reads the file and compares it with the layer; what was sent is thrown away, what was found is kept."""
    jobs.progress(job, 0, 2, clock())
    try:
        with language_of(job):
            result = looked_at(job)
    except (OperationalError, jobs.PutAside):
        raise
    except Exception:
        forget(job)
        raise
    forget(job)
    return result


def looked_at(job: Job) -> dict[str, Any]:
    """What was found."""
    layer, day = ZoneLayer.objects.get(code=job.facts["layer"]), date.fromisoformat(job.facts["day"])
    try:
        found = rows_again(job) if "again" in job.facts else rows_sent(job)
    except GeoFileError as error:
        return {"refused": str(error)}
    except Refused as refused:
        return {"refused": refused.words}
    steps = plan(found.rows, layer, day)
    return {
        "file": keep_steps(job, found.rows, steps),
        "counts": counts_of(steps),
        "token": token_of(steps),
        "notes": found.notes,
        "gains": sum(step.gains for step in steps),
    }


def rows_sent(job: Job) -> GeoFile:
    """The rows of the file that was sent."""
    try:
        with storages["results"].open(job.facts["path"]) as file:
            content = io.BytesIO(file.read(MAX_BYTES + 1))
    except FileNotFoundError:
        raise GeoFileError(_("The file is no longer kept; send it once more.")) from None
    return read_zones(content, job.facts["system"], City.objects.get().box)


def rows_again(job: Job) -> GeoFile:
    """The rows that an earlier look has kept."""
    earlier = Job.objects.get(pk=job.facts["again"])
    return GeoFile("again", rows_of(earlier), notes=earlier.result["notes"])


def forget(job: Job) -> None:
    """What was sent is not needed any more."""
    if "path" in job.facts:
        storages["results"].delete(job.facts["path"])


def apply_work(job: Job, clock: Clock) -> dict[str, Any]:
    """Writes the zones of a check, batch by batch."""
    check = Job.objects.get(pk=job.facts["check"])
    now = clock()
    by = Post.objects.open_to(job.asked_by_id, now).filter(pk=job.facts["post"]).first()
    if by is None:
        keep(check, apply=None)
        return {"stopped": "post"}
    with language_of(job):
        steps = [step for step in steps_of(check) if step.writes]
        writing = writing_of(check, job.facts["why"], by, now)
        for done in write_batches(steps, writing):
            if not jobs.progress(job, done, len(steps), clock()):
                return {"stopped": "asked", **writing.done, "left": writing.left}
    return {**writing.done, "left": writing.left}


def check_said(job: Job) -> str:
    """The result of a look in a sentence."""
    if job.result.get("refused"):
        return str(job.result["refused"])
    counts = job.result.get("counts")
    if not counts:
        return ""
    words = _("%(new)s new, %(changed)s changed, %(same)s as they were, %(bad)s wrong.")
    return words % counts


def apply_said(job: Job) -> str:
    """The result of the writing in a sentence."""
    if job.result.get("stopped") == "post":
        return _("The post this was asked for in is no longer open to you, so nothing was written.")
    if "new" not in job.result:
        return ""
    words = _("%(new)s new, %(changed)s changed.") % job.result
    n = len(job.result["left"])
    if n:
        words += " " + ngettext("%(n)s zone was left.", "%(n)s zones were left.", n) % {"n": n}
    return words
