"""Who knocks: the columns of the table of doors, each with a browser and a token of their own."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from supervision.actions.people import appoint, end_post
from supervision.actions.tokens import issue_token
from supervision.models import User
from supervision.roles import Role
from tests.town import FOUNDED, MONDAY, Town, add_person, at

TEN = at(MONDAY, "10:00")  # when everybody knocks
BACKEND = "django.contrib.auth.backends.ModelBackend"

# Column of the table -> who of the town it is.
WHO = {
    "nobody": "",  # not signed in
    "ended": "gone_clerk",  # was a handler of the east street until this morning; the browser is still signed in
    "stranger": "other_clerk",  # a handler of a unit that has to do with none of the entries
    "former": "market_clerk",  # a handler of a unit whose part in two of the entries is over
    "clerk": "street_clerk",  # a handler of the unit that owes them
    "head": "unit_head",
    "below": "community_clerk",  # a handler of the community below that street
    "inspector": "inspector",  # found them
    "leader": "team_leader",
    "office": "office",
    "city": "city_leader",
    "discipline": "discipline",
}


@dataclass(frozen=True)
class Knocker:
    """One column: the keys are fixed, so that a door rolled back behind somebody is closed for the next knock."""

    user: User | None = None
    session: str = ""
    token: str = ""

    def client(self, api: bool) -> Client:
        """A fresh browser, or a fresh program."""
        if self.user is None:
            return Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
        if api:
            return Client(HTTP_AUTHORIZATION=f"Token {self.token}")
        client = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
        client.cookies[settings.SESSION_COOKIE_NAME] = self.session
        return client

    def knock(self, method: str, url: str, data: object = None, **more: object) -> HttpResponse:
        """One request, as a form or, below api/, as JSON."""
        api = url.startswith("/api/")
        call = getattr(self.client(api), method.lower())
        if method in ("GET", "HEAD"):
            return call(url, **more)
        if "content_type" not in more and (api or method != "POST"):
            more["content_type"] = "application/json"
        return call(url, {} if data is None else data, **more)


def knockers(town: Town) -> dict[str, Knocker]:
    """Everybody, signed in; the post of one of them ends afterwards."""
    post = add_person(town, "gone_clerk", "秦远", "street_a", Role.UNIT_HANDLER, 30)
    found = {"nobody": Knocker()} | {who: signed_in(town, name) for who, name in WHO.items() if name}
    end_post(post, now=at(MONDAY, "09:00"))
    return found


def signed_in(town: Town, name: str, now: datetime = FOUNDED) -> Knocker:
    """A person of the town with a session and a token."""
    client = Client()
    client.force_login(town.people[name], backend=BACKEND)
    _row, key = issue_token(town.people[name], town.posts[name], "doors", max(now, at(MONDAY, "08:00")))
    return Knocker(town.people[name], client.cookies[settings.SESSION_COOKIE_NAME].value, key)


def second_post(town: Town, name: str, unit: str, role: str) -> None:
    """One more post of somebody of the cast."""
    appoint(town.people[name], town.units[unit].id, role, now=FOUNDED, rank=200)
