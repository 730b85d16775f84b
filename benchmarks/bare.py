"""The ceiling of the framework: the smallest honest Django + DRF app that inserts a ticket and an event for a token.

Served by the same gunicorn as the platform, on the same PostgreSQL; no middleware, no rules, no photos.
"""

import os
import sys

import django
from django.conf import settings

from config.env import postgres

settings.configure(
    SECRET_KEY=os.environ.get("BENCH_SECRET", "bench"),
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "rest_framework",
        "rest_framework.authtoken",
    ],
    MIDDLEWARE=[],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            **postgres(os.environ["TAIZHANG_DATABASE_URL"]),
            "CONN_MAX_AGE": 60,
        }
    },
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.TokenAuthentication"],
        "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    },
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework import generics, serializers  # noqa: E402

FILL = """
INSERT INTO bare_ticket (title, body, unit_id, status, priority, created_at, due_at)
SELECT 'Ticket ' || i, repeat('blocked lane ', 20), i % 200, 0, 3, now() - i * interval '1 second',
       now() + interval '3 days'
FROM generate_series(1, {count}) i
"""


class Ticket(models.Model):
    """A ticket with its two useful indexes."""

    title = models.CharField(max_length=200)
    body = models.TextField()
    unit_id = models.IntegerField()
    status = models.SmallIntegerField(default=0)
    priority = models.SmallIntegerField(default=3)
    created_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "bare"
        indexes = [
            models.Index(fields=["unit_id", "-created_at"], name="bare_unit"),
            models.Index(fields=["due_at"], condition=models.Q(status=0), name="bare_due"),
        ]


class Event(models.Model):
    """One row beside each ticket."""

    ticket = models.ForeignKey(Ticket, models.CASCADE)
    kind = models.SmallIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "bare"


class TicketSerializer(serializers.ModelSerializer):
    """All columns."""

    class Meta:
        model = Ticket
        fields = ["id", "title", "body", "unit_id", "status", "priority", "created_at", "due_at"]


class Tickets(generics.ListCreateAPIView):
    """A ticket and its event in one transaction; the newest 25 of a unit by an index."""

    serializer_class = TicketSerializer

    def get_queryset(self) -> models.QuerySet:
        """One indexed query, no scope."""
        unit = int(self.request.query_params.get("unit", 1))
        return Ticket._default_manager.filter(unit_id=unit).order_by("-created_at")[:25]

    def perform_create(self, serializer: serializers.BaseSerializer) -> None:
        """Both or neither."""
        with transaction.atomic():
            Event._default_manager.create(ticket=serializer.save(), kind=0)


urlpatterns = [path("tickets", Tickets.as_view())]
application = get_wsgi_application()


def set_up(count: int) -> str:
    """The tables with so many rows; a token."""
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from rest_framework.authtoken.models import Token

    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(Ticket)
        editor.create_model(Event)
    with connection.cursor() as cursor:
        cursor.execute(FILL.format(count=int(count)))
        cursor.execute("VACUUM ANALYZE bare_ticket")
    return Token.objects.create(user=User.objects.create(username="bench")).key


if __name__ == "__main__":
    print(set_up(int(sys.argv[1])))
