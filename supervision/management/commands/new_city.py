"""`manage.py new_city`: founds the city of an empty installation and prints its administrator's activation slip."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from supervision.actions.founding import Profile, appoint_administrator, found_city
from supervision.actions.people import SLIP_DAYS
from supervision.clock import now
from supervision.refusals import Refused

CHINA = "73,3,136,54"


class Command(BaseCommand):
    """City, office, catalogue, days off and the first administrator, in one transaction."""

    help = "Found the city: its profile, its office and its first administrator. Refused when there is a city."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", required=True, help="name of the city")
        parser.add_argument("--english", default="", help="its English name")
        parser.add_argument("--document-code", required=True, help="what stands before the year in document numbers")
        parser.add_argument("--series", required=True, help="capital letters before the numbers of entries")
        parser.add_argument("--bounds", default=CHINA, metavar="WEST,SOUTH,EAST,NORTH", help="in degrees, WGS-84")
        parser.add_argument("--admin", required=True, metavar="SIGN-IN", help="sign-in name of the first administrator")
        parser.add_argument("--admin-name", required=True, help="the administrator's own name")

    def handle(self, *args: Any, **options: Any) -> None:
        profile = Profile(
            name=options["name"],
            name_en=options["english"],
            document_code=options["document_code"],
            series=options["series"],
            box=read_bounds(options["bounds"]),
        )
        moment = now()
        try:
            with transaction.atomic():
                office = found_city(profile, now=moment)
                post, code = appoint_administrator(office, options["admin"], options["admin_name"], now=moment)
        except Refused as refusal:
            raise CommandError(refusal.words) from refusal
        day = timezone.localtime(moment + timedelta(days=SLIP_DAYS)).date().isoformat()
        names = {"city": profile.name.strip(), "office": office.label}
        self.stdout.write(_("%(city)s has been founded; %(office)s keeps its ledger.") % names)
        self.stdout.write(_("Activation slip of %(name)s, shown only now:") % {"name": post.user.display_name})
        self.stdout.write(_("  sign-in name  %(name)s") % {"name": post.user.username})
        self.stdout.write(_("  one-time code %(code)s, good until %(day)s") % {"code": code, "day": day})


def read_bounds(text: str) -> tuple[float, float, float, float]:
    """Four numbers with commas between them."""
    try:
        west, south, east, north = (float(part) for part in text.replace("，", ",").split(","))
    except ValueError:
        raise CommandError(_("%(text)s is not west,south,east,north in degrees.") % {"text": text}) from None
    return west, south, east, north
