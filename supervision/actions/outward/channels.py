"""The ways out, kept by the office: entered, changed, switched, given a new key; each change with who and why.

The events name what was changed, never an address, a header or a key: they may be secrets, and events are for ever.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from supervision.actions.outbox import START
from supervision.actions.outward.following import follow, step_words
from supervision.actions.outward.letters import receiver_of
from supervision.actions.standing import begin, enter
from supervision.couriers import Letter, Outcome, carry, guard, mail, robots, template, web
from supervision.couriers.signing import key_of
from supervision.doorbell import ring
from supervision.ids import new_id
from supervision.models import Channel, Delivery, Post
from supervision.refusals import Refused
from supervision.sending import Group

KIND = "channel"
EVENTS = Channel.Serves.EVENTS
MAIL, WEB, ROBOT = Channel.Kind.MAIL, Channel.Kind.WEB, Channel.Kind.ROBOT
WAITING, DEAD = Delivery.State.WAITING, Delivery.State.DEAD
TEST_SECONDS = 6.0
AT_ONCE = 500  # rows of one press of "send all again"
BAD = {
    "bad_address": _("This is no address that can be used: https://host/path, without a name and password in it."),
    "not_secure": _("Only https, unless the settings of the platform name the host (TAIZHANG_NOTICE_HOSTS)."),
    "no_json": _("The template is no JSON object."),
    "no_such_name": _("The template names {%(name)s}, which is not known."),
    "too_long": _("The template is too long."),
}


@dataclass(frozen=True)
class Wanted:
    """A channel as it is to be."""

    name: str
    serves: str = Channel.Serves.NOTICES
    audience: str = Channel.Audience.PERSON
    unit_id: UUID | None = None
    address: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    template: str = ""
    expects: str = ""
    groups: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    keeps_quiet: bool = True

    @classmethod
    def of(cls, row: Channel) -> "Wanted":
        """As it is."""
        found = {f.name: getattr(row, f.name) for f in fields(cls)}
        return cls(**{**found, "groups": tuple(row.groups), "actions": tuple(row.actions)})


def add(kind: str, wanted: Wanted, why: str, *, by: Post, now: datetime) -> tuple[Channel, str]:
    """A new way out, and the key of its signature where it has one."""
    check(kind, wanted)
    with transaction.atomic():
        row = Channel(id=new_id(), kind=kind, created_at=now, follows_from=start(wanted.serves, now), **columns(wanted))
        book = begin(KIND, row.id, now, None)
        if kind == MAIL and Channel.objects.filter(kind=MAIL).exists():
            raise Refused("one_mail", _("E-mail is entered already."))
        row.save(force_insert=True)
        enter(book, "enter", {"name": row.name}, why, now=now, by=by)
    return row, key_of(row.id, row.key_no) if kind == WEB else ""


def change(row: Channel, wanted: Wanted, why: str, *, by: Post, now: datetime, expected: int | None) -> None:
    """Something of it is different from now on; what waits is sent the new way, what happened was chosen by the old."""
    check(row.kind, wanted)
    catch_up(row, now)
    with transaction.atomic():
        book = begin(KIND, row.pk, now, expected)
        row.refresh_from_db()
        fresh = {name: value for name, value in columns(wanted).items() if getattr(row, name) != value}
        if not fresh:
            raise Refused("nothing_changed", _("Nothing is different from before."))
        for name, value in fresh.items():
            setattr(row, name, value)
        row.failures, row.rest_until = 0, None
        row.save(update_fields=[*fresh, "failures", "rest_until"])
        enter(book, "change", {"columns": sorted(fresh)}, why, now=now, by=by)


def switch(row: Channel, on: bool, why: str, *, by: Post, now: datetime, expected: int | None) -> None:
    """Off: what waits is not delivered and can be sent again later. On: from now on."""
    catch_up(row, now)
    with transaction.atomic():
        book = begin(KIND, row.pk, now, expected)
        row.refresh_from_db()
        if row.active == on:
            raise Refused("nothing_changed", _("Nothing is different from before."))
        row.active, row.failures, row.rest_until = on, 0, None
        row.follows_from = start(row.serves, now) if on else row.follows_from
        row.save(update_fields=["active", "failures", "rest_until", "follows_from"])
        if not on:
            waits = Delivery.objects.filter(channel=row, state=WAITING)
            waits.update(state=DEAD, ended_at=now, error={"code": "switched_off"})
        enter(book, "on" if on else "off", {}, why, now=now, by=by)


def start(serves: str, now: datetime) -> datetime | None:
    """The moment from which on a channel that follows the ledger hears of it: all processes know of it by then."""
    return now + START if serves == EVENTS else None


def catch_up(row: Channel, now: datetime) -> None:
    """What happened before a change is still meant for the channel as it was."""
    if row.serves == EVENTS:
        follow(lambda: now)


def renew_key(row: Channel, why: str, *, by: Post, now: datetime, expected: int | None) -> str:
    """A new key; the old one signs nothing any more."""
    with transaction.atomic():
        book = begin(KIND, row.pk, now, expected)
        row.refresh_from_db()
        row.key_no += 1
        row.save(update_fields=["key_no"])
        enter(book, "key", {}, why, now=now, by=by)
    return key_of(row.pk, row.key_no)


def send_again(ids: Iterable[UUID] | None, *, by: Post, now: datetime) -> int:
    """Dead letters wait anew, under the keys they had; without ids the oldest of all. Of channels that are on."""
    dead = Delivery.objects.filter(state=DEAD, channel__active=True).order_by("created_at", "id")
    rows = dead if ids is None else dead.filter(pk__in=list(ids))
    with transaction.atomic():
        chosen = list(rows.values_list("pk", "channel_id")[:AT_ONCE])
        for channel in sorted({channel for _pk, channel in chosen}):
            mine = [pk for pk, other in chosen if other == channel]
            book = begin(KIND, channel, now, None)
            Delivery.objects.filter(pk__in=mine, state=DEAD).update(
                state=WAITING, tries=0, next_try_at=now, ended_at=None
            )
            Channel.objects.filter(pk=channel).update(rest_until=None)
            enter(book, "again", {"n": len(mine)}, "", now=now, by=by)
        ring("supervision.tasks.send_outward")
    return len(chosen)


def try_out(row: Channel, letter: Letter) -> Outcome:
    """One letter at once, outside of any line."""
    return carry(receiver_of(row), letter, TEST_SECONDS)


def columns(wanted: Wanted) -> dict[str, Any]:
    """The columns of a channel."""
    return {
        **{f.name: getattr(wanted, f.name) for f in fields(wanted)},
        "groups": list(wanted.groups),
        "actions": list(wanted.actions),
    }


def check(kind: str, wanted: Wanted) -> None:
    """What could never be sent is said now."""
    if unknown := set(wanted.groups) - set(Group):
        raise Refused("bad_group", _("There is no such group of notices: %(name)s"), name=", ".join(sorted(unknown)))
    if unknown := set(wanted.actions) - set(step_words()):
        raise Refused("bad_step", _("There is no such step: %(name)s"), name=", ".join(sorted(unknown)))
    if kind == WEB:
        check_web(wanted)
    elif kind == ROBOT:
        check_robot(wanted.address)
    elif not mail.set_up():
        raise Refused("mail_not_set_up", _("E-mail is not set up: the settings of the platform name no mail server."))


def check_web(wanted: Wanted) -> None:
    """Address, headers, template."""
    try:
        guard.place_of(wanted.address)
        if wanted.template:
            template.check(wanted.template)
    except guard.NotThere as error:
        raise Refused(error.code, BAD[error.code]) from None
    except template.BadTemplate as error:
        raise Refused(error.code, BAD[error.code], name=error.name) from None
    for name, value in wanted.headers.items():
        if not web.fits(name, value):
            words = _(
                "The header %(name)s cannot be sent: one line of plain letters, and none the platform sets itself."
            )
            raise Refused("bad_header", words, name=name[:60])


def check_robot(address: str) -> None:
    """One of the services we speak to, if what speaks to them is there."""
    if not robots.installed():
        raise Refused("no_apprise", _("Chat robots need the package apprise beside the platform."))
    if not robots.understood(address):
        words = _("Not an address of a chat robot: wecombot://…, dingtalk://…, feishu://… or lark://…")
        raise Refused("bad_address", words)
