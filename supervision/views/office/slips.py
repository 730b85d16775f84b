"""Activation slips on paper: for one person, or for all of a unit who have never signed in."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sites.models import Unit
from supervision.acting import ActingRequest
from supervision.actions.people import SLIP_DAYS
from supervision.actions.persons import hand_out
from supervision.models import Post, User
from supervision.views.office.frame import for_keepers

AT_ONCE = 20  # each code is hashed slowly on purpose: a third of a second


@require_POST
@for_keepers
def slip(request: ActingRequest, pk: UUID) -> HttpResponse:
    """A new slip for one person; the one before it is void."""
    person = get_object_or_404(User, pk=pk, is_active=True)
    return slips_page(request, [person], request.POST.get("why", ""), reverse("office_person", args=[pk]))


@require_POST
@for_keepers
def slips(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Slips for all of a unit who have never signed in."""
    unit, back = get_object_or_404(Unit, pk=pk), f"{reverse('office_people')}?unit={pk}"
    held = Post.objects.at(request.acting.now).filter(unit=unit).values("user_id")
    people = User.objects.filter(pk__in=held, last_login=None, is_active=True).order_by("initials", "id")
    found = list(people[: AT_ONCE + 1])
    if not found:
        messages.warning(request, _("Everybody of %(unit)s has signed in already.") % {"unit": unit.label})
        return redirect(back)
    if len(found) > AT_ONCE:
        messages.warning(
            request, _("These are the first %(n)s; print the others when these have signed in.") % {"n": AT_ONCE}
        )
    return slips_page(request, found[:AT_ONCE], _("Never signed in"), back)


def slips_page(request: ActingRequest, people: Sequence[User], why: str, back: str) -> HttpResponse:
    """The sheets. The codes stand on this one page and nowhere else, so no copy of it may stay behind."""
    acting, sheets = request.acting, []
    held = Post.objects.at(acting.now).filter(user__in=people).select_related("unit").order_by("-rank", "-valid_from")
    posts = {post.user_id: post for post in held}
    for person in people:
        address = request.build_absolute_uri(f"{reverse('activate')}?name={person.username}")
        sheets.append(
            {
                "name": str(person),
                "username": person.username,
                "code": hand_out(person, why, by=acting.post, now=acting.now),
                "place": f"{posts[person.pk].unit.label}·{posts[person.pk].called}" if person.pk in posts else "",
                "address": request.build_absolute_uri(reverse("activate")),
                "qr": drawn(address),
            }
        )
    until = timezone.localtime(acting.now) + timedelta(days=SLIP_DAYS)
    context = {"sheets": sheets, "until": until.strftime("%Y.%m.%d"), "back_url": back, "by": str(acting.user)}
    answer = render(request, "office/slips.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def drawn(address: str) -> SafeString:
    """The address as a QR code: drawn from numbers alone, so nothing of the address gets into the page's markup."""
    return mark_safe(segno.make(address, micro=False, error="m").svg_inline(border=0, omitsize=True))  # noqa: S308
