"""Gaps on the ground: bare ground, sites nowhere, sites in two zones."""

import pytest
from small_town import DAY, MAY, square

from sites.actions.places import draw_zone, end_zone, place_site
from sites.gaps import areas_on, bare_ground, doubled, outside
from sites.models import Site, Zone, ZoneLayer, ZoneVersion


@pytest.fixture
def patrol(town):
    """A layer that all ground must lie in, of which only the west is drawn."""
    town.layer.required = True
    town.layer.save()
    layer = ZoneLayer.objects.create(code="patrol", name="督查片区", required=True)
    draw_zone(Zone(layer=layer, code="p1", name="一片"), geometry=square(114.0, 22.75, 114.05, 22.85), on=DAY)
    return layer


def bare(day=DAY):
    return [(gap.layer.code, round(gap.area_m2 / 1e6)) for gap in bare_ground(areas_on(day))]


def test_ground_that_another_layer_covers_is_bare_in_this_one(town, patrol):
    assert bare() == [("patrol", 57)]  # 0.05 by 0.1 degrees
    draw_zone(Zone(layer=patrol, code="p2", name="二片"), geometry=square(114.05, 22.75, 114.1, 22.85), on=MAY)
    assert bare() == [("patrol", 57)]
    assert bare(MAY) == []


def test_a_layer_that_need_not_cover_leaves_no_gap(town, patrol):
    patrol.required = False
    patrol.save()
    assert bare() == []


@pytest.mark.parametrize(("metres", "pieces"), [(1, 0), (60, 1)])
def test_a_strip_narrower_than_the_tolerance_is_a_matter_of_drawing(town, patrol, metres, pieces):
    west = 114.05 + metres / 102_700
    draw_zone(Zone(layer=patrol, code="p2", name="二片"), geometry=square(west, 22.75, 114.1, 22.85), on=DAY)
    assert len(bare()) == pieces


def test_a_zone_that_ends_leaves_its_ground_bare(town, patrol):
    end_zone(Zone.objects.get(code="p1"), on=MAY)
    draw_zone(Zone(layer=patrol, code="p2", name="二片"), geometry=square(114.05, 22.75, 114.1, 22.85), on=DAY)
    assert bare() == []
    assert bare(MAY) == [("patrol", 57)]


def test_a_site_in_no_zone_of_the_layer_is_outside(town, patrol):
    assert [site.code for site in outside(DAY, patrol).order_by("code")] == ["M1", "R1"]
    place_site(town.market, Zone.objects.get(code="p1"), on=MAY)
    assert [site.code for site in outside(DAY, patrol).order_by("code")] == ["M1", "R1"]
    assert [site.code for site in outside(MAY, patrol)] == ["R1"]


def test_a_site_in_two_zones_is_told_unless_one_lies_inside_the_other(town, patrol):
    Site.objects.filter(code="M1").update(lon=114.03)
    assert doubled(DAY, areas_on(DAY)) == []
    overlapping = Zone.objects.create(layer=patrol, code="p9", name="九片")
    ZoneVersion.objects.create(zone=overlapping, geometry=square(114.02, 22.75, 114.06, 22.85), valid_from=DAY)
    assert [(gap.layer.code, gap.site_id) for gap in doubled(DAY, areas_on(DAY))] == [("patrol", town.market.pk)]
    overlapping.parent = Zone.objects.get(code="p1")
    overlapping.save()
    assert doubled(DAY, areas_on(DAY)) == []


def test_a_site_on_the_shared_edge_is_in_one_zone_only(town, patrol):
    draw_zone(Zone(layer=patrol, code="p2", name="二片"), geometry=square(114.05, 22.75, 114.1, 22.85), on=DAY)
    assert town.road.lon == 114.05
    assert doubled(DAY, areas_on(DAY)) == []


def test_a_layer_of_roads_has_no_areas(town):
    roads = ZoneLayer.objects.create(code="road", name="路", overlap=True, required=True)
    line = {"type": "LineString", "coordinates": [[114.01, 22.8], [114.09, 22.8]]}
    draw_zone(Zone(layer=roads, code="r", name="路"), geometry=line, on=DAY)
    assert [areas.layer.code for areas in areas_on(DAY)] == ["administrative"]
    assert bare() == []
