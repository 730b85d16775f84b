"""Keys for other programs: shown once, kept as a hash, acting in one post while that post is open to the person."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from supervision.composed import Composed, Slot
from supervision.models import ApiToken, Post, User
from supervision.refusals import Refused

LASTS = 90  # days
LONGEST = 366
PREFIX = "tz_"
WORKING = Composed(
    lambda: ApiToken.objects.select_related("user", "post__unit").filter(
        token_hash=Slot("digest", models.CharField()),
        revoked_at__isnull=True,
        expires_at__gt=Slot("now", models.DateTimeField()),
        user__is_active=True,
    )
)


def digest_of_key(key: str) -> str:
    """What is kept of a key: it has 256 bits of chance, so a plain hash of it cannot be guessed back."""
    return hashlib.sha256(key.encode()).hexdigest()


def issue_token(
    user: User, post: Post, name: str, now: datetime, *, scope: str = ApiToken.Scope.ALL, days: int = LASTS
) -> tuple[ApiToken, str]:
    """A new token for a post open to the person now, and its key."""
    if not Post.objects.open_to(user.pk, now).filter(pk=post.pk).exists():
        raise Refused("no_such_post", _("This post is not open to you."))
    if not 1 <= days <= LONGEST:
        raise Refused("bad_days", _("A token lasts from one day to a year."))
    key = PREFIX + secrets.token_urlsafe(32)
    row = ApiToken.objects.create(
        user=user,
        post=post,
        name=name,
        scope=ApiToken.Scope(scope),
        token_hash=digest_of_key(key),
        created_at=now,
        expires_at=now + timedelta(days=days),
        used_on=timezone.localdate(now),
    )
    return row, key


def find_token(key: str, now: datetime) -> ApiToken | None:
    """The token of a key if it opens anything now: not revoked, not expired, person and post still in office."""
    token = next(iter(WORKING(digest=digest_of_key(key), now=now)), None)
    if token is None or not _in_office(token, now):
        return None
    today = timezone.localdate(now)
    if token.used_on is None or token.used_on < today:
        ApiToken.objects.filter(pk=token.pk).update(used_on=today)
    return token


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """A person's tokens, the newest first."""
    return ApiToken.objects.filter(user=user).select_related("post__unit").order_by("-created_at", "-id")


def revoke_own(user: User, pk: UUID, now: datetime) -> None:
    """Ends one of the person's tokens; nobody else's exists for them."""
    revoke_token(ApiToken.objects.get(pk=pk, user=user), now)


def revoke_token(token: ApiToken, now: datetime) -> None:
    """From now on the token opens nothing; revoking it again changes nothing."""
    ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=now)


def revoke_all(user: User, now: datetime) -> None:
    """A new password ends what was opened with the old one: whoever had seen it may hold a key."""
    ApiToken.objects.filter(user=user, revoked_at__isnull=True).update(revoked_at=now)


def _in_office(token: ApiToken, now: datetime) -> bool:
    post = token.post
    if post.user_id == token.user_id:
        return post.valid_from <= now and (post.valid_to is None or now < post.valid_to)
    return Post.objects.open_to(token.user_id, now).filter(pk=post.pk).exists()  # somebody who stands in
