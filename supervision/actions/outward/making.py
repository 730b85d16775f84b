"""Notices into deliveries: who gets what over which channel, and when; in the transaction that delivers them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sites.models import Unit
from sites.vocabulary import Urgency
from supervision.actions import rows
from supervision.actions.calendars import load_calendar
from supervision.ids import fixed_id
from supervision.models import Channel, Delivery, Notice, Post, User, Wish
from supervision.sending import group_of, send_at

MAIL, PERSON = Channel.Kind.MAIL, Channel.Audience.PERSON


def urgent(notice: Notice) -> bool:
    """Whether it is about an entry of urgency A."""
    return notice.facts.get("urgency") == Urgency.A


def make(notices: Sequence[Notice], now: datetime, asleep: frozenset[UUID] = frozenset()) -> int:
    """A row for each message that these notices send out; `asleep`: those whose reader the night roster stands for."""
    channels = list(Channel.objects.filter(active=True, serves=Channel.Serves.NOTICES))
    if not channels or not notices:
        return 0
    calendar, wanted = load_calendar(), Wanted(channels, notices)
    made: dict[UUID, Delivery] = {}
    for notice in notices:
        for channel in wanted.channels(notice):
            row = delivery(channel, notice, now)
            at_once = row.urgent and notice.id not in asleep
            row.next_try_at = send_at(now, calendar, at_once=at_once, quiet=channel.keeps_quiet)
            made[row.id] = row
    return rows.insert(list(made.values()), ignore_conflicts=True)


def delivery(channel: Channel, notice: Notice, now: datetime) -> Delivery:
    """One notice over one channel. The id is made of what happened and who hears of it: there is no second."""
    own = channel.audience == PERSON
    return Delivery(
        id=fixed_id("delivery", channel.id, notice.event_id, notice.key, notice.user_id if own else ""),
        channel=channel,
        user_id=notice.user_id if own else None,
        post_id=notice.post_id if own else None,
        notices=[str(notice.id)],
        urgent=urgent(notice),
        next_try_at=now,
        created_at=now,
    )


class Wanted:
    """Which channels a notice goes over; a fixed number of queries for many notices."""

    def __init__(self, channels: Iterable[Channel], notices: Sequence[Notice]) -> None:
        self.open = list(channels)
        people = {notice.user_id for notice in notices}
        self.users = User.objects.filter(is_active=True).in_bulk(list(people))
        wishes = Wish.objects.filter(user__in=people, channel__in=self.open)
        self.wishes = {(wish.user_id, wish.channel_id): wish.groups for wish in wishes}
        self.grounds: dict[UUID, set[UUID | None]] = {
            c.id: {*Unit.objects.subtree_ids([c.unit_id])} for c in self.open if c.unit_id
        }
        posts = {notice.post_id for notice in notices if notice.post_id and self.grounds}
        self.units = dict(Post.objects.filter(pk__in=posts).values_list("pk", "unit_id"))

    def channels(self, notice: Notice) -> list[Channel]:
        """The office lets its group over them, the person has not said no, and can be reached there."""
        return [channel for channel in self.open if self.wants(channel, notice)]

    def wants(self, channel: Channel, notice: Notice) -> bool:
        """One channel."""
        group = group_of(notice.key)
        if group not in channel.groups:
            return False
        if channel.unit_id:
            unit = self.units.get(notice.post_id) if notice.post_id else None
            if unit not in self.grounds[channel.id]:
                return False
        return channel.audience != PERSON or self.reaches(channel, notice.user_id, group)

    def reaches(self, channel: Channel, user_id: UUID, group: str) -> bool:
        """Whether this person is reached over the channel and wants to be."""
        user = self.users.get(user_id)
        if user is None or group not in self.wishes.get((user_id, channel.id), (group,)):
            return False
        return reachable(user, channel)


def reachable(user: User, channel: Channel) -> bool:
    """Whether we know where: an e-mail address, or the number that a message names."""
    if channel.kind == MAIL:
        return bool(user.email)
    return bool(user.phone) or "{phone}" not in channel.template
