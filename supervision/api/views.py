"""Tokens, who am I, and staged pictures: what a program needs before anything else."""

from typing import Any
from uuid import UUID

from django.contrib.auth import authenticate
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers, status
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from sites.models import City
from supervision import clock
from supervision.actions.second_factor import asked_for, passes
from supervision.actions.tokens import LASTS, LONGEST, issue_token, revoke_own, revoke_token, tokens_of
from supervision.actions.uploads import refused, stage, told_when_full
from supervision.api.authentication import TokenAuthentication
from supervision.api.door import KEY_HEADER, Door
from supervision.api.fields import StrictSerializer
from supervision.api.queries import Query, read_query
from supervision.api.schema import IDEMPOTENT, part, told
from supervision.api.shapes import MeShape, NewTokenShape, TokenPage, UploadShape
from supervision.api.throttles import TokenThrottle, UploadThrottle
from supervision.models import ApiToken, Post, User
from supervision.pictures import MAX_BYTES, shown_name
from supervision.refusals import Refused
from supervision.signed_photos import upload_answer
from supervision.upload_handler import bound_pictures

READ_PAST = 5 * MAX_BYTES  # a picture somewhat too large is read past, so that the refusal can name it


class TokenRequest(StrictSerializer):
    """Whose token, for which of their posts, what for, how long, and what the person calls it."""

    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=1024, trim_whitespace=False)
    post = serializers.UUIDField(required=False, allow_null=True)
    name = serializers.CharField(max_length=60, required=False, allow_blank=True)
    code = serializers.CharField(max_length=20, required=False, allow_blank=True)
    scope = serializers.ChoiceField(ApiToken.Scope.choices, required=False, default=ApiToken.Scope.ALL)
    days = serializers.IntegerField(min_value=1, max_value=LONGEST, required=False, default=LASTS)


class NewToken(Door):
    """POST: a token for name and password, which are the permission; the key is shown once."""

    authentication_classes = (TokenAuthentication,)
    permission_classes = ()
    throttle_classes = (TokenThrottle,)

    @told(
        "token_new",
        _("Get a token"),
        _("For a name and a password, and the code of the authenticator app where one is set up."),
        body=TokenRequest,
        answer=NewTokenShape,
        created=True,
    )
    def post(self, request: Request) -> Response:
        """201 with the key."""
        asked = TokenRequest(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        user = signed_in(request, given["username"], given["password"], given.get("code", ""))
        now = clock.now()
        post = chosen_post(user, given.get("post"), now)
        scope, days = given["scope"], given["days"]
        token, key = issue_token(user, post, given.get("name", ""), now, scope=scope, days=days)
        body = {
            "id": token.pk,
            "token": key,
            "scope": token.scope,
            "expires_at": token.expires_at,
            "post": post_shape(post),
        }
        return Response(body, status=status.HTTP_201_CREATED, headers={"Cache-Control": "no-store"})


class TokensDoor(Door):
    """The tokens of the person, whichever of their posts they act in."""

    @told("tokens", _("Your tokens"), _("All of them, the newest first, without their keys."), answer=TokenPage)
    def get(self, request: Request) -> Response:
        """One query."""
        read_query(Query, request.query_params)
        return Response({"tokens": [token_shape(token) for token in tokens_of(self.caller.user)]})


class TokenDoor(Door):
    """One of them."""

    @told(
        "token_revoke",
        _("Revoke a token"),
        _("From now on it opens nothing; doing it again changes nothing."),
        more=(part("token", _("Its id"), UUID),),
    )
    def delete(self, request: Request, token: str) -> Response:
        """204."""
        revoke_own(self.caller.user, read_id(token), self.moment)
        return Response(status=status.HTTP_204_NO_CONTENT)


class Me(Door):
    """GET: the person, the post the token acts in, their other posts. DELETE: the token opens nothing any more."""

    writes = ApiToken.Scope.READ  # whoever has a token may end it

    @told(
        "me", _("Who am I"), _("The person, the post in use, the other posts open to them, the city."), answer=MeShape
    )
    def get(self, request: Request) -> Response:
        """Three queries."""
        read_query(Query, request.query_params)
        caller, token = self.caller, self.caller.token
        posts = Post.objects.open_to(caller.user.pk, caller.now).select_related("unit").order_by("rank", "id")
        city = City.objects.current()
        return Response(
            {
                "user": {"id": caller.user.id, "username": caller.user.username, "name": caller.user.display_name},
                "post": post_shape(caller.post),
                "posts": [post_shape(post) for post in posts],
                "token": token and {"name": token.name, "scope": token.scope, "expires_at": token.expires_at},
                "city": {"name": city.label, "series": city.series, "box": city.box} if city else None,
                "now": caller.now,
            }
        )

    @told("me_revoke", _("Revoke this token"), _("The token that asks opens nothing any more."))
    def delete(self, request: Request) -> Response:
        """204."""
        if self.caller.token is None:
            raise Refused("no_token", _("A browser has no token to revoke; sign out instead."))
        revoke_token(self.caller.token, self.caller.now)
        return Response(status=status.HTTP_204_NO_CONTENT)


class UploadInput(serializers.Serializer):
    """A picture and its key."""

    file = serializers.FileField()
    key = serializers.CharField(required=False, max_length=64)


class Uploads(Door):
    """POST multipart: one picture in `file`, its key in `key` or a header; sending it again is harmless."""

    parser_classes = (MultiPartParser,)
    throttle_classes = (UploadThrottle,)
    most_bytes = READ_PAST
    writes = ApiToken.Scope.FILE

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Bounded before anything reads the body."""
        bound_pictures(request._request)
        super().initial(request, *args, **kwargs)

    @told(
        "upload",
        _("Stage a photo"),
        _("One picture; its `id` goes into a filing or a step. Sent again with the same key it is the same picture."),
        body={"multipart/form-data": UploadInput},
        answer=UploadShape,
        created=True,
        more=(IDEMPOTENT,),
    )
    def post(self, request: Request) -> Response:
        """201 with the id that a step or a filing names."""
        with told_when_full(shown_name("")):
            files = request.FILES.getlist("file")
        if len(files) != 1:
            raise refused("upload_count")
        key = request.POST.get("key") or request.headers.get(KEY_HEADER, "")
        caller = self.caller
        upload = stage(caller.user, str(key), files[0], files[0].name or "", caller.now)
        return Response(upload_answer(upload, caller.user.pk, caller.now), status=status.HTTP_201_CREATED)


def signed_in(request: Request, username: str, password: str, code: str) -> User:
    """The person, or 401; after five wrong passwords 429 for a while, whatever comes then. `code`: second factor."""
    user = authenticate(request=request._request, username=username, password=password)
    if getattr(request._request, "axes_locked_out", False):
        raise Throttled(detail=_("Too many wrong passwords. Try again in a quarter of an hour."))
    if not isinstance(user, User):
        raise AuthenticationFailed(_("This name and password do not belong together."), code="wrong_password")
    if user.must_change_password:
        raise Refused("change_password", _("Choose a password of your own first, on the sign-in page."))
    if asked_for(user) and not passes(user, code):
        raise AuthenticationFailed(_("The code of the authenticator app is missing or wrong."), code="wrong_code")
    return user


def chosen_post(user: User, wanted: Any, now: Any) -> Post:
    """The post that was named, else the person's first."""
    rows = Post.objects.open_to(user.pk, now).select_related("unit")
    posts = sorted(rows, key=lambda post: (post.user_id != user.pk, post.rank, post.valid_from, post.id))
    found = next((post for post in posts if wanted in (None, post.id)), None)
    if found is None:
        raise Refused("no_such_post", _("This post is not open to you."))
    return found


def read_id(text: str) -> UUID:
    """An id in an address; what is none does not exist."""
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def token_shape(token: ApiToken) -> dict[str, Any]:
    """A token as JSON, without its key."""
    names = ("id", "name", "scope", "created_at", "expires_at", "revoked_at", "used_on")
    return {**{name: getattr(token, name) for name in names}, "post": post_shape(token.post)}


def post_shape(post: Post) -> dict[str, Any]:
    """A post as JSON."""
    unit = {"id": post.unit_id, "code": post.unit.code, "name": post.unit.label}
    return {"id": post.id, "role": post.role, "title": post.title, "unit": unit}
