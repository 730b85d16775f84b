"""What a person wants over which way, and the address of their mails; written down as theirs, without the address."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from supervision.actions.book import open_or_new, write
from supervision.models import Channel, User, Wish
from supervision.refusals import Refused


def ways_of(user: User) -> QuerySet[Channel]:
    """The ways that write to people one by one."""
    return Channel.objects.filter(active=True, audience=Channel.Audience.PERSON).order_by("kind", "name", "id")


def wish(user: User, email: str, wanted: Mapping[UUID, list[str]], *, post_id: UUID | None, now: datetime) -> bool:
    """From now on; false when nothing is different. A group the office does not let over a way is no wish."""
    check_address(email)
    ways = {row.pk: row for row in ways_of(user) if row.pk in wanted}
    with transaction.atomic():
        book = open_or_new("person", user.pk, now)
        user.refresh_from_db(fields=["email"])
        changed = []
        if user.email != email:
            User.objects.filter(pk=user.pk).update(email=email)
            user.email = email
            changed.append("email")
        had = dict(Wish.objects.filter(user=user).values_list("channel_id", "groups"))
        for pk, way in ways.items():
            groups = [group for group in way.groups if group in wanted[pk]]
            if set(groups) != set(had.get(pk, way.groups)) & set(way.groups):
                Wish.objects.update_or_create(user=user, channel=way, defaults={"groups": groups})
                changed.append("wishes")
        if changed:
            facts = {"columns": sorted(set(changed))}
            book.append("reach", at=book.at(now), recorded_at=now, actor_id=user.pk, post_id=post_id, facts=facts)
            write([book])
    return bool(changed)


def check_address(email: str) -> None:
    """An address mail can go to, or none."""
    try:
        if email:
            validate_email(email)
    except ValidationError:
        raise Refused("bad_mail_address", _("This is not an e-mail address.")) from None
    if len(email) > 254:
        raise Refused("bad_mail_address", _("This is not an e-mail address."))
