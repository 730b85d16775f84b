"""Contracts: given by the rules of their kind, never back-dated, one holder at any moment where the kind says so."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rectification.places import zone_holder
from rectification.scope import reader_of
from rectification.settle import People
from sites.models import Zone, ZoneLayer
from supervision.actions.contracts import (
    Rows,
    Wanted,
    assign,
    change_end,
    change_kind,
    end_contract,
    hand_over,
    make_contract,
    seed_kinds,
)
from supervision.actions.people import end_post
from supervision.actions.rebuild import rebuild
from supervision.actions.verify import verify
from supervision.models import Contract, ContractKind, Event, Notice
from supervision.office.routing import Standing
from supervision.refusals import Conflict, Refused
from supervision.wording import notice_words
from tests.town import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, Town, at, file_ticket

TEN = at(MONDAY, "10:00")


@pytest.fixture(autouse=True)
def kinds(request):
    """The kinds a city begins with."""
    if "town" in request.fixturenames:
        request.getfixturevalue("town")
        seed_kinds()


def ground(code: str = "east") -> str:
    """The key of a zone."""
    return str(Zone.objects.get(code=code).pk)


def area_chief(town: Town, who: str = "street_clerk", code: str = "east", now=TEN, **more):
    """Somebody becomes the chief of an area."""
    return make_contract("area_chief", town.posts[who].unit_id, town.people[who], "zone", ground(code), now=now, **more)


def refused(call) -> str:
    """The code of a refusal."""
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.code


def test_a_contract_names_who_answers_from_its_beginning_to_its_end(town):
    row = area_chief(town, since=TUESDAY, until=THURSDAY)
    for moment, holds in ((TEN, False), (TUESDAY, True), (WEDNESDAY, True), (THURSDAY, False)):
        found = Contract.objects.holders_of("zone", [ground()], moment)[ground()]
        assert (found == [row]) is holds and row.holds_at(moment) is holds


def test_ground_inside_the_ground_and_its_sites_are_answered_for_the_nearest_first(town):
    layer = ZoneLayer.objects.get(code="administrative")
    inner = Zone.objects.create(layer=layer, code="inner", name="东门", parent=Zone.objects.get(code="east"))
    site = town.sites["S001"]
    outer_row = area_chief(town)
    assert Contract.objects.holders_of("zone", [inner.pk], TEN) == {str(inner.pk): [outer_row]}
    inner_row = area_chief(town, "colleague", "inner")
    link = make_contract("leader_link", town.units["city"].pk, town.people["city_leader"], "site", site.pk, now=TEN)
    assert Contract.objects.holders_of("zone", [inner.pk], TEN)[str(inner.pk)] == [inner_row, outer_row]
    assert Contract.objects.holders_of("site", [site.pk], TEN)[str(site.pk)] == [link, outer_row]


def test_holders_of_many_things_cost_three_queries(town, django_assert_max_num_queries):
    area_chief(town)
    sites = [site.pk for site in town.sites.values()]
    with django_assert_max_num_queries(3):
        found = Contract.objects.holders_of("site", sites, TEN)
    assert sum(map(bool, found.values())) == 3  # the fourth lies in the west


def test_it_is_never_back_dated_and_ends_after_its_beginning(town):
    assert refused(lambda: area_chief(town, since=MONDAY)) == "back_dated"
    assert refused(lambda: area_chief(town, since=WEDNESDAY, until=TUESDAY)) == "bad_span"
    assert not Contract.objects.exists()


def test_whoever_asks_for_the_holder_hears_of_nobody_before_the_beginning_and_after_the_end(town):
    """Routing of a filing, the routing page, what a post reads, who hears of a rung (ENGINE 21, 22)."""
    market = town.posts["market_clerk"]
    row = make_contract(
        "area_chief", market.unit_id, market.user, "zone", ground(), now=TEN, since=TUESDAY, until=THURSDAY
    )
    ticket = file_ticket(town, now=at(MONDAY, "10:05"))
    key, people = f"z:{row.subject_key}", People([ticket], [], FRIDAY)
    for moment, holds in ((at(MONDAY, "12:00"), False), (TUESDAY, True), (WEDNESDAY, True), (THURSDAY, False)):
        unit = market.unit_id if holds else None
        assert zone_holder([UUID(row.subject_key)], moment) == unit
        assert Standing(moment).held.get(row.subject_key) == unit
        assert (key in reader_of(market, moment).keys) is holds
        assert [told.user_id for told in people.contracted(ticket, moment)] == [market.user_id] * holds


def test_routing_asks_only_kinds_that_are_meant_for_it_and_the_first_of_them(town):
    city, market = town.units["city"], town.posts["market_clerk"]
    make_contract("leader_link", city.pk, town.people["city_leader"], "zone", ground(), now=TEN)
    assert zone_holder([UUID(ground())], TUESDAY) is None
    ContractKind.objects.create(code="late", name="后一种", name_en="Late", order=500)
    make_contract("late", town.units["urban_mgmt"].pk, None, "zone", ground(), now=TEN)
    assert zone_holder([UUID(ground())], TUESDAY) == town.units["urban_mgmt"].pk
    make_contract("area_chief", market.unit_id, market.user, "zone", ground(), now=TEN)
    assert zone_holder([UUID(ground())], TUESDAY) == market.unit_id


WRONG = {
    "a kind that nobody knows": (("mayor", "street_a", "street_clerk", "zone", "east"), "no_kind"),
    "a site to an area chief": (("area_chief", "street_a", "street_clerk", "site", "S001"), "wrong_subject"),
    "a zone of another layer": (("road_chief", "street_a", "street_clerk", "zone", "east"), "wrong_layer"),
    "ground that does not exist": (("area_chief", "street_a", "street_clerk", "zone", "nowhere"), "no_subject"),
    "a unit where a person is asked for": (("area_chief", "street_a", None, "zone", "east"), "needs_person"),
    "a person of another unit": (("area_chief", "street_b", "street_clerk", "zone", "east"), "no_post"),
    "a line of work without a name": (("line", "street_a", "street_clerk", "line", " "), "no_subject"),
    "a group that no unit belongs to": (("pairing", "street_a", None, "unit_group", "moon"), "no_subject"),
}


@pytest.mark.parametrize("name", WRONG)
def test_the_rules_of_the_kind_are_held(town, name):
    (kind, unit, who, what, key), code = WRONG[name]
    places = {**{one: str(site.pk) for one, site in town.sites.items()}, "east": ground()}
    person = town.people[who] if who else None

    def give():
        make_contract(kind, town.units[unit].pk, person, what, places.get(key, key), now=TEN)

    assert refused(give) == code
    assert not Contract.objects.exists()


def test_a_unit_alone_holds_where_the_kind_allows_it(town):
    row = make_contract("pairing", town.units["market_reg"].pk, None, "zone", ground(), now=TEN)
    told = Notice.objects.get(event_id=Event.objects.get(stream_id=row.pk).pk)
    assert row.user_id is None and told.user == town.people["market_clerk"]


def test_two_cannot_hold_what_one_alone_may_hold(town):
    area_chief(town, until=THURSDAY)
    with pytest.raises(Conflict) as caught:
        area_chief(town, "colleague", since=WEDNESDAY)
    assert caught.value.code == "taken" and "李知微" in caught.value.words
    later = area_chief(town, "colleague", since=THURSDAY)
    assert later.valid_from == THURSDAY


def test_several_hold_where_the_kind_allows_it_but_nobody_twice(town):
    for who, unit in (("market_clerk", "market_reg"), ("other_clerk", "urban_mgmt")):
        make_contract("pairing", town.units[unit].pk, town.people[who], "zone", ground(), now=TEN)
    again = ("pairing", town.units["market_reg"].pk, town.people["market_clerk"], "zone", ground())
    assert refused(lambda: make_contract(*again, now=TUESDAY)) == "taken"
    assert Contract.objects.at(TEN).count() == 2


def test_the_database_refuses_a_second_open_holder_by_itself(town):
    row = area_chief(town)
    with pytest.raises(IntegrityError), transaction.atomic():
        Contract.objects.create(
            kind_id="area_chief", unit=row.unit, user=town.people["colleague"], subject_kind="zone",
            subject_key=row.subject_key, valid_from=TUESDAY, alone=True,
        )  # fmt: skip


def test_a_hand_over_leaves_no_moment_without_and_none_with_two(town):
    before = area_chief(town)
    colleague = town.posts["colleague"]
    after = hand_over(
        before, colleague.unit_id, colleague.user, now=TUESDAY, since=WEDNESDAY, note="夜市九点收摊", why="调整分工"
    )
    before.refresh_from_db()
    assert before.valid_to == after.valid_from == WEDNESDAY and after.follows == before
    for moment, row in ((TUESDAY, before), (WEDNESDAY - timedelta(seconds=1), before), (WEDNESDAY, after)):
        assert Contract.objects.holders_of("zone", [ground()], moment)[ground()] == [row]
    assert [event.action for event in Event.objects.filter(stream_id=before.pk).order_by("seq")] == [
        "contract", "hand_over",
    ]  # fmt: skip
    assert list(verify()) == [] and rebuild() == {}


def test_both_hear_of_a_hand_over_and_the_successor_reads_the_note(town):
    before = area_chief(town, "unit_head")
    colleague = town.posts["colleague"]
    hand_over(before, colleague.unit_id, colleague.user, now=TUESDAY, note="夜市九点收摊")
    fresh = Notice.objects.filter(created_at=TUESDAY).select_related("user")
    told = {row.user.username: row for row in fresh}
    assert {name: row.key for name, row in told.items()} == {
        "unit_head": "contract.over", "colleague": "contract.given",
    }  # fmt: skip
    given_ = told["colleague"]
    assert "夜市" not in str(given_.facts)  # the words stay where they can be erased
    sentence = notice_words(given_.key, {**given_.facts, "note": "夜市九点收摊"}, "", TUESDAY)
    assert "东城" in sentence and "高明远" in sentence and sentence.endswith("夜市九点收摊")


def test_many_pieces_of_ground_are_one_notice(town):
    layer = ZoneLayer.objects.create(code="road", name="路段", overlap=True)
    roads = [Zone.objects.create(layer=layer, code=f"r{n}", name=f"{n}号路") for n in range(5)]
    clerk = town.posts["street_clerk"]
    rows = assign(
        [Wanted("road_chief", clerk.unit_id, clerk.user_id, ("zone", str(road.pk))) for road in roads], now=TEN, by=None
    )
    notice = Notice.objects.get(user=clerk.user, key="contract.given")
    words = notice_words(notice.key, notice.facts, "", TEN)
    assert len(rows) == 5 and notice.facts["n"] == 5 and "0号路" in words and "4号路" not in words


def test_who_has_it_handed_over_already_cannot_hand_it_over_again(town):
    before = area_chief(town)
    colleague, head = town.posts["colleague"], town.posts["unit_head"]
    hand_over(before, colleague.unit_id, colleague.user, now=TUESDAY, since=THURSDAY)
    assert refused(lambda: hand_over(before, head.unit_id, head.user, now=TUESDAY, since=WEDNESDAY)) == "taken"
    assert refused(lambda: end_contract(before, now=TUESDAY)) == "handed_over"
    assert refused(lambda: change_end(before, FRIDAY, now=TUESDAY)) == "handed_over"
    assert refused(lambda: hand_over(before, head.unit_id, head.user, now=FRIDAY)) in ("ended", "taken")


def test_one_that_has_not_begun_is_taken_back_and_holds_nothing(town):
    row = area_chief(town, since=THURSDAY)
    end_contract(row, now=TUESDAY, why="搞错了")
    assert not Contract.objects.at(FRIDAY).exists() and Contract.objects.over(TUESDAY).get() == row
    area_chief(town, "colleague", since=WEDNESDAY)
    assert Contract.objects.at(FRIDAY).get().user == town.people["colleague"]


def test_an_end_moves_where_nobody_has_the_time(town):
    row = area_chief(town, until=WEDNESDAY)
    change_end(row, THURSDAY, now=TUESDAY)
    area_chief(town, "colleague", since=THURSDAY)
    assert refused(lambda: change_end(row, None, now=TUESDAY)) == "taken"
    assert refused(lambda: change_end(row, THURSDAY, now=TUESDAY)) == "nothing_changed"
    assert refused(lambda: change_end(row, at(MONDAY, "11:00"), now=TUESDAY)) == "bad_end"
    change_end(row, at(TUESDAY, "18:00"), now=TUESDAY)
    assert refused(lambda: change_end(row, FRIDAY, now=WEDNESDAY)) == "ended"
    assert refused(lambda: end_contract(row, now=WEDNESDAY)) == "ended"


def test_all_of_many_are_given_or_none_and_each_refusal_is_said(town):
    area_chief(town)
    clerk, west = town.posts["west_clerk"], ground("west")
    wanted = [Wanted("area_chief", clerk.unit_id, clerk.user_id, ("zone", key)) for key in (ground(), west, "x")]
    with pytest.raises(Rows) as caught:
        assign(wanted, now=TUESDAY, by=None)
    assert [[problem.code for problem in line.problems] for line in caught.value.lines] == [
        ["taken"], [], ["no_subject"],
    ]  # fmt: skip
    assert caught.value.status == 409 and Contract.objects.count() == 1


def test_two_rows_of_one_list_cannot_give_the_same_ground(town):
    clerk, west = town.posts["west_clerk"], ground("west")
    head = Wanted("area_chief", clerk.unit_id, clerk.user_id, ("zone", west))
    other = Wanted("area_chief", town.units["street_a"].pk, town.people["colleague"].pk, ("zone", west))
    assert refused(lambda: assign([head, other], now=TEN, by=None)) == "taken"


def test_with_replacement_the_holder_hands_over_and_who_has_it_keeps_it(town):
    before = area_chief(town)
    clerk = town.posts["west_clerk"]
    wanted = [Wanted("area_chief", clerk.unit_id, clerk.user_id, ("zone", ground(code))) for code in ("east", "west")]
    rows = assign(wanted, "轮岗", now=TUESDAY, by=None, replaces=True)
    assert [row.follows for row in rows] == [before, None]
    assert assign(wanted, now=WEDNESDAY, by=None, replaces=True) == []


def test_a_kind_keeps_what_the_office_made_of_it(town):
    kind = ContractKind.objects.get(code="area_chief")
    change_kind(kind, {"many": True, "subjects": ["zone"]}, "双片长", by=town.posts["office"], now=TEN, expected=None)
    seed_kinds()
    kind.refresh_from_db()
    assert kind.many and Event.objects.get(stream_kind="contract_kind").facts["columns"] == ["many"]
    for who in ("street_clerk", "colleague"):
        area_chief(town, who)
    office = town.posts["office"]
    back = {"many": False, "subjects": ["zone"]}
    assert refused(lambda: change_kind(kind, back, "x", by=office, now=TUESDAY, expected=None)) == "several_hold"


def test_a_holder_whose_post_ends_keeps_the_contract_and_cannot_get_another(town):
    area_chief(town)
    end_post(town.posts["street_clerk"], now=TUESDAY)
    assert Contract.objects.at(WEDNESDAY).get().user == town.people["street_clerk"]
    assert refused(lambda: area_chief(town, code="west", now=WEDNESDAY)) == "no_post"


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["make", "hand", "end", "term"]),
        st.sampled_from(["street_clerk", "colleague", "unit_head"]),
        st.integers(0, 3),  # days from now to its beginning
        st.one_of(st.none(), st.integers(1, 6)),  # and how long it lasts
    ),
    max_size=14,
)
HALF_A_DAY = timedelta(hours=12)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_one_holder_at_most_at_any_moment_whatever_happens_and_the_query_is_a_plain_replay(town, steps):
    with transaction.atomic():
        told, rows, now = [], [], TEN
        for action, who, ahead, length in steps:
            now += HALF_A_DAY
            since = now + timedelta(days=ahead)
            replayed(town, action, who, since, since + timedelta(days=length) if length else None, now, told, rows)
        for hours in range(0, 24 * 18, 6):
            moment = TEN + timedelta(hours=hours)
            expected = [who for who, since, until in told if since <= moment and (until is None or moment < until)]
            found = [row.user.username for row in Contract.objects.at(moment).select_related("user")]
            assert found == expected and len(found) <= 1
        assert rebuild() == {}
        transaction.set_rollback(True)


def replayed(town, action, who, since, until, now, told, rows):
    """One thing that happens to the ground, and to the plain list of (who, since, until) beside it."""
    meets = any(
        (end is None or since < end) and (until is None or begin < until) and begin != end for _, begin, end in told
    )
    if action == "make":
        try:
            rows.append(area_chief(town, who, now=now, since=since, until=until))
            told.append([who, since, until])
        except Conflict:
            assert meets
        else:
            assert not meets
        return
    if not rows:
        return
    rows[-1].refresh_from_db()
    try:
        if action == "hand":
            post = town.posts[who]
            rows.append(hand_over(rows[-1], post.unit_id, post.user, now=now, since=since, until=until))
            told[-1][2] = since
            told.append([who, since, until])
        elif action == "end":
            end_contract(rows[-1], now=now)
            told[-1][2] = max(now, told[-1][1])
        else:
            change_end(rows[-1], until, now=now)
            told[-1][2] = until
    except Refused:
        return
