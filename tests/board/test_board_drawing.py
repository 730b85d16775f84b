"""The board's pure parts: lines, bars, the ground as paths, weeks in a row, who has half of what is late."""

import json
from itertools import pairwise
from uuid import UUID

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from scoring.board.drawing import MAP, SHADES, SPARK, drawn, flattened, outline, roomy, root_share, shade, spark
from scoring.board.ground import MOST, above, districts, worst
from scoring.board.page import name_width
from scoring.board.publications import TALL, WIDE, columns
from scoring.board.trend import streak

A, B, C, D = (UUID(int=n) for n in range(1, 5))


@pytest.mark.parametrize(
    ("late", "whole", "who", "share"),
    [
        ({}, 0, [], 0),
        ({A: "", B: ""}, 0, [], 0),
        ({A: "abcde"}, 5, [], 0),  # the only one: nothing is said by naming it
        ({A: "abcde", B: "fghij"}, 10, [A], 50),
        ({A: "abcdefghijk", B: "lmnopqrst", C: "uvwxyz", D: "12345"}, 31, [A, B], 65),
        ({A: "abc", B: "def", C: "ghi", D: "jkl"}, 12, [A, B], 50),
        ({UUID(int=n): f"{n}" for n in range(1, 9)}, 8, [], 0),  # half of it is spread over more than three
        ({A: "abcde", B: "fg"}, 9, [A], 56),  # two lie off the map: they are late all the same
        ({A: "abc", B: "de"}, 9, [], 0),  # and where they are most of it, no district has half
        ({A: "abcd", B: "cdef", C: "g"}, 7, [A], 57),
        ({A: "abcd", B: "cdef", C: "ghijk"}, 11, [C, A], 82),  # on the border of two: once
        ({A: "abcdef", B: "abcdef", C: "ghijk", D: "lmn"}, 14, [A, B, C], 79),
    ],
)
def test_the_fewest_districts_that_have_half_of_what_is_late(late, whole, who, share):
    every = sorted({entry for entries in late.values() for entry in entries})
    standing = [({zone for zone, entries in late.items() if entry in entries}, 1) for entry in every]
    assert worst(standing, whole) == (who, share)


@pytest.mark.parametrize(
    ("rates", "weeks"),
    [
        ([], 0),
        ([90.0], 0),
        ([90.0, 91.0], 1),
        ([92.0, 90.0, 91.0, 92.0], 2),
        ([90.0, 89.0, 88.0, 87.0], -3),
        ([90.0, 90.0], 0),
        ([None, 91.0, 92.0], 1),
        ([91.0, None], 0),
    ],
)
def test_weeks_in_a_row(rates, weeks):
    assert streak(rates) == weeks


def test_districts_are_the_lowest_level_that_can_be_read():
    city, streets = A, [UUID(int=n) for n in range(10, 10 + MOST)]
    grids = {UUID(int=n): streets[n % MOST] for n in range(100, 100 + MOST + 1)}
    tree = {city: None, **dict.fromkeys(streets, city), **grids}
    assert districts(tree) == set(streets)
    assert districts(dict.fromkeys(grids)) == set(grids)  # there is no other level
    assert districts({}) == set()
    assert above(next(iter(grids)), tree) == {next(iter(grids)), streets[100 % MOST], city}
    assert above(B, {B: C, C: B}) == {B, C}  # a damaged tree ends somewhere, too


def test_a_line_needs_two_points_and_keeps_its_gaps():
    assert spark([]) is None and spark([90.0]) is None and spark([None, 90.0, None]) is None
    line = spark([90.0, None, 94.0])
    assert line is not None and line.points == "5.0,31.0 115.0,5.0" and (line.x, line.y) == (115.0, 5.0)
    flat = spark([90.0, 90.0])
    assert flat is not None and flat.points == "5.0,18.0 115.0,18.0"


@given(st.lists(st.none() | st.floats(0, 100), max_size=20))
def test_a_line_stays_on_its_ground(values):
    line = spark(values)
    for x, y in (map(float, spot.split(",")) for spot in (line.points.split() if line else ())):
        assert 0 <= x <= SPARK[0] and 0 <= y <= SPARK[1]


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_bar_is_no_longer_than_the_longest_and_nothing_is_darker_than_the_most(n, more):
    most = n + more
    assert 0 <= root_share(n, most) <= 1 and 0 <= shade(n, most) <= SHADES
    assert (shade(n, most) == 0) == (n == 0)


spans = st.lists(
    st.tuples(st.floats(0, 0.9), st.floats(0.02, 1)).map(lambda s: (s[0], min(1.0, s[0] + s[1]))), min_size=1
)


@given(spans)
def test_a_bent_axis_goes_on_in_one_direction_from_end_to_end(found):
    knots, places = roomy(found)
    assert knots[0] == 0 and knots[-1] == 1 and places[-1] == pytest.approx(1)
    assert all(sooner <= later + 1e-12 for sooner, later in pairwise(places))


def square(west: float, south: float, east: float, north: float) -> str:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


WIDE_CITY = {A: square(120.0, 30.0, 120.2, 30.3), B: square(120.2, 30.0, 120.4, 30.3)}
# A small town in the middle of four large villages.
TOWN = {
    A: square(120.20, 30.10, 120.22, 30.12),
    B: square(120.0, 30.0, 120.2, 30.3),
    C: square(120.22, 30.0, 120.4, 30.3),
    D: square(120.2, 30.12, 120.22, 30.3),
}


def test_a_roomy_city_is_drawn_as_it_lies():
    sheet = drawn(WIDE_CITY)
    west, east = sheet.plots[A], sheet.plots[B]
    assert not sheet.bent and west.x < east.x and west.y == pytest.approx(east.y, abs=1)
    assert west.path.startswith("M") and west.path.endswith("Z")


def test_a_small_middle_is_given_room_and_the_page_says_so():
    sheet = drawn(TOWN)
    assert sheet.bent
    flat = flattened({pk: outline(text) for pk, text in TOWN.items()}, 0)
    bent = flattened({pk: outline(text) for pk, text in TOWN.items()}, 0.9)
    assert bent[A].area / sum(s.area for s in bent.values()) > 5 * flat[A].area / sum(s.area for s in flat.values())
    whole = shapely.union_all(list(bent.values()))  # what touched still touches, nothing lies over anything
    assert whole.area == pytest.approx(sum(shape.area for shape in bent.values()), rel=1e-6)


@pytest.mark.parametrize("shapes", [WIDE_CITY, TOWN, {A: TOWN[A]}])
def test_everything_lies_on_the_sheet(shapes):
    for plot in drawn(shapes).plots.values():
        assert 0 <= plot.x <= MAP[0] and 0 <= plot.y <= MAP[1] and plot.wide > 0


def test_no_ground_is_an_empty_sheet():
    assert drawn({}).plots == {} and drawn({A: '{"type": "Polygon", "coordinates": []}'}).plots == {}


def test_a_chinese_name_is_wider_than_an_english_one_of_as_many_letters():
    assert name_width("东城街道") == 84 and name_width("East") < 50


@pytest.mark.parametrize(
    ("units", "shape"),
    [([3], [[3]]), ([TALL + 1], [[TALL, 1]]), ([5, 5, 5, 5], [[5, 5, 5], [5]]), ([0, 1, 4], [[4]]), ([1, 0], [[1, 0]])],
)
def test_rankings_on_a_wall_fill_columns_and_columns_fill_pages(units, shape):
    given_ = [{"rows": list(range(n)), "n": n, "group": str(n), "unranked": ["少"]} for n in units]
    pages = columns(given_)
    assert [[len(column["rows"]) for column in page] for page in pages] == shape
    assert all(len(page) <= WIDE for page in pages)
    assert sum(bool(column["unranked"]) for page in pages for column in page) == sum(map(len, shape)) - sum(
        n > TALL for n in units
    )
