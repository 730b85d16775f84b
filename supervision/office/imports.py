"""What the pages of an import show: where it stands, what was found in figures, and the rows of one kind."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from supervision.actions.imports.intake import is_running
from supervision.importing.columns import SHEETS
from supervision.importing.reasons import ERRORS, FAULTS, say
from supervision.importing.words import change_words, column_words, in_language, value_words
from supervision.job_kinds import job_kind
from supervision.models import Import, ImportRow, Job, User
from supervision.wording import moment

PORTION = 50
NEWEST = 20
State = Import.State
KINDS = ("bad", "mended", "changed", "new")


def imports(now: datetime) -> list[dict[str, Any]]:
    """The newest imports."""
    rows = Import.objects.select_related("job", "user").order_by("-asked_at", "-id")[:NEWEST]
    return [
        {
            "url": reverse("import_one", args=[row.pk]),
            "name": row.name,
            "state": row.state,
            "label": row.get_state_display(),
            "runs": is_running(row),
            "by": str(row.user) if row.user else _("the command line"),
            "when": moment(row.asked_at, now),
            "new": figure(row, "new"),
            "changed": figure(row, "changed"),
            "bad": figure(row, "bad"),
        }
        for row in rows
    ]


def figure(row: Import, status: str) -> int:
    """Rows of a kind over all sheets."""
    return sum(counts.get(status, 0) for counts in row.counts.values())


def page(row: Import, asked: dict[str, str], now: datetime) -> dict[str, Any]:
    """One import: its state as flags, its figures, the rows of the chosen kind."""
    runs, rows = is_running(row), row.rows.all()
    kinds = shown_kinds(row)
    wanted = asked.get("show", "")
    chosen = wanted if wanted in kinds else next(iter(kinds), "")
    return {
        "id": str(row.pk),
        "url": reverse("import_one", args=[row.pk]),
        "name": row.name,
        "state": row.state,
        "label": row.get_state_display(),
        "by": str(row.user) if row.user else _("the command line"),
        "when": moment(row.asked_at, now),
        "runs": runs,
        "job": job_part(row) if row.job else None,
        "refused": [say(p["code"], p["params"]) for p in row.remarks if p["code"] in FAULTS],
        "remarks": [say(p["code"], p["params"]) for p in row.remarks if p["code"] not in FAULTS],
        "figures": figures(row),
        "new": figure(row, "new"),
        "changed": figure(row, "changed"),
        "same": figure(row, "same"),
        "bad": figure(row, "bad"),
        "marked": bool(row.marked),
        "can_import": not runs and row.state == State.CHECKED and figure(row, "new") + figure(row, "changed") > 0,
        "can_go_on": not runs and row.state == State.IMPORTING,
        "can_undo": not runs and row.state in (State.IMPORTED, State.IMPORTING, State.UNDOING),
        "obstacles": (row.job.result or {}).get("obstacles", []) if row.job and not runs else [],
        "slips": people_without_password(row).count() if row.state == State.IMPORTED else 0,
        "chips": [
            {"label": label, "n": n, "url": f"?show={key}", "on": key == chosen} for key, (label, n) in kinds.items()
        ],
        "show": chosen,
        **listed(rows, chosen, asked),
    }


def job_part(row: Import) -> dict[str, Any]:
    """How far the work is, and what came of it."""
    job = row.job
    assert job is not None
    return {
        "title": job_kind(job.kind).title,
        "said": job_kind(job.kind).said(job) if job.state == Job.State.DONE else "",
        "failed": job.state == Job.State.FAILED,
        "done": job.done,
        "total": job.total,
        "stopping": job.cancel_asked,
        "cancel_url": reverse("job_cancel", args=[job.pk]),
    }


def figures(row: Import) -> list[dict[str, Any]]:
    """The table: how many rows of each sheet are new, changed, the same, wrong."""
    return [
        {"sheet": in_language(sheet.zh, sheet.en), **row.counts[sheet.name]}
        for sheet in SHEETS
        if any(row.counts.get(sheet.name, {}).values())
    ]


def shown_kinds(row: Import) -> dict[str, tuple[str, int]]:
    """Kinds of rows that there are -> what they are called and how many."""
    counted = {
        "bad": (_("Wrong"), of_kind(row.rows.all(), "bad").count()),
        "mended": (_("Mended or noted"), of_kind(row.rows.all(), "mended").count()),
        "changed": (_("Changed"), of_kind(row.rows.all(), "changed").count()),
        "new": (
            _(
                "New",
            ),
            of_kind(row.rows.all(), "new").count(),
        ),
    }
    return {key: pair for key, pair in counted.items() if pair[1]}


def of_kind(rows: QuerySet[ImportRow], kind: str) -> QuerySet[ImportRow]:
    """Rows of one kind."""
    if kind == "mended":
        return rows.exclude(status="bad").exclude(problems=[])
    return rows.filter(status=kind)


def listed(rows: QuerySet[ImportRow], kind: str, asked: dict[str, str]) -> dict[str, Any]:
    """One page of rows, and the way to the next."""
    mark = asked.get("after", "")
    found = of_kind(rows, kind) if kind else rows.none()
    if mark.isdecimal() and len(mark) < 18:
        found = found.filter(pk__gt=int(mark))
    part = list(found.order_by("pk")[: PORTION + 1])
    more = len(part) > PORTION
    shown = part[:PORTION]
    return {
        "rows": [row_part(row) for row in shown],
        "next_url": f"?{urlencode({'show': kind, 'after': shown[-1].pk})}" if more else "",
        "first_url": f"?{urlencode({'show': kind})}" if mark else "",
    }


def row_part(row: ImportRow) -> dict[str, Any]:
    """One row: where it stands, who it is, what is wrong with it, what it changes."""
    sheet = next(sheet for sheet in SHEETS if sheet.name == row.sheet)
    return {
        "sheet": in_language(sheet.zh, sheet.en),
        "number": row.number,
        "key": row.key,
        "name": row.name,
        "written": row.written_at is not None,
        "undone": row.undone_at is not None,
        "problems": [
            {
                "cell": problem["cell"],
                "column": column_words(row.sheet, problem["column"]) if problem["column"] else "",
                "words": say(problem["code"], problem["params"]),
                "stops": problem["code"] in ERRORS,
            }
            for problem in row.problems
        ],
        "changes": [
            {
                "field": column_words(row.sheet, change["field"]),
                "before": value_words(row.sheet, change["field"], change["before"]),
                "after": value_words(row.sheet, change["field"], change["after"]),
                "words": change_words(row.sheet, change["field"], change["before"], change["after"]),
            }
            for change in row.changes
        ],
    }


def people_without_password(row: Import) -> QuerySet[User]:
    """People this import has made who have never signed in."""
    made = row.rows.filter(sheet="people", written_at__isnull=False, undone_at=None, made__user=True).values("target")
    return User.objects.filter(pk__in=made, last_login=None, is_active=True).order_by("initials", "id")
