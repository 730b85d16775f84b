"""manage.py load_catalogue - make the CSV files the current catalogue, or say what is wrong with them."""

from pathlib import Path

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from sites.actions.catalogue import BrokenCatalogueError, Loaded, load_catalogue
from sites.catalogue import unbound_functions
from sites.catalogue_files import PACKAGED, UnreadableError, read_tables
from sites.models import Function, Unit

SHOWN = 40  # lines of changes printed at ordinary verbosity


class Command(BaseCommand):
    help = "Load the catalogue of standards, checklists, categories and routing; safe to repeat."

    def add_arguments(self, parser):
        parser.add_argument("--from", dest="folder", type=Path, default=PACKAGED, help="folder with the CSV files")

    def handle(self, *args, **options):
        now = timezone.now()  # the edge: time enters here
        try:
            loaded = load_catalogue(read_tables(options["folder"]), now=now)
        except UnreadableError as error:
            raise CommandError(str(error)) from error
        except BrokenCatalogueError as error:
            heading = _("The catalogue was not loaded; %(count)d rules are broken:") % {"count": len(error.problems)}
            raise CommandError(f"{heading}\n{error}") from error
        if options["verbosity"] == 0:
            return
        for line in report(loaded, everything=options["verbosity"] > 1):
            self.stdout.write(line)
        if Unit.objects.exists():
            for function in unbound_functions(timezone.localdate(now)):
                self.stdout.write(_("No unit holds the function %(code)s (%(name)s).") % _named(function))


def report(loaded: Loaded, everything: bool) -> list[str]:
    """What a load did, in plain words."""
    number = {"number": loaded.version.number}
    if not loaded.is_new:
        return [_("Nothing changed: the catalogue is version %(number)d.") % number]
    if loaded.version.number == 1:
        counted = [f"  {count:5} {_plural(table)}" for table, count in loaded.counts.items()]
        return [_("Catalogue version 1 loaded:"), *counted]
    lines = [f"  {change}" for change in loaded.changes]
    heading = _("Catalogue version %(number)d loaded; %(count)d differences from the version before:")
    if len(lines) > SHOWN and not everything:
        more = _("  ... and %(count)d more (--verbosity 2 prints all)") % {"count": len(lines) - SHOWN}
        lines = [*lines[:SHOWN], more]
    return [heading % {**number, "count": len(loaded.changes)}, *lines]


def _plural(table: str) -> str:
    return str(apps.get_model("sites", table)._meta.verbose_name_plural)


def _named(function: Function) -> dict[str, str]:
    return {"code": function.code, "name": function.label}
