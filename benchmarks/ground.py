"""The town of the benchmarks: the cast of the tests, and forty streets with a market, two clerks and a head each."""

from datetime import datetime, timedelta

from benchmarks.filler import Template, fill
from benchmarks.schedule import LATER, monday
from rectification.models import Ticket
from sites.models import Site, SiteManager, SiteZone, Unit, Zone
from supervision.roles import Role
from tests.town import FOUNDED, Town, add_person, file_ticket, found_town

STREETS = 40
PEOPLE = (("clerk", Role.UNIT_HANDLER, 10), ("colleague", Role.UNIT_HANDLER, 20), ("head", Role.UNIT_HEAD, 10))


def found_streets() -> Town:
    """The town with its forty streets."""
    town = found_town()
    zone = Zone.objects.get(code="east")
    for no in range(STREETS):
        code, name = f"street_{no:02}", f"第{no + 1}街道"
        town.units[code] = Unit.objects.create(code=code, name=name, kind="street", parent=town.units["city"])
        for word, role, rank in PEOPLE:
            add_person(town, f"{word}_{no:02}", f"{word}{no + 1}", code, role, rank, FOUNDED)
        site = Site.objects.create(
            code=f"M{no:02}", name=f"第{no + 1}菜市场", type_id="market_wet", lon=120.05 + no / 1000, lat=30.05
        )
        SiteZone.objects.create(site=site, zone=zone, layer=zone.layer, main=True)
        SiteManager.objects.create(site=site, unit=town.units[code], relation="manager")
        town.sites[site.code] = site
    return town


def filed(town: Town, when: datetime) -> list[Ticket]:
    """One real filing in each street, a minute apart."""
    return [
        file_ticket(town, site=f"M{no:02}", now=when + timedelta(minutes=no), words="", photos=2, anyway="bench")
        for no in range(STREETS)
    ]


def found_and_fill(count: int, groups: list[int]) -> None:
    """A town with so many running duties: each group falls due in its own week, the rest much later."""
    town = found_streets()
    kinds = [filed(town, monday(group)) for group in range(len(groups))] + [filed(town, LATER)]
    sizes = [*groups, count - sum(groups)]
    fill([([Template(ticket) for ticket in kind], size - STREETS) for kind, size in zip(kinds, sizes, strict=True)])
