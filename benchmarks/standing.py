"""Parts on work that touches everything at once: recomputing every clock after a calendar edit, and the seal."""

import resource
from collections.abc import Callable
from datetime import datetime, timedelta

from benchmarks.kit import Cost, Part, cost
from benchmarks.schedule import LATER
from supervision.actions.calendar_edit import set_days
from supervision.actions.jobs import reckon_calendar
from supervision.actions.seals import seal
from supervision.models import Event, Seal, StreamHead

EDITED = LATER + timedelta(hours=1)  # everything that runs was filed an hour ago, and nothing of it is due
FAR = datetime(2040, 1, 2, tzinfo=LATER.tzinfo)


def reckon(part: Part, count: int) -> None:
    """A calendar edit that changes no time, then one that moves every one of them: a typhoon day, entered late."""
    part.costs(f"reckoning {count} duties, none changed", [reckoned(FAR, EDITED, lambda: 0)])
    every = [reckoned(LATER, EDITED + timedelta(minutes=1), corrections)]
    part.costs(f"reckoning {count} duties, each moved", every)
    part.figure("all of it", "s", every[0].wall)
    part.figure("duties moved", "", corrections())
    part.figure("peak memory", "MiB", peak())


def reckoned(day: datetime, now: datetime, wanted: Callable[[], int]) -> Cost:
    """The worker's own job, from its claim to its end, at a standing clock."""
    before = wanted()
    _event, job = set_days([day.date()], "off", "台风", "bench", now=now)
    found = cost(lambda: reckon_calendar(job, lambda: now)["subjects"])
    if wanted is corrections and wanted() - before < found.count - 80:  # all but what has no clock under way
        raise AssertionError(f"{found.count} subjects were reckoned, {wanted() - before} corrected")
    return found


def corrections() -> int:
    """How many times a calendar correction has moved something."""
    return Event.objects.filter(action="correct").count()


def sealing(part: Part, count: int) -> None:
    """Everything written since the founding in one go, as after a night of it; then a seal with nothing to say."""
    moved = StreamHead.objects.count()
    found = cost(lambda: sealed(moved))
    part.costs(f"seal of N={count}, each head", [found])
    part.figure("all of it", "s", found.wall)
    part.figure("peak memory", "MiB", peak())
    part.figure("seals", "", Seal.objects.count())
    idle = [cost(lambda: sealed(1)) for _ in range(5)]
    part.figure("seal with nothing moved", "ms", *(one.wall * 1e3 for one in idle))


def sealed(count: int) -> int:
    """Seals until nothing is left."""
    while seal(EDITED + timedelta(hours=1)) is not None:
        pass
    if StreamHead.objects.filter(sealed_seq=0).exists():
        raise AssertionError("a head was left unsealed")
    return count


def peak() -> float:
    """MiB this process came to need."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
