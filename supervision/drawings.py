"""The day as a ruler and a limit as a fuse: places in per cent for components/day.html and fuse.html. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from supervision.limits import Unit
from supervision.wording import clock_word, moment, time_left
from supervision.workcalendar import WorkCalendar

Dict = dict[str, Any]
MARK_LEFT = 80  # from here on the word of a rung stands left of its mark
DESK, PHONE = 480, 250  # pixels of the narrowest panel a fuse is drawn in
CLOSE, WORD = 2.5, 6.0  # per cent: points that touch, and the width of a time of day


def day_line(now: datetime, calendar: WorkCalendar, owed: Iterable[datetime]) -> Dict | None:
    """The working day to scale with what falls due on it; None on a day off."""
    today = timezone.localtime(now).date()
    spans = calendar.spans_on(today)
    if not spans:
        return None
    ruler = Ruler(spans[0][0], spans[-1][1])
    due = Counter(at for at in owed if ruler.start <= at <= ruler.end)
    return {
        "summary": _day_summary(now, due),
        "spans": _day_spans(spans, ruler),
        "ticks": _day_ticks(spans, ruler),
        "labels": _day_labels(spans, ruler),
        "now": {"x": ruler.x(now), "word": _("now %(time)s") % {"time": clock_word(now)}} if ruler.holds(now) else None,
        "points": _day_points(due, now, ruler),
    }


@dataclass(frozen=True)
class Ruler:
    """A stretch of time by the clock."""

    start: datetime
    end: datetime

    def x(self, at: datetime) -> float:
        """Where a moment lies, in per cent."""
        return round((at - self.start) / (self.end - self.start) * 100, 1)

    def holds(self, at: datetime) -> bool:
        """Whether the moment lies on it."""
        return self.start <= at <= self.end


def _day_summary(now: datetime, due: Counter[datetime]) -> str:
    ahead = sum(n for at, n in due.items() if at > now)
    if not ahead:
        return _("Today's office hours; nothing falls due any more.")
    first = min(at for at in due if at > now)
    words = ngettext(
        "Today's office hours; %(n)s falls due, the first at %(first)s.",
        "Today's office hours; %(n)s fall due, the first at %(first)s.",
        ahead,
    )
    return words % {"n": ahead, "first": clock_word(first)}


def _day_spans(spans: list[tuple[datetime, datetime]], ruler: Ruler) -> list[Dict]:
    found: list[Dict] = []
    for number, (start, end) in enumerate(spans):
        if number:
            found.append({"a": ruler.x(spans[number - 1][1]), "b": ruler.x(start), "off": True})
        found.append({"a": ruler.x(start), "b": ruler.x(end), "off": False})
    return found


def _day_ticks(spans: list[tuple[datetime, datetime]], ruler: Ruler) -> list[Dict]:
    edges = {edge for span in spans for edge in span}
    hour = timezone.localtime(ruler.start).replace(minute=0) + timedelta(hours=1)
    hours = []
    while hour < ruler.end:
        if any(start < hour < end for start, end in spans):
            hours.append(hour)
        hour += timedelta(hours=1)
    ticks = [{"x": ruler.x(at), "major": False} for at in hours]
    return sorted([*ticks, *({"x": ruler.x(at), "major": True} for at in edges)], key=lambda tick: tick["x"])


def _day_labels(spans: list[tuple[datetime, datetime]], ruler: Ruler) -> list[Dict]:
    labels = [{"x": ruler.x(at), "word": clock_word(at), "on_line": False} for span in spans for at in span]
    for (_start, noon), (again, _end) in pairwise(spans):
        labels.append({"x": round((ruler.x(noon) + ruler.x(again)) / 2, 1), "word": _("clock stands"), "on_line": True})
    return labels


def _day_points(due: Counter[datetime], now: datetime, ruler: Ruler) -> list[Dict]:
    """What lies too close to be told apart becomes one point; of two words over one another the later goes."""
    points: list[Dict] = []
    for at, n in sorted(due.items()):
        x, look = ruler.x(at), "late" if at <= now else "due"
        if points and x - points[-1]["x"] < CLOSE and points[-1]["look"] == look:
            points[-1]["n"] += n
            continue
        points.append({"x": x, "look": look, "n": n, "above": clock_word(at), "below": ""})
    taken = [ruler.x(now)] if ruler.holds(now) else []
    for point in points:
        if point["x"] > 100 - CLOSE:
            point["above"] = ""  # the end of the ruler says when
        elif any(abs(point["x"] - x) < WORD for x in taken):
            point["above"] = ""
        else:
            taken.append(point["x"])
    return points


@dataclass
class Fuse:
    """One clock to scale: from its start to its limit, and beyond when something lies there."""

    start: datetime
    due: datetime
    now: datetime
    unit: Unit
    calendar: WorkCalendar
    stopped: datetime | None = None
    sealed: datetime | None = None
    warned: datetime | None = None
    rungs: list[tuple[str, datetime]] = field(default_factory=list)

    def draw(self) -> Dict | None:
        """The drawing; None for a clock without length."""
        whole = self._length(self.last)
        if whole <= timedelta(0):
            return None
        self.whole = whole
        moving = self.stopped is None
        return {
            "summary": self.summary(),
            "end": self.x(self.due),
            "bars": self.bars(),
            "ticks": [0, self.x(self.due)],
            "top": self.top(),
            "below": self.below(),
            "warns": [self.x(self.warned)] if self.warned else [],
            "rungs": self.marks(),
            "now": self.x(self.now) if moving else None,
            "tail": 100 if moving and self.now > self.due else None,
            "seal": self.x(self.sealed) if self.sealed else None,
        }

    @property
    def last(self) -> datetime:
        """The last moment that has to be on it."""
        ends = [self.due, self.sealed or self.start, self.stopped or self.now, *(at for _word, at in self.rungs)]
        return max(ends)

    @property
    def reached(self) -> datetime:
        """How far the unit's own time has come."""
        return self.stopped or self.now

    def _length(self, at: datetime) -> timedelta:
        return self.calendar.elapsed(self.start, at, self.unit)

    def x(self, at: datetime) -> float:
        """Where a moment lies, in per cent, measured as the limit is."""
        return round(max(0.0, min(100.0, self._length(at) / self.whole * 100)), 1)

    def bars(self) -> list[Dict]:
        """Used in time, used past the warning, late, and waiting for somebody else."""
        warned = min(self.warned, self.due) if self.warned else self.due
        edges = [
            ("used", self.start, min(self.reached, warned)),
            ("rung", warned, min(self.reached, self.due)),
            ("late", self.due, self.reached),
            ("wait", self.reached, self.sealed or (self.now if self.stopped else self.reached)),
        ]
        return [
            {"a": self.x(a), "w": round(self.x(b) - self.x(a), 1), "look": look}
            for look, a, b in edges
            if b > a and self.x(b) > self.x(a)
        ]

    def top(self) -> list[Dict]:
        """The moments that matter, in the order in which they claim their room: due, reached, given."""
        word = _("handed in %(time)s") % {"time": self._when(self.stopped)} if self.stopped else _("now")
        claims = [
            (self.x(self.due), _("due %(time)s") % {"time": self._when(self.due)}),
            (self.x(self.reached), word),
            (0.0, _("given %(time)s") % {"time": self._when(self.start)}),
        ]
        labels = [{"x": x, "word": text, "align": _align(x), "wide": False} for x, text in claims]
        return _apart(labels)

    def marks(self) -> list[Dict]:
        """The rungs with their words; a word without room is left out, the mark stays."""
        labels = []
        for word, at in self.rungs:
            x = self.x(at)
            labels.append({"x": x, "word": word, "align": "end" if x > MARK_LEFT else "start", "wide": False})
        kept = _apart(labels)
        return [{**label, "word": label["word"] if label in kept else ""} for label in labels]

    def below(self) -> list[Dict]:
        """How long it took, under its bar, where no rung stands."""
        if self.rungs or self.stopped is None:
            return []
        took = _("fixing %(time)s") % {"time": time_left(self.stopped - self.start)}
        return [{"x": 0, "word": took, "align": "start"}]

    def summary(self) -> str:
        """The drawing in one sentence."""
        values = {"start": self._when(self.start), "due": self._when(self.due)}
        if self.sealed:
            return _("Given %(start)s, due %(due)s, struck off.") % values
        if self.reached > self.due:
            return _("Given %(start)s, due %(due)s, late.") % values
        return _("Given %(start)s, due %(due)s, still in time.") % values

    def _when(self, at: datetime | None) -> str:
        return moment(at, self.now) if at else ""


def _align(x: float) -> str:
    """Words at the ends stay inside."""
    if x > 70:
        return "end"
    return "start" if x < 30 else "mid"


def _apart(labels: list[Dict]) -> list[Dict]:
    """Labels that do not lie over an earlier one; one that would only do so on a phone is marked `wide`."""
    kept: list[Dict] = []
    for label in labels:
        if any(_overlap(label, other, DESK) for other in kept):
            continue
        label["wide"] = any(_overlap(label, other, PHONE) for other in kept if not other["wide"])
        kept.append(label)
    return kept


def _overlap(one: Dict, other: Dict, pixels: int) -> bool:
    (a, b), (c, d) = _reach(one, pixels), _reach(other, pixels)
    return a < d + 2 and c < b + 2


def _reach(label: Dict, pixels: int) -> tuple[float, float]:
    """From where to where a word goes, in per cent, at about 13 pixels for a Han character and 7 for a letter."""
    width = sum(13 if ord(char) > 0x2E80 else 7 for char in label["word"]) / pixels * 100
    start = {"start": 0.0, "mid": width / 2, "end": width}[label["align"]]
    return label["x"] - start, label["x"] - start + width
