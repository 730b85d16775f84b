"""A city's workbook: the template, the upload, what was found in it, bringing it in, taking it back."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from supervision.acting import ActingRequest
from supervision.actions.access import record_access
from supervision.actions.imports.intake import begin, begin_undo, is_running, receive
from supervision.actions.imports.standing import known_city
from supervision.importing.reasons import say
from supervision.importing.template import template as make_template
from supervision.importing.workbook import MAX_BYTES, is_workbook_name
from supervision.models import Import
from supervision.office import imports as pages
from supervision.refusals import Refused
from supervision.views.office.frame import for_keepers
from supervision.views.office.slips import AT_ONCE, slips_page

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def import_city(request: ActingRequest) -> HttpResponse:
    """The workbooks that came in, and the door for the next."""
    refusal, status = "", 200
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None:
            refusal = _("Choose a workbook first.")
        elif not is_workbook_name(file.name or ""):
            refusal = say("not_xlsx", {})
        elif (file.size or 0) > MAX_BYTES:
            refusal = say("too_big", {"megabytes": MAX_BYTES // 1_000_000})
        else:
            acting = request.acting
            owner = receive(file, file.name or "", by=acting.post, user_id=acting.user.pk, now=acting.now)
            return redirect("import_one", pk=owner.pk)
        status = 422
    context = {"imports": pages.imports(request.acting.now), "refusal": {"text": refusal} if refusal else None}
    return render(request, "office/import.html", context, status=status)


@require_safe
@for_keepers
def import_template(request: ActingRequest) -> HttpResponse:
    """The workbook to fill in, with the city's own kinds of site and layers to choose from."""
    now = request.acting.now
    made = make_template(known_city(now, timezone.localtime(now).date()))
    return as_file(HttpResponse(made, content_type=WORKBOOK), _("City workbook") + ".xlsx")


@require_safe
@for_keepers
def import_one(request: ActingRequest, pk: UUID) -> HttpResponse:
    """One import. While it is being worked on, the page asks for the part that changes; at its end it is drawn anew."""
    row = find(pk)
    if request.headers.get("HX-Request") == "true":
        if not is_running(row):
            answer = HttpResponse(status=204)
            answer["HX-Refresh"] = "true"
            return answer
        return render(request, "office/_import_runs.html", {"i": pages.page(row, {}, request.acting.now)})
    return render(request, "office/import_one.html", {"i": pages.page(row, asked(request), request.acting.now)})


def asked(request: ActingRequest) -> dict[str, str]:
    """What the address asks for."""
    return {key: request.GET.get(key, "") for key in ("show", "after")}


@require_POST
@for_keepers
def import_apply(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Brings it in, all rows or the good ones."""
    find(pk)
    good_only = request.POST.get("good") == "1"
    return step(request, pk, lambda who: begin(pk, good_only=good_only, **who))


@require_POST
@for_keepers
def import_undo(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Takes it back as one."""
    find(pk)
    return step(request, pk, lambda who: begin_undo(pk, **who))


def step(request: ActingRequest, pk: UUID, do: Any) -> HttpResponse:
    """A step of an import; what is refused is said on its page."""
    acting = request.acting
    try:
        do({"by": acting.post, "user_id": acting.user.pk, "now": acting.now})
    except Refused as refused:
        messages.error(request, refused.words)
    return redirect("import_one", pk=pk)


@require_safe
@for_keepers
def import_marked(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The marked-up copy; that somebody has fetched it is written down, as it names people and their numbers."""
    row, acting = find(pk), request.acting
    if not row.marked:
        raise Http404
    try:
        content = storages["results"].open(row.marked)
    except FileNotFoundError:
        raise Http404 from None
    facts = {"import": str(row.pk), "name": row.name}
    record_access("fetch", facts, by=acting.post, user_id=acting.user.pk, now=acting.now)
    name = row.name.removesuffix(".xlsx")
    return as_file(FileResponse(content, content_type=WORKBOOK), f"{name}-{_('marked')}.xlsx")


@require_POST
@for_keepers
def import_slips(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Activation slips of the people it has brought in, to print; the next call prints the next ones."""
    row = find(pk)
    back = reverse("import_one", args=[pk])
    people = pages.people_without_password(row).filter(activation_slip=None)
    found = list(people[:AT_ONCE]) or list(pages.people_without_password(row)[:AT_ONCE])
    if not found:
        messages.warning(request, _("Everybody of this import has signed in already."))
        return redirect(back)
    return slips_page(request, found, _("Brought in by %(name)s") % {"name": row.name}, back)


def find(pk: UUID) -> Import:
    """The import, with its job and who asked."""
    return get_object_or_404(Import.objects.select_related("job", "user"), pk=pk)


def as_file(answer: Any, name: str) -> Any:
    """An answer that is kept as a file and nowhere else."""
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer["Cache-Control"] = "private, no-store"
    return answer
