"""People, the posts they hold by date, who acts for them, and teams."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sites.models import Unit, Zone
from sites.models.fields import InitialsField
from supervision.ids import new_id
from supervision.querysets.people import PostQuerySet
from supervision.roles import Role


class User(AbstractUser):
    """A person who signs in; what they may do comes from their posts, never from here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    display_name = models.CharField(_("name"), max_length=60)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    initials = InitialsField(_("pinyin initials"), source="display_name")
    language = models.CharField(max_length=10, blank=True)
    must_change_password = models.BooleanField(default=False)
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]

    class Meta(AbstractUser.Meta):
        indexes = [models.Index(fields=["initials", "id"], name="user_initials")]

    def __str__(self) -> str:
        return self.display_name or self.username


class ActivationSlip(models.Model):
    """A one-time code on paper with which a person sets the first password; only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.OneToOneField(User, models.CASCADE, related_name="activation_slip")
    code_hash = models.CharField(max_length=128)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)


class Post(models.Model):
    """Person + unit + role, from and to. Ended, never deleted, never back-dated."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=20, choices=Role.choices)
    title = models.CharField(max_length=60, blank=True)
    rank = models.PositiveSmallIntegerField(default=100)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="post_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["user", "unit", "role"], condition=Q(valid_to__isnull=True), name="one_open_post_of_a_kind"
            ),
        ]
        indexes = [models.Index(fields=["unit", "role"], name="post_unit_role")]

    def __str__(self) -> str:
        return f"{self.user} · {self.unit} · {self.get_role_display()}"

    @property
    def called(self) -> str:
        """The title as the office wrote it; to a reader of English a Chinese one says less than the role's word."""
        english = (get_language() or "").startswith("en") and not self.title.isascii()
        return str(self.get_role_display()) if english or not self.title else self.title


class Acting(models.Model):
    """Who stands in for the holder of a post while they are on leave."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    post = models.ForeignKey(Post, models.PROTECT, related_name="actings")
    user = models.ForeignKey(User, models.PROTECT, related_name="actings")
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="acting_ends_after_start")
        ]


class NightDuty(models.Model):
    """The night roster: who answers for a unit's urgent entries outside office hours."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="night_duties")
    user = models.ForeignKey(User, models.PROTECT, related_name="night_duties")
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()

    class Meta:
        # A night that was given to somebody else before it began is empty.
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="night_ends_not_before_start")
        ]
        indexes = [models.Index(fields=["unit", "valid_to"], name="night_of_unit")]


class Team(models.Model):
    """A supervision team is a unit of kind `team`; here is the ground it covers."""

    unit = models.OneToOneField(Unit, models.PROTECT, primary_key=True, related_name="team")
    zones = models.ManyToManyField(Zone, related_name="teams", blank=True)

    def __str__(self) -> str:
        return str(self.unit)


class ApiToken(models.Model):
    """A key for another program; it acts in exactly one post, or does less. Only the hash is kept."""

    class Scope(models.TextChoices):
        """What of the post's own rights the token has; each has those before it."""

        READ = "read", _("read")
        FILE = "file", _("read and write problems down")
        ALL = "all", _("everything the post may do")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    post = models.ForeignKey(Post, models.PROTECT, related_name="api_tokens")
    name = models.CharField(max_length=60, blank=True)
    scope = models.CharField(max_length=4, choices=Scope, default=Scope.ALL)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_on = models.DateField(null=True)  # the last day it opened anything; the day alone, so that a day costs a write

    def reaches(self, needed: str) -> bool:
        """Whether its scope holds the one that is needed."""
        known = list(ApiToken.Scope)
        return known.index(ApiToken.Scope(self.scope)) >= known.index(ApiToken.Scope(needed))
