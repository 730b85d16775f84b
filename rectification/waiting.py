"""Proposals that wait for the office's word, of entries and of units: since when, and which have waited too long."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from rectification.models import Measure, UnitMeasure
from rectification.workflow import OWNED
from supervision.actions.calendars import load_calendar
from supervision.ladder import Rung
from supervision.workcalendar import WorkCalendar

PATIENCE = 3  # working days after that of the proposal
EVERY = tuple(rung.code for rung in Rung)
ASKED = ("rung", "revoked_at", "confirmed_at", "proposed_at", "duty__state", "duty__rungs")  # whether one still waits
FARTHEST = 90  # days in which the calendar has so many working days


def of_entries(rungs: Iterable[str] = EVERY) -> list[datetime]:
    """When each entry's measure that still waits was proposed, of these rungs: one query."""
    rows = Measure.objects.live().filter(ticket__status__in=list(OWNED), confirmed_at=None, rung__in=list(rungs))
    return [row.proposed_at for row in rows.select_related("duty").only(*ASKED) if row.waits]


def of_units(rungs: Iterable[str] = EVERY) -> list[datetime]:
    """When each unit's that still waits was proposed, of these rungs: one query."""
    rows = UnitMeasure.objects.filter(confirmed_at=None, revoked_at=None, rung__in=list(rungs))
    return list(rows.values_list("proposed_at", flat=True))


def patient_since(calendar: WorkCalendar, now: datetime) -> datetime:
    """Whatever was proposed before this moment has waited too long: so many working days after its own are over."""
    left = PATIENCE
    for day in back(timezone.localtime(now).date()):
        spans = calendar.spans_on(day)
        left -= bool(spans) and spans[-1][1] <= now
        if not left:
            break
    return datetime.combine(day, time(0), timezone.get_default_timezone())


def back(day: date) -> Iterator[date]:
    """This day and those before it."""
    return (day - timedelta(days=n) for n in range(FARTHEST))


def waited(calendar: WorkCalendar, since: datetime, now: datetime) -> int:
    """Working days that have begun since the day of the proposal."""
    first, last = timezone.localtime(since).date(), timezone.localtime(now).date()
    return sum(calendar.is_workday(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))


def late_entries(now: datetime) -> int:
    """How many measures of entries have waited too long."""
    return too_long(of_entries(), now)


def late_units(now: datetime) -> int:
    """How many measures of units have waited too long."""
    return too_long(of_units(), now)


def too_long(proposed: list[datetime], now: datetime) -> int:
    """How many of these moments lie too far back."""
    if not proposed:
        return 0
    since = patient_since(load_calendar(), now)
    return sum(at < since for at in proposed)


def promised(until: datetime) -> Counter[UUID]:
    """By the post that leads them: listings and talks in force whose target date or promised day has come by then."""
    rows = Measure.objects.live().filter(confirmed_at__isnull=False, until__lte=until, post__isnull=False)
    return Counter(row.post_id for row in rows.select_related("duty") if row.stands and row.post_id)


def promised_by_units(until: datetime) -> Counter[UUID]:
    """By the post that held the talk: what units promised for that day; nothing ends it, so it is said once."""
    rows = UnitMeasure.objects.filter(revoked_at=None, confirmed_at__isnull=False, post__isnull=False)
    rows = rows.filter(until__gt=until - timedelta(days=1), until__lte=until)
    return Counter(row for row in rows.values_list("post_id", flat=True) if row)
