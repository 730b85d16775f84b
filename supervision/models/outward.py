"""Notices on their way out of the house: the channels there are, who wants what over which, and what has been sent."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sites.models import Unit
from supervision.ids import new_id


class Channel(models.Model):
    """One way out. Its events say who changed what and why; address and headers are in no event, they may be keys."""

    class Kind(models.TextChoices):
        """What carries the message."""

        MAIL = "mail", _("e-mail")
        WEB = "web", _("web address")
        ROBOT = "robot", _("chat robot")

    class Audience(models.TextChoices):
        """Who gets one."""

        PERSON = "person", _("each person who is told, as they wish")
        GROUP = "group", _("one message for all: a group's chat, another system")

    class Serves(models.TextChoices):
        """What goes over it."""

        NOTICES = "notices", _("notices")
        EVENTS = "events", _("steps of the ledger")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.CharField(max_length=60)
    serves = models.CharField(max_length=8, choices=Serves.choices, default=Serves.NOTICES)
    audience = models.CharField(max_length=8, choices=Audience.choices, default=Audience.PERSON)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="channels")
    address = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    template = models.TextField(blank=True)
    expects = models.CharField(max_length=100, blank=True)
    groups = models.JSONField(default=list)
    actions = models.JSONField(
        default=list
    )  # of a channel that follows the ledger: the steps it hears of, none for all
    follows_from = models.DateTimeField(null=True)  # and the moment from which on it hears of them
    keeps_quiet = models.BooleanField(default=True)
    active = models.BooleanField(default=True)
    key_no = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField()
    # How its receiver does: after a failure that was the receiver's, nothing is sent to it before `rest_until`.
    failures = models.PositiveIntegerField(default=0)
    rest_until = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind"], condition=Q(kind="mail"), name="one_mail_channel")]

    def __str__(self) -> str:
        return self.name


class Wish(models.Model):
    """What a person wants over a channel, where they want less than the office lets over it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="wishes")
    channel = models.ForeignKey(Channel, models.CASCADE, related_name="wishes")
    groups = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "channel"], name="one_wish_for_a_channel")]


class Delivery(models.Model):
    """One message on its way. Its id is made of what it says to whom, and is the key by which a second is dropped."""

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        DEAD = "dead", _("not delivered")
        FOLDED = "folded", _("in another message")
        SPARED = "spared", _("seen in the app first")

    id = models.UUIDField(primary_key=True, editable=False)
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="deliveries")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="deliveries")
    post_id = models.UUIDField(null=True)
    notices = models.JSONField(default=list)  # ids; several in a message that stands for many
    facts = models.JSONField(default=dict)  # what a message says that is about no single notice
    urgent = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)  # of what waits equally long, the smaller goes first
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()  # while somebody tries: when they are given up
    error = models.JSONField(default=dict)  # why the last try failed: a code and its figures
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["channel", "next_try_at"], name="delivery_due", condition=Q(state="waiting")),
            models.Index(fields=["-created_at"], name="delivery_dead", condition=Q(state="dead")),
            models.Index(fields=["user", "channel"], name="delivery_of_person", condition=Q(state="waiting")),
        ]


class PendingEvent(models.Model):
    """An event that the channels which follow the ledger have not been asked about; written with the event itself.

    A row is taken by being deleted, so it does not matter in which order transactions become visible: no mark could
    run past one that commits late.
    """

    id = models.UUIDField(primary_key=True, editable=False)  # the event's
