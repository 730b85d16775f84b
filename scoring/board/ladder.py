"""How many open entries stand at least on each rung, as the ledger lists them."""

from dataclasses import dataclass

from django.db.models import Count

from rectification.filters import Filter
from rectification.pages.measures import live_units
from rectification.pages.viewer import Viewer
from supervision.ladder import Rung

STEPS = (Rung.REMINDER, Rung.SUPERVISION, Rung.LISTED, Rung.CIRCULAR, Rung.TALK)


@dataclass(frozen=True)
class Ladder:
    """Open entries, of them those on a rung or above it, and units that are called to a talk as a whole."""

    open: int
    reached: dict[str, int]  # code of the rung -> entries
    units: int


def count(viewer: Viewer) -> Ladder:
    """Two queries."""
    rows = Filter().rows(viewer.present(), viewer.now).order_by().values_list("lead_duty__highest_rung")
    standing = dict(rows.annotate(n=Count("pk")))
    reached = {step.code: sum(n for rung, n in standing.items() if rung is not None and rung >= step) for step in STEPS}
    talks = live_units(viewer).filter(rung=Rung.TALK.code, confirmed_at__isnull=False)
    return Ladder(sum(standing.values()), reached, talks.count())
