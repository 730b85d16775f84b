"""In which of their posts the signed-in person acts: kept in the session, checked at every request (DESIGN 4)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject

from supervision import clock
from supervision.actions.calendars import load_calendar
from supervision.models import Post, User
from supervision.roles import FILES, KEEPS
from supervision.workcalendar import WorkCalendar

SESSION_KEY = "post"
FOR_PROGRAMS = "/api/"
# What somebody may open who has to choose a new password first.
SECOND_STEP = "second_step"  # session: the password was right, the code is still missing
BEFORE_SECOND_STEP = frozenset({"second_step", "sign_out", "set_language"})
WITH_OLD_PASSWORD = frozenset({"change_password", "sign_out", "set_language", "healthz", "readyz"})


class NoPost(Exception):
    """The person holds no post now, so there is nothing they could act in."""


@dataclass(frozen=True)
class Acting:
    """A person, the posts open to them now, and the moment of the request: read once, at the edge."""

    user: User
    posts: tuple[Post, ...]
    chosen: str
    now: datetime

    @cached_property
    def post(self) -> Post:
        """The post they act in: the chosen one while it is open to them, else their first."""
        if not self.posts:
            raise NoPost
        return next((post for post in self.posts if str(post.id) == self.chosen), self.posts[0])

    @property
    def keeps(self) -> bool:
        """Whether the post keeps the city's standing data."""
        return self.post.role in KEEPS

    @property
    def files(self) -> bool:
        """Whether the post writes problems down."""
        return self.post.role in FILES

    @cached_property
    def calendar(self) -> WorkCalendar:
        """The working calendar as of this request."""
        return load_calendar()


class ActingRequest(HttpRequest):
    """A request of a signed-in person, as the middleware below hands it on."""

    user: User
    acting: Acting


def acting_of(request: HttpRequest) -> Acting:
    """Who is asking, and in which post: two queries, and on PostgreSQL one for the time."""
    now = clock.now()
    user: Any = request.user
    rows = Post.objects.open_to(user.pk, now).select_related("unit", "user")
    posts = sorted(rows, key=lambda post: (post.user_id != user.pk, post.rank, post.valid_from, post.id))
    return Acting(user, tuple(posts), request.session.get(SESSION_KEY, ""), now)


def choose(request: HttpRequest, post: Post) -> None:
    """From the next request on the person acts in this post."""
    request.session[SESSION_KEY] = str(post.id)


class ActingMiddleware:
    """Gives each request its lazy `acting`; sends people to their new password, or to what they lack a post for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.acting = SimpleLazyObject(partial(acting_of, request))  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """A password that was only lent opens nothing but its own change."""
        match = request.resolver_match
        if request.path.startswith(FOR_PROGRAMS):
            return None  # programs are not led anywhere: the API itself refuses such a browser
        if match and match.url_name not in BEFORE_SECOND_STEP and request.session.get(SECOND_STEP):
            return redirect("second_step")
        if getattr(request.user, "must_change_password", False) and match and match.url_name not in WITH_OLD_PASSWORD:
            return redirect("change_password")
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Without a post there is one page, and it says so."""
        return redirect("post_switch") if isinstance(error, NoPost) else None
