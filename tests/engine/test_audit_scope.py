"""ENGINE 21, 22, 24: who sees an entry, who gets it, what is the same problem, what is an old one come back."""

from datetime import timedelta
from decimal import Decimal

import pytest

from rectification import filing
from rectification.facts import FilingData
from rectification.models import Sight, Ticket
from rectification.scope import reader_of
from sites.actions.places import move_unit
from sites.models import Site, SiteType, UnitFunction, Zone
from supervision.actions import contracts, people
from supervision.models import ContractKind, Duty, Event
from supervision.refusals import NotAllowed, Refused
from supervision.roles import Role
from tests.town import MONDAY, TUESDAY, add_person, at, file_ticket, photo, take

pytestmark = pytest.mark.django_db
NOON = at(MONDAY, "12:00")


def sees(town, name, ticket, now=NOON):
    """Whether somebody's list has the entry."""
    return Ticket.objects.visible_to(reader_of(town.posts[name], now)).filter(pk=ticket.pk).exists()


def watchers(town, ticket, now=NOON):
    """Everybody of the cast whose list has the entry."""
    return {name for name in town.posts if sees(town, name, ticket, now)}


ALL = {"office", "discipline", "city_leader"}
STREET_A = {"street_clerk", "colleague", "unit_head"}
TEAM_1 = {"inspector", "team_leader"}


# Who sees it


def test_rule_21_finder_unit_and_those_who_read_everything_see_an_entry_and_nobody_else(town):
    ticket = file_ticket(town)
    assert watchers(town, ticket) == ALL | STREET_A | TEAM_1


def test_rule_21_a_stranger_is_told_that_there_is_no_such_entry(town):
    ticket = file_ticket(town)
    for action in ("comment", "receive", "submit"):
        with pytest.raises(Ticket.DoesNotExist):
            take(town, action, ticket, "west_clerk", NOON, words="看看", photos=1)


def test_rule_21_a_unit_sees_what_the_units_below_it_have(town):
    ticket = file_ticket(town, "office")
    take(town, "reassign", ticket, "office", at(MONDAY, "09:10"), unit="community_a1", words="归社区")
    now = at(MONDAY, "09:20")
    assert watchers(town, ticket, now) == ALL | STREET_A | {"community_clerk"}


def test_rule_21_hanging_a_unit_elsewhere_rewrites_no_entry_and_the_new_superior_reads_it(town):
    ticket = file_ticket(town, "office", site="S003")
    take(town, "reassign", ticket, "office", at(MONDAY, "09:10"), unit="community_a1", words="归社区")
    before = list(Sight.objects.values_list("key", "until_seq").order_by("key"))
    move_unit(town.units["community_a1"], town.units["market_reg"])
    assert list(Sight.objects.values_list("key", "until_seq").order_by("key")) == before
    assert watchers(town, ticket) == ALL | {
        "community_clerk",
        "market_clerk",
        "west_clerk",
        "other_clerk",
    }


def test_rule_21_a_former_holder_reads_its_own_span_to_the_step_that_took_it_away(town):
    ticket = file_ticket(town)
    take(town, "reassign", ticket, "office", at(MONDAY, "09:10"), unit="market_reg", words="归市监局")
    gone = Event.objects.get(stream_id=ticket.id, action="reassign")
    take(town, "comment", ticket, "market_clerk", at(MONDAY, "09:20"), words="在办")
    key = f"u:{town.units['street_a'].id}"
    assert Sight.objects.get(ticket=ticket, key=key).until_seq == gone.seq
    assert sees(town, "street_clerk", ticket)
    take(town, "reassign", ticket, "office", at(MONDAY, "09:30"), unit="street_a", words="还是属地")
    assert Sight.objects.get(ticket=ticket, key=key).until_seq is None


def test_rule_21_a_helper_who_has_done_its_part_is_a_former_holder(town):
    ticket = file_ticket(town, category="ENV-02")
    part = Duty.objects.get(subject_id=ticket.id, kind="assist", unit=town.units["market_reg"])
    event = take(town, "finish", ticket, "market_clerk", at(MONDAY, "09:20"), duty=part.id)
    assert Sight.objects.get(ticket=ticket, key=f"u:{town.units['market_reg'].id}").until_seq == event.seq


def test_rule_21_a_checker_whose_check_failed_is_a_former_holder_unless_it_found_the_problem(town):
    for name in ("inspector", "team_leader"):
        people.appoint(town.people[name], town.units["street_a"].id, Role.UNIT_HANDLER, now=MONDAY, rank=99)
    people.appoint(town.people["discipline"], town.units["street_a"].id, Role.UNIT_HEAD, now=MONDAY, rank=99)
    ticket = file_ticket(town)
    take(town, "submit", ticket, "street_clerk", at(MONDAY, "10:00"), photos=1)
    assert ticket.main_duty.unit.code == "team_2"
    event = take(town, "fail", ticket, "second_inspector", at(MONDAY, "11:00"), words="没有清干净")
    assert Sight.objects.get(ticket=ticket, key=f"u:{town.units['team_2'].id}").until_seq == event.seq
    assert Sight.objects.get(ticket=ticket, key=f"u:{town.units['team_1'].id}").until_seq is None


def contract(town, unit, name, now=MONDAY):
    """The eastern ground is contracted to somebody of a unit, or to the unit itself."""
    kind, _ = ContractKind.objects.get_or_create(code="zone", name="包干", name_en="Contract")
    person = town.people[name] if name else None
    zone = Zone.objects.get(code="east")
    return contracts.make_contract(kind.code, town.units[unit].id, person, "zone", zone.id, now=now)


def test_rule_21_whoever_holds_a_contract_for_the_ground_sees_what_lies_on_it_while_it_runs(town):
    ticket = file_ticket(town)
    row = contract(town, "market_reg", "market_clerk")
    assert sees(town, "market_clerk", ticket)
    assert not sees(town, "other_clerk", ticket)
    contracts.end_contract(row, now=at(MONDAY, "11:00"))
    assert not sees(town, "market_clerk", ticket)
    assert sees(town, "market_clerk", ticket, at(MONDAY, "10:59"))


def test_rule_21_a_contract_of_a_unit_is_every_post_of_it(town):
    ticket = file_ticket(town)
    contract(town, "market_reg", None)
    assert sees(town, "market_clerk", ticket)


def test_rule_21_a_contract_is_seen_in_the_post_of_its_unit_only(town):
    """Scope takes the acting post: what somebody holds in one unit does not follow them into another."""
    ticket = file_ticket(town)
    contract(town, "market_reg", "market_clerk")
    unit = town.units["street_b"].id
    town.posts["in_the_west"] = people.appoint(town.people["market_clerk"], unit, Role.UNIT_HANDLER, now=MONDAY)
    assert sees(town, "market_clerk", ticket)
    assert not sees(town, "in_the_west", ticket)


def test_rule_21_ground_inside_contracted_ground_counts(town):
    east = Zone.objects.get(code="east")
    ring = [[120.09, 30.09], [120.105, 30.09], [120.105, 30.105], [120.09, 30.105], [120.09, 30.09]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    inner = Zone.objects.lay(layer=east.layer, code="inner", name="菜市场片", parent=east, geometry=shape)
    Site.objects.get(code="S001").zone_rows.update(zone=inner)
    ticket = file_ticket(town)
    contract(town, "market_reg", "market_clerk")
    assert sees(town, "market_clerk", ticket)


def test_rule_21_a_post_that_has_ended_sees_nothing(town):
    ticket = file_ticket(town)
    people.end_post(town.posts["street_clerk"], now=at(MONDAY, "11:00"))
    town.posts["street_clerk"].refresh_from_db()
    assert not sees(town, "street_clerk", ticket)


def test_rule_21_an_outside_report_is_the_offices_until_it_is_admitted(town):
    ticket = file_ticket(town, "office", source="hotline")
    assert watchers(town, ticket) == ALL
    take(town, "admit", ticket, "office", at(MONDAY, "09:10"))
    assert watchers(town, ticket) == ALL | STREET_A


# Who gets it


def test_rule_22_routing_names_a_function_and_the_city_binds_it(town):
    """A road's own rows win: ENV-03 on a road is urban management's, whoever holds that function."""
    ticket = file_ticket(town, site="S004")
    assert ticket.lead_duty.unit.code == "urban_mgmt"
    UnitFunction.objects.filter(code="urban_mgmt").update(unit=town.units["market_reg"])
    assert file_ticket(town, site="S004", anyway="另一处").lead_duty.unit.code == "market_reg"


def test_rule_22_a_free_point_has_the_empty_groups_rows(town):
    ticket = file_ticket(town, site=None, place=(Decimal("120.15"), Decimal("30.15")))
    assert ticket.lead_duty.unit.code == "street_a"  # no site to manage, no sector: the ground decides


def test_rule_22_when_nothing_resolves_the_office_dispatches_and_the_preview_says_so(town):
    UnitFunction.objects.filter(code="urban_mgmt").delete()
    stated = FilingData(category="ENV-03", site=town.sites["S004"].id)
    ahead = filing.preview(stated, MONDAY)
    assert (ahead.why, ahead.unit) == ("no_unit", None)
    assert [row.outcome for row in ahead.tried if not row.assisting] == ["unbound"]
    ticket = file_ticket(town, site="S004")
    assert (ticket.status, ticket.main_duty.kind, ticket.main_duty.unit.code) == ("dispatching", "dispatch", "office")
    assert ticket.main_duty.due_at == at(MONDAY, "15:00")  # four office hours


def test_rule_22_a_contract_holder_is_routed_to_where_the_table_says_so(town):
    contract(town, "market_reg", None)
    row = file_ticket(town, category="TRF-07")
    assert row.lead_duty.unit.code == "market_reg"


def test_the_preview_says_what_filing_then_does(town):
    for site, category in (("S001", "ENV-03"), ("S003", "ENV-02"), ("S004", "ENV-03")):
        ahead = filing.preview(FilingData(category=category, site=town.sites[site].id), MONDAY)
        duty = file_ticket(town, site=site, category=category).lead_duty
        assert (ahead.unit, ahead.user, ahead.due_at) == (duty.unit_id, duty.user_id, duty.due_at)


def test_the_preview_of_an_outside_report_is_the_offices_screening(town):
    stated = FilingData(category="ENV-03", site=town.sites["S001"].id, source="hotline")
    ahead = filing.preview(stated, MONDAY)
    duty = file_ticket(town, "office", source="hotline").main_duty
    assert (ahead.why, ahead.unit, ahead.user, ahead.due_at) == ("screened", duty.unit_id, duty.user_id, duty.due_at)


# The same problem, and an old one come back


def struck_off(town, **more):
    """An entry that went round the loop on Monday morning."""
    ticket = file_ticket(town, **more)
    by = ticket.lead_duty.user.username
    take(town, "submit", ticket, by, at(MONDAY, "10:00"), photos=1)
    take(town, "pass", ticket, "inspector", at(MONDAY, "11:00"))
    return ticket


def north(metres, base=("120.15", "30.15")):
    """A point so many metres north of another one (a degree is 110 851 m here)."""
    return Decimal(base[0]), (Decimal(base[1]) + Decimal(metres) / Decimal("110851")).quantize(Decimal("0.000001"))


def free(town, metres, **more):
    return file_ticket(town, site=None, place=north(metres), **more)


@pytest.mark.parametrize(("metres", "same"), [(0, True), (49, True), (51, False)])
def test_rule_24_free_points_are_the_same_place_within_fifty_metres(town, metres, same):
    first = free(town, 0)
    if same:
        with pytest.raises(filing.Duplicate) as duplicate:
            free(town, metres)
        assert duplicate.value.tickets == [first]
    else:
        assert free(town, metres).status == "assigned"


def test_rule_24_another_category_or_an_entry_that_ended_is_no_duplicate(town):
    struck_off(town)
    file_ticket(town)
    file_ticket(town, category="ENV-02")
    assert Ticket.objects.count() == 3


def test_rule_24_at_a_site_the_whole_site_is_one_place_however_large(town):
    struck_off(town, place=north(0, ("120.1", "30.1")))
    far = file_ticket(town, place=north(900, ("120.1", "30.1")))
    assert far.relapse_count == 1


@pytest.fixture
def road(town):
    """文昌路: eleven kilometres due north."""
    site = town.sites["S004"]
    site.geometry = {"type": "LineString", "coordinates": [[120.12, 30.12], [120.12, 30.22]]}
    site.save()
    return site


@pytest.mark.parametrize(("metres", "again"), [(0, True), (49, True), (51, False), (5000, False)])
def test_rule_24_on_a_line_a_relapse_is_within_fifty_metres(town, road, metres, again):
    old = struck_off(town, site="S004", place=north(0, ("120.12", "30.12")))
    new = file_ticket(town, site="S004", place=north(metres, ("120.12", "30.12")), now=TUESDAY)
    assert new.relapse_of_id == (old.pk if again else None)
    assert new.relapse_count == int(again)


def test_rule_24_on_a_line_the_same_site_is_still_a_possible_duplicate(town, road):
    file_ticket(town, site="S004", place=north(0, ("120.12", "30.12")))
    with pytest.raises(filing.Duplicate):
        file_ticket(town, site="S004", place=north(5000, ("120.12", "30.12")))


def test_rule_24_a_road_that_was_entered_as_a_point_is_a_line_all_the_same(town):
    assert SiteType.objects.get(code="road_secondary").group == "road"
    struck_off(town, site="S004", place=north(0, ("120.12", "30.12")))
    new = file_ticket(town, site="S004", place=north(5000, ("120.12", "30.12")), now=TUESDAY)
    assert new.relapse_of_id is None


@pytest.mark.parametrize(("after", "again"), [(timedelta(days=30), True), (timedelta(days=30, seconds=1), False)])
def test_rule_24_a_relapse_comes_within_thirty_days_of_closing(town, after, again):
    old = struck_off(town)
    new = file_ticket(town, now=old.closed_at + after)
    assert (new.relapse_of_id == old.pk) is again


def test_rule_24_relapses_are_counted_along_the_chain(town):
    counts, now = [], MONDAY
    for _ in range(3):
        ticket = file_ticket(town, now=now)
        take(town, "submit", ticket, "street_clerk", now + timedelta(minutes=30), photos=1)
        take(town, "pass", ticket, "inspector", now + timedelta(minutes=60))
        counts.append((ticket.relapse_count, ticket.relapse_of_id))
        now += timedelta(days=7)
    tickets = list(Ticket.objects.order_by("filed_at"))
    assert counts == [(0, None), (1, tickets[0].pk), (2, tickets[1].pk)]


def test_rule_24_a_false_strike_off_is_a_finding_against_the_verifier_and_no_relapse(town):
    ticket = struck_off(town)
    event = take(town, "mark_false", ticket, "discipline", TUESDAY, words="现场未整改")
    assert event.facts["verifier"] == str(town.people["inspector"].id)
    assert (ticket.status, ticket.false_strike_off, ticket.relapse_count) == ("closed", True, 0)
    assert Ticket.objects.count() == 1


def test_two_teams_find_the_same_problem_and_the_second_joins_it(town):
    """The second team cannot see the first one's entry; standing before the problem is reason enough to join it."""
    first = file_ticket(town)
    person = town.people["second_inspector"]
    site, photos = town.sites["S001"].id, (photo(person, MONDAY),)
    stated = FilingData(category="ENV-03", site=site, words="还在", photos=photos, client_key="phone-9")
    assert not sees(town, "second_inspector", first)
    actor, now = town.actor("second_inspector"), at(MONDAY, "09:30")
    event = filing.join(first.pk, stated, by=actor, now=now)
    assert filing.join(first.pk, stated, by=actor, now=now).id == event.id
    assert (event.action, first.photos.count()) == ("join", 4)
    assert sees(town, "second_inspector", first)


def test_nobody_joins_an_entry_that_is_not_at_the_place_they_stand_at(town):
    first = file_ticket(town)
    elsewhere = FilingData(category="ENV-03", site=town.sites["S003"].id)
    with pytest.raises(Ticket.DoesNotExist):
        filing.join(first.pk, elsewhere, by=town.actor("second_inspector"), now=at(MONDAY, "09:30"))
    with pytest.raises(NotAllowed):
        filing.join(first.pk, elsewhere, by=town.actor("west_clerk"), now=at(MONDAY, "09:30"))


def test_merging_into_or_relapsing_from_an_entry_out_of_sight_says_nothing_about_it(town):
    mine = file_ticket(town)
    theirs = file_ticket(town, "second_inspector", site="S003")
    add_person(town, "third_leader", "又一个组长", "team_1", Role.TEAM_LEADER)
    for action in ("merge", "mark_relapse"):
        with pytest.raises(Refused) as refused:
            take(town, action, mine, "third_leader", NOON, target=theirs.pk, words="同一处")
        assert refused.value.code == "no_such_target"
