"""What the ledger told the signed-in person: newest first, by days, with marks for what is new."""

from datetime import datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from supervision.acting import ActingRequest
from supervision.actions.notices import see, unseen
from supervision.actions.outward.letters import category_names, told_facts
from supervision.kinds import kind_of
from supervision.ladder import Rung
from supervision.models import Notice
from supervision.paging import Behind, read_mark, write_mark
from supervision.wording import clock_word, day_word, notice_words, rung

PAGE = 30


@require_safe
def notices(request: ActingRequest) -> HttpResponse:
    """A page of one's own notices."""
    acting = request.acting
    rows = Notice.objects.filter(user=acting.user).order_by("-created_at", "-id")
    mark = read_mark(request.GET.get("before", ""))
    found = list(rows.filter(Behind("created_at", mark, falling=True))[: PAGE + 1] if mark else rows[: PAGE + 1])
    shown = found[:PAGE]
    older = f"?before={write_mark(shown[-1].created_at, shown[-1].pk)}" if len(found) > PAGE else None
    context = {
        "days": by_days(shown, acting.now),
        "unread_n": unseen(acting.user.pk),
        "read_all_url": reverse("notices_read"),
        "page": {"prev_url": reverse("notices") if mark else None, "next_url": older},
    }
    return render(request, "supervision/notices.html", context)


@never_cache
@require_safe
def notices_count(request: ActingRequest) -> HttpResponse:
    """How many are new: what the bell of an open page asks for now and then."""
    return JsonResponse({"n": unseen(request.acting.user.pk)})


@require_POST
def notices_read(request: ActingRequest) -> HttpResponse:
    """Everything that was there when the button was pressed is seen."""
    acting = request.acting
    rows = Notice.objects.filter(user=acting.user, seen_at__isnull=True, created_at__lte=acting.now)
    see(acting.user.pk, list(rows.values_list("id", flat=True)), acting.now)
    return redirect("notices")


@require_safe
def notice(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Leads to what one notice is about; it is seen from now on."""
    acting = request.acting
    row = get_object_or_404(Notice, pk=pk, user=acting.user)
    see(acting.user.pk, [row.pk], acting.now)
    goal = subject_url(row)
    other = next((post for post in acting.posts if post.id == row.post_id and post != acting.post), None)
    if goal and other:
        # What it is about may be out of the present post's sight; and a step there would be written down under it.
        words = _("This was sent to you in your post at %(unit)s. Act in that post to open it.")
        messages.info(request, words % {"unit": other.unit.label})
        return redirect(f"{reverse('post_switch')}?{urlencode({'next': goal})}")
    return redirect(goal or "notices")


def subject_url(row: Notice) -> str:
    """The page of the subject, where the platform has one."""
    number = row.facts.get("number")  # of an entry; what is no entry is called otherwise
    try:
        if number:
            return reverse("entry", args=[number])
    except NoReverseMatch:
        return ""
    named = kind_of(row.subject_kind).named
    return (named([row.subject_id]) if named else {}).get(row.subject_id, ("", ""))[1]


def by_days(rows: list[Notice], now: datetime) -> list[dict[str, Any]]:
    """Notices in groups of days, each as its sentence."""
    names, facts = category_names(rows), told_facts(rows)
    today = timezone.localtime(now).date()
    return [
        {"label": day_word(day, today), "notices": [one_notice(row, facts[row.pk], names, now) for row in group]}
        for day, group in groupby(rows, key=lambda row: timezone.localtime(row.created_at).date())
    ]


def one_notice(row: Notice, facts: dict[str, Any], names: dict[tuple[int, str], str], now: datetime) -> dict[str, Any]:
    """One notice for the page."""
    what = names.get((row.facts.get("catalogue", 0), row.facts.get("category", "")), "")
    code = row.key.removeprefix("rung.")
    return {
        "text": notice_words(row.key, facts, what, now),
        "moment": clock_word(row.created_at),
        "url": reverse("notice", args=[row.pk]),
        "unread": row.seen_at is None,
        "rung": rung(Rung.of(code)) if row.key.startswith("rung.") and not row.taken_back_at else None,
        "gone": bool(row.taken_back_at),
    }
