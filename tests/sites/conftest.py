"""A small town for the ground floor: two streets side by side, a road through both, a market, a lake with an island."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.utils import translation
from small_town import DAY, EAST, NOON, square

from sites.actions.catalogue import load_catalogue
from sites.actions.places import hand_site, place_site
from sites.catalogue_files import read_tables
from sites.models import Site, SiteType, Unit, UnitFunction, Zone, ZoneLayer


@pytest.fixture
def tables():
    """The shipped catalogue, fresh for each test to spoil."""
    return read_tables()


@pytest.fixture
def catalogue(db):
    """The shipped catalogue, loaded."""
    return load_catalogue(read_tables(), now=NOON).version


@pytest.fixture
def town(db):
    """City, two streets, a department, their ground, a road that crosses both and a market in the east."""
    city = Unit.objects.create(code="city", name="临江市", kind="city")
    east = Unit.objects.create(code="east", name="东城街道", name_en="East Street", kind="street", parent=city)
    west = Unit.objects.create(code="west", name="西城街道", kind="street", parent=city)
    urban = Unit.objects.create(code="urban", name="市城管局", kind="department", parent=city)
    community = Unit.objects.create(code="lake", name="湖滨社区", kind="community", parent=east)
    UnitFunction.objects.create(code="urban_mgmt", unit=urban)
    layer = ZoneLayer.objects.create(code="administrative", name="行政区划", tree=True, exactly_one=False)
    ground = Zone.objects.lay(layer=layer, code="all", name="全市", geometry=square(114.0, 22.75, 114.1, 22.85))
    east_zone = Zone.objects.lay(
        layer=layer, code="e", name="东城", unit=east, parent=ground, geometry=square(114.05, 22.75, 114.1, 22.85)
    )
    west_zone = Zone.objects.lay(
        layer=layer, code="w", name="西城", unit=west, parent=ground, geometry=square(114.0, 22.75, 114.05, 22.85)
    )
    grid = Zone.objects.lay(
        layer=layer,
        code="g1",
        name="网格一",
        unit=community,
        parent=east_zone,
        geometry=square(114.07, 22.80, 114.08, 22.81),
    )
    road_type = SiteType.objects.get_or_create(
        code="road_main", defaults={"name": "主干道", "name_en": "Main road", "group": "road", "sector": "urban_mgmt"}
    )[0]
    market_type = SiteType.objects.get_or_create(
        code="market_wet",
        defaults={"name": "农贸市场", "name_en": "Market", "group": "commerce", "sector": "market_reg"},
    )[0]
    road = Site.objects.create(
        code="R1",
        name="人民大道",
        type=road_type,
        lon=114.05,
        lat=22.82,
        geometry={"type": "LineString", "coordinates": [[114.01, 22.82], [114.09, 22.82]]},
    )
    market = Site.objects.create(code="M1", name="东城农贸市场", type=market_type, lon=EAST[0], lat=EAST[1])
    place_site(road, east_zone, on=DAY)
    place_site(road, west_zone, on=DAY, main=False)
    place_site(market, grid, on=DAY)
    hand_site(road, urban, on=DAY)
    return SimpleNamespace(
        city=city,
        east=east,
        west=west,
        urban=urban,
        community=community,
        layer=layer,
        ground=ground,
        east_zone=east_zone,
        west_zone=west_zone,
        grid=grid,
        road=road,
        market=market,
    )


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """The sentences are looked for as they stand in the code, whatever language a test before this one spoke."""
    with translation.override("en"):
        yield
