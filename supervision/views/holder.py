"""What the code on a street's sign opens: who answers for the ground today, for anybody, without telephone numbers."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from supervision import clock
from supervision.models import Contract
from supervision.office import signs
from supervision.wording import full_day


@login_not_required
@require_safe
def holder(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sign of any time shows whoever holds the ground now; numbers of people are on the sign alone."""
    shown = Contract.objects.filter(subject_kind__in=signs.GROUND, kind__shown_on_sign=True)
    row = shown.select_related("kind", "unit").filter(pk=pk).first()
    if row is None:
        raise Http404
    now = clock.now()
    held = signs.holders(row, now)
    called, subject = signs.titles(held, now), signs.subject_of(row, timezone.localtime(now).date(), signs.Asked())
    context = {
        "title": signs.title_of(row.kind),
        "name": subject.name,
        "stretch": subject.stretch,
        "holders": [
            {
                "name": str(one.user or one.unit.label),
                "title": called[one.pk] if one.user else "",
                "since": full_day(timezone.localtime(one.valid_from).date()),
            }
            for one in held
        ],
        "duties": signs.duties_of(row.kind),
        "hotline": signs.HOTLINE,
    }
    return render(request, "supervision/holder.html", context)
