"""Who may come in: every address needs a login unless it is listed here (DESIGN 7.2), and guessing is slow."""

from collections.abc import Iterator

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.permissions import IsAuthenticated

# The whole list of what a stranger may open; add a name only with the reason why it must be public.
PUBLIC = {
    "healthz",  # asked by a supervisor
    "readyz",  # asked by a load balancer
    "metrics",  # closed unless a token or addresses are set; asked by Prometheus
    "worker",  # a script without anything personal in it
    "offline",  # the page it keeps
    "set_language",  # chosen on the sign-in page
    "sign_in",
    "activate",  # the one-time slip stands for the login
    "token",  # a program signs in here
    "whose_ground",  # the code on a street's sign: what stands on the sign, as it is today
}


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


def is_public(pattern: URLPattern) -> bool:
    """A page asks for a login by the middleware unless marked; an API view by its permission classes."""
    view = getattr(pattern.callback, "cls", None) or getattr(pattern.callback, "view_class", None)
    if hasattr(view, "permission_classes"):
        return not any(issubclass(permission, IsAuthenticated) for permission in view.permission_classes)
    return not getattr(pattern.callback, "login_required", True)


def test_every_address_needs_a_login_unless_it_is_listed():
    public = {pattern.name or str(pattern.pattern) for pattern in patterns(get_resolver()) if is_public(pattern)}
    assert public <= PUBLIC


@pytest.mark.django_db
def test_five_wrong_passwords_close_an_account_to_that_address_only():
    get_user_model().objects.create_user(username="guessed", password="the right one")

    def attempt(password: str, address: str) -> bool:
        request = RequestFactory().post("/sign-in/", REMOTE_ADDR=address)
        request.session = {}
        return authenticate(request, username="guessed", password=password) is not None

    for _ in range(5):
        assert attempt("wrong", "10.0.0.1") is False
    assert attempt("the right one", "10.0.0.1") is False
    assert attempt("the right one", "10.0.0.2") is True
