"""Our people: who of the unit owes how much, what will be late if nothing happens, who stands in for whom."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from rectification.pages.cards import TICKET, Named, Stack, stack
from rectification.pages.material import who_owes
from rectification.pages.measures import of_unit
from rectification.pages.pulse import list_live
from rectification.pages.viewer import Viewer
from rectification.wording import duty as duty_words
from rectification.workflow import Action, Status
from supervision.actions.leave import may_arrange
from supervision.countdowns import Bounds, countdown
from supervision.models import Acting, Duty, DutyKind, DutyState, Post
from supervision.owed import owed_by
from supervision.roles import CHECKS, HANDLES, LEADS
from supervision.wording import moment

MOST = 100
# Kind of duty -> the step that gives it to somebody else of the unit.
GIVES: dict[str, Action] = {DutyKind.RECTIFY: Action.HAND_OVER, DutyKind.REVIEW: Action.DEAL_OUT}
GROUPS = ("late", "soon", "week", "later")


def unit(viewer: Viewer, shown: UUID | None = None) -> dict[str, Any]:
    """The whole page; `shown` narrows the list to one person's post."""
    post, bounds = viewer.actor.post, Bounds.at(viewer.now)
    soon = viewer.calendar.next_close(bounds.day_ends)  # the close of the next working day
    posts = colleagues(viewer)
    running = owed_by(post, viewer.now, whole=True).filter(state=DutyState.RUNNING)
    counts = by_person(running, bounds, soon)
    listed = running.filter(Q(kind__in=list(GIVES)) | ~Q(subject_kind=TICKET))
    part = listed.filter(post_id=shown) if shown else listed
    rows = stack(part.select_related("unit", "user", "post").order_by("due_at", "id")[:MOST], viewer)
    return {
        "live": list_live(viewer),
        "unit": post.unit.label,
        "measures": of_unit(viewer, post.unit_id),
        "lead": {
            "late": sum(row["late"] for row in counts.values()),
            "soon": sum(row["soon"] for row in counts.values()),
            "until": moment(soon, viewer.now),
        },
        "people": people(posts, counts, viewer, shown),
        "nobody": left_alone(posts, counts),
        "entries": [entry(duty, rows, viewer) for duty, _ticket in rows.pairs],
        "more": max(0, part.count() - MOST),
        "shown": shown,
        "hand_over": hand_over(posts, viewer),
        "leave": leave(posts, viewer),
    }


def colleagues(viewer: Viewer) -> list[Post]:
    """Everybody of the unit who can owe something: one query."""
    rows = Post.objects.at(viewer.now).filter(unit_id=viewer.actor.post.unit_id, role__in=(*HANDLES, *CHECKS))
    return list(rows.select_related("user").order_by("rank", "valid_from", "id"))


def by_person(running: QuerySet[Duty], bounds: Bounds, soon: datetime) -> dict[UUID | None, dict[str, int]]:
    """How much each post owes, by time left: one query. `soon` is what will be late at the next close of office."""
    spans = {
        "late": Q(due_at__lte=bounds.now),
        "soon": Q(due_at__gt=bounds.now, due_at__lte=soon),
        "week": Q(due_at__gt=soon, due_at__lte=bounds.week_ends),
        "later": Q(due_at__gt=max(soon, bounds.week_ends)),
    }
    counted = [Count("id", filter=spans[key]) for key in GROUPS]
    rows = running.order_by().values_list("post_id").annotate(**dict(zip(GROUPS, counted, strict=True)))
    return {row[0]: dict(zip(GROUPS, row[1:], strict=True)) for row in rows}


def left_alone(posts: list[Post], counts: dict[UUID | None, dict[str, int]]) -> dict[str, int] | None:
    """What is owed by nobody in person: given to the unit, or to a post that has ended."""
    held = {post.id for post in posts}
    rows = [row for post_id, row in counts.items() if post_id not in held]
    return {key: sum(row[key] for row in rows) for key in GROUPS} if rows else None


def people(posts: list[Post], counts: dict[Any, dict[str, int]], viewer: Viewer, shown: UUID | None) -> list[dict]:
    """One line for each person, with the share of the one who has most."""
    most = max([sum(row.values()) for row in counts.values()], default=0) or 1
    lines = []
    for post in posts:
        row = counts.get(post.id, dict.fromkeys(GROUPS, 0))
        n = sum(row.values())
        shares = {f"{key}_share": row[key] * 100 / most for key in GROUPS}
        shares["x_week"] = shares["late_share"] + shares["soon_share"]
        shares["x_later"] = shares["x_week"] + shares["week_share"]
        url = reverse("unit") if post.id == shown else f"{reverse('unit')}?who={post.id}"
        lines.append(
            {
                **row,
                **shares,
                "n": n,
                "name": str(post.user),
                "note": post.called,
                "me": post.id == viewer.actor.post.id,
                "on": post.id == shown,
                "url": url,
            }
        )
    return lines


def entry(duty: Duty, rows: Stack, viewer: Viewer) -> dict[str, Any]:
    """One duty of the list."""
    ticket = next(subject for one, subject in rows.pairs if one.id == duty.id)
    if isinstance(ticket, Named):
        return plain_entry(duty, ticket, viewer)
    movable = duty.kind != DutyKind.RECTIFY or (duty.parent_id is None and ticket.status != Status.REVIEWING)
    return {
        "id": f"{ticket.pk}:{rows.material.seqs.get(ticket.pk, 0)}",
        "number": ticket.number,
        "url": reverse("entry", args=[ticket.number]),
        "title": rows.material.title(ticket),
        "place": rows.material.place(ticket),
        "photo": rows.material.thumb(ticket),
        "who": str(duty.user) if duty.user else who_owes(duty),
        "kind": duty.kind,
        "count": countdown(duty, viewer.now, viewer.calendar),
        "pick": movable,
    }


def plain_entry(duty: Duty, subject: Named, viewer: Viewer) -> dict[str, Any]:
    """One duty that hangs on no entry: everybody of the unit may do it; its own page hands it over."""
    return {
        "id": "",
        "number": "",
        "url": subject.url,
        "title": duty_words(duty.kind),
        "place": subject.name,
        "photo": None,
        "plain": True,
        "who": str(duty.user) if duty.user else who_owes(duty),
        "kind": duty.kind,
        "count": countdown(duty, viewer.now, viewer.calendar),
        "pick": False,
    }


def hand_over(posts: list[Post], viewer: Viewer) -> dict[str, Any] | None:
    """The form below the list; for whoever leads the unit, and for those who hand over what is the unit's."""
    own = viewer.actor.post
    if own.role not in LEADS | set(HANDLES) or len(posts) < 2:
        return None
    choices = [{"id": post.id, "name": str(post.user), "note": post.called} for post in posts]
    return {"url": reverse("unit_hand_over"), "key": uuid4().hex, "choices": choices}


def leave(posts: list[Post], viewer: Viewer) -> dict[str, Any]:
    """Who stands in for whom now and later, and the form for the next leave: one query."""
    own = viewer.actor.post
    rows = Acting.objects.filter(post__in=posts, valid_to__gt=viewer.now).select_related("user", "post__user")
    mine = [post for post in posts if may_arrange(own, post)]
    return {
        "rows": [stand_in(row, viewer) for row in rows.order_by("valid_from", "id")],
        "url": reverse("leave"),
        "posts": [{"id": post.id, "name": str(post.user), "on": post.id == own.id} for post in mine],
        "people": [{"id": post.user_id, "name": str(post.user)} for post in posts],
        "possible": bool(mine) and len({post.user_id for post in posts}) > 1,
    }


def stand_in(row: Acting, viewer: Viewer) -> dict[str, Any]:
    """One leave."""
    begun = row.valid_from <= viewer.now
    return {
        "away": str(row.post.user),
        "name": str(row.user),
        "since": moment(row.valid_from, viewer.now),
        "until": moment(row.valid_to, viewer.now),
        "begun": begun,
        "end_url": reverse("leave_end", args=[row.pk]) if begun and may_arrange(viewer.actor.post, row.post) else "",
    }
