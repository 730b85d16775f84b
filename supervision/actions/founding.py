"""The first day of a city: its profile, its office, the catalogue, the calendar, and the first administrator."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from sites.actions.catalogue import load_catalogue
from sites.catalogue_files import PACKAGED, read_tables
from sites.models import CatalogueVersion, City, Unit, UnitFunction
from sites.vocabulary import UnitKind
from supervision.actions.calendar_edit import seed_days
from supervision.actions.contracts import seed_kinds
from supervision.actions.people import appoint, create_person, issue_slip
from supervision.calendar_seed import read_holidays
from supervision.models import Post, User
from supervision.refusals import Conflict, Refused
from supervision.roles import Role

SERIES = re.compile(r"[A-Z][A-Z0-9]{0,5}")
USERNAME = re.compile(r"[A-Za-z0-9_.@+-]{1,60}")
OFFICE_NAME, OFFICE_NAME_EN = "市文明办", "City Civilization Office"
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Profile:
    """What must be known of a city before anything can be written: `box` is (west, south, east, north) in degrees."""

    name: str
    name_en: str
    document_code: str
    series: str
    box: Box


def found_city(profile: Profile, *, now: datetime) -> Unit:
    """The city, its root unit and its office, the catalogue and the official days off; returns the office's unit."""
    check_profile(profile)
    with transaction.atomic():
        if City.objects.current() is not None:
            raise Conflict("city_exists", _("There is a city already; one platform serves one city."))
        if CatalogueVersion.objects.current() is None:
            load_catalogue(read_tables(), now=now)
        seed_kinds()
        west, south, east, north = profile.box
        City.objects.create(
            id=1,
            name=profile.name.strip(),
            name_en=profile.name_en.strip(),
            document_code=profile.document_code.strip(),
            series=profile.series,
            west=west,
            south=south,
            east=east,
            north=north,
            created_at=now,
        )
        root = Unit.objects.create(
            code="city", name=profile.name.strip(), name_en=profile.name_en.strip(), kind=UnitKind.CITY
        )
        office = Unit.objects.create(
            code="office", name=OFFICE_NAME, name_en=OFFICE_NAME_EN, kind=UnitKind.OFFICE, parent=root
        )
        UnitFunction.objects.create(code="office", unit=office)
        holidays = read_holidays(PACKAGED / "holidays_cn.csv")
        days = [(day, row.kind, row.name) for day, row in holidays.days.items()]
        seed_days(days, sorted(holidays.known_years), now=now)
    return office


def appoint_administrator(office: Unit, username: str, name: str, *, now: datetime) -> tuple[Post, str]:
    """The first person of the office, and the one-time code with which they set their password."""
    if not USERNAME.fullmatch(username):
        raise Refused("bad_username", _("A sign-in name is 1 to 60 letters, digits or the signs @ . + - _"))
    if not fits(User, "display_name", name):
        raise Refused("bad_name", _("A person's name is 1 to 60 characters long."))
    with transaction.atomic():
        if User.objects.filter(username=username).exists():
            raise Conflict("username_taken", _("This sign-in name is taken."))
        person = create_person(username, name.strip())
        post = appoint(person, office.id, Role.OFFICE, now=now, rank=10)
        return post, issue_slip(person, now)


def check_profile(profile: Profile) -> None:
    """What the tables would refuse later is said now, in words."""
    if not (fits(City, "name", profile.name) and len(profile.name_en.strip()) <= 120):
        raise Refused("bad_city_name", _("The city needs a name, of at most 60 characters (in English 120)."))
    if not fits(City, "document_code", profile.document_code):
        raise Refused("bad_document_code", _("The office needs a document code of at most 20 characters."))
    if not SERIES.fullmatch(profile.series):
        raise Refused("bad_series", _("The series is 1 to 6 capital letters or digits and begins with a letter."))
    west, south, east, north = profile.box
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise Refused("bad_bounds", _("Bounds are west, south, east, north in degrees, west before east."))


def fits(model: type[Model], column: str, text: str) -> bool:
    """Whether a text is neither empty nor longer than its column, and holds nothing but print."""
    longest = getattr(model._meta.get_field(column), "max_length", None) or 0
    return 0 < len(text.strip()) <= longest and text.isprintable()
