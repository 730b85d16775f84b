"""Figures for Prometheus: closed unless a token or addresses are set; the extra `metrics` brings what it needs."""

import hmac
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.proxy import client_ip
from supervision import clock, operations


@login_not_required
@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Requests of all processes of this machine, and how the sweep, messages and jobs stand."""
    if not (settings.METRICS_TOKEN or settings.METRICS_FROM):
        raise Http404
    if not may_read(request):
        raise PermissionDenied
    from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    registry.register(Standing(clock.now()))
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)
        return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
    return HttpResponse(generate_latest(registry) + generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


def may_read(request: HttpRequest) -> bool:
    """Whoever shows the token and comes from an address of the list, where the one and the other is set."""
    if settings.METRICS_TOKEN:
        word, _, shown = request.headers.get("Authorization", "").partition(" ")
        if word.lower() != "bearer" or not hmac.compare_digest(shown.encode(), settings.METRICS_TOKEN.encode()):
            return False
    if settings.METRICS_FROM:
        try:
            address = ip_address(client_ip(request))
        except ValueError:
            return False
        return any(address in network for network in settings.METRICS_FROM)
    return True


class Standing:
    """Our own gauges, read from rows when somebody asks; each by an index, whatever the ledger holds."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def describe(self) -> list[Any]:
        """Nothing: else registering would read it all once more."""
        return []

    def collect(self) -> Iterator[Any]:
        from prometheus_client.core import GaugeMetricFamily as Gauge

        due, notices, work = operations.due(self.now), operations.undelivered(), operations.work(self.now)
        beats = operations.beats()
        yield gauge("sweep_lag_seconds", "How long the oldest due duty has waited.", seconds(due.lag(self.now)))
        yield gauge("duties_due", "Duties that are due and not yet acted on.", due.n)
        yield gauge("duties_due_next_hour", "Duties due within the next hour.", operations.due_soon(self.now))
        yield gauge("notices_undelivered", "Notices that wait for delivery.", notices["n"])
        waits = self.now - notices["oldest"] if notices["oldest"] else timedelta(0)
        out = operations.outward(self.now)
        yield gauge("messages_waiting", "Mails and messages that wait to leave the house.", out["waiting"])
        yield gauge("messages_dead", "Mails and messages given up within seven days.", out["dead"])
        yield gauge("notices_oldest_seconds", "How long the oldest of them has waited.", seconds(waits))
        jobs = Gauge("taizhang_jobs", "Jobs by state; failed: within seven days.", labels=["state"])
        for state in ("waiting", "running", "silent", "failed"):
            jobs.add_metric([state], work[state])
        yield jobs
        ages = Gauge("taizhang_last_seen_seconds", "Since worker, beat and sweep showed themselves.", labels=["part"])
        for name, at in sorted(beats.items()):
            ages.add_metric([name], seconds(self.now - at))
        yield ages
        yield gauge("files_free_bytes", "Free bytes on the disk of the files.", operations.room()[0])


def gauge(name: str, words: str, value: float) -> Any:
    """One figure."""
    from prometheus_client.core import GaugeMetricFamily

    return GaugeMetricFamily(f"taizhang_{name}", words, value=value)


def seconds(span: timedelta) -> float:
    """A length of time, never below nothing."""
    return max(0.0, span.total_seconds())
