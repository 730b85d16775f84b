"""The inbox, and receiving everything in it at once."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from rectification.actions import take
from rectification.models import Ticket
from rectification.pages.inbox import RECEIVE_MOST, Asked, inbox
from rectification.pages.viewer import viewer_of
from rectification.workflow import Action
from supervision.acting import ActingRequest
from supervision.refusals import Refused


@require_safe
def show(request: ActingRequest) -> HttpResponse:
    """What waits on the post one acts in."""
    given = request.GET
    of = "unit" if given.get("of") == "unit" else ""
    asked = Asked(of, given.get("group", ""))
    return render(request, "rectification/inbox.html", inbox(viewer_of(request), asked))


@require_POST
def receive_all(request: ActingRequest) -> HttpResponse:
    """Receives the entries the page showed, each on its own: one that moved on meanwhile does not stop the others."""
    viewer, key = viewer_of(request), request.POST.get("key", "")[:40]

    def receive(pk: UUID, expected: int) -> None:
        take(Action.RECEIVE, pk, by=viewer.actor, now=viewer.now, key=key_of(key, pk), expected=expected)

    done, left = each(shown_entries(request), receive)
    if done:
        words = ngettext("%(n)s received. Its time has been running since it was sent.", "%(n)s received.", done)
        messages.success(request, words % {"n": done})
    for why in dict.fromkeys(left):
        messages.warning(request, why)
    return redirect("inbox")


def each(picked: list[tuple[UUID, int]], do: Callable[[UUID, int], Any]) -> tuple[int, list[str]]:
    """How many went through, and why the others did not."""
    done, left = 0, []
    for pk, expected in picked:
        try:
            do(pk, expected)
            done += 1
        except Ticket.DoesNotExist:
            left.append(_("An entry is no longer yours."))
        except Refused as refused:
            left.append(refused.words)
    return done, left


def key_of(key: str, pk: UUID) -> str | None:
    """One request key for each of many steps that were asked for with one press."""
    return f"{key}:{pk.hex}" if key else None


def shown_entries(request: ActingRequest, field: str = "entry") -> list[tuple[UUID, int]]:
    """Ids with the sequence the page had seen; what is neither is left out."""
    found = []
    for given in request.POST.getlist(field)[:RECEIVE_MOST]:
        pk, _colon, seq = given.partition(":")
        try:
            found.append((UUID(pk), int(seq)))
        except ValueError:
            continue
    return found
