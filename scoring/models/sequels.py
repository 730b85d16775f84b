"""What follows from a published ranking: measures that are proposed, and money that is shared out."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy as _p

from rectification.models import UnitMeasure
from scoring.decisions import CONFIRMED, PUT_ASIDE, WAITS, WITHDRAWN
from scoring.querysets import ScoreReader
from sites.models import Unit
from supervision.ids import new_id
from supervision.models import User

from .rankings import Ranking


class ConsequenceQuerySet(models.QuerySet[Any]):
    """Proposals, by reader and by state."""

    def visible_to(self, reader: ScoreReader) -> Self:
        """A unit knows of its own, and of those below it, once the office has confirmed them."""
        return self.all() if reader.sees_all else self.filter(unit__in=reader.units, file__isnull=False)

    def waiting(self) -> Self:
        """Those the office has not decided on and whose ground stands."""
        return self.filter(decided_at=None, fallen_at=None)


class Consequence(models.Model):
    """A measure that the rules propose for a unit because of a ranking; nothing more until the office confirms it.

    `rule` is the rule of the scheme as it was, `periods` are the codes of those that count for it, latest first.
    `file` is the unit's file that the confirmation opened. `fallen_at` says since when a correction has taken the
    ground away: a proposal that waits is withdrawn; of one that was confirmed the office may take the file back.
    """

    class Step(models.TextChoices):
        """What is proposed."""

        TALK_IN_CHARGE = "talk_in_charge", _p("proposed", "a talk by the leader in charge")
        TALK_ORGANIZATION = "talk_organization", _p("proposed", "a talk by the organization department")
        ACCOUNTABILITY = "accountability", _p("proposed", "accountability")

    id = models.UUIDField(primary_key=True, editable=False)
    ranking = models.ForeignKey(Ranking, models.PROTECT, related_name="consequences")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    group = models.CharField(max_length=40)
    step = models.CharField(max_length=20, choices=Step.choices)
    rule = models.JSONField()
    periods = models.JSONField()
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    words = models.UUIDField(null=True)
    file = models.ForeignKey(UnitMeasure, models.PROTECT, null=True, related_name="+")
    fallen_at = models.DateTimeField(null=True)

    objects = ConsequenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ranking", "unit", "step"], name="consequence_once"),
            models.CheckConstraint(
                condition=Q(file__isnull=True) | Q(decided_at__isnull=False), name="a_file_was_decided_on"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.step}"

    @property
    def state(self) -> str:
        """As the table of decisions knows it."""
        if self.decided_at is not None:
            return CONFIRMED if self.file_id else PUT_ASIDE
        return WAITS if self.fallen_at is None else WITHDRAWN


class IncentiveFundQuerySet(models.QuerySet[Any]):
    """Share-outs, by reader."""

    def visible_to(self, reader: ScoreReader) -> Self:
        """A unit knows of a share-out that is confirmed and in which it, or one below it, stands."""
        if reader.sees_all:
            return self.all()
        own = FundShare.objects.visible_to(reader).values("fund")
        return self.filter(pk__in=own)


class FundShareQuerySet(models.QuerySet[Any]):
    """Shares, by reader."""

    def visible_to(self, reader: ScoreReader) -> Self:
        """A unit knows its own, and those of the units below it, once the leader has confirmed them."""
        if reader.sees_all:
            return self.all()
        return self.filter(unit__in=reader.units, fund__state=CONFIRMED)


class IncentiveFund(models.Model):
    """Money for one group of a published ranking (以奖代补), shared out by a rule; in fen. A leader confirms it."""

    class State(models.TextChoices):
        """Where it stands."""

        WAITS = WAITS, _p("fund", "waits for a city leader")
        CONFIRMED = CONFIRMED, _p("fund", "confirmed")
        PUT_ASIDE = PUT_ASIDE, _p("fund", "put aside")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ranking = models.ForeignKey(Ranking, models.PROTECT, related_name="funds")
    group = models.CharField(max_length=40)
    fen = models.BigIntegerField()
    rule = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITS)
    words = models.UUIDField(null=True)  # what the money is, as the office has said
    kept_at = models.DateTimeField()
    kept_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    answer = models.UUIDField(null=True)  # why it was put aside

    objects = IncentiveFundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(fen__gt=0), name="a_fund_holds_something"),
            models.CheckConstraint(
                condition=Q(state=WAITS, decided_at__isnull=True) | ~Q(state=WAITS) & Q(decided_at__isnull=False),
                name="a_fund_is_decided_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.fen}"


class FundShare(models.Model):
    """What one unit gets, with the rank and the points it gets it for."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    fund = models.ForeignKey(IncentiveFund, models.PROTECT, related_name="shares", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    rank = models.PositiveIntegerField()
    total = models.TextField()  # exact, as in the ranking
    fen = models.BigIntegerField()

    objects = FundShareQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fund", "unit"], name="fund_share_once"),
            models.CheckConstraint(condition=Q(fen__gte=0), name="a_share_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.fen}"
