"""`manage.py rebuild_projection`: rebuilds the tables from the events and compares; `--replace` puts them in place."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from supervision.actions.rebuild import rebuild


class Command(BaseCommand):
    """Drops nothing unless asked."""

    help = "Rebuild tickets, duties and their rows from the events alone and compare them column by column."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--replace", action="store_true", help="exchange the live rows for the rebuilt ones")

    def handle(self, *args: Any, **options: Any) -> None:
        differing = rebuild(replace=options["replace"])
        for table, ids in differing.items():
            self.stdout.write(self.style.ERROR(f"{table}: {len(ids)} row(s) differ, e.g. {', '.join(ids[:5])}"))
        if differing and not options["replace"]:
            raise CommandError("The projection differs from the events.")
        self.stdout.write(self.style.SUCCESS("The projection equals the events."))
