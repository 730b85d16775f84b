"""Alive and ready: what a supervisor, a load balancer or `make run` asks."""

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

PARTS = ("worker", "beat")
FRESH = timedelta(seconds=30)


@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The web process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """The database answers, and worker and beat ticked within 30 seconds; 503 names what is missing."""
    from supervision import clock
    from supervision.models.heartbeat import Heartbeat

    try:
        ticks = dict(Heartbeat.objects.filter(name__in=PARTS).values_list("name", "at"))
        limit = clock.now() - FRESH  # the clock by which worker and beat tick, whatever this machine's says
    except DatabaseError:
        return answer(["database"])
    return answer([name for name in PARTS if name not in ticks or ticks[name] < limit])


def answer(missing: list[str]) -> JsonResponse:
    response = JsonResponse({"ready": not missing, "missing": missing}, status=503 if missing else 200)
    # "Not yet" is an answer, not an error for the log.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response
