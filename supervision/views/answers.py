"""Who was answerable for a site on a day: one page, asked from every page that shows a place."""

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sites.models import Site
from supervision.acting import ActingRequest
from supervision.office import answer_page

FIRST, LAST = date(2000, 1, 1), date(2100, 1, 1)


@require_safe
def who(request: ActingRequest) -> HttpResponse:
    """The place is found by its name, code or pinyin initials: the way to the answer from every page.

    Everybody with a post may ask; `keeps` asks for the post, whoever has none is sent on.
    """
    today = timezone.localtime(request.acting.now).date()
    keeps = request.acting.keeps
    page = answer_page.finder(request.GET.get("q", ""), read_day(request, today), today)
    return render(request, "supervision/who.html", {**page, "keeps": keeps})


@require_safe
def answers(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Places and who answers for them are no secret: everybody with a post may ask. `on` is a day; else today."""
    site = get_object_or_404(Site.objects.select_related("type").defer("geometry"), pk=pk)
    today = timezone.localtime(request.acting.now).date()
    page = answer_page.shown(site, read_day(request, today), today)
    return render(request, "supervision/answers.html", {**page, "keeps": request.acting.keeps})


def read_day(request: ActingRequest, today: date) -> date:
    """The day that was asked for; anything that is none is today."""
    try:
        day = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return today
    return day if FIRST <= day <= LAST else today
