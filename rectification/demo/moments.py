"""Moments of a working life: so many office hours later or earlier, a share of a limit, a due time to come."""

import random
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from supervision.limits import Limit, Unit
from supervision.workcalendar import WorkCalendar

OFFICE = Unit.WORKHOUR
DAY_HOURS = 7  # office hours of an ordinary day


@dataclass(frozen=True)
class Moments:
    """Arithmetic of the demo city's days; every answer is aware and in the city's own time."""

    calendar: WorkCalendar
    zone: ZoneInfo

    def later(self, moment: datetime, hours: float) -> datetime:
        """So many office hours later."""
        return self._local(self.calendar.add_span(moment, timedelta(hours=hours), OFFICE))

    def earlier(self, moment: datetime, hours: float) -> datetime:
        """So many office hours earlier."""
        return self._local(self.calendar.subtract_span(moment, timedelta(hours=hours), OFFICE))

    def share(self, start: datetime, limit: Limit, share: float) -> datetime:
        """When that share of a limit has gone; people of an office act in office hours."""
        if limit.unit == Unit.HOUR:
            return start + timedelta(hours=limit.value * share)
        if limit.unit == Unit.DAY:
            return self.later(start + timedelta(days=limit.value * share), 0.1)
        hours = limit.value * (DAY_HOURS if limit.unit == Unit.WORKDAY else 1)
        return self.later(start, max(0.05, hours * share))

    def filing_for(self, due: datetime, limit: Limit, chance: random.Random) -> datetime:
        """A moment at which a problem filed under the limit falls due at `due` (for days: on that day)."""
        if limit.unit == Unit.WORKHOUR:
            return self._local(self.calendar.subtract_span(due, timedelta(hours=limit.value), OFFICE))
        if limit.unit in (Unit.HOUR, Unit.DAY):
            hours = limit.value * (24 if limit.unit == Unit.DAY else 1)
            return self._local(due - timedelta(hours=hours))
        day = due.astimezone(self.zone).date()
        for _ in range(limit.value):
            day -= timedelta(days=1)
            while not self.calendar.is_workday(day):
                day -= timedelta(days=1)
        opens = datetime.combine(day, time(8, 35), self.zone)
        return self.later(opens, chance.uniform(0.1, 5.5))

    def close(self, moment: datetime, days: int = 0) -> datetime:
        """The office's next close at or after the moment, or the one so many office days after that."""
        found = self.calendar.next_close(moment)
        for _ in range(days):
            found = self.calendar.next_close(found + timedelta(minutes=1))
        return self._local(found)

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone).replace(microsecond=0)
