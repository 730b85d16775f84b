"""A ticket is one numbered entry of the ledger; every row here is a projection of its events."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rectification.querysets import TicketQuerySet
from rectification.workflow import ENDED
from sites.models import Site, Unit
from sites.vocabulary import Urgency, Verify
from supervision.ids import new_id
from supervision.models import Duty, Post, StoredFile, User

ENDED_VALUES = sorted(str(status) for status in ENDED)


class Source(models.TextChoices):
    """Where an entry came from. The last three wait for screening."""

    TEAM = "team", _("team visit")
    RECHECK = "recheck", _("re-check")
    LEADER = "leader", _("leader")
    DISCIPLINE = "discipline", _("discipline inspection")
    ROUND = "round", _("assessment round")
    PUBLIC = "public", _("resident")
    HOTLINE = "hotline", _("hotline")
    MEDIA = "media", _("media")


OUTSIDE = frozenset({Source.PUBLIC, Source.HOTLINE, Source.MEDIA})


class StatusWords(models.TextChoices):
    """The words of `workflow.Status`."""

    REPORTED = "reported", _("waits for screening")
    DISPATCHING = "dispatching", _("waits for dispatch")
    ASSIGNED = "assigned", _("not yet received")
    RECTIFYING = "rectifying", _("being fixed")
    REVIEWING = "reviewing", _("waits for the check")
    SUSPENDED = "suspended", _("suspended")
    CLOSED = "closed", _("struck off")
    DECLINED = "declined", _("declined")
    VOIDED = "voided", _("voided")


class Ticket(models.Model):
    """One problem, from the street to the strike-off."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=24, unique=True)
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="tickets", db_index=False)
    lon = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    lat = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    catalogue = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=24)
    standard = models.CharField(max_length=24, blank=True)
    urgency = models.CharField(max_length=1, choices=Urgency.choices)
    verify = models.CharField(max_length=8, choices=Verify.choices)
    source = models.CharField(max_length=12, choices=Source.choices)
    status = models.CharField(max_length=12, choices=StatusWords.choices)
    words = models.UUIDField(null=True)
    place = models.UUIDField(null=True)
    team = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="found_tickets", db_index=False)
    filed_at = models.DateTimeField()
    filed_by = models.ForeignKey(User, models.PROTECT, related_name="filed_tickets", db_index=False)
    filed_post = models.ForeignKey(Post, models.PROTECT, related_name="filed_tickets")
    client_key = models.CharField(max_length=80, null=True)  # noqa: DJ001 - absent is not empty: it is unique
    main_duty = models.ForeignKey(Duty, models.PROTECT, null=True, related_name="+", db_index=False)
    lead_duty = models.ForeignKey(Duty, models.PROTECT, null=True, related_name="+", db_index=False)
    duty_count = models.PositiveSmallIntegerField(default=0)
    rework_count = models.PositiveSmallIntegerField(default=0)
    return_count = models.PositiveSmallIntegerField(default=0)
    return_bound = models.BooleanField(default=False)
    relapse_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="relapses")
    relapse_count = models.PositiveSmallIntegerField(default=0)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged", db_index=False)
    suspended_until = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    verified_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    verified_how = models.CharField(max_length=8, choices=Verify.choices, blank=True)
    false_strike_off = models.BooleanField(default=False)

    objects = TicketQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ENDED_VALUES, main_duty__isnull=True)
                | Q(~Q(status__in=ENDED_VALUES), main_duty__isnull=False),
                name="open_ticket_has_its_duty",
            ),
            models.UniqueConstraint(
                fields=["filed_by", "client_key"], condition=Q(client_key__isnull=False), name="client_key_for_ever"
            ),
        ]
        indexes = [
            models.Index(fields=["-filed_at", "-id"], name="ticket_newest"),
            models.Index(
                fields=["category", "site"], name="ticket_open_at_site", condition=~Q(status__in=ENDED_VALUES)
            ),
            models.Index(fields=["category", "lat"], name="ticket_open_near", condition=~Q(status__in=ENDED_VALUES)),
            models.Index(fields=["category", "closed_at"], name="ticket_lately_closed", condition=Q(status="closed")),
            # With what the ledger asks beside a duty's time: what is late is counted from the index alone.
            models.Index(
                fields=["main_duty", "status", "id"], name="ticket_by_duty", condition=Q(main_duty__isnull=False)
            ),
            models.Index(fields=["status"], name="ticket_standing", condition=Q(status__in=["reviewing", "suspended"])),
            models.Index(
                fields=["-closed_at"],
                name="ticket_fixed_at_once",
                condition=Q(status="closed", verified_how="onsite", rework_count=0),
            ),
            models.Index(fields=["closed_at"], name="ticket_found_false", condition=Q(false_strike_off=True)),
            models.Index(fields=["site", "-filed_at", "-id"], name="ticket_at_site", condition=Q(site__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.number


class PhotoKind(models.TextChoices):
    """What a photo shows."""

    BEFORE = "before", _("before")
    AFTER = "after", _("after")
    CHECK = "check", _("at the check")
    PROOF = "proof", _("proof")


class Photo(models.Model):
    """A photo in the ledger; the id is that of the staged upload."""

    id = models.UUIDField(primary_key=True, editable=False)
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="photos")
    kind = models.CharField(max_length=8, choices=PhotoKind.choices)
    ordinal = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField(default=1)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="photos")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    taken_at = models.DateTimeField(null=True)
    lon = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    lat = models.DecimalField(max_digits=9, decimal_places=6, null=True)

    class Meta:
        ordering = ["added_at", "ordinal"]


class PetitionKind(models.TextChoices):
    """What a unit may ask for."""

    RETURN = "return", _("return")
    EXTENSION = "extension", _("extension")
    SUSPENSION = "suspension", _("suspension")


class Petition(models.Model):
    """A unit asks: return, extension, suspension. Effective from the asking time; one open of a kind per clock."""

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", _("waits for a decision")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")
        LAPSED = "lapsed", _("lapsed")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="petitions")
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="+", db_index=False)
    decide_duty = models.ForeignKey(Duty, models.PROTECT, related_name="+", db_index=False)
    clock_no = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=PetitionKind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    until = models.DateTimeField(null=True)
    reason = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    answer = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["duty", "clock_no", "kind"], condition=Q(state="open"), name="one_open_petition_of_a_kind"
            )
        ]


class Sight(models.Model):
    """Who may see an entry: a key is a unit, a zone, a site or a post (ENGINE 21).

    `until_seq` set means a former holder, who keeps reading the entry up to that event.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="sights")
    key = models.CharField(max_length=40)
    filed_at = models.DateTimeField()
    until_seq = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "key"], name="sight_once")]
        # Read without the rows themselves: who may see what, and whether still.
        indexes = [models.Index(fields=["key", "-filed_at", "-ticket", "until_seq"], name="sight_newest")]
