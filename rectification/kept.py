"""Whether the limits that fell in some days were kept: one rule for the city's rate and for the list behind it.

A scored duty belongs to the days that hold its scored time (ENGINE 26). It counts once it is decided: struck off, or
past that time and not handed in by then. What waits for its check although it was handed in in time, and what is
suspended, is not decided yet. Both rules are of scored duties: whoever asks says so, in the words of an index.
"""

from datetime import datetime

from django.db.models import F, Q

from supervision.models import DutyState

YES, NO = "yes", "no"


def kept(path: str = "") -> Q:
    """Struck off, and the submission that passed came before the scored time; `path` leads to the duty."""
    return Q(**{f"{path}outcome": "passed", f"{path}stopped_at__lte": F(f"{path}score_due_at")})


def missed(now: datetime, path: str = "") -> Q:
    """Struck off after its time, or past it and still owed."""
    late = Q(**{f"{path}stopped_at__gt": F(f"{path}score_due_at")})
    owed = Q(**{f"{path}state__in": [DutyState.RUNNING, DutyState.STOPPED], f"{path}score_due_at__lte": now})
    return (Q(**{f"{path}outcome": "passed"}) & late) | (owed & (late | Q(**{f"{path}stopped_at": None})))
