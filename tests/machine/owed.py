"""One thing owed, in the model: its clock told as a history, reckoned from the start each time (ENGINE 1-9)."""

from dataclasses import dataclass, field
from datetime import date, datetime

from tests.machine.days import Days, Limit

RUNGS = ("warning", "reminder", "supervision", "listed", "circular", "talk", "accountability")
TIMED, UPPER = RUNGS[:3], RUNGS[3:]
NAMES_LEADER = ("listed", "talk")  # a city leader may give the word, too
NOT_YET = -1


@dataclass
class Owed:
    """Who owes what by when. `heard` is the highest rung this clock has sounded."""

    ordinal: int
    kind: str
    unit: str
    seat: str | None
    user: str | None
    limit: Limit
    start: datetime
    parent: int | None = None
    history: list[tuple] = field(default_factory=list)
    state: str = "running"
    clock: int = 1
    clock_start: datetime = datetime.min
    runs_from: datetime = datetime.min
    stopped: datetime | None = None
    until: datetime | None = None
    due: datetime = datetime.min
    score_due: datetime = datetime.min
    moments: list[tuple[str, datetime]] = field(default_factory=list)
    heard: int = NOT_YET
    called: date | None = None  # the date of the document that calls the unit to a talk
    rungs: list[list] = field(default_factory=list)  # [clock, rung, fired|proposed|set|confirmed|revoked, at]

    @property
    def live(self) -> bool:
        """Whether it is still owed."""
        return self.state != "done"

    def reckon(self, days: Days) -> None:
        """Due times from the history, rungs from the due time."""
        unit = self.limit[1]
        due = score = days.add(self.start, self.limit)
        for what, *how in self.history:
            if what == "waited":  # for the checker, from .. to: the unit does not pay for it
                score = days.later(score, days.length(*how, unit), unit)
            elif what == "again":  # at, with a limit
                at, limit = how
                due = max(due, score, days.add(at, limit))
            elif what == "extended":
                due = max(due, *how)
            elif what == "paused":  # from .. to: what was left then is left again
                due, score = self._after_pause(due, *how, days), self._after_pause(score, *how, days)
        self.due, self.score_due = due, score
        whole = days.length(self.clock_start, days.add(self.clock_start, self.limit), unit)
        warn = days.earlier(due, whole * 25 // 100, unit)
        later = days.after_due(due, (1, "workday"))
        ahead = list(zip(TIMED, (warn, due, later), strict=True))
        if self.kind == "rectify" and self.parent is None:
            ahead.append(("listed", days.after_due(due, (3, "workday"))))
            ahead.append(("circular", days.after_due(due, (5, "workday"))))
        self.moments = [(rung, max(moment, self.clock_start)) for rung, moment in ahead]

    def _after_pause(self, moment: datetime, since: datetime, until: datetime, days: Days) -> datetime:
        """What had passed is past for good; else what was left is left again, and nothing comes earlier."""
        unit = self.limit[1]
        return moment if moment <= since else max(moment, days.later(until, days.length(since, moment, unit), unit))

    def begin(self, days: Days) -> None:
        """The first clock runs from the start."""
        self.clock_start = self.runs_from = self.start
        self.reckon(days)

    def next_moment(self) -> datetime | None:
        """When the next thing happens by itself: the end of a pause, or a rung."""
        if self.state == "paused":
            return self.until
        if self.state != "running":
            return None
        ahead = (moment for rung, moment in self.moments if RUNGS.index(rung) > self.heard)
        return next((max(moment, self.runs_from) for moment in ahead), None)

    def next_name(self) -> str:
        """What it is that happens then, as the table of counts names it."""
        rung = next((rung for rung, _ in self.moments if RUNGS.index(rung) > self.heard), None)
        return f"rung {self.kind} {rung}" if rung and self.state == "running" else ""

    def sound(self) -> str:
        """The next rung fires."""
        at = self.next_moment()
        rung = next(rung for rung, _ in self.moments if RUNGS.index(rung) > self.heard)
        self.heard = RUNGS.index(rung)
        self.reach(rung, at)
        return rung

    def reach(self, rung: str, at: datetime) -> None:
        """To be listed needs the office's word, unless it has been given and not taken back."""
        given = rung in UPPER and any(row[1] == rung and row[2] == "confirmed" for row in self.rungs)
        state = "confirmed" if given else "proposed" if rung == "listed" else "fired"
        self.rungs.append([self.clock, rung, state, at])

    @property
    def highest(self) -> int:
        """The highest rung that stands."""
        asked = ("revoked", "proposed")
        upper = (*asked, "set")  # set by hand, it waits for the office's word like what is proposed
        stands = [
            RUNGS.index(rung) for _, rung, state, _ in self.rungs if state not in (upper if rung in UPPER else asked)
        ]
        return max(stands, default=NOT_YET)

    def waits(self, rung: str) -> bool:
        """Whether the rung waits for the office's word."""
        return any(row[1] == rung and row[2] in ("fired", "proposed", "set") for row in self.rungs)

    def stands(self, rung: str) -> bool:
        """Whether the office has given its word and not taken it back."""
        return any(row[1] == rung and row[2] == "confirmed" for row in self.rungs)

    def new_clock(
        self, days: Days, now: datetime, *, starts: datetime | None = None, asked: datetime | None = None
    ) -> list[str]:
        """The next clock, running from now or later; returns rungs fired since the asking that are premature now."""
        self.clock_start = starts or now
        self.reckon(days)
        gone = [] if asked is None else self._premature(now, asked)
        self._next(now, gone)
        self.state, self.stopped, self.runs_from = "running", None, self.clock_start
        return gone

    def correct(self, days: Days, now: datetime) -> list[str]:
        """Reckoned anew under another calendar or limit; nothing new happens before the instant of the correction."""
        before = self.moments
        self.reckon(days)
        gone = self._premature(now, datetime.min)
        if gone:
            self._next(now, gone)
        if self.state == "running" and self.moments != before:
            self.runs_from = max(self.runs_from, now)
        return gone

    def _premature(self, now: datetime, since: datetime) -> list[str]:
        """Rungs of this clock that fired after that moment although their new one lies ahead."""
        ahead = {rung for rung, moment in self.moments if moment > now}
        return [row[1] for row in self.rungs if self._by_time(row) and row[1] in ahead and row[3] > since]

    def _by_time(self, row: list) -> bool:
        """Whether this clock's time brought the rung; what was set by hand or counted cannot be premature."""
        clock, rung, state, _ = row
        return clock == self.clock and state in ("fired", "proposed", "confirmed") and RUNGS.index(rung) <= self.heard

    def _next(self, now: datetime, gone: list[str]) -> None:
        """The next number: premature rungs fall, and one that has sounded is not sounded for a moment that is past."""
        for row in self.rungs:
            if self._by_time(row) and row[1] in gone:
                row[2] = "revoked"
        past = [RUNGS.index(rung) for rung, moment in self.moments if moment <= now]
        self.heard = max((rung for rung in past if rung <= self.heard), default=NOT_YET)
        self.clock += 1
