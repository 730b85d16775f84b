"""The three jobs of an import: the check, the writing, the taking back. Each may be begun again after a crash."""

import io
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from supervision.actions import jobs
from supervision.actions.imports.apply import apply, total
from supervision.actions.imports.check import Findings, compare, read
from supervision.actions.imports.findings import keep_findings
from supervision.actions.imports.intake import APPLY, CHECK, UNDO, State, staged_path
from supervision.actions.imports.undo import obstacles, undo
from supervision.importing.markup import write_marked
from supervision.importing.reasons import BadFile
from supervision.importing.staged import read_staged, write_tables
from supervision.importing.tables import Status, Tables
from supervision.importing.workbook import read_workbook
from supervision.job_kinds import Clock, JobKind, register_job
from supervision.models import Import, ImportRow, Job, Post
from supervision.roles import Role


def links(job: Job) -> list[tuple[str, str | Promise]]:
    """From the job to its import."""
    return [(reverse("import_one", args=[job.facts["import"]]), gettext_lazy("See the import"))]


def register_imports() -> None:
    """Called once when the app is ready."""
    for name, title, work, said in (
        (CHECK, gettext_lazy("Check of a city's workbook"), check_work, check_said),
        (APPLY, gettext_lazy("Import of a city's workbook"), apply_work, apply_said),
        (UNDO, gettext_lazy("Taking back an import"), undo_work, undo_said),
    ):
        register_job(JobKind(name, title, work, said, links, (Role.OFFICE,)))


def owner_of(job: Job) -> Import:
    """The import a job is about."""
    return Import.objects.select_related("user", "post").get(pk=job.facts["import"])


def language_of(owner: Import) -> Any:
    """The language of whoever asked; a file is read by one person."""
    return translation.override((owner.user and owner.user.language) or settings.LANGUAGE_CODE)


def check_work(job: Job, clock: Clock) -> dict[str, Any]:
    """Reads the workbook, keeps what was found and the marked-up copy."""
    owner = owner_of(job)
    if owner.state != State.CHECKING:
        return {}
    jobs.progress(job, 0, 3, clock())
    with language_of(owner):
        try:
            findings = compare(unpack(owner), clock())
        except BadFile as error:
            keep(owner, state=State.REFUSED, remarks=[error.problem.content()])
            return {"refused": True}
        jobs.progress(job, 1, 3, clock())
        keep_findings(owner, findings)
        jobs.progress(job, 2, 3, clock())
        marked = mark(owner, findings)
    keep(owner, state=State.CHECKED, counts=findings.counts, remarks=remarks_of(findings), marked=marked)
    jobs.progress(job, 3, 3, clock())
    return {name: findings.total(name) for name in (Status.NEW, Status.CHANGED, Status.SAME, Status.BAD)}


def unpack(owner: Import) -> Tables:
    """The workbook's tables, which are kept beside it for the writing."""
    with storages["results"].open(owner.path) as file:
        tables = read(io.BytesIO(file.read()))
    storages["results"].save(staged_path(owner.path), ContentFile(write_tables(tables)))
    return tables


def unpacked(owner: Import) -> Tables:
    """The tables as the check has read them; without them the workbook is read anew."""
    kept = staged_path(owner.path)
    if storages["results"].exists(kept):
        with storages["results"].open(kept) as file:
            if (tables := read_staged(file.read())) is not None:
                return tables
    return unpack(owner)


def mark(owner: Import, findings: Findings) -> str:
    """The marked-up copy, where there is anything to mark."""
    if not any(row.problems for row in findings.tables.every()):
        return ""
    out = io.BytesIO()
    with storages["results"].open(owner.path) as file:
        write_marked(read_workbook(io.BytesIO(file.read())), findings.tables, out)
    return storages["results"].save(f"imports/{owner.pk}-marked.xlsx", ContentFile(out.getvalue()))


def remarks_of(findings: Findings) -> list[dict[str, Any]]:
    """What concerns the whole file."""
    return [remark.content() for remark in findings.tables.remarks]


def keep(owner: Import, **columns: Any) -> None:
    """New values of the import alone."""
    Import.objects.filter(pk=owner.pk).update(**columns)


def apply_work(job: Job, clock: Clock) -> dict[str, Any]:
    """Writes the workbook; stops before the first row where it no longer fits what was checked."""
    owner = owner_of(job)
    if owner.state != State.IMPORTING:
        return {}
    now = clock()
    begun = owner.rows.filter(written_at__isnull=False).exists()
    if why := shut(owner, now):
        keep(owner, state=owner.state if begun else State.CHECKED, turn=None)
        return {"stopped": why}
    with language_of(owner):
        findings = compare(unpacked(owner), now)
        bad = findings.total(Status.BAD)
        if not begun and bad and not owner.good_only:
            keep_findings(owner, findings)
            keep(owner, state=State.CHECKED, turn=None, counts=findings.counts)
            return {"stopped": "changed"}
        count = total(findings)
        for done in apply(owner, findings, now):
            if not jobs.progress(job, done, count, clock()):
                keep(owner, turn=None)
                return {"stopped": "asked", **written(owner)}
    keep(owner, state=State.IMPORTED, turn=None, imported_at=now, counts=counts_after(owner, findings, begun))
    return written(owner)


def shut(owner: Import, now: datetime) -> str:
    """The post it was asked for in may be gone by now."""
    return "post" if owner.post_id and not Post.objects.at(now).filter(pk=owner.post_id).exists() else ""


def written(owner: Import) -> dict[str, int]:
    """What was written: rows made, rows changed, rows that had to be left."""
    rows = owner.rows
    done = rows.filter(written_at__isnull=False)
    return {
        "new": done.filter(status=Status.NEW).count(),
        "changed": done.filter(status=Status.CHANGED).count(),
        "bad": rows.filter(status=Status.BAD).count(),
    }


def counts_after(owner: Import, findings: Findings, begun: bool) -> dict[str, dict[str, int]]:
    """The figures of the result: rows of an earlier, broken-off run are counted as what they were."""
    counts = {sheet: dict(found) for sheet, found in findings.counts.items()}
    for sheet, found in counts.items():
        rows = ImportRow.objects.filter(owner=owner, sheet=sheet)
        fresh = {status: rows.filter(status=status).count() for status in (Status.NEW, Status.CHANGED, Status.BAD)}
        before = sum(fresh.values()) - sum(found[status] for status in fresh)
        found.update({status.value: n for status, n in fresh.items()})
        found["same"] -= before if begun else 0
    return counts


def undo_work(job: Job, clock: Clock) -> dict[str, Any]:
    """Takes the import back, or says what rests on it by now."""
    owner = owner_of(job)
    if owner.state != State.UNDOING:
        return {}
    now = clock()
    begun = owner.rows.filter(undone_at__isnull=False).exists()
    with language_of(owner):
        why = [] if begun else obstacles(owner, now)
        if shut(owner, now):
            why = [_("The post this was asked for in is no longer open to you, so nothing was written.")]
        if why:
            keep(owner, state=State.IMPORTED if owner.imported_at else State.IMPORTING, turn=None)
            return {"obstacles": why}
        count = owner.rows.filter(written_at__isnull=False, undone_at=None).count()
        for done in undo(owner, owner.post, now):
            if not jobs.progress(job, done, count, clock()):
                keep(owner, turn=None)
                return {"stopped": "asked"}
    keep(owner, state=State.UNDONE, turn=None, undone_at=now)
    return {"undone": count}


def check_said(job: Job) -> str:
    """The result of a check in a sentence."""
    if job.result.get("refused"):
        return _("The workbook cannot be read.")
    if "bad" not in job.result:
        return ""
    if job.result["bad"]:
        return _("%(bad)s rows are wrong; %(new)s are new, %(changed)s changed.") % job.result
    return _("Nothing is wrong: %(new)s rows are new, %(changed)s changed, %(same)s as they were.") % job.result


def apply_said(job: Job) -> str:
    """The result of an import in a sentence."""
    stopped = job.result.get("stopped")
    if stopped == "changed":
        return _("Nothing was written: the city has changed since the check. Look at the rows again.")
    if stopped == "post":
        return _("The post this was asked for in is no longer open to you, so nothing was written.")
    if "new" not in job.result:
        return ""
    if stopped:
        return _("Stopped halfway: %(new)s rows are written new, %(changed)s changed.") % job.result
    return _("%(new)s rows written new, %(changed)s changed, %(bad)s left out.") % job.result


def undo_said(job: Job) -> str:
    """The result of taking back in a sentence."""
    if job.result.get("obstacles"):
        return _("It was not taken back: something rests on it by now.")
    if job.result.get("stopped"):
        return _("Stopped halfway; what is left can be taken back later.")
    return _("%(undone)s rows taken back.") % job.result if "undone" in job.result else ""
