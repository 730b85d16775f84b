"""What a page shows of a running clock: how much is left, how dark, and in which group of a list it stands. Pure."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from supervision.limits import Unit
from supervision.models import Duty, DutyState
from supervision.wording import moment, time_left
from supervision.workcalendar import WorkCalendar

SOON = 75  # per cent of the limit: its last quarter
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Bounds:
    """Where the groups of a list by time left begin and end; all four are moments."""

    now: datetime
    day_begins: datetime
    day_ends: datetime
    week_ends: datetime

    @classmethod
    def at(cls, now: datetime) -> "Bounds":
        """The groups as of now: past due, today (to 24:00), seven days, later."""
        zone = timezone.get_default_timezone()
        first = datetime.combine(timezone.localtime(now).date(), time(0), zone)
        return cls(now, first, first + timedelta(days=1), first + WEEK)

    def group(self, due: datetime) -> str:
        """The group of a due time."""
        if due <= self.now:
            return "late"
        if due <= self.day_ends:
            return "today"
        return "week" if due <= self.week_ends else "later"


def used_share(duty: Duty, now: datetime, calendar: WorkCalendar) -> int:
    """Per cent of the clock's time that is used up, measured as its limit is."""
    unit = Unit(duty.limit_unit)
    whole = calendar.elapsed(duty.clock_started_at, duty.due_at, unit)
    if whole <= timedelta(0):
        return 100
    return max(0, min(100, int(calendar.elapsed(duty.clock_started_at, now, unit) * 100 / whole)))


def level(due: datetime, used: int, bounds: Bounds) -> str:
    """How dark the time is drawn: the latest rule that fits wins (LOOK 2)."""
    group = bounds.group(due)
    if group in ("late", "today"):
        return group
    return "soon" if used >= SOON else group


def countdown(duty: Duty, now: datetime, calendar: WorkCalendar, *, long: bool = False) -> dict[str, Any]:
    """A duty's countdown for components/countdown.html; with `long` a late one says by when it was owed."""
    if duty.state == DutyState.PAUSED:
        return stopped(pgettext("countdown", "suspended"), moment(duty.running_since, now, clock=False))
    if duty.state != DutyState.RUNNING:
        return stopped(pgettext("countdown", "clock stands"))
    used = used_share(duty, now, calendar)
    at = level(duty.due_at, used, Bounds.at(now))
    late = at == "late"
    when = moment(duty.due_at, now)
    return {
        "level": at,
        "word": time_left(duty.due_at - now, late=late),
        "moment": _("was due %(moment)s") % {"moment": when} if late and long else when,
        "used": 100 if late else used,
        "due": duty.due_at,
    }


def stopped(word: str, beside: str = "") -> dict[str, Any]:
    """A clock that stands."""
    return {"level": "stop", "word": word, "moment": beside, "used": None, "due": None}
