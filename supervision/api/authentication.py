"""Who is asking, in which post, and at which moment: by `Authorization: Token <key>`, or by a signed-in browser."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from supervision import clock
from supervision.acting import SECOND_STEP, NoPost
from supervision.actions.tokens import find_token
from supervision.models import ApiToken, Post, User

SCHEME = b"token"
LONGEST_KEY = 200


@dataclass(frozen=True)
class Caller:
    """A person in a post at the moment of the request; without a token it is their browser that asks."""

    user: User
    post: Post
    token: ApiToken | None
    now: datetime


class TokenAuthentication(BaseAuthentication):
    """Unknown, revoked and expired tokens, and those whose post has ended, look the same from outside."""

    def authenticate(self, request: Request) -> tuple[User, Caller] | None:
        """The person and the caller; None when no token was sent."""
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != SCHEME:
            return None
        wrong = AuthenticationFailed(_("This token is not valid, or not any more."), code="token_invalid")
        if len(words) != 2 or len(words[1]) > LONGEST_KEY or not words[1].isascii():
            raise wrong
        now = clock.now()
        token = find_token(words[1].decode("ascii"), now)
        if token is None:
            raise wrong
        return token.user, Caller(token.user, token.post, token, now)

    def authenticate_header(self, request: Request) -> str:
        """What a 401 asks for."""
        return "Token"


class BrowserAuthentication(SessionAuthentication):
    """The person whose browser is signed in, in the post they act in; what writes needs the page's CSRF token."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """None for nobody, and for whoever must first give a code or choose a password of their own."""
        found = super().authenticate(request)
        if found is None:
            return None
        user, http = found[0], request._request
        if http.session.get(SECOND_STEP) or user.must_change_password:
            return None
        acting = http.acting  # type: ignore[attr-defined]
        try:
            return user, Caller(user, acting.post, None, acting.now)
        except NoPost:
            raise AuthenticationFailed(_("You hold no post now."), code="no_post") from None
