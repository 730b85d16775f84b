"""Geometry: distances in metres, holes and edges, the 50 m rule along a line, and words for shapes that will not do."""

import json
import math
import random

import pytest

from sites.geometry import (
    AREAS,
    GeometryError,
    area_m2,
    around,
    check_geometry,
    check_point,
    distance_m,
    extent,
    ground,
    line_length_m,
    metres_per_degree,
    point_in,
)

GUANGZHOU = (113.264385, 23.129112)
LAKE_WITH_ISLAND = {
    "type": "Polygon",
    "coordinates": [
        [[114.0, 22.8], [114.1, 22.8], [114.1, 22.9], [114.0, 22.9], [114.0, 22.8]],
        [[114.04, 22.84], [114.06, 22.84], [114.06, 22.86], [114.04, 22.86], [114.04, 22.84]],
    ],
}
TWO_PARTS = {
    "type": "MultiPolygon",
    "coordinates": [
        LAKE_WITH_ISLAND["coordinates"],
        [[[114.2, 22.8], [114.21, 22.8], [114.21, 22.81], [114.2, 22.8]]],
    ],
}


def north_of(point, metres):
    return point[0], point[1] + metres / metres_per_degree(point[1])[1]


def east_of(point, metres):
    return point[0] + metres / metres_per_degree(point[1])[0], point[1]


@pytest.mark.parametrize(
    ("lat", "degree_of_longitude", "degree_of_latitude"),
    [(0, 111_319.5, 110_574.3), (15, 107_550.4, 110_649.0), (30, 96_486.3, 110_852.4), (45, 78_846.8, 111_131.8)],
)
def test_a_degree_is_as_long_as_geodesy_says(lat, degree_of_longitude, degree_of_latitude):
    lon_m, lat_m = metres_per_degree(lat)
    assert lon_m == pytest.approx(degree_of_longitude, abs=1)
    assert lat_m == pytest.approx(degree_of_latitude, abs=1)


@pytest.mark.parametrize("metres", [0.5, 10, 49.9, 50, 300, 5000])
def test_a_distance_between_points_is_the_same_both_ways_and_right(metres):
    for other in (north_of(GUANGZHOU, metres), east_of(GUANGZHOU, metres)):
        assert distance_m(GUANGZHOU, other) == pytest.approx(metres, rel=1e-3)
        assert distance_m(other, GUANGZHOU) == pytest.approx(distance_m(GUANGZHOU, other))


def test_a_distance_agrees_with_the_sphere_to_half_a_percent():
    def haversine(a, b):
        (lon1, lat1), (lon2, lat2) = ([math.radians(x) for x in p] for p in (a, b))
        h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
        return 2 * 6_371_008.8 * math.asin(math.sqrt(h))

    dice = random.Random(1)
    for _ in range(200):
        a = dice.uniform(75, 134), dice.uniform(18, 53)
        b = a[0] + dice.uniform(-0.05, 0.05), a[1] + dice.uniform(-0.05, 0.05)
        assert distance_m(a, b) == pytest.approx(haversine(a, b), rel=5e-3)


@pytest.mark.parametrize(("metres", "near"), [(0, True), (20, True), (49.9, True), (50.1, False), (80, False)])
def test_fifty_metres_from_a_road_are_measured_to_its_nearest_spot(metres, near):
    road = {"type": "LineString", "coordinates": [list(GUANGZHOU), list(east_of(GUANGZHOU, 2000))]}
    beside_the_middle = north_of(east_of(GUANGZHOU, 1000), metres)
    assert (distance_m(beside_the_middle, road) <= 50) is near
    beyond_the_end = east_of(GUANGZHOU, 2000 + metres)
    assert (distance_m(beyond_the_end, road) <= 50) is near


@pytest.mark.parametrize(
    ("where", "point", "inside"),
    [
        ("in the water", (114.02, 22.85), True),
        ("on the island", (114.05, 22.85), False),
        ("on the shore of the island", (114.04, 22.85), True),
        ("on the outer edge", (114.0, 22.85), True),
        ("at a corner", (114.1, 22.9), True),
        ("outside", (114.2, 22.85), False),
    ],
)
def test_a_hole_does_not_belong_to_an_area_and_an_edge_does(where, point, inside):
    assert point_in(point, LAKE_WITH_ISLAND) is inside, where
    assert point_in(point, TWO_PARTS) is inside, where
    assert ground(json.dumps(LAKE_WITH_ISLAND)).holds(point) is inside, where


def test_inside_an_area_the_distance_is_nothing_and_on_its_island_it_is_not():
    assert distance_m((114.02, 22.85), LAKE_WITH_ISLAND) == 0
    assert distance_m((114.05, 22.85), LAKE_WITH_ISLAND) == pytest.approx(1025, abs=5)


def test_length_and_area_are_in_metres():
    road = {"type": "LineString", "coordinates": [list(GUANGZHOU), list(east_of(GUANGZHOU, 300))]}
    assert line_length_m(road) == pytest.approx(300, rel=1e-4)
    field = [GUANGZHOU, east_of(GUANGZHOU, 100), north_of(east_of(GUANGZHOU, 100), 50), north_of(GUANGZHOU, 50)]
    polygon = {"type": "Polygon", "coordinates": [[list(p) for p in (*field, GUANGZHOU)]]}
    assert area_m2(polygon) == pytest.approx(5000, rel=1e-3)


def test_the_box_around_a_point_loses_nobody_who_is_near():
    dice = random.Random(2)
    for _ in range(500):
        here = dice.uniform(75, 134), dice.uniform(18, 53)
        angle, metres = dice.uniform(0, 6.283), dice.uniform(0, 50)
        there = north_of(east_of(here, metres * math.cos(angle)), metres * math.sin(angle))
        west, south, east, north = around(here, 50)
        assert west <= there[0] <= east and south <= there[1] <= north


@pytest.mark.parametrize(
    ("geometry", "point", "box"),
    [
        (None, (None, None), None),
        (None, (114.0, 22.8), (114.0, 22.8, 114.0, 22.8)),
        (LAKE_WITH_ISLAND, (None, None), (114.0, 22.8, 114.1, 22.9)),
        (LAKE_WITH_ISLAND, (113.9, 22.85), (113.9, 22.8, 114.1, 22.9)),
        (TWO_PARTS, (None, None), (114.0, 22.8, 114.21, 22.9)),
    ],
)
def test_the_extent_holds_the_shape_and_the_point(geometry, point, box):
    assert extent(geometry, *point) == box


@pytest.mark.parametrize(
    "geometry",
    [
        LAKE_WITH_ISLAND,
        TWO_PARTS,
        {"type": "LineString", "coordinates": [[114.0, 22.8, 3], [114.1, 22.8, 12.5]]},
        {"type": "MultiLineString", "coordinates": [[[114.0, 22.8], [114.1, 22.8]], [[114.0, 22.9], [114.1, 22.9]]]},
    ],
)
def test_a_sound_shape_is_taken(geometry):
    check_geometry(geometry)


@pytest.mark.parametrize(
    ("geometry", "words"),
    [
        (None, "must be one of"),
        ("POLYGON((0 0))", "must be one of"),
        ({"type": "Point", "coordinates": [114, 22]}, "must be one of"),
        ({"type": "Polygon"}, "cannot be read"),
        ({"type": "Polygon", "coordinates": "114,22"}, "cannot be read"),
        ({"type": "Polygon", "coordinates": [[["114", "x"]]]}, "cannot be read"),
        ({"type": "Polygon", "coordinates": [[[114.0, 22.8], [114.1, 22.8]]]}, "cannot be read"),
        ({"type": "Polygon", "coordinates": [[[114.0], [114.1], [114.1], [114.0]]]}, "cannot be read"),
        ({"type": "Polygon", "coordinates": []}, "no points"),
        ({"type": "LineString", "coordinates": [[114.0, 22.8], [114.0, 22.8]]}, "no length|not valid: "),
        ({"type": "LineString", "coordinates": [[float("nan"), 22.8], [114.0, 22.8]]}, "not a number"),
        ({"type": "LineString", "coordinates": [[22.8, 114.0], [22.9, 114.0]]}, "swapped"),
        ({"type": "LineString", "coordinates": [[14.0, 22.8], [14.1, 22.8]]}, "outside the city's map"),
        (
            {
                "type": "Polygon",
                "coordinates": [[[114.0, 22.8], [114.1, 22.9], [114.1, 22.8], [114.0, 22.9], [114.0, 22.8]]],
            },
            "crosses itself near 114.05 22.85",
        ),
        (
            {
                "type": "Polygon",
                "coordinates": [
                    LAKE_WITH_ISLAND["coordinates"][0],
                    [[115.0, 22.8], [115.1, 22.8], [115.1, 22.9], [115.0, 22.8]],
                ],
            },
            "hole lies outside",
        ),
        (
            {"type": "Polygon", "coordinates": [[[114.0, 22.8], [114.1, 22.8], [114.2, 22.8], [114.0, 22.8]]]},
            "crosses itself",
        ),
    ],
)
def test_a_shape_that_will_not_do_is_refused_with_a_sentence(geometry, words):
    with pytest.raises(GeometryError, match=words):
        check_geometry(geometry)


def test_a_line_is_refused_where_an_area_is_wanted():
    with pytest.raises(GeometryError, match="Polygon, MultiPolygon"):
        check_geometry({"type": "LineString", "coordinates": [[114.0, 22.8], [114.1, 22.8]]}, kinds=AREAS)


def test_a_point_must_lie_on_the_citys_map():
    city = (113.9, 22.7, 114.2, 22.9)
    check_point((114.0, 22.8), city)
    for point in [(115.0, 22.8), (float("inf"), 22.8)]:
        with pytest.raises(GeometryError):
            check_point(point, city)
