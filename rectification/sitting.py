"""A sitting: one entry from its filing on, many steps under one lock, written once: the same ledger as step by step.

The bulk form of `actions.take`, for histories that are written down afterwards (the demo city). People take their steps
one by one; whoever holds a sitting answers for it that the people of its steps may see the entry.
"""

from datetime import datetime
from uuid import UUID

from django.db.models import Max

from rectification.actions import step
from rectification.desk import Actor, Desk
from rectification.facts import FilingData, StepData
from rectification.filing import check_filing, draft, lock_numbers, period_of
from rectification.models import Ticket
from rectification.places import Spot
from rectification.search import refresh
from rectification.settle import settle_desk
from rectification.workflow import Action
from sites.models import City
from supervision.actions.book import write
from supervision.actions.numbers import next_number
from supervision.models import Event, Tenure
from supervision.roster import Roster


class Sitting:
    """A new entry on its desk, in the transaction of whoever opened it; nothing is written before `write`."""

    def __init__(
        self, data: FilingData, *, by: Actor, now: datetime, rosters: dict[UUID, Roster] | None = None
    ) -> None:
        """`rosters` are those of earlier sittings: who held a post in the past does not change any more."""
        check_filing(data, by, now)
        self.desk, self.filed = draft(data, by, now, number_then, rosters)

    def take(self, action: Action, *, by: Actor | None, now: datetime, data: StepData | None = None) -> Event:
        """One step at its moment, after everything that fell due before it."""
        self.settle(now, by)
        return step(self.desk, action, data or StepData())

    def settle(self, now: datetime, by: Actor | None = None) -> None:
        """Everything due by now; the desk is then as a step would find it that came now."""
        desk = self.desk
        desk.now, desk.recorded_at, desk.actor = desk.book.at(now), now, by
        for name in ("functions", "ladder_version"):  # what was in force that day
            desk.__dict__.pop(name, None)
        desk.__dict__["tenures"] = sorted(desk.book.fresh(Tenure), key=lambda row: (row.valid_from, row.id))
        settle_desk(desk, now)

    def write(self) -> Ticket:
        """The entry with all its rows and events."""
        write([self.desk.book])
        refresh([self.desk.ticket.id])
        return self.desk.ticket


def number_then(desk: Desk, data: FilingData, spot: Spot, city: City) -> None:
    """Who writes down what was filed in a month that is over takes that month's next number."""
    period, counter = period_of(desk.now), lock_numbers(desk, data, spot, city)
    no = next_number(counter, period) if period >= counter.period else last_of(f"{city.series}{period}-") + 1
    desk.put(number=f"{city.series}{period}-{no:05d}")


def last_of(month: str) -> int:
    """The last number taken in a month: "LC2609-"; the counter has moved on, its lock still keeps others off."""
    entries = Ticket.objects.filter(number__range=(f"{month}00000", f"{month}99999"))
    taken = entries.aggregate(last=Max("number"))["last"]
    return int(taken.removeprefix(month)) if taken else 0
