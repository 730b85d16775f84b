"""A year of the working calendar: twelve months of days, the office hours, what was changed."""

import calendar as months
from collections import Counter
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from supervision.actions.calendars import CALENDAR_STREAM
from supervision.actions.standing import seq_of
from supervision.models import CalendarDay, OfficeHours
from supervision.office.history import history
from supervision.wording import WEEKDAYS
from supervision.workcalendar import DEFAULT_HOURS, DayKind, WorkCalendar

AHEAD, BEHIND = 2, 3  # years to turn to


def year_page(year: int, calendar: WorkCalendar, now: datetime) -> dict[str, Any]:
    """The whole page: a fixed number of queries."""
    today = timezone.localtime(now).date()
    days = {row.date: row for row in CalendarDay.objects.filter(date__year=year, active=True)}
    found = [month_of(year, number, calendar, days, today) for number in range(1, 13)]
    kinds = Counter(day["kind"] for month in found for week in month["weeks"] for day in week if day)
    return {
        "year": year,
        "known": calendar.known(year),
        "years": [
            {"label": str(one), "url": f"?year={one}", "on": one == year, "known": calendar.known(one)}
            for one in range(today.year - BEHIND, today.year + AHEAD + 1)
        ],
        "months": found,
        "weekdays": [str(day) for day in WEEKDAYS],
        "worked": kinds["work"] + kinds["makeup"],
        "makeup": kinds["makeup"],
        "off": kinds["off"],
        "holidays": holidays(list(days.values())),
        "hours": hours(today),
        "expected": seq_of(CALENDAR_STREAM),
        "history": history([CALENDAR_STREAM], now),
        "know_url": reverse("office_calendar_year", args=[year]),
        "empty": not days,
    }


def month_of(
    year: int, number: int, calendar: WorkCalendar, days: dict[date, CalendarDay], today: date
) -> dict[str, Any]:
    """One month in weeks from Monday on; days of other months are left empty."""
    weeks = months.Calendar(firstweekday=0).monthdatescalendar(year, number)
    return {
        "label": date_format(date(year, number, 1), pgettext("date format", "F")),
        "weeks": [
            [day_of(day, calendar, days, today) if day.month == number else None for day in week] for week in weeks
        ],
    }


def day_of(day: date, calendar: WorkCalendar, days: dict[date, CalendarDay], today: date) -> dict[str, Any]:
    """One day: worked, weekend, a day off by notice, or a make-up day."""
    row = days.get(day)
    kind = "work" if calendar.is_workday(day) else "rest"
    if row is not None:
        kind = "makeup" if row.kind == DayKind.WORK else "off"
    label = f"{date_format(day, pgettext('date format', 'j M'))} {word_of(kind)} {row.name if row else ''}"
    return {
        "n": day.day,
        "kind": kind,
        "name": row.name if row else "",
        "url": f"{reverse('office_calendar_days')}?first={day.isoformat()}&last={day.isoformat()}",
        "today": day == today,
        "label": label.strip(),
    }


def word_of(kind: str) -> str:
    """A kind of day in a word."""
    return {
        "work": _("working day"),
        "rest": _("weekend"),
        "off": _("day off"),
        "makeup": _("make-up working day"),
    }[kind]


def holidays(rows: list[CalendarDay]) -> list[dict[str, Any]]:
    """The notice as a list: each name with its days off and its make-up days."""
    names: dict[str, dict[str, list[date]]] = {}
    for row in sorted(rows, key=lambda one: one.date):
        names.setdefault(row.name or _("without a name"), {"off": [], "work": []})[row.kind].append(row.date)
    return [{"name": name, "off": spans(found["off"]), "work": spans(found["work"])} for name, found in names.items()]


def spans(days: list[date]) -> str:
    """Days in a row as from-to."""
    runs: list[list[date]] = []
    for day in days:
        if runs and (day - runs[-1][-1]).days == 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    words = []
    for run in runs:
        first, last = (date_format(day, pgettext("date format", "j M")) for day in (run[0], run[-1]))
        words.append(first if len(run) == 1 else f"{first} — {last}")
    return pgettext("enumeration", ", ").join(words)


def hours(today: date) -> list[dict[str, Any]]:
    """The office hours by season; the row that counts today is marked."""
    rows = list(OfficeHours.objects.order_by("valid_from", "id"))
    covering = [row for row in rows if (row.valid_from or date.min) <= today <= (row.valid_to or date.max)]
    current = covering[-1] if covering else None
    found = [
        {
            "spans": "  ".join(f"{start}—{end}" for start, end in row.spans),
            "from": row.valid_from,
            "to": row.valid_to,
            "on": row is current,
        }
        for row in rows
    ]
    plain = "  ".join(f"{start:%H:%M}—{end:%H:%M}" for start, end in DEFAULT_HOURS.spans)
    return [{"spans": plain, "from": None, "to": None, "on": current is None, "default": True}, *found]
