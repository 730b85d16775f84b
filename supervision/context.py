"""What the frame of every page shows: the city, who acts in which post, where they can go, and what is new."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from sites.models import City
from supervision.acting import Acting
from supervision.actions.notices import unseen
from supervision.kinds import awaited
from supervision.models import Post
from supervision.navigation import AWAITED, DESK, HOLDS, PHONE, counts_words, items
from supervision.operations import late
from supervision.owed import held_count, owed_counts
from supervision.roles import KEEPS, Role
from supervision.wording import time_left

# Who is told before a year begins that its holidays are not entered; everybody else when it has begun.
LOOKS_AHEAD = {Role.OFFICE: timedelta(days=60)}


def frame(request: HttpRequest) -> dict[str, Any]:
    """For base.html; the same few queries on every page. Error pages without a person get the city alone."""
    shown: dict[str, Any] = {"brand": brand(), "demo": settings.DEMO}
    user = getattr(request, "user", None)
    acting: Acting | None = getattr(request, "acting", None)
    if user is None or acting is None or not user.is_authenticated:
        return shown
    shown["posts_count"] = len(acting.posts)
    shown["unseen"] = unseen(user.pk)
    if not acting.posts:
        return {**shown, "person": {"name": str(user), "initial": str(user)[:1], "place": ""}}
    return {**shown, **at_work(request, acting)}


def at_work(request: HttpRequest, acting: Acting) -> dict[str, Any]:
    """What depends on the post."""
    post = acting.post
    counts = {**owed_counts(post, acting.now), HOLDS: held_count(post, acting.now)}
    if counts_words(post.role):
        counts[AWAITED] = awaited(post.pk)[post.pk]
    return {
        "person": {"name": str(acting.user), "initial": str(acting.user)[:1], "place": place_of(post)},
        "nav": items(DESK[post.role], request, counts),
        "tabs": items(PHONE[post.role], request, counts),
        "search_url": address("ledger"),
        "search_words": request.GET.get("q", ""),
        "calendar_gap": calendar_gap(acting),
        "sweep_late": sweep_late(acting),
    }


def place_of(post: Post) -> str:
    """ "East Street·Law enforcement office"; without a title the role."""
    return f"{post.unit.label}·{post.called}"


def brand() -> str:
    """The city's name in the head."""
    city = City.objects.current()
    if city is None:
        return ""
    return _("%(city)s Ledger") % {"city": city.label.removesuffix("市").removesuffix("县")}


def calendar_gap(acting: Acting) -> int | None:
    """The first year ahead whose holidays nobody has entered."""
    ahead = LOOKS_AHEAD.get(Role(acting.post.role), timedelta(0))
    return next(iter(acting.calendar.flagged(acting.now, acting.now + ahead)), None)


def sweep_late(acting: Acting) -> str:
    """How long nobody has watched the deadlines, in words; for the office, which can have the machines looked after."""
    behind = late(acting.now) if acting.post.role in KEEPS else None
    return time_left(behind) if behind else ""


def address(name: str) -> str:
    """The address of a page, empty where the platform has no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
