"""Many sites into many zones: the same answer as one by one, and what a changed border does to the sites on it."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from small_town import DAY, EAST, MAY, WEST, square

from sites.actions.places import draw_zone, end_zone, place_site, redraw_zone
from sites.finding import zones_at
from sites.geometry import to_shape
from sites.models import Site, SiteZone, Zone, ZoneLayer
from sites.outlines import outline_of, outlines_on
from sites.placing import NOWHERE, Moved, located, resettle

JUNE = MAY + datetime.timedelta(days=31)


def lies_in(site, day, layer="area"):
    zone = SiteZone.objects.zone_of(site, layer, day)
    return zone and zone.code


@pytest.fixture
def areas(town):
    """A layer of two areas that share the border at 114.05, with the market in the east and the road's point on it."""
    layer = ZoneLayer.objects.create(code="area", name="片", exactly_one=True)
    for code, west, east in (("one", 114.0, 114.05), ("two", 114.05, 114.1)):
        draw_zone(Zone(layer=layer, code=code, name=code), geometry=square(west, 22.75, east, 22.85), on=DAY)
    place_site(town.market, Zone.objects.get(layer=layer, code="two"), on=DAY)
    return layer


def redrawn(code, on, geometry):
    """A border changed, as an action would: the zone first, then its sites."""
    zone = Zone.objects.get(code=code, layer__code="area")
    before = outline_of(zone, on).geometry
    redraw_zone(zone, on=on, geometry=geometry)
    return before, geometry


@pytest.mark.parametrize(
    ("points", "found"),
    [
        ([], []),
        ([(0.5, 0.5)], [0]),
        ([(2.5, 2.5)], [2]),  # in the small one that lies in the large one
        ([(3.5, 3.5), (9, 9), (0, 0)], [1, NOWHERE, 0]),
        ([(1, 0.5)], [0]),  # on the edge it still belongs
    ],
)
def test_the_smallest_zone_that_holds_a_point_is_found(points, found):
    shapes = [to_shape(square(*box)) for box in ((0, 0, 1, 1), (2, 2, 4, 4), (2, 2, 3, 3))]
    assert located([p[0] for p in points], [p[1] for p in points], shapes).tolist() == found
    assert located([1.0], [1.0], []).tolist() == [NOWHERE]


coordinate = st.floats(114.0, 114.1, allow_nan=False).map(lambda x: round(x, 3))
boxes = st.lists(st.tuples(coordinate, coordinate, coordinate, coordinate), min_size=1, max_size=6)


@settings(max_examples=60)
@given(boxes=boxes, points=st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=12))
def test_many_at_once_say_what_each_alone_would(boxes, points):
    squares = [square(min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in boxes]
    shapes = [shape for shape in map(to_shape, squares) if shape.area]
    found = located([p[0] for p in points], [p[1] for p in points], shapes)
    for point, at in zip(points, found, strict=True):
        spot = to_shape({"type": "Point", "coordinates": point})
        holding = [n for n, shape in enumerate(shapes) if shape.intersects(spot)]
        assert at == min(holding, key=lambda n: (shapes[n].area, n), default=NOWHERE)


def test_all_sites_of_a_town_lie_where_they_would_be_found_one_by_one(town):
    rows = list(outlines_on(DAY))
    sites = list(Site.objects.order_by("code"))
    found = located([s.lon for s in sites], [s.lat for s in sites], [to_shape(row.geometry) for row in rows])
    assert [rows[at].zone_id for at in found] == [zones_at(site.point, DAY)[0].zone_id for site in sites]


def test_a_site_goes_with_the_ground_from_the_day_the_border_changes(town, areas):
    change = [
        redrawn("two", MAY, square(114.09, 22.75, 114.1, 22.85)),
        redrawn("one", MAY, square(114.0, 22.75, 114.09, 22.85)),
    ]
    moved = resettle(areas, MAY, change)
    one, two = (Zone.objects.get(layer=areas, code=code).pk for code in ("one", "two"))
    assert Moved(town.market.pk, two, one) in moved
    days = (DAY, MAY - datetime.timedelta(days=1), MAY, JUNE)
    assert [lies_in(town.market, day) for day in days] == ["two", "two", "one", "one"]


def test_a_change_taken_back_the_same_day_brings_the_sites_back(town, areas):
    was = outline_of(Zone.objects.get(layer=areas, code="two"), MAY).geometry
    resettle(areas, MAY, [redrawn("two", MAY, square(114.09, 22.75, 114.1, 22.85))])
    assert lies_in(town.market, MAY) is None
    resettle(areas, MAY, [redrawn("two", MAY, was)])
    assert [lies_in(town.market, day) for day in (DAY, MAY, JUNE)] == ["two", "two", "two"]


def test_a_site_placed_by_hand_stays_while_its_ground_does(town, areas):
    one = Zone.objects.get(layer=areas, code="one")
    place_site(town.market, one, on=DAY)  # across the border from where it lies
    assert resettle(areas, MAY, [redrawn("two", MAY, square(114.05, 22.75, 114.099, 22.85))]) == []
    assert lies_in(town.market, MAY) == "one"


def test_a_new_area_takes_the_sites_on_its_ground_and_an_ended_one_leaves_them_nowhere(town, areas):
    end_zone(Zone.objects.get(layer=areas, code="two"), on=MAY)
    assert lies_in(town.market, MAY) is None
    draw_zone(Zone(layer=areas, code="three", name="三片"), geometry=square(114.05, 22.75, 114.1, 22.85), on=MAY)
    resettle(areas, MAY, [(None, square(114.05, 22.75, 114.1, 22.85))])
    assert [lies_in(town.market, day) for day in (DAY, MAY)] == ["two", "three"]


def test_a_later_change_stands_in_the_way_of_an_earlier_one(town, areas):
    resettle(areas, JUNE, [redrawn("two", JUNE, square(114.09, 22.75, 114.1, 22.85))])
    with pytest.raises(ValidationError, match="later change"):
        resettle(areas, MAY, [(square(114.05, 22.75, 114.1, 22.85), square(114.09, 22.75, 114.1, 22.85))])


def test_lines_hold_no_sites(town):
    roads = ZoneLayer.objects.create(code="road", name="路", overlap=True)
    line = {"type": "LineString", "coordinates": [list(WEST), list(EAST)]}
    draw_zone(Zone(layer=roads, code="r", name="路"), geometry=line, on=DAY)
    assert resettle(roads, DAY, [(None, line)]) == []


def test_the_number_of_queries_does_not_grow_with_the_sites(town, areas, django_assert_max_num_queries):
    for n in range(60):
        site = Site.objects.create(code=f"N{n}", name="点", type=town.road.type, lon=114.06 + n / 10000, lat=22.8)
        SiteZone.objects.create(site=site, zone=Zone.objects.get(code="two"), layer=areas, valid_from=DAY)
    change = redrawn("two", MAY, square(114.09, 22.75, 114.1, 22.85))
    with django_assert_max_num_queries(12):
        assert len(resettle(areas, MAY, [change])) >= 60
