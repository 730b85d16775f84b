"""The duties that wait on a post: its own, or for those who answer for a whole unit, all of the unit's."""

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from supervision.models import Contract, Duty, DutyState, Post
from supervision.roles import Role

# Who looks at the whole unit's duties; everybody else at their own, and at those whose post has ended.
WHOLE_UNIT = frozenset({Role.TEAM_LEADER, Role.UNIT_HEAD, Role.OFFICE, Role.CITY_LEADER, Role.DISCIPLINE})


def whole_unit(post: Post) -> bool:
    """Whether the post answers for all of its unit's duties."""
    return post.role in WHOLE_UNIT


def owed_by(post: Post, now: datetime, *, whole: bool | None = None) -> QuerySet[Duty]:
    """Duties that are not done and wait on this post; with `whole` those of the whole unit."""
    rows = Duty.objects.exclude(state=DutyState.DONE).filter(unit_id=post.unit_id)
    if whole_unit(post) if whole is None else whole:
        return rows
    left_alone = Q(post_id=None) | Q(post__valid_to__lte=now)
    return rows.filter(Q(post_id=post.id) | left_alone)


def owed_counts(post: Post, now: datetime) -> dict[str, int]:
    """How many running duties of each kind wait on the post: one query."""
    rows = owed_by(post, now).filter(state=DutyState.RUNNING).order_by().values_list("kind")
    return dict(rows.annotate(n=Count("*")).values_list("kind", "n"))


def held_count(post: Post, now: datetime) -> int:
    """How many contracts the post's person, or its unit as a whole, holds now: one query."""
    own = Q(user_id=post.user_id) | Q(user_id__isnull=True)
    return Contract.objects.at(now).filter(own, unit_id=post.unit_id).count()
