"""Where each kind of problem goes: the matrix says what filing does, and what reaches nobody cannot be missed."""

import pytest

from rectification.facts import FilingData
from rectification.filing import preview
from sites.finding import site_facts
from sites.models import Site, SiteManager, SiteZone, Unit, UnitFunction, Zone, ZoneLayer
from sites.survey import survey
from supervision.actions.contracts import make_contract
from supervision.models import ContractKind, Event
from supervision.office.routing import Standing, matrix, placed_categories
from tests.town import FOUNDED, MONDAY, TODAY, at

TEN = at(MONDAY, "10:00")


@pytest.fixture
def odd_places(town):
    """Sites that routing has to think about: on no record, crossing two grounds, owned, below a zone, on a contract."""
    east, west = Zone.objects.get(code="east"), Zone.objects.get(code="west")
    part = Zone.objects.create(layer=east.layer, code="east-1", name="东门片", parent=east)
    roads = ZoneLayer.objects.create(code="road", name="路段", overlap=True)
    road = Zone.objects.lay(layer=roads, code="r1", name="文昌路段", unit=town.units["market_reg"])
    places = {
        "nowhere": (120.15, 30.15, []),
        "outside": (120.45, 30.1, []),
        "crossing": (120.21, 30.1, [(east, True), (west, False)]),
        "below": (120.12, 30.1, [(part, True), (road, True)]),
    }
    for code, (lon, lat, zones) in places.items():
        site = Site.objects.create(code=code, name=code, type_id="road_secondary", lon=lon, lat=lat)
        for zone, main in zones:
            SiteZone.objects.create(site=site, zone=zone, layer=zone.layer, main=main)
        town.sites[code] = site
    SiteManager.objects.create(site=town.sites["below"], unit=town.units["urban_mgmt"], relation="owner")
    ContractKind.objects.get_or_create(code="road", defaults={"name": "路长", "name_en": "Road"})
    make_contract("road", town.units["market_reg"].pk, None, "zone", str(road.pk), now=FOUNDED)
    return town


def test_the_facts_of_all_sites_at_once_are_those_of_each(odd_places, django_assert_max_num_queries):
    sites = list(Site.objects.select_related("type"))
    with django_assert_max_num_queries(4):
        found = survey(sites, TODAY)
    assert found == {site.pk: site_facts(site, None, TODAY) for site in sites}


def test_every_cell_is_what_filing_would_do(odd_places):
    standing = Standing(TEN)
    table = matrix(standing, placed_categories())
    wrong = []
    for kind in ("road_secondary", "market_wet", "compound_old", "alley_back"):
        sites = list(Site.objects.filter(type_id=kind))
        for category, cell in table[kind].items():
            filed = [preview(FilingData(category=category, site=site.pk), TEN).unit for site in sites]
            if sorted(map(str, cell.units.elements())) != sorted(map(str, filed)):
                wrong.append((kind, category, dict(cell.units), filed))
    assert wrong == []


def test_a_cell_without_a_unit_is_seen_on_the_hub_in_the_matrix_and_on_its_own_page(odd_places, hands):
    office = hands("office")
    UnitFunction.objects.filter(code="urban_mgmt").delete()
    assert "没有单位承担" in office.get("/office/").content.decode()
    page = office.get("/office/categories/", group="ENV")
    assert page.context["lost"] and "is-lost" in page.content.decode()
    lost = next(c for b in page.context["blocks"] for r in b["rows"] for c in r["cells"] if c["all_lost"])
    why = office.get(lost["url"]).content.decode()
    assert "没有单位承担这项职能" in why


def test_a_street_narrows_the_sample(odd_places, hands):
    office = hands("office")
    everywhere = office.get("/office/categories/", group="ENV").context["blocks"]
    west = office.get("/office/categories/", group="ENV", street=str(odd_places.units["street_b"].pk)).context["blocks"]
    count = lambda blocks: sum(row["n"] for block in blocks for row in block["rows"])  # noqa: E731
    assert count(everywhere) == Site.objects.count() and 0 < count(west) < count(everywhere)


def test_the_matrix_costs_the_same_however_many_sites(odd_places, hands, django_assert_max_num_queries):
    office, zone = hands("office"), Zone.objects.get(code="east")
    office.get("/office/categories/")
    for n in range(60):
        site = Site.objects.create(code=f"M{n}", name=f"点{n}", type_id="market_wet", lon=120.1, lat=30.1)
        SiteZone.objects.create(site=site, zone=zone, layer=zone.layer)
    with django_assert_max_num_queries(30):
        office.get("/office/categories/")


def test_a_function_is_given_to_a_unit_with_a_reason_and_what_is_filed_then_goes_there(town, hands):
    office, unit = hands("office"), town.units["market_reg"]
    page = office.get("/office/categories/functions/urban_mgmt/").content.decode()
    assert "市城管局" in page
    answer = office.post("/office/categories/functions/urban_mgmt/", unit=str(unit.pk), why="机构改革", expected="0")
    assert answer.status_code == 302
    assert UnitFunction.objects.get(code="urban_mgmt").unit == unit
    shown = office.get("/office/categories/functions/").content.decode()
    assert "机构改革" in shown and "市城管局 → 市市场监管局" in shown
    late = office.post("/office/categories/functions/urban_mgmt/", unit=str(unit.pk), why="再改", expected="0")
    assert late.status_code == 409 and Event.objects.filter(stream_kind="city").count() == 1


@pytest.mark.parametrize("address", ["/office/categories/NONE-1/", "/office/categories/functions/none/"])
def test_what_is_not_in_the_catalogue_is_not_there(town, hands, address):
    assert hands("office").get(address).status_code == 404


def test_a_team_holds_no_function(town, hands):
    team = Unit.objects.get(code="team_1")
    form = {"unit": str(team.pk), "why": "错"}
    assert hands("office").post("/office/categories/functions/urban_mgmt/", **form).status_code == 422
