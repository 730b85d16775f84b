"""The map of addresses: the platform's own, then each floor's."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from config import health, metrics, offline, styleguide
from supervision.api import schema

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("sw.js", offline.worker, name="worker"),
    path("offline/", offline.page, name="offline"),
]
if settings.DEBUG:
    urlpatterns.append(path("styleguide/", styleguide.styleguide, name="styleguide"))
FLOORS = ("scoring", "rectification", "supervision", "sites")
# Programs knock all day: their doors come before the pages, whose addresses are many.
urlpatterns += [path("api/v1/", include(f"{app}.api_urls")) for app in FLOORS if find_spec(f"{app}.api_urls")]
urlpatterns += [path("", include(f"{app}.urls")) for app in FLOORS if find_spec(f"{app}.urls")]
urlpatterns.append(path("api/schema/", schema.SchemaDoor.as_view(), name="api_schema"))

handler400 = "config.trouble.bad_request"
handler403 = "config.trouble.forbidden"
handler404 = "config.trouble.not_found"
handler500 = "config.trouble.fault"
