"""How often the costly doors may be knocked at; the counters are shared by all processes through the cache."""

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle, UserRateThrottle


class TokenThrottle(AnonRateThrottle):
    """Each guess at a password costs a slow hash: so many a minute from one address."""

    scope = "token"
    rate = "10/min"

    def get_ident(self, request: Request) -> str:
        """The address that counts for wrong passwords too: a header that anybody can write is no address."""
        return import_string(settings.AXES_CLIENT_IP_CALLABLE)(request._request)


class SearchThrottle(UserRateThrottle):
    """Words are looked for in the whole ledger; everything else in a list is found by an index."""

    scope = "search"
    rate = "120/min"

    def allow_request(self, request: Request, view: Any) -> bool:
        """Only lists by words are counted."""
        return request.method != "GET" or "q" not in request.query_params or super().allow_request(request, view)


class UploadThrottle(UserRateThrottle):
    """A person with a phone sends a few pictures; a program that runs wild is slowed down."""

    scope = "upload"
    rate = "120/min"
