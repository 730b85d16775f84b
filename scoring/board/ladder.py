"""How many open entries stand at least on each rung, as the ledger lists them."""

from dataclasses import dataclass

from django.db.models import Count

from rectification.pages.measures import live_units
from rectification.pages.viewer import Viewer
from supervision.ladder import Rung
from supervision.models import Duty, DutyKind, DutyState
from supervision.paging import capped_count

STEPS = (Rung.REMINDER, Rung.SUPERVISION, Rung.LISTED, Rung.CIRCULAR, Rung.TALK)


@dataclass(frozen=True)
class Ladder:
    """Open entries (to 10,000, then one more), of them those on a rung or above it; units called to a talk."""

    open: int
    reached: dict[str, int]  # code of the rung -> entries
    units: int


def count(viewer: Viewer) -> Ladder:
    """Three queries, none of which looks at what is on no rung."""
    opened = capped_count(viewer.present().filter(main_duty__isnull=False))  # what has one is open, and all of it
    standing = on_rungs()
    reached = {step.code: sum(n for rung, n in standing.items() if rung >= step) for step in STEPS}
    talks = live_units(viewer).filter(rung=Rung.TALK.code, confirmed_at__isnull=False)
    return Ladder(opened, reached, talks.count())


def on_rungs() -> dict[int, int]:
    """Highest rung -> entries whose unit owes the fix: one query, from the index of those on a rung."""
    rows = Duty.objects.filter(kind=DutyKind.RECTIFY, parent=None, highest_rung__gte=Rung.REMINDER)
    rows = rows.exclude(state=DutyState.DONE).order_by()
    return dict(rows.values_list("highest_rung").annotate(n=Count("pk")))
