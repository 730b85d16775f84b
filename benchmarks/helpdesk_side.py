"""The peer's half of `make bench ARGS=peer`; run by the throwaway environment, which has nothing of ours.

Arguments: Django's settings of the database as JSON, open tickets, due tickets, the file for what was measured.
"""

import io
import json
import sys
import time
from pathlib import Path

import django
from django.conf import settings

urlpatterns: list = []  # this file is the peer's map of addresses, too: its mails name some
UNITS = 20
RUNS = 3


def configure(database: dict) -> None:
    """As in production: no debugging, mail goes nowhere, teams off."""
    contrib = ("admin", "auth", "contenttypes", "sessions", "sites", "messages", "staticfiles", "humanize")
    settings.configure(
        SECRET_KEY="bench",  # noqa: S106 - it signs nothing that lasts
        DEBUG=False,
        USE_TZ=True,
        SITE_ID=1,
        STATIC_URL="/static/",
        ROOT_URLCONF=__name__,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=[*(f"django.contrib.{name}" for name in contrib), "helpdesk", "rest_framework"],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": 600, **database}},
        EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
        LOGGING={"version": 1, "disable_existing_loggers": True, "root": {"handlers": []}},
        HELPDESK_TEAMS_MODE_ENABLED=False,
        HELPDESK_TEAMS_MODEL="auth.User",
        HELPDESK_TEAMS_MIGRATION_DEPENDENCIES=[],
        HELPDESK_KBITEM_TEAM_GETTER=lambda _item: None,
        SILENCED_SYSTEM_CHECKS=["fields.E300", "fields.E307"],
    )
    django.setup()
    from django.contrib import admin
    from django.urls import include, path

    urlpatterns.extend([path("admin/", admin.site.urls), path("", include("helpdesk.urls"))])


def execute(statement: str, *values: int) -> None:
    """One statement."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)


def fill(count: int) -> None:
    """So many open tickets, none of them due, in twenty queues that escalate after three days."""
    from django.core.management import call_command
    from helpdesk.models import Queue

    call_command("migrate", verbosity=0)
    call_command("loaddata", "emailtemplate.json", verbosity=0)
    for no in range(UNITS if not Queue.objects.exists() else 0):
        Queue.objects.create(title=f"Unit {no}", slug=f"u{no}", escalate_days=3, email_address=f"q{no}@localhost.test")
    first = Queue.objects.order_by("id").values_list("id", flat=True)[0]
    execute("TRUNCATE helpdesk_ticket, helpdesk_followup, helpdesk_ticketchange RESTART IDENTITY CASCADE")
    execute(
        "INSERT INTO helpdesk_ticket (title, created, modified, status, on_hold, description, priority, secret_key,"
        " queue_id, due_date) SELECT 'Ticket ' || i, now(), now(), 1, false, repeat('blocked fire lane ', 14), 3,"
        " md5(i::text), %s + i %% %s, now() + interval '3 days' FROM generate_series(1, %s) i",
        first,
        UNITS,
        count,
    )
    execute("VACUUM ANALYZE helpdesk_ticket")


def arm(count: int, due: int) -> None:
    """So many of them were written ten days ago, spread over the whole table."""
    step = count // due
    execute("TRUNCATE helpdesk_followup, helpdesk_ticketchange CASCADE")
    execute("UPDATE helpdesk_ticket SET priority = 3, last_escalation = NULL, created = now() WHERE priority <> 3")
    execute(
        "UPDATE helpdesk_ticket SET created = now() - interval '10 days' WHERE id %% %s = 0 AND id <= %s",
        step,
        step * due,
    )
    execute("VACUUM ANALYZE helpdesk_ticket")


def escalate() -> float:
    """Seconds of the command itself, without starting Python."""
    from django.core.management import call_command

    began = time.perf_counter()
    call_command("escalate_tickets", stdout=io.StringIO())
    return time.perf_counter() - began


def escalated() -> int:
    """How many tickets went up."""
    from helpdesk.models import TicketChange

    return TicketChange.objects.count()


def main() -> None:
    """Empty ticks first, then the due ones; each run must escalate exactly those."""
    configure(json.loads(sys.argv[1]))
    count, due, out = int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
    fill(count)
    escalate()
    ticks = [escalate() for _ in range(RUNS)]
    runs = []
    for _ in range(RUNS):
        arm(count, due)
        runs.append(escalate())
        if escalated() != due:
            raise SystemExit(f"{due} were due, {escalated()} were escalated")
    out.write_text(json.dumps({"ticks": ticks, "runs": runs}))


if __name__ == "__main__":
    main()
