"""Publishes the rankings of the demo city as its people would have: each step by its own action, at its own moment.

A job that follows the one that writes the city's history. Begun again it goes on: which step comes next is read from
each ranking's stream.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from rectification.demo.company import Company
from rectification.demo.moments import Moments
from rectification.demo.problems import SPAN
from scoring.actions import rankings
from scoring.actions.hindrances import JOB
from scoring.demo.courses import Course, Step, Timetable
from scoring.models import Bonus, Ranking
from scoring.steps import Action
from sites.models import Unit
from supervision.actions import jobs
from supervision.actions.calendars import load_calendar
from supervision.actions.seals import seal
from supervision.ids import fixed_id
from supervision.models import Event, Job, Notice, Post
from supervision.refusals import Refused
from supervision.roles import Role

KIND = "demo_rankings"
SEEN_AFTER = timedelta(days=1)
Clock = Callable[[], datetime]


def ask_after(written: Job) -> Job:
    """The job, once for a city; it waits for the one that writes the history, and stands at the same moment."""
    until = {"until": written.facts["until"]}
    return jobs.ask(KIND, until, user_id=written.asked_by_id, now=written.asked_at, job_id=fixed_id(KIND))


def publish_all(job: Job, clock: Clock) -> dict[str, int]:
    """Every step that is not taken yet, in the order of time."""
    until = parse_datetime(job.facts["until"])
    if until is None:
        raise ValueError(f"{job.facts['until']} is no moment")
    zone = ZoneInfo(settings.TIME_ZONE)
    until = until.astimezone(zone)
    courses = Timetable(Moments(load_calendar(), zone), until - SPAN, until).courses()
    steps = [(step.at, no, nth) for no, course in enumerate(courses) for nth, step in enumerate(course.steps)]
    press = Press(until, Company.now(), clock)
    for done, (_at, no, nth) in enumerate(sorted(steps)):
        tell = partial(show, job, done, len(steps), clock)
        wanted = jobs.progress(job, done, len(steps), clock())
        if not wanted and courses[no].steps[nth].action != Action.COUNTED:  # what is begun is counted
            break
        press.take(courses[no], nth, tell)
    else:
        jobs.progress(job, len(steps), len(steps), clock())
    found = Ranking.objects.filter(pk__in=[pk_of(course) for course in courses])
    return {"rankings": found.count(), "published": found.filter(state=Ranking.State.PUBLISHED).count()}


def show(job: Job, done: int, total: int, clock: Clock, *_of_the_count: int) -> None:
    """A sign of life while a ranking is counted."""
    jobs.progress(job, done, total, clock())


def pk_of(course: Course) -> UUID:
    """The id its ranking has or will have."""
    return fixed_id(rankings.KIND, course.period.kind, course.period.code, course.nth)


@dataclass
class Press:
    """Whoever takes the steps."""

    until: datetime
    company: Company
    clock: Clock

    def take(self, course: Course, nth: int, tell: Callable[[int, int], None]) -> None:
        """The step, unless it is taken already, or somebody else has been at this ranking meanwhile."""
        step, pk = course.steps[nth], pk_of(course)
        events = Event.objects.filter(stream_id=pk)
        if events.count() != nth or (nth and events.get(seq=1).occurs_at != course.steps[0].at):
            return
        if step.action == Action.COUNTED:
            rankings.counted(Ranking.objects.get(pk=pk), tell, lambda: step.at)
            return
        if step.action == Action.PUBLISH:
            seal(self.clock())  # a seal says when it was made; the one that publishing asks for finds nothing to do
        try:
            with transaction.atomic():
                self.act(course, step, pk)
                self.hear(pk)
        except Refused:  # the city has become another one meanwhile
            return

    def act(self, course: Course, step: Step, pk: UUID) -> None:
        """One step through its action."""
        if step.action == Action.BEGIN:
            self.begin(course, step)
            return
        ranking, office, at = Ranking.objects.get(pk=pk), self.office(step.at), step.at
        match step.action, step.gift:
            case Action.GIVE_BONUS, gift if gift:
                unit = Unit.objects.get(code=gift.unit)
                rankings.give_bonus(ranking, unit, Decimal(gift.points), gift.why, by=office, now=at, fact=gift.fact)
            case Action.TAKE_BONUS, gift if gift:
                row = Bonus.objects.get(ranking=ranking, unit__code=gift.unit, taken_back_at=None)
                rankings.take_bonus(ranking, row.pk, gift.back, by=office, now=at)
            case Action.RECOUNT, _none:
                rankings.recount(ranking, by=office, now=at)
                leave_to_us(pk)
            case Action.ANNOUNCE, _none:
                rankings.announce(ranking, by=office, now=at)
            case Action.APPROVE, _none:
                rankings.approve(ranking, by=self.leader(at), now=at)
            case Action.PUBLISH, _none:
                rankings.publish(ranking, by=office, now=at)

    def begin(self, course: Course, step: Step) -> None:
        """An edition is begun."""
        known = Ranking.objects.filter(kind=course.period.kind, code=course.period.code)
        corrects = known.get(nth=course.nth - 1) if course.nth > 1 else None
        office = self.office(step.at)
        made = rankings.begin(course.period, by=office, now=step.at, why=course.why, corrects=corrects)
        leave_to_us(made.pk)

    def hear(self, pk: UUID) -> None:
        """Everybody has heard of it then; what is older than a day has been read."""
        told = Notice.objects.filter(subject_id=pk, delivered_at=None)
        told.filter(created_at__lt=self.until - SEEN_AFTER).update(seen_at=F("created_at"))
        told.update(delivered_at=F("created_at"))

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
