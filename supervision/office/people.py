"""The list of people: found by name, number, sign-in name, unit and pinyin initials; each with the posts held now."""

from collections import defaultdict
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from sites.models import Unit
from supervision.models import Acting, ActivationSlip, Post, User
from supervision.office.marks import page_of, read_id
from supervision.wording import moment

WHAT = ("never", "idle", "away")


@dataclass(frozen=True)
class Asked:
    """What the address asks for."""

    q: str = ""
    what: str = ""
    unit: UUID | None = None

    @classmethod
    def read(cls, query: QueryDict) -> "Asked":
        """Anything unknown is left out."""
        what = query.get("what", "")
        return cls(query.get("q", "").strip()[:60], what if what in WHAT else "", read_id(query.get("unit", "")))

    def url(self, **changes: Any) -> str:
        """The same list with something changed."""
        found = replace(self, **changes)
        return "?" + urlencode({f.name: getattr(found, f.name) for f in fields(self) if getattr(found, f.name)})


def chosen(asked: Asked, now: datetime) -> QuerySet[User]:
    """The people of a list, before its page is cut."""
    held = Post.objects.at(now).filter(user=OuterRef("pk"))
    rows = User.objects.filter(is_active=True)
    if asked.q:
        letters = asked.q.lower().replace(" ", "")
        named = Q(display_name__icontains=asked.q) | Q(username__icontains=asked.q) | Q(phone__contains=asked.q)
        units = Unit.objects.filter(Q(name__contains=asked.q) | Q(name_en__icontains=asked.q) | Q(initials=letters))
        in_unit = Exists(held.filter(unit__in=units.values("pk")))
        rows = rows.filter(named | Q(initials__contains=letters) | in_unit)
    if asked.unit:
        rows = rows.filter(Exists(held.filter(unit_id=asked.unit)))
    if asked.what == "never":
        rows = rows.filter(last_login=None)
    elif asked.what == "idle":
        rows = rows.exclude(Exists(held))
    elif asked.what == "away":
        away = Acting.objects.filter(post__user=OuterRef("pk"), valid_from__lte=now, valid_to__gt=now)
        rows = rows.filter(Exists(away))
    return rows


def listed(query: QueryDict, now: datetime) -> dict[str, Any]:
    """One page of the list, in the order of pinyin: seven queries, however many people there are."""
    asked = Asked.read(query)
    people, foot = page_of(chosen(asked, now), "initials", query, asked.url())
    never = User.objects.filter(is_active=True, last_login=None).count()
    unit = Unit.objects.filter(pk=asked.unit).first() if asked.unit else None
    return {
        "people": lines(people, now),
        "asked": asked,
        "never": never,
        "unit": {"label": unit.label, "url": reverse("office_unit", args=[unit.pk])} if unit else None,
        "slips_url": reverse("office_slips", args=[unit.pk]) if unit else None,
        "chips": [{"label": label, "url": asked.url(what=key), "on": asked.what == key} for key, label in chips()],
        "page": foot,
    }


def chips() -> list[tuple[str, str]]:
    """The ways to narrow the list."""
    return [
        ("", _("Everybody")),
        ("never", _("Never signed in")),
        ("idle", _("Without a post")),
        ("away", _("On leave")),
    ]


def lines(people: list[User], now: datetime) -> list[dict[str, Any]]:
    """The rows: three queries."""
    ids = [person.pk for person in people]
    posts: dict[UUID, list[Post]] = defaultdict(list)
    for post in Post.objects.at(now).filter(user_id__in=ids).select_related("unit").order_by("rank", "valid_from"):
        posts[post.user_id].append(post)
    slips = {slip.user_id: slip for slip in ActivationSlip.objects.filter(user_id__in=ids)}
    acting = Acting.objects.filter(post__user_id__in=ids, valid_from__lte=now, valid_to__gt=now)
    away = {row.post.user_id: row for row in acting.select_related("post", "user")}
    return [
        {
            "url": reverse("office_person", args=[person.pk]),
            "name": str(person),
            "username": person.username,
            "phone": person.phone,
            "posts": [{"unit": post.unit.label, "called": post.called} for post in posts[person.pk]],
            "note": note(person, slips.get(person.pk), away.get(person.pk), now),
        }
        for person in people
    ]


def note(person: User, slip: ActivationSlip | None, away: Acting | None, now: datetime) -> str:
    """How things stand with the sign-in, or who stands in."""
    if away is not None:
        return _("away until %(day)s, %(name)s stands in") % {
            "day": moment(away.valid_to, now, clock=False),
            "name": away.user,
        }
    if person.last_login is not None:
        return ""
    if slip is not None and slip.used_at is None and slip.expires_at > now:
        return _("has a slip until %(day)s") % {"day": moment(slip.expires_at, now, clock=False)}
    return _("never signed in")
