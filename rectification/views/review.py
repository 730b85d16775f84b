"""The check: one fix after the other, passed or not."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rectification.facts import StepData
from rectification.forms import StepForm, read_place
from rectification.pages.reading import Reading, open_entry
from rectification.pages.review import owed_reviews, queue_of, reason_words, review_page
from rectification.pages.steps import refusal_of
from rectification.pages.viewer import Viewer, viewer_of
from rectification.views.steps import do, page
from rectification.workflow import Action, Status
from supervision.acting import ActingRequest
from supervision.refusals import NotAllowed, Refused
from supervision.staging import Posted, posted_photos, staged_photos

TYPED = ("words", "reason", "lat", "lng", "accuracy")


@require_safe
def queue(request: ActingRequest) -> HttpResponse:
    """The most urgent check the post's unit owes."""
    viewer = viewer_of(request)
    waiting = queue_of(viewer)
    reading = open_entry(waiting[0][1].number, viewer) if waiting else None
    return render(request, "rectification/review.html", review_page(viewer, waiting, reading))


@require_safe
def one(request: ActingRequest, number: str) -> HttpResponse:
    """One of them; what no longer waits for a check is shown as an entry."""
    viewer = viewer_of(request)
    reading = open_entry(number, viewer)
    if reading.until is not None or reading.ticket.status != Status.REVIEWING:
        return redirect("entry", number=number)
    check_unit(reading)
    return render(request, "rectification/review.html", review_page(viewer, queue_of(viewer), reading))


def check_unit(reading: Reading) -> None:
    """Only the unit that owes the check judges; others read the entry."""
    if reading.desk.main.unit_id != reading.viewer.actor.post.unit_id:
        raise PermissionDenied(_("The check is owed by another unit."))


@require_POST
def judge(request: ActingRequest, number: str, verdict: str) -> HttpResponse:
    """Passes or fails the fix; on to the next one."""
    viewer = viewer_of(request)
    reading = open_entry(number, viewer)
    if verdict not in (Action.PASS, Action.FAIL):
        raise Http404
    action, posted = Action(verdict), posted_photos(request)
    words = request.POST.get("words", "")
    if action == Action.FAIL:
        words = reason_words(request.POST.get("reason", ""), words)
    if posted.error:
        return again(request, viewer, number, posted, None, 422)
    data = StepData(words=words, photos=posted.ids, place=read_place(request.POST))
    try:
        do(request, reading, action, data)
    except NotAllowed as refused:
        raise PermissionDenied(refused.words) from None
    except Refused as refused:
        return again(request, viewer, number, posted, refused, refused.status)
    # After the last one its own page, where the seal lands.
    return onward(request, reverse("review") if owed_reviews(viewer).exists() else reverse("entry", args=[number]))


def onward(request: ActingRequest, go: str) -> HttpResponse:
    """To the next page; a script that asks in place shows the next one itself, which it has fetched already."""
    return HttpResponse(status=204, headers={"X-Go": go}) if "X-In-Place" in request.headers else redirect(go)


def again(
    request: ActingRequest, viewer: Viewer, number: str, posted: Posted, refused: Refused | None, status: int
) -> HttpResponse:
    """The same page with what was typed and sent; if somebody else has judged meanwhile, what came of it."""
    reading = open_entry(number, viewer)
    if reading.ticket.status != Status.REVIEWING:
        return too_late(request, reading, refused, posted)
    check_unit(reading)
    context: dict[str, Any] = review_page(viewer, queue_of(viewer), reading)
    typed = {name: request.POST.get(name, "") for name in TYPED}
    context["judge"] = {**context["judge"], "key": request.POST.get("key", "")[:64], **typed}
    context |= {
        "staged": staged_photos(request, posted.ids),
        "photo_error": posted.error,
        "refusal": refusal_of(refused, number) if refused else None,
    }
    return render(request, "rectification/review.html", context, status=status)


def too_late(request: ActingRequest, reading: Reading, refused: Refused | None, posted: Posted) -> HttpResponse:
    """Somebody else has judged: what was written can become a remark; without words it is the entry itself."""
    words = request.POST.get("words", "").strip()
    if words and refused:
        remark = StepForm(Action.COMMENT, reading, "", {"words": words})
        return page(request, reading, remark, Posted(()), refused=refused, status=refused.status)
    messages.warning(request, refused.words if refused else posted.error)
    return onward(request, reverse("entry", args=[reading.ticket.number]))
