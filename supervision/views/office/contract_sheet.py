"""The workbook of a layer: fetched, filled in, sent back; looked at as a dry run, and given as one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sites.models import ZoneLayer
from supervision.acting import ActingRequest
from supervision.actions.contracts import Line, Rows, Wanted, assign, plan
from supervision.importing.reasons import BadFile, say
from supervision.importing.workbook import MAX_BYTES, is_workbook_name
from supervision.office import contract_book as books
from supervision.office.matrix import layers
from supervision.refusals import Refused
from supervision.views.importing import WORKBOOK, as_file
from supervision.views.office.contract_give import done_words
from supervision.views.office.frame import for_keepers

SALT = "contracts of a workbook"
GOOD_FOR = 24 * 3600  # seconds: who looks longer sends the workbook again
SHOWN = 200  # lines a page names; the counts are of all


@require_safe
@for_keepers
def contract_workbook(request: ActingRequest) -> HttpResponse:
    """The workbook of a layer, with who holds what."""
    layer = get_object_or_404(ZoneLayer, code=request.GET.get("layer", ""))
    made = books.write_book(layer, request.acting.now)
    return as_file(HttpResponse(made, content_type=WORKBOOK), f"{_('Contracts')}-{layer.label}.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def contract_upload(request: ActingRequest) -> HttpResponse:
    """What a workbook would come to; nothing is given yet."""
    if request.method != "POST":
        return page(request, {})
    layer = ZoneLayer.objects.filter(code=request.POST.get("layer", "")).first()
    file = request.FILES.get("file")
    refusal = wrong(file, layer)
    if refusal or layer is None or file is None or file.file is None:
        return page(request, {"refusal": {"text": refusal}}, 422)
    try:
        sheet = books.read_book(file.file, layer, request.acting.now)
    except BadFile as bad:
        return page(request, {"refusal": {"text": say(bad.problem.code, bad.problem.params)}}, 422)
    return page(request, looked_at(sheet, request))


def wrong(file: UploadedFile | None, layer: ZoneLayer | None) -> str:
    """Why a file is not even opened."""
    if layer is None:
        return _("Choose the layer of the zones.")
    if file is None:
        return _("Choose a workbook first.")
    if not is_workbook_name(file.name or ""):
        return say("not_xlsx", {})
    return say("too_big", {"megabytes": MAX_BYTES // 1_000_000}) if (file.size or 0) > MAX_BYTES else ""


def looked_at(sheet: books.Sheet, request: ActingRequest) -> dict[str, Any]:
    """Each name with what it would do, and what is signed so that exactly that is given."""
    readable = [one for one in sheet.given if one.wanted is not None]
    lines, facts = plan(books.wanted_of(readable), now=request.acting.now, replaces=True)
    for one, line in zip(readable, lines, strict=True):
        one.line = line
        one.says += [problem.words for problem in line.problems]
    wrong_ones = [one for one in sheet.given if one.says]
    fresh = [one for one in readable if one.line and not one.line.bad and not one.line.same]
    shown = [*wrong_ones, *fresh][:SHOWN]
    return {
        "looked": True,
        "remarks": sheet.remarks[:SHOWN],
        "lines": [shown_line(one, facts) for one in shown],
        "more": max(0, len(wrong_ones) + len(fresh) - SHOWN),
        "bad": len(wrong_ones) + len(sheet.remarks),
        "fresh": len(fresh),
        "over": sum(one.line.before is not None for one in fresh if one.line),
        "same": sum(bool(one.line and one.line.same) for one in readable),
        "token": signed([one.wanted for one in fresh if one.wanted], request) if fresh else "",
    }


def shown_line(one: books.Given, facts: Any) -> dict[str, Any]:
    """One name of the dry run."""
    before = one.line.before if one.line else None
    return {
        "cell": one.cell,
        "zone": one.zone.label,
        "kind": one.kind.label,
        "text": one.text,
        "says": one.says,
        "before": facts.holder(before.unit_id, before.user_id) if before else "",
    }


def signed(wanted: list[Wanted], request: ActingRequest) -> str:
    """What was looked at; only this person can send it back, and only as it is."""
    rows = [[one.kind, one.subject[1], str(one.unit), str(one.user) if one.user else ""] for one in wanted]
    return signing.dumps({"user": str(request.acting.user.pk), "rows": rows}, salt=SALT, compress=True)


@require_POST
@for_keepers
def contract_apply(request: ActingRequest) -> HttpResponse:
    """Gives what was looked at, all of it or nothing."""
    acting = request.acting
    try:
        said = signing.loads(request.POST.get("token", ""), salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return page(
            request, {"refusal": {"text": _("Send the workbook again: what was looked at is no longer known.")}}, 422
        )
    if said["user"] != str(acting.user.pk):
        return page(
            request, {"refusal": {"text": _("Somebody else has looked at this: send the workbook yourself.")}}, 422
        )
    wanted = [
        Wanted(kind, UUID(unit), UUID(user) if user else None, ("zone", zone))
        for kind, zone, unit, user in said["rows"]
    ]
    why = request.POST.get("why", "").strip()[:300]
    if not why:
        return page(request, again(request, wanted, _("Say why.")), 422)
    try:
        made = assign(wanted, why, now=acting.now, by=acting.post, replaces=True)
    except Rows as refused:
        return page(request, again(request, wanted, " ".join(refused.sentences[:5])), refused.status)
    except Refused as refused:
        return page(request, again(request, wanted, refused.words), refused.status)
    messages.success(request, done_words(_("The workbook"), len(made)))
    return redirect(f"{reverse('office_contracts')}?state=now")


def again(request: ActingRequest, wanted: list[Wanted], refusal: str) -> dict[str, Any]:
    """The same once more, with what stood in the way; the person need not send the workbook again."""
    lines, _facts = plan(wanted, now=request.acting.now, replaces=True)
    fresh = sum(not line.same and not line.bad for line in lines)
    return {
        "refusal": {"text": refusal},
        "looked": True,
        "fresh": fresh,
        "over": sum(handed_over(line) for line in lines),
        "bad": sum(line.bad for line in lines),
        "same": sum(line.same for line in lines),
        "token": request.POST.get("token", ""),
    }


def handed_over(line: Line) -> bool:
    """Whether somebody gives it up."""
    return line.before is not None


def page(request: ActingRequest, more: dict[str, Any], status: int = 200) -> HttpResponse:
    """The door for a workbook, and below it what was found in one."""
    asked = (request.POST or request.GET).get("layer", "")
    known = [{"code": layer.code, "label": layer.label, "on": layer.code == asked} for layer in layers()]
    context = {"layers": known, "action": reverse("office_contract_upload"), "rules": books.rules(), **more}
    return render(request, "office/contract_upload.html", context, status=status)
