"""People and posts: the list, one person, a new one, further posts, ends, leave, details."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sites.models import Unit
from supervision.acting import ActingRequest
from supervision.actions import leave, persons
from supervision.actions.standing import seq_of
from supervision.models import Acting, Post, User
from supervision.office import people as lists
from supervision.office.person import ending
from supervision.office.person import person as person_page
from supervision.refusals import Refused
from supervision.roles import Role
from supervision.views.office.forms import LeaveForm, NewPersonForm, PersonForm, PostForm
from supervision.views.office.frame import Edit, WhyForm, edited, expected, for_keepers
from supervision.views.office.slips import slips_page

WRITES = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@for_keepers
def people(request: ActingRequest) -> HttpResponse:
    """Everybody, found by name, number, unit or pinyin initials."""
    return render(request, "office/people.html", lists.listed(request.GET, request.acting.now))


@require_safe
@for_keepers
def person(request: ActingRequest, pk: UUID) -> HttpResponse:
    """One person."""
    row = get_object_or_404(User, pk=pk)
    return render(request, "office/person.html", person_page(row, request.acting.now))


@WRITES
@for_keepers
def person_new(request: ActingRequest) -> HttpResponse:
    """Somebody joins; the answer is the slip to print."""
    acting, unit = request.acting, request.GET.get("unit", "")
    form = NewPersonForm(units(acting.now), request.POST or None, initial={"unit": unit})
    edit = Edit(
        title=_("A new person"),
        form=form,
        back=reverse("office_people"),
        button=_("Enter and print the slip"),
        says=[_("They sign in with the slip that is printed next, and choose their own password.")],
    )

    def do(given: dict[str, Any]) -> HttpResponse:
        user = persons.enrol(
            given["username"],
            given["name"],
            given["phone"],
            given["unit"],
            given["role"],
            given["title"],
            given["why"],
            by=acting.post,
            now=acting.now,
        )
        return slips_page(request, [user], given["why"], reverse("office_person", args=[user.pk]))

    return edited(request, edit, do)


@WRITES
@for_keepers
def person_edit(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Name and number."""
    row, acting = get_object_or_404(User, pk=pk), request.acting
    form = PersonForm(request.POST or None, initial={"name": row.display_name, "phone": row.phone})

    def do(given: dict[str, Any]) -> str:
        persons.describe(
            row,
            given["name"],
            given["phone"],
            given["why"],
            by=acting.post,
            now=acting.now,
            expected=expected(request),
        )
        return _("%(name)s: changed.") % {"name": given["name"]}

    return edited(request, of_person(row, _("Name and phone"), form, _("Save")), do)


@WRITES
@for_keepers
def post_new(request: ActingRequest, pk: UUID) -> HttpResponse:
    """A further post, from now on."""
    row, acting = get_object_or_404(User, pk=pk), request.acting
    edit = of_person(row, _("Appoint"), PostForm(units(acting.now), request.POST or None), _("Appoint"))
    edit.says = [_("The post is held from this moment on.")]

    def do(given: dict[str, Any]) -> str:
        post = persons.give_post(
            row,
            given["unit"],
            given["role"],
            given["title"],
            given["why"],
            by=acting.post,
            now=acting.now,
            expected=expected(request),
        )
        return _("%(name)s is appointed: %(unit)s, %(role)s.") % {
            "name": row,
            "unit": given["unit"].label,
            "role": Role(post.role).label,
        }

    return edited(request, edit, do)


@WRITES
@for_keepers
def post_end(request: ActingRequest, pk: UUID) -> HttpResponse:
    """The post ends at once; what it owes is said before."""
    acting = request.acting
    post = get_object_or_404(Post.objects.at(acting.now).select_related("user", "unit"), pk=pk)
    words = {"unit": post.unit.label, "called": post.called}
    edit = of_person(
        post.user, _("End the post %(unit)s, %(called)s") % words, WhyForm(request.POST or None), _("End it")
    )
    edit.says = ending(post, acting.now)
    edit.warn = [_("It takes effect at once: the next page %(name)s opens is without it.") % {"name": post.user}]

    def do(given: dict[str, Any]) -> str:
        persons.end(post, given["why"], by=acting.post, now=acting.now, expected=expected(request))
        return _("%(name)s no longer holds the post %(unit)s, %(called)s.") % {"name": post.user, **words}

    return edited(request, edit, do)


@WRITES
@for_keepers
def post_leave(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Somebody of the unit stands in."""
    acting = request.acting
    post = get_object_or_404(Post.objects.at(acting.now).select_related("user", "unit"), pk=pk)
    others = Post.objects.at(acting.now).filter(unit_id=post.unit_id).exclude(user_id=post.user_id)
    form = LeaveForm(others.select_related("user").order_by("rank", "valid_from"), request.POST or None)
    words = {"unit": post.unit.label, "called": post.called}
    edit = of_person(post.user, _("Leave from the post %(unit)s, %(called)s") % words, form, _("Arrange it"))
    edit.says = [_("Whoever stands in gets what falls to the post meanwhile, and may do what its holder may.")]

    def do(given: dict[str, Any]) -> str:
        since, until = max(morning(given["since"]), acting.now), morning(given["until"] + timedelta(days=1))
        row = persons.arrange_leave(
            post, UUID(given["user"]), since, until, by=acting.post, now=acting.now, expected=expected(request)
        )
        return _("%(name)s stands in.") % {"name": row.user}

    return edited(request, edit, do)


@require_POST
@for_keepers
def leave_end(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Back early."""
    row, acting = get_object_or_404(Acting.objects.select_related("post"), pk=pk), request.acting
    try:
        leave.call_back(row.pk, by=acting.post, now=acting.now)
    except Refused as refused:
        messages.warning(request, refused.words)
    else:
        messages.success(request, _("The leave has ended."))
    return redirect("office_person", pk=row.post.user_id)


def of_person(row: User, title: str, form: Any, button: str) -> Edit:
    """A change of one person's page."""
    return Edit(
        title=title,
        form=form,
        back=reverse("office_person", args=[row.pk]),
        button=button,
        crumb=str(row),
        expected=seq_of(*persons.streams_of(row.pk)),
    )


def units(now: datetime) -> list[Unit]:
    """The units of today."""
    return list(Unit.objects.on(timezone.localtime(now).date()))


def morning(day: date) -> datetime:
    """The beginning of a day."""
    return datetime.combine(day, time(0), timezone.get_default_timezone())
