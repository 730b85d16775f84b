"""Who was answerable for a site on a day: whatever has happened since, each day keeps the answer it had."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sites.actions.places import hand_site, hang_zone, place_site, redraw_zone, release_site
from sites.geometry import point_in
from sites.models import Zone, ZoneVersion
from sites.outlines import outline_of
from sites.placing import resettle
from supervision.actions.contracts import end_contract, hand_over, make_contract, seed_kinds
from supervision.models import Contract
from supervision.office.answering import answer, bounds, days_of_change
from tests.town import FRIDAY, MONDAY, TUESDAY, WEDNESDAY, at

TODAY = MONDAY.date()
TEN = at(MONDAY, "10:00")
DAYS = 14


@pytest.fixture(autouse=True)
def kinds(town):
    """The kinds a city begins with."""
    seed_kinds()


def box(west, east):
    ring = [[west, 30.0], [east, 30.0], [east, 30.3], [west, 30.3], [west, 30.0]]
    return {"type": "Polygon", "coordinates": [ring]}


def said(site, day):
    """The answer in words a person would use."""
    found = answer(site, day)
    return {
        "manager": found.manager and found.manager.code,
        "territorial": found.territorial and found.territorial.code,
        "zone": [one.zone.code for one in found.grounds if one.depth == 0 and one.main],
        "holders": [(held.contract.kind_id, held.contract.user.username) for held in found.held],
    }


def called(site, day):
    """The zones the site lay in, from the inside out, as they were called that day."""
    return [one.label for one in answer(site, day).grounds]


def test_a_hand_over_leaves_the_days_before_to_the_predecessor(town):
    site = town.sites["S001"]
    east = Zone.objects.get(code="east")
    first = make_contract(
        "area_chief", town.units["street_a"].id, town.people["street_clerk"], "zone", east.pk, now=TEN
    )
    hand_over(first, town.units["street_a"].id, town.people["colleague"], now=at(WEDNESDAY, "15:00"))
    assert said(site, TUESDAY.date())["holders"] == [("area_chief", "street_clerk")]
    assert said(site, WEDNESDAY.date())["holders"] == [("area_chief", "street_clerk"), ("area_chief", "colleague")]
    assert [held.until and held.until.hour for held in answer(site, WEDNESDAY.date()).held] == [7, None]  # UTC
    assert said(site, FRIDAY.date())["holders"] == [("area_chief", "colleague")]


def test_another_manager_another_border_and_another_unit_hold_from_their_day_on(town):
    site, west = town.sites["S001"], Zone.objects.get(code="west")
    before = said(site, TODAY)
    assert before == {"manager": "street_a", "territorial": "street_a", "zone": ["east"], "holders": []}
    hand_site(site, town.units["urban_mgmt"], on=WEDNESDAY.date())
    place_site(site, west, on=FRIDAY.date())
    assert said(site, TUESDAY.date()) == before
    assert said(site, WEDNESDAY.date()) == {**before, "manager": "urban_mgmt"}
    friday = {**before, "manager": "urban_mgmt", "territorial": "street_b", "zone": ["west"]}
    assert said(site, FRIDAY.date()) == friday
    assert {WEDNESDAY.date(), FRIDAY.date()} <= set(days_of_change(site, answer(site, TODAY).grounds))


def test_a_zone_renamed_and_hung_elsewhere_keeps_its_old_name_and_place_on_the_days_before(town):
    site, east, west = town.sites["S001"], Zone.objects.get(code="east"), Zone.objects.get(code="west")
    make_contract("area_chief", town.units["street_a"].id, town.people["street_clerk"], "zone", east.pk, now=TEN)
    old = east.name
    east.name, east.parent = "东门新区", west
    redraw_zone(east, on=FRIDAY.date(), called_from=WEDNESDAY.date())
    assert called(site, TUESDAY.date()) == [old]
    assert called(site, WEDNESDAY.date()) == called(site, FRIDAY.date()) == ["东门新区", west.name]
    assert [answer(site, day.date()).held[0].label for day in (TUESDAY, WEDNESDAY)] == [old, "东门新区"]
    assert WEDNESDAY.date() in days_of_change(site, answer(site, TODAY).grounds)


def test_another_place_in_the_tree_changes_whose_ground_it_was_from_that_day_on_only(town):
    site, east, west = town.sites["S001"], Zone.objects.get(code="east"), Zone.objects.get(code="west")
    inner = Zone.objects.lay(layer=east.layer, code="inner", name="菜市场片", parent=east, geometry=box(120.05, 120.15))
    place_site(site, inner, on=TODAY)
    hang_zone(inner, west, on=WEDNESDAY.date())
    assert said(site, TUESDAY.date())["territorial"] == "street_a"
    assert said(site, WEDNESDAY.date())["territorial"] == "street_b"


def test_whoever_holds_the_site_itself_comes_before_whoever_holds_the_ground_around(town):
    site, east, leader = town.sites["S001"], Zone.objects.get(code="east"), town.people["city_leader"]
    inner = Zone.objects.lay(layer=east.layer, code="inner", name="菜市场片", parent=east, geometry=box(120.05, 120.15))
    place_site(site, inner, on=TODAY)
    make_contract("leader_link", town.units["city"].id, leader, "zone", east.pk, now=TEN)
    make_contract("pairing", town.units["urban_mgmt"].id, town.people["other_clerk"], "zone", inner.pk, now=TEN)
    make_contract("leader_link", town.units["city"].id, leader, "site", site.pk, now=TEN)
    found = answer(site, TODAY)
    assert [one.zone.code for one in found.grounds] == ["inner", "east"]
    assert [(held.contract.kind_id, held.zone and held.zone.code) for held in found.held] == [
        ("leader_link", None),
        ("pairing", "inner"),
        ("leader_link", "east"),
    ]


def test_the_number_of_queries_does_not_grow(town, django_assert_num_queries):
    site, street, east = town.sites["S001"], town.units["street_a"].id, Zone.objects.get(code="east").pk
    with django_assert_num_queries(5):
        answer(site, TODAY)
    for n in range(12):
        hour = TEN + timedelta(hours=n)
        colleague = town.people["colleague"]
        make_contract("pairing", street, colleague, "zone", east, now=TEN, since=hour, until=hour + timedelta(hours=1))
    with django_assert_num_queries(5):
        assert len(answer(site, TODAY).held) == 12


# --- whatever happens -----------------------------------------------------------------------------------------

HOLDERS = ["street_clerk", "colleague", "unit_head"]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("manager"), st.sampled_from(["street_a", "street_b", "urban_mgmt", None])),
        st.tuples(st.just("border"), st.sampled_from([120.05, 120.15, 120.25])),
        st.tuples(st.just("unit"), st.sampled_from(["street_a", "street_b", "community_a1", None])),
        st.tuples(st.just("name"), st.sampled_from(["东城片", "东门片"])),
        st.tuples(st.just("hang"), st.booleans()),
        st.tuples(st.just("give"), st.sampled_from(HOLDERS)),
        st.tuples(st.just("end"), st.none()),
    ),
    max_size=10,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, ahead=st.lists(st.integers(0, 3), min_size=12, max_size=12))
def test_every_site_and_day_has_the_answer_of_a_plain_replay(town, steps, ahead):
    with translation.override("en"), transaction.atomic():
        replay = Replay(town)
        for n, (what, value) in enumerate(steps):
            replay.do(what, value, TEN + timedelta(days=n), ahead[n])
        for n in range(DAYS):
            replay.check(TODAY + timedelta(days=n))
        transaction.set_rollback(True)


class Replay:
    """The town, and beside it a plain list of what was said for which day, in the order it was said."""

    def __init__(self, town):
        self.town, self.sites = town, [town.sites[code] for code in ("S001", "S003", "S004")]
        self.east, self.west = Zone.objects.get(code="east"), Zone.objects.get(code="west")
        self.edge = [(date.min, 120.2)]
        self.units = [(date.min, "street_a")]
        self.names = [(date.min, self.east.name)]
        self.hung = [(date.min, False)]
        self.managers = {"S001": [(date.min, "street_a")], "S003": [(date.min, "street_b")], "S004": []}
        self.held = []  # [who, since, until]

    def do(self, what, value, now, ahead):
        """One thing that happens, from a day ahead on; what a later change stands in the way of does not happen."""
        day = timezone.localtime(now).date() + timedelta(days=ahead)
        self.east.refresh_from_db()
        self.west.refresh_from_db()
        try:
            with transaction.atomic():
                getattr(self, what)(value, day, now)
        except ValidationError as error:
            assert "later change" in str(error)

    def manager(self, value, day, now):
        """One unit manages the market from a day on, or none does."""
        site = self.town.sites["S001"]
        if value is None:
            release_site(site, on=day)
        else:
            hand_site(site, self.town.units[value], on=day)
        self.managers["S001"].append((day, value))

    def border(self, value, day, now):
        """The border between east and west moves."""
        changes = []
        moves = [(self.east, box(120.0, value)), (self.west, box(value, 120.4))]
        here = outline_of(self.east, day).geometry["coordinates"][0][1][0]
        for zone, shape in moves if value <= here else reversed(moves):  # who gives goes first: none may overlap
            changes.append((outline_of(zone, day).geometry, shape))
            redraw_zone(zone, on=day, geometry=shape)
        resettle(self.east.layer, day, changes)
        self.edge.append((day, value))

    def unit(self, value, day, now):
        """Another unit answers for the east."""
        redraw_zone(self.east, on=day, unit=self.town.units[value] if value else None)
        self.units.append((day, value))

    def name(self, value, day, now):
        """The east is called otherwise, at once, whatever is still to come of its border."""
        today, self.east.name = timezone.localtime(now).date(), value
        last = ZoneVersion.objects.filter(zone=self.east).latest("valid_from")
        redraw_zone(self.east, on=max(today, last.valid_from), called_from=today)
        self.names.append((today, value))

    def hang(self, value, day, now):
        """The west lies in the east, or in nothing any more."""
        today = timezone.localtime(now).date()
        hang_zone(self.west, self.east if value else None, on=today)
        self.hung.append((today, value))

    def give(self, value, day, now):
        """Somebody gets the east, from whoever holds it."""
        post = self.town.posts[value]
        rows = Contract.objects.meeting(now, None)
        if rows.exists():
            last = rows.latest("valid_from")
            if last.valid_from > now or last.user == post.user:
                return  # handed over once more only after it has begun
            hand_over(last, post.unit_id, post.user, now=now)
            self.held[-1][2] = now
        else:
            make_contract("area_chief", post.unit_id, post.user, "zone", self.east.pk, now=now)
        self.held.append([value, now, None])

    def end(self, value, day, now):
        """Nobody holds it any more."""
        row = Contract.objects.at(now).first()
        if row:
            end_contract(row, now=now)
            self.held[-1][2] = now

    def on(self, told, day):
        """The last thing that was said for that day: a later one takes the place of those before from its day on."""
        known = [(since, value) for since, value in told if since <= day]
        return known[-1][1] if known else None

    def check(self, day):
        """Each site's answer."""
        edge, unit = self.on(self.edge, day), self.on(self.units, day)
        start, end = bounds(day)
        name = self.on(self.names, day)
        held = [("area_chief", who) for who, since, until in self.held if since < end and (not until or until > start)]
        for site in self.sites:
            east = point_in(site.point, box(120.0, edge))
            ground = unit if east else "street_b"
            assert said(site, day) == {
                "manager": self.on(self.managers[site.code], day),
                "territorial": ground if ground in ("street_a", "street_b") else None,
                "zone": ["east" if east else "west"],
                "holders": held if east or self.on(self.hung, day) else [],
            }
            around = [name] if self.on(self.hung, day) else []
            assert called(site, day) == ([name] if east else [self.west.name, *around])
