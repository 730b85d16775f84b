"""What views of what follows from rankings have in common: the page of a decision, and a file to keep."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from rectification.export import TYPE
from rectification.pages.steps import key_after
from supervision.acting import ActingRequest
from supervision.actions.access import record_access
from supervision.refusals import Conflict, Refused
from supervision.views.importing import as_file


def decision_page(
    request: ActingRequest,
    form: forms.Form,
    around: dict[str, Any],
    *,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form of a decision, as step.html draws it; a refusal comes back with everything that was typed."""
    shown = {"text": refused.words} if refused else None
    if shown and isinstance(refused, Conflict):
        shown |= {"url": around["back_url"], "label": _("Look at it again")}
    key = key_after(refused, request.POST.get("key", "")[:64]) or uuid4().hex
    context = {
        **around, "step": {**around["step"], "key": key}, "form": form, "refusal": shown, "upload_url": None,
    }  # fmt: skip
    return render(request, "rectification/step.html", context, status=status)


def key_of(request: ActingRequest) -> str | None:
    """The request key of the page."""
    return request.POST.get("key", "")[:64] or None


def workbook(request: ActingRequest, name: str, write: Callable[[Path], None]) -> HttpResponse:
    """A small workbook at once; who took it out is written down before it leaves the house."""
    acting = request.acting
    name = f"{name}.xlsx"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.xlsx"
        write(path)
        made = path.read_bytes()
    record_access("fetch", {"name": name}, by=acting.post, user_id=acting.user.pk, now=acting.now)
    return as_file(HttpResponse(made, content_type=TYPE), name)
