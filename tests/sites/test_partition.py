"""An area split among holders: nothing left over, nothing twice, every piece in one part, the weights nearly equal."""

import math
import random

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import shape

from sites.geometry import GeometryError, area_m2
from sites.partition import PartitionError, Stopped, cells_of, compared, outlines_of, pieces_of, propose, rivals

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[114.0, 22.8], [114.1, 22.8], [114.1, 22.9], [114.0, 22.9], [114.0, 22.8]]],
}
LAKE = [[114.04, 22.84], [114.04, 22.86], [114.06, 22.86], [114.06, 22.84], [114.04, 22.84]]
ROUND_THE_LAKE = {"type": "Polygon", "coordinates": [*SQUARE["coordinates"], LAKE]}
HORSESHOE = {
    "type": "Polygon",
    "coordinates": [
        [
            [114.0, 22.8], [114.1, 22.8], [114.1, 22.9], [114.07, 22.9], [114.07, 22.82], [114.03, 22.82],
            [114.03, 22.9], [114.0, 22.9], [114.0, 22.8],
        ]
    ],
}  # fmt: skip
ISLAND = [[[114.12, 22.8], [114.15, 22.8], [114.15, 22.83], [114.12, 22.83], [114.12, 22.8]]]
ROCK = [[[114.2, 22.85], [114.201, 22.85], [114.2, 22.851], [114.2, 22.85]]]
WITH_ISLANDS = {"type": "MultiPolygon", "coordinates": [SQUARE["coordinates"], ISLAND, ROCK]}
AREAS = {"square": SQUARE, "round a lake": ROUND_THE_LAKE, "horseshoe": HORSESHOE, "with islands": WITH_ISLANDS}


def town(chance, area, count):
    """Sites as they stand in towns: thick around some squares, thin between, a few at the very same door."""
    ground = shape(area)
    west, south, east, north = ground.bounds
    middles = [
        (chance.uniform(west, east), chance.uniform(south, north), chance.uniform(0.003, 0.03)) for _ in range(6)
    ]
    spots = []
    while len(spots) < count:
        lon, lat, wide = chance.choice(middles)
        spot = (round(chance.gauss(lon, wide), 6), round(chance.gauss(lat, wide), 6))
        if ground.contains(shapely.Point(spot)):
            spots.append(spot)
    return spots


def split_of(points, area, count, weights=None, **more):
    cells = cells_of(points, area).weighed(weights or [1] * len(points))
    return propose(cells, count, **more)


def holds(split, points, area):
    """What every split promises, whatever the area and the points."""
    ground, outlines = shape(area), [shape(outline) for outline in outlines_of(split)]
    assert all(outline.is_valid and outline.area > 0 for outline in outlines)
    assert shapely.union_all(outlines).symmetric_difference(ground).area <= ground.area * 1e-9
    assert sum(outline.area for outline in outlines) == pytest.approx(ground.area, rel=1e-9)
    assert shapely.coverage_is_valid(outlines)
    assert [split.parts(piece) for piece in range(len(outlines))] == [1] * len(outlines)
    if ground.geom_type == "Polygon":
        assert {outline.geom_type for outline in outlines} == {"Polygon"}
    for point, home in zip(points, split.cells.homes, strict=True):
        if home is None:
            assert not ground.intersects(shapely.Point(point))
        else:
            assert outlines[split.pieces[home]].distance(shapely.Point(point)) < 1e-9


@pytest.mark.parametrize("name", AREAS)
@pytest.mark.parametrize("count", [1, 2, 7])
def test_every_area_is_given_out_whole_in_even_pieces(name, count):
    points = town(random.Random(name), AREAS[name], 210)
    split = split_of(points, AREAS[name], count)
    holds(split, points, AREAS[name])
    assert split.imbalance() <= 0.1
    assert sum(split.weights) == 210


def test_1200_sites_and_seven_teams_are_even_within_ten_per_cent_and_rounder_than_grown_ones():
    points = town(random.Random(7), ROUND_THE_LAKE, 1200)
    split = split_of(points, ROUND_THE_LAKE, 7)
    holds(split, points, ROUND_THE_LAKE)
    ours, theirs = compared([split]), compared(rivals(split.cells, 7))
    assert ours.imbalance <= 0.1 < theirs.imbalance
    assert ours.compactness > theirs.compactness
    assert ours.borders_m < theirs.borders_m


def test_the_same_seed_gives_the_same_split_and_another_may_not():
    points = town(random.Random(3), SQUARE, 150)
    first = split_of(points, SQUARE, 5, seed=4)
    assert split_of(points, SQUARE, 5, seed=4).pieces == first.pieces
    assert any(split_of(points, SQUARE, 5, seed=other).pieces != first.pieces for other in range(3))


def test_a_site_with_many_open_problems_weighs_as_many_sites():
    points = town(random.Random(5), SQUARE, 120)
    weights = [1 + (9 if lon < 114.03 else 0) for lon, _lat in points]
    split = split_of(points, SQUARE, 4, weights)
    holds(split, points, SQUARE)
    assert sum(split.weights) == sum(weights)
    assert split.imbalance() <= 0.1


def test_pieces_can_be_even_in_ground_instead():
    points = town(random.Random(6), SQUARE, 400)
    split = propose(cells_of(points, SQUARE).weighed_by_area(), 4)
    holds(split, points, SQUARE)
    assert max(abs(piece.area_m2 / (area_m2(SQUARE) / 4) - 1) for piece in pieces_of(split)) <= 0.1


def test_one_site_that_outweighs_all_others_is_a_piece_of_its_own_and_the_imbalance_says_so():
    points = town(random.Random(8), SQUARE, 60)
    split = split_of(points, SQUARE, 3, [1000, *[1] * 59])
    holds(split, points, SQUARE)
    heavy = split.pieces[split.cells.homes[0]]
    assert split.imbalance() == pytest.approx(split.weights[heavy] / (1059 / 3) - 1)
    assert split.weights[heavy] < 1010


@pytest.mark.parametrize("weight", [0, 1])
def test_sites_in_a_straight_line_are_parted_along_it(weight):
    points = [(114.01 + 0.004 * step, 22.85) for step in range(21)]
    split = split_of(points, SQUARE, 3, [weight] * 21)
    holds(split, points, SQUARE)
    assert split.imbalance() == 0
    if weight:
        assert [len(found) for found in split.members] == [7, 7, 7]


def test_sites_at_the_same_door_go_to_the_same_piece():
    door, others = (114.02, 22.82), [(114.08, 22.82), (114.08, 22.88), (114.02, 22.88)]
    points = [door] * 30 + others
    split = split_of(points, SQUARE, 2)
    holds(split, points, SQUARE)
    assert len({split.pieces[home] for home in split.cells.homes[:30]}) == 1


def test_sites_on_the_edge_and_in_the_corner_have_a_piece_too():
    points = [(114.0, 22.8), (114.1, 22.85), (114.05, 22.8), (114.033, 22.9), (114.05, 22.85)]
    split = split_of(points, SQUARE, 5)
    holds(split, points, SQUARE)
    assert None not in split.cells.homes


def test_sites_outside_the_area_are_left_out():
    points = [(114.02, 22.82), (114.08, 22.82), (115.0, 22.82), (114.05, 22.85)]
    split = split_of(points, ROUND_THE_LAKE, 2)
    assert [home is None for home in split.cells.homes] == [False, False, True, True]  # far away, and in the lake
    assert sum(split.weights) == 2


def test_an_area_in_parts_is_linked_across_the_narrowest_gaps_and_says_how_often():
    points = [*town(random.Random(2), SQUARE, 40), (114.13, 22.81), (114.14, 22.82)]
    split = split_of(points, WITH_ISLANDS, 3)
    holds(split, points, WITH_ISLANDS)  # the rock has no site and belongs to somebody all the same
    assert split.cells.bridges == 2
    assert split_of(points, SQUARE, 3).cells.bridges == 0


@pytest.mark.parametrize(
    ("points", "count", "words"),
    [
        ([(114.02, 22.82), (114.03, 22.82)], 3, "stand in 2 places only: it cannot be split into 3 pieces"),
        ([(114.02, 22.82)] * 9, 2, "stand in 1 place only"),
        ([(114.02, 22.82)], 0, "at least one piece"),
        ([(115.0, 22.82)], 1, "No site lies in this area"),
        ([], 1, "No site lies in this area"),
    ],
)
def test_what_cannot_be_split_is_refused_with_a_sentence(points, count, words):
    with pytest.raises(PartitionError, match=words):
        split_of(points, SQUARE, count)


def test_a_broken_outline_or_coordinate_is_refused_with_a_sentence():
    bow_tie = {"type": "Polygon", "coordinates": [[[114, 22], [115, 23], [115, 22], [114, 23], [114, 22]]]}
    with pytest.raises(GeometryError, match="crosses itself"):
        cells_of([(114.5, 22.4)], bow_tie)
    with pytest.raises(GeometryError, match="not a number"):
        cells_of([(math.nan, 22.4)], SQUARE)


def test_who_watches_sees_it_advance_and_can_stop_it():
    points = town(random.Random(3), SQUARE, 80)
    seen = []
    split_of(points, SQUARE, 3, progress=lambda done, total: seen.append((done, total)) or True)
    assert seen == sorted(seen)
    assert seen[-1][0] <= seen[-1][1]
    with pytest.raises(Stopped):
        split_of(points, SQUARE, 3, progress=lambda done, total: done < 10)


def test_a_cell_may_leave_only_while_the_rest_of_its_piece_hangs_together():
    points = [(114.01 + 0.02 * step, 22.85) for step in range(5)]  # five strips side by side
    split = split_of(points, SQUARE, 1)
    in_line = [split.cells.homes[step] for step in range(5)]
    assert [split.may_leave(cell) for cell in in_line] == [True, False, False, False, True]


@st.composite
def grounds(draw):
    """Any town: an area with bays, perhaps a lake or an island; sites on a coarse grid, so that many coincide."""
    chance = random.Random(draw(st.integers(0, 10**6)))
    corners = draw(st.integers(3, 14))
    angles = [0.5, 2.6, 4.7, *(chance.uniform(0, 2 * math.pi) for _ in range(corners - 3))]
    ring = [
        (114 + r * math.cos(a), 22.8 + r * math.sin(a)) for a in sorted(angles) for r in [chance.uniform(0.01, 0.06)]
    ]
    area = shapely.make_valid(shapely.Polygon(ring))
    if draw(st.booleans()):
        area = area.difference(shapely.box(113.995, 22.797, 114.003, 22.802))
    if draw(st.booleans()):
        area = area.union(shapely.box(114.1, 22.8, 114.11, 22.81))
    fine = draw(st.sampled_from([0.0001, 0.002, 0.005]))
    west, south, east, north = area.bounds
    points = [
        (round(chance.uniform(west, east) / fine) * fine, round(chance.uniform(south, north) / fine) * fine)
        for _ in range(draw(st.integers(1, 90)))
    ]
    return shapely.geometry.mapping(area), points, draw(st.integers(1, 6)), draw(st.integers(0, 3))


@given(grounds())
def test_any_ground_is_covered_exactly_once_in_connected_pieces(given_ground):
    area, points, count, seed = given_ground
    try:
        split = split_of(points, area, count, seed=seed)
    except PartitionError as refused:
        assert str(refused)
        return
    holds(split, points, area)
    assert split_of(points, area, count, seed=seed).pieces == split.pieces
    for grown in rivals(split.cells, count)[:2]:
        holds(grown, points, area)


@settings(max_examples=15)
@given(st.integers(0, 10**6), st.sampled_from(sorted(AREAS)), st.integers(2, 9), st.sampled_from(["even", "some busy"]))
def test_any_town_is_split_evenly_as_far_as_its_heaviest_site_allows(number, name, count, kind):
    chance = random.Random(number)
    points = town(chance, AREAS[name], 30 * count)
    weights = [1 + (chance.random() < 0.1) * chance.randint(1, 5) * (kind == "some busy") for _ in points]
    split = split_of(points, AREAS[name], count, weights)
    assert split.imbalance() <= max(0.1, max(split.cells.weights) / split.mean)
