"""Zones and sites: which zone, which manager, on which day; what a layer allows; places found by point and by name."""

import datetime
import json

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from small_town import DAY, EAST, MAY, OUTSIDE, WEST, square

from sites.actions.places import draw_zone, end_zone, hand_site, place_site, redraw_zone
from sites.finding import (
    is_near,
    search_sites,
    site_facts,
    sites_near,
    territorial_unit,
    zones_at,
)
from sites.geometry import GeometryError, metres_per_degree
from sites.models import Site, SiteManager, SiteZone, Zone, ZoneLayer, ZoneVersion
from sites.outlines import outline_of

BEFORE = DAY - datetime.timedelta(days=1)


# --- by date --------------------------------------------------------------------------------------------------


def test_a_site_handed_over_keeps_its_history(town):
    hand_site(town.market, town.east, on=DAY)
    hand_site(town.market, town.urban, on=MAY)
    assert SiteManager.objects.manager_of(town.market, BEFORE) is None
    assert SiteManager.objects.manager_of(town.market, DAY) == town.east
    assert SiteManager.objects.manager_of(town.market, MAY - datetime.timedelta(days=1)) == town.east
    assert SiteManager.objects.manager_of(town.market, MAY) == town.urban


def test_manager_and_owner_are_two_things(town):
    hand_site(town.market, town.east, on=DAY)
    hand_site(town.market, town.urban, on=DAY, relation="owner")
    assert SiteManager.objects.manager_of(town.market, DAY) == town.east
    assert SiteManager.objects.owner_of(town.market, DAY) == town.urban


def test_handing_a_site_to_whom_has_it_changes_nothing(town):
    first = hand_site(town.market, town.east, on=DAY)
    assert hand_site(town.market, town.east, on=MAY) == first
    assert SiteManager.objects.filter(site=town.market).count() == 1


def test_a_slip_mended_the_same_day_leaves_no_trace_of_a_day_that_never_was(town):
    hand_site(town.market, town.east, on=DAY)
    hand_site(town.market, town.west, on=DAY)
    assert [row.unit for row in SiteManager.objects.filter(site=town.market)] == [town.west]


def test_the_past_is_not_rewritten(town):
    hand_site(town.market, town.east, on=MAY)
    with pytest.raises(ValidationError, match="later change"):
        hand_site(town.market, town.west, on=DAY)


def test_the_database_refuses_two_managers_at_once_and_two_main_zones(town):
    with pytest.raises(IntegrityError), transaction.atomic():
        SiteManager.objects.create(site=town.road, unit=town.east, valid_from=MAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        SiteZone.objects.create(site=town.road, zone=town.west_zone, layer=town.layer, valid_from=MAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        SiteZone.objects.filter(site=town.road).update(valid_to=BEFORE)


def test_a_road_crosses_zones_and_one_of_them_answers(town):
    assert SiteZone.objects.zone_of(town.road, "administrative", DAY) == town.east_zone
    assert SiteZone.objects.on(DAY).filter(site=town.road).count() == 2
    place_site(town.road, town.west_zone, on=MAY)
    assert SiteZone.objects.zone_of(town.road, "administrative", DAY) == town.east_zone
    assert SiteZone.objects.zone_of(town.road, "administrative", MAY) == town.west_zone
    assert SiteZone.objects.on(MAY).filter(site=town.road).count() == 1


def test_in_a_layer_of_exactly_one_a_new_zone_ends_the_old(town):
    grids = ZoneLayer.objects.create(code="grid", name="网格", exactly_one=True)
    one, two = (Zone.objects.create(layer=grids, code=code, name=code) for code in "ab")
    place_site(town.market, one, on=DAY)
    place_site(town.market, two, on=MAY, main=False)
    assert SiteZone.objects.zone_of(town.market, "grid", DAY) == one
    assert SiteZone.objects.zone_of(town.market, "grid", MAY) == two
    assert SiteZone.objects.zone_of(town.market, "administrative", MAY) == town.grid


# --- drawing --------------------------------------------------------------------------------------------------


def zone(town, **fields):
    return Zone(layer=town.layer, code="new", name="新区", **fields)


def box_of(zone, day=DAY):
    lies = outline_of(zone, day)
    return lies and (lies.west, lies.south, lies.east, lies.north)


def test_a_drawn_zone_knows_its_box(town):
    drawn = draw_zone(zone(town), geometry=square(114.2, 22.8, 114.3, 22.9))
    assert box_of(drawn) == (114.2, 22.8, 114.3, 22.9)
    ZoneVersion.objects.filter(zone=drawn).delete()
    ZoneVersion.objects.bulk_create([ZoneVersion(zone=drawn, geometry=square(114.3, 22.8, 114.4, 22.9))])
    assert box_of(drawn) == (114.3, 22.8, 114.4, 22.9)


def test_a_zone_that_overlaps_its_neighbour_is_refused_with_the_neighbours_name(town):
    with pytest.raises(ValidationError, match=r"全市|东城|西城"):
        draw_zone(zone(town), geometry=square(114.04, 22.80, 114.06, 22.82))
    with pytest.raises(ValidationError, match="网格一"):
        draw_zone(zone(town, parent=town.east_zone), geometry=square(114.075, 22.80, 114.09, 22.81))


def test_a_zone_may_lie_in_its_parent_and_touch_its_neighbour(town):
    draw_zone(zone(town, parent=town.east_zone), geometry=square(114.08, 22.80, 114.09, 22.81))
    town.east_zone.name = "东城片"
    redraw_zone(town.east_zone, on=DAY)
    assert Zone.objects.get(code="e").name == "东城片"


def test_a_layer_may_allow_overlap(town):
    loose = ZoneLayer.objects.create(code="loose", name="专项", overlap=True)
    for code in "ab":
        draw_zone(Zone(layer=loose, code=code, name=code), geometry=square(114.04, 22.80, 114.06, 22.82))
    assert len(zones_at((114.05, 22.81), DAY, ["loose"])) == 2


def test_a_layer_without_a_tree_takes_no_parent_and_nobody_lies_in_himself(town):
    flat = ZoneLayer.objects.create(code="flat", name="片")
    with pytest.raises(ValidationError, match="do not lie inside"):
        draw_zone(Zone(layer=flat, code="x", name="x", parent=town.ground))
    other = ZoneLayer.objects.create(code="other", name="片", tree=True)
    with pytest.raises(ValidationError, match="same layer"):
        draw_zone(Zone(layer=other, code="x", name="x", parent=town.ground))
    town.ground.parent = town.grid
    with pytest.raises(ValidationError, match="inside itself"):
        redraw_zone(town.ground, on=DAY)


def test_a_shape_that_will_not_do_is_not_saved(town):
    with pytest.raises(GeometryError):
        draw_zone(zone(town), geometry={"type": "Polygon", "coordinates": []})
    assert not Zone.objects.filter(code="new").exists()


# --- points ---------------------------------------------------------------------------------------------------


def test_the_zones_of_a_point_come_smallest_first_in_one_query(town, django_assert_num_queries):
    with django_assert_num_queries(1):
        hits = zones_at((114.075, 22.805), DAY)
    assert [hit.code for hit in hits] == ["g1", "e", "all"]
    assert zones_at(OUTSIDE, DAY) == []
    assert zones_at(EAST, DAY, ["road"]) == []


def test_the_territorial_unit_is_the_street_and_not_its_community(town, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert territorial_unit((114.075, 22.805), DAY) == town.east.pk
    assert territorial_unit(WEST, DAY) == town.west.pk
    assert territorial_unit(OUTSIDE, DAY) is None


def test_a_point_on_the_border_belongs_to_one_of_the_two_and_always_the_same(town):
    assert {territorial_unit((114.05, 22.8), DAY) for _ in range(3)} == {town.east.pk}


def test_a_zone_counts_only_while_it_is_valid_and_its_unit_exists(town):
    town.west_zone.valid_to = MAY
    town.west_zone.save()
    assert territorial_unit(WEST, DAY) == town.west.pk
    assert territorial_unit(WEST, MAY) is None
    town.east.valid_to = MAY
    town.east.save()
    assert territorial_unit(EAST, MAY) is None


def test_a_redrawn_zone_is_seen_from_its_day_on_and_the_days_before_keep_what_was(town):
    assert territorial_unit(WEST, MAY) == town.west.pk
    redraw_zone(town.west_zone, on=MAY, geometry=square(114.0, 22.75, 114.01, 22.76))
    assert territorial_unit(WEST, DAY) == town.west.pk
    assert territorial_unit(WEST, MAY) is None


def test_another_unit_answers_for_a_zone_from_a_day_on(town):
    redraw_zone(town.west_zone, on=MAY, unit=town.east)
    assert territorial_unit(WEST, DAY) == town.west.pk
    assert territorial_unit(WEST, MAY) == town.east.pk
    market = Site.objects.select_related("type").get(code="M1")
    place_site(market, town.west_zone, on=DAY)
    assert [site_facts(market, None, day).territorial for day in (DAY, MAY)] == [town.west.pk, town.east.pk]


def test_a_second_change_for_the_same_day_takes_the_place_of_the_first_and_taken_back_it_leaves_no_trace(town):
    was = outline_of(town.west_zone, DAY).geometry
    redraw_zone(town.west_zone, on=MAY, geometry=square(114.0, 22.75, 114.01, 22.76))
    redraw_zone(town.west_zone, on=MAY, geometry=square(114.0, 22.75, 114.02, 22.76))
    assert box_of(town.west_zone, MAY) == (114.0, 22.75, 114.02, 22.76)
    redraw_zone(town.west_zone, on=MAY, geometry=was)
    assert [row.valid_to for row in ZoneVersion.objects.filter(zone=town.west_zone)] == [None]


def test_a_change_before_one_that_is_already_written_is_refused(town):
    redraw_zone(town.west_zone, on=MAY, unit=town.east)
    for unit in (None, town.east):  # what is already so later on is not so yet
        with pytest.raises(ValidationError, match="later change"):
            redraw_zone(town.west_zone, on=DAY, unit=unit)


def names(zone):
    """What it was called from which day on, the first last."""
    return [(row.valid_from, row.name, row.valid_to) for row in zone.versions.order_by("-valid_from")]


def test_a_new_name_leaves_the_days_before_the_old_one(town):
    zone, old = town.west_zone, town.west_zone.name
    zone.name = "西城新区"
    redraw_zone(zone, on=MAY)
    assert names(zone) == [(MAY, "西城新区", None), (zone.valid_from, old, MAY)]
    shapes = {json.dumps(row.geometry) for row in zone.versions.all()}
    assert len(shapes) == 1 and {row.unit for row in zone.versions.all()} == {town.west}


def test_a_name_holds_from_today_on_though_the_border_waits_for_its_day(town):
    zone, old, june = town.west_zone, town.west_zone.name, datetime.date(2026, 6, 1)
    zone.name = "西城新区"
    redraw_zone(zone, on=june, geometry=square(114.0, 22.75, 114.01, 22.76), called_from=MAY)
    assert names(zone) == [(june, "西城新区", None), (MAY, "西城新区", june), (zone.valid_from, old, MAY)]
    zone.name = "西郊"
    redraw_zone(zone, on=june, called_from=MAY)
    assert [name for _since, name, _until in names(zone)] == ["西郊", "西郊", old]


def test_an_ended_zone_lets_its_sites_go_and_stays_in_the_past(town):
    place_site(town.market, town.grid, on=DAY)
    end_zone(town.grid, on=MAY)
    assert SiteZone.objects.zone_of(town.market, "administrative", DAY) == town.grid
    assert SiteZone.objects.zone_of(town.market, "administrative", MAY) is None
    assert [hit.code for hit in zones_at((114.075, 22.805), DAY)] == ["g1", "e", "all"]
    assert [hit.code for hit in zones_at((114.075, 22.805), MAY)] == ["e", "all"]
    with pytest.raises(ValidationError, match="inside it"):
        end_zone(town.ground, on=MAY)


def test_sites_near_a_point_are_found_nearest_first_along_the_line_too(town, django_assert_num_queries):
    _lon, lat = metres_per_degree(22.82)
    beside_the_road = (114.03, 22.82 + 40 / lat)
    with django_assert_num_queries(1):
        assert [(near.site.code, round(near.metres)) for near in sites_near(beside_the_road, 50, DAY)] == [("R1", 40)]
    assert sites_near((114.03, 22.82 + 51 / lat), 50, DAY) == []
    assert [near.site.code for near in sites_near(EAST, 3000, DAY)] == ["M1", "R1"]
    assert [near.site.code for near in sites_near(EAST, 3000, DAY, limit=1)] == ["M1"]
    assert is_near(town.road, beside_the_road, 50)
    assert not is_near(town.market, beside_the_road, 50)


def test_a_closed_site_is_not_found(town):
    Site.objects.filter(pk=town.market.pk).update(valid_to=MAY)
    assert [near.site.code for near in sites_near(EAST, 10, DAY)] == ["M1"]
    assert sites_near(EAST, 10, MAY) == []
    assert search_sites("市场", MAY) == []


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("农贸", ["M1"]),
        ("dcnm", ["M1"]),
        ("DC NM", ["M1"]),
        ("nmsc", ["M1"]),
        ("r1", ["R1"]),
        ("人民大道", ["R1"]),
        ("", []),
        ("  ", []),
        ("%", []),
        ("没有", []),
        ("1", ["M1", "R1"]),
    ],
)
def test_a_site_is_found_by_name_code_or_initials(town, typed, found):
    assert [site.code for site in search_sites(typed, DAY)] == found


def test_the_best_match_comes_first(town):
    for code, name in [("Z2", "大道人民"), ("Z1", "人民"), ("A9", "新人民路")]:
        Site.objects.create(code=code, name=name, type=town.road.type, lon=114.0, lat=22.8)
    assert [site.name for site in search_sites("人民", DAY)] == ["人民", "人民大道", "新人民路", "大道人民"]
    assert len(search_sites("人民", DAY, limit=2)) == 2


# --- facts ----------------------------------------------------------------------------------------------------


def fresh(site):
    return Site.objects.select_related("type").get(pk=site.pk)


def test_the_facts_of_a_site(town, django_assert_num_queries):
    hand_site(town.market, town.urban, on=DAY)
    hand_site(town.market, town.west, on=DAY, relation="owner")
    market = fresh(town.market)
    with django_assert_num_queries(1):
        facts = site_facts(market, None, DAY)
    assert (facts.group, facts.sector, facts.site_type) == ("commerce", "market_reg", "market_wet")
    assert (facts.manager, facts.owner) == (town.urban.pk, town.west.pk)
    assert facts.territorial == town.east.pk  # above the community's grid
    assert facts.zone_ids == (town.grid.pk,)
    assert facts.point == EAST


def test_on_a_road_that_crosses_streets_the_point_decides(town, django_assert_num_queries):
    road = fresh(town.road)
    with django_assert_num_queries(2):
        assert site_facts(road, (114.02, 22.82), DAY).territorial == town.west.pk
    assert site_facts(road, (114.08, 22.82), DAY).territorial == town.east.pk
    assert site_facts(road, OUTSIDE, DAY).territorial == town.east.pk  # the main zone, where the point says nothing


def test_a_site_that_lies_in_one_street_stays_there_though_the_phone_says_otherwise(town):
    assert site_facts(fresh(town.market), WEST, DAY).territorial == town.east.pk


def test_a_site_placed_in_no_zone_belongs_to_the_ground_it_stands_on(town):
    stall = Site.objects.create(code="S1", name="书报亭", type=town.market.type, lon=WEST[0], lat=WEST[1])
    facts = site_facts(stall, None, DAY)
    assert facts.territorial == town.west.pk
    assert facts.zone_ids == (town.west_zone.pk, town.ground.pk)


def test_the_facts_of_a_free_point_and_of_nowhere(town, django_assert_num_queries):
    with django_assert_num_queries(1):
        facts = site_facts(None, EAST, DAY)
    assert (facts.site_id, facts.group, facts.territorial) == (None, "", town.east.pk)
    with django_assert_num_queries(0):
        assert site_facts(None, None, DAY).territorial is None


def test_a_unit_that_is_gone_manages_nothing(town):
    town.urban.valid_to = MAY
    town.urban.save()
    assert site_facts(fresh(town.road), None, DAY).manager == town.urban.pk
    assert site_facts(fresh(town.road), None, MAY).manager is None


def test_the_number_of_queries_does_not_grow_with_the_city(town, django_assert_num_queries):
    for n in range(50):
        west = 114.0 + n / 1000
        Zone.objects.lay(layer=town.layer, code=f"n{n}", name="片", geometry=square(west, 22.75, west + 0.001, 22.85))
        Site.objects.create(code=f"N{n}", name="点", type=town.road.type, lon=west, lat=22.8)
    market = fresh(town.market)
    with django_assert_num_queries(1):
        site_facts(market, None, DAY)
    with django_assert_num_queries(1):
        sites_near(WEST, 5000, DAY)
