"""The city's calendar and ladder as pure values, cached per process until their streams move on."""

from datetime import time
from uuid import UUID

from django.db import connection

from supervision.ids import fixed_id
from supervision.ladder import BUILT_IN
from supervision.ladder import LadderVersion as Ladder
from supervision.models import CalendarDay, CalendarYear, LadderVersion, OfficeHours, StreamHead
from supervision.workcalendar import Day, DayKind, WorkCalendar
from supervision.workcalendar import OfficeHours as Hours

CALENDAR_STREAM = fixed_id("calendar")
HELD = "SELECT seq, hash FROM supervision_streamhead WHERE id = %s FOR KEY SHARE"
_calendar: tuple[tuple[int, str], WorkCalendar] | None = None
_ladders: dict[int, Ladder] = {BUILT_IN.number: BUILT_IN}


def load_calendar() -> WorkCalendar:
    """The calendar as of its last event; one small query when nothing changed."""
    global _calendar
    head = _head()
    if _calendar is None or _calendar[0] != head:
        _calendar = (head, read_calendar())
    return _calendar[1]


def _head() -> tuple[int, str]:
    """How far the calendar's stream has come.

    Inside a transaction on PostgreSQL the row is held against edits until the end: an edit waits for the clocks that
    are being started under the old calendar, and so finds them when it brings the new one to every running clock.
    """
    rows = StreamHead.objects.filter(pk=CALENDAR_STREAM).values_list("seq", "hash")
    if connection.vendor == "postgresql" and connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute(HELD, [CALENDAR_STREAM])
            return cursor.fetchone() or (0, "")
    return rows.first() or (0, "")


def read_calendar() -> WorkCalendar:
    """The calendar from its rows."""
    days = {row.date: Day(DayKind(row.kind), row.name) for row in CalendarDay.objects.filter(active=True)}
    hours = [
        Hours(row.valid_from, row.valid_to, tuple((_time(a), _time(b)) for a, b in row.spans))
        for row in OfficeHours.objects.order_by("valid_from")
    ]
    known = frozenset(CalendarYear.objects.values_list("year", flat=True))
    return WorkCalendar(days, hours, known_years=known)


def ladder(version: int) -> Ladder:
    """A version of the ladder; versions never change, so they are kept."""
    if version not in _ladders:
        row = LadderVersion.objects.get(pk=version)
        _ladders[version] = Ladder.from_json(row.rules)
    return _ladders[version]


def ladder_in_force(now: object) -> int:
    """The version for clocks that start now."""
    found = LadderVersion.objects.filter(valid_from__lte=now).order_by("-version").values_list("version", flat=True)
    return found.first() or BUILT_IN.number


def _time(text: str) -> time:
    return time.fromisoformat(text)


def calendar_stream() -> UUID:
    """The stream of calendar edits."""
    return CALENDAR_STREAM
