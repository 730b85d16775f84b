"""The map: its page, its table, and what lies in the part of the ground that is seen, as compact JSON."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

import orjson
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_safe
from django.views.decorators.vary import vary_on_headers

from rectification.pages import map_entries, map_ground, map_page, map_table
from rectification.pages.map_asked import Asked
from rectification.pages.map_holders import holding, kinds
from rectification.pages.viewer import Viewer, viewer_of
from sites.geometry import Box
from supervision.acting import ActingRequest

# How long a browser may show again what it has: ground stands still for minutes, entries do not.
GROUND, ENTRIES = 120, 20
Answer = Callable[[Viewer, Asked, Box], dict[str, Any]]


@require_safe
def show(request: ActingRequest) -> HttpResponse:
    """The map of the city."""
    return render(request, "rectification/map.html", map_page.page(viewer_of(request), request.GET))


@require_safe
def table(request: ActingRequest) -> HttpResponse:
    """The same as rows."""
    return render(request, "rectification/_map_table.html", map_table.table(viewer_of(request), request.GET))


def by_viewport(seconds: int) -> Callable[[Answer], Callable[[ActingRequest], HttpResponse]]:
    """A door for what lies in `box` at zoom `z`: checked, compressed, kept by nobody but this browser."""

    def door(answer: Answer) -> Callable[[ActingRequest], HttpResponse]:
        @require_safe
        @vary_on_headers("Cookie", "Accept-Language")
        @conditional_page
        @gzip_page
        @wraps(answer)
        def view(request: ActingRequest) -> HttpResponse:
            viewer = viewer_of(request)
            asked = Asked.read(request.GET, viewer)
            if asked.box is None:
                return HttpResponseBadRequest(_("The map asks for no such ground."))
            body = orjson.dumps(answer(viewer, asked, asked.box))
            found = HttpResponse(body, content_type="application/json")
            found["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
            patch_cache_control(found, private=True, max_age=seconds)
            return found

        return view

    return door


@by_viewport(GROUND)
def zones(viewer: Viewer, asked: Asked, box: Box) -> dict[str, Any]:
    """Zones and who holds them."""
    return map_ground.zones(asked, box, holding(asked, kinds(asked)))


@by_viewport(GROUND)
def sites(viewer: Viewer, asked: Asked, box: Box) -> dict[str, Any]:
    """Sites by type."""
    return map_ground.sites(asked, box)


@by_viewport(ENTRIES)
def entries(viewer: Viewer, asked: Asked, box: Box) -> dict[str, Any]:
    """Open entries by time left and rung."""
    return map_entries.entries(viewer, asked, box)


@by_viewport(ENTRIES)
def heat(viewer: Viewer, asked: Asked, box: Box) -> dict[str, Any]:
    """Where problems were found."""
    return map_entries.heat(viewer, asked, box)
