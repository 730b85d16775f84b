"""My ground: the page of whoever holds contracts, somebody else's for those who lead, and the balance of a kind."""

from typing import Any
from uuid import UUID

import orjson
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from rectification.filters import uuid
from rectification.pages import balance, holding, holding_map
from rectification.pages.viewer import Viewer, viewer_of
from supervision.acting import ActingRequest

KEEP = 20  # seconds a browser may show again what it has


@require_safe
def mine(request: ActingRequest) -> HttpResponse:
    """The ground of the acting post."""
    return shown(request, None)


@require_safe
def one(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The ground of a person or a unit; one's own is one's own page."""
    if pk == request.acting.user.pk:
        viewer_of(request)
        return redirect("ground")
    return shown(request, pk)


def shown(request: ActingRequest, pk: UUID | None) -> HttpResponse:
    """The page."""
    viewer = viewer_of(request)
    found = holding.page(viewer, pk, request.GET)
    found["map"] = holding_map.told(found["map_url"], viewer)
    return render(request, "rectification/holding.html", found)


@require_safe
@gzip_page
def ground_map(request: ActingRequest) -> HttpResponse:
    """What the map of a holder's page draws."""
    viewer, given = viewer_of(request), request.GET.get("holder", "")
    pk = uuid(given) if given else None
    if given and pk is None:
        raise Http404
    return answered(holding_map.of_holder(viewer, pk, request.GET))


@require_safe
def balance_page(request: ActingRequest) -> HttpResponse:
    """How evenly the ground of a kind is shared out."""
    viewer = for_balance(request)
    found = balance.page(viewer, request.GET)
    found["map"] = holding_map.told(found["map_url"], viewer) if found["map_url"] else ""
    return render(request, "rectification/balance.html", found)


@require_safe
@gzip_page
def balance_map(request: ActingRequest) -> HttpResponse:
    """The city coloured by the holders of a kind."""
    viewer = for_balance(request)
    today = timezone.localtime(viewer.now).date()
    return answered(holding_map.of_kind(viewer, request.GET.get("kind", "")[:40], today))


def for_balance(request: ActingRequest) -> Viewer:
    """The viewer, if they share out ground or lead those who do."""
    viewer = viewer_of(request)
    if viewer.actor.post.role not in holding.BALANCES:
        raise PermissionDenied(_("The city office, city leaders and team leaders compare how ground is shared out."))
    return viewer


def answered(found: dict[str, Any]) -> HttpResponse:
    """Compact JSON that nobody but this browser keeps."""
    reply = HttpResponse(orjson.dumps(found), content_type="application/json")
    patch_cache_control(reply, private=True, max_age=KEEP)
    return reply
