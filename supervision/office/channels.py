"""The ways out as pages of the office: what goes over which, how their receivers do, and what did not arrive."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db.models import Count, Min, Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.utils.translation import pgettext_lazy as _p

from supervision.actions.outward.following import is_event, step_words
from supervision.actions.outward.letters import Writer
from supervision.actions.standing import seq_of
from supervision.couriers import mail, robots
from supervision.models import Channel, Delivery, PendingEvent
from supervision.office.history import history
from supervision.paging import Behind, count_words, read_mark, write_mark
from supervision.sending import Group
from supervision.wording import moment

PAGE = 30
STATE = Delivery.State
EVENTS = Channel.Serves.EVENTS
GROUPS: dict[str, str | Promise] = {
    Group.WORK: _p("group of notices", "work to do"),
    Group.WARNING: _p("group of notices", "warnings"),
    Group.REMINDER: _p("group of notices", "reminders"),
    Group.SUPERVISION: _p("group of notices", "supervision and higher"),
    Group.OUTCOME: _p("group of notices", "outcomes"),
    Group.CHANGE: _p("group of notices", "changes and remarks"),
    Group.MORNING: _p("group of notices", "morning digest"),
}
ERRORS: dict[str, str | Promise] = {
    "hung_up": _p("delivery", "the receiver hung up"),
    "refused": _p("delivery", "nobody answers at the address"),
    "slow": _p("delivery", "no answer in time"),
    "garbage": _p("delivery", "the answer is none"),
    "unreachable": _p("delivery", "the receiver cannot be reached"),
    "status": _p("delivery", "the receiver answered %(status)s"),
    "redirect": _p("delivery", "the receiver sends us elsewhere (%(status)s); enter the final address"),
    "unexpected": _p("delivery", "the answer lacks the words that mean success"),
    "no_such_host": _p("delivery", "there is no host of that name"),
    "inside": _p("delivery", "an address of the inside network that the settings do not name"),
    "not_secure": _p("delivery", "plain http to a host that the settings do not name"),
    "bad_address": _p("delivery", "the address cannot be used"),
    "bad_certificate": _p("delivery", "the receiver's certificate is not valid"),
    "no_tls": _p("delivery", "the receiver does not speak https"),
    "mail_not_set_up": _p("delivery", "e-mail is not set up"),
    "mail_refused": _p("delivery", "the mail server refused it (%(status)s)"),
    "mail_sign_in": _p("delivery", "the mail server does not accept our password"),
    "bad_mail_address": _p("delivery", "the person's e-mail address cannot be used"),
    "no_apprise": _p("delivery", "the package apprise is missing"),
    "robot": _p("delivery", "the chat robot did not take it"),
    "switched_off": _p("delivery", "the way was switched off"),
}


def error_words(error: dict[str, Any]) -> str:
    """Why a try failed, for people."""
    words = ERRORS.get(error.get("code", ""), _p("delivery", "it failed for a reason of our own"))
    return str(words) % {"status": error.get("status", "")}


def steps_words(actions: Iterable[str]) -> str:
    """Steps of the ledger in a row; none chosen are all."""
    found = [str(label) for code, label in step_words().items() if code in actions]
    return pgettext("enumeration", ", ").join(found) or _("every step of every entry")


def group_words(groups: Iterable[str]) -> str:
    """Groups of notices in a row."""
    found = [str(label) for group, label in GROUPS.items() if group in groups]
    return pgettext("enumeration", ", ").join(found)


def ways(now: datetime) -> dict[str, Any]:
    """Every way out with its figures: two queries, however many there are."""
    rows = list(Channel.objects.select_related("unit").order_by("-active", "kind", "name", "id"))
    counts = figures()
    lines = [way(row, counts.get(row.pk, {}), now) for row in rows]
    return {
        "ways": lines,
        "groups": [{"label": label, "over": over(rows, group)} for group, label in GROUPS.items()],
        "n_on": sum(row.active and row.serves != EVENTS for row in rows),
        "dead": Delivery.objects.filter(state=STATE.DEAD).count(),
        "kinds": kinds_to_add(rows),
    }


def over(rows: Iterable[Channel], group: str) -> str:
    """The ways a group goes over now."""
    return pgettext("enumeration", ", ").join(row.name for row in rows if row.active and group in spoken(row))


def spoken(row: Channel) -> list[str]:
    """What really goes over a way: a morning is each person's own, a whole group has none."""
    return [group for group in row.groups if group != Group.MORNING or row.audience == Channel.Audience.PERSON]


def figures() -> dict[UUID, dict[str, int]]:
    """How many wait and how many did not arrive, by channel."""
    rows = Delivery.objects.filter(state__in=[STATE.WAITING, STATE.DEAD]).order_by().values("channel")
    counted = rows.annotate(
        waiting=Count("id", filter=Q(state=STATE.WAITING)), dead=Count("id", filter=Q(state=STATE.DEAD))
    )
    return {row["channel"]: {"waiting": row["waiting"], "dead": row["dead"]} for row in counted}


def way(row: Channel, counts: dict[str, int], now: datetime) -> dict[str, Any]:
    """One way out."""
    return {
        "url": reverse("office_channel", args=[row.pk]),
        "name": row.name,
        "kind": row.get_kind_display(),
        "to": goes_to(row),
        "follows": row.serves == EVENTS,
        "audience": _("a system that follows the ledger") if row.serves == EVENTS else row.get_audience_display(),
        "unit": row.unit.label if row.unit else "",
        "groups": steps_words(row.actions) if row.serves == EVENTS else group_words(spoken(row)),
        "on": row.active,
        "state": state_words(row, now),
        "ill": row.active and bool(row.failures or not ready(row)),
        "waiting": counts.get("waiting", 0),
        "dead": counts.get("dead", 0),
    }


def goes_to(row: Channel) -> str:
    """Where it goes, without what may be a key."""
    if row.kind == Channel.Kind.MAIL:
        return _("each person's e-mail address")
    return robots.service_of(row.address) if row.kind == Channel.Kind.ROBOT else (urlsplit(row.address).hostname or "")


def ready(row: Channel) -> bool:
    """Whether the platform has what the kind needs."""
    return {Channel.Kind.MAIL: mail.set_up, Channel.Kind.ROBOT: robots.installed}.get(row.kind, lambda: True)()  # type: ignore[call-overload]


def state_words(row: Channel, now: datetime) -> str:
    """How it does."""
    if not row.active:
        return _("switched off")
    if not ready(row):
        return error_words({"code": "mail_not_set_up" if row.kind == Channel.Kind.MAIL else "no_apprise"})
    if row.failures and row.rest_until:
        return _("not reached, next try %(at)s") % {"at": moment(row.rest_until, now)}
    return _("last reached %(at)s") % {"at": moment(row.heard_at, now)} if row.heard_at else _("nothing sent yet")


def kinds_to_add(rows: list[Channel]) -> list[dict[str, Any]]:
    """What can be entered, and what each needs first."""
    has_mail = any(row.kind == Channel.Kind.MAIL for row in rows)
    found = [{"kind": "web", "label": _("A web address"), "lacks": ""}]
    follower = {"kind": "events", "label": _("A system that follows the ledger"), "lacks": ""}
    if not has_mail:
        lacks = (
            ""
            if mail.set_up()
            else _("E-mail is not set up: TAIZHANG_SMTP_URL and TAIZHANG_MAIL_FROM name the server.")
        )
        found.append({"kind": "mail", "label": _("E-mail"), "lacks": lacks})
    lacks = "" if robots.installed() else _('Chat robots need one more package: pip install "apprise>=1.9.3,<3"')
    return [*found, {"kind": "robot", "label": _("A chat robot"), "lacks": lacks}, follower]


def one(row: Channel, now: datetime) -> dict[str, Any]:
    """One way out with what lately happened on it."""
    rows = list(
        Delivery.objects.filter(channel=row)
        .select_related("channel")
        .exclude(state=STATE.SPARED)
        .order_by("-created_at", "-id")[:PAGE]
    )
    return {
        "channel": row,
        "way": way(row, figures().get(row.pk, {}), now),
        "lately": lines_of(rows, now),
        "expected": seq_of(row.pk),
        "history": history([row.pk], now),
        "header_names": sorted(row.headers),
        **(follower(row, now) if row.serves == EVENTS else {}),
    }


def follower(row: Channel, now: datetime) -> dict[str, Any]:
    """From when on a system hears of the ledger, and how far it is behind."""
    oldest = Delivery.objects.filter(channel=row, state=STATE.WAITING).aggregate(at=Min("created_at"))["at"]
    fresh = PendingEvent.objects.exists() and row.active
    if oldest:
        lag = _("the oldest waits since %(at)s") % {"at": moment(oldest, now)}
    else:
        lag = _("being looked through") if fresh else _("up to date")
    return {"since": moment(row.follows_from, now) if row.follows_from else "", "lag": lag}


def undelivered(query: QueryDict, now: datetime) -> dict[str, Any]:
    """A page of dead letters, the newest first; the same few queries however many there are."""
    rows = Delivery.objects.filter(state=STATE.DEAD).select_related("channel").order_by("-created_at", "-id")
    mark = read_mark(query.get("before", ""))
    found = list(rows.filter(Behind("created_at", mark, falling=True))[: PAGE + 1] if mark else rows[: PAGE + 1])
    shown = found[:PAGE]
    n = rows.count()
    older = f"?before={write_mark(shown[-1].created_at, shown[-1].pk)}" if len(found) > PAGE else None
    return {
        "letters": lines_of(shown, now),
        "n": n,
        "count": count_words(n),
        "page": {"prev_url": reverse("office_undelivered") if mark else None, "next_url": older},
    }


def lines_of(rows: list[Delivery], now: datetime) -> list[dict[str, Any]]:
    """Deliveries as lines, with what they say."""
    writer = Writer(rows, now)
    return [
        {
            "pk": row.pk,
            "channel": row.channel.name,
            "to": str(writer.users.get(row.user_id, ""))
            if row.user_id
            else _("the system")
            if is_event(row)
            else _("the group"),
            "text": writer.said(row),
            "state": row.state,
            "state_words": row.get_state_display(),
            "why": error_words(row.error) if row.error and row.state in (STATE.WAITING, STATE.DEAD) else "",
            "tries": row.tries,
            "next": moment(row.next_try_at, now) if row.state == STATE.WAITING else "",
            "at": moment(row.ended_at or row.created_at, now),
            "again": row.state == STATE.DEAD and row.channel.active,
        }
        for row in rows
    ]
