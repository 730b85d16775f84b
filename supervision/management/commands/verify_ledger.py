"""`manage.py verify_ledger`: proves the ledger whole, or names what was altered, removed, re-chained or cut off."""

from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from supervision.actions.verify import verify, verify_photos


class Command(BaseCommand):
    """Walks every stream and every seal."""

    help = "Verify every event, chain, head and seal; exit code 1 when something is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--photos", action="store_true", help="also read every original and compare its SHA-256")

    def handle(self, *args: Any, **options: Any) -> None:
        faults = 0
        for fault in chain(verify(), verify_photos() if options["photos"] else ()):
            faults += 1
            self.stdout.write(self.style.ERROR(str(fault)))
        if faults:
            raise CommandError(f"{faults} fault(s) found.")
        self.stdout.write(self.style.SUCCESS("The ledger is whole."))
