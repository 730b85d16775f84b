"""The night roster of one's unit: four weeks of nights, who is on duty in each, planned by whoever leads the unit."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from sites.models import Unit
from supervision.acting import ActingRequest
from supervision.actions.calendars import load_calendar
from supervision.actions.nights import may_plan, plan, planned, stream_of
from supervision.actions.standing import seq_of
from supervision.models import NightDuty, Post, User
from supervision.nights import Shift, shift_at, shift_of
from supervision.office.history import history
from supervision.refusals import NotAllowed, Refused
from supervision.roles import CHECKS, HANDLES, KEEPS
from supervision.staging import read_id
from supervision.views.office.frame import expected
from supervision.wording import clock_word
from supervision.workcalendar import WorkCalendar

SHOWN = 28
FIELD = "night-{}"


@require_safe
def nights(request: ActingRequest) -> HttpResponse:
    """The nights as they stand."""
    return page(request, unit_of(request))


@require_POST
def nights_plan(request: ActingRequest) -> HttpResponse:
    """Plans what was chosen, or lets those who work here take turns in what is still open."""
    unit, own = unit_of(request), request.acting.post
    calendar, now = load_calendar(), request.acting.now
    wanted = given(request, shown(calendar, now))
    if request.POST.get("how") == "turns":
        wanted = in_turn(wanted, [person.pk for person in people_of(unit, request)])
    try:
        event = plan(unit.pk, wanted, calendar=calendar, now=now, by=own, expected=expected(request))
    except NotAllowed as refused:
        raise PermissionDenied(refused.words) from None
    except Refused as refused:
        return page(request, unit, wanted, refused)
    n = len(event.facts["nights"]) if event else 0
    messages.success(request, ngettext("%(n)s night planned.", "%(n)s nights planned.", n) % {"n": n})
    return redirect(f"{reverse('nights')}{asked(unit, request)}")


def asked(unit: Unit, request: ActingRequest) -> str:
    """What the address says of a unit that is not one's own."""
    return f"?unit={unit.pk}" if unit.pk != request.acting.post.unit_id else ""


def unit_of(request: ActingRequest) -> Unit:
    """One's own unit; the office may name another one."""
    post = request.acting.post
    if post.role not in (*HANDLES, *CHECKS):
        raise PermissionDenied(_("Your post has no nights to plan."))
    other = request.GET.get("unit", "")
    if not other or post.role not in KEEPS:
        return post.unit
    pk = read_id(other)
    found = Unit.objects.on(timezone.localdate(request.acting.now)).filter(pk=pk).first() if pk else None
    if found is None:
        raise Http404
    return found


def shown(calendar: WorkCalendar, now: datetime) -> list[Shift]:
    """Four weeks of nights, from the one that runs or comes next."""
    first = shift_at(calendar, now)
    return [first, *(shift_of(calendar, first.day + timedelta(days=n)) for n in range(1, SHOWN))]


def people_of(unit: Unit, request: ActingRequest) -> list[User]:
    """Whoever can be on duty, each once, in the order of rank: one query."""
    rows = Post.objects.at(request.acting.now).filter(unit=unit, role__in=(*HANDLES, *CHECKS)).select_related("user")
    return list({row.user_id: row.user for row in rows.order_by("rank", "valid_from", "id")}.values())


def given(request: ActingRequest, shifts: Sequence[Shift]) -> dict[date, UUID | None]:
    """What was chosen for the nights that were on the page."""
    names = {shift.day: FIELD.format(shift.day.isoformat()) for shift in shifts}
    return {day: read_id(request.POST[name]) for day, name in names.items() if name in request.POST}


def in_turn(wanted: dict[date, UUID | None], people: list[UUID]) -> dict[date, UUID | None]:
    """The open nights, given out in turn: whoever comes after the one before begins."""
    filled: dict[date, UUID | None] = {}
    last: UUID | None = None
    for day, person in sorted(wanted.items()):
        if person is None and people:
            person = people[(people.index(last) + 1) % len(people)] if last in people else people[0]
        filled[day] = last = person
    return filled


def page(
    request: ActingRequest,
    unit: Unit,
    wanted: dict[date, UUID | None] | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    """The nights as they stand, or as they were chosen where the choice was refused."""
    acting, calendar, people = request.acting, load_calendar(), people_of(unit, request)
    shifts = shown(calendar, acting.now)
    standing = planned(unit.pk, shifts)
    chosen = wanted or {day: row.user_id for day, row in standing.items()}
    leads = may_plan(acting.post, unit.pk)
    cells = [cell(shift, standing.get(shift.day), chosen.get(shift.day), calendar, request) for shift in shifts]
    stream = stream_of(unit.pk)
    context = {
        "unit": unit.label,
        "refused": {"text": refused.words} if refused else None,
        "weekdays": [str(WEEKDAYS_ABBR[n]) for n in range(7)],
        "before": list(range(shifts[0].day.weekday())),
        "cells": cells,
        "open_n": sum(not one["name"] for one in cells),
        "tonight": cells[0],
        "people": [{"id": person.pk, "name": str(person)} for person in people],
        "plan_url": f"{reverse('nights_plan')}{asked(unit, request)}" if leads and people else "",
        "expected": seq_of(stream),
        "history": history([stream], acting.now) if leads else None,
    }
    return render(request, "supervision/nights.html", context, status=refused.status if refused else 200)


def cell(
    shift: Shift, row: NightDuty | None, chosen: UUID | None, calendar: WorkCalendar, request: ActingRequest
) -> dict[str, Any]:
    """One night."""
    now = request.acting.now
    form = "n.j" if request.LANGUAGE_CODE.startswith("zh") else "j M"
    return {
        "field": FIELD.format(shift.day.isoformat()),
        "day": date_format(shift.day, form),
        "weekday": str(WEEKDAYS_ABBR[shift.day.weekday()]),
        "off": not calendar.is_workday(shift.day),
        "from": clock_word(shift.begins),
        "until": clock_word(shift.ends),
        "runs": shift.begins <= now,
        "name": str(row.user) if row else "",
        "mine": bool(row and row.user_id == request.acting.user.pk),
        "chosen": chosen,
    }
