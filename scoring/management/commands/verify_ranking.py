"""`manage.py verify_ranking N`: makes a published ranking again from the events alone and says whether it agrees."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from scoring.actions.verifying import verify
from scoring.models import Ranking


class Command(BaseCommand):
    """Agrees exactly, to the last fraction, or names what differs."""

    help = "Recompute a published ranking from the events up to its cut-off; exit code 1 when anything differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", type=int, help="the number it was published under")

    def handle(self, *args: Any, **options: Any) -> None:
        ranking = Ranking.objects.filter(number=options["number"]).first()
        if ranking is None:
            raise CommandError(_("No ranking was published under number %(n)s.") % {"n": options["number"]})
        faults = verify(ranking, lambda done: self.stderr.write(f"{done}\r", ending=""))
        for fault in faults:
            self.stdout.write(self.style.ERROR(fault))
        if faults:
            raise CommandError(_("%(n)s differences found.") % {"n": len(faults)})
        words = _("Ranking %(n)s comes out exactly as it was published: %(lines)s duties, %(scores)s results.")
        counts = {"lines": ranking.lines.count(), "scores": ranking.scores.count()}
        self.stdout.write(self.style.SUCCESS(words % {"n": ranking.number, **counts}))
