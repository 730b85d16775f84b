"""Contracts (分片包干): ground or a line of work, given to somebody for a time; their kinds are data."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sites.models import Unit
from sites.models.named import Named
from supervision.contract_kinds import LINE, PERSON, SITE, SUBJECTS, UNIT, UNIT_GROUP, ZONE
from supervision.ids import new_id
from supervision.models.people import User
from supervision.querysets.contracts import ContractQuerySet


def every_subject() -> list[str]:
    """A kind without a rule may be given for anything."""
    return list(SUBJECTS)


class ContractKind(Named, models.Model):
    """A kind of responsibility contract (片长, 街长, 挂点, 战线, 结对 ...) with its rules."""

    class Holder(models.TextChoices):
        """Who may hold it."""

        PERSON = PERSON, _("a person in a unit")
        UNIT = UNIT, _("a person in a unit, or the unit alone")

    code = models.CharField(primary_key=True, max_length=40)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    order = models.PositiveSmallIntegerField(default=100)
    subjects = models.JSONField(default=every_subject)
    layer = models.CharField(max_length=24, blank=True)  # code of the layer whose zones it is for; empty: of any
    holder = models.CharField(max_length=8, choices=Holder, default=Holder.UNIT)
    many = models.BooleanField(default=False)  # several may hold the same subject at once
    required = models.BooleanField(default=False)  # each zone of its layer must be held, or lie in one that is
    routes = models.BooleanField(default=True)  # routing to "the holder of the zone" means this kind, too
    moves_duties = models.BooleanField(default=False)  # what runs goes to the successor with the ground
    shown_on_sign = models.BooleanField(default=False)
    duties = models.TextField(blank=True)  # on the sign at the street's head, a line each
    duties_en = models.TextField(blank=True)
    retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["order", "code"]

    @property
    def duty_lines(self) -> list[str]:
        """The duties for the sign, in the reader's language."""
        english = (get_language() or "").startswith("en")
        return [line.strip() for line in (self.duties_en if english and self.duties_en else self.duties).splitlines()]

    def takes_layer(self, layer: str) -> bool:
        """Whether zones of this layer can be given as this kind."""
        return ZONE in self.subjects and self.layer in ("", layer)


class Contract(models.Model):
    """Ground, or a line of work, given to a person in a unit; handing over ends one row and starts the next.

    `valid_from` may lie ahead, `valid_to` may be given beforehand; the end is exclusive. A row that ended before it
    began holds nothing. `alone` repeats that nobody else may hold the subject, so that the database can refuse a second
    open row; `note` names the erasable words for the successor.
    """

    class Subject(models.TextChoices):
        """What is contracted."""

        ZONE = ZONE, _("zone")
        SITE = SITE, _("site")
        UNIT_GROUP = UNIT_GROUP, _("group of units")
        LINE = LINE, _("line of work")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.ForeignKey(ContractKind, models.PROTECT)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="contracts")
    user = models.ForeignKey(User, models.PROTECT, related_name="contracts", null=True)
    subject_kind = models.CharField(max_length=12, choices=Subject.choices)
    subject_key = models.CharField(max_length=60)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="followed_by")
    alone = models.BooleanField(default=False)
    note = models.UUIDField(null=True)

    objects = ContractQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="contract_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["kind", "subject_kind", "subject_key"],
                condition=Q(valid_to__isnull=True, alone=True),
                name="contract_one_open_holder",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_key"], name="contract_subject"),
            models.Index(fields=["kind", "valid_from", "id"], name="contract_of_kind"),
        ]

    @property
    def subject(self) -> tuple[str, str]:
        """What is contracted, as kind and key."""
        return self.subject_kind, self.subject_key

    def holds_at(self, moment: datetime) -> bool:
        """Whether it is in force at the moment."""
        return self.valid_from <= moment and (self.valid_to is None or moment < self.valid_to)
