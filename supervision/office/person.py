"""One person: posts held and ended with what each owes, leave, the sign-in, and the history."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from supervision.actions.persons import streams_of
from supervision.actions.rosters import load_roster
from supervision.actions.standing import seq_of
from supervision.kinds import kind_of
from supervision.models import Acting, ActivationSlip, Duty, DutyKind, DutyState, Post, User
from supervision.office.history import history
from supervision.office.people import note
from supervision.wording import moment

MOST = 8  # entries named where a post is about to end


def person(user: User, now: datetime) -> dict[str, Any]:
    """The whole page: a fixed number of queries."""
    posts = list(Post.objects.filter(user=user).select_related("unit").order_by("-valid_from", "-id"))
    held = sorted((post for post in posts if in_force(post, now)), key=lambda post: (post.rank, post.valid_from))
    owed = owed_by_posts([post.pk for post in held], now)
    actings = Acting.objects.filter(Q(post__in=held) | Q(user=user), valid_to__gt=now)
    slip = ActivationSlip.objects.filter(user=user).first()
    streams = streams_of(user.pk)
    away = next((row for row in actings if row.post.user_id == user.pk and row.valid_from <= now), None)
    return {
        "who": {
            "name": str(user),
            "username": user.username,
            "phone": user.phone,
            "note": note(user, slip, away, now),
            "signed_in": moment(user.last_login, now) if user.last_login else "",
            "active": user.is_active,
        },
        "pk": user.pk,
        "posts": [shown(post, owed.get(post.pk), now) for post in held],
        "ended": [ended(post, now) for post in posts if post.valid_to and post.valid_to <= now],
        "ahead": [shown(post, None, now) for post in posts if post.valid_from > now and not post.valid_to],
        "owes": sum(row["n"] for row in owed.values()),
        "late": sum(row["late"] for row in owed.values()),
        "leaves": [stand_in(row, now) for row in actings.select_related("user", "post__user", "post__unit")],
        "expected": seq_of(*streams),
        "history": history(streams, now),
    }


def in_force(post: Post, now: datetime) -> bool:
    """Whether it is held at this moment."""
    return post.valid_from <= now and (post.valid_to is None or now < post.valid_to)


def owed_by_posts(posts: list[UUID], now: datetime) -> dict[UUID, dict[str, int]]:
    """How much each post owes, and how much of it is late: one query."""
    rows = Duty.objects.exclude(state=DutyState.DONE).filter(post_id__in=posts).order_by().values_list("post_id")
    late = Count("id", filter=Q(due_at__lte=now, state=DutyState.RUNNING))
    counted = rows.annotate(n=Count("id"), late=late).values_list("post_id", "n", "late")
    return {post_id: {"n": n, "late": late} for post_id, n, late in counted}


def shown(post: Post, owed: dict[str, int] | None, now: datetime) -> dict[str, Any]:
    """One post of the list."""
    return {
        "unit": post.unit.label,
        "unit_url": reverse("office_unit", args=[post.unit_id]),
        "called": post.called,
        "role": str(post.get_role_display()),
        "since": moment(post.valid_from, now, clock=False),
        "owes": owed or {"n": 0, "late": 0},
        "end_url": reverse("office_post_end", args=[post.pk]),
        "leave_url": reverse("office_post_leave", args=[post.pk]),
    }


def ended(post: Post, now: datetime) -> dict[str, Any]:
    """A post of the past."""
    return {
        "unit": post.unit.label,
        "called": post.called,
        "since": moment(post.valid_from, now, clock=False),
        "until": moment(post.valid_to or now, now),
    }


def stand_in(row: Acting, now: datetime) -> dict[str, Any]:
    """One leave, whoever is away."""
    return {
        "away": str(row.post.user),
        "name": str(row.user),
        "unit": row.post.unit.label,
        "since": moment(row.valid_from, now),
        "until": moment(row.valid_to, now),
        "begun": row.valid_from <= now,
        "end_url": reverse("office_leave_end", args=[row.pk]) if row.valid_from <= now else "",
    }


def ending(post: Post, now: datetime) -> list[str]:
    """What is said before a post ends: what it owes, that it stays with the unit, and who answers there then."""
    rows = Duty.objects.exclude(state=DutyState.DONE).filter(post=post).order_by()
    kinds = rows.values("kind").annotate(n=Count("id"), first=Min("due_at")).order_by("kind")
    lines = [
        _("%(kind)s: %(n)s, the first due %(due)s")
        % {"kind": DutyKind(row["kind"]).label, "n": row["n"], "due": moment(row["first"], now)}
        for row in kinds
    ]
    if not lines:
        return [_("This post owes nothing.")]
    named = subjects(rows)
    if named:
        lines.append(_("Among them: %(numbers)s") % {"numbers": ", ".join(named)})
    lines.append(_("All of it stays with %(unit)s, with the same due times.") % {"unit": post.unit.label})
    lines.append(heir(post, now))
    return lines


def subjects(rows: Any) -> list[str]:
    """The numbers of the first entries."""
    found = list(rows.order_by("due_at", "id").values_list("subject_kind", "subject_id")[:MOST])
    by_kind: dict[str, list[UUID]] = {}
    for kind, pk in found:
        by_kind.setdefault(kind, []).append(pk)
    numbers: dict[UUID, str] = {}
    for kind, ids in by_kind.items():
        named = kind_of(kind).named
        numbers |= {pk: name for pk, (name, _url) in (named(ids) if named else {}).items()}
    return [numbers[pk] for _kind, pk in dict.fromkeys(found) if pk in numbers]


def heir(post: Post, now: datetime) -> str:
    """Who of the unit answers for it then."""
    roster = load_roster([post.unit_id])
    others = [one for one in roster.posts if one.id != post.pk and one.in_force(now)]
    if not others:
        return _("Nobody else holds a post there: appoint somebody first, or nobody will answer.")
    names = User.objects.in_bulk([one.person(now) for one in others])
    people = ", ".join(dict.fromkeys(str(names[one.person(now)]) for one in others[:MOST]))
    return _("Those who remain there: %(people)s.") % {"people": people}
