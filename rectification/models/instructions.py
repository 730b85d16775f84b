"""A city leader's instruction (批示): to which unit, about what, and how far it has come."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rectification.instruction_table import State
from rectification.querysets import Reader
from sites.models import Unit, Zone
from supervision.ids import new_id
from supervision.models import Duty, Post, User

from .tickets import Ticket


class InstructionQuerySet(models.QuerySet["Instruction"]):
    """Instructions, by reader."""

    def visible_to(self, reader: Reader) -> "InstructionQuerySet":
        """Those to the reader's own unit and the units below it; the office, discipline and leaders read all."""
        if reader.sees_all:
            return self.all()
        return self.filter(unit__in=[key[2:] for key in reader.keys if key.startswith("u:")])


class StateWords(models.TextChoices):
    """The words of `instruction_table.State`."""

    OPEN = "open", _("waits for the answer")
    ANSWERED = "answered", _("waits for the leader's word")
    ACCEPTED = "accepted", _("answer accepted")
    WITHDRAWN = "withdrawn", _("instruction withdrawn")


class Instruction(models.Model):
    """One instruction; a projection of its own stream. Its time is that of its duty.

    It is about an entry (`ticket`), a zone, or with neither of them about the unit itself. `post` wrote it. `words` and
    `answer` are rows of erasable words: what was instructed, and the last answer. `rounds` counts answers sent back.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=24, unique=True)
    ticket = models.ForeignKey(Ticket, models.PROTECT, null=True, related_name="instructions")
    zone = models.ForeignKey(Zone, models.PROTECT, null=True, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="instructions", db_index=False)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    duty = models.OneToOneField(Duty, models.PROTECT, related_name="instruction")
    state = models.CharField(max_length=10, choices=StateWords.choices, default=State.OPEN)
    words = models.UUIDField(null=True)
    answer = models.UUIDField(null=True)
    rounds = models.PositiveSmallIntegerField(default=0)
    written_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = InstructionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ticket__isnull=True) | Q(zone__isnull=True), name="instruction_about_one_thing"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False, state__in=["accepted", "withdrawn"])
                | Q(ended_at__isnull=True, state__in=["open", "answered"]),
                name="instruction_ends_with_its_state",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-written_at", "-id"], name="instruction_of_unit"),
            models.Index(fields=["post"], name="instruction_awaited", condition=Q(state="answered")),
            models.Index(fields=["-ended_at", "-id"], name="instruction_ended", condition=Q(ended_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.number
