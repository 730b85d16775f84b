"""Long work: one's own jobs, how far each is, stopping it, and fetching what it made."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from supervision import clock
from supervision.acting import Acting, ActingRequest
from supervision.actions import jobs as actions
from supervision.actions.access import record_access
from supervision.job_kinds import job_kind
from supervision.models import Job
from supervision.wording import moment

SHOWN = 30
OPEN = (Job.State.WAITING, Job.State.RUNNING)


@require_safe
def jobs(request: ActingRequest) -> HttpResponse:
    """What the signed-in person has asked for, newest first."""
    acting = request.acting
    rows = Job.objects.filter(asked_by=acting.user).order_by("-asked_at", "-id")[:SHOWN]
    return render(request, "supervision/jobs.html", {"jobs": [shown(job, acting) for job in rows]})


@require_safe
def job(request: ActingRequest, pk: UUID) -> HttpResponse:
    """One job; a page that asks for the part alone gets just that, once a second while it runs."""
    row = find(request.acting, pk)
    alone = request.headers.get("HX-Request") == "true"
    name = "supervision/_job.html" if alone else "supervision/job.html"
    return render(request, name, {"job": shown(row, request.acting)})


@require_POST
def job_cancel(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Stops it; what is already done of it stays or goes as its kind says."""
    row = find(request.acting, pk)
    actions.cancel(row, clock.now())
    return redirect("job", pk=row.pk)


@require_safe
def job_file(request: ActingRequest, pk: UUID) -> HttpResponseBase:
    """The file it made, for who asked for it and for nobody else; that it was fetched is written down first."""
    acting = request.acting
    row = Job.objects.filter(pk=pk, asked_by=acting.user, state=Job.State.DONE).first()
    file = (row.result or {}).get("file") if row else None
    if row is None or file is None or row.facts.get("post", str(acting.post.id)) != str(acting.post.id):
        raise Http404
    try:
        content = storages["results"].open(file["path"])
    except FileNotFoundError:
        raise Http404 from None
    facts = {"job": str(row.pk), "kind": row.kind, "name": file["name"]}
    record_access("fetch", facts, by=acting.post, user_id=acting.user.pk, now=acting.now)
    answer = FileResponse(content, content_type=file["type"])
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file['name'])}"
    answer["Cache-Control"] = "private, no-store"
    return answer


def find(acting: Acting, pk: UUID) -> Job:
    """A job of one's own, or of a kind that one's role may look at."""
    row = Job.objects.filter(pk=pk).select_related("asked_by").first()
    if row is None or (row.asked_by_id != acting.user.pk and acting.post.role not in job_kind(row.kind).roles):
        raise Http404
    return row


def shown(row: Job, acting: Acting) -> dict[str, Any]:
    """One job for the page."""
    kind, runs = job_kind(row.kind), row.state in OPEN
    file = row.result.get("file") if row.state == Job.State.DONE and row.asked_by_id == acting.user.pk else None
    return {
        "url": reverse("job", args=[row.pk]),
        "title": kind.title,
        "state": row.state,
        "label": Job.State(row.state).label,
        "runs": runs,
        "stopping": runs and row.cancel_asked,
        "done": row.done,
        "total": row.total,
        "asked": moment(row.asked_at, acting.now),
        "by": str(row.asked_by) if row.asked_by else _("the platform"),
        "said": kind.said(row) if row.state == Job.State.DONE else "",
        "links": [] if runs else kind.links(row),
        "file": {"url": reverse("job_file", args=[row.pk]), **file} if file else None,
        "file_gone": bool(row.result.get("file_gone")),
        "cancel_url": reverse("job_cancel", args=[row.pk]) if runs else None,
    }
