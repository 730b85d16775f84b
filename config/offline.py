"""Without a network: a page in the product's own words instead of the browser's, kept by a small service worker."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """From the root, so that it may answer for every page; a browser asks for it anew each time."""
    return render(request, "offline.js", content_type="text/javascript")


@login_not_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Nothing personal is on it: it is kept on the device."""
    return render(request, "offline.html")
