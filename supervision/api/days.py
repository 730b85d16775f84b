"""The working calendar for programs: the days of a year or a month, and one day."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from supervision.actions.calendars import load_calendar
from supervision.api.door import Door
from supervision.api.fields import FIRST_YEAR, LAST_YEAR
from supervision.api.queries import Query, read_query
from supervision.api.schema import told
from supervision.api.shapes import CalendarShape
from supervision.workcalendar import WorkCalendar


class CalendarQuery(Query):
    """Which days: a year, a month of it, or one day."""

    year = serializers.IntegerField(required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR)
    month = serializers.IntegerField(required=False, min_value=1, max_value=12)
    day = serializers.DateField(required=False, input_formats=["%Y-%m-%d"], help_text=_("One day, instead of a year."))

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A month is one of a year; a day says both itself."""
        if "month" in attrs and "year" not in attrs:
            raise serializers.ValidationError({"month": _("Say the year, too.")})
        if "day" in attrs and "year" in attrs:
            raise serializers.ValidationError({"day": _("Say either a day or a year.")})
        if "day" in attrs and not FIRST_YEAR <= attrs["day"].year <= LAST_YEAR:
            raise serializers.ValidationError({"day": _("This year lies out of range.")})
        return attrs


class CalendarDoor(Door):
    """When the offices are open."""

    @told(
        "calendar",
        _("Calendar"),
        _(
            "Whether each day is a working day, and when the offices are open: of this year, of `year`, of `month` in "
            "it, or of one `day`. `known` says whether the holidays of the year have been entered."
        ),
        query=CalendarQuery,
        answer=CalendarShape,
    )
    def get(self, request: Request) -> Response:
        """One query when nothing changed."""
        wanted, calendar = read_query(CalendarQuery, request.query_params), load_calendar()
        day = wanted.get("day")
        year = day.year if day else wanted.get("year", timezone.localdate(self.moment).year)
        days = [day] if day else days_of(year, wanted.get("month"))
        shown = [day_shape(calendar, each) for each in days]
        return Response({"year": year, "known": calendar.known(year), "days": shown})


def days_of(year: int, month: int | None) -> list[date]:
    """The days of a year, or of a month of it."""
    first = date(year, month or 1, 1)
    after = date(year + 1, 1, 1) if month in (None, 12) else date(year, month + 1, 1)
    return [first + timedelta(days=n) for n in range((after - first).days)]


def day_shape(calendar: WorkCalendar, day: date) -> dict[str, Any]:
    """One day as JSON; the name is that of the holiday, or of the one that is made up for."""
    row = calendar.days.get(day)
    spans = [[clock_of(start, calendar), clock_of(end, calendar)] for start, end in calendar.spans_on(day)]
    return {"date": day, "workday": calendar.is_workday(day), "name": row.name if row else "", "hours": spans}


def clock_of(moment: Any, calendar: WorkCalendar) -> str:
    """The time of day in the city."""
    return f"{moment.astimezone(calendar.tz):%H:%M}"
