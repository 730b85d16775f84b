"""When the filings of the benchmarks fall due. Pure: the part that starts the others needs it before any database."""

from datetime import datetime, timedelta, timezone

CITY = timezone(timedelta(hours=8))
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=CITY)  # an ordinary week, no holiday near
# Four office hours: moments at which the three rungs of all filings of one Monday morning have fallen due.
RUNGS = (timedelta(hours=5, minutes=45), timedelta(hours=6, minutes=45), timedelta(days=1, hours=9))
QUIET = datetime(2026, 7, 1, 9, 0, tzinfo=CITY)  # every group has been swept, nothing else is due
LATER = datetime(2026, 8, 3, 9, 0, tzinfo=CITY)  # what nobody sweeps is filed then, and runs


def monday(group: int) -> datetime:
    """The morning on which a group is filed: each has two weeks of its own, in which it climbs to the circular."""
    return MONDAY + timedelta(weeks=2 * group)


def early(group: int) -> datetime:
    """Before the group is filed: every rung of the groups before it has fallen due."""
    return monday(group).replace(hour=8)


def moments(group: int) -> list[datetime]:
    """When the worker looks: after the group's warnings, its reminders, its supervision."""
    return [monday(group) + rung for rung in RUNGS]
