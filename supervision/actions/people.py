"""People and posts: appointed, stood in for, ended - each with an event, never back-dated (ENGINE 10)."""

import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from supervision.actions.book import Book, new_book, open_book, write
from supervision.actions.second_factor import forget
from supervision.actions.tokens import revoke_all
from supervision.actions.words import keep
from supervision.ids import new_id
from supervision.models import Acting, ActivationSlip, Event, Post, User
from supervision.refusals import Refused
from supervision.roles import Role

SLIP_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that can be misread on paper
SLIP_DAYS = 14
SLIP_TRIES = 10


def create_person(username: str, display_name: str, *, phone: str = "", language: str = "") -> User:
    """A person who cannot sign in yet: they need a slip."""
    user = User(username=username, display_name=display_name, phone=phone, language=language)
    user.set_unusable_password()
    user.save(force_insert=True)
    return user


def issue_slip(user: User, now: datetime) -> str:
    """A fresh one-time code, shown once; an older slip of the person is void from now on."""
    code, hashed = new_code()
    put_slip(user, hashed, now)
    return code


def new_code() -> tuple[str, str]:
    """A code and its hash; the hash takes its time, so it is made outside of transactions."""
    code = "-".join("".join(secrets.choice(SLIP_LETTERS) for _ in range(4)) for _ in range(3))
    return code, make_password(code)


def put_slip(user: User, hashed: str, now: datetime) -> None:
    """The person's one slip."""
    until = now + timedelta(days=SLIP_DAYS)
    fresh = {"code_hash": hashed, "expires_at": until, "used_at": None, "tries": 0}
    ActivationSlip.objects.update_or_create(user=user, defaults=fresh)


def activate(username: str, code: str, password: str, now: datetime) -> User:
    """Sets the first password with a slip. Wrong name, wrong code, used or expired look the same from outside."""
    wrong = Refused("bad_slip", _("This name and code do not belong together, or the slip has expired."))
    with transaction.atomic():
        slip = ActivationSlip.objects.select_for_update().filter(user__username=username).select_related("user").first()
        if slip is None:
            make_password(code)  # as slow as a real comparison, so that names cannot be guessed by time
            raise wrong
        ActivationSlip.objects.filter(pk=slip.pk).update(tries=slip.tries + 1)
        # The slow comparison first: a used slip must not answer faster than a name that nobody has.
        good = (
            check_password(code.strip().upper(), slip.code_hash)
            and slip.used_at is None
            and slip.expires_at > now
            and slip.tries < SLIP_TRIES
        )
        if good:
            return _use_slip(slip, password, now)
    raise wrong


def _use_slip(slip: ActivationSlip, password: str, now: datetime) -> User:
    try:
        validate_password(password, slip.user)
    except ValidationError as error:
        raise Refused("weak_password", " ".join(error.messages).replace("%", "%%")) from None
    slip.used_at = now
    slip.save(update_fields=["used_at"])
    slip.user.set_password(password)
    slip.user.must_change_password = False
    slip.user.save(update_fields=["password", "must_change_password"])
    revoke_all(slip.user, now)
    forget(slip.user)  # a slip is handed out to somebody the office knows by face
    return slip.user


def appoint(
    user: User,
    unit_id: UUID,
    role: str,
    *,
    now: datetime,
    by: Post | None = None,
    since: datetime | None = None,
    title: str = "",
    rank: int = 100,
    why: str = "",
) -> Post:
    """A person holds a post in a unit from now, or from a later day."""
    since = _not_before(since, now)
    if role not in Role.values:
        raise Refused("no_role", _("There is no such role."))
    with transaction.atomic():
        post = Post(
            id=new_id(), user=user, unit_id=unit_id, role=role, title=title, rank=rank, valid_from=since, valid_to=None
        )
        if Post.objects.filter(user=user, unit_id=unit_id, role=role, valid_to__isnull=True).exists():
            raise Refused("holds_it", _("This person holds the post already."))
        book = new_book("post", post.id, now)
        book.add(post)
        facts = {"user": user.id, "unit": unit_id, "role": role, **reason(book, why)}
        record(book, "appoint", now, by, facts)
        write([book])
    return post


def end_post(post: Post, *, now: datetime, by: Post | None = None, why: str = "") -> Event:
    """The post ends at once; duties it holds stay with the unit."""
    with transaction.atomic():
        book = open_book(post.id)
        post.refresh_from_db()
        if post.valid_to is not None and post.valid_to <= now:
            raise Refused("ended", _("The post has ended already."))
        book.change(post, valid_to=max(now, post.valid_from))
        event = record(book, "end", now, by, reason(book, why))
        write([book])
    return event


def set_acting(
    post: Post, user: User, since: datetime, until: datetime, *, now: datetime, by: Post | None = None
) -> Acting:
    """Somebody stands in for the holder from one moment to another."""
    since = _not_before(since, now)
    if until <= since:
        raise Refused("bad_span", _("The end must lie after the beginning."))
    with transaction.atomic():
        book = open_book(post.id)
        row = book.add(Acting(id=new_id(), post=post, user=user, valid_from=since, valid_to=until))
        record(book, "acting", now, by, {"user": user.id})
        write([book])
    return row


def reason(book: Book, why: str) -> dict[str, Any]:
    """Why something was done, as a fact of its event; nothing where nobody said."""
    return {"why": keep(book, why)} if why.strip() else {}


def record(book: Book, action: str, now: datetime, by: Post | None, facts: dict[str, Any]) -> Event:
    """One event of a post's stream."""
    return book.append(
        action,
        at=book.at(now),
        recorded_at=now,
        actor_id=by.user_id if by else None,
        post_id=by.id if by else None,
        facts=facts,
    )


def _not_before(since: datetime | None, now: datetime) -> datetime:
    if since is not None and since < now:
        raise Refused(
            "back_dated", _("Posts are not back-dated: what has happened was done by whoever held them then.")
        )
    return since or now
