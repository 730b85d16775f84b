"""The night roster of a unit, planned by whoever leads it: one stream for each unit, nobody overwritten unseen."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from supervision.actions.book import Book
from supervision.actions.standing import begin, enter
from supervision.ids import fixed_id, new_id
from supervision.models import Event, NightDuty, Post
from supervision.nights import Shift, shift_of
from supervision.refusals import NotAllowed, Refused
from supervision.roles import CHECKS, HANDLES, KEEPS, LEADS
from supervision.workcalendar import WorkCalendar

FARTHEST = 366  # days ahead


def stream_of(unit_id: UUID) -> UUID:
    """The stream of a unit's roster."""
    return fixed_id("nights", unit_id)


def may_plan(by: Post, unit_id: UUID) -> bool:
    """Whoever leads the unit, and the office."""
    return by.role in KEEPS or (by.unit_id == unit_id and by.role in LEADS)


def planned(unit_id: UUID, shifts: Iterable[Shift]) -> dict[date, NightDuty]:
    """Who is on duty in each shift; whoever came last, where somebody took over in the middle of it: one query."""
    found = list(shifts)
    span = {"valid_from__lt": found[-1].ends, "valid_to__gt": found[0].begins}
    rows = list(NightDuty.objects.filter(unit_id=unit_id, **span).select_related("user").order_by("valid_from", "id"))
    return {
        shift.day: row
        for shift in found
        for row in rows
        if max(row.valid_from, shift.begins) < min(row.valid_to, shift.ends) and row.valid_to >= shift.ends
    }


def plan(
    unit_id: UUID,
    wanted: Mapping[date, UUID | None],
    *,
    calendar: WorkCalendar,
    now: datetime,
    by: Post,
    expected: int | None = None,
) -> Event | None:
    """Who is on duty in the shifts of these days, None for nobody; what stays as it was leaves no trace.

    A shift that has begun is handed over now; one that is over, or farther ahead than a year, is refused.
    """
    if not may_plan(by, unit_id):
        raise NotAllowed("not_yours", _("This roster is not yours to plan."))
    shifts = [shift_of(calendar, day) for day in sorted(wanted)]
    if not shifts or shifts[0].ends <= now or (shifts[-1].begins - now).days > FARTHEST:
        raise Refused("bad_night", _("Plan nights that lie ahead, up to a year."))
    with transaction.atomic():
        book = begin("nights", stream_of(unit_id), now, expected)
        _check_people(unit_id, {person for person in wanted.values() if person}, now)
        standing, changed = planned(unit_id, shifts), {}
        for shift in shifts:
            row, person = standing.get(shift.day), wanted[shift.day]
            if (row.user_id if row else None) == person:
                continue
            changed[shift.day.isoformat()] = person
            _hand_over(book, unit_id, shift, row, person, now)
        facts = {"unit": unit_id, "nights": changed, "n": len(changed)}
        return enter(book, "plan", facts, "", now=now, by=by) if changed else None


def _hand_over(
    book: Book, unit_id: UUID, shift: Shift, row: NightDuty | None, person: UUID | None, now: datetime
) -> None:
    starts = max(shift.begins, now)
    if row is not None:  # a night that has not begun yet becomes empty
        book.change(row, valid_to=max(starts, row.valid_from))
    if person is not None:
        book.add(NightDuty(id=new_id(), unit_id=unit_id, user_id=person, valid_from=starts, valid_to=shift.ends))


def _check_people(unit_id: UUID, people: set[UUID], now: datetime) -> None:
    """They work in the unit today."""
    rows = Post.objects.at(now).filter(unit_id=unit_id, user_id__in=people, role__in=(*HANDLES, *CHECKS))
    if people - set(rows.values_list("user_id", flat=True)):
        raise Refused("no_colleague", _("Choose a colleague of the same unit."))
