"""ENGINE 8, 10, 23, 25: who owes, who checks and who is told, when posts end, stand-ins come and nights fall."""

import pytest

from rectification import filing
from rectification.facts import FilingData
from sites.models import Unit
from supervision.actions import nights, people
from supervision.actions.calendars import load_calendar
from supervision.actions.notices import deliver
from supervision.actions.sweep import sweep
from supervision.models import Duty, Event, Notice, Post
from supervision.refusals import NotAllowed, Refused
from supervision.roles import Role
from tests.town import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, add_person, at, file_ticket, take

pytestmark = pytest.mark.django_db
URGENT = "ENV-08"  # 8 hours, urgency A


def told(ticket, key):
    """Who was told of something."""
    return sorted(Notice.objects.filter(subject_id=ticket.id, key=key).values_list("user__username", flat=True))


def submitted(town, *, by="street_clerk", now=MONDAY, **more):
    """An entry that the unit says is fixed."""
    ticket = file_ticket(town, now=now, **more)
    take(town, "submit", ticket, by, at(now, "10:00"), photos=1)
    return ticket


def leave(town, *names, now=MONDAY):
    for name in names:
        people.end_post(town.posts[name], now=now)


# Who is told


def test_rule_10_a_step_is_told_to_whoever_answers_now_and_not_to_whoever_has_left(town):
    ticket = submitted(town)
    leave(town, "street_clerk", now=at(MONDAY, "11:00"))
    take(town, "fail", ticket, "inspector", at(MONDAY, "14:00"), words="还有积水")
    assert told(ticket, "failed") == ["colleague", "unit_head"]


def test_rule_10_a_step_is_told_to_whoever_stands_in(town):
    ticket = submitted(town)
    post, colleague = town.posts["street_clerk"], town.people["colleague"]
    people.set_acting(post, colleague, at(MONDAY, "11:00"), FRIDAY, now=at(MONDAY, "11:00"))
    take(town, "fail", ticket, "inspector", at(MONDAY, "14:00"), words="还有积水")
    assert told(ticket, "failed") == ["colleague"]


def test_a_person_with_posts_in_two_assisting_units_is_told_once(town):
    """Routing names both as assisting; one notice for one person, and no failed filing."""
    for unit in ("urban_mgmt", "market_reg"):
        people.appoint(town.people["west_clerk"], town.units[unit].id, Role.UNIT_HANDLER, now=MONDAY, rank=1)
    ticket = file_ticket(town, category="ENV-02")
    assert Duty.objects.filter(subject_id=ticket.id, kind="assist").count() == 2
    assert told(ticket, "assist") == ["west_clerk"]


def test_rule_10_delivery_adds_todays_holder(town):
    """The rung fell due under one holder; by the time it is delivered another one has it, and must know."""
    ticket = file_ticket(town)
    sweep(at(MONDAY, "14:00"))
    take(town, "hand_over", ticket, "street_clerk", at(MONDAY, "14:10"), person="colleague")
    assert told(ticket, "rung.warning") == ["street_clerk"]
    deliver(at(MONDAY, "14:20"))
    assert told(ticket, "rung.warning") == ["colleague", "street_clerk"]
    deliver(at(MONDAY, "14:30"))
    assert Notice.objects.filter(subject_id=ticket.id, delivered_at__isnull=True).count() == 0
    event = Event.objects.get(stream_id=ticket.id, action="rung")
    assert [who[0] for who in event.facts["told"]] == [str(town.people["street_clerk"].id)]  # the ledger stays


def test_rule_10_delivery_tells_nobody_twice_and_nobody_of_what_is_done(town):
    ticket = file_ticket(town)
    sweep(at(MONDAY, "14:00"))
    take(town, "reassign", ticket, "office", at(MONDAY, "14:10"), unit="market_reg", words="归市监局")
    deliver(at(MONDAY, "14:20"))
    assert told(ticket, "rung.warning") == ["street_clerk"]


def night(town, unit, name="夜班", now=MONDAY):
    """Somebody on the unit's night roster from the close of that day to the opening of the next."""
    post = add_person(town, f"night_{unit}", name, unit, Role.UNIT_HANDLER, 90, now=now)
    planned = {now.date(): post.user_id}
    nights.plan(post.unit_id, planned, calendar=load_calendar(), now=now, by=town.posts["office"])
    return post


def test_the_night_roster_hears_of_urgent_entries(town):
    night(town, "street_a")
    ticket = file_ticket(town, category=URGENT, now=at(MONDAY, "20:00"))
    assert (ticket.urgency, ticket.lead_duty.unit.code) == ("A", "street_a")
    assert told(ticket, "assigned") == ["night_street_a", "street_clerk"]


def test_the_night_roster_hears_of_rungs_that_fall_due_at_night(town):
    night(town, "street_a")
    ticket = file_ticket(town, category=URGENT, now=at(MONDAY, "20:00"))
    sweep(at(TUESDAY, "04:00"))
    assert "night_street_a" in told(ticket, "rung.warning")
    assert "night_street_a" in told(ticket, "rung.reminder")
    sweep(FRIDAY)
    assert "night_street_a" not in told(ticket, "rung.supervision")  # by day the night roster sleeps


def test_the_night_roster_is_left_alone_with_everything_else(town):
    night(town, "street_a")
    ticket = file_ticket(town, now=at(MONDAY, "20:00"))
    assert told(ticket, "assigned") == ["street_clerk"]


# 责任到人: nobody is assigned without a handler


def test_rule_1_a_unit_without_handler_is_given_nothing_and_the_preview_says_so(town):
    leave(town, "street_clerk", "colleague", "unit_head")
    stated = FilingData(category="ENV-03", site=town.sites["S001"].id)
    ahead = filing.preview(stated, at(MONDAY, "09:30"))
    assert (ahead.why, ahead.unit, ahead.due_at) == ("no_handler", town.units["street_a"].id, None)
    ticket = file_ticket(town, now=at(MONDAY, "09:30"))
    assert (ticket.status, ticket.main_duty.kind, ticket.lead_duty) == ("dispatching", "dispatch", None)
    with pytest.raises(Refused) as refused:
        take(town, "dispatch", ticket, "office", at(MONDAY, "10:00"), unit="street_a")
    assert refused.value.code == "no_handler"


def test_rule_1_an_assisting_unit_without_handler_holds_nobody_up(town):
    leave(town, "market_clerk")
    ticket = file_ticket(town, category="ENV-02")
    assists = Duty.objects.filter(subject_id=ticket.id, kind="assist")
    assert list(assists.values_list("unit__code", flat=True)) == ["urban_mgmt"]


def test_a_unit_that_no_longer_exists_is_given_nothing(town):
    ticket = file_ticket(town)
    Unit.objects.filter(code="market_reg").update(valid_to=MONDAY.date())
    with pytest.raises(Refused) as refused:
        take(town, "reassign", ticket, "office", at(MONDAY, "10:00"), unit="market_reg", words="归市监局")
    assert refused.value.code == "no_such_unit"


def test_rule_1_sub_assigned_and_assisting_work_ends_with_the_duty_it_served(town):
    ticket = file_ticket(town, category="ENV-02")
    take(town, "receive", ticket, "street_clerk", at(MONDAY, "09:10"))
    take(town, "sub_assign", ticket, "street_clerk", at(MONDAY, "09:20"), unit="community_a1")
    take(town, "ask", ticket, "street_clerk", at(MONDAY, "09:25"), petition="return", words="不是我们的")
    take(town, "reassign", ticket, "office", at(MONDAY, "09:30"), unit="street_b", words="归西城")
    duties = Duty.objects.filter(subject_id=ticket.id).order_by("ordinal")
    assert [(d.kind, d.unit.code, d.outcome) for d in duties] == [
        ("rectify", "street_a", "reassigned"),
        ("assist", "urban_mgmt", "reassigned"),
        ("assist", "market_reg", "reassigned"),
        ("rectify", "community_a1", "reassigned"),
        ("decide", "team_1", "reassigned"),
        ("rectify", "street_b", ""),
    ]
    with pytest.raises(NotAllowed):
        take(town, "finish", ticket, "other_clerk", at(MONDAY, "10:00"), duty=duties[1].id)
    assert ticket.petitions.get().state == "lapsed"


# Four eyes


def test_rule_23_the_check_goes_to_the_team_that_found_it(town):
    assert submitted(town).main_duty.unit.code == "team_1"


def test_rule_23_without_a_finding_team_to_the_team_of_the_place(town):
    ticket = file_ticket(town, "office", site="S003")
    take(town, "submit", ticket, "west_clerk", at(MONDAY, "10:00"), photos=1)
    assert ticket.main_duty.unit.code == "team_2"


def test_rule_23_on_nobodys_ground_to_the_office(town):
    town.units["team_2"].team.zones.clear()
    ticket = file_ticket(town, "office", site="S003")
    take(town, "submit", ticket, "west_clerk", at(MONDAY, "10:00"), photos=1)
    assert ticket.main_duty.unit.code == "office"


def test_rule_23_if_nobody_is_left_the_check_goes_to_discipline_then_to_another_team_never_to_no_one(town):
    for name in ("inspector", "team_leader"):
        people.appoint(town.people[name], town.units["street_a"].id, Role.UNIT_HANDLER, now=MONDAY, rank=99)
    first = submitted(town)
    assert first.main_duty.unit.code == "discipline"
    people.appoint(town.people["discipline"], town.units["street_a"].id, Role.UNIT_HEAD, now=MONDAY, rank=99)
    second = submitted(town, anyway="另一处")
    assert second.main_duty.unit.code == "team_2"
    for name in ("second_inspector", "second_leader"):
        people.appoint(town.people[name], town.units["street_a"].id, Role.UNIT_HANDLER, now=MONDAY, rank=99)
    third = submitted(town, anyway="又一处")
    assert (third.main_duty.unit.code, third.main_duty.user) == ("office", town.people["office"])


@pytest.mark.parametrize("since", ["before", "after"])
def test_rule_23_whoever_held_a_post_in_the_unit_since_assignment_never_checks(town, since):
    """A handler who left before the entry came has had no hand in it; one who left afterwards has."""
    moved = people.appoint(town.people["inspector"], town.units["street_a"].id, Role.UNIT_HANDLER, now=MONDAY, rank=99)
    now = at(MONDAY, "09:30")
    if since == "before":
        people.end_post(moved, now=at(MONDAY, "09:20"))
        ticket = submitted(town, by="street_clerk", now=now)
        take(town, "pass", ticket, "inspector", at(MONDAY, "11:00"))
        assert ticket.status == "closed"
        return
    ticket = file_ticket(town, now=now)
    people.end_post(moved, now=at(MONDAY, "09:40"))
    take(town, "submit", ticket, "street_clerk", at(MONDAY, "10:00"), photos=1)
    with pytest.raises(NotAllowed):
        take(town, "pass", ticket, "inspector", at(MONDAY, "11:00"))


def test_rule_23_a_stand_in_of_the_unit_never_checks(town):
    ticket = file_ticket(town)
    post, inspector = town.posts["street_clerk"], town.people["inspector"]
    people.set_acting(post, inspector, at(MONDAY, "09:30"), at(MONDAY, "09:40"), now=at(MONDAY, "09:30"))
    take(town, "submit", ticket, "street_clerk", at(MONDAY, "10:00"), photos=1)
    assert ticket.main_duty.user == town.people["team_leader"]
    with pytest.raises(NotAllowed):
        take(town, "pass", ticket, "inspector", at(MONDAY, "11:00"))
    with pytest.raises(Refused) as refused:
        take(town, "deal_out", ticket, "team_leader", at(MONDAY, "11:00"), person="inspector")
    assert refused.value.code == "four_eyes"


def test_rule_23_whoever_stands_in_for_a_checker_is_judged_by_their_own_hands(town):
    ticket = submitted(town)
    clerk, post = town.people["street_clerk"], town.posts["team_leader"]
    people.set_acting(post, clerk, at(MONDAY, "10:30"), FRIDAY, now=at(MONDAY, "10:30"))
    town.people["team_leader"] = clerk  # the clerk sits at the leader's desk this week
    with pytest.raises(NotAllowed):
        take(town, "pass", ticket, "team_leader", at(MONDAY, "11:00"))


def test_rule_23_every_unit_that_ever_had_it_counts_helpers_and_units_below_too(town):
    ticket = file_ticket(town, category="ENV-02")
    take(town, "sub_assign", ticket, "street_clerk", at(MONDAY, "09:10"), unit="community_a1")
    take(town, "reassign", ticket, "office", at(MONDAY, "09:30"), unit="street_b", words="归西城")
    take(town, "submit", ticket, "west_clerk", at(MONDAY, "10:00"), photos=1)
    for unit in ("street_a", "urban_mgmt", "community_a1", "street_b"):
        name = f"checker_{unit}"
        add_person(town, name, "复查员", "team_1", Role.INSPECTOR, 200)
        people.appoint(town.people[name], town.units[unit].id, Role.UNIT_HANDLER, now=at(MONDAY, "10:10"), rank=200)
        with pytest.raises(NotAllowed):
            take(town, "pass", ticket, name, at(MONDAY, "11:00"))


# Moving it on


def test_rule_25_after_the_free_hours_only_team_or_office_move_an_entry(town):
    ticket = file_ticket(town)
    take(town, "receive", ticket, "street_clerk", at(MONDAY, "09:30"))
    late = at(TUESDAY, "16:00")
    with pytest.raises(Refused) as refused:
        take(town, "ask", ticket, "street_clerk", late, petition="return", words="不是我们的")
    assert refused.value.code == "return_late"
    for name in ("street_clerk", "unit_head", "inspector"):
        with pytest.raises(NotAllowed):
            take(town, "reassign", ticket, name, late, unit="market_reg", words="归市监局")
    take(town, "reassign", ticket, "team_leader", late, unit="market_reg", words="归市监局")
    take(town, "reassign", ticket, "office", at(WEDNESDAY, "09:00"), unit="street_b", words="归西城")
    assert ticket.lead_duty.unit.code == "street_b"


def test_rule_10_posts_are_not_back_dated(town):
    post = town.posts["street_clerk"]
    for change in (
        lambda: people.appoint(town.people["colleague"], post.unit_id, Role.UNIT_HEAD, now=TUESDAY, since=MONDAY),
        lambda: people.set_acting(post, town.people["colleague"], MONDAY, THURSDAY, now=TUESDAY),
    ):
        with pytest.raises(Refused) as refused:
            change()
        assert refused.value.code == "back_dated"
    assert Post.objects.get(pk=post.pk).valid_to is None
