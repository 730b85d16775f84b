"""Publishes the rankings of the demo city as its people would have: each step by its own action, at its own moment.

A job that follows the one that writes the city's history. Begun again it goes on: what is taken already is read from
the rankings' streams, and what somebody has touched meanwhile is left to them.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from rectification.demo.company import Company
from rectification.demo.moments import Moments
from rectification.demo.pictures import camera
from rectification.demo.problems import SPAN
from scoring.actions import rankings
from scoring.actions.hindrances import JOB
from scoring.demo.courses import Course, Step, Timetable
from scoring.demo.notices import hear
from scoring.demo.objecting import Objections
from scoring.demo.sequels import Sequels
from scoring.models import Bonus, Ranking
from scoring.steps import Action
from sites.models import Unit
from supervision.actions import jobs
from supervision.actions.calendars import load_calendar
from supervision.actions.seals import seal
from supervision.ids import fixed_id
from supervision.models import Event, Job, Post
from supervision.refusals import Refused
from supervision.roles import Role

KIND = "demo_rankings"
Clock = Callable[[], datetime]


def ask_after(written: Job) -> Job:
    """The job, once for a city; it waits for the one that writes the history, and stands at the same moment."""
    facts = {name: written.facts[name] for name in ("until", "size", "seed")}
    return jobs.ask(KIND, facts, user_id=written.asked_by_id, now=written.asked_at, job_id=fixed_id(KIND))


def publish_all(job: Job, clock: Clock) -> dict[str, int]:
    """Every step that is not taken yet, in the order of time."""
    with press_of(job, clock) as press:
        courses = Timetable(press.moments, press.until - SPAN, press.until).courses()
        ids = [pk_of(course) for course in courses]
        steps = [(step.at, no, nth) for no, course in enumerate(courses) for nth, step in enumerate(course.steps)]
        for done, (at, no, nth) in enumerate(sorted(steps)):
            wanted, step = jobs.progress(job, done, len(steps), clock()), courses[no].steps[nth]
            if not wanted and step.action != Action.COUNTED:  # what is begun is counted
                break
            press.sequels.look(ids, at)
            press.take(courses[no], step, partial(show, job, done, len(steps), clock))
        else:
            press.sequels.look(ids, press.until)
            jobs.progress(job, len(steps), len(steps), clock())
    found = Ranking.objects.filter(pk__in=ids)
    return {"rankings": found.count(), "published": found.filter(state=Ranking.State.PUBLISHED).count()}


def show(job: Job, done: int, total: int, clock: Clock, *_of_the_count: int) -> None:
    """A sign of life while a ranking is counted."""
    jobs.progress(job, done, total, clock())


def pk_of(course: Course) -> UUID:
    """The id its ranking has or will have."""
    return fixed_id(rankings.KIND, course.period.kind, course.period.code, course.nth)


@contextmanager
def press_of(job: Job, clock: Clock) -> Iterator["Press"]:
    """Everybody who takes the steps, in the city as it is."""
    until = parse_datetime(job.facts["until"])
    if until is None:
        raise ValueError(f"{job.facts['until']} is no moment")
    zone = ZoneInfo(settings.TIME_ZONE)
    until, moments, company = until.astimezone(zone), Moments(load_calendar(), zone), Company.now()
    with camera(tuple(job.facts["size"]), job.facts["seed"]) as lens:
        objections = Objections(until, company, lens, clock)
        yield Press(until, moments, company, clock, objections, Sequels(until, moments, company))


@dataclass
class Press:
    """Whoever takes the steps."""

    until: datetime
    moments: Moments
    company: Company
    clock: Clock
    objections: Objections
    sequels: Sequels

    def take(self, course: Course, step: Step, tell: Callable[[int, int], None]) -> None:
        """The step, unless it is taken already, or somebody else has been at this ranking meanwhile."""
        pk = pk_of(course)
        events = Event.objects.filter(stream_id=pk)
        if events.filter(recorded_at__gt=self.until).exists():
            return
        if step.action == Action.COUNTED:
            for ranking in Ranking.objects.filter(pk=pk):
                rankings.counted(ranking, tell, lambda: step.at)
            return
        if step.action is not None and events.filter(action=str(step.action), occurs_at=step.at).exists():
            return
        if step.action == Action.PUBLISH:
            seal(self.clock())  # a seal says when it was made; the one that publishing asks for finds nothing to do
        try:
            with transaction.atomic():
                self.act(course, step, pk)
                leave_to_us(pk)
                hear(self.until)
        except Refused:  # the city has become another one meanwhile
            return

    def act(self, course: Course, step: Step, pk: UUID) -> None:
        """One step through its action."""
        if step.action == Action.BEGIN:
            self.begin(course, step.at)
            return
        ranking, office, at = Ranking.objects.get(pk=pk), self.office(step.at), step.at
        match step.action:
            case Action.GIVE_BONUS if (gift := step.gift) is not None:
                unit, points = Unit.objects.get(code=gift.unit), Decimal(gift.points)
                rankings.give_bonus(ranking, unit, points, gift.why, by=office, now=at, fact=gift.fact)
            case Action.TAKE_BONUS if (gift := step.gift) is not None:
                row = Bonus.objects.get(ranking=ranking, unit__code=gift.unit, taken_back_at=None)
                rankings.take_bonus(ranking, row.pk, gift.back, by=office, now=at)
            case Action.RECOUNT:
                rankings.recount(ranking, by=office, now=at)
            case Action.ANNOUNCE:
                rankings.announce(ranking, by=office, now=at)
            case Action.APPROVE:
                rankings.approve(ranking, by=self.leader(at), now=at)
            case Action.PUBLISH:
                rankings.publish(ranking, by=office, now=at)
            case None if step.objection is not None:
                self.objections.raise_one(ranking, step.objection, at, step.answered_at)

    def begin(self, course: Course, at: datetime) -> None:
        """An edition is begun; its count is a step of its own."""
        known = Ranking.objects.filter(kind=course.period.kind, code=course.period.code)
        corrects = known.get(nth=course.nth - 1) if course.nth > 1 else None
        rankings.begin(course.period, by=self.office(at), now=at, why=course.why, corrects=corrects)

    def office(self, at: datetime) -> Post:
        """The head of the city office's desk."""
        return self.company.office(at, first=True).post

    def leader(self, at: datetime) -> Post:
        """The first of the city's leaders."""
        return self.company.at("city", Role.CITY_LEADER, at)[0].post


def leave_to_us(pk: UUID) -> None:
    """The job that would count by today's clock never begins; the count is a step of ours, at its own moment."""
    Job.objects.filter(kind=JOB, facts__ranking=str(pk), state=Job.State.WAITING).delete()


def said(job: Job) -> str:
    """How many there are."""
    words = _("%(rankings)d rankings, %(published)d of them published.")
    return words % job.result if job.result.get("rankings") else ""
