"""When each step of the demo city's rankings was taken: week after week, month after month, until its moment. Pure.

A course is the whole life of one edition. Each of its steps leaves an event of just that moment, by which whoever comes
after a crash sees what is taken already.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from rectification.demo.moments import DAY_HOURS, Moments
from scoring import periods
from scoring.demo.said import CORRECTED, MONTHLY, OBJECTIONS, OMITTED, WEEKLY, Gift, Objection
from scoring.periods import Kind, Period
from scoring.steps import Action
from supervision.rules import EngineRules

# How many of each kind at most, and how much of a period the city must have seen.
MOST = {Kind.WEEK: 9, Kind.MONTH: 4, Kind.QUARTER: 1}
SEEN = {Kind.WEEK: timedelta(days=7), Kind.MONTH: timedelta(days=14), Kind.QUARTER: timedelta(days=21)}
APPEALS = EngineRules().appeal_within  # as announcing reckons it: a demo city has set nothing of its own
# Office hours between two steps; weeks, months and quarters go apart, and no two periods to the same minute.
FIRST = {Kind.WEEK: 0.5, Kind.MONTH: 1.5, Kind.QUARTER: 2.5}
GIVEN, COUNTED_AGAIN, ANNOUNCED, OBJECTED, DECIDED, PUBLISHED, FOUND_WRONG = 0.3, 0.2, 1.0, 0.6, 6.0, 1.0, 20.0
FRESH = 3.0  # the objection that waits for an answer was raised at most so long ago
GIFTS: Mapping[Kind, Mapping[int, tuple[Gift, ...]]] = {Kind.WEEK: WEEKLY, Kind.MONTH: MONTHLY, Kind.QUARTER: {}}
STILL_RUN = 2 * DAY_HOURS  # appeals against the latest week still run: it was announced at most so long ago


@dataclass(frozen=True)
class Step:
    """One step of a ranking; with an objection it is that, and the answer to it in the same breath."""

    at: datetime
    action: Action | None
    gift: Gift | None = None
    objection: Objection | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True)
class Course:
    """One edition of a period, step by step."""

    period: Period
    steps: tuple[Step, ...]
    nth: int = 1
    why: str = ""

    def until(self, moment: datetime) -> "Course":
        """What of it has happened by then."""
        return replace(self, steps=tuple(step for step in self.steps if step.at <= moment))


@dataclass(frozen=True)
class Timetable:
    """Everything that was done about rankings from the city's first entry until its moment."""

    moments: Moments
    since: datetime
    until: datetime

    def courses(self) -> list[Course]:
        """Every edition as far as it has come by the city's moment; those of a kind in the order of their periods."""
        months = self.of(Kind.MONTH)
        found = [*self.of(Kind.WEEK), *months, *self.correction(months), *self.of(Kind.QUARTER)]
        return [done for course in found if (done := course.until(self.until)).steps]

    def of(self, kind: Kind) -> list[Course]:
        """The latest periods of a kind, one after the other; of the last one at least the count is over."""
        known = list(self.closed(kind))[-MOST[kind] :]
        while known:
            found = list(self.chain(kind, known))
            if self.has_come_far(found[-1]):
                return found
            known.pop()  # after a long holiday the office is behind
        return []

    def chain(self, kind: Kind, known: Sequence[Period]) -> Iterator[Course]:
        """Each is begun when it can be and the one before it is published."""
        begun = self.since
        for ago, period in zip(range(len(known) - 1, -1, -1), known, strict=True):
            begun = self.moments.later(max(self.cut_off(period), begun), FIRST[kind] + minutes(period))
            course = Course(period, tuple(self.steps(period, begun, GIFTS[kind].get(ago, ()), ago)))
            begun = course.steps[-1].at
            yield course

    def has_come_far(self, newest: Course) -> bool:
        """Whether it is begun by the city's moment; a week, whether it is announced and somebody has objected."""
        far = [step.at for step in newest.steps if step.objection or newest.period.kind is not Kind.WEEK]
        return bool(far) and far[0] < self.until

    def closed(self, kind: Kind) -> Iterator[Period]:
        """Periods that are over and that the city has seen enough of."""
        period = periods.of(kind, self.since)
        while self.cut_off(period) < self.until:
            if period.ends - max(period.starts, self.since) >= SEEN[kind]:
                yield period
            period = period.next

    def cut_off(self, period: Period) -> datetime:
        """When it is counted at the earliest."""
        return periods.cut_off(period, self.moments.calendar)

    def steps(self, period: Period, begun: datetime, gifts: tuple[Gift, ...], ago: int) -> Iterator[Step]:
        """From the count to the number."""
        later, now = self.moments.later, begun
        yield from counted(Action.BEGIN, now)
        for gift in gifts:
            now = later(now, GIVEN / len(gifts))
            yield Step(now, Action.GIVE_BONUS, gift)
            if gift.back:
                yield Step(now + timedelta(minutes=4), Action.TAKE_BONUS, gift)
        if gifts:
            now = later(now, COUNTED_AGAIN)
            yield from counted(Action.RECOUNT, now)
        newest = period.kind is Kind.WEEK and not ago
        now = max(later(now, ANNOUNCED), self.moments.earlier(self.until, STILL_RUN) if newest else now)
        yield Step(now, Action.ANNOUNCE)
        if period.kind is Kind.WEEK:
            yield from self.objections(now, ago)
        now = later(self.moments.calendar.add(now, APPEALS), FIRST[period.kind] + minutes(period))
        yield Step(now, Action.APPROVE)
        yield Step(later(now, PUBLISHED), Action.PUBLISH)

    def objections(self, announced: datetime, ago: int) -> Iterator[Step]:
        """One after the other while appeals run, each with its answer; against the newest week without one."""
        later, now = self.moments.later, announced
        for objection in OBJECTIONS.get(ago, ()):
            now = later(now, OBJECTED)
            if not objection.answer:
                yield Step(max(now, self.moments.earlier(self.until, FRESH)), None, objection=objection)
                continue
            answered = later(now, DECIDED)
            yield Step(now, None, objection=objection, answered_at=answered)
            if objection.effect:
                yield Step(answered, Action.COUNTED)
            now = answered

    def correction(self, known: list[Course]) -> list[Course]:
        """The first period of which there is time, before the next one is counted, to publish it once more."""
        for course, following in pairwise(known):
            found_wrong = self.moments.later(course.steps[-1].at, FOUND_WRONG)
            steps = tuple(self.steps(course.period, found_wrong, (OMITTED,), 0))
            if steps[-1].at < min(following.steps[0].at, self.until):
                return [Course(course.period, steps, course.nth + 1, CORRECTED)]
        return []


def counted(action: Action, at: datetime) -> Iterator[Step]:
    """What asks for a count, and the count."""
    yield Step(at, action)
    yield Step(at, Action.COUNTED)


def minutes(period: Period) -> float:
    """Some minutes in hours, always the same for a period."""
    return sum(period.code.encode()) % 23 / 60
