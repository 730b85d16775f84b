"""The code of a site, scanned: whoever writes problems down begins there, everybody else sees what runs there."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from sites.models import Site
from supervision.acting import ActingRequest
from supervision.wording import full_day


@require_safe
def scan(request: ActingRequest, code: str) -> HttpResponse:
    """Names the site and nothing else: where the phone is, it has to say itself.

    A code of no site is 404, that of a site out of use 410, both with words for somebody who stands before the label.
    """
    files, today = request.acting.files, timezone.localtime(request.acting.now).date()
    site = Site.objects.filter(code=code).defer("geometry").first()
    if site is None:
        return render(request, "rectification/scanned.html", {"code": code[:60], "files": files}, status=404)
    if site.valid_to is not None and site.valid_to <= today:
        context = {"code": site.code, "site": site, "since": full_day(site.valid_to), "files": files}
        return render(request, "rectification/scanned.html", context, status=410)
    if files:
        return redirect(f"{reverse('file')}?{urlencode({'site': site.pk})}")
    return redirect(f"{reverse('ledger')}?{urlencode({'site': site.pk})}")
