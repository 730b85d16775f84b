"""The tree of units with who heads and handles, and what each owes; one unit; the teams and their ground."""

from collections import defaultdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sites.models import Function, SiteManager, Unit, UnitFunction
from sites.vocabulary import UnitKind
from supervision.actions.standing import seq_of
from supervision.actions.units import in_the_way
from supervision.gaps import OWING
from supervision.models import Duty, DutyState, Post, Team
from supervision.office.history import history
from supervision.roles import HANDLES, Role


def units(now: datetime, q: str, alone: bool) -> dict[str, Any]:
    """The whole tree in its order: four queries."""
    rows = list(Unit.objects.on(timezone.localtime(now).date()).order_by("code"))
    below: dict[UUID | None, list[Unit]] = defaultdict(list)
    ids = {row.pk for row in rows}
    for row in rows:
        below[row.parent_id if row.parent_id in ids else None].append(row)
    people, owed = people_by_unit(now), owed_by_unit(now)
    lines = [line(unit, depth, people[unit.pk], owed.get(unit.pk)) for unit, depth in walked(below, None, 0)]
    n_alone = sum(one["alone"] for one in lines)
    letters = q.lower().replace(" ", "")
    if q:
        lines = [one for one in lines if q in one["label"] or letters in one["initials"] or q == one["code"]]
    if alone:
        lines = [one for one in lines if one["alone"]]
    return {"units": lines, "n": len(rows), "alone": n_alone, "q": q, "narrowed": bool(q or alone), "only_alone": alone}


def walked(below: dict[UUID | None, list[Unit]], parent: UUID | None, depth: int) -> list[tuple[Unit, int]]:
    """The tree, every unit before those below it."""
    found = []
    for unit in below[parent]:
        found += [(unit, depth), *walked(below, unit.pk, depth + 1)]
    return found


def people_by_unit(now: datetime) -> dict[UUID, list[Post]]:
    """Who holds a post where: one query."""
    found: dict[UUID, list[Post]] = defaultdict(list)
    for post in Post.objects.at(now).select_related("user").order_by("rank", "valid_from", "id"):
        found[post.unit_id].append(post)
    return found


def owed_by_unit(now: datetime) -> dict[UUID, dict[str, int]]:
    """What each owes, and how much of it is late: one query."""
    late = Count("id", filter=Q(due_at__lte=now, state=DutyState.RUNNING))
    rows = Duty.objects.exclude(state=DutyState.DONE).order_by().values_list("unit_id")
    return {
        pk: {"n": n, "late": m} for pk, n, m in rows.annotate(n=Count("id"), m=late).values_list("unit_id", "n", "m")
    }


def line(unit: Unit, depth: int, posts: list[Post], owed: dict[str, int] | None) -> dict[str, Any]:
    """One unit of the tree."""
    heads = [post for post in posts if post.role in (Role.UNIT_HEAD, Role.TEAM_LEADER)]
    handlers = [post for post in posts if post.role == Role.UNIT_HANDLER]
    return {
        "url": reverse("office_unit", args=[unit.pk]),
        "label": unit.label,
        "code": unit.code,
        "initials": unit.initials,
        "kind": str(UnitKind(unit.kind).label),
        "depth": min(depth, 5),
        "head": names(heads),
        "handlers": names(handlers),
        "others": len(posts) - len(heads) - len(handlers),
        "owes": owed or {"n": 0, "late": 0},
        "alone": unit.kind in OWING and not any(post.role in HANDLES for post in posts),
    }


def names(posts: list[Post]) -> str:
    """People in a row."""
    return pgettext("enumeration", ", ").join(dict.fromkeys(str(post.user) for post in posts))


def unit(row: Unit, now: datetime) -> dict[str, Any]:
    """One unit: a fixed number of queries."""
    today = timezone.localtime(now).date()
    posts = Post.objects.at(now).filter(unit=row).select_related("user").order_by("rank", "valid_from", "id")
    codes = list(UnitFunction.objects.filter(unit=row).values_list("code", flat=True))
    functions = {one.code: one.label for one in Function.objects.filter(code__in=codes).order_by("version")}
    owed = Duty.objects.exclude(state=DutyState.DONE).filter(unit=row)
    team = Team.objects.filter(unit=row).first()
    return {
        "unit": row,
        "kind": str(UnitKind(row.kind).label),
        "parent": {"label": row.parent.label, "url": reverse("office_unit", args=[row.parent_id])}
        if row.parent
        else None,
        "ended": row.valid_to is not None and row.valid_to <= today,
        "people": [
            {"name": str(one.user), "called": one.called, "url": reverse("office_person", args=[one.user_id])}
            for one in posts
        ],
        "below": [
            {"label": one.label, "url": reverse("office_unit", args=[one.pk])}
            for one in Unit.objects.on(today).filter(parent=row).order_by("code")
        ],
        "functions": list(functions.values()),
        "sites": SiteManager.objects.on(today).filter(unit=row).values("site").distinct().count(),
        "owes": owed.count(),
        "late": owed.filter(due_at__lte=now, state=DutyState.RUNNING).count(),
        "alone": row.kind in OWING and not any(one.role in HANDLES for one in posts),
        "is_team": row.kind == UnitKind.TEAM,
        "zones": [zone.label for zone in team.zones.order_by("code")] if team else [],
        "expected": seq_of(row.pk),
        "history": history([row.pk], now),
    }


def before_the_end(row: Unit, now: datetime) -> list[str]:
    """What must be gone before the unit can be dissolved."""
    words = {
        "owed": _("%(n)s entries are still owed by it: move them to another unit first."),
        "posts": _("%(n)s posts are still held in it: end them first."),
    }
    return [words[name] % {"n": n} for name, n in in_the_way(row, now).items()]


def teams(now: datetime) -> dict[str, Any]:
    """The supervision teams: four queries."""
    today = timezone.localtime(now).date()
    people = people_by_unit(now)
    rows = Team.objects.select_related("unit").prefetch_related("zones").order_by("unit__code")
    lines = [
        {
            "label": row.unit.label,
            "url": reverse("office_unit", args=[row.unit_id]),
            "cover_url": reverse("office_team", args=[row.unit_id]),
            "leader": names([post for post in people[row.unit_id] if post.role == Role.TEAM_LEADER]),
            "inspectors": names([post for post in people[row.unit_id] if post.role == Role.INSPECTOR]),
            "zones": [zone.label for zone in row.zones.all()],
        }
        for row in rows
        if row.unit.holds_on(today)
    ]
    return {"teams": lines, "idle": sum(not one["zones"] for one in lines)}
