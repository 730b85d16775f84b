"""Who hears of what happens to rankings and of what follows from them."""

from datetime import datetime

from supervision.actions.climb import Told
from supervision.models import Post
from supervision.roles import KEEPS, Role


def office(now: datetime) -> list[Told]:
    """Everybody of the city office."""
    return in_roles(now, KEEPS, "office")


def leaders(now: datetime) -> list[Told]:
    """Every city leader."""
    return in_roles(now, frozenset({Role.CITY_LEADER}), "city_leader")


def in_roles(now: datetime, roles: frozenset[Role], relation: str) -> list[Told]:
    """Everybody who holds such a post now."""
    posts = Post.objects.at(now).filter(role__in=roles)
    return [Told(post.user_id, post.pk, relation) for post in posts.order_by("rank", "id")]
