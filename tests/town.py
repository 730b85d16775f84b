"""A small town with the cast everyone knows, made through the real actions; the same people as the demo sign-ins."""

import io
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.management import call_command
from PIL import Image

from rectification import filing
from rectification.actions import take as take_step
from rectification.desk import Actor
from rectification.facts import FilingData, StepData
from rectification.models import Ticket
from rectification.workflow import Action
from scoring.actions.schemes import seed_schemes
from sites.models import CatalogueVersion, City, Site, SiteManager, SiteZone, Unit, UnitFunction, Zone, ZoneLayer
from supervision.actions import people
from supervision.actions.calendar_edit import seed_days
from supervision.actions.contracts import seed_kinds
from supervision.actions.uploads import stage
from supervision.calendar_seed import read_holidays
from supervision.ids import new_id
from supervision.models import Event, Post, Team, User
from supervision.roles import Role

TZ = ZoneInfo("Asia/Shanghai")
# An ordinary week: Monday 2 March 2026, no holiday near.
FOUNDED = datetime(2026, 2, 2, 9, 0, tzinfo=TZ)
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=TZ)
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (MONDAY + timedelta(days=n) for n in (1, 2, 3, 4))
HOLIDAYS = "sites/catalogue_data/holidays_cn.csv"

MARKET_CATEGORY = "ENV-03"  # 暴露垃圾, 4 office hours, photo_ok
WORKDAYS_CATEGORY = ""  # set by tests that need one


def at(day: datetime, clock: str) -> datetime:
    """The same day at another time of day."""
    hour, minute = clock.split(":")
    return day.replace(hour=int(hour), minute=int(minute))


@dataclass
class Town:
    """Units, places and people by name."""

    units: dict[str, Unit] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        """The person in their post."""
        return Actor(self.people[name], self.posts[name])


UNITS = {
    # code: (name, kind, parent)
    "city": ("澜川市", "city", None),
    "office": ("市文明办", "office", "city"),
    "discipline": ("市纪委监委", "discipline", "city"),
    "urban_mgmt": ("市城管局", "department", "city"),
    "market_reg": ("市市场监管局", "department", "city"),
    "street_a": ("东城街道", "street", "city"),
    "street_b": ("西城街道", "street", "city"),
    "community_a1": ("东门社区", "community", "street_a"),
    "team_1": ("督查一组", "team", "office"),
    "team_2": ("督查二组", "team", "office"),
}

CAST = {
    # sign-in: (name, unit, role, rank)
    "inspector": ("王砚秋", "team_1", Role.INSPECTOR, 100),
    "team_leader": ("孙立本", "team_1", Role.TEAM_LEADER, 10),
    "street_clerk": ("李知微", "street_a", Role.UNIT_HANDLER, 10),
    "colleague": ("周海", "street_a", Role.UNIT_HANDLER, 20),
    "unit_head": ("高明远", "street_a", Role.UNIT_HEAD, 10),
    "other_clerk": ("许若谷", "urban_mgmt", Role.UNIT_HANDLER, 10),
    "market_clerk": ("何青", "market_reg", Role.UNIT_HANDLER, 10),
    "west_clerk": ("邓一舟", "street_b", Role.UNIT_HANDLER, 10),
    "community_clerk": ("孟小满", "community_a1", Role.UNIT_HANDLER, 10),
    "office": ("陈伯言", "office", Role.OFFICE, 10),
    "city_leader": ("林正清", "city", Role.CITY_LEADER, 10),
    "discipline": ("魏严", "discipline", Role.DISCIPLINE, 10),
    "second_inspector": ("陆远", "team_2", Role.INSPECTOR, 100),
    "second_leader": ("方芷", "team_2", Role.TEAM_LEADER, 10),
}

SITES = {
    # code: (name, type, lon, lat, zone, manager)
    "S001": ("东门菜市场", "market_wet", 120.10, 30.10, "east", "street_a"),
    "S002": ("桂花巷", "alley_back", 120.11, 30.11, "east", None),
    "S003": ("西门小区", "compound_old", 120.30, 30.10, "west", "street_b"),
    "S004": ("文昌路", "road_secondary", 120.12, 30.12, "east", None),
}

GROUND = {"east": ("东城", "street_a", 120.0, 120.2), "west": ("西城", "street_b", 120.2, 120.4)}


def found_town(now: datetime = FOUNDED) -> Town:
    """The town on its first day."""
    town = Town()
    seed_kinds()  # a flush of the tests' database has taken those of the migration
    seed_schemes()
    if CatalogueVersion.objects.current() is None:
        call_command("load_catalogue", verbosity=0)
    holidays = read_holidays(HOLIDAYS)
    seed_days([(d, day.kind, day.name) for d, day in holidays.days.items()], holidays.known_years, now=now)
    City.objects.create(
        id=1, name="澜川市", name_en="Lanchuan", document_code="澜创文办", series="LC",
        west=119.9, east=120.5, south=30.0, north=30.3, created_at=now,
    )  # fmt: skip
    for code, (name, kind, parent) in UNITS.items():
        town.units[code] = Unit.objects.create(code=code, name=name, kind=kind, parent=town.units.get(parent or ""))
    for code in ("office", "discipline", "urban_mgmt", "market_reg"):
        UnitFunction.objects.create(code=code, unit=town.units[code])
    zones = _zones(town)
    for code in ("team_1", "team_2"):
        Team.objects.create(unit=town.units[code])
    Team.objects.get(unit=town.units["team_1"]).zones.add(zones["east"])
    Team.objects.get(unit=town.units["team_2"]).zones.add(zones["west"])
    for code, (name, kind, lon, lat, zone, manager) in SITES.items():
        site = Site.objects.create(code=code, name=name, type_id=kind, lon=lon, lat=lat)
        SiteZone.objects.create(site=site, zone=zones[zone], layer=zones[zone].layer, main=True)
        if manager:
            SiteManager.objects.create(site=site, unit=town.units[manager], relation="manager")
        town.sites[code] = site
    for username, (name, unit, role, rank) in CAST.items():
        add_person(town, username, name, unit, role, rank, now)
    return town


def add_person(
    town: Town, username: str, name: str, unit: str, role: str, rank: int = 100, now: datetime = FOUNDED
) -> Post:
    """One more person with a post."""
    user = people.create_person(username, name)
    town.people[username] = user
    town.posts[username] = people.appoint(user, town.units[unit].id, role, now=now, rank=rank)
    town.posts[username].unit = town.units[unit]
    return town.posts[username]


def _zones(town: Town) -> dict[str, Zone]:
    layer = ZoneLayer.objects.create(code="administrative", name="行政区划", name_en="Administrative", tree=True)
    zones = {}
    for code, (name, unit, west, east) in GROUND.items():
        ring = [[west, 30.0], [east, 30.0], [east, 30.3], [west, 30.3], [west, 30.0]]
        zones[code] = Zone.objects.lay(
            layer=layer,
            code=code,
            name=name,
            unit=town.units[unit],
            geometry={"type": "Polygon", "coordinates": [ring]},
        )
    return zones


_shade = iter(range(1, 10**9))


def photo(owner: User, now: datetime) -> UUID:
    """A staged photo of its own content: near shades are the same JPEG, so each says its number."""
    shade = next(_shade)
    data = io.BytesIO()
    picture = Image.new("RGB", (64, 48), (shade % 256, shade // 256 % 256, shade // 65536 % 256))
    picture.save(data, "JPEG", comment=str(shade))
    data.seek(0)
    return stage(owner, str(new_id()), data, "photo.jpg", now).id


def file_ticket(
    town: Town,
    by: str = "inspector",
    *,
    site: str = "S001",
    category: str = MARKET_CATEGORY,
    now: datetime = MONDAY,
    **more: Any,
) -> Ticket:
    """A problem filed by one of the cast; the ticket."""
    actor = town.actor(by)
    data = FilingData(
        category=category,
        site=town.sites[site].id if site else None,
        photos=tuple(photo(actor.user, now) for _ in range(more.pop("photos", 3))),
        words=more.pop("words", "摊位后堆放垃圾"),
        **more,
    )
    event = filing.file(data, by=actor, now=now)
    return Ticket.objects.get(pk=event.stream_id)


def take(town: Town, action: Action | str, ticket: Ticket, by: str | None, now: datetime, **more: Any) -> Event:
    """A step by one of the cast; the ticket is refreshed."""
    actor = town.actor(by) if by else None
    key, expected = more.pop("key", None), more.pop("expected", None)
    if isinstance(more.get("photos"), int) and actor:
        more["photos"] = tuple(photo(actor.user, now) for _ in range(more["photos"]))
    if "unit" in more and isinstance(more["unit"], str):
        more["unit"] = town.units[more["unit"]].id
    if "person" in more and isinstance(more["person"], str):
        more["person"] = town.posts[more["person"]].id
    event = take_step(Action(action), ticket.id, by=actor, now=now, data=StepData(**more), key=key, expected=expected)
    ticket.refresh_from_db()
    return event


HERE = (Decimal("120.100000"), Decimal("30.100000"))
TODAY = date(2026, 3, 2)
