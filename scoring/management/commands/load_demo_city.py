"""`manage.py load_demo_city`: an invented city with what waits today; history and rankings follow by two jobs."""

import time
from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from rectification.demo import history
from rectification.demo.load import Loaded, load
from scoring.demo.publishing import ask_after
from supervision.actions.jobs import run_waiting
from supervision.clock import now
from supervision.models import Job
from supervision.refusals import Refused

MOST = 40.0


class Command(BaseCommand):
    """Makes the city; a second time it does nothing."""

    help = "Load the demo city. Needs TAIZHANG_DEMO=1; does nothing where there is a city."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--scale", type=scale, default=1.0, metavar="N", help="so many times 5,000 entries of history; 0 for none"
        )
        parser.add_argument("--as-of", metavar="DATE", help="the day or moment the city stands at, ISO 8601; else now")
        parser.add_argument("--wait", action="store_true", help="write the history here and now, not by the worker")

    def handle(self, *args: Any, **options: Any) -> None:
        moment = read_moment(options["as_of"]) if options["as_of"] else now()
        begun = time.monotonic()
        try:
            loaded = load_all(moment, options["scale"])
        except Refused as refusal:
            raise CommandError(refusal.words) from refusal
        if loaded is None:
            self.stdout.write(_("There is a city already; the demo city was not loaded."))
            return
        words = _("Demo city loaded in %(seconds)d s: %(tickets)d entries, %(events)d events, %(photos)d photos.")
        found = {"tickets": loaded.tickets, "events": loaded.events, "photos": loaded.photos}
        self.stdout.write(words % {**found, "seconds": round(time.monotonic() - begun)})
        if options["wait"]:
            run_waiting(now)
        elif options["scale"]:
            words = _("Its history of three months, and its rankings, are written by the worker; /jobs/ shows how far.")
            self.stdout.write(words)


def load_all(moment: datetime, times: float) -> Loaded | None:
    """The city, and with a history the rankings of it; whole or not at all."""
    with transaction.atomic():
        loaded = load(moment, scale=times)
        if loaded is not None and times:
            ask_after(Job.objects.get(kind=history.KIND))
    return loaded


def scale(text: str) -> float:
    """How many times as much history."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= MOST:
        raise ArgumentTypeError(f"{text} is not a number from 0 to {MOST:g}")
    return number


def read_moment(text: str) -> datetime:
    """A moment with its time zone; one without is the city's, and a day is meant at ten in the morning."""
    try:
        day = parse_date(text)
        moment = datetime(day.year, day.month, day.day, 10) if day else parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise CommandError(_("%(text)s is not a time such as 2026-03-02T10:00+08:00.") % {"text": text})
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
