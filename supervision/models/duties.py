"""Duties: who owes what by when; one machine for everything that is owed (DESIGN 2)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sites.models import Unit
from supervision.ids import new_id

from .people import Post


class DutyKind(models.TextChoices):
    """What is owed."""

    SCREEN = "screen", _("screen a report")
    DISPATCH = "dispatch", _("dispatch")
    RECTIFY = "rectify", _("rectify")
    ASSIST = "assist", _("assist")
    REVIEW = "review", _("check the fix")
    DECIDE = "decide", _("decide a petition")
    NOTE = "note", _("monthly note")
    INSTRUCTION = "instruct", _("answer an instruction")
    APPEAL = "appeal", _("decide an appeal")


class DutyState(models.TextChoices):
    """Whether the clock runs (ENGINE 1)."""

    RUNNING = "running", _("running")
    STOPPED = "stopped", _("stopped")
    PAUSED = "paused", _("paused")
    DONE = "done", _("done")


class Duty(models.Model):
    """Who owes what by when. A projection of events; times are frozen when a clock starts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()  # found by the unique index on it and the ordinal
    ordinal = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=DutyKind.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="duties", db_index=False)
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="duties", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="duties", db_index=False)
    state = models.CharField(max_length=8, choices=DutyState.choices)
    outcome = models.CharField(max_length=20, blank=True)
    scored = models.BooleanField(default=True)
    limit_value = models.PositiveIntegerField()
    limit_unit = models.CharField(max_length=8)
    ladder = models.PositiveSmallIntegerField(default=1)
    started_at = models.DateTimeField()
    clock_started_at = models.DateTimeField()
    running_since = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    score_due_at = models.DateTimeField()
    # What rankings ask of a duty besides its times: frozen or counted when it happens (docs/rankings.md).
    receive_by = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    failed = models.PositiveSmallIntegerField(default=0)
    extended = models.PositiveSmallIntegerField(default=0)
    adjustments = models.JSONField(default=list)
    schedule = models.JSONField(default=list)
    rungs = models.JSONField(default=list)
    clock_no = models.PositiveSmallIntegerField(default=1)
    clock_rung = models.SmallIntegerField(default=-1)
    highest_rung = models.SmallIntegerField(default=-1)
    next_action_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "duties"
        constraints = [
            models.CheckConstraint(
                condition=Q(next_action_at__isnull=True) | Q(state__in=["running", "paused"]),
                name="only_live_clocks_act",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=False, state="done") | Q(~Q(state="done"), done_at__isnull=True),
                name="done_has_its_moment",
            ),
            models.UniqueConstraint(fields=["subject_id", "ordinal"], name="duty_ordinal"),
        ]
        indexes = [
            models.Index(
                fields=["next_action_at", "id"], name="duty_next_action", condition=Q(next_action_at__isnull=False)
            ),
            # What waits on a post is counted on every page: from the index alone.
            models.Index(
                fields=["unit", "kind", "due_at", "state", "post"], name="duty_owed_by_unit", condition=~Q(state="done")
            ),
            # In the order of the ledger; with the state, so that what is late is counted from the index alone.
            models.Index(fields=["due_at", "id", "state"], name="duty_by_time", condition=~Q(state="done")),
            models.Index(fields=["user", "due_at"], name="duty_owed_by_person", condition=~Q(state="done")),
            # A period's duties (ENGINE 26): what rankings count.
            models.Index(
                fields=["score_due_at"], name="duty_of_period", condition=Q(kind__in=["rectify", "assist", "review"])
            ),
            # How many stand on which rung.
            models.Index(
                fields=["highest_rung"],
                name="duty_on_a_rung",
                condition=Q(kind="rectify", parent__isnull=True, highest_rung__gte=1) & ~Q(state="done"),
            ),
            # Of one unit: what its people are shown of the running period whenever they open the first page.
            models.Index(
                fields=["unit", "score_due_at"],
                name="duty_of_unit_period",
                condition=Q(kind__in=["rectify", "assist", "review"]),
            ),
            # What was kept of the limits of some weeks is counted from the index alone.
            models.Index(
                fields=["score_due_at", "stopped_at", "outcome", "state"],
                name="duty_scored",
                condition=Q(kind="rectify", parent__isnull=True, scored=True),
            ),
        ]


class Tenure(models.Model):
    """Who held a duty from when to when (ENGINE 2)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="tenures")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
