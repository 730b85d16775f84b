"""A measure: the file of a rung that needs a person's word, on an entry's duty or on a unit as a whole."""

from datetime import datetime, time

from django.db import models
from django.db.models import Q
from django.utils import timezone

from rectification.querysets import Reader
from sites.models import Unit
from supervision.ids import new_id
from supervision.ladder import Rung
from supervision.models import Duty, DutyState, Post, User

from .tickets import Ticket

WAITING = ("proposed", "set", "fired")  # states of a rung that can still be confirmed


class MeasureQuerySet(models.QuerySet["Measure"]):
    """The files of many entries."""

    def live(self) -> "MeasureQuerySet":
        """Files of duties that are still owed, not taken back; whether they wait or stand their rungs say."""
        return self.filter(revoked_at=None).exclude(duty__state=DutyState.DONE)


class File(models.Model):
    """What every file says: proposed, stated on, confirmed, held, taken back; the nth of its rung.

    `post` and `until` are who leads it and by when: of a listing the city leader and the target date, of a talk who
    held it and the day that was promised there; then `partner` is who was talked with, on `held_on`. A circular, a talk
    and an accountability are confirmed with a document's `number` and date (`dated`).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    rung = models.CharField(max_length=16)
    nth = models.PositiveSmallIntegerField(default=1)
    proposed_at = models.DateTimeField()
    stated_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    number = models.CharField(max_length=60, blank=True, default="")
    dated = models.DateField(null=True)
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)
    partner = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)
    held_on = models.DateField(null=True)
    until = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def held_at(self) -> datetime | None:
        """When the talk was held: the morning of its day."""
        return datetime.combine(self.held_on, time(9), timezone.get_default_timezone()) if self.held_on else None


class Measure(File):
    """One for each duty and rung at a time; what was taken back keeps its file, and the next proposal opens another.

    Its state is that of the rung on the duty.
    """

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="measures")
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="measures", db_index=False)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["duty", "rung", "nth"], name="measure_once"),
            models.UniqueConstraint(fields=["rung", "number"], condition=~Q(number=""), name="document_number_once"),
        ]

    @property
    def states(self) -> set[str]:
        """In which states the rung is on the duty, clock by clock."""
        if self.revoked_at is not None:
            return {"revoked"}
        return {state for _clock, code, state, _at in self.duty.rungs if code == self.rung}

    @property
    def stands(self) -> bool:
        """Confirmed, not revoked, and the duty is still owed."""
        return self.duty.state != DutyState.DONE and self.confirmed_at is not None and "confirmed" in self.states

    @property
    def waits(self) -> bool:
        """A person's word is still missing, and the duty is still owed."""
        return self.duty.state != DutyState.DONE and not self.stands and bool(self.states.intersection(WAITING))


class UnitMeasureQuerySet(models.QuerySet["UnitMeasure"]):
    """The files of many units."""

    def visible_to(self, reader: Reader) -> "UnitMeasureQuerySet":
        """Those of the reader's own unit and of the units below it; the office, discipline and leaders read all."""
        if reader.sees_all:
            return self.all()
        return self.filter(unit__in=[key[2:] for key in reader.keys if key.startswith("u:")])


class UnitMeasure(File):
    """A talk with a unit, or a unit held to account: the file is its own subject, and its columns are its state.

    `quarter` is that of the proposal. `needed` is how many circulars the ladder asked for where it proposed; 0: a
    person's decision. `withdrawn` says that the platform took its own proposal back.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="measures", db_index=False)
    quarter = models.CharField(max_length=6)
    needed = models.PositiveSmallIntegerField(default=0)
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    withdrawn = models.BooleanField(default=False)

    objects = UnitMeasureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "rung", "quarter", "nth"], name="unit_measure_once"),
            models.UniqueConstraint(fields=["rung", "number"], condition=~Q(number=""), name="unit_number_once"),
        ]

    @property
    def stands(self) -> bool:
        """Confirmed and not taken back."""
        return self.confirmed_at is not None and self.revoked_at is None

    @property
    def waits(self) -> bool:
        """The office's word is still missing."""
        return self.confirmed_at is None and self.revoked_at is None


def waiting_rows(lead: Duty, rung: Rung) -> list:
    """Where on the duty the rung still waits for a person's word."""
    return [row for row in lead.rungs if row[1] == rung.code and row[2] in WAITING]


def is_listed(duty: Duty) -> bool:
    """Whether the duty stands on the public board, as far as its own row tells."""
    return any(code == Rung.LISTED.code and state == "confirmed" for _clock, code, state, _at in duty.rungs)
