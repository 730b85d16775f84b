"""Borders as they are drawn: laid onto the neighbours', checked with places, split, merged, moved, made into strips."""

import json
import math

import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from sites.borders import MOST_POINTS, Surroundings, checked, geojson, merged, moved, read, snapped, split, strip
from sites.geometry import GeometryError, Plane, area_m2, distance_m, line_length_m

CORNER = (113.2600, 23.1200)
PLANE = Plane(CORNER)
CITY = (113.0, 23.0, 113.6, 23.4)


def area(*spots) -> shapely.Polygon:
    """An area by its corners in metres east and north of the corner of the town."""
    return PLANE.back(shapely.Polygon(spots))


def line(*spots) -> shapely.LineString:
    return PLANE.back(shapely.LineString(spots))


def block(west, south, east, north) -> shapely.Polygon:
    return area((west, south), (east, south), (east, north), (west, north))


def m2(shape) -> float:
    return PLANE.flat(shape).area


def near(place, east, north, within=1.0) -> bool:
    return (
        distance_m(place, (PLANE.back(shapely.Point(east, north)).x, PLANE.back(shapely.Point(east, north)).y))
        <= within
    )


MARKET = block(0, 0, 400, 300)  # the zone that is there already
POND = PLANE.back(
    shapely.Polygon([(0, 0), (400, 0), (400, 300), (0, 300)], [[(150, 100), (250, 100), (250, 200), (150, 200)]])
)


# --- laid onto the neighbours ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "drawn",
    [
        block(401.5, -1, 700, 301),  # a gap
        block(398.2, 1.4, 700, 298.8),  # an overlap
        area((399, -0.5), (700, 0), (700, 300), (401, 301), (402, 150), (398, 60)),  # a trembling hand
        area((401, -200), (700, -200), (700, 500), (398.5, 500)),  # longer than the neighbour's side
        area((401, 100), (700, 100), (700, 200), (399, 200)),  # shorter than it
    ],
)
def test_a_border_drawn_along_a_neighbour_leaves_neither_sliver_nor_gap(drawn):
    laid = snapped(drawn, [MARKET], 3)
    assert laid.is_valid
    assert m2(shapely.intersection(laid, MARKET)) < 0.001
    both = PLANE.flat(shapely.union_all([shapely.set_precision(one, 1e-11) for one in (laid, MARKET)]))
    assert both.geom_type == "Polygon" and not both.interiors
    gap = both.buffer(1, join_style="mitre").buffer(-1, join_style="mitre").difference(both)
    assert gap.area < 1


def test_the_corners_it_was_laid_onto_are_the_very_same_numbers():
    laid = snapped(block(401.5, -1, 700, 301), [MARKET], 3)
    assert set(MARKET.exterior.coords) & set(laid.exterior.coords) == set(block(400, 0, 400, 300).exterior.coords)


def test_what_is_further_away_than_the_tolerance_stays_where_it_was_drawn():
    drawn = block(404, 20, 700, 280)
    assert snapped(drawn, [MARKET], 3) == drawn
    assert snapped(drawn, [MARKET], 0) == drawn
    assert snapped(drawn, [], 3) == drawn


def test_holes_stay_and_are_laid_onto_what_lies_in_them():
    island = block(151, 101, 249, 199)
    laid = snapped(POND, [island], 2)
    assert len(laid.interiors) == 1
    assert shapely.Polygon(laid.interiors[0]).normalize() == island.normalize()


def test_a_road_ends_where_the_next_one_begins():
    drawn = snapped(line((0, 2), (100, 1), (198, 1)), [line((200, 0), (300, 50))], 3)
    assert drawn.coords[-1] == line((200, 0), (300, 50)).coords[0]


def test_a_strip_thinner_than_the_tolerance_is_refused_in_words():
    with pytest.raises(GeometryError, match="draw it wider"):
        snapped(block(401, 0, 402, 300), [MARKET], 3)


coordinate = st.integers(min_value=-60, max_value=60).map(lambda n: n * 7.3 + 0.123)
corners = st.lists(st.tuples(coordinate, coordinate), min_size=3, max_size=9, unique=True)
metres = st.sampled_from([0.5, 2.0, 10.0, 40.0])


def hull_or_star(spots) -> shapely.Polygon:
    """A polygon around its middle, so that its edge seldom crosses itself."""
    x, y = sum(one[0] for one in spots) / len(spots), sum(one[1] for one in spots) / len(spots)
    return shapely.Polygon(sorted(spots, key=lambda one: (math.atan2(one[1] - y, one[0] - x), one)))


areas = corners.map(hull_or_star).filter(lambda one: one.is_valid and one.area > 500).map(PLANE.back)


@given(areas, st.lists(areas, min_size=1, max_size=3), metres)
def test_what_is_laid_onto_its_neighbours_once_stays_there(drawn, neighbours, tolerance):
    try:
        laid = snapped(drawn, neighbours, tolerance)
    except GeometryError:
        return  # thinner than the tolerance: said, not bent
    assert laid.is_valid and laid.area
    again = snapped(laid, neighbours, tolerance)
    assert PLANE.flat(again).hausdorff_distance(PLANE.flat(laid)) < 0.01


# --- cut and put together -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shape", "knife", "sizes"),
    [
        (MARKET, line((100, -10), (100, 310)), [90_000, 30_000]),
        (MARKET, line((-5, 150), (200, 160), (405, 150)), [62_000, 58_000]),
        (MARKET, line((-5, 100), (410, 100), (410, 200), (-5, 200)), [40_000, 40_000, 40_000]),
        (POND, line((200, -10), (200, 310)), [55_000, 55_000]),
        (POND, line((50, -10), (50, 310)), [95_000, 15_000]),
    ],
)
def test_a_zone_is_split_along_a_line(shape, knife, sizes):
    pieces = split(shape, knife)
    assert [round(m2(one) / 1000) * 1000 for one in pieces] == sizes
    assert sum(map(m2, pieces)) == pytest.approx(m2(shape), abs=0.1)


def test_an_island_goes_with_the_piece_nearest_to_it():
    shape = shapely.MultiPolygon([MARKET, block(500, 0, 600, 100)])
    left, right = split(shape, line((250, -10), (250, 310)))
    assert (round(m2(left)), round(m2(right))) == (75_000, 45_000 + 10_000)
    assert right.geom_type == "MultiPolygon"


def test_a_road_is_split_where_a_line_crosses_it():
    assert [round(PLANE.flat(one).length) for one in split(line((0, 0), (300, 0)), line((100, -5), (100, 5)))] == [
        200,
        100,
    ]


@pytest.mark.parametrize(
    ("knife", "words"),
    [
        (line((100, 10), (100, 310)), "edge to edge"),
        (line((500, 0), (500, 300)), "edge to edge"),
        (line((400, 0), (400, 300)), "edge to edge"),
        (line((-5, 10), (405, 10), (405, 50), (200, -50)), "crossing itself"),
        (line((399.999, -10), (399.999, 310)), "smaller than a square metre"),
    ],
)
def test_a_line_that_does_not_cut_is_refused_in_words(knife, words):
    with pytest.raises(GeometryError, match=words):
        split(MARKET, knife)


@given(areas, st.floats(0, math.pi), st.floats(-0.3, 0.3))
def test_the_pieces_cover_the_zone_exactly_and_merge_back_to_it(shape, angle, aside):
    flat = PLANE.flat(shape)
    x, y = flat.centroid.x - aside * math.sin(angle) * 100, flat.centroid.y + aside * math.cos(angle) * 100
    dx, dy = 2000 * math.cos(angle), 2000 * math.sin(angle)
    try:
        pieces = split(shape, line((x - dx, y - dy), (x + dx, y + dy)))
    except GeometryError as refused:
        assume("smaller" not in str(refused) and "edge to edge" not in str(refused))
        raise
    assert all(one.is_valid for one in pieces)
    assert sum(map(m2, pieces)) == pytest.approx(m2(shape), abs=0.01)
    for n, one in enumerate(pieces):
        for other in pieces[n + 1 :]:
            assert m2(shapely.intersection(one, other)) < 0.01
    whole = merged(pieces, 0.01)
    assert whole.is_valid
    assert m2(shapely.symmetric_difference(whole, shape)) < 0.05


@pytest.mark.parametrize(
    ("shapes", "words"),
    [
        ([MARKET], "at least two"),
        ([MARKET, block(401, 0, 500, 300)], "touch along a border"),
        ([MARKET, block(400, 300, 500, 400)], "touch along a border"),  # at a corner only
        ([MARKET, line((0, 0), (100, 100))], "An area and a line"),
        ([line((0, 0), (10, 0)), line((20, 0), (30, 0))], "touch"),
    ],
)
def test_zones_that_do_not_hang_together_are_not_merged(shapes, words):
    with pytest.raises(GeometryError, match=words):
        merged(shapes)


def test_a_gap_within_the_tolerance_is_closed_by_merging_and_a_hole_stays():
    whole = merged([POND, block(400.4, 0.2, 500, 300)], 1)
    assert whole.geom_type == "Polygon" and len(whole.interiors) == 1
    assert m2(whole) == pytest.approx(140_000, rel=0.001)
    assert merged([line((0, 0), (100, 0)), line((100, 0), (200, 50))]).geom_type == "LineString"


@pytest.mark.parametrize(("east", "north"), [(100, 0), (0, -250), (1234, 5678)])
def test_a_zone_moved_is_as_large_as_before_and_as_far_as_was_said(east, north):
    there = moved(POND, east, north)
    assert area_m2(geojson(there)) == pytest.approx(area_m2(geojson(POND)), rel=1e-6)
    from_there = Plane.at(POND).flat(there.centroid)
    assert (from_there.x, from_there.y) == pytest.approx((east, north), rel=1e-3, abs=0.01)


def test_a_strip_is_as_wide_as_was_said_all_along():
    road = line((0, 0), (300, 0), (300, 200))
    found = strip(road, 24)
    assert found.is_valid
    assert area_m2(geojson(found)) == pytest.approx(500 * 24, rel=0.01)
    for wrong in (0, -3, 501, math.nan):
        with pytest.raises(GeometryError, match="width"):
            strip(road, wrong)
    with pytest.raises(GeometryError, match="along a line"):
        strip(MARKET, 10)


# --- checked --------------------------------------------------------------------------------------------------


def faults(shape, **around):
    geometry = geojson(shape) if isinstance(shape, shapely.Geometry) else shape
    return checked(geometry, Surroundings(CITY, **around))


def test_a_zone_that_fits_has_no_faults():
    around = {"above": ("东城", block(-10, -10, 900, 900)), "apart": [("北", block(0, 300, 400, 600))]}
    assert faults(MARKET, tolerance_m=1, below=[("网格", block(0, 0, 10, 10))], **around) == []


def test_an_edge_that_crosses_itself_is_marked_where_it_does():
    found = faults(area((0, 0), (200, 200), (200, 0), (0, 200)))
    assert [near(one.place, 100, 100) for one in found] == [True]
    assert "crosses itself" in found[0].words


def test_how_far_a_zone_sticks_out_of_the_one_above_and_where():
    above = ("东城", block(0, 0, 390, 310))
    found = faults(MARKET, above=above, tolerance_m=2)
    assert [one.words for one in found] == ["It sticks out of 东城 by 10 m."]
    assert found[0].place[0] == pytest.approx(MARKET.bounds[2])
    assert area_m2(found[0].piece) == pytest.approx(3000, rel=0.01)
    assert faults(MARKET, above=above, tolerance_m=11) == []


def test_a_zone_below_that_would_be_left_outside_is_named():
    found = faults(MARKET, below=[("网格一", block(350, 100, 425, 200)), ("网格二", block(10, 10, 90, 90))])
    assert [one.words for one in found] == ["网格一 lies in it and would stick out by 25 m."]


def test_overlaps_are_named_with_their_size_the_largest_first():
    others = [("西", block(-50, 0, 10, 300)), ("东", block(380, 0, 500, 300)), ("远", block(900, 0, 950, 10))]
    found = faults(MARKET, apart=others, tolerance_m=2)
    assert [one.words for one in found] == ["It overlaps 东 by 6,000 m².", "It overlaps 西 by 3,000 m²."]
    assert near(found[0].place, 390, 150, 60)
    assert shapely.from_geojson(json.dumps(found[0].piece)).contains(shapely.Point(found[0].place))
    assert faults(MARKET, apart=[("东", block(398.5, 0, 500, 300))], tolerance_m=2) == []


def test_two_roads_may_cross_but_not_share_a_stretch():
    road = line((0, 0), (300, 0))
    assert faults(road, apart=[("横街", line((100, -50), (100, 50)))]) == []
    assert [one.words for one in faults(road, apart=[("前街", line((200, 0), (400, 0)))])] == [
        "It shares 100 m with 前街."
    ]


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ({"type": "Polygon", "coordinates": []}, "no points"),
        ({"type": "Polygon"}, "cannot be read"),
        ({"type": "Point", "coordinates": [113.3, 23.1]}, "must be one of"),
        ([], "must be one of"),
        ({"type": "Polygon", "coordinates": [[[113.3, 23.1], [113.4, 23.1]]]}, "cannot be read"),
        (geojson(line((0, 0), (0, 0))), "no length"),
        ({"type": "LineString", "coordinates": [[23.1, 113.3], [23.2, 113.4]]}, "swapped"),
        ({"type": "LineString", "coordinates": [[113.3, 23.1], [113.7, 23.1]]}, "outside the city's map"),
        ({"type": "LineString", "coordinates": [[113.3, 23.1]] * (MOST_POINTS + 1)}, "at most 20,000"),
    ],
)
def test_a_shape_that_will_not_do_is_said_in_one_sentence(shape, words):
    found = faults(shape)
    assert len(found) == 1 and words in found[0].words


# --- read -----------------------------------------------------------------------------------------------------


def test_a_feature_or_a_collection_of_one_is_opened_and_heights_are_left_out():
    high = {"type": "LineString", "coordinates": [[113.3, 23.1, 8], [113.31, 23.1, 9]]}
    feature = {"type": "Feature", "properties": {}, "geometry": high}
    for sent in (high, feature, {"type": "FeatureCollection", "features": [feature]}):
        assert read(json.dumps(sent), CITY) == {"type": "LineString", "coordinates": [[113.3, 23.1], [113.31, 23.1]]}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not GeoJSON"),
        ("{", "not GeoJSON"),
        ("[" * 100_000, "not GeoJSON"),
        ("null", "must be one of"),
        ('{"type": "FeatureCollection", "features": []}', "one shape; 0 came"),
        ('{"type": "Polygon", "coordinates": [[[NaN, 1], [2, 3], [4, 5], [NaN, 1]]]}', "not a number"),
        ('{"type": "Polygon", "coordinates": "x"}', "cannot be read"),
        (json.dumps({"type": "LineString", "coordinates": [[113.3, 23.1]] * 100_000}), "100,000 points"),
    ],
)
def test_what_cannot_be_read_is_said(text, words):
    with pytest.raises(GeometryError, match=words):
        read(text, CITY)


def test_a_long_road_laid_onto_many_neighbours_is_quick_and_measured():
    spots = [(n * 5.0, 40 * math.sin(n / 30)) for n in range(4000)]
    road = line(*spots)
    laid = snapped(road, [line(*[(x, y + 0.4) for x, y in spots])], 1)
    assert line_length_m(geojson(laid)) == pytest.approx(line_length_m(geojson(road)), rel=0.01)
