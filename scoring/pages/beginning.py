"""Which periods can be counted now, and of the others why not yet."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Min
from django.utils.translation import gettext as _

from scoring import periods
from scoring.actions.rankings import IN_FLIGHT
from scoring.lines import SCORED_KINDS
from scoring.models import Ranking
from scoring.pages.rankings import KINDS
from scoring.periods import Kind, Period, full_words
from supervision.models import Duty
from supervision.wording import moment
from supervision.workcalendar import WorkCalendar

# How many periods back one may still begin.
BACK = {Kind.WEEK: 6, Kind.MONTH: 6, Kind.QUARTER: 4, Kind.YEAR: 3}
Editions = dict[tuple[str, str], str]


def countable(now: datetime, calendar: WorkCalendar) -> list[dict[str, Any]]:
    """By kind: the periods that can be begun, latest first, and a sentence where there is more to say: two queries."""
    first = Duty.objects.filter(kind__in=SCORED_KINDS).aggregate(first=Min("score_due_at"))["first"]
    editions: Editions = {}
    rows = Ranking.objects.exclude(state=Ranking.State.DROPPED).order_by("nth")
    for kind, code, state in rows.values_list("kind", "code", "state"):
        editions[kind, code] = state
    return [of_kind(kind, now, calendar, editions, first) for kind in Kind]


def of_kind(
    kind: Kind, now: datetime, calendar: WorkCalendar, editions: Editions, first: datetime | None
) -> dict[str, Any]:
    """One kind of period."""
    held = on_its_way(kind, editions)
    found = []
    for period in back_from(kind, now):
        if first is None or period.ends <= first:
            break
        ready = periods.cut_off(period, calendar) + IN_FLIGHT <= now
        after_open = held is not None and held.ends <= period.starts
        if ready and (str(kind), period.code) not in editions and not after_open:
            found.append(period)
    return {
        "kind": str(kind),
        "label": str(KINDS[kind]),
        "periods": [(f"{kind}:{period.code}", full_words(period)) for period in found],
        "says": says(kind, held, now, calendar) if not found else "",
    }


def on_its_way(kind: Kind, editions: Editions) -> Period | None:
    """The earliest period whose ranking is neither published nor dropped: what follows it has to wait."""
    open_ones = [
        Period(kind, code)
        for (own, code), state in editions.items()
        if own == kind and state != Ranking.State.PUBLISHED
    ]
    return min(open_ones, key=lambda period: period.starts, default=None)


def back_from(kind: Kind, now: datetime) -> Iterator[Period]:
    """The periods that have ended, latest first."""
    period = periods.of(kind, now).previous
    for _n in range(BACK[kind]):
        yield period
        period = period.previous


def says(kind: Kind, held: Period | None, now: datetime, calendar: WorkCalendar) -> str:
    """Why none of a kind can be begun."""
    if held is not None:
        return _("%(period)s is on its way; the next one follows when it is published or dropped.") % {
            "period": full_words(held)
        }
    period = periods.of(kind, now).previous
    if periods.cut_off(period, calendar) + IN_FLIGHT <= now:
        period = period.next
    at = periods.cut_off(period, calendar) + IN_FLIGHT
    return _("%(period)s can be counted from %(at)s on.") % {"period": full_words(period), "at": moment(at, now)}
