"""What the office of the demo city made of measures its rankings brought up: one talk was held, others put aside."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from rectification import unit_steps
from rectification.demo.company import Company
from rectification.demo.moments import DAY_HOURS, Moments
from rectification.desk import Actor
from rectification.facts import StepData
from rectification.workflow import Action
from scoring.actions import consequences
from scoring.consequences import Step
from scoring.demo import said
from scoring.demo.notices import hear
from scoring.models import Consequence, Score, Subject
from supervision.refusals import Refused
from supervision.roles import Role

THOUGHT = 9.0  # office hours from a proposal to the office's word
FRESH = 5.7 * DAY_HOURS  # what the latest publication has brought up still waits
SMALL = 12  # entries, with which little can be proven


@dataclass
class Sequels:
    """Decides on proposals in the order of time; what is younger still waits when the city's moment comes."""

    until: datetime
    moments: Moments
    company: Company

    def look(self, rankings: Iterable[UUID], now: datetime) -> None:
        """Everything of these rankings that has waited long enough by now."""
        waiting = Consequence.objects.waiting().filter(ranking__in=list(rankings)).select_related("unit")
        for row in waiting.order_by("proposed_at", "unit__code", "step"):
            at = self.moments.later(row.proposed_at, THOUGHT)
            if at > now or row.proposed_at > self.moments.earlier(self.until, FRESH):
                continue
            with transaction.atomic():
                self.decide(row, at)
                hear(self.until)

    def decide(self, row: Consequence, at: datetime) -> None:
        """The first talk that can be over by now is held; everything else is put aside with a reason."""
        office = self.company.office(at, first=True)
        held = Consequence.objects.filter(file__isnull=False).exists()
        head = self.company.at(row.unit.code, Role.UNIT_HEAD, at)
        if not held and head and row.step == Step.TALK_IN_CHARGE and self.moments.later(at, 3 * DAY_HOURS) < self.until:
            try:
                with transaction.atomic():
                    self.talk(row, at, office, head[0])
            except Refused:  # a file of that sort is open for the unit: one talk is enough
                pass
            else:
                return
        consequences.put_aside(row.pk, self.reason(row), by=office, now=at)

    def reason(self, row: Consequence) -> str:
        """Why it is not followed up: too little to prove anything, or one of the other reasons in turn."""
        score = Score.objects.get(ranking=row.ranking_id, subject=Subject.UNIT, key=row.unit_id)
        if score.sample < SMALL:
            return said.TOO_LITTLE
        decided = Consequence.objects.filter(decided_at__isnull=False).count()
        return said.PUT_ASIDE[decided % len(said.PUT_ASIDE)]

    def talk(self, row: Consequence, at: datetime, office: Actor, head: Actor) -> None:
        """约谈: confirmed, the unit heard, the document stated, the talk put on record."""
        later, leader = self.moments.later, self.company.at("city", Role.CITY_LEADER, at)[0].post.id
        consequences.confirm(row.pk, said.CONFIRMED, by=office, now=at)
        row.refresh_from_db()
        if row.file_id is None:
            raise LookupError("confirming opens a file")
        unit_steps.take(Action.STATE, row.file_id, StepData(words=said.STATED), by=head, now=(now := later(at, 3)))
        now = later(now, 3)
        number = said.DOCUMENT.format(year=now.year)
        document = StepData(number=number, on=now.date(), person=leader)
        unit_steps.take(Action.CONFIRM_RUNG, row.file_id, document, by=office, now=now)
        now = later(now, 5)
        talked = StepData(
            person=leader, partner=head.post.id, on=now.date(), until=self.moments.close(now, 10), words=said.TALKED
        )  # fmt: skip
        unit_steps.take(Action.RECORD_TALK, row.file_id, talked, by=office, now=now)
