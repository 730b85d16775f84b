"""A ranking of one period: what went into it, what came out, and what was said against it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy as _p

from scoring.querysets import AppealQuerySet, LineQuerySet, RankingQuerySet, ScoreQuerySet
from scoring.tally import ROLES
from sites.models import Unit
from supervision.ids import new_id
from supervision.models import Duty, Post, User


class PeriodKind(models.TextChoices):
    """How long a period is."""

    WEEK = "week", _p("period", "week")
    MONTH = "month", _p("period", "month")
    QUARTER = "quarter", _p("period", "quarter")
    YEAR = "year", _p("period", "year")


class Ranking(models.Model):
    """One period's rankings (一期红黑榜), from the draft to the numbered, frozen publication. A fold of its stream.

    Its lines and scores are no projection: they are thousands, and made of the ledger of entries. `inputs` and `result`
    are their digests, kept in the events, so that nobody exchanges them unseen.
    """

    class State(models.TextChoices):
        """Where it stands."""

        COUNTING = "counting", _p("ranking", "being counted")
        DRAFT = "draft", _p("ranking", "draft")
        ANNOUNCED = "announced", _p("ranking", "announced to the units")
        APPROVED = "approved", _p("ranking", "approved")
        PUBLISHED = "published", _p("ranking", "published")
        DROPPED = "dropped", _p("ranking", "dropped")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=8, choices=PeriodKind.choices)
    code = models.CharField(max_length=12)
    nth = models.PositiveSmallIntegerField(default=1)
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    cutoff_at = models.DateTimeField()
    scheme = models.PositiveSmallIntegerField()
    team_scheme = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.COUNTING)
    number = models.PositiveIntegerField(null=True, unique=True)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrected_by")
    counted_at = models.DateTimeField(null=True)
    announced_at = models.DateTimeField(null=True)
    appeals_until = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    published_at = models.DateTimeField(null=True)
    worth = models.JSONField(default=dict)  # category -> what one problem of it costs, as the catalogue had it
    seal_no = models.PositiveIntegerField(null=True)
    inputs = models.CharField(max_length=64, blank=True)
    result = models.CharField(max_length=64, blank=True)

    objects = RankingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "code", "nth"], name="ranking_edition_once"),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(state="published", published_at__isnull=False),
                name="a_number_is_published",
            ),
            models.CheckConstraint(condition=Q(ends__gt=models.F("starts")), name="ranking_period_forward"),
            models.CheckConstraint(condition=Q(cutoff_at__gte=models.F("ends")), name="ranking_cutoff_after_period"),
        ]
        indexes = [models.Index(fields=["-ends", "-nth"], name="ranking_newest")]

    def __str__(self) -> str:
        return f"{self.code} {self.nth}"


# What a line says of its duty, one column each (scoring.tally); `owed` is that it is not left out.
COUNTED = (
    "fixed", "on_time", "relapsed", "checked", "first_pass", "extended", "receivable", "received_on_time", "onsite",
    "passed", "false", "reworks",
)  # fmt: skip


class Line(models.Model):
    """One duty of the period as it stood at the cut-off."""

    class Out(models.TextChoices):
        """Why it is not counted."""

        COUNTED = "", _p("line", "counted")
        NOT_THEIRS = "not_theirs", _p("line", "returned: not theirs")
        VOID = "void", _p("line", "voided, merged or declined")
        MOVED = "moved", _p("line", "given to somebody else in time")
        SUSPENDED = "suspended", _p("line", "suspended at the cut-off")
        WAITING = "waiting", _p("line", "waits for its check at the cut-off")
        BEFORE = "before", _p("line", "counted in an earlier period")
        NOT_DUE = "not_due", _p("line", "not due yet")
        APPEAL = "appeal", _p("line", "left out after an appeal")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ranking = models.ForeignKey(Ranking, models.CASCADE, related_name="lines", db_index=False)
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="+", db_index=False)
    ticket_id = models.UUIDField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=6, choices=[(role, role) for role in ROLES])
    category = models.CharField(max_length=24)
    urgency = models.CharField(max_length=1)
    source = models.CharField(max_length=12)
    score_due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # when it was handed in for the last time, or was done
    out = models.CharField(max_length=10, choices=Out.choices, blank=True)
    fixed = models.PositiveSmallIntegerField(default=0)
    on_time = models.PositiveSmallIntegerField(default=0)
    relapsed = models.PositiveSmallIntegerField(default=0)
    checked = models.PositiveSmallIntegerField(default=0)
    first_pass = models.PositiveSmallIntegerField(default=0)
    extended = models.PositiveSmallIntegerField(default=0)
    receivable = models.PositiveSmallIntegerField(default=0)
    received_on_time = models.PositiveSmallIntegerField(default=0)
    onsite = models.PositiveSmallIntegerField(default=0)
    passed = models.PositiveSmallIntegerField(default=0)
    false = models.PositiveSmallIntegerField(default=0, db_column="was_false")
    reworks = models.PositiveSmallIntegerField(default=0)

    objects = LineQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ranking", "duty"], name="line_once")]
        indexes = [models.Index(fields=["ranking", "unit", "role"], name="line_of_unit")]


class Subject(models.TextChoices):
    """Who is ranked."""

    UNIT = "unit", _p("ranked", "Units")
    ZONE = "zone", _p("ranked", "Zones")
    HOLDER = "holder", _p("ranked", "Contract holders")
    TEAM = "team", _p("ranked", "Supervision teams")


class LineOf(models.Model):
    """A line counts for a zone, or for whoever held its ground by contract when it was due, as well."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    line = models.ForeignKey(Line, models.CASCADE, related_name="also", db_index=False)
    ranking = models.ForeignKey(Ranking, models.CASCADE, related_name="+", db_index=False)
    subject = models.CharField(max_length=6, choices=Subject.choices)
    group = models.CharField(max_length=40)  # the zone's layer, the kind of contract
    key = models.UUIDField()  # the zone's, or the holding person's

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ranking", "subject", "group", "key", "line"], name="line_counts_once")
        ]
        indexes = [models.Index(fields=["line"], name="line_counts_for")]


class Score(models.Model):
    """What came out for one subject. Fractions are kept exactly, as texts `a/b`."""

    class State(models.TextChoices):
        """Whether it has a rank."""

        RANKED = "ranked", _p("score", "ranked")
        TOO_FEW = "too_few", _p("score", "too few to rank")
        NOTHING = "nothing", _p("score", "nothing to count")

    id = models.BigAutoField(primary_key=True)
    ranking = models.ForeignKey(Ranking, models.CASCADE, related_name="scores", db_index=False)
    subject = models.CharField(max_length=6, choices=Subject.choices)
    key = models.UUIDField()
    group = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160, blank=True)
    state = models.CharField(max_length=8, choices=State.choices)
    rank = models.PositiveIntegerField(null=True)
    total = models.TextField(blank=True)
    sample = models.PositiveIntegerField()
    figures = models.JSONField()
    lists = models.JSONField(default=list)

    objects = ScoreQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ranking", "subject", "group", "key"], name="score_once")]
        indexes = [models.Index(fields=["subject", "key", "ranking"], name="score_of_subject")]

    def __str__(self) -> str:
        return f"{self.name} {self.total}"


class Bonus(models.Model):
    """Points the office gives or takes with a reason (加减分), or a fact that lists ask for; a scheme caps the sum.

    A row that undoes another one gives nothing itself.
    """

    class Fact(models.TextChoices):
        """What the office states of a unit; who is on a list because of it stands in the rules (scoring.criteria)."""

        NONE = "", _p("fact", "points alone")
        EXPOSED = "exposed", _p("fact", "public exposure")
        LISTED_RELAPSE = "listed_relapse", _p("fact", "an entry under listed supervision that came back")
        OFFICE = "office", _p("fact", "the office's veto")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ranking = models.ForeignKey(Ranking, models.PROTECT, related_name="bonuses")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    points = models.DecimalField(max_digits=5, decimal_places=2)
    fact = models.CharField(max_length=20, choices=Fact.choices, blank=True)
    words = models.UUIDField(null=True)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    taken_back_at = models.DateTimeField(null=True)
    # Of an earlier edition, which stays as it was published: from this one on it does not count.
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")


class Appeal(models.Model):
    """What a unit says against one figure, or one line, of an announced ranking; decided under a duty."""

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", _p("appeal", "waits for a decision")
        UPHELD = "upheld", _p("appeal", "upheld")
        REFUSED = "refused", _p("appeal", "refused")
        WITHDRAWN = "withdrawn", _p("appeal", "withdrawn")
        LAPSED = "lapsed", _p("appeal", "the ranking was dropped")

    class Effect(models.TextChoices):
        """What an upheld appeal does to its line."""

        NONE = "", _p("appeal", "nothing")
        OUT = "out", _p("appeal", "the entry is not counted")
        ON_TIME = "on_time", _p("appeal", "the entry counts as fixed on time")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ranking = models.ForeignKey(Ranking, models.PROTECT, related_name="appeals")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    figure = models.CharField(max_length=24)
    line_duty = models.ForeignKey(Duty, models.PROTECT, null=True, related_name="+", db_index=False)
    duty = models.ForeignKey(Duty, models.PROTECT, null=True, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    effect = models.CharField(max_length=8, choices=Effect.choices, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    asked_post = models.ForeignKey(Post, models.PROTECT, related_name="+", db_index=False)
    words = models.UUIDField(null=True)
    proof = models.JSONField(default=list)  # ids of stored files
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    answer = models.UUIDField(null=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ranking", "unit", "figure", "line_duty"],
                condition=Q(state="open"),
                name="one_open_appeal_of_a_figure",
            )
        ]
