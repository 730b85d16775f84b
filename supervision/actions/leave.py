"""Leave: who stands in for a post, arranged by its holder or by whoever leads the unit."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from supervision.actions.book import open_book, write
from supervision.actions.people import record, set_acting
from supervision.models import Acting, Event, Post
from supervision.refusals import NotAllowed, Refused
from supervision.roles import KEEPS, LEADS


def may_arrange(by: Post, post: Post) -> bool:
    """One's own leave, that of somebody in the unit one leads, and anybody's for the office."""
    return by.pk == post.pk or by.role in KEEPS or (by.unit_id == post.unit_id and by.role in LEADS)


def arrange(post_id: UUID, user_id: UUID, since: datetime, until: datetime, *, by: Post, now: datetime) -> Acting:
    """Somebody of the same unit answers for the post; one at a time, never for themselves."""
    post = Post.objects.at(now).filter(pk=post_id).first()
    if post is None or not may_arrange(by, post):
        raise NotAllowed("not_yours", _("This leave is not yours to arrange."))
    with transaction.atomic():
        open_book(post.pk)  # the lock: two people arranging at once are told of one another
        others = Post.objects.at(now).filter(unit_id=post.unit_id, user_id=user_id)
        if user_id == post.user_id or not others.exists():
            raise Refused("no_colleague", _("Choose a colleague of the same unit."))
        if Acting.objects.filter(post=post, valid_from__lt=until, valid_to__gt=max(since, now)).exists():
            raise Refused("stood_in", _("Somebody stands in for part of that time already."))
        user = others.select_related("user")[0].user
        return set_acting(post, user, since, until, now=now, by=by)


def call_back(acting_id: UUID, *, by: Post, now: datetime) -> Event:
    """The holder is back early; what was decided meanwhile stays decided."""
    with transaction.atomic():
        row = Acting.objects.select_related("post").filter(pk=acting_id).first()
        if row is None or not may_arrange(by, row.post):
            raise NotAllowed("not_yours", _("This leave is not yours to arrange."))
        book = open_book(row.post_id)
        row.refresh_from_db(fields=["valid_from", "valid_to"])
        if row.valid_to <= now:
            raise Refused("ended", _("It has ended already."))
        if row.valid_from >= now:
            raise Refused("not_begun", _("It has not begun yet."))
        book.change(row, valid_to=now)
        event = record(book, "call_back", now, by, {"user": row.user_id})
        write([book])
    return event
