"""Numbers of a series: permanent, without gaps, one counter row that is locked last (ENGINE 14)."""

from django.db import connection

from supervision.actions import rows
from supervision.models import Counter


def lock_counter(series: str) -> Counter:
    """The series' row, locked until the end of the transaction; whoever files holds it, so filings see each other."""
    rows = Counter.objects.filter(pk=series)
    if connection.features.has_select_for_update:
        rows = rows.select_for_update()
    counter = rows.first()
    if counter is None:
        Counter.objects.bulk_create([Counter(series=series)], ignore_conflicts=True)
        counter = rows.get()
    return counter


def next_number(counter: Counter, period: str) -> int:
    """The next number; a new period starts again at 1."""
    if period > counter.period:
        counter.period, counter.last = period, 0
    counter.last += 1
    rows.update([counter], ["period", "last"])
    return counter.last
