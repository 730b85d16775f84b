"""Our people: the page, handing over what is ticked, arranging leave."""

from datetime import datetime, time, timedelta
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from rectification.actions import take
from rectification.facts import StepData
from rectification.pages.unit import GIVES, unit
from rectification.pages.viewer import Viewer, viewer_of
from rectification.views.inbox import each, key_of, shown_entries
from supervision.acting import ActingRequest
from supervision.actions import leave as leaves
from supervision.refusals import NotAllowed, Refused
from supervision.roles import CHECKS, HANDLES
from supervision.staging import read_id


def member(request: ActingRequest) -> Viewer:
    """The viewer, if their post is one that owes things with others."""
    viewer = viewer_of(request)
    if viewer.actor.post.role not in (*HANDLES, *CHECKS):
        raise PermissionDenied(_("Your post has no entries to share out."))
    return viewer


@require_safe
def show(request: ActingRequest) -> HttpResponse:
    """Who of the unit owes what."""
    viewer = member(request)
    return render(request, "rectification/unit.html", unit(viewer, read_id(request.GET.get("who", ""))))


@require_POST
def hand_over(request: ActingRequest) -> HttpResponse:
    """Gives what is ticked to one person, each entry on its own: one that moved on does not stop the others."""
    viewer, person = member(request), read_id(request.POST.get("person", ""))
    picked = shown_entries(request, "pick")
    if not picked or person is None:
        messages.warning(request, _("Tick what is to be handed over, and choose a person."))
        return redirect("unit")
    done, left = each(picked, lambda pk, expected: give(viewer, pk, expected, person, request.POST.get("key", "")[:40]))
    if done:
        words = ngettext("%(n)s entry handed over.", "%(n)s entries handed over.", done)
        messages.success(request, words % {"n": done})
    for why in dict.fromkeys(left):
        messages.warning(request, why)
    return redirect("unit")


def give(viewer: Viewer, pk: UUID, expected: int, person: UUID, key: str) -> None:
    """One entry to one person, by the step that fits its main duty."""
    ticket = viewer.tickets().select_related("main_duty").get(pk=pk)
    action = GIVES.get(ticket.main_duty.kind) if ticket.main_duty else None
    if action is None:
        raise Refused("not_shared", _("%(number)s is not shared out by person."), number=ticket.number)
    data = StepData(person=person)
    take(action, pk, by=viewer.actor, now=viewer.now, data=data, key=key_of(key, pk), expected=expected)


@require_POST
def leave(request: ActingRequest) -> HttpResponse:
    """Somebody stands in for a post, from one day to another, both included."""
    viewer, given = member(request), request.POST
    post, user = read_id(given.get("post", "")), read_id(given.get("user", ""))
    first, last = read_day(given.get("since", "")), read_day(given.get("until", ""))
    if post is None or user is None or first is None or last is None or last < first:
        messages.warning(request, _("Say who is away, who stands in, and from which day to which."))
        return redirect("unit")
    since = max(first, viewer.now)
    try:
        row = leaves.arrange(post, user, since, last + timedelta(days=1), by=viewer.actor.post, now=viewer.now)
    except NotAllowed as refused:
        raise PermissionDenied(refused.words) from None
    except Refused as refused:
        messages.warning(request, refused.words)
        return redirect("unit")
    messages.success(request, _("%(name)s stands in.") % {"name": row.user})
    return redirect("unit")


@require_POST
def leave_end(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The holder is back early."""
    viewer = member(request)
    try:
        leaves.call_back(pk, by=viewer.actor.post, now=viewer.now)
    except NotAllowed as refused:
        raise PermissionDenied(refused.words) from None
    except Refused as refused:
        messages.warning(request, refused.words)
    return redirect("unit")


def read_day(given: str) -> datetime | None:
    """The beginning of a day of the office's calendar."""
    try:
        day = parse_date(given)
    except ValueError:
        return None
    return None if day is None else datetime.combine(day, time(0), timezone.get_default_timezone())
